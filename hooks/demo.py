"""`make demo`: from the questions to a running project; arguments go to `copier copy`."""

import http.client
import json
import os
import shlex
import socket
import subprocess
import sys
import time
import tomllib
from datetime import UTC, datetime, timedelta
from math import sin
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PROJECT = ROOT / "build" / "demo"
UV = os.environ.get("UV", "uv")
PATIENCE = 60.0

SAMPLE = {"cellar": "°C", "greenhouse": "°C", "pump": "bar"}


def main() -> int:
    make_project(sys.argv[1:])
    tasks = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["tool"]["poe"]["tasks"]
    run(UV, "sync", "--quiet")
    if "migrate" in tasks:
        run(UV, "run", "poe", "--quiet", "migrate")
    port = free_port()
    # In a session of its own: Ctrl-C reaches this script alone, which then stops the server.
    server = subprocess.Popen(
        [UV, "run", "poe", "--quiet", "serve"],
        cwd=PROJECT,
        env=environment() | {"PORT": str(port)},
        start_new_session=True,
    )
    try:
        wait_until_live(server, port)
        has_sensors = load_sample(port)
        tell(port, has_sensors=has_sensors)
        server.wait()
    except KeyboardInterrupt:
        print("\nStopping.", flush=True)
    finally:
        server.terminate()
        code = server.wait(20)
    return code


def make_project(arguments: list[str]) -> None:
    if PROJECT.exists():
        kept = PROJECT.with_name(f"demo-{datetime.now(UTC):%Y%m%d-%H%M%S}")
        PROJECT.rename(kept)
        print(f"The last demo stays as {kept.relative_to(ROOT)}.", flush=True)
    copier = [sys.executable, "-W", "ignore:Dirty template changes", "-m", "copier"]
    copy = [*copier, "copy", "--vcs-ref", "HEAD", *arguments, str(ROOT), str(PROJECT)]
    code = subprocess.run(copy, check=False).returncode
    if code:
        sys.exit(code)


def environment() -> dict[str, str]:
    """Ours, less what would point uv to the template's own environment."""
    return {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}


def run(*command: str) -> None:
    print(f"$ {shlex.join(['uv', *command[1:]])}", flush=True)
    code = subprocess.run(command, cwd=PROJECT, env=environment(), check=False).returncode
    if code:
        sys.exit(f"That failed with exit code {code}. The project is in {PROJECT}.")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def call(port: int, method: str, path: str, body: Any = None) -> Any:
    """The answer's JSON, or None where there is no such path."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        content = None if body is None else json.dumps(body)
        connection.request(method, path, content, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read()
    finally:
        connection.close()
    if answer.status == http.client.NOT_FOUND:
        return None
    if answer.status >= http.client.BAD_REQUEST:
        sys.exit(f"{method} {path} answered {answer.status}: {text.decode()}")
    return json.loads(text)


def wait_until_live(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit(f"The server ended with exit code {server.returncode}.")
        try:
            call(port, "GET", "/livez")
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"The server did not answer within {PATIENCE:.0f} seconds.")


def load_sample(port: int) -> bool:
    """A few sensors with a day of readings each, where the project has sensors."""
    if call(port, "GET", "/api/v1/sensors") is None:
        return False
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    for place, (name, unit) in enumerate(SAMPLE.items()):
        sensor = call(port, "POST", "/api/v1/sensors", {"name": name, "unit": unit})
        readings = [
            {
                "at": (start + timedelta(minutes=minute)).isoformat(),
                "value": 10 * (place + 1) + sin(minute / 200) + (8 if minute == 1000 else 0),
            }
            for minute in range(24 * 60)
        ]
        call(port, "POST", f"/api/v1/sensors/{sensor['id']}/readings", {"readings": readings})
    return True


def tell(port: int, *, has_sensors: bool) -> None:
    url = f"http://127.0.0.1:{port}"
    lines = ["", f"It runs: {url}", "", "Try, from another terminal or in a browser:"]
    if has_sensors:
        sensor = call(port, "GET", "/api/v1/sensors?limit=1")["items"][0]
        lines += [
            f"  curl {url}/api/v1/sensors",
            f"  curl {url}/api/v1/sensors/{sensor['id']}/summary",
            f"""  curl --json '{{"name": "roof", "unit": "lx"}}' {url}/api/v1/sensors""",
        ]
    lines += [
        f"  curl {url}/readyz",
        f"  {url}/docs",
        "",
        f"The project is in {PROJECT.relative_to(ROOT)}; its README.md goes on from here.",
        "Ctrl-C stops it.",
        "",
    ]
    print("\n".join(lines), flush=True)


if __name__ == "__main__":
    sys.exit(main())
