"""A project of each release, with the usual edits, brought to the template as it stands now."""

import re
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from copier import run_copy, run_update

from benchmarks.projects import package_of
from tests.projects import FRAMEWORKS, ROOT, snapshot
from tests.update.test_releases import call, git, tag_releases

SUBJECT = re.compile(r"Release (\d+\.\d+\.\d+)")
VIEWS = {"flask": "views.py", "django": "api.py", "fastapi": "router.py"}

ROUTE = "    print(f'{sensor_id} goes')\n"
DEPENDENCY = '    "colorama>=0.4.6",\n'
SETTING = '    greeting: str = "hello"\n'
EXAMPLE = "\nGREETING=hello\n"
README = "\nOurs measures greenhouses.\n"
DELETED = (".editorconfig", "tests/acceptance/test_headers.py", "docs/architecture.md")
WRITTEN_ONCE = ("README.md", "docs/adr/0001-framework.md")


@dataclass(frozen=True)
class Edit:
    """A line that somebody adds after the first line that matches."""

    path: str
    after: str
    line: str

    def make(self, project: Path) -> None:
        file = project / self.path
        text = file.read_text("utf-8")
        found = re.search(self.after, text, re.MULTILINE)
        assert found, f"{self.path} has nothing like {self.after}"
        file.write_text(text[: found.end()] + self.line + text[found.end() :], "utf-8")


def edits(project: Path, framework: str) -> list[Edit]:
    package = f"src/{package_of(project)}"
    return [
        Edit(f"{package}/sensors/{VIEWS[framework]}", r"^def delete_sensor\(.*\n", ROUTE),
        Edit("pyproject.toml", r"^ *# Yours below this line: `uv add` .*\n", DEPENDENCY),
        Edit(f"{package}/core/settings.py", r"^ *# Yours below this line.*\n", SETTING),
        Edit(".env.example", r"\Z", EXAMPLE),
        Edit("README.md", r"^# .*\n", README),
    ]


def released() -> list[str]:
    subjects = git(ROOT, "log", "--reverse", "--format=%s").splitlines()
    return [found[1] for subject in subjects if (found := SUBJECT.fullmatch(subject))]


RELEASES = released()


@pytest.fixture(scope="session")
def tagged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone with the tags of all releases, and on top what is not committed yet."""
    place = tmp_path_factory.mktemp("update") / "deliberate"
    git(ROOT, "clone", "--quiet", "--no-tags", ROOT.as_uri(), str(place))
    done = tag_releases(place)
    assert done.returncode == 0, done.stderr
    for name in git(place, "ls-files").splitlines():
        (place / name).unlink()
    snapshot(place)
    git(place, "add", "--all")
    git(place, "commit", "--quiet", "--allow-empty", "--message", "Go on")
    return place


@pytest.fixture(scope="session")
def progressed(tagged: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, tagged as it stands, and a later release that changes what projects edit."""
    place = tmp_path_factory.mktemp("progressed") / "deliberate"
    git(tagged, "clone", "--quiet", "--no-tags", tagged.as_uri(), str(place))
    git(place, "tag", "v9.0.0")
    shared = place / "templates" / "shared"
    for path, old, new in (
        ("src/package/core/settings.py.jinja", "    # Yours below", "    news: int = 1\n\\g<0>"),
        ("src/package/core/errors.py.jinja", r"\Z", "\nNEWS = 1\n"),
        ("pyproject.toml.jinja", r"\] -%\}", '    ["news>=1", "of this release", true],\n\\g<0>'),
        (".env.example.jinja", r"^# The largest", "# News\nNEWS=1\n\n\\g<0>"),
        (".github/workflows/ci.yml.jinja", "^name:", "# News\n\\g<0>"),
        (".editorconfig.jinja", r"\Z", "\n[*.news]\nindent_size = 3\n"),
        ("README.md.jinja", r"\Z", "\nNews.\n"),
    ):
        file = shared / path
        text, found = re.subn(old, new, file.read_text("utf-8"), count=1, flags=re.MULTILINE)
        assert found, path
        file.write_text(text, "utf-8")
    git(place, "add", "--all")
    git(place, "commit", "--quiet", "--message", "Release 9.1.0")
    git(place, "tag", "v9.1.0")
    return place


def commit(project: Path, subject: str) -> None:
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", subject)


