"""What is said of Python, Go, Node and Rust, measured: side by side, on the same processor."""

import json
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any, NamedTuple

from benchmarks.contestants import Contestant, contestants, project_of, series, versions
from benchmarks.databases import postgresql_of
from benchmarks.engine import timings
from benchmarks.projects import Workshop
from benchmarks.report import ratio_of
from benchmarks.rivals import Figures, Rivals, build, missing, storm
from benchmarks.servers import OTHERS, Server, get, kept_to, pin, serving_beside

ROUNDS = 3
SECONDS = 2.0
WARM_UP = 1.0  # before each turn: meanwhile the upstream's connections have been closed as idle
WAIT = "100ms"
OF_MIXED = 15_000  # as in the peers and in added/series.py
MOST_THREADED = 256  # connections for servers that wait in threads: with more, more wait in line


class Load(NamedTuple):
    """What is asked for, of which kinds, and over how many connections; the picture shows some."""

    name: str
    title: str
    path: str
    kinds: frozenset[str]
    connections: Sequence[int]
    shown: int


ALL = frozenset({"peer", "ours", "bare"})
LOADS = (
    Load("tiny", "A tiny JSON", "/livez", ALL | {"sync"}, (64,), 64),
    Load("read", "20 rows from PostgreSQL", "/api/v1/sensors", ALL | {"sync", "style"}, (64,), 64),
    Load("upstream", "A call of 100 ms", "/claims/upstream", ALL, (64, 256, 1024), 256),
    Load(
        "summary",
        "A summary of 100,000 readings in memory",
        "/claims/summary",
        ALL | {"rust"},
        (4,),
        4,
    ),
    Load(
        "stored",
        "A summary of 100,000 readings in PostgreSQL",
        "/api/v1/sensors/{sensor}/summary",
        ALL - {"bare"} | {"rust"},
        (1,),
        1,
    ),
    Load(
        "mixed",
        "A call of 100 ms, then a summary of 15,000 readings",
        "/claims/mixed",
        ALL | {"rust"},
        (1, 64),
        64,
    ),
)


@dataclass
class Found:
    """The rounds of each load, number of connections and name, and the engine's on its own."""

    rounds: dict[tuple[str, int], dict[str, list[Figures]]]
    kinds: dict[str, str]
    engine: list[tuple[float, float]]
    software: str

    def middle(self, load: str, connections: int, name: str) -> Figures:
        columns = zip(*self.rounds[load, connections][name], strict=True)
        return Figures(*map(median, columns))

    def ratio(self, load: str, connections: int, one: str, other: str, of: str = "rate") -> float:
        """The median of the rounds' ratios."""
        rounds = self.rounds[load, connections]
        ours, theirs = ([getattr(it, of) for it in rounds[name]] for name in (one, other))
        return ratio_of(ours, theirs)


def measure(workshop: Workshop) -> Found:
    """Build, start and check all of them, and let each answer each load in turns."""
    if missing():
        raise SystemExit(missing())
    if "fastapi" not in workshop.frameworks:
        raise SystemExit("the claims are about FastAPI: leave it in")
    pin(os.getpid(), first=False)
    rivals = build(workshop.folder)
    rounds = {}
    with _everybody(workshop, rivals) as (servers, everybody, sensor, software):
        for load in LOADS:
            path = load.path.format(sensor=sensor)
            asked = {name: it for name, it in servers.items() if everybody[name].kind in load.kinds}
            _check_answers(path, asked)
            for connections in load.connections:
                ready = {
                    name: server
                    for name, server in asked.items()
                    if connections <= MOST_THREADED or not everybody[name].threaded
                }
                print(f"{load.title}, {connections} at once …", flush=True)
                rounds[load.name, connections] = _rounds(rivals, path, connections, ready)
    kinds = {name: who.kind for name, who in everybody.items()}
    return Found(rounds, kinds, _engine(workshop), software)


def _rounds(
    rivals: Rivals, path: str, connections: int, servers: Mapping[str, Server]
) -> dict[str, list[Figures]]:
    rounds: dict[str, list[Figures]] = {name: [] for name in servers}
    for number in range(ROUNDS):
        for name in servers if number % 2 else reversed([*servers]):
            storm(rivals, servers[name], path, connections, WARM_UP)
            rounds[name].append(storm(rivals, servers[name], path, connections, SECONDS))
    return rounds


def _engine(workshop: Workshop) -> list[tuple[float, float]]:
    """Milliseconds in Python and in Rust for the summary of an array."""
    project = project_of(workshop, workshop.frameworks[0])
    (found,) = (
        rounds
        for work, kind, rounds in timings(project, ROUNDS * 5)
        if (work, kind) == ("summary", "array")
    )
    return found


@contextmanager
def _everybody(
    workshop: Workshop, rivals: Rivals
) -> Iterator[tuple[dict[str, Server], dict[str, Contestant], str, str]]:
    """Their servers, which run at the same time; the sensor that has the readings; versions."""
    readings = series(workshop.folder)
    start_database = postgresql_of(project_of(workshop, workshop.frameworks[0]))
    with ExitStack() as running:
        with kept_to(OTHERS):
            url = running.enter_context(start_database())
        upstream = running.enter_context(
            serving_beside(list(rivals.upstream), rivals.folder, WAIT=WAIT)
        )
        found = contestants(workshop, rivals, readings, url, f"{upstream.address}/")
        everybody = {who.app.name: who for who in found}
        servers = {name: running.enter_context(who.app.serve()) for name, who in everybody.items()}
        software = f"{versions(workshop, url)}; {rivals.versions}"
        yield servers, everybody, str(readings.sensors[0]), software


def _check_answers(path: str, servers: Mapping[str, Server]) -> None:
    """Only what answers the same may be compared."""
    answers = {name: get(server.port, path) for name, server in servers.items()}
    first = next(iter(answers.values()))
    for name, (status, body) in answers.items():
        if status != 200 or not same(json.loads(body), json.loads(first[1])):
            raise SystemExit(f"{name} answers {path} in its own way: {status} {body!r} {first!r}")


def same(one: Any, other: Any) -> bool:
    """Whether two answers are equal, but for a float's last digits and how a cursor is written."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(
            bool(one[key]) == bool(other[key])
            if key == "next_cursor"
            else same(one[key], other[key])
            for key in one
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12)
    return bool(one == other)
