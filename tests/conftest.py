"""What all tests share: the template as it stands, and projects made of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.projects import render, snapshot

Generate = Callable[..., Path]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The work tree, out of its repository: Copier then clones nothing."""
    place = tmp_path_factory.mktemp("deliberate")
    snapshot(place)
    return place


@pytest.fixture
def generate(template: Path, tmp_path: Path) -> Generate:
    """Render a project with these answers."""

    def generate(**answers: Any) -> Path:
        return render(template, tmp_path / "project", **answers)

    return generate
