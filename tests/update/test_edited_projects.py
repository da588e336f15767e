"""A project of each release, with the usual edits, brought to the template as it stands now."""

import os
import re
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from copier import run_copy, run_update

from benchmarks.projects import commit, package_of
from tests.conftest import Environments
from tests.projects import FRAMEWORKS, ROOT, Answers, call, git, name_of, sync
from tests.update.edits import (
    answers_of,
    assert_as_new,
    assert_merged,
    assert_passes_its_checks,
    begin,
    edit,
    history,
)

SUBJECT = re.compile(r"Release (\d+\.\d+\.\d+)")
# What every framework can be asked for, and since which release.
ADD_ONS: list[dict[str, Any]] = [
    {},
    {"database": "postgres"},
    {"example": False, "ci": "gitlab"},
    {"clients": "pages", "auth": "session", "rust_engine": True},
    {"python_version": "3.12", "auth": "none"},
]
SINCE = {"auth": (0, 3, 0), "rust_engine": (0, 4, 0)}


def released() -> list[str]:
    subjects = git(ROOT, "log", "--reverse", "--format=%s").splitlines()
    return [found[1] for subject in subjects if (found := SUBJECT.fullmatch(subject))]


RELEASES = released()


def variants() -> Iterator[tuple[str, Answers]]:
    """Each release, framework and set of add-ons, as far as the release offers them."""
    for version, framework, add_ons in product(RELEASES, FRAMEWORKS, ADD_ONS):
        number = tuple(map(int, version.split(".")))
        asked = {name: add_ons[name] for name in add_ons if SINCE.get(name, ()) <= number}
        yield version, {"framework": framework, **asked}


def some(every: int) -> list[tuple[str, Answers]]:
    """So many-th of them, with each release, framework and add-on among them; each night all."""
    return list(variants())[:: 1 if "EVERY_STACK" in os.environ else every]


def name(value: object) -> str | None:
    return name_of(value) if isinstance(value, dict) else None


def update(project: Path, target: str) -> None:
    """As `copier update --defaults` does it: nobody trusts the template."""
    run_update(project, defaults=True, overwrite=True, quiet=True, unsafe=False, vcs_ref=target)


@pytest.mark.parametrize(("version", "answers"), some(every=4), ids=name)
def test_every_edit_survives_the_way_from_a_release(
    tagged: Path, tmp_path: Path, version: str, answers: Answers
) -> None:
    project, fresh = tmp_path / "project", tmp_path / "fresh"
    begin(tagged, project, f"v{version}", answers)
    made = edit(project, answers["framework"])
    before = history(project)
    update(project, "HEAD")
    assert_merged(project, made)
    assert history(project) == before
    kept = answers_of(project)
    assert kept["_commit"].startswith(f"v{RELEASES[-1]}-")
    run_copy(str(tagged), fresh, data=kept, defaults=True, quiet=True, vcs_ref="HEAD")
    assert_as_new(project, fresh, made)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_every_edit_survives_release_after_release(
    tagged: Path, tmp_path: Path, framework: str
) -> None:
    """A project that takes each update, from the first release on."""
    project, fresh = tmp_path / "project", tmp_path / "fresh"
    begin(tagged, project, f"v{RELEASES[0]}", {"framework": framework})
    made = edit(project, framework)
    for target in [*(f"v{version}" for version in RELEASES[1:]), "HEAD"]:
        update(project, target)
        assert_merged(project, made)
        commit(project, f"Update to {target}")
    run_copy(
        str(tagged), fresh, data=answers_of(project), defaults=True, quiet=True, vcs_ref="HEAD"
    )
    assert_as_new(project, fresh, made)


@pytest.mark.parametrize(("version", "answers"), some(every=41), ids=name)
def test_an_updated_project_passes_its_checks(
    tagged: Path, tmp_path: Path, environments: Environments, version: str, answers: Answers
) -> None:
    project = tmp_path / "project"
    begin(tagged, project, f"v{version}", answers)
    edit(project, answers["framework"])
    update(project, "HEAD")
    variables = environments(answers["framework"])
    sync(project, answers_of(project)["database"], **variables)
    assert_passes_its_checks(project, **variables)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_news_beside_an_edit_merge(progressed: Path, tmp_path: Path, framework: str) -> None:
    """The next release changes every file that people edit, beside their edits."""
    project, fresh = tmp_path / "project", tmp_path / "fresh"
    begin(progressed, project, "v9.0.0", {"framework": framework})
    made = edit(project, framework)
    update(project, "v9.1.0")
    assert_merged(project, made)
    package = f"src/{package_of(project)}"
    for place, news in (
        (f"{package}/core/settings.py", "    news: int = 1\n"),
        (f"{package}/core/errors.py", "NEWS = 1\n"),
        (f"{package}/sensors/schemas.py", "    # News\n"),
        ("pyproject.toml", '    "news>=1", # of this release\n'),
        (".env.example", "NEWS=1\n"),
        (".github/workflows/ci.yml", "# News\n"),
    ):
        assert news in (project / place).read_text("utf-8"), place
    run_copy(str(progressed), fresh, data={"framework": framework}, defaults=True, quiet=True)
    assert_as_new(project, fresh, made)


def test_both_changed_the_same_lines(progressed: Path, tmp_path: Path) -> None:
    """Then both stand there between markers, and git lists the file."""
    project = tmp_path / "project"
    begin(progressed, project, "v9.0.0", {"framework": "flask"})
    workflow = project / ".github/workflows/ci.yml"
    workflow.write_text(workflow.read_text("utf-8").replace("name: CI", "name: Ours", 1), "utf-8")
    git(project, "commit", "--quiet", "--all", "--message", "Make it ours")
    update(project, "v9.1.0")
    text = workflow.read_text("utf-8")
    assert re.search(r"<<<<<<<.*name: Ours.*=======.*# News\nname: CI.*>>>>>>>", text, re.DOTALL)
    assert "UU .github/workflows/ci.yml" in git(project, "status", "--short")


def test_an_update_tells_what_is_new_and_nothing_older(newest: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    begin(newest, project, "v0.2.0", {"framework": "flask"})
    copier = str(Path(sys.executable).parent / "copier")
    told = call(project, copier, "update", "--defaults", "--vcs-ref", "v9.0.0").stderr
    news = re.findall(r"^(\d+\.\d+\.\d+) \(", told, re.MULTILINE)
    assert news == RELEASES[: RELEASES.index("0.2.0") : -1]
    assert "New since 0.2.0:" in told
    assert "To do by hand" not in told
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "Update")
    told = call(project, copier, "update", "--defaults", "--vcs-ref", "v9.0.0").stderr
    assert "New since" not in told


def test_the_changelog_and_the_history_know_the_same_releases() -> None:
    headings = re.findall(
        r"^## (\d+\.\d+\.\d+) ", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    assert headings == RELEASES[::-1], "a shallow clone lacks them: run `git fetch --unshallow`"
