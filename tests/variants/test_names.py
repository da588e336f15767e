"""A project may not be called like anything that it installs."""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from tests.conftest import Generate
from tests.projects import FRAMEWORKS, ROOT

A_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")


def refusal(name: str) -> str:
    environment = Environment(
        loader=FileSystemLoader(ROOT),
        extensions=["jinja2_ansible_filters.AnsibleCoreFiltersExtension"],
    )
    validators = environment.get_template("questions/validators.jinja").module
    return str(validators.package(name))  # type: ignore[attr-defined]


def names_of(installed: Distribution) -> Iterator[str]:
    """What it is installed as, and what it is imported as."""
    yield re.sub(r"[-_.]+", "_", installed.metadata["Name"]).lower()
    for file in installed.files or []:
        top = file.parts[0]
        if len(file.parts) > 1 and top != "..":
            yield top
        elif top.endswith(".py"):
            yield top.removesuffix(".py")


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_name_of_a_dependency_is_refused(installed: Generate, framework: str) -> None:
    project: Path = installed(framework=framework, database="postgres", auth="jwt")
    (packages,) = project.glob(".venv/lib/python*/site-packages")
    names = {name for each in distributions(path=[str(packages)]) for name in names_of(each)}
    assert len(names) > 30
    accepted = {name for name in names if A_NAME.fullmatch(name) and not refusal(name)}
    assert accepted == {"my_backend"}
