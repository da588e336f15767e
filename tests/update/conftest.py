"""The template with the tags of its releases."""

import re
from pathlib import Path

import pytest

from benchmarks.projects import clone_releases
from tests.projects import git


@pytest.fixture(scope="session")
def tagged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone with the tags of all releases, and on top what is not committed yet."""
    place = tmp_path_factory.mktemp("update") / "deliberate"
    clone_releases(place)
    return place


@pytest.fixture(scope="session")
def newest(tagged: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, released as it stands."""
    place = tmp_path_factory.mktemp("newest") / "deliberate"
    git(tagged, "clone", "--quiet", tagged.as_uri(), str(place))
    git(place, "tag", "v9.0.0")
    return place


@pytest.fixture(scope="session")
def progressed(newest: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, and a later release that changes what projects edit."""
    place = tmp_path_factory.mktemp("progressed") / "deliberate"
    git(newest, "clone", "--quiet", newest.as_uri(), str(place))
    shared = place / "templates" / "shared"
    for path, old, new in (
        ("src/package/core/settings.py.jinja", "    # Yours below", "    news: int = 1\n\\g<0>"),
        ("src/package/core/errors.py.jinja", r"^MOST_FAULTS", "NEWS = 1\n\\g<0>"),
        ("src/package/sensors/schemas.py.jinja", r"^class BatchOut.*\n", "\\g<0>    # News\n"),
        ("pyproject.toml.jinja", r"\] -%\}", '    ["news>=1", "of this release", true],\n\\g<0>'),
        (".env.example.jinja", r"^# The largest", "# News\nNEWS=1\n\n\\g<0>"),
        (".github/workflows/ci.yml.jinja", "^name:", "# News\n\\g<0>"),
        (".editorconfig.jinja", r"\Z", "\n[*.news]\nindent_size = 3\n"),
        ("README.md.jinja", r"\Z", "\nNews.\n"),
    ):
        file = shared / path
        text, found = re.subn(old, new, file.read_text("utf-8"), count=1, flags=re.MULTILINE)
        assert found, path
        file.write_text(text, "utf-8")
    git(place, "add", "--all")
    git(place, "commit", "--quiet", "--message", "Release 9.1.0")
    git(place, "tag", "v9.1.0")
    return place
