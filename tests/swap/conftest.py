"""A released template, databases, and the commands of `docs/swapping.md`."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from benchmarks.projects import commit, commit_as_release, put_under_git
from tests.parity.conftest import database as database
from tests.parity.conftest import database_of as database_of
from tests.parity.conftest import url as url
from tests.parity.test_tables import engine_of, fingerprint
from tests.projects import call, render, run, snapshot, uv


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template as it stands, as a release."""
    place = tmp_path_factory.mktemp("released") / "template"
    snapshot(place)
    commit_as_release(place)
    return place


def begin(released: Path, project: Path, **answers: Any) -> Path:
    """A new project, committed with its lock file."""
    render(released, project, **answers)
    run(uv(), "lock", "--quiet", folder=project)
    put_under_git(project)
    return project


def update(project: Path, framework: str, *options: str) -> subprocess.CompletedProcess[str]:
    version = ("--vcs-ref", ":current:")
    return called(project, "update", *version, "--data", f"framework={framework}", *options)


def swap(project: Path, framework: str) -> None:
    done = update(project, framework)
    assert done.returncode == 0, done.stdout + done.stderr
    run(uv(), "sync", "--quiet", folder=project)
    commit(project, f"Become {framework}")


def called(
    project: Path, task: str, *arguments: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    return call(project, uv(), "run", "poe", "--quiet", task, *arguments, **variables)


def adopt(project: Path, url: str, *arguments: str) -> str:
    done = called(project, "adopt", *arguments, DATABASE_URL=url)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "It is adopted." in done.stdout
    return done.stdout


def contents(url: str) -> dict[str, Any]:
    """All that is in a database: its tables and their rows."""
    engine = engine_of(url)
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            # Elsewhere the last hours of year 9999 would be in a year that Python lacks.
            connection.exec_driver_sql("SET TIME ZONE 'UTC'")
        metadata = sa.MetaData()
        metadata.reflect(connection)
        rows = {
            name: sorted(repr(row) for row in connection.execute(sa.select(table)))
            for name, table in metadata.tables.items()
        }
    engine.dispose()
    return {"rows": rows, "tables": fingerprint(url, metadata.tables)}


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)
