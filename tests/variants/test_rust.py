"""The engine in Rust: built, built again, measured, and left out where there is no cargo."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import NO_CARGO, Generate
from tests.projects import environment, has_cargo, render, run, uv

ANSWERS = {"framework": "fastapi", "database": "none", "rust_engine": True}
MEAN = "import array, rust_engine; print(rust_engine.statistics(array.array('d', [1, 3]))[0])"


@pytest.fixture
def without_cargo(tmp_path: Path) -> str:
    """A PATH with uv and what a shell has, and no Rust."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "uv").symlink_to(shutil.which(uv()) or uv())
    folders = [folder for folder in os.environ["PATH"].split(os.pathsep) if folder]
    return os.pathsep.join(
        [str(tools), *(it for it in folders if not (Path(it) / "cargo").exists())]
    )


def test_the_next_run_builds_what_was_changed(generate: Generate) -> None:
    if not has_cargo():
        pytest.skip(NO_CARGO)
    project = generate(**ANSWERS)
    assert run(uv(), "run", "--quiet", "python", "-c", MEAN, folder=project) == "2.0\n"
    source = project / "rust/src/statistics.rs"
    text = source.read_text("utf-8")
    source.write_text(text.replace("Some(libm::ldexp(mean,", "Some(libm::ldexp(mean + 1.0,"))
    assert run(uv(), "run", "--quiet", "python", "-c", MEAN, folder=project) == "3.0\n"


def test_the_bench_says_what_it_is_worth(installed: Generate, tmp_path: Path) -> None:
    if not has_cargo():
        pytest.skip(NO_CARGO)
    project = installed(**ANSWERS)
    values = tmp_path / "values"
    values.write_text("\n".join(map(str, range(500))), "utf-8")
    told = run(uv(), "run", "poe", "bench", str(values), folder=project)
    assert "summary of 500 readings" in told
    assert re.search(r"^The engine is \d+% of a request: (leave|Rust)", told, re.MULTILINE), told


def test_a_machine_without_cargo_is_told_to_leave_it_out(
    template: Path, tmp_path: Path, without_cargo: str
) -> None:
    project = render(template, tmp_path / "project", **ANSWERS)
    refused = subprocess.run(
        [uv(), "sync"],
        cwd=project,
        env=environment({"PATH": without_cargo}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode != 0
    assert "export UV_NO_GROUP=engine" in refused.stderr
    alone = {"PATH": without_cargo, "UV_NO_GROUP": "engine"}
    run(uv(), "sync", "--quiet", folder=project, **alone)
    told = run(uv(), "run", "poe", "check", folder=project, **alone)
    assert "Required test coverage of 95.0% reached" in told
    assert "tests/test_rust_engine.py" in told, "it does not say what was skipped"
