"""What is recommended: for the cases that practitioners name, and as properties of all 432."""

from functools import cache
from typing import Any

import pytest

from tests.decision.questionnaire import FRAMEWORKS, WORKLOAD, decided, workloads

LOWER_RISK_FIRST = ("django", "fastapi", "flask")


def recommendations(**fixed: str | bool) -> set[str]:
    """What any combination with these answers leads to, whatever the other answers are."""
    return {decided(workload)["recommended"] for workload in workloads(**fixed)}


@cache
def row_of(answered: tuple[str, str | bool]) -> dict[str, Any]:
    table: list[dict[str, Any]] = decided(workloads()[0])["decision_table"]
    (row,) = [row for row in table if (row["question"], row["answer"]) == answered]
    return row


def test_there_are_432_combinations() -> None:
    assert len(workloads()) == 432


@pytest.mark.parametrize("question", WORKLOAD)
def test_each_answer_has_one_row_and_a_reason_where_it_scores(question: str) -> None:
    for answer in WORKLOAD[question]:
        row = row_of((question, answer))
        assert bool(row["because"]) == any(row[framework] for framework in FRAMEWORKS)
        assert row["given"]
        assert row["if"]


@pytest.mark.parametrize(
    ("purpose", "framework"), [("mvp", "flask"), ("platform", "django"), ("api", "fastapi")]
)
def test_a_rule_of_thumb_recommends_its_framework(purpose: str, framework: str) -> None:
    defaults = {name: values[0] for name, values in WORKLOAD.items()}
    assert decided(defaults | {"purpose": purpose})["recommended"] == framework


class TestPractitionersCases:
    """Each holds for every combination that fits the description."""

    def test_a_real_time_sensor_pipeline_with_thousands_of_connections(self) -> None:
        case = {"purpose": "api", "clients": "services", "concurrency": "high"}
        assert recommendations(**case) == {"fastapi"}

    def test_a_crud_heavy_enterprise_dashboard(self) -> None:
        case = {"purpose": "platform", "concurrency": "low", "lifespan": "long"}
        assert recommendations(**case, back_office=True) == {"django"}

    def test_a_saas_with_a_staff_back_office_and_a_react_front(self) -> None:
        case = {"purpose": "platform", "clients": "apps", "concurrency": "low"}
        assert recommendations(**case, back_office=True) == {"django"}

    @pytest.mark.parametrize("clients", ["apps", "services"])
    def test_an_internal_tool_with_a_light_rest_api(self, clients: str) -> None:
        case = {"purpose": "mvp", "clients": clients, "concurrency": "low", "lifespan": "short"}
        assert recommendations(**case, bottleneck="database", back_office=False) == {"flask"}

    def test_learning_or_a_prototype(self) -> None:
        case = {"purpose": "mvp", "concurrency": "low", "lifespan": "short"}
        assert recommendations(**case, back_office=False, team_async=False) == {"flask"}

    @pytest.mark.parametrize("clients", ["apps", "services"])
    def test_an_ai_backend_that_waits_on_models(self, clients: str) -> None:
        case = {"purpose": "api", "clients": clients, "bottleneck": "upstream"}
        assert recommendations(**case, back_office=False) == {"fastapi"}

    @pytest.mark.parametrize("bottleneck", ["database", "cpu"])
    def test_an_mvp_that_staff_administer_and_that_lives_for_years(self, bottleneck: str) -> None:
        case = {"purpose": "mvp", "concurrency": "low", "lifespan": "long"}
        assert recommendations(**case, bottleneck=bottleneck, back_office=True) == {"django"}

    def test_a_dashboard_with_slow_calculations_stays_with_django(self) -> None:
        case = {"purpose": "platform", "concurrency": "low", "bottleneck": "cpu"}
        assert recommendations(**case) == {"django"}
        assert not any(row_of(("bottleneck", "cpu"))[framework] for framework in FRAMEWORKS)


def test_the_scores_are_the_sums_of_the_rows() -> None:
    for workload in workloads():
        rows = [row_of(answer) for answer in workload.items()]
        sums = {framework: sum(row[framework] for row in rows) for framework in FRAMEWORKS}
        decision = decided(workload)
        assert decision["scores"] == sums
        ranking = sorted(LOWER_RISK_FIRST, key=lambda framework: -sums[framework])
        assert [decision["recommended"], decision["runner_up"]] == ranking[:2]
        assert decision["margin"] == sums[ranking[0]] - sums[ranking[1]]
        assert decision["framework"] == decision["recommended"]
        assert not decision["overruled"]


def test_a_reason_is_told_for_each_score_that_is_not_zero() -> None:
    for workload in workloads():
        reasons = decided(workload)["reasons"]
        told = {(reason["question"], reason["answer"]) for reason in reasons}
        assert told == {
            answer
            for answer in workload.items()
            if any(row_of(answer)[framework] for framework in FRAMEWORKS)
        }
        assert len(reasons) >= 2


def test_what_would_change_it_is_every_single_answer_that_does() -> None:
    for workload in workloads():
        decision = decided(workload)
        told = {
            (change["question"], change["answer"], change["framework"])
            for change in decision["would_change"]
        }
        neighbours = {
            (question, answer, decided(workload | {question: answer})["recommended"])
            for question, answers in WORKLOAD.items()
            for answer in answers
            if answer != workload[question]
        }
        assert told == {change for change in neighbours if change[2] != decision["recommended"]}


def test_a_close_call_says_so_and_names_what_would_tip_it() -> None:
    for workload in workloads():
        decision = decided(workload)
        if decision["margin"] <= 1:
            assert decision["would_change"]


def test_more_staff_never_lower_django() -> None:
    for workload in workloads(back_office=False):
        without, with_staff = decided(workload), decided(workload | {"back_office": True})
        assert with_staff["scores"]["django"] >= without["scores"]["django"]
        assert without["recommended"] != "django" or with_staff["recommended"] == "django"


def test_more_concurrency_never_lowers_fastapi() -> None:
    for workload in workloads(concurrency="low"):
        low, high = decided(workload), decided(workload | {"concurrency": "high"})
        assert high["scores"]["fastapi"] >= low["scores"]["fastapi"]
        assert low["recommended"] != "fastapi" or high["recommended"] == "fastapi"


def test_a_tie_goes_to_the_lower_long_term_risk() -> None:
    ties = [decision for decision in map(decided, workloads()) if decision["margin"] == 0]
    assert ties
    for decision in ties:
        pair = (decision["recommended"], decision["runner_up"])
        assert sorted(pair, key=LOWER_RISK_FIRST.index) == list(pair)
