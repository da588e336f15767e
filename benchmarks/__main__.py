"""`python -m benchmarks [subject …]` measures and prints a table for each subject."""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    adoption,
    copying,
    cpu,
    engine,
    first_answer,
    logins,
    reads,
    size,
    startup,
    updating,
)
from benchmarks.databases import KINDS
from benchmarks.projects import FRAMEWORKS, Workshop, snapshot
from benchmarks.report import Table, fill_in, machine, to_markdown

SUBJECTS: dict[str, Callable[[Workshop], Table]] = {
    "copy": copying.measure,
    "update": updating.measure,
    "first": first_answer.measure,
    "cpu": cpu.measure,
    "reads": reads.measure,
    "logins": logins.measure,
    "engine": engine.measure,
    "startup": startup.measure,
    "adopt": adoption.measure,
    "size": size.measure,
}
PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="subject", help=", ".join(SUBJECTS))
    parser.add_argument("--framework", action="append", choices=FRAMEWORKS, help="only this one")
    parser.add_argument("--database", action="append", choices=KINDS, help="only this one")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of a comparison (7)")
    parser.add_argument("--requests", type=int, default=600, help="requests of a round (600)")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {PAGE.name}")
    options = parser.parse_args()
    for subject in options.subjects:
        if subject not in SUBJECTS:
            parser.error(f"{subject} is none of {', '.join(SUBJECTS)}")

    print(machine(), flush=True)
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        source = Path(folder) / "template"
        snapshot(source)
        workshop = Workshop(
            folder=Path(folder),
            source=source,
            frameworks=tuple(options.framework or FRAMEWORKS),
            databases=tuple(options.database or KINDS),
            rounds=options.rounds,
            requests=options.requests,
        )
        for subject in options.subjects or SUBJECTS:
            began = time.monotonic()
            text = to_markdown(SUBJECTS[subject](workshop))
            print(f"\n{text}\n\n({time.monotonic() - began:.0f} s)", flush=True)
            if options.write:
                fill_in(PAGE, subject, text)
    if options.write:
        fill_in(PAGE, "machine", machine())


main()
