"""The page that explains the decision says what the template does."""

import re
from pathlib import Path

from tests.decision.questionnaire import FRAMEWORKS, decided, workloads

PAGE = (Path(__file__).parents[2] / "docs" / "decision.md").read_text("utf-8")
RULES_OF_THUMB = {"mvp": "flask", "platform": "django", "api": "fastapi"}


def test_the_table_is_the_one_that_is_added_up() -> None:
    rows = [
        [row["question"], str(row["answer"]).lower(), *map(str, scores), row["because"]]
        for row in decided(workloads()[0])["decision_table"]
        if any(scores := [row[name] for name in FRAMEWORKS])
    ]
    table = PAGE.split("## The table")[1].split("\n## ")[0].replace("\N{MINUS SIGN}", "-")
    shown = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.splitlines()
        if line.startswith("|")
    ][2:]
    assert shown == rows


def test_the_thin_places_are_counted_right() -> None:
    others = lonely = 0
    for workload in workloads():
        decision = decided(workload)
        first = decision["recommended"]
        others += first != RULES_OF_THUMB[workload["purpose"]]
        for_it = [
            row
            for row in decision["reasons"]
            if row[first] > 0 or (row[first] == 0 and min(row[name] for name in FRAMEWORKS) < 0)
        ]
        lonely += len(for_it) < 2
        if len(for_it) == 1:
            assert workload.items() >= {"lifespan": "short", "concurrency": "low"}.items()
            assert workload.items() >= {"back_office": False, "team_async": True}.items()
            assert decision["margin"] in {1, 2}
    assert f"\n- {others} of the 432 combinations" in PAGE
    assert lonely == 4
    assert "In four combinations a single row" in PAGE


def test_every_file_it_links_to_is_there() -> None:
    for target in re.findall(r"\]\((\.\./[^)]+)\)", PAGE):
        assert (Path(__file__).parents[2] / "docs" / target).exists(), target
