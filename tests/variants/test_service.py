"""Each variant as production runs it: probed, fuzzed by its own description, stopped."""

import json
import re
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import httpx2
import pytest

from benchmarks.accounts import PASSWORD, Headers, an_email, sign_in, sign_up
from benchmarks.databases import postgresql_of
from benchmarks.servers import Server, serving
from tests.conftest import Generate
from tests.projects import Answers, name_of, run, serve_command, stacks_to_install, uv

READINGS = {"readings": [{"at": "2026-01-01T00:00:00Z", "value": 1.5}] * 2}


class Running(NamedTuple):
    server: Server
    client: httpx2.Client
    answers: Answers
    headers: Headers
    """Those of an administrator, where there are accounts."""

    @property
    def port(self) -> int:
        return self.server.port

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture(params=stacks_to_install(), ids=name_of)
def running(
    request: pytest.FixtureRequest, installed: Generate, tmp_path: Path
) -> Iterator[Running]:
    """The variant, migrated and served with production's settings."""
    answers: Answers = request.param
    project = installed(**answers)
    settings = {"DOCS_ENABLED": "true"}
    with ExitStack() as stack:
        if answers["database"] == "postgres":
            settings["DATABASE_URL"] = stack.enter_context(postgresql_of(project)())
        elif answers["database"] == "sqlite":
            settings["DATABASE_URL"] = f"sqlite:///{tmp_path / 'app.db'}"
        if answers["database"] != "none":
            run(uv(), "run", "poe", "--quiet", "migrate", folder=project, **settings)
        try:
            server = stack.enter_context(serving(serve_command(project), tmp_path, **settings))
        except SystemExit as error:
            pytest.fail(str(error), pytrace=False)
        address = f"http://127.0.0.1:{server.port}"
        headers = {}
        if answers["auth"] != "none":
            headers = administrator(project, address, **settings)
        client = stack.enter_context(
            httpx2.Client(base_url=address, headers=headers, trust_env=False)
        )
        yield Running(server, client, answers, headers)


def administrator(project: Path, address: str, **settings: str) -> Headers:
    email = an_email()
    told = {"ADMIN_EMAIL": email, "ADMIN_PASSWORD": PASSWORD}
    run(uv(), "run", "poe", "--quiet", "create-admin", folder=project, **told, **settings)
    return sign_in(address, email)


def test_it_answers_keeps_its_description_and_stops(running: Running, tmp_path: Path) -> None:
    assert_answers(running)
    assert_keeps_its_description(running, tmp_path)
    assert_stops_gracefully(running)


def assert_answers(running: Running) -> None:
    client, answers = running.client, running.answers
    assert client.get("/livez").json() == {"status": "ok"}
    ready = client.get("/readyz").json()
    assert ready["status"] == "ok"
    assert ("database" in ready["checks"]) == (answers["database"] != "none")
    assert "swagger" in client.get("/docs").text
    missing = client.get("/api/v1/nothing")
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/problem+json"
    paths = client.get("/openapi.json").json()["paths"]
    assert ("/api/v1/sensors" in paths) == (answers["example"] and answers["database"] != "none")
    assert ("/api/v1/users/me" in paths) == (answers["auth"] != "none")
    assert ("/api/v1/summary" in paths) == (answers["example"] and answers["database"] == "none")


def assert_keeps_its_description(running: Running, folder: Path) -> None:
    """Schemathesis: all of its checks, with what it makes of /openapi.json, signed in."""
    config = folder / "schemathesis.toml"
    config.write_text(signed_in(running) + cursors(running.client) + UNENDING, "utf-8")
    (folder / "hooks.py").write_text(HOOKS, "utf-8")
    told = run(
        Path(sys.executable).with_name("schemathesis"),
        f"--config-file={config}",
        "--no-color",
        "run",
        "--checks=all",
        "--max-examples=30",
        "--seed=1",
        f"--url={running.address}",
        described(running, folder),
        folder=folder,
        SCHEMATHESIS_HOOKS="hooks",
        PYTHONPATH=str(folder),
    )
    tested = re.search(r"^  Tested: (\d+)$", told, re.MULTILINE)
    assert tested, told
    assert int(tested[1]) == sum(
        method in {"get", "post", "patch", "put", "delete"}
        for path, operations in running.client.get("/openapi.json").json()["paths"].items()
        for method in operations
        if not path.endswith("/live")
    )


LEAVING = (
    "POST /api/v1/auth/login",
    "POST /api/v1/auth/logout",
    "POST /api/v1/auth/logout-everywhere",
    "DELETE /api/v1/users/me",
    "POST /api/v1/users/me/password",
    "PATCH /api/v1/users/{user_id}",
)


