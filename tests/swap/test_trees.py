"""What a swap leaves in the folder."""

import itertools
import os
from pathlib import Path

import pytest

from tests.projects import FRAMEWORKS, render
from tests.swap.conftest import begin, update
from tests.update.edits import files
from tests.update.test_releases import git

AUTHS = ["jwt", "session", "none"] if "EVERY_STACK" in os.environ else ["jwt"]


@pytest.mark.parametrize("auth", AUTHS)
@pytest.mark.parametrize(("old", "new"), itertools.permutations(FRAMEWORKS, 2))
def test_a_swapped_project_is_what_a_new_one_would_be(
    released: Path, tmp_path: Path, old: str, new: str, auth: str
) -> None:
    """Then its own checks pass, as those of a new one do."""
    project = begin(released, tmp_path / "project", framework=old, auth=auth)
    done = update(project, new)
    assert done.returncode == 0, done.stdout + done.stderr
    fresh = render(released, tmp_path / "fresh", framework=new, auth=auth)
    listed = git(project, "ls-files", "--cached", "--others", "--exclude-standard").splitlines()
    there = {name for name in listed if (project / name).exists()} - {"uv.lock"}
    assert {name: (project / name).read_text("utf-8") for name in there} == files(fresh)
