"""One schema: the tables that each framework's own migrations make are the same."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import ReflectedForeignKeyConstraint

from tests.conftest import Generate
from tests.projects import FRAMEWORKS, run, uv

TABLES = {
    "none": ("readings", "sensors"),
    "jwt": ("readings", "refresh_tokens", "sensors", "users"),
    "session": ("readings", "sensors", "users"),
}
# Django keeps sessions in a table of its own, so this one is of the other two.
SESSIONS = ("sessions",)


def emptied(url: str) -> None:
    """Drop all tables, whoever made them."""
    with engine_of(url).begin() as connection:
        metadata = sa.MetaData()
        metadata.reflect(connection)
        metadata.drop_all(connection)


def engine_of(url: str) -> sa.Engine:
    return sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


def task(project: Path, name: str, url: str, *arguments: str) -> str:
    command = (uv(), "run", "poe", "--quiet", name, *arguments)
    return run(*command, folder=project, DATABASE_URL=url)


def fingerprint(url: str, tables: Iterable[str]) -> dict[str, Any]:
    """The tables as the database tells them, without what only names differ in."""
    engine = engine_of(url)
    inspector = sa.inspect(engine)
    return {table: _table(inspector, engine.dialect, table) for table in tables}


def _table(inspector: sa.Inspector, dialect: sa.Dialect, table: str) -> dict[str, Any]:
    checks = {check["name"]: check["sqltext"] for check in inspector.get_check_constraints(table)}
    unique = inspector.get_unique_constraints(table)
    return {
        "columns": {
            column["name"]: (
                column["type"].compile(dialect),
                column["nullable"],
                column["default"] if column["name"] != "id" else "",
                column.get("identity", {}).get("always"),
            )
            for column in inspector.get_columns(table)
        },
        "primary key": inspector.get_pk_constraint(table)["constrained_columns"],
        "unique": {one["name"]: one["column_names"] for one in unique},
        "indexes": {one["name"]: one["column_names"] for one in inspector.get_indexes(table)},
        "foreign keys": [
            (key["constrained_columns"], key["referred_table"], _deferred(inspector, table, key))
            for key in inspector.get_foreign_keys(table)
        ],
        "checks": {name: re.sub(r'[\s()"]', "", text).lower() for name, text in checks.items()},
    }


def _deferred(inspector: sa.Inspector, table: str, key: ReflectedForeignKeyConstraint) -> bool:
    """Whether the key is checked at the commit, which SQLite tells in the table's text alone."""
    if inspector.dialect.name != "sqlite":
        return key["options"].get("initially") == "DEFERRED"
    query = sa.text("SELECT sql FROM sqlite_master WHERE name = :table")
    with inspector.engine.connect() as connection:
        text = connection.execute(query, {"table": table}).scalar_one()
    return "DEFERRABLE INITIALLY DEFERRED" in text


@pytest.mark.parametrize("auth", TABLES)
def test_the_tables_are_the_same_in_all_three(
    installed: Generate, database: str, url: str, auth: str
) -> None:
    found = {}
    for framework in FRAMEWORKS:
        task(installed(framework=framework, database=database, auth=auth), "migrate", url)
        found[framework] = fingerprint(url, TABLES[auth])
        if auth == "session" and framework != "django":
            found[framework] |= fingerprint(url, SESSIONS)
        emptied(url)
    assert found["flask"] == found["fastapi"]
    assert found["django"] == {table: found["fastapi"][table] for table in TABLES[auth]}


@pytest.mark.parametrize("auth", TABLES)
@pytest.mark.parametrize("framework", ["flask", "fastapi"])
def test_alembic_finds_nothing_to_migrate(
    installed: Generate, framework: str, database: str, url: str, auth: str
) -> None:
    project = installed(framework=framework, database=database, auth=auth)
    task(project, "migrate", url)
    told = run(uv(), "run", "alembic", "check", folder=project, DATABASE_URL=url)
    assert "No new upgrade operations detected" in told


@pytest.mark.parametrize("auth", TABLES)
def test_django_finds_nothing_to_migrate(
    installed: Generate, database: str, url: str, auth: str
) -> None:
    project = installed(framework="django", database=database, auth=auth)
    command = (uv(), "run", "manage.py", "makemigrations", "--check", "--dry-run")
    assert "No changes detected" in run(*command, folder=project, DATABASE_URL=url)


@pytest.mark.parametrize("auth", ["jwt", "session"])
@pytest.mark.parametrize("framework", ["flask", "fastapi"])
def test_alembic_goes_down_and_up_again(
    installed: Generate, framework: str, database: str, url: str, auth: str
) -> None:
    project = installed(framework=framework, database=database, auth=auth)
    tables = TABLES[auth] + (SESSIONS if auth == "session" else ())
    task(project, "migrate", url)
    before = fingerprint(url, tables)
    run(uv(), "run", "alembic", "downgrade", "base", folder=project, DATABASE_URL=url)
    task(project, "migrate", url)
    assert fingerprint(url, tables) == before
