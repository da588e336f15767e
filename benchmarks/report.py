"""Tables in Markdown, and the page that quotes them."""

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Table:
    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]


def to_markdown(table: Table) -> str:
    """The table with columns that line up; all but the first stand to the right."""
    columns = [[header, *cells] for header, *cells in zip(table.headers, *table.rows, strict=True)]
    widths = [max(3, *map(len, column)) for column in columns]
    aligned = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    lines = [list(table.headers), aligned, *map(list, table.rows)]
    body = ["| " + " | ".join(_pad(line, widths)) + " |" for line in lines]
    return "\n".join([f"**{table.title}**", "", *body])


def _pad(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *others = zip(cells, widths, strict=True)
    return [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]


def ratio_of(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios of rounds that ran one after the other."""
    return median(mine / other for mine, other in zip(ours, theirs, strict=True))


def verdict(value: float, limit: float) -> str:
    """A target and whether `value` meets it as it is printed, which is to two digits."""
    return f"≤ {limit:g}: {'met' if round(value, 2) <= limit else 'missed'}"


def machine() -> str:
    system = f"{platform.system()} on {platform.machine()}"
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{system}, processors: {os.cpu_count()}, {python}."


def processor() -> str:
    """The model, where the system tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text("utf-8").splitlines() if told.exists() else []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, "") or platform.processor() or "of an unknown model"


def fill_in(page: Path, name: str, text: str) -> None:
    """Put `text` between the page's marks of this name."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    between = re.compile(f"(?<={re.escape(begin)}\n).*?(?={re.escape(end)})", re.DOTALL)
    old = page.read_text("utf-8")
    if not between.search(old):
        raise ValueError(f"{page} has no place for {name}")
    page.write_text(between.sub(lambda _: f"{text}\n", old), "utf-8")
