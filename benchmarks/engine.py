"""The engine in Rust against its twin in Python, in a project, on 100,000 readings."""

import json
import os
from pathlib import Path
from statistics import median

from benchmarks.projects import Workshop, package_of, run, uv
from benchmarks.report import Table, ratio_of
from benchmarks.servers import pin

LEAST = 20
READINGS = 100_000

# Runs in the project. Each work is done in turns, by Python and by Rust, which gets an array: where
# the readings are in a list, it is made of them first.
SCRIPT = """
import json, sys, time
from array import array
from random import Random
import rust_engine
from {package}.engine import DEFAULT_THRESHOLD, MOST_ANOMALIES, python

chance = Random(1)
readings = array("d", (chance.gauss(20, 0.5) for _ in range({readings})))
for place in range(1_000, {readings}, 1_000):
    readings[place] += 50

def statistics(engine, values):
    engine.statistics(values)

def anomalies(engine, values):
    engine.anomalies(values, DEFAULT_THRESHOLD, MOST_ANOMALIES)

def summary(engine, values):
    statistics(engine, values)
    anomalies(engine, values)

def timed(work, engine, values):
    began = time.perf_counter()
    if engine is rust_engine and isinstance(values, list):
        values = array("d", values)
    work(engine, values)
    return (time.perf_counter() - began) * 1000

assert rust_engine.statistics(readings) == python.statistics(readings)
found = [it.anomalies(readings, DEFAULT_THRESHOLD, MOST_ANOMALIES) for it in (rust_engine, python)]
assert found[0] == found[1]
print(json.dumps([
    [work.__name__, kind, [[timed(work, engine, values) for engine in (python, rust_engine)]
                           for _ in range({rounds})]]
    for kind, values in (("array", readings), ("list", list(readings)))
    for work in (summary, statistics, anomalies)
]))
"""


Timings = tuple[str, str, list[tuple[float, float]]]


def timings(project: Path, rounds: int) -> list[Timings]:
    """For each work and kind of readings, the milliseconds in Python and in Rust of each round."""
    script = SCRIPT.format(package=package_of(project), readings=READINGS, rounds=rounds)
    found: list[Timings] = json.loads(run([uv(), "run", "python", "-c", script], project).stdout)
    return found


def measure(workshop: Workshop) -> Table:
    pin(os.getpid(), first=False)
    project = workshop.project("fastapi", database="none", rust_engine="true", package_name="app_1")
    rows = []
    for work, kind, rounds in timings(project, workshop.rounds * 5):
        ours, theirs = zip(*rounds, strict=True)
        ratio = ratio_of(ours, theirs)
        target = f"≥ {LEAST}: {'met' if round(ratio, 1) >= LEAST else 'missed'}"
        rows.append(
            [
                work,
                kind,
                f"{median(ours):.2f}",
                f"{median(theirs):.2f}",
                f"{ratio:.1f}",
                target if (work, kind) == ("summary", "array") else "",
            ]
        )
    return Table(
        f"{READINGS:,} readings: the engine in Python, and in Rust",
        ("work", "readings in", "Python, ms", "Rust, ms", "ratio", "target"),
        rows,
    )
