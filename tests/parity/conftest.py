"""A new database of each kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.databases import postgresql_of
from tests.conftest import Generate


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


@pytest.fixture
def url(database: str, installed: Generate, tmp_path: Path) -> Iterator[str]:
    """A new, empty database."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path / 'app.db'}"
        return
    with postgresql_of(installed(framework="flask", database="postgres"))() as started:
        yield started
