"""What is compared: each generated project and the bare apps of its framework."""

import os
import shutil
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.projects import Workshop, package_of, run
from benchmarks.servers import SETTINGS, Server, serving

BARE_APPS = Path(__file__).parent / "bare"
# The same servers with the same settings as `poe serve` has.
GUNICORN = (
    "gunicorn --bind 127.0.0.1:{port} --worker-class gthread --threads 8 --no-control-socket "
    "--log-level warning"
)
UVICORN = (
    "uvicorn --host 127.0.0.1 --port {port} --no-access-log --no-server-header --no-proxy-headers"
)
SERVERS = {"flask": GUNICORN, "django": GUNICORN, "fastapi": UVICORN}
# The first one of a framework is what the targets are set against. Django's has the API layer of
# the project too; a plain view beside it shows what that layer takes.
BARE = {
    "flask": {"bare": "app"},
    "django": {"bare Ninja": "api", "bare view": "plain"},
    "fastapi": {"bare": "app"},
}
GENERATED = {"flask": "app", "django": "config.wsgi", "fastapi": "main"}


@dataclass(frozen=True)
class App:
    """Something that serves sensors from a database."""

    name: str
    folder: Path
    command: list[str]
    module: str
    settings: dict[str, str]

    def serve(self) -> AbstractContextManager[Server]:
        return serving(self.command, self.folder, **self.settings)


def generated(
    workshop: Workshop, framework: str, database_url: str, auth: str = "none", **answers: str
) -> App:
    """The generated project, which has migrated the database."""
    kind = "sqlite" if database_url.startswith("sqlite") else "postgres"
    project = workshop.project(framework, database=kind, auth=auth, **answers)
    programs = project / ".venv" / "bin"
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    settings = {**SETTINGS, "DATABASE_URL": database_url, "PATH": path}
    poe = [str(programs / "poe"), "-q"]
    run([*poe, "migrate"], project, **settings)
    module = f"{package_of(project)}.{GENERATED[framework]}"
    return App("generated", project, [*poe, "serve"], module, settings)


def apps_of(workshop: Workshop, framework: str, database_url: str) -> list[App]:
    """The generated project without accounts, and the bare ones, in this order."""
    ours = generated(workshop, framework, database_url)
    apps = [ours]
    # All of them use the project's environment, so that the same versions are compared.
    programs = ours.folder / ".venv" / "bin"
    folder = workshop.folder / f"bare-{framework}"
    shutil.copytree(BARE_APPS / framework, folder, dirs_exist_ok=True)
    program, *arguments = SERVERS[framework].split()
    for name, module in BARE[framework].items():
        command = [str(programs / program), *arguments, f"{module}:app"]
        bare_settings = {**ours.settings, "DJANGO_SETTINGS_MODULE": "settings"}
        apps.append(App(name, folder, command, module, bare_settings))
    return apps
