"""Bars as SVG, which takes no library: readable in the light and in the dark."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

NAMES, BARS, GAP, ROW, TOP = 150, 230, 90, 26, 62
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #24292f }
.title { font-size: 15px; font-weight: 600 }
.panel, .value { font-size: 12px }
.peer { fill: #8c959f } .ours { fill: #0969da } .bare { fill: #80b3ec }
.spread { stroke: #24292f; stroke-width: 1.5 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .spread { stroke: #e6edf3 }
  .peer { fill: #6e7681 } .ours { fill: #4493f8 } .bare { fill: #24507f }
}
"""


class Bar(NamedTuple):
    """What came out in the middle, at least and at most."""

    middle: float
    least: float
    most: float


class Row(NamedTuple):
    name: str
    kind: str  # peer, ours or bare, which is its colour
    bars: Sequence[Bar]


def chart(title: str, panels: Sequence[str], rows: Sequence[Row]) -> str:
    """A row for each name, a column of bars for each panel; thin lines go from least to most."""
    width, height = NAMES + len(panels) * (BARS + GAP), TOP + len(rows) * ROW + 10
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    label = f'role="img" aria-label="{escape(title)}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {label}>',
        f"<style>{STYLE}</style>",
        _text("title", 2, 18, title),
    ]
    for place, panel in enumerate(panels):
        left = NAMES + place * (BARS + GAP)
        longest = max(row.bars[place].most for row in rows)
        parts.append(_text("panel", left, 46, panel))
        for number, row in enumerate(rows):
            parts += _bar(left, TOP + number * ROW, row.kind, row.bars[place], longest)
    for number, row in enumerate(rows):
        parts.append(_text("name", 2, TOP + number * ROW + 14, row.name))
    return "\n".join([*parts, "</svg>\n"])


def _bar(left: int, top: int, kind: str, bar: Bar, longest: float) -> list[str]:
    middle, least, most = (round(BARS * value / longest, 1) for value in bar)
    return [
        f'<rect class="{kind}" x="{left}" y="{top}" width="{max(middle, 1)}" height="18"/>',
        f'<path class="spread" d="M{left + least} {top + 9}H{left + most}"/>',
        _text("value", round(left + most + 6), top + 14, figure(bar.middle)),
    ]


def _text(kind: str, left: float, base: float, text: str) -> str:
    return f'<text class="{kind}" x="{left}" y="{base}">{escape(text)}</text>'


def figure(value: float) -> str:
    """Three digits of it, or all before the point."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}"
