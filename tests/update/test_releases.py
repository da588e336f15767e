"""The maintainers' two scripts: one cuts a release, the other makes lost tags again."""

import shutil
import subprocess
from pathlib import Path

import pytest

from benchmarks.projects import commit
from tests.projects import ROOT, call, git

CHANGELOG = "# Changelog\n\n## Unreleased\n\n- Something new.\n"
PYPROJECT = '[project]\nname = "deliberate"\nversion = "0.0.0"\n'
LOCK = (
    '[[package]]\nname = "other"\nversion = "1.0"\n\n[[package]]\n'
    'name = "deliberate"\nversion = "0.0.0"\n'
)


def release(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return call(place, str(place / "hooks" / "release"), *arguments)


def tag_releases(place: Path) -> subprocess.CompletedProcess[str]:
    return call(place, str(ROOT / "hooks" / "tag_releases"))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """As much of this repository as a release changes."""
    place = tmp_path / "repository"
    (place / "hooks").mkdir(parents=True)
    shutil.copy(ROOT / "hooks" / "release", place / "hooks")
    (place / "CHANGELOG.md").write_text(CHANGELOG, "utf-8")
    (place / "pyproject.toml").write_text(PYPROJECT, "utf-8")
    (place / "uv.lock").write_text(LOCK, "utf-8")
    git(place, "init", "--quiet", "--initial-branch", "main")
    commit(place, "Begin")
    return place


def test_a_release_sets_the_version_and_moves_the_changelog_on(repository: Path) -> None:
    done = release(repository, "0.1.0")
    assert done.returncode == 0, done.stderr
    assert git(repository, "log", "-1", "--format=%s") == "Release 0.1.0"
    assert git(repository, "status", "--porcelain") == ""
    assert 'version = "0.1.0"' in (repository / "pyproject.toml").read_text("utf-8")
    assert (repository / "uv.lock").read_text("utf-8") == LOCK.replace("0.0.0", "0.1.0")
    news = (repository / "CHANGELOG.md").read_text("utf-8")
    unreleased, released = news.split("## 0.1.0 (")
    assert unreleased == "# Changelog\n\n## Unreleased\n\n"
    assert released.endswith(")\n\n- Something new.\n")


def test_a_release_without_news_is_refused(repository: Path) -> None:
    release(repository, "0.1.0")
    done = release(repository, "0.2.0")
    assert done.returncode == 1
    assert "CHANGELOG.md has nothing under" in done.stderr
    assert git(repository, "log", "-1", "--format=%s") == "Release 0.1.0"


def test_a_release_is_cut_once(repository: Path) -> None:
    release(repository, "0.1.0")
    done = release(repository, "0.1.0")
    assert done.returncode == 1
    assert "0.1.0 has been released" in done.stderr


def test_uncommitted_changes_stop_a_release(repository: Path) -> None:
    (repository / "note.txt").write_text("unfinished", "utf-8")
    done = release(repository, "0.1.0")
    assert done.returncode == 1
    assert "uncommitted changes" in done.stderr


@pytest.mark.parametrize("arguments", [[], ["1.0"], ["v1.0.0"], ["1.0.0", "2.0.0"]])
def test_a_release_wants_one_version(repository: Path, arguments: list[str]) -> None:
    done = release(repository, *arguments)
    assert done.returncode == 1
    assert "Name one version" in done.stderr


def test_missing_tags_are_made_from_the_subjects(repository: Path) -> None:
    first = commit(repository, "Release 0.1.0")
    commit(repository, "Prepare Release 0.2.0")
    commit(repository, "Release 0.2.0 soon")
    second = commit(repository, "Release 0.10.0")
    done = tag_releases(repository)
    assert done.returncode == 0, done.stderr
    assert git(repository, "tag", "--list").split() == ["v0.1.0", "v0.10.0"]
    assert git(repository, "rev-parse", "v0.1.0", "v0.10.0").split() == [first, second]


def test_tags_that_are_there_stay_as_they_are(repository: Path) -> None:
    commit(repository, "Release 0.1.0")
    elsewhere = git(repository, "rev-parse", "HEAD~1")
    git(repository, "tag", "v0.1.0", elsewhere)
    for _ in range(2):
        done = tag_releases(repository)
        assert (done.returncode, done.stdout) == (0, "")
    assert git(repository, "rev-parse", "v0.1.0") == elsewhere


def test_a_shallow_clone_is_told_what_it_lacks(repository: Path, tmp_path: Path) -> None:
    commit(repository, "Release 0.1.0")
    git(tmp_path, "clone", "--quiet", "--depth=1", repository.as_uri(), "shallow")
    done = tag_releases(tmp_path / "shallow")
    assert done.returncode == 1
    assert "git fetch --unshallow" in done.stderr
