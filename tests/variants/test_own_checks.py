"""Each variant passes the checks that it brings along: lint, types, tests, coverage."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Environments
from tests.projects import (
    FRAMEWORKS,
    Answers,
    git,
    has_cargo,
    name_of,
    render,
    run,
    stacks,
    sync,
    uv,
)

LONG = {
    "project_name": "The Quite Long Name of a Backend That Measures",
    "package_name": "backend_that_measures_the_heat",
    "author_name": "Jürgen O'Neill & Søns",
    "description": "It is 100 % sure & measures: heat, light and what's left",
}
PAGES = {"clients": "pages", "rust_engine": has_cargo(), **LONG}
POSTGRES = {"database": "postgres"}
EVERYTHING = "EVERY_STACK" in os.environ

# Each framework with each database, way to sign in and add-on; all of them each night. What is
# left to the night with accounts is served, and tests/update checks it but for its HTTP: skeletons,
# and FastAPI with tokens where it is not async. Async on SQLite is the night's, too.
PLAIN: list[Answers] = [
    {"framework": "flask", **POSTGRES},
    {"framework": "django", **POSTGRES, "auth": "none"},
    {"framework": "fastapi", "database": "none"},
    {"framework": "fastapi", "auth": "none", "example": False},
]
VARIANTS: list[Answers] = [
    *(stacks() if EVERYTHING else PLAIN),
    {"framework": "flask", "database": "none", "upstreams": True, "package_name": "x"},
    {"framework": "django", **POSTGRES, "async_io": True, **PAGES},
    {"framework": "fastapi", "upstreams": True, "license": "Apache-2.0", **PAGES},
]
# On the newest Python that is here; the others have the one that runs this.
ON_THE_NEWEST: list[Answers] = [
    {"framework": "flask", **POSTGRES, "async_io": True, "ci": "gitlab", **PAGES},
    {"framework": "django", **POSTGRES, "upstreams": True, "license": "Proprietary", "ci": "none"},
    {"framework": "fastapi", **POSTGRES, "async_io": True, "clients": "pages", **LONG},
]

if EVERYTHING:
    VARIANTS += [{"framework": framework, "upstreams": True, **LONG} for framework in FRAMEWORKS]
    VARIANTS += [{**stack, "async_io": True} for stack in stacks()]
if EVERYTHING and has_cargo():
    VARIANTS += [
        {**stack, "rust_engine": True}
        for stack in stacks()
        if stack["example"] and stack["database"] != "sqlite"
    ]


def newest_python() -> str | None:
    """The newest that works here, if it is another one than runs everything else."""
    for minor in (14, 13, 12):
        named = shutil.which(f"python3.{minor}")
        kept = (Path.home() / ".pyenv" / "versions").glob(f"3.{minor}.*/bin/python")
        for path in [*([named] if named else []), *map(str, kept)]:
            works = subprocess.run([path, "--version"], capture_output=True, check=False)
            if works.returncode == 0 and sys.version_info[:2] != (3, minor):
                return path
    return None


@pytest.mark.parametrize("answers", VARIANTS, ids=lambda given: name_of(given)[:60])
def test_it_passes_its_own_checks(
    template: Path, tmp_path: Path, environments: Environments, answers: Answers
) -> None:
    project = render(template, tmp_path / "project", **answers)
    check(project, answers, **environments(answers["framework"]))


@pytest.mark.parametrize("answers", ON_THE_NEWEST, ids=lambda given: name_of(given)[:60])
def test_it_passes_its_own_checks_on_the_newest_python(
    template: Path, tmp_path: Path, answers: Answers
) -> None:
    python = newest_python() or sys.executable
    check(render(template, tmp_path / "project", **answers), answers, UV_PYTHON=python)


def check(project: Path, answers: Answers, **variables: str) -> None:
    git(project, "init", "--quiet")
    sync(project, answers.get("database", "sqlite"), **variables)
    git(project, "add", "--all")
    # Coverage of async projects is the night's: FastAPI's takes twice as long as the tests.
    measured = EVERYTHING or not answers.get("async_io", False)
    checks = ["poe check"] if measured else ["poe lint", "poe typecheck", "pytest"]
    told = "".join(
        run(uv(), "run", *check.split(), folder=project, **variables) for check in checks
    )
    assert "Required test coverage of 95.0% reached" in told or not measured
    counts = re.search(r"=+ (\d+) passed(.*) in ", told)
    assert counts, told
    assert int(counts[1]) > 20
    assert "warning" not in counts[2], told
    assert git(project, "ls-files", "--others", "--exclude-standard") == "", "not ignored by git"
    assert "skipped" not in counts[2] or shutil.which("redis-server") is None, told
