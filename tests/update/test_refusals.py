"""What an update refuses: in one line that says what to do, and with nothing changed."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.projects import commit, put_under_git
from tests.projects import call, git
from tests.update.edits import begin, edit

ANSWERS = ".copier-answers.yml"


@pytest.fixture
def project(newest: Path, tmp_path: Path) -> Path:
    project = tmp_path / "project"
    begin(newest, project, "v9.0.0", {"framework": "flask"})
    edit(project, "flask")
    return project


def update(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What `poe update` runs, which needs nothing of the project to be installed."""
    script = str(project / "tools" / "update.py")
    return call(project, sys.executable, script, *arguments)


def content(project: Path) -> dict[str, bytes]:
    """Each file, and what git knows; its index may be refreshed."""
    files = (path for path in project.rglob("*") if path.is_file() and path.name != "index")
    return {path.relative_to(project).as_posix(): path.read_bytes() for path in files}


def replace(old: str, new: str) -> Callable[[Path], None]:
    """Edit the answers by hand, and commit that."""

    def damage(project: Path) -> None:
        answers = project / ANSWERS
        text, found = re.subn(old, new, answers.read_text("utf-8"), flags=re.MULTILINE)
        assert found, old
        answers.write_text(text, "utf-8")
        commit(project, "Damage the answers")

    return damage


def leave_dirty(project: Path) -> None:
    (project / "README.md").write_text("Not committed.\n", "utf-8")


def leave_git(project: Path) -> None:
    (project / ".git").rename(project.parent / "elsewhere")


def lose_answers(project: Path) -> None:
    git(project, "rm", "--quiet", ANSWERS)
    commit(project, "Tidy up")


def take_a_shallow_template(project: Path) -> None:
    """As somebody does who points the answers to a clone of their own."""
    source = re.search(r"^_src_path: (.*)$", (project / ANSWERS).read_text("utf-8"), re.MULTILINE)
    assert source
    shallow = project.parent / "shallow"
    url = Path(source[1]).as_uri()
    git(project, "clone", "--quiet", "--depth", "1", "--no-tags", url, str(shallow))
    replace(r"^_src_path: .*$", f"_src_path: {shallow}")(project)


def nest_in_a_repository_that_ignores_it(project: Path) -> None:
    """As where home is under git, and `git init` was forgotten here."""
    (project / ".git").rename(project.parent / "elsewhere")
    git(project.parent, "init", "--quiet")
    (project.parent / ".gitignore").write_text("*\n", "utf-8")
    git(project.parent, "add", "--force", ".gitignore")
    git(project.parent, "commit", "--quiet", "--message", "Keep nothing")


def edit_what_git_overlooks(project: Path) -> None:
    git(project, "update-index", "--skip-worktree", "AGENTS.md")
    (project / "AGENTS.md").write_text("Mine.\n", "utf-8")


def hide_untracked_files(project: Path) -> None:
    git(project, "config", "status.showUntrackedFiles", "no")


