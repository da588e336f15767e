"""The databases that servers are measured with."""

import importlib.util
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.projects import Workshop

KINDS = ("sqlite", "postgres")


@contextmanager
def database(workshop: Workshop, framework: str, kind: str) -> Iterator[str]:
    """The URL of a new, empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{workshop.folder / f'{framework}.db'}"
        return
    with postgresql_of(workshop.project(framework, database=kind))() as url:
        yield url


def postgresql_of(project: Path) -> Callable[[], AbstractContextManager[str]]:
    """The throwaway server that the project's own tests use."""
    spec = importlib.util.spec_from_file_location("services", project / "tests" / "services.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{project} has no tests/services.py")
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    start: Callable[[], AbstractContextManager[str]] = module.postgresql
    return start
