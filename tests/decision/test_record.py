"""The record of the decision, for each combination of answers and each choice."""

import re

import pytest

from tests.decision.questionnaire import FRAMEWORKS, Answers, answered, environment, workloads

TITLES = {"flask": "Flask", "django": "Django", "fastapi": "FastAPI"}
SECTIONS = [
    "## Context and Problem Statement",
    "## Decision Drivers",
    "## Considered Options",
    "## Decision Outcome",
    "### Consequences",
    "### Revisit when",
    "## Pros and Cons of the Options",
]
REASON = "Half of the team has run it for years, and that's worth more than a few points."


def record(**given: str | bool) -> tuple[Answers, str]:
    answers = answered(given)
    template = environment.get_template(
        f"templates/{answers['framework']}/docs/adr/0001-framework.md.jinja"
    )
    return answers, template.render(answers)


def faults(text: str) -> list[str]:
    """What no person would have left in a document."""
    found = {
        "nothing after a bullet": re.search(r"^\s*[*>-]\s*$", text, re.MULTILINE),
        "a value that is missing": re.search(r"\b(None|True|False|undefined|nan)\b", text),
        "template code": re.search(r"\{[{%#]|[}%#]\}|\b[Jj]inja|[Cc]opier", text),
        "two blank lines": re.search(r"\n\n\n", text),
        "a space at the end of a line": re.search(r"[ \t]$", text, re.MULTILINE),
        "two spaces in a row": re.search(r"\S {2,}\S", text),
        "a space before a sign": re.search(r" [.,;:!?](\s|$)", text),
        "a sign twice": re.search(r"([.,;:])\1|[,;:]\.", text),
        "no newline at the end, or more than one": re.search(r"([^\n]|\n\n)\Z", text),
        "a long line": re.search(r"^[^|>#\n]{101,}$", text, re.MULTILINE),
        "a list glued to a paragraph": re.search(r"^[^*\s#|-][^\n]*\n\* ", text, re.MULTILINE),
        "a heading without blank lines": re.search(
            r"[^\n]\n#+ |^#+ [^\n]*\n[^\n]", text, re.MULTILINE
        ),
        "an empty section": re.search(
            r"^## [^\n]*\n+##? |^### [^\n]*\n+#|^#+ [^\n]*\n*\Z", text, re.MULTILINE
        ),
        "one point in the plural": re.search(r"\b1 points|\b0 point\b", text),
    }
    return [name for name, match in found.items() if match]


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("reason", [REASON, None], ids=["with a reason", "without a reason"])
def test_it_reads_like_a_persons_document(framework: str, reason: str | None) -> None:
    for workload in workloads():
        given = workload | {"framework": framework}
        if reason:
            given["override_reason"] = reason
        answers, text = record(**given)
        assert faults(text) == [], workload
        assert [line for line in text.splitlines() if line in SECTIONS] == SECTIONS
        assert f"Chosen option: **{TITLES[framework]}**" in text
        quoted = [line for line in text.splitlines() if line.startswith(">")]
        assert quoted == ([f"> {REASON}"] if answers["overruled"] and reason else [])
        assert ("recorded no reason" in text) == (answers["overruled"] and reason is None)


@pytest.mark.parametrize("example", [True, False], ids=["example", "skeleton"])
@pytest.mark.parametrize(
    ("framework", "database"),
    [(framework, "sqlite") for framework in FRAMEWORKS] + [("flask", "none"), ("fastapi", "none")],
)
def test_it_reads_well_with_each_add_on(framework: str, database: str, *, example: bool) -> None:
    for workload in workloads(team_async=False, lifespan="short"):
        addons: dict[str, str | bool] = {"database": database, "example": example}
        _, text = record(**workload, **addons, framework=framework)
        assert faults(text) == [], workload
        assert ("src/my_backend/engine" in text) == (example and workload["bottleneck"] == "cpu")


def test_it_names_the_scores_the_reasons_and_every_answer() -> None:
    for workload in workloads():
        answers, text = record(**workload)
        flowing = " ".join(text.split())
        for row in answers["decision_table"]:
            assert (row["given"] in flowing) == (workload[row["question"]] == row["answer"])
        for reason in answers["reasons"]:
            assert f"| {reason['because'][0].upper()}{reason['because'][1:]} |" in text
        for change in answers["would_change"]:
            assert change["if"] in flowing
        for framework, score in answers["scores"].items():
            points = f"{score} point{'' if abs(score) == 1 else 's'}".replace("-", "\N{MINUS SIGN}")
            assert f"### {TITLES[framework]}: {points}\n" in text


@pytest.mark.parametrize(("framework", "recommended"), [("flask", "django"), ("django", "fastapi")])
def test_a_classic_mistake_is_recorded_with_its_risk(framework: str, recommended: str) -> None:
    purposes = {"django": "platform", "fastapi": "api"}
    _, text = record(purpose=purposes[recommended], framework=framework)
    assert f"{TITLES[framework]} for what needs {TITLES[recommended]} is a mistake" in text
    _, agreed = record(purpose=purposes[recommended])
    assert "is a mistake" not in agreed


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("* Flask\n", "* \n", "nothing after a bullet"),
        ("Flask", "None", "a value that is missing"),
        ("Flask", "{{ framework }}", "template code"),
        ("## Decision Drivers\n", "\n## Decision Drivers\n", "two blank lines"),
        ("* Flask\n", "* Flask \n", "a space at the end of a line"),
        ("change hands", "change  hands", "two spaces in a row"),
        (" uses it most.", " uses it most .", "a space before a sign"),
        (" uses it most.", " uses it most..", "a sign twice"),
        ("## Decision Drivers\n\n", "## Decision Drivers\n", "a heading without blank lines"),
        ("* Flask\n* Django\n* FastAPI\n\n", "", "an empty section"),
        ("Drivers\n\n*", "Drivers\n\nThese:\n*", "a list glued to a paragraph"),
    ],
)
def test_the_checks_above_notice(before: str, after: str, fault: str) -> None:
    _, text = record(lifespan="long")
    assert before in text
    assert fault in faults(text.replace(before, after, 1))
