"""Import and start-up time and memory of a worker, against a bare app of the same framework."""

import shutil
from collections.abc import Sequence
from itertools import repeat
from statistics import median

from benchmarks.apps import App, apps_of
from benchmarks.databases import database
from benchmarks.load import get_request, send
from benchmarks.projects import Workshop, timed
from benchmarks.report import Table, ratio_of

ROUNDS = 5
REQUESTS = 500


def measure(workshop: Workshop) -> Table:
    rows = []
    for framework in workshop.frameworks:
        with database(workshop, framework, "sqlite") as url:
            apps = apps_of(workshop, framework, url)
            rounds = [[_figures(app) for app in apps] for _ in range(ROUNDS)]
        ours, *bare = zip(*rounds, strict=True)
        for app, theirs in zip(apps[1:], bare, strict=True):
            columns = zip(zip(*ours, strict=True), zip(*theirs, strict=True), strict=True)
            rows.append([framework, app.name, *(_cell(mine, other) for mine, other in columns)])
    return Table(
        "Import, start-up and memory, each: generated / bare = ratio",
        (
            "framework",
            "against",
            "import, CPU s",
            "start to first answer, s",
            "resident memory of a worker, MB",
            "all processes, MB",
        ),
        rows,
    )


def _figures(app: App) -> list[float]:
    """A figure for each column of the table."""
    seconds = _import_seconds(app)
    with app.serve() as server:
        send(server.port, repeat(get_request("/api/v1/sensors"), REQUESTS), 200)
        return [seconds, server.started_in, server.worker_memory(), server.total_memory()]


def _import_seconds(app: App) -> float:
    python = shutil.which("python", path=app.settings["PATH"]) or "python"
    return timed([python, "-c", f"import {app.module}"], app.folder, **app.settings).cpu


def _cell(ours: Sequence[float], theirs: Sequence[float]) -> str:
    digits = 2 if median(ours) < 10 else 0
    figures = f"{median(ours):.{digits}f} / {median(theirs):.{digits}f}"
    return f"{figures} = {ratio_of(ours, theirs):.2f}"
