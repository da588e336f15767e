"""The three OpenAPI documents, compared as data."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.servers import get, serving
from tests.conftest import Generate
from tests.projects import Answers, name_of, serve_command

Document = dict[str, Any]

LIVE = "/api/v1/sensors/{sensor_id}/live"


def document_of(project: Path, folder: Path, **settings: str) -> Document:
    variables = {**settings, "ENVIRONMENT": "test", "DATABASE_URL": f"sqlite:///{folder / 'a.db'}"}
    with serving(serve_command(project), folder, **variables) as server:
        status, content = get(server.port, "/openapi.json")
    assert status == 200
    document: Document = json.loads(content)
    return document


@pytest.mark.parametrize(
    "answers",
    [
        {"auth": "jwt", "example": True},
        {"auth": "session", "example": True},
        {"auth": "session", "example": False},
        {"auth": "none", "example": True, "upstreams": True},
    ],
    ids=name_of,
)
@pytest.mark.parametrize("framework", ["flask", "django"])
def test_every_framework_describes_the_same_operations(
    installed: Generate, tmp_path: Path, framework: str, answers: Answers
) -> None:
    ours = document_of(installed(framework=framework, **answers), tmp_path)
    assert ours == document_of(installed(framework="fastapi", **answers), tmp_path)


@pytest.mark.parametrize("auth", ["jwt", "session"])
def test_async_endpoints_describe_the_same_operations(
    installed: Generate, tmp_path: Path, auth: str
) -> None:
    answers = {"framework": "fastapi", "auth": auth, "upstreams": True}
    ours = document_of(installed(**answers, async_io=True), tmp_path)
    del ours["paths"][LIVE]
    assert ours == document_of(installed(**answers, async_io=False), tmp_path)


@pytest.mark.parametrize("framework", ["flask", "django"])
def test_every_framework_describes_streams_alike(
    installed: Generate, tmp_path: Path, framework: str
) -> None:
    ours = document_of(installed(framework=framework, auth="jwt", async_io=True), tmp_path)
    if framework == "flask":
        del ours["paths"][LIVE]["get"]["responses"]["503"]  # its threads are counted
    fastapi = installed(framework="fastapi", auth="jwt", upstreams=True, async_io=True)
    assert ours == document_of(fastapi, tmp_path)


def test_without_a_database_flask_and_fastapi_describe_the_same_operations(
    installed: Generate, tmp_path: Path
) -> None:
    ours = document_of(installed(framework="flask", database="none"), tmp_path)
    assert ours == document_of(installed(framework="fastapi", database="none"), tmp_path)
