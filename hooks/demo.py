"""`make demo`: from the questions to a running project; arguments go to `copier copy`."""

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

import httpx2

ROOT = Path(__file__).parent.parent
PROJECT = ROOT / "build" / "demo"
UV = os.environ.get("UV", "uv")
PATIENCE = 60.0

SAMPLE = {"cellar": "°C", "greenhouse": "°C", "pump": "bar"}
# Somebody who signs in, where the project has accounts; curl reads their headers from a file.
SOMEBODY = {"email": "demo@example.com", "password": "correct horse battery staple"}
HEADERS = PROJECT.with_name("demo.curlrc")


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
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            wait_until_live(server, client)
            signed_in = sign_in(client)
            tell(client, signed_in=signed_in, has_sensors=load_sample(client))
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


def call(client: httpx2.Client, method: str, path: str, body: Any = None) -> Any:
    """The answer's JSON, or None where there is no such path."""
    answer = client.request(method, path, json=body)
    if answer.status_code == 404:
        return None
    if answer.is_error:
        sys.exit(f"{method} {path} answered {answer.status_code}: {answer.text}")
    return answer.json()


def wait_until_live(server: subprocess.Popen[bytes], client: httpx2.Client) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit(f"The server ended with exit code {server.returncode}.")
        try:
            call(client, "GET", "/livez")
        except httpx2.TransportError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"The server did not answer within {PATIENCE:.0f} seconds.")


def sign_in(client: httpx2.Client) -> bool:
    """Make an account and sign in, where the project has accounts."""
    paths = call(client, "GET", "/openapi.json")["paths"]
    if "/api/v1/auth/login" not in paths:
        return False
    has_sessions = "/api/v1/auth/csrf" in paths
    if has_sessions:
        fetch_csrf_token(client)
    call(client, "POST", "/api/v1/auth/register", SOMEBODY)
    login = call(client, "POST", "/api/v1/auth/login", SOMEBODY)
    if has_sessions:
        fetch_csrf_token(client)
    else:
        client.headers["Authorization"] = f"Bearer {login['access_token']}"
    names = ("Authorization", "X-CSRF-Token")
    headers = {name: client.headers[name] for name in names if name in client.headers}
    if client.cookies:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    lines = [f'header = "{name}: {value}"\n' for name, value in headers.items()]
    HEADERS.write_text("".join(lines), "utf-8")
    return True


def fetch_csrf_token(client: httpx2.Client) -> None:
    """The one of this login."""
    answer = call(client, "GET", "/api/v1/auth/csrf")
    client.headers["X-CSRF-Token"] = answer["csrf_token"]


def load_sample(client: httpx2.Client) -> bool:
    """A few sensors with a day of readings each, where the project has sensors."""
    if call(client, "GET", "/api/v1/sensors") is None:
        return False
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    for place, (name, unit) in enumerate(SAMPLE.items()):
        sensor = call(client, "POST", "/api/v1/sensors", {"name": name, "unit": unit})
        readings = [
            {
                "at": (start + timedelta(minutes=minute)).isoformat(),
                "value": 10 * (place + 1) + sin(minute / 200) + (8 if minute == 1000 else 0),
            }
            for minute in range(24 * 60)
        ]
        call(client, "POST", f"/api/v1/sensors/{sensor['id']}/readings", {"readings": readings})
    return True


def tell(client: httpx2.Client, *, signed_in: bool, has_sensors: bool) -> None:
    url = str(client.base_url)
    curl = f"curl -K {HEADERS.relative_to(ROOT)}" if signed_in else "curl"
    lines = ["", f"It runs: {url}", "", "Try, from another terminal or in a browser:"]
    if has_sensors:
        sensor = call(client, "GET", "/api/v1/sensors?limit=1")["items"][0]
        lines += [
            f"  {curl} {url}/api/v1/sensors",
            f"  {curl} {url}/api/v1/sensors/{sensor['id']}/summary",
            f"""  {curl} --json '{{"name": "roof", "unit": "lx"}}' {url}/api/v1/sensors""",
        ]
    lines += [f"  curl {url}/readyz", f"  {url}/docs", ""]
    if signed_in:
        lines += ["You are {email} there, and your password is: {password}".format_map(SOMEBODY)]
    lines += [
        f"The project is in {PROJECT.relative_to(ROOT)}; its README.md goes on from here.",
        "Ctrl-C stops it.",
        "",
    ]
    print("\n".join(lines), flush=True)


if __name__ == "__main__":
    sys.exit(main())
