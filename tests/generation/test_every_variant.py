"""What holds for each file of each project that a set of answers can give."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
import yaml

from tests.projects import FRAMEWORKS, Answers, name_of, render, stacks

# Each framework and way to sign in meets each CI, with one database or the other.
VARIANTS = [{**stack, "ci": ci} for stack, ci in zip(stacks(), cycle(("github", "gitlab", "none")))]
VARIANTS += [
    {"framework": framework, "clients": "pages", "auth": "session", "example": example}
    for framework in FRAMEWORKS
    for example in (True, False)
]
VARIANTS += [
    {**stack, "rust_engine": True}
    for stack in (
        {"framework": "flask", "database": "none", "ci": "gitlab"},
        {"framework": "flask", "database": "postgres", "auth": "none"},
        {"framework": "django", "clients": "pages", "auth": "session"},
        {"framework": "django", "ci": "none", "python_version": "3.14"},
        {"framework": "fastapi", "database": "postgres", "ci": "gitlab"},
    )
]
VARIANTS += [
    {"framework": "flask", "async_io": True, **more}
    for more in (
        {"auth": "jwt", "ci": "gitlab"},
        {"auth": "session", "clients": "pages", "database": "postgres"},
        {"auth": "none", "upstreams": False, "ci": "none"},
        {"database": "none"},
        {"example": False},
    )
]
VARIANTS += [
    {"framework": "django", "async_io": True, **more}
    for more in (
        {"auth": "jwt", "database": "postgres"},
        {"auth": "session", "clients": "pages", "rust_engine": True, "ci": "gitlab"},
        {"auth": "none", "example": False, "ci": "none"},
    )
]
VARIANTS += [
    {"framework": "fastapi", "async_io": True, **more}
    for more in (
        {"auth": "jwt"},
        {"auth": "session", "clients": "pages", "database": "postgres", "ci": "gitlab"},
        {"auth": "none", "rust_engine": True, "ci": "none"},
        {"database": "none"},
        {"database": "none", "example": False},
        {"example": False},
    )
]
VARIANTS += [
    {"framework": "flask", "license": name}
    for name in ("Apache-2.0", "BSD-3-Clause", "Proprietary")
]
VARIANTS += [
    {
        "framework": framework,
        "project_name": name,
        "python_version": version,
        "bottleneck": "upstream",
    }
    for framework, name, version in (
        ("flask", "X", "3.14"),
        ("django", "Überwachung der Kälteanlagen & Co. (Süd)", "3.12"),
        ("fastapi", "The Quite Long Name of a Backend That Measures", "3.13"),
    )
]

# Where all answers are kept, also those of an add-on that is not there.
ANSWERS = (".copier-answers.yml",)
# Where another framework may be named: the decision compares them, and swaps are between them.
COMPARES = (
    "docs/adr/",
    "docs/swapping.md",
    "migrations/env.py",
    "tests/test_adoption.py",
)
# Where a project says what it came out of.
TELLS_ITS_ORIGIN = (
    ".copier-answers.yml",
    "README.md",
    "AGENTS.md",
    "docs/updating.md",
    "docs/swapping.md",
    "docs/adr/",
    "pyproject.toml",
    "renovate.json",
    "tools/",
    "LICENSE",
)


@pytest.fixture(scope="module", params=VARIANTS, ids=name_of)
def answers(request: pytest.FixtureRequest) -> Answers:
    given: Answers = request.param
    return given


@pytest.fixture(scope="module")
def project(template: Path, answers: Answers, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render(template, tmp_path_factory.mktemp("rendered") / "project", **answers)


def files(project: Path, *apart_from: str) -> Iterator[tuple[str, str]]:
    """Each file's path within the project, and its text."""
    for path in sorted(project.rglob("*")):
        place = path.relative_to(project).as_posix()
        if path.is_file() and not place.startswith(apart_from):
            yield place, path.read_text("utf-8")


