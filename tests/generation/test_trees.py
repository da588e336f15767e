"""The template's own trees: what is shared stands once, and only what is shared."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.projects import FRAMEWORKS, ROOT, Answers, name_of, render

SHARED = ROOT / "templates" / "shared"
REFERENCE = re.compile(r"""\{%-?\s*(?:include|extends|import|from)\s+["'](templates/[^"']+)["']""")


def referenced(path: Path) -> Iterator[str]:
    """What a file includes; where an answer completes the name, every file that it may mean."""
    for name in REFERENCE.findall(path.read_text("utf-8")):
        for found in files_below(ROOT / name) if name.endswith("/") else [ROOT / name]:
            yield found.relative_to(ROOT).as_posix()
            yield from referenced(found)


def files_below(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def users_of_shared_files() -> dict[str, set[str]]:
    users: dict[str, set[str]] = {
        path.relative_to(ROOT).as_posix(): set() for path in files_below(SHARED)
    }
    for framework in FRAMEWORKS:
        for path in files_below(ROOT / "templates" / framework):
            for name in referenced(path):
                users[name].add(framework)
    return users


def test_each_shared_file_serves_two_trees_at_least() -> None:
    lonely = {name: users for name, users in users_of_shared_files().items() if len(users) < 2}
    assert lonely == {}


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_stub_ends_without_a_newline(framework: str) -> None:
    """Or the project's file would end with two."""
    stubs = [
        path
        for path in files_below(ROOT / "templates" / framework)
        if re.fullmatch(r'\{% include "[^"]+" %\}\s*', path.read_text("utf-8"))
    ]
    assert [path for path in stubs if path.read_text("utf-8").endswith("\n")] == []


@pytest.mark.parametrize(
    "answers",
    [
        {"auth": "jwt"},
        {"auth": "session", "clients": "pages", "async_io": True, "upstreams": True},
        {"auth": "none", "database": "postgres"},
        {"auth": "session", "example": False},
    ],
    ids=name_of,
)
def test_acceptance_tests_are_the_same_in_all_three(
    template: Path, tmp_path: Path, answers: Answers
) -> None:
    """They speak HTTP alone, so nothing of a framework can be in them."""
    flask, django, fastapi = (
        texts_of(render(template, tmp_path / framework, framework=framework, **answers))
        for framework in FRAMEWORKS
    )
    assert flask == django == fastapi


def texts_of(project: Path) -> dict[str, str]:
    tests = project / "tests" / "acceptance"
    return {path.name: path.read_text("utf-8") for path in tests.iterdir()}
