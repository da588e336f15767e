"""`copier update --defaults` against `copier copy --defaults` of the same project."""

import shutil
import sys
from pathlib import Path
from statistics import median

from benchmarks.projects import ROOT, Cost, Workshop, copy_command, run, timed
from benchmarks.report import Table, ratio_of, verdict

LIMIT = 2.5
NOW = "v1000.0.0"


def measure(workshop: Workshop) -> Table:
    template = _releases(workshop)
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


def _releases(workshop: Workshop) -> Path:
    """A clone with the tags of all releases, and the work tree as the newest one."""
    template = workshop.folder / "releases"
    run(["git", "clone", "--quiet", "--no-tags", ROOT.as_uri(), str(template)])
    run([sys.executable, str(ROOT / "hooks" / "tag_releases")], template)
    for name in run(["git", "ls-files"], template).stdout.splitlines():
        (template / name).unlink()
    shutil.copytree(workshop.source, template, dirs_exist_ok=True)
    _commit(template)
    run(["git", "tag", NOW], template)
    return template


def _commit(repository: Path) -> None:
    run(["git", "add", "--all"], repository)
    run(["git", "commit", "--quiet", "--allow-empty", "--message", "Go on"], repository)


def _compare(
    workshop: Workshop, template: Path, framework: str, version: str, change: str
) -> list[str]:
    project, fresh = workshop.folder / "updated", workshop.folder / "copied"
    copy = copy_command(template, fresh, framework=framework)
    run([*copy[:-1], "--vcs-ref", version, str(project)])
    run(["git", "init", "--quiet"], project)
    _commit(project)
    update = [copy[0], "update", "--quiet", "--defaults", str(project)]
    updates: list[Cost] = []
    copies: list[Cost] = []
    for number in range(workshop.rounds + 1):
        pair = [(updates, update), (copies, copy)]
        for costs, command in pair if number % 2 else reversed(pair):
            costs.append(timed(command))
        shutil.rmtree(fresh)
        run(["git", "reset", "--quiet", "--hard"], project)
        run(["git", "clean", "--quiet", "--force", "-d"], project)
    shutil.rmtree(project)
    # The first pair warmed the caches up.
    updates, copies = updates[1:], copies[1:]
    ratio = ratio_of([it.seconds for it in updates], [it.seconds for it in copies])
    return [
        framework,
        change,
        f"{median(it.seconds for it in updates):.2f}",
        f"{median(it.seconds for it in copies):.2f}",
        f"{ratio:.2f}",
        verdict(ratio, LIMIT),
    ]
