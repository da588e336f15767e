"""A new database of each kind."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.databases import postgresql_of
from tests.conftest import Generate


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


@contextmanager
def database_of(kind: str, folder: Path, installed: Generate) -> Iterator[str]:
    """The URL of a new, empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'app.db'}"
        return
    with postgresql_of(installed(framework="flask", database="postgres", auth="jwt"))() as url:
        yield url


@pytest.fixture
def url(database: str, installed: Generate, tmp_path: Path) -> Iterator[str]:
    with database_of(database, tmp_path, installed) as started:
        yield started
