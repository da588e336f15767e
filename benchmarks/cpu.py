"""Processor time of a request against a bare app with the same server, query and answer."""

import itertools
import json
import os
from collections.abc import Callable
from contextlib import ExitStack
from statistics import median

import pytest

from benchmarks.apps import App, apps_of
from benchmarks.databases import database
from benchmarks.load import get_request, post_request, send
from benchmarks.projects import Workshop
from benchmarks.report import Table, ratio_of, verdict
from benchmarks.servers import Server, get, pin

LIMIT = 1.25
SENSORS = "/api/v1/sensors"
ROWS = 200
WARM_UP = 300
TURNS = 6  # of a round: short ones, so that what else the machine does meets all of them alike
_numbers = itertools.count()


def measure(workshop: Workshop) -> Table:
    pin(os.getpid(), first=False)
    rows: list[list[str]] = []
    for kind, framework in itertools.product(workshop.databases, workshop.frameworks):
        try:
            with database(workshop, framework, kind) as url:
                apps = apps_of(workshop, framework, url)
                for call, load in {"list": _list, "create": _create}.items():
                    found = _compare(workshop, apps, load)
                    rows += [[framework, kind, call, *row] for row in found]
        except pytest.skip.Exception as missing:
            rows.append([framework, kind, str(missing), *[""] * 5])
    return Table(
        "Processor time of a request, against a bare app on the same server",
        ("framework", "database", "call", "against", "µs", "bare µs", "ratio", "target"),
        rows,
    )


def _compare(
    workshop: Workshop, apps: list[App], load: Callable[[Server, int], None]
) -> list[list[str]]:
    costs: dict[str, list[float]] = {app.name: [] for app in apps}
    with ExitStack() as running:
        # New ones for each call: gunicorn's workers are replaced after 10,000 requests.
        servers = {app.name: running.enter_context(app.serve()) for app in apps}
        _create(servers[apps[0].name], ROWS)
        _check_answers(servers)
        for server in servers.values():
            load(server, WARM_UP)
        requests = max(1, workshop.requests // TURNS)
        for number in range(workshop.rounds * TURNS):
            for name in servers if number % 2 else reversed(servers):
                before = servers[name].cpu_seconds()
                load(servers[name], requests)
                spent = servers[name].cpu_seconds() - before
                costs[name].append(spent / requests * 1e6)
    ours, *bare = apps
    rows = []
    for app in bare:
        ratio = ratio_of(costs[ours.name], costs[app.name])
        rows.append(
            [
                app.name,
                f"{median(costs[ours.name]):.0f}",
                f"{median(costs[app.name]):.0f}",
                f"{ratio:.2f}",
                verdict(ratio, LIMIT) if app is bare[0] else "",
            ]
        )
    return rows


def _list(server: Server, count: int) -> None:
    send(server.port, itertools.repeat(get_request(SENSORS), count), 200)


def _create(server: Server, count: int) -> None:
    bodies = (
        json.dumps({"name": f"benchmark {next(_numbers)}", "unit": "°C"}).encode()
        for _ in range(count)
    )
    send(server.port, (post_request(SENSORS, body) for body in bodies), 201)


def _check_answers(servers: dict[str, Server]) -> None:
    """Only what answers the same may be compared."""
    answers = [json.loads(get(server.port, SENSORS)[1]) for server in servers.values()]
    for answer in answers:
        if answer["items"] != answers[0]["items"] or not answer["next_cursor"]:
            raise SystemExit(f"the bare app's answer is another one: {answer} {answers[0]}")
