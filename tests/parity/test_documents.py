"""The three OpenAPI documents, compared as data."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from benchmarks.servers import get, serving
from tests.conftest import Generate
from tests.projects import Answers, name_of, serve_command

Document = dict[str, Any]
Describe = Callable[..., Document]

LIVE = "/api/v1/sensors/{sensor_id}/live"


@pytest.fixture(scope="session")
def document(installed: Generate, tmp_path_factory: pytest.TempPathFactory) -> Describe:
    """What the project of these answers says of itself, once it is served."""

    @cache
    def document_of(**answers: Any) -> str:
        folder = tmp_path_factory.mktemp("served")
        variables = {"ENVIRONMENT": "test", "DATABASE_URL": f"sqlite:///{folder / 'a.db'}"}
        with serving(serve_command(installed(**answers)), folder, **variables) as server:
            status, content = get(server.port, "/openapi.json")
        assert status == 200
        return content.decode()

    def document(**answers: Any) -> Document:
        loaded: Document = json.loads(document_of(**answers))
        return loaded

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
    document: Describe, framework: str, answers: Answers
) -> None:
    assert document(framework=framework, **answers) == document(framework="fastapi", **answers)


@pytest.mark.parametrize("auth", ["jwt", "session"])
def test_async_endpoints_describe_the_same_operations(document: Describe, auth: str) -> None:
    answers = {"framework": "fastapi", "auth": auth, "upstreams": True}
    ours = document(**answers, async_io=True)
    del ours["paths"][LIVE]
    assert ours == document(**answers, async_io=False)


@pytest.mark.parametrize("framework", ["flask", "django"])
def test_every_framework_describes_streams_alike(document: Describe, framework: str) -> None:
    ours = document(framework=framework, auth="jwt", async_io=True)
    if framework == "flask":
        del ours["paths"][LIVE]["get"]["responses"]["503"]  # its threads are counted
    assert ours == document(framework="fastapi", auth="jwt", upstreams=True, async_io=True)


def test_without_a_database_flask_and_fastapi_describe_the_same_operations(
    document: Describe,
) -> None:
    assert document(framework="flask", database="none") == document(
        framework="fastapi", database="none"
    )
