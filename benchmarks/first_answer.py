"""From `copier copy` to the first answer, with a warm uv cache."""

import shutil
from statistics import median

from benchmarks.projects import Workshop, copy_command, timed, uv
from benchmarks.report import Table
from benchmarks.servers import serving

READY = "/readyz"
ROUNDS = 2
# What the README says to type, after `copier copy …`; the last command is the server's.
WAYS = (["run poe dev"], ["sync", "run poe migrate", "run poe serve"])


def measure(workshop: Workshop) -> Table:
    rows = []
    for framework in workshop.frameworks:
        _walk(workshop, framework, WAYS[0])  # fills uv's cache
        for commands in WAYS:
            times = [_walk(workshop, framework, commands) for _ in range(ROUNDS)]
            steps = " + ".join(f"{median(step):.1f}" for step in zip(*times, strict=True))
            total = median(map(sum, times))
            typed = ", ".join(f"uv {command}" for command in commands)
            count = str(len(commands) + 1)
            rows.append([framework, f"copy, {typed}", count, f"{total:.1f}", steps])
    return Table(
        "From `copier copy` to the first answer",
        ("framework", "commands", "number", "seconds", "each"),
        rows,
    )


def _walk(workshop: Workshop, framework: str, commands: list[str]) -> list[float]:
    """The seconds of each command, the last one's until its server answers."""
    folder = workshop.folder / "first"
    *steps, server = [[uv(), *command.split()] for command in commands]
    times = [timed(copy_command(workshop.source, folder, framework=framework)).seconds]
    times += [timed(command, folder).seconds for command in steps]
    with serving(server, folder, READY, ENVIRONMENT="development") as started:
        times.append(started.started_in)
    shutil.rmtree(folder)
    return times