# What is weak, unreal or not the current one, no schema can say either.
JUDGED = (
    "POST /api/v1/auth/register",
    "PATCH /api/v1/users/me",
    "POST /api/v1/users/me/password",
)
# It would wait for the end of an answer that has none; the project's own tests know that.
UNENDING = """
[[operations]]
include-name = "GET /api/v1/sensors/{sensor_id}/live"
enabled = false
"""
ACCEPTED = ["2xx", "401", "403", "404", "409", "422", "429"]


# A line of more than 4,094 bytes is refused by gunicorn, in HTML, before the project sees it.
HOOKS = """
from urllib.parse import urlencode
import schemathesis

@schemathesis.hook
def filter_query(context, query):
    return len(urlencode(query or {}, doseq=True)) < 3000
"""


def signed_in(running: Running) -> str:
    """How an administrator calls; what may end a login is called by somebody else each."""
    if not running.headers:
        return ""
    text = in_toml(running.headers)
    for operation in dict.fromkeys(LEAVING + JUDGED):
        text += f'\n[[operations]]\ninclude-name = "{operation}"\n'
        if operation in LEAVING:
            text += in_toml(sign_up(running.address))
        if operation in JUDGED:
            text += f"checks.positive_data_acceptance.expected-statuses = {ACCEPTED}\n"
    return text


def in_toml(headers: Headers) -> str:
    pairs = ", ".join(f'"{name}" = "{value}"' for name, value in headers.items())
    return f"headers = {{ {pairs} }}\n"


def described(running: Running, folder: Path) -> str:
    """Where the description is: with sessions in a file, which does not tell of the cookie.

    Schemathesis would send it beside the one in our headers, and take an answer for a fault.
    """
    url = f"{running.address}/openapi.json"
    if "Cookie" not in running.headers:
        return url
    document = running.client.get(url).json()
    for path in document["paths"].values():
        for operation in path.values():
            operation.pop("security", None)
    copy = folder / "openapi.json"
    copy.write_text(json.dumps(document), "utf-8")
    return str(copy)


def cursors(client: httpx2.Client) -> str:
    """Cursors are signed, which no schema can say: schemathesis is given one for each list."""
    paths = client.get("/openapi.json").json()["paths"]
    text = cursor_of(client, "/api/v1/users") if "/api/v1/users" in paths else ""
    if "/api/v1/sensors" not in paths:
        return text
    made = [
        client.post("/api/v1/sensors", json={"name": name, "unit": "K"}).raise_for_status().json()
        for name in ("first", "second")
    ]
    sensor = made[0]["id"]
    readings = f"/api/v1/sensors/{sensor}/readings"
    times = [{"at": f"2026-01-0{day}T00:00:00Z", "value": 1.5} for day in (1, 2)]
    client.post(readings, json={"readings": times}).raise_for_status()
    text += cursor_of(client, "/api/v1/sensors")
    return (
        text
        + f"""
[[operations]]
include-name = "GET /api/v1/sensors/{{sensor_id}}/readings"
parameters = {{ "path.sensor_id" = "{sensor}", "query.cursor" = "{next_cursor(client, readings)}" }}
"""
    )


def cursor_of(client: httpx2.Client, path: str) -> str:
    return f"""
[[operations]]
include-name = "GET {path}"
parameters = {{ "query.cursor" = "{next_cursor(client, path)}" }}
"""


def next_cursor(client: httpx2.Client, path: str) -> str:
    cursor: str = client.get(path, params={"limit": 1}).raise_for_status().json()["next_cursor"]
    return cursor


def assert_stops_gracefully(running: Running) -> None:
    """What is in flight is finished and answered, idle connections hold nothing up."""
    running.client.get("/livez")
    with socket.create_connection(("127.0.0.1", running.port), timeout=15) as connection:
        head, body, answer = request_for(running)
        connection.sendall(head + body[:1])
        time.sleep(0.5)
        began = time.monotonic()
        running.server.process.terminate()
        time.sleep(1)
        connection.sendall(body[1:])
        if answer:
            received = b"".join(iter(lambda: connection.recv(65536), b""))
            assert received.startswith(b"HTTP/1.1 " + answer), received
    assert running.server.process.wait(15) == 0
    assert time.monotonic() - began < 10


def request_for(running: Running) -> tuple[bytes, bytes, bytes]:
    """The head and the body of a call, and the answer to expect where a call takes a body."""
    answers = running.answers
    if not answers["example"]:
        return b"", b"", b""
    path, content, status = (
        ("/api/v1/summary", READINGS, b"200")
        if answers["database"] == "none"
        else ("/api/v1/sensors", {"name": "in flight", "unit": "K"}, b"201")
    )
    body = json.dumps(content).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n"
    )
    head += "".join(f"{name}: {value}\r\n" for name, value in running.headers.items())
    return f"{head}\r\n".encode(), body, status
