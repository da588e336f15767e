"""Size is a feature: every line is a line that somebody must own."""

import io
import tokenize
from pathlib import Path

import pytest

from tests.conftest import Generate
from tests.projects import FRAMEWORKS

NOT_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}


def lines_of_code(project: Path) -> int:
    """Lines of Python that are neither blank nor comments, without tests and migrations."""
    total = 0
    for path in project.rglob("*.py"):
        if not {"tests", "migrations"} & set(path.relative_to(project).parts):
            tokens = tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline)
            total += len(
                {
                    number
                    for token in tokens
                    if token.type not in NOT_CODE
                    for number in range(token.start[0], token.end[0] + 1)
                }
            )
    return total


def number_of_files(project: Path) -> int:
    return sum(path.is_file() for path in project.rglob("*"))


@pytest.mark.parametrize("framework", ["flask", "fastapi"])
def test_a_bare_skeleton_stays_below_its_budget(generate: Generate, framework: str) -> None:
    assert lines_of_code(generate(framework=framework, database="none", example=False)) <= 400


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_a_whole_project_stays_below_its_budget(
    generate: Generate, framework: str, database: str
) -> None:
    project = generate(framework=framework, database=database)
    assert lines_of_code(project) <= 1_400
    assert number_of_files(project) <= 75
