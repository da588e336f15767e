"""The audit of a project: it finds no secret in a new one, and finds one that is added."""

import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.conftest import Generate
from tests.projects import FRAMEWORKS, environment, git

# Nobody's: it has the form of such keys, and stands here in two parts for this repository's sake.
A_KEY = "AKIA" + "Z7Q2M4X9K1P8W3RT"


def look_for_secrets(project: Path) -> subprocess.CompletedProcess[str]:
    """The step of `poe audit` that needs no service."""
    tasks = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["tool"]["poe"]["tasks"]
    [step] = (step["shell"] for step in tasks["audit"]["sequence"] if "shell" in step)
    return subprocess.run(
        ["bash", "-c", step],
        cwd=project,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("framework", "auth"), list(zip(FRAMEWORKS, ("jwt", "session", "jwt"), strict=True))
)
def test_no_tracked_file_holds_a_secret(generate: Generate, framework: str, auth: str) -> None:
    project = generate(framework=framework, auth=auth, database="postgres")
    git(project, "init", "--quiet")
    git(project, "add", "--all")
    done = look_for_secrets(project)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    (project / "keys.py").write_text(f'KEY = "{A_KEY}"\n', "utf-8")
    git(project, "add", "keys.py")
    assert look_for_secrets(project).returncode != 0
