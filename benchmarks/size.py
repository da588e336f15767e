"""Lines, files, packages and megabytes of each variant, against their budgets."""

import io
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.projects import Workshop, copy_command, run, uv
from benchmarks.report import Table

FILES, PACKAGES, MEGABYTES = 75, 50, 100
# Tokens that make no line one of code.
_NOT_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


class Variant(NamedTuple):
    name: str
    framework: str
    answers: dict[str, str]
    lines: int


def variants(frameworks: Iterable[str]) -> Iterator[Variant]:
    """Each framework's default, with accounts and without, and its bare skeleton; the budgets."""
    for framework in frameworks:
        yield Variant("default", framework, {}, 1400)
        yield Variant("no accounts", framework, {"auth": "none"}, 1400)
        # Django's users and admin need a database.
        database = "sqlite" if framework == "django" else "none"
        bare = {"database": database, "auth": "none", "example": "false"}
        yield Variant("skeleton", framework, bare, 400)


def measure(workshop: Workshop) -> Table:
    rows = []
    for variant in variants(workshop.frameworks):
        project = workshop.folder / f"{variant.framework}-{variant.name}"
        run(copy_command(workshop.source, project, framework=variant.framework, **variant.answers))
        lines, files = python_lines(project), len(files_of(project))
        run([uv(), "sync", "--quiet", "--no-dev"], project)
        packages, megabytes = _packages(project), _megabytes(project / ".venv")
        rows.append(
            [
                variant.framework,
                variant.name,
                _against(lines, variant.lines),
                _against(files, FILES),
                _against(packages, PACKAGES),
                _against(megabytes, MEGABYTES),
            ]
        )
    return Table(
        "Size, each with its budget",
        ("framework", "variant", "lines of Python", "files", "packages", "MB installed"),
        rows,
    )


def files_of(project: Path) -> list[Path]:
    return [path for path in project.rglob("*") if path.is_file()]


def python_lines(project: Path) -> int:
    """The lines that a project's owner maintains: without tests, migrations and tools."""
    sources = [
        path
        for path in files_of(project)
        if path.suffix == ".py" and not {"tests", "migrations", "tools"} & set(path.parts)
    ]
    return sum(lines_of_code(path.read_text("utf-8")) for path in sources)


def lines_of_code(source: str) -> int:
    """Lines that are neither blank nor a comment; a docstring counts."""
    code: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in _NOT_CODE:
            code.update(range(token.start[0], token.end[0] + 1))
    lines = enumerate(source.splitlines(), start=1)
    return sum(number in code and line.strip() != "" for number, line in lines)


def _packages(project: Path) -> int:
    """What a server installs, the project itself included."""
    return len(list((project / ".venv").glob("lib/*/site-packages/*.dist-info")))


def _megabytes(folder: Path) -> int:
    return round(sum(path.stat().st_size for path in files_of(folder)) / 1e6)


def _against(value: int, budget: int) -> str:
    return f"{value} ≤ {budget}" if value <= budget else f"**{value} > {budget}**"
