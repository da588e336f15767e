"""What all tests share: the template as it stands, and projects made of it."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.projects import render, run, snapshot, uv

Generate = Callable[..., Path]

# What the projects' own tests skip with, and ours with them.
NO_POSTGRESQL = "no PostgreSQL found"
NO_CHROMIUM = "no Chromium found"
NO_CARGO = "no cargo 1.85 or newer found"
NO_GO = "no Go found"


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
def installed(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Generate:
    """A rendered project in an environment of its own, made once for each set of answers."""

    @cache
    def install(**answers: Any) -> Path:
        project = render(template, tmp_path_factory.mktemp("installed") / "project", **answers)
        run(uv(), "sync", "--quiet", folder=project)
        return project

    return install


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
