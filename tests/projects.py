"""Projects to test: rendered from the work tree as it stands, without git and without trust."""

import fcntl
import itertools
import os
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from copier import run_copy

from benchmarks.databases import postgresql_of
from benchmarks.projects import FRAMEWORKS, ROOT, environment, snapshot, uv

__all__ = ["FRAMEWORKS", "ROOT", "environment", "snapshot", "uv"]

Answers = Mapping[str, Any]

PATIENCE = 900


def render(template: Path, project: Path, **answers: Any) -> Path:
    """Copy the template with these answers and the defaults for the rest."""
    run_copy(str(template), project, data=answers, defaults=True, quiet=True)
    return project


def name_of(answers: Answers) -> str:
    """A test's id: the answers that are not what everybody gets."""
    return "-".join(
        (name if value else f"no_{name}") if isinstance(value, bool) else str(value)
        for name, value in answers.items()
    )


def stacks() -> Iterator[dict[str, Any]]:
    """Every valid combination of framework, database, auth and example."""
    for framework, database, auth, example in itertools.product(
        FRAMEWORKS, ("sqlite", "postgres", "none"), ("jwt", "session", "none"), (True, False)
    ):
        if (framework, database) == ("django", "none") or (database == "none" != auth):
            continue
        yield {"framework": framework, "database": database, "auth": auth, "example": example}


def stacks_to_install() -> Iterator[dict[str, Any]]:
    """Those that are worth minutes each; all of them where EVERY_STACK is set, as each night.

    Accounts on SQLite, and sessions, are what other variants have that get installed: those with
    pages, with long names, on another Python.
    """
    of_skeletons = {"flask": "jwt", "django": "session", "fastapi": "none"}
    for stack in stacks():
        framework, database, auth, example = stack.values()
        whole = example and database == "postgres" and auth != "session"
        skeleton = not example and (database, auth) == ("sqlite", of_skeletons[framework])
        if whole or skeleton or database == "none" or "EVERY_STACK" in os.environ:
            yield stack


def has_cargo() -> bool:
    """Whether a Rust is here that is new enough for the engine."""
    if not shutil.which("cargo"):
        return False
    told = subprocess.run(["cargo", "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"cargo (\d+)\.(\d+)", told.stdout)
    return version is not None and (int(version[1]), int(version[2])) >= (1, 85)


@contextmanager
def locked(place: Path) -> Iterator[None]:
    """Keep the other workers out meanwhile."""
    with place.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def call(folder: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run to the end, whatever comes of it."""
    return subprocess.run(
        command,
        cwd=folder,
        env=environment(variables),
        capture_output=True,
        text=True,
        check=False,
    )


def git(folder: Path, *arguments: str) -> str:
    done = call(folder, "git", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def run(*command: str | Path, folder: Path, **variables: str) -> str:
    """Run to the end; what was printed, which a failure shows."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout


def update(project: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """`poe update --vcs-ref :current:` inside this process, whose templates are compiled."""
    data = [f"--data={name}={value}" for name, value in changes.items()]
    command = [str(project / "tools" / "update.py"), "--vcs-ref", ":current:", *data]
    with (
        chdir(project),
        redirect_stdout(StringIO()) as told,
        redirect_stderr(StringIO()) as errors,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(sys, "argv", command)
        with pytest.raises(SystemExit) as ended:
            runpy.run_path(command[0], run_name="__main__")
    code: Any = ended.value.code  # a text where it refuses
    return subprocess.CompletedProcess(command, code, told.getvalue(), errors.getvalue())


def sync(project: Path, database: str, **variables: str) -> None:
    """Install what its own tests take; skip where they would skip half of themselves."""
    run(uv(), "sync", "--quiet", folder=project, **variables)
    if database == "postgres":
        with postgresql_of(project)():
            pass


def serve_command(project: Path) -> list[str]:
    """`poe serve` of an installed project, from wherever it is called."""
    return [uv(), "run", "--project", str(project), "poe", "--quiet", "-C", str(project), "serve"]
