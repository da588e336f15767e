"""The peers in Go and Node answer what the projects do: else unlike things would be compared."""

import json
import runpy
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from benchmarks import rivals
from benchmarks.claims import OF_MIXED, same
from benchmarks.contestants import SENSORS, START, Series, series
from benchmarks.databases import postgresql_of
from benchmarks.projects import package_of
from benchmarks.servers import Server, get, serving, serving_beside
from tests.conftest import NO_GO
from tests.projects import render

TABLES = """
CREATE TABLE sensors (id uuid PRIMARY KEY, name text, unit text, created_at timestamptz);
CREATE TABLE readings (sensor_id uuid, at timestamptz, value float8, PRIMARY KEY (sensor_id, at));
"""
PEERS = ("go", "node")


@pytest.fixture(scope="module")
def project(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    return render(template, folder, framework="fastapi", database="postgres", auth="none")


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> Series:
    return series(tmp_path_factory.mktemp("readings"))


@pytest.fixture(scope="module")
def database(project: Path, readings: Series) -> Iterator[str]:
    with postgresql_of(project)() as url:
        with psycopg.connect(url) as connection:
            connection.execute(TABLES)
        readings.store(url)
        yield url


@pytest.fixture(scope="module")
def peers(
    database: str, readings: Series, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Server]]:
    if rivals.missing():
        pytest.skip(NO_GO)
    built = rivals.build(tmp_path_factory.mktemp("rivals"))
    with ExitStack() as running:
        upstream = running.enter_context(
            serving_beside(list(built.upstream), built.folder, WAIT="1ms")
        )
        settings = {
            "DATABASE_URL": database,
            "READINGS": str(readings.file),
            "UPSTREAM_URL": f"{upstream.address}/",
        }
        yield {
            name: running.enter_context(serving(list(command), built.folder, **settings))
            for name, command in zip(PEERS, (built.go, built.node), strict=True)
        }


def summary(project: Path, values: Any) -> dict[str, Any]:
    """What the project's engine in Python makes of it."""
    engine = runpy.run_path(str(project / "src" / package_of(project) / "engine" / "python.py"))
    found = engine["anomalies"](values, 5.0, 1_000)
    return {
        "count": len(values),
        **engine["statistics"](values)._asdict(),
        "anomalies": [
            {"at": stamp(START + timedelta(seconds=index)), "value": values[index], "score": score}
            for index, score in found
        ],
    }


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def answer(server: Server, path: str) -> Any:
    status, body = get(server.port, path)
    assert status == 200, body
    return json.loads(body)


def test_peers_answer_as_the_projects_do(
    peers: dict[str, Server], project: Path, readings: Series
) -> None:
    # All in one: workers that share tests among them would build the peers once each.
    of_all, of_first = (
        summary(project, it) for it in (readings.values, readings.values[:OF_MIXED])
    )
    assert len(of_all["anomalies"]) > 90
    fact = {"value": 42}
    newest = newest_sensors(readings)
    for path, expected in {
        "/livez": {"status": "ok"},
        "/api/v1/sensors": {"items": newest[:20], "next_cursor": "there are more"},
        f"/api/v1/sensors?limit={SENSORS}": {"items": newest, "next_cursor": None},
        f"/api/v1/sensors/{readings.sensors[0]}/summary": of_all,
        "/claims/upstream": fact,
        "/claims/summary": of_all,
        "/claims/mixed": {"upstream": fact, "summary": of_first},
    }.items():
        for name, server in peers.items():
            found = answer(server, path)
            assert same(found, expected), f"{name} answers {path}: {found} and not {expected}"


def newest_sensors(readings: Series) -> list[dict[str, str]]:
    return [
        {
            "id": str(readings.sensors[number]),
            "name": f"sensor {number}",
            "unit": "°C",
            "created_at": stamp(START + timedelta(seconds=number, microseconds=number)),
        }
        for number in reversed(range(SENSORS))
    ]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ({"mean": 0.1 + 0.2}, {"mean": 0.3}, True),
        ({"mean": 0.3}, {"mean": 0.3001}, False),
        ({"mean": 20}, {"mean": 20.0}, True),
        ({"mean": None}, {"mean": 0.0}, False),
        ({"next_cursor": "signed"}, {"next_cursor": "plain"}, True),
        ({"next_cursor": "signed"}, {"next_cursor": None}, False),
        ({"items": [1, 2]}, {"items": [1]}, False),
        ({"count": 1}, {}, False),
    ],
)
def test_answers_are_the_same_but_for_last_digits(one: Any, other: Any, alike: bool) -> None:
    assert same(one, other) == alike
