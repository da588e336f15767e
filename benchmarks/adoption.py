"""Adopting a database that another framework made: with many rows, against the same with few."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median

import sqlalchemy as sa

from benchmarks.databases import postgresql_of
from benchmarks.projects import Workshop, run, timed, uv
from benchmarks.report import Table, ratio_of, verdict

FEW, MANY = 1_000, 1_000_000
ROUNDS = 3
LIMIT = 1.5
MAKERS = {"flask": "django", "django": "flask", "fastapi": "django"}

OWNER = """
INSERT INTO users (id, email, name, role, is_active, password, created_at)
VALUES ('0f0e0d0c0b0a09080706050403020100', 'a@b.c', '', 'user', true, '!', '2025-01-01 00:00:00')
"""
SENSOR = """
INSERT INTO sensors (id, owner_id, name, unit, created_at)
SELECT id, id, 'cellar', 'K', '2025-01-01 00:00:00' FROM users
"""
READINGS = {
    "sqlite": """
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)
        INSERT INTO readings (sensor_id, at, value)
        SELECT sensors.id, datetime(1700000000 + i, 'unixepoch'), 1.5 FROM n, sensors
    """,
    "postgres": """
        INSERT INTO readings (sensor_id, at, value)
        SELECT sensors.id, to_timestamp(1700000000 + i), 1.5
        FROM generate_series(1, :rows) AS i, sensors
    """,
}

# Makes a new copy of the database with so many readings, and gives its URL.
Copy = Callable[[int], str]


def measure(workshop: Workshop) -> Table:
    rows = []
    for kind in workshop.databases:
        for framework in workshop.frameworks:
            with databases(workshop, kind, MAKERS[framework]) as copy:
                project = workshop.project(framework, database=kind)
                _adopt(project, copy(FEW))  # compiles what is imported
                few, many = [], []
                for _ in range(ROUNDS):
                    few.append(_adopt(project, copy(FEW)))
                    many.append(_adopt(project, copy(MANY)))
            ratio = ratio_of(many, few)
            seconds = [f"{median(many):.2f}", f"{median(few):.2f}"]
            rows.append(
                [
                    framework,
                    kind,
                    MAKERS[framework],
                    *seconds,
                    f"{ratio:.2f}",
                    verdict(ratio, LIMIT),
                ]
            )
    return Table(
        f"`poe adopt` of a database with {MANY:,} readings, against one with {FEW:,}",
        ("framework", "database", "made by", "seconds", "with few", "ratio", "target"),
        rows,
    )


def _adopt(project: Path, url: str) -> float:
    return timed([uv(), "run", "poe", "--quiet", "adopt"], project, DATABASE_URL=url).seconds


@contextmanager
def databases(workshop: Workshop, kind: str, maker: str) -> Iterator[Copy]:
    """Databases of this framework, which can be copied over and over."""
    numbers = count()
    project = workshop.project(maker, database=kind)
    if kind == "sqlite":
        folder = workshop.folder / f"adoption_{maker}"
        folder.mkdir(exist_ok=True)
        for rows in (FEW, MANY):
            if not (folder / f"{rows}.db").exists():
                _fill(project, f"sqlite:///{folder / f'{rows}.db'}", kind, rows)

        def copy_file(rows: int) -> str:
            copied = shutil.copy(folder / f"{rows}.db", folder / "copy.db")
            return f"sqlite:///{copied}"

        yield copy_file
        return
    with postgresql_of(project)() as url:
        for rows in (FEW, MANY):
            _create(url, f"rows_{rows}")
            _fill(project, _named(url, f"rows_{rows}"), kind, rows)

        def copy_database(rows: int) -> str:
            name = f"copy_{next(numbers)}"
            _create(url, name, f"rows_{rows}")
            return _named(url, name)

        yield copy_database


def _named(url: str, name: str) -> str:
    return url.replace("/postgres?", f"/{name}?")


def _engine(url: str) -> sa.Engine:
    return sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


def _create(url: str, name: str, template: str = "template1") -> None:
    engine = _engine(url).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    engine.dispose()


def _fill(project: Path, url: str, kind: str, rows: int) -> None:
    run([uv(), "run", "poe", "--quiet", "migrate"], project, DATABASE_URL=url)
    engine = _engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text(OWNER))
        connection.execute(sa.text(SENSOR))
        connection.execute(sa.text(READINGS[kind]), {"rows": rows})
    engine.dispose()
