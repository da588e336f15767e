"""`make demo`, as somebody types it in a new clone."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.projects import environment, git, snapshot

LAST_LINE = "Ctrl-C stops it."


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    place = tmp_path / "clone"
    snapshot(place)
    git(place, "init", "--quiet")
    git(place, "add", "--all")
    git(place, "commit", "--quiet", "--message", "Begin")
    return place


@pytest.fixture
def demo(clone: Path) -> Iterator[subprocess.Popen[str]]:
    """The command, with what it prints; whatever it leaves behind is killed."""
    with subprocess.Popen(
        ["make", "demo", "ARGS=--defaults --data framework=fastapi"],
        cwd=clone,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        yield process
        process.kill()


def read(clone: Path, path: str) -> str:
    return (clone / path).read_text("utf-8")


def printed_until(process: subprocess.Popen[str], last: str) -> str:
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.strip() == last:
            break
    return "".join(lines)


def test_the_demo_runs_with_a_sample_and_stops_on_ctrl_c(
    clone: Path, demo: subprocess.Popen[str]
) -> None:
    told = printed_until(demo, LAST_LINE)
    assert LAST_LINE in told, told
    found = re.search(r"^It runs: (http://127\.0\.0\.1:\d+)$", told, re.MULTILINE)
    assert found, told
    headers = re.findall(r'"([^:]+): (.+)"\n', read(clone, "build/demo.curlrc"))
    with httpx2.Client(base_url=found[1], headers=headers, trust_env=False) as client:
        sensors = client.get("/api/v1/sensors").json()["items"]
        assert {sensor["name"] for sensor in sensors} == {"cellar", "greenhouse", "pump"}
        summary = client.get(f"/api/v1/sensors/{sensors[0]['id']}/summary").json()
        assert summary["count"] == 1440
        assert len(summary["anomalies"]) == 1
        assert client.get("/docs").status_code == 200
        os.killpg(demo.pid, signal.SIGINT)
        rest = printed_until(demo, "the end of its output")
        demo.wait(20)
        assert "Stopping." in rest
        assert "Traceback" not in told + rest
        with pytest.raises(httpx2.ConnectError):
            client.get("/livez")
    assert git(clone, "status", "--porcelain") == ""


def test_the_last_demo_is_kept(clone: Path) -> None:
    """A second run touches nothing of the first, and says where it is."""
    first = clone / "build/demo"
    first.mkdir(parents=True)
    (first / "mine.txt").write_text("mine", "utf-8")
    done = subprocess.run(
        ["make", "demo", "ARGS=--defaults --data framework=neither"],
        cwd=clone,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stdout
    kept = re.search(r"^The last demo stays as (build/demo-[\d-]+)\.$", done.stdout, re.MULTILINE)
    assert kept, done.stdout
    assert read(clone, f"{kept[1]}/mine.txt") == "mine"
