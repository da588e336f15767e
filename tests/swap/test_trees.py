"""What a swap leaves in the folder."""

import itertools
import os
from pathlib import Path

import pytest

from tests.projects import FRAMEWORKS, git, render, update
from tests.update.edits import begin, files

AUTHS = ["jwt", "session", "none"] if "EVERY_STACK" in os.environ else ["jwt"]


@pytest.mark.parametrize("auth", AUTHS)
@pytest.mark.parametrize(("old", "new"), list(itertools.permutations(FRAMEWORKS, 2)))
def test_a_swapped_project_is_what_a_new_one_would_be(
    released: Path, tmp_path: Path, old: str, new: str, auth: str
) -> None:
    """Then its own checks pass, as those of a new one do."""
    project = tmp_path / "project"
    begin(released, project, "v1.0.0", {"framework": old, "auth": auth})
    done = update(project, framework=new)
    assert done.returncode == 0, done.stdout + done.stderr
    assert tree_of(project) == files(render(released, tmp_path / "new", framework=new, auth=auth))


@pytest.mark.parametrize(
    ("old", "new", "database"),
    [("flask", "fastapi", "none"), ("fastapi", "flask", "none"), ("flask", "django", "sqlite")],
)
def test_a_project_without_a_database_swaps_too(
    released: Path, tmp_path: Path, old: str, new: str, database: str
) -> None:
    """To Django with a database, as its docs/swapping.md says."""
    project = tmp_path / "project"
    begin(released, project, "v1.0.0", {"framework": old, "database": "none"})
    done = update(project, framework=new, database=database)
    assert done.returncode == 0, done.stdout + done.stderr
    fresh = render(released, tmp_path / "new", framework=new, database=database, auth="none")
    assert tree_of(project) == files(fresh)


def tree_of(project: Path) -> dict[str, str]:
    """What would be committed."""
    listed = git(project, "ls-files", "--cached", "--others", "--exclude-standard").splitlines()
    there = {name for name in listed if (project / name).exists()}
    return {name: (project / name).read_text("utf-8") for name in there}
