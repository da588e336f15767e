"""A database outlives the framework that made it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from benchmarks.accounts import Headers, sign_in, sign_up
from benchmarks.servers import serving
from tests.conftest import Generate
from tests.parity.test_tables import task
from tests.projects import serve_command

EMAIL = "ada@example.com"
SIGNED_IN = ("Authorization", "Cookie", "X-CSRF-Token")
ODD = [
    {"at": "0001-01-01T00:00:00Z", "value": -0.0},
    {"at": "1969-12-31T23:59:59.999999Z", "value": 5e-324},
    {"at": "2025-03-30T02:30:00+02:00", "value": 1.7976931348623157e308},
    {"at": "2025-06-01T12:00:00.000001Z", "value": 0.1},
    {"at": "9999-12-31T23:59:59.999999Z", "value": 1},
]


@contextmanager
def client_of(
    project: Path, folder: Path, url: str, headers: Headers | None = None
) -> Iterator[httpx2.Client]:
    """A client of the project, by the login of these headers, or of somebody new."""
    variables = {"ENVIRONMENT": "test", "DATABASE_URL": url}
    with (
        serving(serve_command(project), folder, **variables) as server,
        httpx2.Client(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as client,
    ):
        client.headers.update(headers or sign_up(f"http://127.0.0.1:{client.base_url.port}", EMAIL))
        yield client


def write(client: httpx2.Client, name: str) -> None:
    sensor = client.post("/api/v1/sensors", json={"name": name, "unit": "µmol·m⁻²"})
    assert sensor.status_code == 201, sensor.text
    path = f"/api/v1/sensors/{sensor.json()['id']}/readings"
    answer = client.post(path, json={"readings": ODD})
    assert answer.json() == {"accepted": len(ODD), "duplicates": 0}


def everything(client: httpx2.Client) -> dict[str, bytes]:
    """Each answer that can be read, byte by byte."""
    paths = ["/api/v1/users/me", "/api/v1/sensors", "/api/v1/sensors?limit=1"]
    for sensor in client.get("/api/v1/sensors").json()["items"]:
        own = f"/api/v1/sensors/{sensor['id']}"
        paths += [own, f"{own}/readings", f"{own}/readings?limit=2", f"{own}/summary"]
    answers = {path: client.get(path) for path in paths}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {path: answer.content for path, answer in answers.items()}


@pytest.mark.parametrize("auth", ["jwt", "session"])
@pytest.mark.parametrize(("maker", "heir"), [("flask", "fastapi"), ("fastapi", "flask")])
def test_the_other_framework_serves_the_database_unchanged(
    installed: Generate, database: str, url: str, tmp_path: Path, maker: str, heir: str, auth: str
) -> None:
    first = installed(framework=maker, database=database, auth=auth)
    second = installed(framework=heir, database=database, auth=auth)
    task(first, "migrate", url)
    with client_of(first, tmp_path, url) as client:
        write(client, "näher am Fluß")
        write(client, "second")
        before = everything(client)
        login = {name: client.headers[name] for name in SIGNED_IN if name in client.headers}
    task(second, "migrate", url)
    with client_of(second, tmp_path, url, login) as client:
        assert everything(client) == before
        assert sign_in(f"http://127.0.0.1:{client.base_url.port}", EMAIL)
        again = client.post(
            f"/api/v1/sensors/{client.get('/api/v1/sensors').json()['items'][0]['id']}/readings",
            json={"readings": ODD},
        )
        assert again.json() == {"accepted": 0, "duplicates": len(ODD)}
        taken = client.post("/api/v1/sensors", json={"name": "second", "unit": "x"})
        assert taken.status_code == 409
