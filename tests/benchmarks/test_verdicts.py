"""What is made of the claims' figures: a wrong sentence would stand in the documentation."""

from xml.etree import ElementTree

import pytest

from benchmarks import verdicts
from benchmarks.claims import LOADS, Found
from benchmarks.rivals import Figures
from tests.projects import ROOT

KINDS = {
    "Go": "peer",
    "Node": "peer",
    "FastAPI": "ours",
    "FastAPI + Rust": "rust",
    "bare FastAPI": "bare",
    "full-stack style": "style",
}


@pytest.fixture
def found() -> Found:
    """Go answers 1,000 a second in the middle round, each next one 100 fewer."""
    rounds = {
        (load.name, connections): {
            name: [
                Figures(
                    rate=(1_000 - 100 * place) * pace, cpu=100, p50=102, p99=110, client=pace / 4
                )
                for pace in (0.5, 1, 2)
            ]
            for place, name in enumerate(KINDS)
        }
        for load in LOADS
        for connections in load.connections
    }
    return Found(rounds, KINDS, [(60, 3), (61, 3), (59, 3)], "Go 1.26")


def test_the_page_has_a_place_for_each_part_and_shows_each_picture(found: Found) -> None:
    page = (ROOT / "docs" / "claims.md").read_text("utf-8")
    parts = verdicts.parts(found)
    for name in parts:
        assert page.count(f"<!-- {name} -->\n") == page.count(f"<!-- end of {name} -->\n") == 1
    # Where its lines end depends on what this machine is called.
    assert "took at most 50% of its processor" in " ".join(parts["machine"].split())
    for file in verdicts.pictures(found):
        assert sum(f"({file})" in part for part in parts.values()) == 1


def test_a_verdict_tells_the_ratio_and_whether_it_meets_its_target(found: Found) -> None:
    said = " ".join(verdicts.verdicts(found).split())
    assert "1.60 times as many as the same read in the style of full-stack-fastapi-template" in said
    assert "(≥ 1.5: met), and 1.33 times as many as a bare app (≥ 0.9: met)" in said
    assert "0.89 times as many as Node (≥ 0.9: missed)" in said
    assert "60.0 ms in Python and in 3.00 ms in Rust, 20.0 times as fast (≥ 20: met)" in said


def test_a_table_has_a_row_for_each_and_compares_with_go(found: Found) -> None:
    (load,) = (load for load in LOADS if load.name == "mixed")
    lines = verdicts.table(found, load).splitlines()[4:]
    assert len(lines) == len(KINDS) * len(load.connections)
    cells = [cell.strip() for cell in lines[1].split("|")[1:-1]]
    assert cells == ["Node", "1", "900", "100", "102", "110", "0.90", "1.00"]


def test_a_picture_is_as_long_as_its_figures(found: Found) -> None:
    svg = ElementTree.fromstring(verdicts.picture(found, LOADS[0]))
    space = "{http://www.w3.org/2000/svg}"
    widths = [float(bar.attrib["width"]) for bar in svg.iter(f"{space}rect")]
    assert len(widths) == 2 * len(KINDS)
    assert widths[1] / widths[0] == pytest.approx(0.9, abs=0.01)
    assert {"Go", "1,000", "A tiny JSON, 64 at once"} <= {
        text.text for text in svg.iter(f"{space}text")
    }
