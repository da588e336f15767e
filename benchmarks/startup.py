"""Import and start-up time and memory of a worker, against a bare app of the same framework."""

import shutil
from itertools import repeat
from statistics import median

from benchmarks.apps import App, apps_of
from benchmarks.databases import database
from benchmarks.load import get_request, send
from benchmarks.projects import Workshop, timed
from benchmarks.report import Table, ratio_of

REQUESTS = 500


def measure(workshop: Workshop) -> Table:
    rows = []
    for framework in workshop.frameworks:
        with database(workshop, framework, "sqlite") as url:
            ours, *bare = apps_of(workshop, framework, url)
            measured = {app.name: _figures(app, workshop.rounds) for app in (ours, *bare)}
        for app in bare:
            pairs = zip(measured[ours.name], measured[app.name], strict=True)
            rows.append([framework, app.name, *(_cell(mine, other) for mine, other in pairs)])
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


def _figures(app: App, rounds: int) -> list[list[float]]:
    imports = [_import_seconds(app) for _ in range(rounds)]
    starts, workers, totals = [], [], []
    for _ in range(max(rounds // 2, 1)):
        with app.serve() as server:
            starts.append(server.started_in)
            send(server.port, repeat(get_request("/api/v1/sensors"), REQUESTS), 200)
            workers.append(server.worker_memory())
            totals.append(server.total_memory())
    return [imports, starts, workers, totals]


def _import_seconds(app: App) -> float:
    python = shutil.which("python", path=app.settings["PATH"]) or "python"
    return timed([python, "-c", f"import {app.module}"], app.folder, **app.settings).cpu


def _cell(ours: list[float], theirs: list[float]) -> str:
    digits = 2 if median(ours) < 10 else 0  # noqa: PLR2004
    figures = f"{median(ours):.{digits}f} / {median(theirs):.{digits}f}"
    return f"{figures} = {ratio_of(ours, theirs):.2f}"
