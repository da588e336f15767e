"""Who is compared: our projects, the bare apps of their frameworks, and the peers."""

import json
import os
import shutil
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple
from uuid import UUID

import psycopg
from psycopg.sql import SQL, Identifier

from benchmarks.apps import BARE_APPS, SERVERS, App, generated
from benchmarks.projects import Workshop, package_of, run, uv
from benchmarks.rivals import Rivals

ADDED = Path(__file__).parent / "added"
# Where a project puts its features together: the file, the line of one, and what goes before it.
PLACES = {
    "flask": (
        "app.py",
        "    app.register_blueprint(health.bp)\n",
        "    app.register_blueprint(claims.bp)\n",
    ),
    "django": (
        "config/urls.py",
        'api.add_router("", health.router)\n',
        'api.add_router("/claims", claims.router)\n',
    ),
    "fastapi": (
        "main.py",
        "    app.include_router(health.router)\n",
        "    app.include_router(claims.router)\n",
    ),
}
NAMES = {"flask": "Flask", "django": "Django", "fastapi": "FastAPI"}
BARE = {
    "flask": [("bare", "bare Flask", "claims")],
    "django": [("bare", "bare Ninja", "claims")],
    "fastapi": [("bare", "bare FastAPI", "claims"), ("style", "full-stack style", "full_stack")],
}
# Each with a client for upstreams: FastAPI's waits on the event loop, the others' in threads.
ANSWERS = {
    "flask": {"rust_engine": "true", "upstreams": "true"},
    "django": {"rust_engine": "true", "upstreams": "true"},
    "fastapi": {"rust_engine": "true", "async_io": "true"},
}
SQLMODEL = "sqlmodel==0.0.50"  # the rest of what the bare apps take, the project brings
PACKAGES = (
    *("fastapi", "uvicorn", "flask", "gunicorn", "django", "django-ninja", "sqlalchemy"),
    *("psycopg", "asyncpg", "aiohttp", "urllib3", "sqlmodel"),
)
READINGS = 100_000
SENSORS = 40
START = datetime(2026, 1, 1, tzinfo=UTC)


class Contestant(NamedTuple):
    """A server, and what of it is of interest: `kind` is peer, ours, rust, sync, bare or style."""

    kind: str
    app: App
    threaded: bool = False


@dataclass(frozen=True)
class Series:
    """The same readings for all: in a file, and in each database as those of one sensor."""

    file: Path
    values: Sequence[float]
    sensors: list[UUID]

    def store(self, url: str) -> None:
        with psycopg.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
            with cursor.copy("COPY sensors (id, name, unit, created_at) FROM STDIN") as copy:
                for number, sensor in enumerate(self.sensors):
                    made = START + timedelta(seconds=number, microseconds=number)
                    copy.write_row((sensor, f"sensor {number}", "°C", made))
            with cursor.copy("COPY readings (sensor_id, at, value) FROM STDIN") as copy:
                for second, value in enumerate(self.values):
                    at = START + timedelta(seconds=second)
                    copy.write_row((self.sensors[0], at, value))
            cursor.execute("VACUUM ANALYZE")


def series(folder: Path) -> Series:
    """A quiet normal series in which each thousandth value is a spike."""
    chance = Random(1)
    values = array("d", (chance.gauss(20, 0.5) for _ in range(READINGS)))
    for place in range(1_000, READINGS, 1_000):
        values[place] += 50
    file = folder / "readings"
    file.write_bytes(values.tobytes())
    return Series(file, values, [UUID(int=chance.getrandbits(128)) for _ in range(SENSORS)])


def project_of(workshop: Workshop, framework: str) -> Path:
    return workshop.project(framework, database="postgres", auth="none", **ANSWERS[framework])


