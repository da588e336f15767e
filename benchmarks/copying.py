"""`copier copy --defaults` against a plain template that copies the same files without Jinja."""

import shutil
from pathlib import Path
from statistics import median

from benchmarks.projects import (
    Cost,
    Workshop,
    commit_as_release,
    copy_command,
    run,
    timed,
    timed_in_pairs,
)
from benchmarks.report import Table, ratio_of, verdict

LIMIT = 1.3
PROJECT = "project"


def measure(workshop: Workshop) -> Table:
    rows = []
    for framework in workshop.frameworks:
        plain = _plain_template(workshop, framework)
        rows.append(_compare(workshop, framework, "folder", workshop.source, plain))
    # A clone of the last tag, as for everyone who copies from an address. Once will do: what git
    # adds does not depend on the framework.
    framework = workshop.frameworks[-1]
    tagged, plain = workshop.folder / "template-git", workshop.folder / "plain-git"
    shutil.copytree(workshop.source, tagged)
    shutil.copytree(workshop.folder / f"plain-{framework}", plain)
    for repository in (tagged, plain):
        commit_as_release(repository)
    rows.append(_compare(workshop, framework, "git tag", tagged, plain))
    return Table(
        "`copier copy --defaults`, against a plain template of the same files",
        ("framework", "from", "files", "seconds", "plain", "ratio", "CPU ratio", "target"),
        rows,
    )


def _plain_template(workshop: Workshop, framework: str) -> Path:
    """A template whose files need no rendering; in a folder below its root, like ours."""
    plain = workshop.folder / f"plain-{framework}"
    run(copy_command(workshop.source, plain / PROJECT, framework=framework))
    (plain / "copier.yml").write_text(f"_subdirectory: {PROJECT}\n", "utf-8")
    return plain


def _compare(workshop: Workshop, name: str, kind: str, ours: Path, plain: Path) -> list[str]:
    destination = workshop.folder / "copied"
    expected = _content(plain / PROJECT)

    def copied(command: list[str]) -> Cost:
        cost = timed(command)
        files = _content(destination)
        shutil.rmtree(destination)
        if files != expected:
            raise SystemExit(f"{' '.join(command)} copied other files than expected")
        return cost

    template, baseline = timed_in_pairs(
        workshop.rounds,
        lambda: copied(copy_command(ours, destination, framework=name)),
        lambda: copied(copy_command(plain, destination)),
    )
    ratio = ratio_of([it.seconds for it in template], [it.seconds for it in baseline])
    cpu_ratio = ratio_of([it.cpu for it in template], [it.cpu for it in baseline])
    return [
        name,
        kind,
        str(len(expected)),
        f"{median(it.seconds for it in template):.2f}",
        f"{median(it.seconds for it in baseline):.2f}",
        f"{ratio:.2f}",
        f"{cpu_ratio:.2f}",
        verdict(ratio, LIMIT),
    ]


def _content(folder: Path) -> dict[str, bytes]:
    """Every file but the answers, which name the template."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        name: path.read_bytes()
        for path in files
        if not (name := path.relative_to(folder).as_posix()).startswith(".git/")
        and name != ".copier-answers.yml"
    }
