"""Every command in README.md and AGENTS.md does what they say, in the order a newcomer has."""

import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from benchmarks.databases import postgresql_of
from benchmarks.projects import package_of
from benchmarks.servers import get
from hooks.demo import free_port
from tests.projects import Answers, environment, git, name_of, render, run

VARIANTS: list[Answers] = [
    {"framework": "flask", "database": "sqlite", "auth": "session"},
    {"framework": "django", "database": "postgres", "auth": "jwt"},
    {"framework": "fastapi", "database": "none"},
    {"framework": "fastapi", "database": "sqlite", "auth": "jwt", "example": False},
    {"framework": "flask", "database": "sqlite", "auth": "none"},
]
ADDRESS = "http://127.0.0.1:8000"
PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "a-key-of-production-0123456789abcdef",
    "ALLOWED_HOSTS": "127.0.0.1",
}

# What somebody is asked for there.
ADMINISTRATOR = {
    "DJANGO_SUPERUSER_EMAIL": "staff@example.com",
    "DJANGO_SUPERUSER_PASSWORD": "correct horse battery staple",
    "ADMIN_EMAIL": "admin@example.com",
    "ADMIN_PASSWORD": "correct horse battery staple",
}
ANOTHER_ADMINISTRATOR = ADMINISTRATOR | {"ADMIN_EMAIL": "root@example.com"}

MODEL = '''"""What somebody notes."""

from sqlalchemy.orm import Mapped, mapped_column

from {package}.core.database import Base


class Note(Base):
    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
'''

# Run for every variant by test_own_checks: `poe check` is all of them.
CHECKS = {f"uv run poe {task}" for task in ("check", "test", "lint", "typecheck")}
# Asks a service which of the versions are known to be vulnerable; test_audit runs the rest of it.
AUDITS = {"uv run poe audit"}
# Run in tests/update and tests/swap, where there are releases to update to.
UPDATES = {"uv run poe update"}
# All of them, against a server that runs elsewhere, is what tests/swap does each night.
SOME_ACCEPTANCE = "uv run pytest tests/acceptance/test_errors.py tests/acceptance/test_headers.py"
# What somebody types with a name of their own.
WITH_A_NAME = {"uv add": "uv add colorama", "uv add --dev": "uv add --dev colorama"}


def commands_of(project: Path) -> list[str]:
    """Each line of a shell block, and each command in a sentence or a table."""
    found = []
    for guide in ("README.md", "AGENTS.md"):
        text = (project / guide).read_text("utf-8")
        for block in re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
            found += [line for line in block.splitlines() if not line.startswith("#")]
        prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
        prose, _, table = prose.partition("| `uv run poe …` |")
        rows, _, rest = table.partition("\n\n")
        found += [
            f"uv run poe {task}" for task in re.findall(r"^\| `(.+?)` \|", rows, re.MULTILINE)
        ]
        found += re.findall(
            r"`((?:uv|uvx|curl|git|docker) [^`]+)`", re.sub(r"\s+", " ", prose + rest)
        )
    return list(dict.fromkeys(found))


