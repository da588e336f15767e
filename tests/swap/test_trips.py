"""There and back, on one database, with the same clients."""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from benchmarks.accounts import PASSWORD, Headers, sign_in, sign_up
from benchmarks.servers import serving
from tests.conftest import Generate
from tests.parity.test_tables import task
from tests.projects import FRAMEWORKS, run, serve_command, uv
from tests.swap.clients import ODD, SENSORS, client_at, everything, write
from tests.swap.conftest import adopt, begin, contents, database_of, swap

ADA, EVE = "ada@example.com", "eve@example.com"

# Three pairs are six directions.
TRIPS = [
    ("flask", "django", "sqlite", "jwt"),
    ("django", "fastapi", "postgres", "session"),
    ("fastapi", "flask", "postgres", "jwt"),
]
if "EVERY_STACK" in os.environ:
    TRIPS = [
        (*pair, database, auth)
        for pair in itertools.combinations(FRAMEWORKS, 2)
        for database in ("sqlite", "postgres")
        for auth in ("jwt", "session")
    ]
# What speaks of stored things; all of it each night.
ACCEPTANCE = (
    ["tests/acceptance"]
    if "EVERY_STACK" in os.environ
    else [f"tests/acceptance/test_{name}.py" for name in ("sensors", "lists")]
)


@contextmanager
def served(project: Path, folder: Path, url: str) -> Iterator[str]:
    with serving(serve_command(project), folder, ENVIRONMENT="test", DATABASE_URL=url) as server:
        yield server.address


def fill(client: httpx2.Client) -> None:
    """Odd values, and thousands of plain ones."""
    write(client, "näher am Fluß")
    created = client.post(SENSORS, json={"name": "roof", "unit": "°C"}).json()
    for first in range(0, 3000, 1000):
        readings = [reading(number) for number in range(first, first + 1000)]
        answer = client.post(f"{SENSORS}/{created['id']}/readings", json={"readings": readings})
        assert answer.json() == {"accepted": 1000, "duplicates": 0}


def reading(number: int) -> dict[str, Any]:
    at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=number, microseconds=number)
    return {"at": at.isoformat(), "value": number / 7}


def all_answers(address: str, headers: Headers) -> dict[str, Any]:
    """Each answer that can be read, byte by byte; documents and refusals as data."""
    with client_at(address, headers) as client:
        answers: dict[str, Any] = {**everything(client)}
        page = client.get(f"{SENSORS}?limit=1").json()
        following = f"{SENSORS}?limit=1&cursor={page['next_cursor']}"
        answers[following] = client.get(following).content
        for path in ("/openapi.json", "/api/v1/users", f"{SENSORS}/x", f"{SENSORS}?limit=0"):
            answers[path] = client.get(path).json()
            answers[path].pop("request_id", None)  # which names one request
    return answers


def refresh_token(address: str, email: str) -> str:
    body = {"email": email, "password": PASSWORD}
    answer = httpx2.post(f"{address}/api/v1/auth/login", json=body, trust_env=False)
    return str(answer.raise_for_status().json()["refresh_token"])


def refreshed(address: str, token: str) -> str:
    body = {"refresh_token": token}
    answer = httpx2.post(f"{address}/api/v1/auth/refresh", json=body, trust_env=False)
    return str(answer.raise_for_status().json()["refresh_token"])


def goes_on(address: str, email: str, headers: Headers, *, lasts: bool) -> Headers:
    """The headers by which this client is known from now on."""
    with client_at(address, headers) as client:
        status = client.get("/api/v1/users/me").status_code
    assert status == (200 if lasts else 401)
    again = sign_in(address, email)
    return headers if lasts else again


@pytest.mark.parametrize(("first", "second", "database", "auth"), TRIPS)
def test_clients_notice_nothing(
    released: Path,
    installed: Generate,
    tmp_path: Path,
    first: str,
    second: str,
    database: str,
    auth: str,
) -> None:
    project = begin(released, tmp_path / "project", framework=first, database=database, auth=auth)
    with database_of(database, tmp_path, installed) as url:
        task(project, "migrate", url)
        with served(project, tmp_path, url) as address:
            people = {email: sign_up(address, email) for email in (ADA, EVE)}
            for headers in people.values():
                with client_at(address, headers) as client:
                    fill(client)
            before = {email: all_answers(address, people[email]) for email in people}
            token = refresh_token(address, ADA) if auth == "jwt" else ""
        lasts = auth == "jwt" or "django" not in (first, second)  # which has sessions of its own
        for heir in (second, first):
            swap(project, heir)
            adopt(project, url)
            adopted = contents(url)
            adopt(project, url)
            assert contents(url) == adopted
            with served(project, tmp_path, url) as address:
                people = {e: goes_on(address, e, people[e], lasts=lasts) for e in people}
                for email, headers in people.items():
                    after = all_answers(address, headers)
                    differing = {path for path in after if after[path] != before[email][path]}
                    assert differing == set()
                if auth == "jwt":
                    token = refreshed(address, token)
                use(address, people[ADA], heir)
                before = {e: all_answers(address, people[e]) for e in people}
                run(
                    uv(), "run", "pytest", "-q", *ACCEPTANCE, folder=project, ACCEPTANCE_URL=address
                )


def use(address: str, headers: Headers, name: str) -> None:
    """Write more, and find that what is there is known."""
    with client_at(address, headers) as client:
        sensor = client.get(SENSORS).json()["items"][-1]
        place = f"{SENSORS}/{sensor['id']}/readings"
        again = client.post(place, json={"readings": ODD})
        assert again.json() == {"accepted": 0, "duplicates": len(ODD)}
        taken = client.post(SENSORS, json={"name": "roof", "unit": "x"})
        assert taken.status_code == 409
        write(client, f"from {name}")
