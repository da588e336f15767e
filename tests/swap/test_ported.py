"""A column and a route of one's own: refused, then ported by following the page to the letter."""

import itertools
import os
import re
import subprocess
from pathlib import Path

import pytest
import sqlalchemy as sa

from benchmarks.accounts import sign_up
from benchmarks.projects import commit, package_of
from tests.conftest import Generate
from tests.parity.test_tables import engine_of, task
from tests.projects import FRAMEWORKS, environment, git, run, uv
from tests.swap.clients import SENSORS, client_at
from tests.swap.conftest import adopt, begin, called, contents, database_of, update
from tests.swap.test_trips import served

TITLES = {"flask": "Flask", "django": "Django", "fastapi": "FastAPI"}
SWAPS = [("flask", "django", "postgres"), ("django", "fastapi", "sqlite")]
if "EVERY_STACK" in os.environ:
    SWAPS = [
        (*pair, database)
        for pair in itertools.permutations(FRAMEWORKS, 2)
        for database in ("sqlite", "postgres")
    ]


def page_of(project: Path) -> str:
    return (project / "docs" / "swapping.md").read_text("utf-8")


def add(project: Path, framework: str, *, schema: bool, model: bool) -> None:
    """What the page's example says of this framework."""
    page, sensors = page_of(project), project / "src" / package_of(project) / "sensors"
    if schema:
        [text] = re.findall(r"```python\n(class DepthOut.*?)```", page, re.DOTALL)
        with (sensors / "schemas.py").open("a") as file:
            file.write(f"\n\n{text}")
    section = page.split(f"#### {TITLES[framework]}\n")[1]
    found = re.search(
        r"`sensors/models.py`, below `(.*?)`:\n\n```python\n(.*?)```\n\n"
        r"`sensors/(\w+\.py)`:\n\n```python\n(.*?)```",
        section,
        re.DOTALL,
    )
    assert found
    below, column, views, route = found.groups()
    if model:
        text = (sensors / "models.py").read_text("utf-8")
        assert text.count(below) == 1
        (sensors / "models.py").write_text(text.replace(below, f"{below}\n{column.rstrip()}"))
    text = (sensors / views).read_text("utf-8")
    text = text.replace("    BatchOut,\n", "    BatchOut,\n    DepthOut,\n", 1)
    (sensors / views).write_text(f"{text}\n\n{route}")


def migrations_of(project: Path, new: str) -> str:
    """The commands for what the old framework's migrations did."""
    page = page_of(project)
    to_django = "To Django" if new == "django" else "From Django"
    found = re.search(rf"{to_django}[^`]*:\n\n```sh\n(.*?)```", page, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize(("old", "new", "database"), SWAPS)
def test_what_is_ones_own_is_refused_and_then_ported(
    released: Path, installed: Generate, tmp_path: Path, old: str, new: str, database: str
) -> None:
    project = begin(released, tmp_path / "project", framework=old, database=database, auth="jwt")
    with database_of(database, tmp_path, installed) as url:
        task(project, "migrate", url)
        add(project, old, schema=True, model=True)
        task(project, "makemigration", url, "depth")
        task(project, "migrate", url)
        commit(project, "Tell how deep they are")
        with served(project, tmp_path, url) as address:
            headers = sign_up(address)
            place = put_sensor(address, headers, url)

        done = update(project, new)
        run(uv(), "sync", "--quiet", folder=project)
        conflicts = set(git(project, "diff", "--name-only", "--diff-filter=U").splitlines())
        between = {old, new} == {"flask", "fastapi"}
        model = f"src/{package_of(project)}/sensors/models.py"
        assert (done.returncode, conflicts) == ((0, set()) if between else (1, {model}))
        if conflicts:
            git(project, "checkout", "--theirs", model)
            before = contents(url)
            refused = called(project, "adopt", DATABASE_URL=url)
            assert refused.returncode == 1
            example = re.search(r"```text\n(.*?)```", page_of(project), re.DOTALL)
            assert example
            assert refused.stderr == example[1]
            assert contents(url) == before

        add(project, new, schema=False, model=not between)
        if not between:
            script = migrations_of(project, new)
            variables = environment({"DATABASE_URL": url})
            subprocess.run(["bash", "-ec", script], cwd=project, env=variables, check=True)
        adopt(project, url)
        with served(project, tmp_path, url) as address, client_at(address, headers) as client:
            assert client.get(f"{place}/depth").json() == {"depth": 7}
        commit(project, f"Become {new}")
        run(uv(), "run", "ruff", "check", folder=project)
        run(uv(), "run", "mypy", folder=project)
        fresh = f"sqlite:///{tmp_path / 'fresh.db'}"
        task(project, "migrate", fresh)
        adopt(project, fresh)


def put_sensor(address: str, headers: dict[str, str], url: str) -> str:
    with client_at(address, headers) as client:
        created = client.post(SENSORS, json={"name": "well", "unit": "m"})
        place = f"{SENSORS}/{created.json()['id']}"
        engine = engine_of(url)
        with engine.begin() as connection:
            connection.execute(sa.text("UPDATE sensors SET depth = 7"))
        engine.dispose()
        assert client.get(f"{place}/depth").json() == {"depth": 7}
    return place