def package_of(project: Path) -> str:
    [package] = (path.name for path in (project / "src").iterdir())
    return package


def mentions(project: Path, pattern: str, *apart_from: str) -> list[str]:
    words = re.compile(pattern, re.IGNORECASE)
    return [
        f"{place}:{number}: {line}"
        for place, text in files(project, *apart_from)
        for number, line in enumerate([place, *text.splitlines()])
        if words.search(line)
    ]


def test_each_file_is_clean_text(project: Path) -> None:
    faults = [
        f"{place}: {fault}"
        for place, text in files(project)
        for fault, found in {
            "is empty": not text.strip(),
            "ends without a newline": not text.endswith("\n"),
            "ends with blank lines": text.endswith("\n\n"),
            "begins with a blank line": text.startswith("\n"),
            "has three blank lines": "\n\n\n\n" in text,
            "has trailing spaces": re.search(r"[ \t]$", text, re.MULTILINE),
            "has tabs": "\t" in text,
            "has unrendered tags": re.search(r"(?<!\$)\{\{[ -]|\{%|\{#", text)
            and not place.endswith(".html"),  # a page's own
        }.items()
        if found
    ]
    assert faults == []


def test_each_file_parses(project: Path) -> None:
    for place, text in files(project):
        match Path(place).suffix:
            case ".py":
                ast.parse(text, place)
            case ".toml" | ".lock":
                tomllib.loads(text)
            case ".json":
                json.loads(text)
            case ".yml" | ".yaml":
                yaml.load(text, yaml.BaseLoader)


def test_no_other_framework_is_mentioned(project: Path, answers: Answers) -> None:
    others = {"flask", "django", "fastapi"} - {answers["framework"]}
    adoption = f"src/{package_of(project)}/core/adoption.py"
    assert mentions(project, "|".join(sorted(others)), *COMPARES, adoption) == []


def test_nothing_speaks_of_templates_but_what_tells_the_origin(project: Path) -> None:
    own = f"src/{package_of(project)}/pages/"
    assert mentions(project, r"copier|jinja|deliberate\b", *TELLS_ITS_ORIGIN, own) == []


def test_without_pages_nothing_is_left_of_them(project: Path, answers: Answers) -> None:
    if answers.get("clients") == "pages":
        pytest.skip("has pages")
    assert mentions(project, r"/pages/|\bpages\.\w|\"pages\"|jinja2|/sign-in|app\.css") == []


def test_without_the_example_nobody_mentions_sensors(project: Path, answers: Answers) -> None:
    if answers.get("example", True):
        pytest.skip("has the example")
    assert mentions(project, r"sensor|\breadings?\b|\bengine/|summari[sz]e|/summary") == []


def test_without_a_database_nobody_mentions_one(project: Path, answers: Answers) -> None:
    if answers.get("database") != "none":
        pytest.skip("has a database")
    words = "sqlalchemy|alembic|sqlite|postgres|migrat"
    assert mentions(project, words, "docs/adr/", "docs/swapping.md") == []


def test_without_the_engine_in_rust_nobody_mentions_it(project: Path, answers: Answers) -> None:
    if answers.get("rust_engine"):
        pytest.skip("has the engine in Rust")
    assert mentions(project, r"(?<!t)rust|cargo|maturin|pyo3|abi3|clippy", *ANSWERS) == []


def test_without_upstreams_nobody_mentions_them(project: Path, answers: Answers) -> None:
    if answers.get("bottleneck") == "upstream" or answers.get("async_io"):
        pytest.skip("has upstreams")
    pattern = r"upstream|\bprobe\b|pybreaker|urllib3|aiohttp"
    assert mentions(project, pattern, *ANSWERS, "docs/adr/") == []


def test_with_sqlite_no_driver_for_postgresql_comes_along(project: Path, answers: Answers) -> None:
    if answers.get("database", "sqlite") != "sqlite":
        pytest.skip("has another database")
    assert mentions(project, "psycopg|asyncpg", *["src/", "docs/adr/"]) == []