def edited_project(template: Path, version: str, framework: str, project: Path) -> list[Edit]:
    run_copy(
        str(template),
        project,
        data={"framework": framework},
        defaults=True,
        quiet=True,
        vcs_ref=f"v{version}",
    )
    git(project, "init", "--quiet", "--initial-branch", "main")
    commit(project, "Begin")
    made = edits(project, framework)
    for edit in made:
        edit.make(project)
    for name in DELETED:
        (project / name).unlink()
    commit(project, "Make it ours")
    return made


def update(project: Path, target: str, **data: Any) -> None:
    """As `copier update --defaults` does it: nobody trusts the template."""
    run_update(
        project, data=data, defaults=True, overwrite=True, quiet=True, unsafe=False, vcs_ref=target
    )


def files(project: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(project.rglob("*")):
        place = path.relative_to(project)
        if path.is_file() and place.parts[0] != ".git":
            yield place.as_posix(), path.read_text("utf-8")


def assert_merged(project: Path, made: list[Edit]) -> None:
    for place, text in files(project):
        assert not place.endswith((".rej", ".orig"))
        assert not re.search(r"^(<<<<<<<|>>>>>>>|\|\|\|\|\|\|\|) ", text, re.MULTILINE), place
    assert call(project, "git", "ls-files", "--unmerged").stdout == ""
    for edit in made:
        assert edit.line in (project / edit.path).read_text("utf-8"), edit.path
    for name in DELETED:
        assert not (project / name).exists(), name
    tomllib.loads((project / "pyproject.toml").read_text("utf-8"))


def assert_as_new(project: Path, fresh: Path, made: list[Edit]) -> None:
    """What nobody touched is what a new project would get."""
    apart = {".copier-answers.yml", *DELETED, *WRITTEN_ONCE, *(edit.path for edit in made)}
    new = {place: text for place, text in files(fresh) if place not in apart}
    assert {place: text for place, text in files(project) if place not in apart} == new


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("version", RELEASES)
def test_every_edit_survives_the_way_from_a_release(
    tagged: Path, tmp_path: Path, version: str, framework: str
) -> None:
    project, fresh = tmp_path / "project", tmp_path / "fresh"
    made = edited_project(tagged, version, framework, project)
    update(project, "HEAD")
    answers = yaml.safe_load((project / ".copier-answers.yml").read_text("utf-8"))
    assert answers["_commit"].startswith(f"v{RELEASES[-1]}-")
    assert_merged(project, made)
    # What was not asked for yet stays as it was.
    kept = {"framework": framework, "auth": answers["auth"]}
    run_copy(str(tagged), fresh, data=kept, defaults=True, quiet=True, vcs_ref="HEAD")
    assert_as_new(project, fresh, made)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_news_beside_an_edit_merge(progressed: Path, tmp_path: Path, framework: str) -> None:
    """The next release changes every file that people edit, beside their edits."""
    project, fresh = tmp_path / "project", tmp_path / "fresh"
    made = edited_project(progressed, "9.0.0", framework, project)
    update(project, "v9.1.0")
    assert_merged(project, made)
    package = f"src/{package_of(project)}"
    for name, news in (
        (f"{package}/core/settings.py", "    news: int = 1\n"),
        (f"{package}/core/errors.py", "NEWS = 1\n"),
        ("pyproject.toml", '    "news>=1", # of this release\n'),
        (".env.example", "NEWS=1\n"),
        (".github/workflows/ci.yml", "# News\n"),
    ):
        assert news in (project / name).read_text("utf-8"), name
    assert "News." not in (project / "README.md").read_text("utf-8")
    run_copy(str(progressed), fresh, data={"framework": framework}, defaults=True, quiet=True)
    assert_as_new(project, fresh, made)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_engine_in_rust_comes_and_goes_by_an_update(
    tagged: Path, tmp_path: Path, framework: str
) -> None:
    project, fresh = tmp_path / "project", tmp_path / "fresh"
    made = edited_project(tagged, RELEASES[-1], framework, project)
    for rust_engine in (True, False):
        answers = {"framework": framework, "rust_engine": rust_engine}
        update(project, "HEAD", rust_engine=rust_engine)
        assert_merged(project, made)
        run_copy(
            str(tagged),
            fresh,
            data=answers,
            defaults=True,
            quiet=True,
            vcs_ref="HEAD",
            overwrite=True,
        )
        assert_as_new(project, fresh, made)
        commit(project, "Update")
        shutil.rmtree(fresh)
    assert not (project / "rust").exists()


def test_the_changelog_and_the_history_know_the_same_releases() -> None:
    headings = re.findall(
        r"^## (\d+\.\d+\.\d+) ", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    assert headings == RELEASES[::-1], "a shallow clone lacks them: run `git fetch --unshallow`"
