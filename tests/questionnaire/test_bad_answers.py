"""An answer that cannot be used is refused by name, with what to do, before anything is written."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from copier.errors import UserMessageError

from tests.decision.questionnaire import questions
from tests.questionnaire.conftest import Copy, saved_answers

BAD_PACKAGE_NAMES = {
    "class": "keyword",
    "match": "keyword",
    "json": "standard library",
    "email": "standard library",
    "annotationlib": "standard library",
    "telnetlib": "standard library",
    "flask": "dependency",
    "django": "dependency",
    "fastapi": "dependency",
    "sqlalchemy": "dependency",
    "pydantic_settings": "dependency",
    "alembic": "dependency",
    "pytest": "dependency",
    "ninja": "dependency",
    "config": "something else",
    "tests": "something else",
    "migrations": "something else",
    "core": "something else",
    "My_App": "lower-case",
    "my-app": "lower-case",
    "my app": "lower-case",
    "3d": "lower-case",
    "café": "lower-case",
    "app\n": "lower-case",
    "../escape": "lower-case",
    "": "lower-case",
    "_private": "lower-case",
    "a_": "single underscores",
    "a__b": "single underscores",
    "a" * 31: "30 characters",
}

BAD_TEXTS: list[tuple[str, str, str]] = [
    ("project_name", "", "write something"),
    ("project_name", "   ", "write something"),
    ("project_name", "Two\nlines", "one line"),
    ("project_name", "Tab\there", "one line"),
    ("project_name", "A\x00B", "one line"),
    ("project_name", "A\u202eB", "one line"),
    ("project_name", "lone \ud800", "one line"),
    ("project_name", 'The "best"', "double quotes"),
    ("project_name", "back\\slash", "backslashes"),
    ("project_name", "{{ 7 * 7 }}", "braces"),
    ("project_name", "<b>bold</b>", "angle brackets"),
    ("project_name", "`code`", "backticks"),
    ("project_name", "-rf", "letter or a digit"),
    ("project_name", "# heading", "letter or a digit"),
    ("project_name", " edges ", "space at the ends"),
    ("project_name", "x" * 61, "at most 60"),
    ("description", 'Says "hello"', "double quotes"),
    ("description", "Two\nlines", "one line"),
    ("description", "x" * 201, "at most 200"),
    ("author_name", "", "write something"),
    ("author_name", "Eve\r\nEvil", "one line"),
    ("author_email", "nobody", "team@example.com"),
    ("author_email", "a@b", "team@example.com"),
    ("author_email", "a b@example.com", "team@example.com"),
    ("author_email", "a@example.com\n", "team@example.com"),
    ("author_email", "", "team@example.com"),
    ("override_reason", "  ", "say why"),
    ("override_reason", "first\nsecond", "one line"),
]

BAD_CHOICES = [
    ("purpose", "game", "none of mvp, platform, api"),
    ("clients", "robots", "none of apps, pages, services"),
    ("framework", "rails", "none of flask, django, fastapi"),
    ("database", "mysql", "none of sqlite, postgres, none"),
    ("auth", "oauth", "none of jwt, session, none"),
    ("auth", "", "none of jwt, session, none"),
    ("python_version", "3.10", "none of 3.11, 3.12, 3.13, 3.14"),
    ("ci", "jenkins", "none of github, gitlab, none"),
    ("license", "GPL", "none of MIT, Apache-2.0, BSD-3-Clause, Proprietary"),
    ("back_office", "maybe", "neither true nor false"),
    ("team_async", "", "neither true nor false"),
    ("example", "some", "neither true nor false"),
    ("async_io", "some", "neither true nor false"),
    ("rust_engine", "some", "neither true nor false"),
]

LATER_ADDONS = [
    ("docker", "yes", "give false"),
]

UNKNOWN_NAMES = [
    ("fraemwork", "flask", "did you mean framework"),
    ("packagename", "shop", "did you mean package_name"),
    ("Database", "sqlite", "did you mean database"),
    ("recommended", "flask", "no question has this name"),
    ("uses_sql", "true", "no question has this name"),
    ("x", "1", "The names are: purpose"),
]


def refused(copy: Copy, **data: Any) -> str:
    """The message of a run that must fail without leaving a trace."""
    with pytest.raises(UserMessageError) as error:
        copy(**data)
    return str(error.value)


@pytest.mark.parametrize(("name", "why"), BAD_PACKAGE_NAMES.items())
def test_a_package_name_that_cannot_be_imported(
    copy: Copy, tmp_path: Path, name: str, why: str
) -> None:
    message = refused(copy, package_name=name)
    assert "package_name" in message
    assert why in message
    assert not (tmp_path / "project").exists()


@pytest.mark.parametrize(("name", "value", "why"), BAD_TEXTS + BAD_CHOICES)
def test_a_text_or_a_choice_that_cannot_be_used(
    copy: Copy, tmp_path: Path, name: str, value: str, why: str
) -> None:
    message = refused(copy, **{name: value})
    assert name in message
    assert why in message
    assert not (tmp_path / "project").exists()


@pytest.mark.parametrize(("name", "value", "why"), LATER_ADDONS)
def test_an_add_on_that_does_not_exist_yet(
    copy: Copy, tmp_path: Path, name: str, value: object, why: str
) -> None:
    message = refused(copy, **{name: value})
    assert f"{name}: this release has no such add-on yet" in message
    assert why in message
    assert not (tmp_path / "project").exists()


@pytest.mark.parametrize(("name", "value", "why"), UNKNOWN_NAMES)
def test_a_name_that_no_question_has(
    copy: Copy, tmp_path: Path, name: str, value: str, why: str
) -> None:
    message = refused(copy, **{name: value})
    assert f"{name}: no question has this name" in message
    assert why in message
    assert not (tmp_path / "project").exists()


@pytest.mark.parametrize("data", [{"framework": "django"}, {"purpose": "platform"}])
def test_django_without_a_database(copy: Copy, tmp_path: Path, data: dict[str, str]) -> None:
    message = refused(copy, database="none", **data)
    assert "database: none cannot go with django" in message
    assert "sqlite or postgres" in message
    assert not (tmp_path / "project").exists()


@pytest.mark.parametrize("auth", ["jwt", "session"])
def test_accounts_without_a_database(copy: Copy, tmp_path: Path, auth: str) -> None:
    message = refused(copy, database="none", framework="fastapi", auth=auth)
    assert f"auth: {auth} cannot go with database: none" in message
    assert "sqlite or postgres" in message
    assert not (tmp_path / "project").exists()


@pytest.mark.parametrize("name", ["rust_engine", "upstreams"])
@pytest.mark.parametrize(("example", "part"), [(False, True), ("no", "Yes"), (0, 1)])
def test_parts_of_an_example_that_is_not_there(
    copy: Copy, tmp_path: Path, name: str, example: object, part: object
) -> None:
    message = refused(copy, example=example, **{name: part})
    assert f"{name}: true cannot go with example: false" in message
    assert f"{name} false" in message
    assert not (tmp_path / "project").exists()


def test_a_folder_that_was_there_stays_as_it_was(copy: Copy, tmp_path: Path) -> None:
    note = tmp_path / "project" / "note.txt"
    note.parent.mkdir()
    note.write_text("mine", "utf-8")
    refused(copy, package_name="class")
    assert [path.name for path in note.parent.iterdir()] == ["note.txt"]
    assert note.read_text("utf-8") == "mine"


def test_the_command_says_it_in_one_line(template: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "copier", "copy", "--defaults", "--data", "fraemwork=flask"]
    run = subprocess.run(
        [*command, str(template), str(tmp_path / "project")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    (line,) = [line for line in run.stderr.splitlines() if "fraemwork" in line]
    assert "no question has this name; did you mean framework?" in line
    assert not (tmp_path / "project").exists()


def test_the_guard_knows_every_question_and_its_choices() -> None:
    """What it repeats from the questions must not drift from them."""
    guard = (Path(__file__).parents[2] / "questions" / "guard.jinja").read_text("utf-8")
    for name, question in questions().items():
        if question.get("when") is False:
            assert not re.search(rf'"{name}"', guard)
            continue
        assert re.search(rf'"{name}"', guard), name
        if "choices" in question:
            choices = question["choices"]
            values = choices.values() if isinstance(choices, dict) else choices
            plain = [value["value"] if isinstance(value, dict) else value for value in values]
            assert (
                f'"{name}": [{", ".join(f"{value!r}" for value in plain)}]'.replace("'", '"')
                in guard
            )


def test_what_is_nearly_bad_is_accepted(copy: Copy) -> None:
    good = {
        "project_name": "Bob's Café & Söhne (24/7): über-fast — 東京",
        "package_name": "classes",
        "description": "Who's there? 100% of it: #1, $5, *bold*, a | b, [x](y) @home; 日本語 °C.",
        "author_name": "Zoë O'Neil-Núñez, Jr.",
        "author_email": "first.last+tag@sub.example.co",
        "override_reason": "50% of us know it: that's enough.",
        "framework": "fastapi",
    }
    saved = saved_answers(copy(**good))
    assert {name: saved[name] for name in good} == good
