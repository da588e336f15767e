"""`copier update --defaults` against `copier copy --defaults` of the same project."""

import shutil
from pathlib import Path
from statistics import median

from benchmarks.projects import (
    Cost,
    Workshop,
    clone_releases,
    copy_command,
    put_under_git,
    run,
    timed,
    timed_in_pairs,
)
from benchmarks.report import Table, ratio_of, verdict

LIMIT = 2.5
NOW = "v1000.0.0"


def measure(workshop: Workshop) -> Table:
    template = workshop.folder / "releases"
    clone_releases(template)
    run(["git", "tag", NOW], template)
    last = run(["git", "describe", "--tags", "--abbrev=0", f"{NOW}^"], template).stdout.strip()
    rows = [
        _compare(workshop, template, framework, version, change)
        for framework in workshop.frameworks
        for version, change in ((NOW, "none"), (last, f"all since {last.removeprefix('v')}"))
    ]
    return Table(
        "`copier update --defaults`, against `copier copy --defaults`",
        ("framework", "change", "seconds", "copy", "ratio", "target"),
        rows,
    )


def _compare(
    workshop: Workshop, template: Path, framework: str, version: str, change: str
) -> list[str]:
    project, fresh = workshop.folder / "updated", workshop.folder / "copied"
    copy = copy_command(template, fresh, framework=framework)
    run([*copy[:-1], "--vcs-ref", version, str(project)])
    put_under_git(project)

    def updated() -> Cost:
        cost = timed([copy[0], "update", "--quiet", "--defaults", str(project)])
        run(["git", "reset", "--quiet", "--hard"], project)
        run(["git", "clean", "--quiet", "--force", "-d"], project)
        return cost

    def copied() -> Cost:
        cost = timed(copy)
        shutil.rmtree(fresh)
        return cost

    updates, copies = timed_in_pairs(workshop.rounds, updated, copied)
    shutil.rmtree(project)
    ratio = ratio_of([it.seconds for it in updates], [it.seconds for it in copies])
    return [
        framework,
        change,
        f"{median(it.seconds for it in updates):.2f}",
        f"{median(it.seconds for it in copies):.2f}",
        f"{ratio:.2f}",
        verdict(ratio, LIMIT),
    ]
