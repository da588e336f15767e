# /// script
# requires-python = ">=3.11"
# dependencies = ["copier==9.19.1", "rich>=14"]
# ///
"""Take the picture that the README shows: `uv run --script hooks/screenshot.py`.

A real terminal (tmux, 80 by 24) is asked the real questions, and what it shows becomes an SVG.
"""

import io
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "images" / "recommendation.svg"
WIDTH, HEIGHT = 80, 24
PATIENCE = 30.0

# What the terminal asks, and the keys that answer it: a platform with staff and a React front,
# which waits for other services and will be kept for years.
DIALOGUE: list[tuple[str, list[str]]] = [
    ("What is the project called?", ["Enter"]),
    ("What are you building?", ["Down", "Enter"]),
    ("Who uses it most?", ["Enter"]),
    ("Will staff look after", ["y"]),
    ("How much happens", ["Enter"]),
    ("Where will a slow request", ["Down", "Enter"]),
    ("Is the team at home", ["n"]),
    ("How long, and by how many", ["Down", "Enter"]),
    ("Which framework?", []),
]


class Terminal:
    """A tmux of our own, which ends with us."""

    def __init__(self, command: str) -> None:
        self._tmux = ["tmux", "-L", f"screenshot-{time.time_ns()}"]
        size = ["-x", str(WIDTH), "-y", str(HEIGHT)]
        self._run("-f", "/dev/null", "new-session", "-d", *size, command)

    def _run(self, *arguments: str) -> str:
        command = [*self._tmux, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def wait_for(self, text: str) -> None:
        """Wait until a question is asked: its choices or its cursor are the last thing there."""
        end = time.monotonic() + PATIENCE
        while text not in (shown := self._run("capture-pane", "-p")):
            if time.monotonic() > end:
                sys.exit(f"the terminal never asked {text!r}; it shows:\n{shown}")
            time.sleep(0.05)
        time.sleep(0.3)  # The prompt is drawn before it reads keys.

    def press(self, key: str) -> None:
        self._run("send-keys", key)
        time.sleep(0.1)

    def picture(self) -> str:
        return self._run("capture-pane", "-p", "-e")

    def close(self) -> None:
        self._run("kill-server")


def photograph() -> str:
    with tempfile.TemporaryDirectory() as place:
        template = Path(place, "template")
        template.mkdir()
        shutil.copy(ROOT / "copier.yml", template)
        for folder in ("questions", "hooks", "templates"):
            shutil.copytree(ROOT / folder, template / folder)
        terminal = Terminal(f"{sys.executable} -m copier copy {template} {place}/project")
        try:
            for question, keys in DIALOGUE:
                terminal.wait_for(question)
                for key in keys:
                    terminal.press(key)
            return terminal.picture()
        finally:
            terminal.close()


def as_svg(picture: str) -> str:
    console = Console(width=WIDTH, record=True, file=io.StringIO())
    # Without its microphone, which each system draws in a width of its own.
    text = Text.from_ansi(picture.rstrip("\n").replace("\N{MICROPHONE}", "? "))
    console.print(text, no_wrap=True, overflow="crop")
    svg = console.export_svg(title="copier copy", theme=MONOKAI, unique_id="recommendation")
    # Fonts from elsewhere are not loaded where the picture is shown.
    svg = re.sub(r"\s*@font-face \{.*?\}\n", "\n", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code, monospace", "ui-monospace, Menlo, Consolas, monospace")
    return re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE).rstrip() + "\n"


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(as_svg(photograph()), "utf-8")
    print(PICTURE.relative_to(ROOT))
