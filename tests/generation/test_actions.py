"""Actions are pinned to commits that were checked to be the tags beside them."""

import re

import pytest
import yaml

from tests.conftest import Generate
from tests.projects import FRAMEWORKS, ROOT

PINS = {
    "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
    "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0",
    "actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97 # v7.0.0",
    "astral-sh/setup-uv@20cfd1bf945f4377ade1205e4dbc17946fc9a30d # v10.0.1",
}


def assert_sound(workflow: str) -> None:
    used = re.findall(r"^ *(?:- )?uses: (.+)$", workflow, re.MULTILINE)
    assert used
    assert set(used) <= PINS
    loaded = yaml.safe_load(workflow)
    assert loaded["permissions"] == {}
    for job in loaded["jobs"].values():
        assert job["timeout-minutes"]
        assert all("${{" not in step.get("run", "") for step in job["steps"])


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("rust_engine", [True, False])
def test_a_project_uses_pinned_actions_only(
    generate: Generate, framework: str, *, rust_engine: bool
) -> None:
    project = generate(framework=framework, rust_engine=rust_engine)
    workflows = list((project / ".github/workflows").iterdir())
    assert workflows
    for path in workflows:
        assert_sound(path.read_text("utf-8"))


def test_this_repository_uses_pinned_actions_only() -> None:
    for path in (ROOT / ".github/workflows").iterdir():
        assert_sound(path.read_text("utf-8"))
