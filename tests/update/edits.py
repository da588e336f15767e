"""What people do to a project between two updates, as lines and files of their own."""

import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from copier import run_copy

from benchmarks.projects import commit, package_of, put_under_git
from tests.projects import Answers, git, run, uv

VIEWS = {"flask": "views.py", "django": "api.py", "fastapi": "router.py"}
README = "# Greenhouses\n\nOurs measures greenhouses.\n"
SECRET = "SECRET_KEY=not-for-git\n"
DELETED = (".editorconfig", "tests/acceptance/test_headers.py", "docs/architecture.md")

UNITS = 'UnitsOut(units=["K", "bar"])'
ROUTES = {
    "flask": f"""

@bp.get("/known/units")
@endpoint()
def list_units() -> UnitsOut:
    return {UNITS}
""",
    "django": f"""

@router.get("/known/units", response=UnitsOut, auth=None)
def list_units(request: HttpRequest) -> UnitsOut:
    return {UNITS}
""",
    "fastapi": f"""

@router.get("/known/units")
def list_units() -> UnitsOut:
    return {UNITS}
""",
}
SCHEMA = "\n\nclass UnitsOut(Schema):\n    units: list[str]\n"
ROW = '    "GET /api/v1/sensors/known/units": (200, 200, 200, 200),\n'
ROUTE_TEST = '''"""Which units are known."""

import httpx2


def test_units_are_known(api: httpx2.Client) -> None:
    assert api.get("/api/v1/sensors/known/units").json() == {"units": ["K", "bar"]}
'''

DJANGO_MIGRATION = '''"""On which floor a sensor is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sensors", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="sensor",
            name="floor",
            field=models.IntegerField(null=True),
        ),
    ]
'''
ALEMBIC_MIGRATION = '''"""On which floor a sensor is."""

import sqlalchemy as sa
from alembic import op

revision = "floor"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sensors") as table:
        table.add_column(sa.Column("floor", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("sensors") as table:
        table.drop_column("floor")
'''


@dataclass(frozen=True)
class Edit:
    """Lines that somebody adds after the first line that matches, at the end, or as a new file."""

    path: str
    after: str
    lines: str

    def make(self, project: Path) -> None:
        file = project / self.path
        text = file.read_text("utf-8") if file.exists() else ""
        found = re.search(self.after, text, re.MULTILINE)
        assert found, f"{self.path} has nothing like {self.after}"
        file.write_text(text[: found.end()] + self.lines + text[found.end() :], "utf-8")

    def survives(self, project: Path) -> bool:
        file = project / self.path
        return file.exists() and self.lines in file.read_text("utf-8")


def edit(project: Path, framework: str) -> list[Edit]:
    """Make the usual edits, wherever the project has what they add to."""
    made = [*everywhere(project), *of_sensors(project, framework)]
    for one in made:
        one.make(project)
    (project / "README.md").write_text(README, "utf-8")
    (project / ".env").write_text(SECRET, "utf-8")
    for name in DELETED:
        (project / name).unlink()
    commit(project, "Make it ours")
    return made


def everywhere(project: Path) -> Iterator[Edit]:
    package = f"src/{package_of(project)}"
    yield Edit(
        "pyproject.toml", r"^ *# Yours below this line: `uv add` .*\n", '    "colorama>=0.4.6",\n'
    )
    yield Edit(
        f"{package}/core/settings.py",
        r"^ *# Yours below this line.*\n",
        '    greeting: str = "hello"\n',
    )
    yield Edit(f"{package}/core/errors.py", r"\Z", '\n\nTEAM = "greenhouses"\n')
    yield Edit(".env.example", r"\Z", "\nGREETING=hello\n")
    if (project / ".github").exists():
        step = "      - name: Tell the version of uv\n        run: uv --version\n"
        yield Edit(".github/workflows/ci.yml", r"^ *uses: astral-sh/setup-uv.*\n", step)


