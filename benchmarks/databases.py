"""The databases that servers are measured with."""

import importlib.util
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.projects import Workshop

KINDS = ("sqlite", "postgres")


@contextmanager
def database(workshop: Workshop, framework: str, kind: str, auth: str = "none") -> Iterator[str]:
    """The URL of a database that holds only what these projects have written."""
    if kind == "sqlite":
        yield f"sqlite:///{workshop.folder / f'{framework}_{auth}.db'}"
        return
    with postgresql_of(workshop.project(framework, database=kind, auth=auth))() as url:
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
