"""What a person reads at the question for the framework, and after overruling."""

import pytest

from tests.decision.questionnaire import (
    FRAMEWORKS,
    Answers,
    answered,
    compiled,
    decided,
    questions,
    workloads,
)

TITLES = {"flask": "Flask", "django": "Django", "fastapi": "FastAPI"}


def shown(question: str, answers: Answers) -> str:
    return compiled(questions()[question]["help"]).render(answers)


def test_the_recommendation_fits_a_terminal_of_80_by_24() -> None:
    for workload in workloads():
        lines = shown("framework", decided(workload)).splitlines()
        # Copier's mark takes three columns of the first line; below stand a hint and the choices.
        assert len(lines[0]) <= 77
        assert max(map(len, lines)) <= 80
        assert len(lines) <= 24 - 4


def test_the_recommendation_shows_every_reason_the_scores_and_the_runner_up() -> None:
    for workload in workloads():
        decision = decided(workload)
        text = shown("framework", decision)
        flowing = " ".join(text.split())
        assert f"{TITLES[decision['recommended']]} is recommended" in flowing
        assert TITLES[decision["runner_up"]] in flowing.split("Flask Django FastAPI")[0]
        assert ("close call" in flowing) == (decision["margin"] <= 1)
        assert all(reason["because"] in text for reason in decision["reasons"])
        assert all(change["if"] in flowing for change in decision["would_change"])
        (sums,) = [line.split()[1:] for line in text.splitlines() if line.startswith(" Sum")]
        assert sums == [
            str(decision["scores"][name]).replace("-", "\N{MINUS SIGN}") for name in FRAMEWORKS
        ]


def test_slow_calculations_are_no_question_of_the_framework() -> None:
    for workload in workloads():
        text = shown("framework", decided(workload))
        told = "No framework makes calculations faster" in text
        assert told == (workload["bottleneck"] == "cpu")


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_overruling_warns_of_the_two_classic_mistakes_and_of_nothing_else(framework: str) -> None:
    mistakes = {("flask", "django"): "users, permissions", ("django", "fastapi"): "holds a thread"}
    for workload in workloads():
        recommended = decided(workload)["recommended"]
        if recommended == framework:
            continue
        text = shown("override_reason", answered(workload | {"framework": framework}))
        flowing = " ".join(text.split())
        risk = mistakes.get((framework, recommended))
        assert ("classic mistake" in flowing) == (risk is not None)
        if risk:
            assert risk in flowing.split("The risk:")[1].split("What to do:")[0]
            assert TITLES[recommended] in flowing.split("What to do:")[1]
        assert max(map(len, text.splitlines())) <= 80


def test_a_choice_says_that_it_is_the_recommended_one() -> None:
    for workload in workloads():
        decision = decided(workload)
        marked = [
            framework
            for label, framework in questions()["framework"]["choices"].items()
            if compiled(label).render(decision).endswith("(recommended)")
        ]
        assert marked == [decision["recommended"]]
