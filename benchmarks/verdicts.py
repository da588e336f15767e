"""What the figures say of each claim: tables, pictures, and a sentence with its targets."""

import os
import platform
from collections.abc import Iterable
from statistics import median
from textwrap import wrap

from benchmarks.charts import Bar, Row, chart, figure
from benchmarks.claims import LOADS, Found, Load
from benchmarks.report import Table, processor, ratio_of, to_markdown

PEERS = ("Node", "Go")
OURS, RUST = "FastAPI", "FastAPI + Rust"
MIXED = (OURS, RUST, *PEERS)
COLOURS = {
    "peer": "peer",
    **dict.fromkeys(("ours", "rust", "sync"), "ours"),
    **dict.fromkeys(("bare", "style"), "bare"),
}


def parts(found: Found) -> dict[str, str]:
    """What stands between the marks of the page."""
    return {
        "machine": _paragraph(f"{_machine()} {found.software}.", _client(found)),
        "verdicts": verdicts(found),
        **{load.name: f"{table(found, load)}\n\n{_shown(load)}" for load in LOADS},
    }


def pictures(found: Found) -> dict[str, str]:
    """Files beside the page."""
    return {_file(load): picture(found, load) for load in LOADS}


def _file(load: Load) -> str:
    return f"images/claims-{load.name}.svg"


def _shown(load: Load) -> str:
    what = f"{load.title}, {load.shown} at once: requests a second, and processor time of one"
    return f"![{what}]({_file(load)})"


def _machine() -> str:
    """Of the kernel its version and not its build, which may be named for who made it."""
    kernel = ".".join(platform.release().split(".")[:2])
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return (
        f"{os.cpu_count()} processors ({processor()}), {platform.system()} {kernel} on "
        f"{platform.machine()}; {python},"
    )


def _client(found: Found) -> str:
    share = max(
        figures.client
        for rounds in found.rounds.values()
        for each in rounds.values()
        for figures in each
    )
    return f"The load itself took at most {share:.0%} of its processor."


def table(found: Found, load: Load) -> str:
    """The medians of each, and how many times Go's throughput and processor time they are."""
    rows = []
    for connections in load.connections:
        for name in found.rounds[load.name, connections]:
            middle = found.middle(load.name, connections, name)
            against = [
                f"{found.ratio(load.name, connections, name, 'Go', of):.2f}"
                for of in ("rate", "cpu")
            ]
            shown = map(figure, middle[:-1])
            rows.append([name, str(connections), *shown, *against])
    headers = ("", "at once", "requests/s", "CPU µs", "p50, ms", "p99, ms", "rate / Go", "CPU / Go")
    return to_markdown(Table(load.title, headers, rows))


def picture(found: Found, load: Load) -> str:
    """Throughput and processor time, where most of them can take part."""
    connections = load.shown
    rounds = found.rounds[load.name, connections]
    rows = []
    for name, figures in rounds.items():
        columns = [[it.rate for it in figures], [it.cpu / 1000 for it in figures]]
        bars = [Bar(median(column), min(column), max(column)) for column in columns]
        rows.append(Row(name, COLOURS[found.kinds[name]], bars))
    rows.sort(key=lambda row: row.bars[1].middle)
    title = f"{load.title}, {connections} at once"
    return chart(title, ("requests a second", "CPU milliseconds a request"), rows)


def verdicts(found: Found) -> str:
    """A paragraph for each claim."""
    return "\n\n".join([_rivals(found), _reads(found), _rust(found), _waits(found)])


def _rivals(found: Found) -> str:
    rate, cost = (
        {name: found.ratio("upstream", 256, OURS, name, of) for name in PEERS}
        for of in ("rate", "cpu")
    )
    tiny = {name: found.ratio("tiny", 64, name, OURS) for name in PEERS}
    read = {name: found.ratio("read", 64, OURS, name, "cpu") for name in PEERS}
    return _paragraph(
        "**“Rivals Node.js and Go.”** Of calls that wait for an upstream, 256 at once,",
        f"{OURS} answers {rate['Node']:.2f} times as many as Node",
        f"({_least(rate['Node'], 0.9)}) and {rate['Go']:.2f} times as many as Go",
        f"({_least(rate['Go'], 0.85)}), for {cost['Node']:.1f} and {cost['Go']:.1f} times their",
        f"processor time. Of a tiny JSON, for which nobody waits, they answer {tiny['Node']:.1f}",
        f"and {tiny['Go']:.1f} times as many as {OURS}, and a page from PostgreSQL takes it",
        f"{read['Node']:.1f} and {read['Go']:.1f} times their processor time.",
    )


def _reads(found: Found) -> str:
    style, bare = (found.ratio("read", 64, OURS, it) for it in ("full-stack style", "bare FastAPI"))
    return _paragraph(
        f"**A page from PostgreSQL**, 64 at once: FastAPI answers {style:.2f} times as many as the",
        f"same read in the style of full-stack-fastapi-template ({_least(style, 1.5)}), and",
        f"{bare:.2f} times as many as a bare app ({_least(bare, 0.9)}).",
    )


def _rust(found: Found) -> str:
    python, rust = (median(times) for times in zip(*found.engine, strict=True))
    alone = ratio_of(*zip(*found.engine, strict=True))
    held = found.ratio("summary", 4, OURS, RUST, "cpu")
    stored = found.ratio("stored", 1, OURS, RUST, "cpu")
    cost = {name: found.ratio("stored", 1, RUST, name, "cpu") for name in PEERS}
    return _paragraph(
        "**“20 times as fast in Rust.”** The engine alone summarises 100,000 readings in",
        f"{figure(python)} ms in Python and in {figure(rust)} ms in Rust,",
        f"{alone:.1f} times as fast ({_least(alone, 20)}). A whole request takes Python",
        f"{held:.1f} times the processor time where the readings are in memory, and",
        f"{stored:.1f} times where they are read from PostgreSQL first. With Rust that takes",
        f"{cost['Node']:.1f} times the processor time of Node and {cost['Go']:.1f} times Go's.",
    )


def _waits(found: Found) -> str:
    alone, many = ([found.middle("mixed", most, name) for name in MIXED] for most in (1, 64))
    waits = (f"{it.p50:.0f} ms with {name}" for name, it in zip(MIXED, alone, strict=True))
    return _paragraph(
        "**“2 ms of 102.”** One at a time, a request that waits 100 ms for an upstream and then",
        f"summarises 15,000 readings takes {_each(waits)}. Of these the processor works",
        f"{_each(figure(it.cpu / 1000) for it in alone)} ms, which tells as soon as it is busy: of",
        f"64 at once, {_each(figure(it.rate) for it in many)} are answered in a second.",
    )


def _each(figures: Iterable[str]) -> str:
    *others, last = figures
    return f"{', '.join(others)} and {last}"


def _paragraph(*lines: str) -> str:
    return "\n".join(wrap(" ".join(lines), 100, break_on_hyphens=False, break_long_words=False))


def _least(value: float, target: float) -> str:
    """The target and whether `value` meets it as it is printed, which is to two digits."""
    return f"≥ {target:g}: {'met' if round(value, 2) >= target else 'missed'}"
