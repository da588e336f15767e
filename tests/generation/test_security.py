"""The security notes of a project: no claim without the file and the test that it names."""

import re
from itertools import product
from pathlib import Path

import pytest

from tests.conftest import Generate
from tests.projects import FRAMEWORKS, Answers, name_of

VARIANTS: list[Answers] = [
    {"framework": framework, "auth": auth, "example": example}
    for framework, auth, example in product(FRAMEWORKS, ("jwt", "session"), (True, False))
]
VARIANTS += [
    {"framework": framework, "clients": "pages", "example": example, "bottleneck": "upstream"}
    for framework, example in product(FRAMEWORKS, (True, False))
]
# What does it in its file: the names that the rows leave out.
DONE_BY = {
    "a change takes the current one, and ends every other login": "def change_password",
    "common ones are refused, from a list that comes along (zxcvbn)": "def refuse_weak",
    "compared as received, to the last character": "def verify",
    "five failures for an account and address in 15 minutes": "def attempt",
    "`X-Forwarded-For` counts as far as proxies of ours wrote it": "def client_address",
    "a storm of logins leaves room for others": "def place",
    "no answer holds a hash": "class UserOut",
    "a logout ends the login at the server": "def (end|end_by|delete)",
    "so does a deactivation": "def update",
    "and the end of the account": "def remove",
    "a user can end all of their logins at once": "def end_all",
    "nobody sets `role` or `is_active` of themselves": "class ProfileUpdate",
    "nor at the registration": "class Registration",
    "a failed login does not tell what was wrong, in words or in time": "def authenticate",
    "security headers on every answer": "def security_headers",
    "a member given twice does not slip through": "def parse_json",
    "no password, token or cookie is logged": "def configure_logging",
}
OF_SESSIONS = {
    "what changes something needs the token of that very login": "def (refuse|from_our)_\\w+",
}
A_ROW = re.compile(r"^\| ([\d., toleve()]+) \| (.+) \| `(.+)` \| `(.+)` `(.+)` \|$", re.MULTILINE)


def rows_of(project: Path) -> list[tuple[str, ...]]:
    notes = (project / "docs/security.md").read_text("utf-8")
    rows = A_ROW.findall(notes)
    assert len(rows) == len(re.findall(r"^\| [\d]", notes, re.MULTILINE)), "a row of another form"
    return rows


@pytest.mark.parametrize("answers", VARIANTS, ids=name_of)
def test_what_security_notes_name_exists(generate: Generate, answers: Answers) -> None:
    project = generate(**answers)
    [package] = (path.parent for path in project.glob("src/*/__init__.py"))
    rows = rows_of(project)
    assert len(rows) > 40
    for requirement, _, place, file, test in rows:
        assert re.match(r"\d{1,2}\.\d{1,2}\.\d{1,2}\b", requirement)
        assert (package / place).is_file(), place
        text = (project / "tests" / file).read_text("utf-8")
        defined = re.search(rf"^ *(?:async )?def {test}\(", text, re.MULTILINE)
        assert defined, f"{test} is not in {file}"


@pytest.mark.parametrize("answers", VARIANTS, ids=name_of)
def test_the_file_that_is_named_does_it(generate: Generate, answers: Answers) -> None:
    project = generate(**answers)
    [package] = (path.parent for path in project.glob("src/*/__init__.py"))
    places = {what: place for _, what, place, _, _ in rows_of(project)}
    has_sessions = answers.get("auth") == "session" or "clients" in answers
    for what, does_it in (DONE_BY | OF_SESSIONS if has_sessions else DONE_BY).items():
        text = (package / places[what]).read_text("utf-8")
        defined = re.search(rf"^ *(?:async )?{does_it}\b", text, re.MULTILINE)
        assert defined, f"{what}: not in {places[what]}"


@pytest.mark.parametrize("answers", VARIANTS, ids=name_of)
def test_each_attack_is_told_of(generate: Generate, answers: Answers) -> None:
    """Each class of attacks, and each file of them, stands for a control in the notes."""
    project = generate(**answers)
    named = {file for _, _, _, file, _ in rows_of(project)}
    present = {path.name for path in (project / "tests/acceptance").glob("test_*.py")}
    about_accounts = {"test_accounts.py", "test_attacks.py", "test_permissions.py"}
    about_accounts |= {"test_tokens.py", "test_sessions.py", "test_traces.py"} & present
    about_accounts |= {"test_pages.py"} & present
    assert {f"acceptance/{name}" for name in about_accounts} <= named