def test_without_async_endpoints_nobody_mentions_what_they_take(
    project: Path, answers: Answers
) -> None:
    if answers.get("async_io") or (answers["framework"], answers.get("bottleneck")) == (
        "fastapi",
        "upstream",
    ):
        pytest.skip("has async endpoints")
    # A session that no route has ended is ended in a thread of its own.
    in_a_thread = r"(?<!CapacityLimiter, )to_thread(?!\.run_sync\(session\.close)"
    pattern = r"asyncpg|aiosqlite|AsyncSession|database_pool_size|test_event_loop|" + in_a_thread
    assert mentions(project, pattern, *ANSWERS, "docs/adr/") == []


# What only accounts have; Django has users, passwords and its own forms without them.
OF_ACCOUNTS = (
    r"zxcvbn|pyjwt|\bjwt\b|\blimits>|refresh_token|x-csrf|create-admin|purge-logins"
    r"|\b(allow_registration|trusted_proxies|secret_key_fallbacks)\b|/api/v1/(auth|users)"
)
OF_USERS = r"argon2|passwords?\b.*hash|email.validator|\blog(ged)? in\b|csrf|\busers/|\bauth/"


def test_without_accounts_nothing_is_left_of_them(project: Path, answers: Answers) -> None:
    if answers.get("auth", "jwt") != "none":
        pytest.skip("has accounts")
    pattern = OF_ACCOUNTS if answers["framework"] == "django" else f"{OF_ACCOUNTS}|{OF_USERS}"
    assert mentions(project, pattern, "docs/adr/") == []


def test_without_streams_nobody_mentions_them(project: Path, answers: Answers) -> None:
    if answers.get("async_io") or (answers["framework"], answers.get("bottleneck")) == (
        "fastapi",
        "upstream",
    ):
        pytest.skip("has streams, where it has sensors")
    pattern = r"\}/live\b|broadcast|websocket|event-stream|EventSource|last.event.id"
    if answers.get("auth", "jwt") == "none":
        pattern += "|redis"
    assert mentions(project, pattern, *ANSWERS, "docs/adr/") == []


def test_only_one_way_to_sign_in_comes_along(project: Path, answers: Answers) -> None:
    other = {
        "jwt": r"x-csrf-token|LoginSession|auth/csrf",
        "session": r"\bjwt\b|refresh_token|bearer",
    }
    kind = answers.get("auth", "jwt")
    if kind == "none":
        pytest.skip("has no accounts")
    assert mentions(project, other[kind], "docs/adr/", "tests/") == []


def owners(project: Path) -> dict[str, str]:
    """The owner of each name in the table of docs/updating.md."""
    table = (project / "docs/updating.md").read_text("utf-8")
    rows = re.findall(r"^\| (the template's|yours.*?|shared) \| (.*?) \|", table, re.MULTILINE)
    return {name: owner for owner, names in rows for name in re.findall(r"`([^`]+)`", names)}


def covers(name: str, place: str) -> bool:
    """Whether the name is the file's, or that of a folder above it."""
    pattern = re.escape(name).replace(r"\*", "[^/]+") + (".+" if name.endswith("/") else "")
    return re.fullmatch(pattern, place) is not None


def test_each_file_has_an_owner_and_each_name_a_file(project: Path) -> None:
    names = owners(project)
    places = [place for place, _ in files(project)]
    assert [place for place in places if not any(covers(name, place) for name in names)] == []
    unused = {name for name in names if not any(covers(name, place) for place in places)}
    assert unused <= {".env", "migrations/versions/"}, "these come later, and no other"


def test_what_an_update_does_not_touch_is_the_users(project: Path) -> None:
    names = owners(project)
    for place, _ in files(project):
        if re.search(r"README\.md$|^docs/adr/|migrations/(versions/)?\d", place):
            longest = max((name for name in names if covers(name, place)), key=len)
            assert names[longest] == "yours", place
