"""The questions of the template, answered in process: one environment for thousands of cases.

Copier itself would take a second for each. That both agree is a test of its own.
"""

import itertools
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import FileSystemLoader, Template
from jinja2.sandbox import SandboxedEnvironment

ROOT = Path(__file__).parents[2]
WORKLOAD: dict[str, tuple[str | bool, ...]] = {
    "purpose": ("mvp", "platform", "api"),
    "clients": ("apps", "pages", "services"),
    "back_office": (False, True),
    "concurrency": ("low", "high"),
    "bottleneck": ("database", "upstream", "cpu"),
    "team_async": (False, True),
    "lifespan": ("short", "long"),
}
FRAMEWORKS = ("flask", "django", "fastapi")

Answers = dict[str, Any]

environment = SandboxedEnvironment(
    loader=FileSystemLoader(ROOT),
    extensions=["jinja2_ansible_filters.AnsibleCoreFiltersExtension"],
    keep_trailing_newline=True,
)


@cache
def compiled(source: str) -> Template:
    return environment.from_string(source)


@cache
def questions() -> dict[str, dict[str, Any]]:
    """Every question in the order in which Copier meets it."""
    settings = (ROOT / "copier.yml").read_text("utf-8")
    included = re.findall(r"^!include (\S+)$", settings, re.MULTILINE)
    found: dict[str, dict[str, Any]] = {}
    for path in included:
        found |= yaml.safe_load((ROOT / path).read_text("utf-8"))
    return found


def answered(given: Mapping[str, Any]) -> Answers:
    """All answers, the computed ones included, as `copier copy --defaults --data …` has them."""
    answers: Answers = dict(given)
    surroundings = {
        "_copier_conf": {"defaults": True, "data": dict(given)},
        "_copier_answers": dict(given),
        "_external_data": {"previous": {}},
    }
    for name, question in questions().items():
        if name == "decision":
            answers[name] = _decision(tuple(answers[asked] for asked in WORKLOAD))
        elif name not in given:
            answers[name] = _cast(question["type"], question["default"], answers | surroundings)
    return answers


@cache
def _decision(values: tuple[str | bool, ...]) -> Any:
    """The costly part, which depends on the work alone."""
    table, engine = questions()["decision_table"], questions()["decision"]
    workload = dict(zip(WORKLOAD, values, strict=True))
    return _cast("json", engine["default"], {"decision_table": table["default"], **workload})


def _cast(kind: str, default: Any, context: Mapping[str, Any]) -> Any:
    if not isinstance(default, str):
        return default
    text = compiled(default).render(context)
    if kind == "bool":
        return text.strip().lower() == "true"
    if kind == "int":
        return int(text)
    return json.loads(text) if kind == "json" else text


def workloads(**fixed: str | bool) -> list[Answers]:
    """Each combination of answers about the work that has the fixed ones."""
    possible = (
        dict(zip(WORKLOAD, values, strict=True)) for values in itertools.product(*WORKLOAD.values())
    )
    return [workload for workload in possible if workload.items() >= fixed.items()]


@cache
def _decided(values: tuple[str | bool, ...]) -> Answers:
    return answered(dict(zip(WORKLOAD, values, strict=True)))


def decided(workload: Mapping[str, Any]) -> Answers:
    """What the template computes for one combination of answers about the work."""
    return _decided(tuple(workload[name] for name in WORKLOAD))
