"""The three OpenAPI documents, compared as data."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.servers import get, serving
from tests.conftest import Generate
from tests.projects import serve_command

Document = dict[str, Any]


def document_of(project: Path, folder: Path, **settings: str) -> Document:
    variables = {**settings, "ENVIRONMENT": "test", "DATABASE_URL": f"sqlite:///{folder / 'a.db'}"}
    with serving(serve_command(project), folder, **variables) as server:
        status, content = get(server.port, "/openapi.json")
    assert status == 200
    document: Document = json.loads(content)
    return document


@pytest.mark.parametrize("example", [True, False], ids=["example", "no_example"])
@pytest.mark.parametrize("framework", ["flask", "django"])
def test_every_framework_describes_the_same_operations(
    installed: Generate, tmp_path: Path, framework: str, example: bool
) -> None:
    ours = document_of(installed(framework=framework, example=example), tmp_path)
    assert ours == document_of(installed(framework="fastapi", example=example), tmp_path)


def test_without_a_database_flask_and_fastapi_describe_the_same_operations(
    installed: Generate, tmp_path: Path
) -> None:
    ours = document_of(installed(framework="flask", database="none"), tmp_path)
    assert ours == document_of(installed(framework="fastapi", database="none"), tmp_path)