TAKE_IT_FROM_GIT = f"{ANSWERS} does not tell what this was made from: take it from git again"
REFUSED: dict[str, tuple[Callable[[Path], None], tuple[str, ...], str]] = {
    "a dirty tree": (leave_dirty, (), "There are changes that are not committed: commit or stash"),
    "no git": (leave_git, (), "Updates need git, which says: fatal: not a git repository"),
    "a git that ignores it": (
        nest_in_a_repository_that_ignores_it,
        (),
        f"Updates need git, which does not keep {ANSWERS}",
    ),
    "what git overlooks": (edit_what_git_overlooks, (), "git overlooks changes in AGENTS.md"),
    "hidden files": (hide_untracked_files, (), "git tells nothing of files that it does not keep"),
    "no answers": (lose_answers, (), TAKE_IT_FROM_GIT),
    "no YAML": (replace(r"^ci: github$", "ci: [github"), (), TAKE_IT_FROM_GIT),
    "a list": (replace(r"(?s).*", "- flask\n"), (), TAKE_IT_FROM_GIT),
    "no version": (replace(r"^_commit: .*\n", ""), (), TAKE_IT_FROM_GIT),
    "no framework": (
        replace(r"^framework: .*\n", ""),
        (),
        "framework: .* does not name it any more",
    ),
    "an unknown answer": (replace(r"^ci: .*$", "ci: 17"), (), "ci: 17 is none of github, gitlab"),
    "a missing tag": (
        replace(r"^_commit: .*$", "_commit: v8.0.0"),
        (),
        "Unknown revision: 'v8.0.0': _src_path",
    ),
    "a shallow template": (take_a_shallow_template, (), "Unknown revision: 'v9.0.0': .* shallow"),
    "no template": (
        replace(r"^_src_path: .*$", "_src_path: /nowhere"),
        (),
        "there is no template at _src_path",
    ),
    "a downgrade": (lambda _: None, ("--vcs-ref", "v0.3.0"), "downgrading from 9.0.0 to 0.3.0"),
    "an unknown version": (lambda _: None, ("--vcs-ref", "v9.9.9"), "Unknown revision: 'v9.9.9'"),
    "an unknown name": (lambda _: None, ("--data", "databse=none"), "did you mean database"),
    "an unknown value": (lambda _: None, ("--data", "ci=jenkins"), "jenkins is none of github"),
    "no value": (lambda _: None, ("--data", "ci"), "--data ci is not NAME=VALUE"),
    "another package": (lambda _: None, ("--data", "package_name=other"), "package_name: stays"),
    "no such pair": (lambda _: None, ("--data", "database=none"), "auth: jwt cannot go with"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_says_why_and_changes_nothing(project: Path, case: str) -> None:
    damage, arguments, told = REFUSED[case]
    damage(project)
    before = content(project)
    done = update(project, *arguments)
    assert done.returncode == 1
    *_, last = done.stderr.splitlines()
    assert re.search(f"{told}.*Nothing has changed", last), done.stderr
    assert "Traceback" not in done.stderr
    assert content(project) == before


@pytest.fixture
def broken(newest: Path, project: Path) -> Path:
    """A release that breaks when half of its files are written, which the project came from."""
    place = project.parent / "broken"
    git(project, "clone", "--quiet", newest.as_uri(), str(place))
    (place / "templates/flask/tests/zzz.py.jinja").write_text("{{ nothing.at.all }}", "utf-8")
    (place / "templates/flask/AAA.md.jinja").write_text("# New\n", "utf-8")
    commit(place, "Release 9.1.0")
    git(place, "tag", "v9.1.0")
    replace(r"^_src_path: .*$", f"_src_path: {place}")(project)
    return place


@pytest.mark.usefixtures("broken")
def test_what_stops_halfway_is_undone(project: Path) -> None:
    before = content(project)
    done = update(project)
    assert done.returncode == 1
    assert "'nothing' is undefined. Nothing has changed." in done.stderr
    assert content(project) == before


@pytest.mark.usefixtures("broken")
def test_what_stops_halfway_leaves_the_rest_of_a_repository_alone(project: Path) -> None:
    """A folder of a repository, in whose others somebody works meanwhile."""
    outer = project.parent / "outer"
    outer.mkdir()
    (project / ".git").rename(project.parent / "elsewhere")
    inner = project.rename(outer / "api")
    put_under_git(outer)
    script, line = inner / "tools/update.py", "        run_update(\n"
    meanwhile = f"        Path({str(outer / 'web.txt')!r}).touch()\n"
    script.write_text(script.read_text("utf-8").replace(line, meanwhile + line), "utf-8")
    commit(outer, "Work beside it")
    assert update(inner).returncode == 1
    assert git(outer, "status", "--porcelain") == "?? web.txt"


def test_what_git_ignores_is_left_alone(project: Path) -> None:
    mine = project / ".gitlab-ci.yml"
    (project / ".git/info/exclude").write_text(".gitlab-ci.yml\n", "utf-8")
    mine.write_text("# Mine.\n", "utf-8")
    done = update(project, "--data", "ci=gitlab")
    assert done.returncode == 0, done.stderr
    assert mine.read_text("utf-8") == "# Mine.\n"
