"""Another answer to a project that people have edited: `poe update --data …`."""

import os
import re
from itertools import cycle, product
from pathlib import Path
from typing import Any

import pytest
from copier import run_copy, run_update

from benchmarks.projects import commit
from tests.conftest import Environments
from tests.projects import FRAMEWORKS, name_of, run, sync, update, uv
from tests.update.edits import (
    Edit,
    answers_of,
    assert_as_new,
    assert_no_conflict,
    assert_passes_its_checks,
    begin,
    edit,
    everywhere,
    files,
    history,
)
from tests.update.test_edited_projects import RELEASES

Answers = dict[str, Any]

# What a project has, and the one answer that changes.
CHANGES: list[tuple[Answers, Answers]] = [
    ({"auth": "jwt"}, {"auth": "session"}),
    ({"auth": "session", "clients": "pages"}, {"auth": "jwt"}),
    ({"auth": "none"}, {"auth": "jwt"}),
    ({"auth": "jwt"}, {"auth": "none"}),
    ({}, {"database": "postgres"}),
    ({"database": "postgres"}, {"database": "sqlite"}),
    ({}, {"example": "false"}),
    ({"example": False}, {"example": "true"}),
    ({}, {"rust_engine": "true"}),
    ({"rust_engine": True}, {"rust_engine": "false"}),
    ({}, {"ci": "gitlab"}),
    ({}, {"python_version": "3.12"}),
    ({}, {"license": "Proprietary"}),
]
WITHOUT_A_DATABASE: list[tuple[Answers, Answers]] = [
    ({"database": "none"}, {"database": "sqlite"}),
    ({"auth": "none"}, {"database": "none"}),
]
WITH_A_LOOP: list[tuple[Answers, Answers]] = [
    ({}, {"async_io": "true"}),
    ({"async_io": True, "clients": "pages"}, {"async_io": "false"}),
]
Case = tuple[str, tuple[Answers, Answers]]
EVERY_CASE: list[Case] = [
    *product(FRAMEWORKS, CHANGES),
    *product(("flask", "fastapi"), WITHOUT_A_DATABASE),
    *product(FRAMEWORKS, WITH_A_LOOP),
]
# Each change in one framework, and the changes that move most; all of them each night.
ONCE: list[Case] = [
    *zip(cycle(FRAMEWORKS), CHANGES, strict=False),
    *zip(("flask", "fastapi"), WITHOUT_A_DATABASE, strict=True),
    *product(FRAMEWORKS, WITH_A_LOOP),
]
FAR: list[Case] = [("flask", CHANGES[0]), ("fastapi", CHANGES[2]), ("django", CHANGES[6])]
EVERYTHING = "EVERY_STACK" in os.environ


def name(value: object) -> str:
    return "-to-".join(map(name_of, value)) if isinstance(value, tuple) else str(value)


@pytest.mark.parametrize(("framework", "change"), EVERY_CASE if EVERYTHING else ONCE, ids=name)
def test_what_the_answer_brought_goes_and_edits_stay_or_are_saved(
    newest: Path, tmp_path: Path, framework: str, change: tuple[Answers, Answers]
) -> None:
    project, fresh = tmp_path / "project", tmp_path / "fresh"
    given, new = change
    begin(newest, project, "v9.0.0", {"framework": framework, **given})
    made = edit(project, framework)
    before, written = history(project), files(project)
    done = update(project, **new)
    assert done.returncode == 0, done.stdout + done.stderr
    assert_no_conflict(project)
    assert history(project) == before
    answers = answers_of(project)
    run_copy(str(newest), fresh, data=answers, defaults=True, quiet=True, vcs_ref="v9.0.0")
    # Tests of people's own stay where they put them, and so do migrations.
    assert_as_new(project, fresh, made)
    lost = {one.path for one in made if not one.survives(project)}
    saved = {name.removeprefix(".saved/"): text for name, text in saved_files(project).items()}
    assert lost == saved.keys() - {"README.md"}
    for place, text in saved.items():
        assert text == written[place]
        assert f"  .saved/{place}\n" in done.stdout
        assert not (project / place).exists()


@pytest.mark.parametrize(("old", "new"), [("fastapi", "flask"), ("flask", "django")])
def test_a_swap_writes_a_readme_again_that_nobody_edited(
    newest: Path, tmp_path: Path, old: str, new: str
) -> None:
    """It was of the first release, and without accounts: updates had left it as it was."""
    project, fresh = tmp_path / "project", tmp_path / "fresh"
    begin(newest, project, f"v{RELEASES[0]}", {"framework": old})
    outdated = (project / "README.md").read_text("utf-8")
    run_update(project, data={"auth": "jwt"}, defaults=True, overwrite=True, quiet=True)
    commit(project, "Update, and get accounts")
    done = update(project, framework=new)
    assert done.returncode == 0, done.stdout + done.stderr
    assert_no_conflict(project)
    run_copy(str(newest), fresh, data=answers_of(project), defaults=True, quiet=True)
    for name in ("README.md", "docs/adr/0001-framework.md"):
        assert (project / name).read_text("utf-8") == (fresh / name).read_text("utf-8")
    assert saved_files(project)[".saved/README.md"] == outdated
    assert "  .saved/README.md\n" in done.stdout


def saved_files(project: Path) -> dict[str, str]:
    return {
        path.relative_to(project).as_posix(): path.read_text("utf-8")
        for path in (project / ".saved").rglob("*")
        if path.is_file() and path.name != ".gitignore"
    }


@pytest.mark.parametrize(("framework", "change"), EVERY_CASE if EVERYTHING else FAR, ids=name)
def test_the_changed_project_passes_its_checks(
    newest: Path,
    tmp_path: Path,
    environments: Environments,
    framework: str,
    change: tuple[Answers, Answers],
) -> None:
    project = tmp_path / "project"
    given, new = change
    begin(newest, project, "v9.0.0", {"framework": framework, **given})
    made: list[Edit] = list(everywhere(project))
    for one in made:
        one.make(project)
    run("git", "commit", "--quiet", "--all", "--message", "Make it ours", folder=project)
    done = update(project, **new)
    assert done.returncode == 0, done.stdout + done.stderr
    variables = environments(framework)
    sync(project, answers_of(project)["database"], **variables)
    do_by_hand(project, done.stderr, **variables)
    assert_passes_its_checks(project, **variables)
    assert [one for one in made if not one.survives(project)] == []


def do_by_hand(project: Path, told: str, **variables: str) -> None:
    """The migrations that the last lines tell of, as somebody makes them who has no rows yet."""
    for name in re.findall(r"uv run poe makemigration (\w+)", told):
        run(uv(), "run", "poe", "migrate", folder=project, **variables)
        run(uv(), "run", "poe", "makemigration", name, folder=project, **variables)
