"""What an update asks again, refuses, and leaves alone. Without trust, from a tagged template."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from copier import run_copy, run_update
from copier.errors import UserMessageError

from tests.questionnaire.conftest import saved_answers

RECORD = Path("docs/adr/0001-framework.md")
IDENTITY = ("-c", "user.name=Test", "-c", "user.email=test@example.com")

Start = Callable[..., Path]


def git(place: Path, *arguments: str) -> None:
    subprocess.run(["git", *IDENTITY, *arguments], cwd=place, check=True, capture_output=True)


def commit_all(place: Path) -> None:
    git(place, "add", "-A")
    git(place, "commit", "-q", "--allow-empty", "-m", "a change")


@pytest.fixture
def released(template: Path, tmp_path: Path) -> Path:
    """A repository of the template with two releases. The second one changes a shared text."""
    place = tmp_path / "released"
    shutil.copytree(template, place)
    git(place, "init", "-q", "-b", "main")
    commit_all(place)
    git(place, "tag", "v0.1.0")
    frameworks = place / "templates/shared/docs/adr/frameworks.jinja"
    frameworks.write_text(
        frameworks.read_text("utf-8").replace("Two screens", "Twelve screens"), "utf-8"
    )
    readme = place / "templates/shared/README.md.jinja"
    readme.write_text(readme.read_text("utf-8") + "\nA line of the second release.\n", "utf-8")
    commit_all(place)
    git(place, "tag", "v0.2.0")
    return place


@pytest.fixture
def start(released: Path, tmp_path: Path) -> Start:
    """A project of the first release, committed."""

    def start(**data: Any) -> Path:
        project = tmp_path / "project"
        source = str(released)
        run_copy(source, project, data=data, defaults=True, quiet=True, vcs_ref="v0.1.0")
        git(project, "init", "-q", "-b", "main")
        commit_all(project)
        return project

    return start


def update(project: Path, **data: Any) -> None:
    run_update(project, data=data, defaults=True, overwrite=True, quiet=True)


def test_the_second_release_would_change_what_is_written_once(
    released: Path, tmp_path: Path
) -> None:
    """Else the two tests below could not fail."""
    run_copy(str(released), tmp_path / "new", defaults=True, quiet=True)
    assert "Twelve screens" in (tmp_path / "new" / RECORD).read_text("utf-8")
    assert "second release" in (tmp_path / "new" / "README.md").read_text("utf-8")


def test_an_update_leaves_the_record_and_the_readme_alone(start: Start) -> None:
    project = start()
    untouched = (project / "README.md").read_text("utf-8")
    (project / RECORD).write_text("# Ours\n", "utf-8")
    commit_all(project)
    update(project)
    assert saved_answers(project)["_commit"] == "v0.2.0"
    assert (project / RECORD).read_text("utf-8") == "# Ours\n"
    assert (project / "README.md").read_text("utf-8") == untouched


def test_an_update_does_not_bring_back_what_was_deleted(start: Start) -> None:
    project = start()
    (project / RECORD).unlink()
    (project / "README.md").unlink()
    commit_all(project)
    update(project)
    assert not (project / RECORD).exists()
    assert not (project / "README.md").exists()


def test_the_reason_stays_while_the_framework_does(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = start(framework="fastapi", override_reason="All of us know it.")
    asked: list[str] = []

    def prompt(structures: list[dict[str, Any]], answers: dict[str, Any]) -> dict[str, Any]:
        (structure,) = structures
        if structure["when"](answers):
            asked.append(structure["name"])
        return answers

    monkeypatch.setattr("copier._main.unsafe_prompt", prompt)
    run_update(project, overwrite=True, quiet=True)
    assert "framework" in asked
    assert "override_reason" not in asked
    assert saved_answers(project)["override_reason"] == "All of us know it."


def test_the_reason_does_not_outlive_its_framework(start: Start) -> None:
    project = start(framework="fastapi", override_reason="All of us know it.")
    update(project, framework="django")
    assert saved_answers(project)["override_reason"] == "No reason was recorded."


def test_agreeing_later_drops_the_reason(start: Start) -> None:
    project = start(framework="fastapi", override_reason="All of us know it.")
    update(project, framework="flask")
    assert "override_reason" not in saved_answers(project)


def test_an_answer_that_became_invalid_is_refused_and_not_replaced(start: Start) -> None:
    project = start(database="none")
    with pytest.raises(UserMessageError, match="database: none cannot go with django"):
        update(project, framework="django")
    assert saved_answers(project)["framework"] == "flask"
    assert saved_answers(project)["database"] == "none"


def test_accounts_do_not_come_by_an_update(start: Start) -> None:
    """Neither where they were refused, nor where there was no database to keep them in."""
    project = start(database="none", clients="pages")
    update(project, database="sqlite")
    assert saved_answers(project)["auth"] == "none"
    commit_all(project)
    update(project, framework="django", back_office=True)
    assert saved_answers(project)["auth"] == "none"


def test_accounts_stay_in_the_form_that_was_chosen(start: Start) -> None:
    project = start(auth="jwt")
    update(project, clients="pages")
    assert saved_answers(project)["auth"] == "jwt"


def test_a_database_with_accounts_in_it_is_not_dropped(start: Start) -> None:
    project = start(auth="session")
    with pytest.raises(UserMessageError, match="auth: session cannot go with database: none"):
        update(project, database="none")
    assert saved_answers(project)["database"] == "sqlite"
    update(project, database="none", auth="none")
    assert saved_answers(project)["auth"] == "none"


def test_rust_does_not_come_by_an_update(start: Start) -> None:
    """Each release saved that there is none, also before it was asked for."""
    project = start()
    update(project, bottleneck="cpu")
    assert saved_answers(project)["rust_engine"] is False
    commit_all(project)
    update(project, rust_engine=True)
    assert saved_answers(project)["rust_engine"] is True


def test_upstreams_do_not_come_by_an_update(start: Start) -> None:
    """Releases before 0.6.0 did not ask for them, and saved nothing."""
    project = start(bottleneck="upstream", upstreams=False)
    answers = project / ".copier-answers.yml"
    answers.write_text(answers.read_text("utf-8").replace("upstreams: false\n", ""), "utf-8")
    commit_all(project)
    update(project)
    assert saved_answers(project)["upstreams"] is False
    commit_all(project)
    update(project, upstreams=True)
    assert saved_answers(project)["upstreams"] is True


def test_rust_does_not_outlive_what_it_calculates(start: Start) -> None:
    project = start(rust_engine=True)
    with pytest.raises(UserMessageError, match="rust_engine: true cannot go with example: false"):
        update(project, example=False)
    update(project, example=False, rust_engine=False)
    assert saved_answers(project)["rust_engine"] is False


@pytest.mark.parametrize("framework", ["flask", "django", "fastapi"])
def test_async_endpoints_do_not_come_by_an_update(start: Start, framework: str) -> None:
    project = start(framework=framework)
    update(project, concurrency="high")
    assert saved_answers(project)["async_io"] is False
    commit_all(project)
    update(project, async_io=True)
    assert saved_answers(project)["async_io"] is True


@pytest.mark.parametrize("framework", ["flask", "django"])
def test_async_endpoints_come_along_to_another_framework(start: Start, framework: str) -> None:
    project = start(framework="fastapi", async_io=True)
    update(project, framework=framework)
    assert saved_answers(project)["async_io"] is True


def test_an_answer_that_no_release_ever_offered_is_refused(start: Start) -> None:
    project = start()
    answers = project / ".copier-answers.yml"
    answers.write_text(answers.read_text("utf-8").replace("ci: github", "ci: jenkins"), "utf-8")
    commit_all(project)
    with pytest.raises(UserMessageError, match="ci: jenkins is none of github, gitlab, none"):
        update(project)
    assert saved_answers(project)["ci"] == "jenkins"
