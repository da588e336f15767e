"""The measures themselves: a wrong one would say that all is well."""

import itertools
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from benchmarks.load import get_request, send
from benchmarks.report import Table, fill_in, ratio_of, to_markdown, verdict
from benchmarks.size import lines_of_code


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("", 0),
        ("# a comment\n\n", 0),
        ("x = 1  # a comment\n", 1),
        ("x = (\n    # a comment\n    1,\n\n    2,\n)\n", 4),
        ('"""One.\n\nTwo.\n"""\n', 3),
    ],
)
def test_lines_count_unless_they_are_blank_or_a_comment(source: str, lines: int) -> None:
    assert lines_of_code(source) == lines


def test_rounds_are_compared_pair_by_pair() -> None:
    assert ratio_of([2, 30, 4], [1, 10, 4]) == 2


@pytest.mark.parametrize(("value", "word"), [(1.304, "met"), (1.306, "missed")])
def test_a_verdict_fits_the_number_that_is_printed(value: float, word: str) -> None:
    assert verdict(value, 1.3) == f"≤ 1.3: {word}"


def test_a_table_lines_up() -> None:
    lines = to_markdown(Table("Sizes", ("what", "lines"), [["a", "1"], ["bcdef", "23456"]]))
    assert lines.splitlines()[2:] == [
        "| what  | lines |",
        "| ----- | ----: |",
        "| a     |     1 |",
        "| bcdef | 23456 |",
    ]


def test_a_page_takes_new_figures_between_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- size -->\nold\n<!-- end of size -->\nafter\n", "utf-8")
    fill_in(page, "size", "new")
    assert page.read_text("utf-8") == "before\n<!-- size -->\nnew\n<!-- end of size -->\nafter\n"
    with pytest.raises(ValueError, match="no place for speed"):
        fill_in(page, "speed", "new")


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    count = itertools.count(1)

    def do_GET(self) -> None:
        next(self.count)
        self.send_response(int(self.path.removeprefix("/")))
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_every_request_is_sent(port: int) -> None:
    before = next(Answers.count)
    send(port, itertools.repeat(get_request("/200"), 50), 200)
    assert next(Answers.count) - before == 51


def test_an_unexpected_answer_ends_the_measuring(port: int) -> None:
    with pytest.raises(SystemExit, match=re.escape("answered 404, not 200")):
        send(port, [get_request("/404")], 200)