def contestants(
    workshop: Workshop, rivals: Rivals, readings: Series, server_url: str, upstream: str
) -> Iterator[Contestant]:
    """All of them, with their databases migrated and filled."""
    settings = {
        "READINGS": str(readings.file),
        "UPSTREAM_URL": upstream,
        "UPSTREAMS": f"slow={upstream}",
    }
    url = ""
    for framework in workshop.frameworks:
        url = _new_database(server_url, framework)
        yield from _of_framework(workshop, framework, {**settings, "DATABASE_URL": url})
        readings.store(url)
    # The tables are the same in all three databases: the peers share the last one.
    settings["DATABASE_URL"] = url
    # Memory is not what is scarce here: Go collects garbage a quarter as often.
    go = App("Go", rivals.folder, list(rivals.go), "", {**settings, "GOGC": "400"})
    node = App("Node", rivals.folder, list(rivals.node), "", {**settings, "NODE_ENV": "production"})
    yield from (Contestant("peer", go), Contestant("peer", node))


def versions(workshop: Workshop, server_url: str) -> str:
    """What the servers in Python are made of, and the database."""
    found: dict[str, str] = {}
    for framework in workshop.frameworks:
        python = project_of(workshop, framework) / ".venv" / "bin" / "python"
        listed = run([uv(), "pip", "list", "--format", "json", "--python", str(python)]).stdout
        found |= {package["name"]: package["version"] for package in json.loads(listed)}
    packages = ", ".join(f"{name} {found[name]}" for name in PACKAGES if name in found)
    with psycopg.connect(server_url) as connection:
        (postgresql,) = connection.execute("SHOW server_version").fetchone() or ("",)
    return f"{packages}; PostgreSQL {postgresql.split()[0]}"


def _of_framework(
    workshop: Workshop, framework: str, settings: dict[str, str]
) -> Iterator[Contestant]:
    name = NAMES[framework]
    url = settings["DATABASE_URL"]
    ours = generated(workshop, framework, url, **ANSWERS[framework])
    _add_feature(ours.folder, framework)
    programs = ours.folder / ".venv" / "bin"
    if framework == "fastapi":
        run([uv(), "pip", "install", "-q", "--python", str(programs / "python"), SQLMODEL])

    modules, shadows = workshop.folder / "modules", workshop.folder / "shadows"
    _write(modules / "series.py", (ADDED / "series.py").read_text("utf-8"))
    _write(shadows / "rust_engine.py", "raise ImportError('left out')")
    settings = {
        **ours.settings,
        **settings,
        # Without a new worker after 10,000 requests, which would come within a round.
        "GUNICORN_CMD_ARGS": "--max-requests 0",
        # What keeps a slow upstream from taking everything, where it is all there is, is set aside.
        "UPSTREAM_CONNECTIONS": "256",
    }
    in_rust = {**settings, "PYTHONPATH": str(modules)}
    in_python = {**settings, "PYTHONPATH": f"{shadows}{os.pathsep}{modules}"}
    threaded = framework != "fastapi"
    yield Contestant("ours", replace(ours, name=name, settings=in_python), threaded)
    yield Contestant("rust", replace(ours, name=f"{name} + Rust", settings=in_rust), threaded)

    if framework == "fastapi":
        sync = generated(workshop, framework, url, async_io="false")
        yield Contestant("sync", replace(sync, name=f"{name}, sync"))

    folder = workshop.folder / f"claims-{framework}"
    shutil.copytree(BARE_APPS / framework, folder)
    program, *arguments = SERVERS[framework].split()
    bare = {**in_python, "DJANGO_SETTINGS_MODULE": "settings"}
    for kind, title, module in BARE[framework]:
        command = [str(programs / program), *arguments, f"{module}:app"]
        yield Contestant(kind, App(title, folder, command, module, bare), threaded)


def _add_feature(project: Path, framework: str) -> None:
    """What a user does with a feature of their own: a module, and two lines where it is put in."""
    package = package_of(project)
    source = project / "src" / package
    shutil.copy2(ADDED / f"{framework}.py", source / "claims.py")
    place, health, added = PLACES[framework]
    imported = f"from {package}.core import health\n"
    _replace(source / place, imported, f"from {package} import claims\n{imported}")
    _replace(source / place, health, added + health)


def _replace(file: Path, line: str, lines: str) -> None:
    text = file.read_text("utf-8")
    if text.count(line) != 1:
        raise SystemExit(f"{file} has not one {line!r}, which is to become {lines!r}")
    file.write_text(text.replace(line, lines), "utf-8")


def _new_database(server_url: str, name: str) -> str:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    return server_url.replace("/postgres?", f"/{name}?")


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