def of_sensors(project: Path, framework: str) -> Iterator[Edit]:
    """A route with its schema and test, a column with its migration."""
    feature = f"src/{package_of(project)}/sensors"
    if not (project / feature).exists():
        return
    views = f"{feature}/{VIEWS[framework]}"
    yield Edit(views, r"^(bp =|router = APIRouter|CONFLICT).*\n", ROUTES[framework])
    yield Edit(views, r"^    Threshold,\n", "    UnitsOut,\n")
    yield Edit(f"{feature}/schemas.py", r"\Z", SCHEMA)
    yield Edit("tests/acceptance/test_units.py", r"\Z", ROUTE_TEST)
    if (project / "tests/acceptance/test_permissions.py").exists():
        yield Edit("tests/acceptance/test_permissions.py", r"^TABLE.* = {\n", ROW)
    created = r"^    created_at(:| =).*\n"
    if framework == "django":
        yield Edit(f"{feature}/models.py", created, "    floor = models.IntegerField(null=True)\n")
        yield Edit(f"{feature}/migrations/0002_floor.py", r"\Z", DJANGO_MIGRATION)
        return
    yield Edit(f"{feature}/models.py", created, "    floor: Mapped[int | None]\n")
    head = max(path.name[:4] for path in (project / "migrations/versions").glob("0*.py"))
    migration = ALEMBIC_MIGRATION.format(head=head)
    yield Edit("migrations/versions/floor.py", r"\Z", migration)


def begin(template: Path, project: Path, version: str, answers: Answers) -> None:
    """A new project of that version, under git."""
    data = dict(answers)
    run_copy(str(template), project, data=data, defaults=True, quiet=True, vcs_ref=version)
    put_under_git(project)


def history(project: Path) -> str:
    return git(project, "log", "--format=%H")


def answers_of(project: Path) -> dict[str, Any]:
    answers: dict[str, Any] = yaml.safe_load((project / ".copier-answers.yml").read_text("utf-8"))
    return answers


def files(project: Path) -> dict[str, str]:
    found = {}
    for path in sorted(project.rglob("*")):
        place = path.relative_to(project)
        if path.is_file() and not {".git", ".saved", ".venv"} & set(place.parts):
            found[place.as_posix()] = path.read_text("utf-8")
    return found


def assert_no_conflict(project: Path) -> None:
    for place, text in files(project).items():
        assert not place.endswith((".rej", ".orig"))
        assert not re.search(r"^(<<<<<<<|>>>>>>>|\|\|\|\|\|\|\|) ", text, re.MULTILINE), place
    assert git(project, "ls-files", "--unmerged") == ""
    tomllib.loads((project / "pyproject.toml").read_text("utf-8"))


def assert_merged(project: Path, made: list[Edit]) -> None:
    """No conflict, and all that people did is still there."""
    assert_no_conflict(project)
    assert [one for one in made if not one.survives(project)] == []
    assert [name for name in DELETED if (project / name).exists()] == []
    assert (project / "README.md").read_text("utf-8") == README
    assert (project / ".env").read_text("utf-8") == SECRET


def assert_as_new(project: Path, fresh: Path, made: list[Edit]) -> None:
    """What nobody touched is what a new project would get, but for what is written once."""
    apart = {".copier-answers.yml", ".env", "README.md", "docs/adr/0001-framework.md", *DELETED}
    apart |= {one.path for one in made}

    def to_compare(folder: Path) -> dict[str, str]:
        return {
            place: text
            for place, text in files(folder).items()
            if place not in apart and not re.search(r"/migrations/\d|^migrations/versions/", place)
        }

    assert to_compare(project) == to_compare(fresh)


def assert_passes_its_checks(project: Path, **variables: str) -> None:
    """Lint, types and tests; of those over HTTP only each night more than what was edited.

    Else they would test once more what they test in new projects, which have the same code.
    """
    if "EVERY_STACK" in os.environ:
        told = run(uv(), "run", "poe", "check", folder=project, **variables)
    else:
        for task in ("lint", "typecheck"):
            run(uv(), "run", "poe", task, folder=project, **variables)
        edited = [project / f"tests/acceptance/test_{name}.py" for name in ("units", "permissions")]
        tests = [*project.glob("tests/test_*.py"), *(path for path in edited if path.exists())]
        told = run(uv(), "run", "pytest", *tests, folder=project, **variables)
    assert re.search(r"=+ \d+ passed", told), told
