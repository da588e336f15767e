"""What the guides in a project name is there: files, folders, functions, commands, settings."""

import re
import tomllib
from itertools import product
from pathlib import Path

import pytest

from tests.projects import FRAMEWORKS, Answers, name_of, render, stacks

GUIDES = ("README.md", "AGENTS.md", "docs/architecture.md", "docs/updating.md", "docs/security.md")
VARIANTS: list[Answers] = list(stacks())
VARIANTS += [
    {"framework": framework, "clients": "pages", "example": example}
    for framework, example in product(FRAMEWORKS, (True, False))
]

VARIANTS += [
    {"framework": framework, "example": True, "rust_engine": True} for framework in FRAMEWORKS
]
VARIANTS += [{"framework": "flask", "database": "none", "example": True, "rust_engine": True}]
VARIANTS += [
    {"framework": framework, "example": True, "bottleneck": "upstream"} for framework in FRAMEWORKS
]
VARIANTS += [{"framework": "django", "example": True, "async_io": True}]

# Made by the commands that the guides tell of, and so not there at first.
MADE_LATER = {".venv", "uv.lock", ".env", ".saved/"}

# What a feature would have, told where there is none yet.
OF_A_FEATURE = {"models.py", "services.py", "views.py", "router.py"}
OF_A_FEATURE |= {"schemas.py", "api.py", "admin.py", "migrations/"}

# What HTTP and the frameworks call things.
OF_OTHERS = {"Host", "auth", "before_request"}


def guides_of(project: Path) -> list[Path]:
    """The guides that this project has: without accounts there is nothing to say of security."""
    return [project / guide for guide in GUIDES if (project / guide).exists()]


def in_backticks(project: Path) -> set[str]:
    text = "\n".join(guide.read_text("utf-8") for guide in guides_of(project))
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    return {re.sub(r"\s+", " ", each) for each in re.findall(r"`([^`]+)`", text)}


def package_of(project: Path) -> Path:
    return next(path for path in (project / "src").iterdir() if path.is_dir())


@pytest.fixture(scope="module", params=VARIANTS, ids=name_of)
def answers(request: pytest.FixtureRequest) -> Answers:
    given: Answers = request.param
    return given


@pytest.fixture(scope="module")
def project(template: Path, answers: Answers, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render(template, tmp_path_factory.mktemp("rendered") / "project", **answers)


def test_files_that_guides_name_exist(project: Path, answers: Answers) -> None:
    package = package_of(project)
    places = [
        project,
        project / "tests",
        package,
        *(path for path in package.iterdir() if path.is_dir()),
    ]
    paths = {
        each
        for each in in_backticks(project)
        if re.fullmatch(r"[\w./-]+(/|\.(py|md|toml|yml|example))", each)
    }
    assert len(paths) > 8
    missing = {
        path for path in paths - MADE_LATER if not any((place / path).exists() for place in places)
    }
    if not answers["example"]:
        missing -= OF_A_FEATURE
    assert missing == set()


def test_names_that_the_architecture_tells_of_are_in_the_code(project: Path) -> None:
    guide = (project / "docs/architecture.md").read_text("utf-8")
    code = "\n".join(path.read_text("utf-8") for path in project.rglob("*.py"))
    told = re.findall(r"`@?([a-zA-Z_]+)(?:\(\))?`(?:\s+(?:in|of)\s+`([\w/]+\.py)`)?", guide)
    assert len(told) > 5
    for name, place in told:
        if name in OF_OTHERS:
            continue
        where = (package_of(project) / place).read_text("utf-8") if place else code
        assert re.search(rf"\b{name}\b", where), f"{name} is not in {place or 'the code'}"


def test_commands_that_guides_name_are_tasks(project: Path) -> None:
    tasks = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["tool"]["poe"]["tasks"]
    text = "\n".join(guide.read_text("utf-8") for guide in guides_of(project))
    assert set(re.findall(r"\bpoe\s+([a-z-]+)", text)) <= {*tasks, "is"}
    readme = (project / "README.md").read_text("utf-8")
    table = re.findall(r"^\| `(?!uv )([a-z-]+)[^`]*` \|", readme, re.MULTILINE)
    assert set(table) == set(tasks)


def test_the_readme_lists_each_setting(project: Path) -> None:
    example = (project / ".env.example").read_text("utf-8")
    settings = set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    rows = re.findall(
        r"^\| (`[A-Z].*?) \|", (project / "README.md").read_text("utf-8"), re.MULTILINE
    )
    listed = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    assert listed == settings | {"HOST", "PORT", "WEB_CONCURRENCY"}
