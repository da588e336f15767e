"""What all tests share: the template as it stands, and projects made of it."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from jinja2 import Environment

from tests.projects import locked, name_of, render, run, snapshot, uv

Generate = Callable[..., Path]
Environments = Callable[[str], dict[str, str]]

# What the projects' own tests skip with, and ours with them.
NO_POSTGRESQL = "no PostgreSQL found"
NO_CHROMIUM = "no Chromium found"
NO_CARGO = "no cargo 1.85 or newer found"
NO_GO = "no Go found"


def pytest_configure() -> None:
    keep_compiled_templates()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes minutes: at the end, no worker waits for another then."""
    items.sort(key=lambda item: "test_own_checks" not in item.nodeid)


def keep_compiled_templates() -> None:
    """Compile each template once for all projects: Copier would do it for each of them anew.

    It makes an environment for each project, and clones the template for each update. A trace names
    the file that was compiled, which may be another clone's.
    """
    compile_anew = Environment.compile
    kept: dict[object, CodeType] = {}

    def compile_once(
        self: Environment, source: str, name: str | None = None, filename: str | None = None
    ) -> CodeType:
        key = (type(self), self.lexer, source, name)
        if key not in kept:
            kept[key] = compile_anew(self, source, name, filename)
        return kept[key]

    Environment.compile = compile_once  # type: ignore[assignment, method-assign]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The work tree, out of its repository: Copier then clones nothing."""
    place = tmp_path_factory.mktemp("deliberate")
    snapshot(place)
    return place


@pytest.fixture
def generate(template: Path, tmp_path: Path) -> Generate:
    """Render a project with these answers."""

    def generate(**answers: Any) -> Path:
        return render(template, tmp_path / "project", **answers)

    return generate


@pytest.fixture(scope="session")
def shelf(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the workers of a run keep what all of them use."""
    own = tmp_path_factory.getbasetemp()
    shared = (own if worker_id == "master" else own.parent) / "shelf"
    shared.mkdir(exist_ok=True)
    return shared


@pytest.fixture(scope="session")
def installed(template: Path, shelf: Path) -> Generate:
    """A rendered project in an environment of its own, made once for each set of answers.

    It is for all workers, so nobody changes it.
    """

    @cache
    def install(**answers: Any) -> Path:
        answers = {"database": "sqlite", "example": True, **answers}
        place = shelf / name_of(dict(sorted(answers.items())))
        with locked(place.with_suffix(".lock")):
            if not place.exists():
                render(template, place / "project", **answers)
                run(uv(), "sync", "--quiet", folder=place / "project")
        return place / "project"

    return install


@pytest.fixture(scope="session")
def environments(worker_id: str, shelf: Path) -> Environments:
    """The variables of an environment that this worker has for each framework, one after another.

    `uv sync` changes in it what another project of the framework takes; the rest is there, and
    mypy knows it.
    """

    def variables(framework: str) -> dict[str, str]:
        place = shelf / f"{worker_id}-{framework}"
        return {
            "UV_PROJECT_ENVIRONMENT": str(place / "environment"),
            "MYPY_CACHE_DIR": str(place / "mypy"),
        }

    return variables


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say last what was not run, and the one command that gets it."""
    skipped = terminalreporter.stats.get("skipped", [])
    on_debian = "On Debian and Ubuntu: apt-get install"
    for reason, needed, remedy in (
        (NO_POSTGRESQL, "PostgreSQL's programs", f"{on_debian} postgresql"),
        (NO_CHROMIUM, "a Chromium", f"{on_debian} chromium"),
        (NO_CARGO, "Rust 1.85 or newer", "Get it from https://rustup.rs: rustup update stable"),
        (NO_GO, "Go 1.21 or newer", "Get it from https://go.dev/dl/"),
    ):
        without = sum(reason in str(report.longrepr) for report in skipped)
        if without:
            terminalreporter.write_line(
                f"{without} tests did not run: they need {needed}. {remedy}",
                yellow=True,
            )
