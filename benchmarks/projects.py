"""Projects to measure: rendered from the working tree, each installed in its own environment."""

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

FRAMEWORKS = ("flask", "django", "fastapi")
ROOT = Path(__file__).parent.parent

# Of the shell only what programs need to run, so that nobody's settings change what is measured.
KEPT = (
    *("PATH", "HOME", "LANG", "TMPDIR", "SSL_CERT_FILE", "XDG_CACHE_HOME", "XDG_DATA_HOME"),
    *("CARGO_HOME", "RUSTUP_HOME", "NODE_EXTRA_CA_CERTS", "GLIBC_TUNABLES"),
)
# One for all projects, so that what their engines in Rust depend on is compiled once.
TARGET = {"CARGO_TARGET_DIR": str(ROOT / ".tools" / "target")}
AUTHOR = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Benchmark"), ("EMAIL", "benchmark@example.com"))
}


class Cost(NamedTuple):
    seconds: float
    cpu: float


Timed = Callable[[], Cost]


@dataclass
class Workshop:
    """Where and how much is measured."""

    folder: Path
    source: Path
    frameworks: tuple[str, ...]
    databases: tuple[str, ...]
    rounds: int
    requests: int
    _projects: dict[str, Path] = field(default_factory=dict)

    def project(self, framework: str, **answers: str) -> Path:
        """The installed project of these answers, made once."""
        name = "_".join([framework, *answers.values()])
        if name not in self._projects:
            folder = self.folder / name
            run(copy_command(self.source, folder, framework=framework, **answers))
            run([uv(), "sync", "-q"], folder)
            self._projects[name] = folder
        return self._projects[name]


def package_of(project: Path) -> str:
    """The name of the project's one package."""
    (package,) = (path.parent.name for path in project.glob("src/*/__init__.py"))
    return package


def snapshot(destination: Path) -> None:
    """Copy what a clone of the repository would hold, with what is not committed yet."""
    listed = run(["git", "ls-files", "-z", "-co", "--exclude-standard"], ROOT).stdout
    for name in listed.rstrip("\0").split("\0"):
        if (ROOT / name).is_file():
            (destination / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, destination / name)


def clone_releases(destination: Path) -> None:
    """A clone with the tags of all releases, and on top what is not committed yet."""
    run(["git", "clone", "--quiet", "--no-tags", ROOT.as_uri(), str(destination)])
    run([sys.executable, str(ROOT / "hooks" / "tag_releases")], destination)
    for name in run(["git", "ls-files"], destination).stdout.splitlines():
        (destination / name).unlink()
    snapshot(destination)
    commit(destination, "Go on")


def commit(repository: Path, subject: str) -> str:
    """Commit all there is, and be it nothing new; the commit's name."""
    run(["git", "add", "--all"], repository)
    run(["git", "commit", "--quiet", "--allow-empty", "--message", subject], repository)
    return run(["git", "rev-parse", "HEAD"], repository).stdout.strip()


def put_under_git(project: Path) -> None:
    run(["git", "init", "--quiet", "--initial-branch", "main"], project)
    commit(project, "Begin")


def commit_as_release(folder: Path) -> None:
    """Make the folder a git repository with one commit, which is tagged."""
    for command in ("init", "add --all --force", "commit --message Release", "tag v1.0.0"):
        run(["git", "-c", "init.defaultBranch=main", *command.split(), *_quiet(command)], folder)


def _quiet(command: str) -> list[str]:
    return ["--quiet"] if command.startswith(("init", "commit")) else []


def copy_command(source: Path, destination: Path, **answers: str) -> list[str]:
    data = [f"--data={name}={value}" for name, value in answers.items()]
    copier = str(Path(sys.executable).parent / "copier")
    return [copier, "copy", "--quiet", "--defaults", *data, str(source), str(destination)]


def uv() -> str:
    """The uv that runs this, or the one on the path."""
    return os.environ.get("UV") or shutil.which("uv") or "uv"


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in KEPT}
    uvs = {name: value for name, value in os.environ.items() if name.startswith("UV_")}
    # Each project has an environment of its own, wherever this one is.
    for own in ("UV_RUN_RECURSION_DEPTH", "UV_PROJECT_ENVIRONMENT"):
        uvs.pop(own, None)
    return {**kept, **uvs, **AUTHOR, **TARGET, **(changes or {})}


def run(
    command: list[str], folder: Path | None = None, **changes: str
) -> subprocess.CompletedProcess[str]:
    """Run to the end; a failure shows what the program said."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(changes),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done


def timed(command: list[str], folder: Path | None = None, **changes: str) -> Cost:
    """Run to the end: the time on the clock, and the processor time with all that it ran."""
    cpu, began = cpu_of_children(), time.perf_counter()
    run(command, folder, **changes)
    return Cost(time.perf_counter() - began, cpu_of_children() - cpu)


def timed_in_pairs(rounds: int, ours: Timed, base: Timed) -> tuple[list[Cost], list[Cost]]:
    """The costs of both, one after the other, as often; a pair more has warmed the caches up."""
    costs: tuple[list[Cost], list[Cost]] = ([], [])
    for number in range(rounds + 1):
        pair = list(zip(costs, (ours, base), strict=True))
        for kept, measure in pair if number % 2 else reversed(pair):
            kept.append(measure())
    return costs[0][1:], costs[1][1:]


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
