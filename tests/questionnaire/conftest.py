"""Real runs of Copier, without trust, on a copy of the template as it stands in the work tree."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from copier import run_copy

ROOT = Path(__file__).parents[2]

Copy = Callable[..., Path]


# Enough of each tree to see what the answers lead to; what else is rendered has tests of its own.
KEPT = ["{{ _copier_conf.answers_file }}.jinja", "README.md.jinja", "docs/adr"]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real questions over small trees, out of the repository: Copier then clones nothing."""
    place = tmp_path_factory.mktemp("template")
    shutil.copy(ROOT / "copier.yml", place)
    for folder in ("questions", "hooks", "templates/shared"):
        shutil.copytree(ROOT / folder, place / folder)
    for framework in ("flask", "django", "fastapi"):
        tree = place / "templates" / framework
        for kept in KEPT:
            source = ROOT / "templates" / framework / kept
            (tree / kept).parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, tree / kept)
            else:
                shutil.copy(source, tree / kept)
    return place


@pytest.fixture
def copy(template: Path, tmp_path: Path) -> Copy:
    """Answer by data, take the defaults for the rest, and get the project."""

    def copy(**data: Any) -> Path:
        project = tmp_path / "project"
        run_copy(str(template), project, data=data, defaults=True, quiet=True)
        return project

    return copy


def saved_answers(project: Path) -> dict[str, Any]:
    answers: dict[str, Any] = yaml.safe_load((project / ".copier-answers.yml").read_text("utf-8"))
    return answers
