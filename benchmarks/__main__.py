"""`python -m benchmarks [subject …]` measures and prints a table for each subject."""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    adoption,
    claims,
    copying,
    cpu,
    engine,
    first_answer,
    live,
    logins,
    reads,
    size,
    startup,
    updating,
    verdicts,
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
    "live": live.measure,
    "engine": engine.measure,
    "startup": startup.measure,
    "adopt": adoption.measure,
    "size": size.measure,
}
# It needs Go, cargo and PostgreSQL, and has a page of its own: it runs only where it is named.
CLAIMS = "claims"
DOCS = Path(__file__).parent.parent / "docs"
PAGE, CLAIMS_PAGE = DOCS / "benchmarks.md", DOCS / "claims.md"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "subjects", nargs="*", metavar="subject", help=", ".join([*SUBJECTS, CLAIMS])
    )
    parser.add_argument("--framework", action="append", choices=FRAMEWORKS, help="only this one")
    parser.add_argument("--database", action="append", choices=KINDS, help="only this one")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of a comparison (7)")
    parser.add_argument("--requests", type=int, default=600, help="requests of a round (600)")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {DOCS.name}/")
    options = parser.parse_args()
    for subject in options.subjects:
        if subject not in (*SUBJECTS, CLAIMS):
            parser.error(f"{subject} is none of {', '.join([*SUBJECTS, CLAIMS])}")

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
            if subject == CLAIMS:
                _measure_claims(workshop, write=options.write)
                print(f"({time.monotonic() - began:.0f} s)", flush=True)
                continue
            text = to_markdown(SUBJECTS[subject](workshop))
            print(f"\n{text}\n\n({time.monotonic() - began:.0f} s)", flush=True)
            if options.write:
                fill_in(PAGE, subject, text)
    if options.write and options.subjects != [CLAIMS]:
        fill_in(PAGE, "machine", machine())


def _measure_claims(workshop: Workshop, *, write: bool) -> None:
    found = claims.measure(workshop)
    for name, text in verdicts.parts(found).items():
        print(f"\n{text}\n", flush=True)
        if write:
            fill_in(CLAIMS_PAGE, name, text)
    if write:
        for file, picture in verdicts.pictures(found).items():
            (DOCS / file).write_text(picture, "utf-8")


main()