@contextmanager
def started(project: Path, command: str, **variables: str) -> Iterator[tuple[int, list[int]]]:
    """The server that a command starts, and a list for its exit code. It is stopped by Ctrl-C."""
    port = free_port()
    codes: list[int] = []
    with (project.parent / f"{port}.log").open("wb") as log:
        process = subprocess.Popen(
            ["bash", "-c", f"exec {command}"],
            cwd=project,
            env=environment({"PORT": str(port), **variables}),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_live(process, port, Path(log.name))
        yield port, codes
    finally:
        process.send_signal(signal.SIGINT)
        codes.append(process.wait(20))


def wait_until_live(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            assert get(port, "/livez")[0] == 200
        except OSError:
            time.sleep(0.1)
        else:
            return
    process.kill()
    pytest.fail(f"{process.args!r} did not answer:\n{log.read_text('utf-8', 'replace')}")


@pytest.fixture(params=VARIANTS, ids=name_of)
def answers(request: pytest.FixtureRequest) -> Answers:
    given: Answers = request.param
    return given


class Newcomer:
    """Somebody who follows the guides of a project, and what is left to try."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.commands = commands_of(project)
        self.left = set(self.commands)
        self.settings: dict[str, str] = {}

    def does(self, command: str, typed: str = "", **variables: str) -> None:
        """Run a command of the guides, or what somebody types for it here."""
        settings = self.settings | variables
        run("bash", "-c", typed or command, folder=self.project, **settings)
        self.left.discard(command)

    def calls(self, address: str) -> None:
        """Run the lines that call the server, in one shell; each call has to be answered well."""
        readme = (self.project / "README.md").read_text("utf-8")
        blocks = re.findall(r"^```sh\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
        [block] = [block for block in blocks if "curl " in block]
        strict = 'set -e -o pipefail\ncurl() { command curl --fail --silent --show-error "$@"; }\n'
        self.does("", strict + block.replace(ADDRESS, address))
        self.left -= set(block.splitlines())

    def matching(self, pattern: str) -> list[str]:
        """The commands that are left, in the order of the guides."""
        return [
            command
            for command in self.commands
            if command in self.left and re.match(pattern, command)
        ]


def test_every_command_of_the_guides_works(
    template: Path, tmp_path: Path, answers: Answers
) -> None:
    project = render(template, tmp_path / "project", **answers)
    git(project, "init", "--quiet")
    newcomer = Newcomer(project)
    newcomer.does("uv sync")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "Begin")
    with ExitStack() as stack:
        if answers["database"] == "postgres":
            newcomer.settings["DATABASE_URL"] = stack.enter_context(postgresql_of(project)())
        develop(newcomer)
        work(newcomer)
        if (project / "migrations").exists():
            add_a_feature(newcomer)
        deploy(newcomer, tmp_path)
    for command in newcomer.left & set(WITH_A_NAME):
        newcomer.does(command, WITH_A_NAME[command])
    assert newcomer.left - CHECKS - AUDITS - UPDATES == set()


def develop(newcomer: Newcomer) -> None:
    """Run it, try the calls, and test what is served."""
    with started(newcomer.project, "uv run poe dev", **newcomer.settings) as (port, _):
        newcomer.calls(f"http://127.0.0.1:{port}")
    with started(newcomer.project, "uv run poe serve", **newcomer.settings) as (port, codes):
        address = f"http://127.0.0.1:{port}"
        newcomer.does("uv run pytest tests/acceptance", SOME_ACCEPTANCE, ACCEPTANCE_URL=address)
    assert codes == [0]
    newcomer.left -= {"uv run poe dev", "uv run poe serve"}


def work(newcomer: Newcomer) -> None:
    """The tools: none of them finds anything to change in a new project."""
    for command in newcomer.matching("uv run (ruff|pytest|lint-imports|pre-commit|poe m)"):
        newcomer.does(command)
        assert git(newcomer.project, "diff", "--stat") == "", f"{command} changed tracked files"
        git(newcomer.project, "clean", "--quiet", "--force", "-d")
    for command in newcomer.matching("uv run python manage.py createsuperuser"):
        newcomer.does(command, f"{command} --noinput", **ADMINISTRATOR)
    for command in newcomer.matching("uv run poe (create-admin|purge-logins|adopt)"):
        newcomer.does(command, **ADMINISTRATOR)


def add_a_feature(newcomer: Newcomer) -> None:
    """Alembic finds its models, though nothing imports them yet."""
    package = package_of(newcomer.project)
    feature = newcomer.project / "src" / package / "notes"
    feature.mkdir()
    (feature / "__init__.py").touch()
    (feature / "models.py").write_text(MODEL.format(package=package), "utf-8")
    newcomer.does("", "uv run poe makemigration notes")
    (migration,) = (newcomer.project / "migrations/versions").glob("*_notes.py")
    assert '"notes"' in migration.read_text("utf-8")
    git(newcomer.project, "clean", "--quiet", "--force", "-d")


def deploy(newcomer: Newcomer, folder: Path) -> None:
    """The commands of "Deploy": an environment without tools, production's settings."""
    production = {
        "DATABASE_URL": f"sqlite:///{folder / 'app.db'}",
        **newcomer.settings,
        **PRODUCTION,
        **ANOTHER_ADMINISTRATOR,
        "UV_PROJECT_ENVIRONMENT": str(folder / "production"),
    }
    about_accounts = newcomer.matching("uv run --no-sync .+ (create|purge)")
    steps = newcomer.matching("uv sync --locked|uv run --no-sync")
    *before, serve = [command for command in steps if command not in about_accounts]
    for command in before + about_accounts:
        newcomer.does(command, **production)
    assert not (folder / "production/bin/poe").exists()
    with started(newcomer.project, serve, **production) as (port, codes):
        assert get(port, "/readyz")[0] == 200
    assert codes == [0]
    newcomer.left.discard(serve)
