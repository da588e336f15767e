"""Processor time of a read by somebody who is signed in, against the same one without accounts."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import product, repeat
from statistics import median

import httpx2
import pytest

from benchmarks.accounts import Headers, sign_up
from benchmarks.apps import generated
from benchmarks.databases import database
from benchmarks.load import get_request, send
from benchmarks.projects import Workshop
from benchmarks.report import Table, ratio_of, verdict
from benchmarks.servers import Server, pin

LIMIT = 1.3
AUTH = ("none", "jwt", "session")
SENSORS = "/api/v1/sensors"
ROWS = 40
WARM_UP = 300
TURNS = 6

Load = tuple[Server, bytes]


def measure(workshop: Workshop) -> Table:
    pin(os.getpid(), first=False)
    rows: list[list[str]] = []
    for kind, framework in product(workshop.databases, workshop.frameworks):
        try:
            with ExitStack() as running:
                loads = [
                    running.enter_context(_serving(workshop, framework, kind, auth))
                    for auth in AUTH
                ]
                for call, same in zip(("list", "one"), zip(*loads, strict=True), strict=True):
                    rows += [[framework, kind, call, *row] for row in _compare(workshop, same)]
        except pytest.skip.Exception as missing:
            rows.append([framework, kind, str(missing), *[""] * 5])
    return Table(
        "Processor time of a read, signed in, against the same without accounts",
        ("framework", "database", "call", "by", "µs", "without µs", "ratio", "target"),
        rows,
    )


@contextmanager
def _serving(
    workshop: Workshop, framework: str, kind: str, auth: str
) -> Iterator[tuple[Load, Load]]:
    """What reads a page of sensors, and what reads one of them."""
    with (
        database(workshop, framework, kind, auth) as url,
        generated(workshop, framework, url, auth).serve() as server,
    ):
        headers = sign_up(server.address) if auth != "none" else {}
        sensor = _fill(server, headers)
        headers.pop("X-CSRF-Token", None)
        requests = [get_request(path, **headers) for path in (SENSORS, f"{SENSORS}/{sensor}")]
        yield (server, requests[0]), (server, requests[1])


def _fill(server: Server, headers: Headers) -> str:
    """Make some sensors, and answer the id of the last."""
    with httpx2.Client(base_url=server.address, headers=headers, trust_env=False) as client:
        for number in range(ROWS):
            made = client.post(SENSORS, json={"name": f"sensor {number}", "unit": "°C"})
            made.raise_for_status()
    return str(made.json()["id"])


def _compare(workshop: Workshop, loads: tuple[Load, ...]) -> list[list[str]]:
    for server, request in loads:
        send(server.port, repeat(request, WARM_UP), 200)
    count = max(1, workshop.requests // TURNS)
    costs: dict[int, list[float]] = {server.port: [] for server, _ in loads}
    for number in range(workshop.rounds * TURNS):
        for server, request in loads if number % 2 else reversed(loads):
            before = server.cpu_seconds()
            send(server.port, repeat(request, count), 200)
            costs[server.port].append((server.cpu_seconds() - before) / count * 1e6)
    without, *signed_in = costs.values()
    rows = []
    for auth, cost in zip(AUTH[1:], signed_in, strict=True):
        ratio = ratio_of(cost, without)
        figures = [f"{median(cost):.0f}", f"{median(without):.0f}", f"{ratio:.2f}"]
        rows.append([auth, *figures, verdict(ratio, LIMIT)])
    return rows
