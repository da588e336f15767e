"""What is asked, saved and computed by a real run."""

import sys
from pathlib import Path
from typing import Any

import pytest
from copier import run_copy

from tests.decision.questionnaire import answered, compiled, questions
from tests.questionnaire.conftest import Copy, saved_answers

ORDER = [
    "project_name",
    *("purpose", "clients", "back_office", "concurrency", "bottleneck", "team_async", "lifespan"),
    *("framework", "override_reason"),
    *("database", "auth", "async_io", "example", "upstreams", "rust_engine"),
    *("python_version", "ci", "docker"),
    *("package_name", "description", "author_name", "author_email", "license"),
]
LATER_ADDONS = {"docker": False}


def test_the_questions_stand_in_their_order_and_one_precedes_the_work() -> None:
    assert [name for name, question in questions().items() if question.get("when", True)] == ORDER


def test_every_question_ends_with_a_question_mark() -> None:
    included = {"framework", "override_reason"}
    for name in set(ORDER) - included:
        assert questions()[name]["help"].endswith("?"), name
    for name in included:
        first_line = compiled(questions()[name]["help"]).render(
            answered({"purpose": "api", "framework": "flask"})
        )
        assert "?" in first_line


def test_the_defaults_are_a_sensible_project(copy: Copy) -> None:
    saved = saved_answers(copy())
    assert saved["package_name"] == "my_backend"
    assert saved["framework"] == "flask"
    assert saved["database"] == "sqlite"
    assert saved["example"] is True
    assert "override_reason" not in saved
    assert set(saved) - {"_src_path"} == set(ORDER) - {"override_reason"}


def test_add_ons_of_later_releases_are_saved_as_not_there(copy: Copy) -> None:
    saved = saved_answers(copy())
    assert {name: saved[name] for name in LATER_ADDONS} == LATER_ADDONS
    assert all(questions()[name]["ask"] is False for name in LATER_ADDONS)


def test_what_an_add_on_of_a_later_release_will_be_may_be_said_now(copy: Copy) -> None:
    assert saved_answers(copy(docker="false"))["docker"] is False


@pytest.mark.parametrize("framework", ["flask", "django", "fastapi"])
@pytest.mark.parametrize(
    ("workload", "waits"),
    [
        ({}, False),
        ({"team_async": True}, True),
        ({"concurrency": "high"}, True),
        ({"bottleneck": "upstream"}, True),
        ({"bottleneck": "cpu"}, False),
    ],
    ids=str,
)
def test_endpoints_are_async_with_fastapi_where_that_pays(
    workload: dict[str, Any], framework: str, *, waits: bool
) -> None:
    answers = answered({**workload, "framework": framework})
    assert answers["async_io"] is (waits and framework == "fastapi")
    assert answers["is_async"] is answers["async_io"]


@pytest.mark.parametrize("framework", ["flask", "django"])
def test_only_fastapis_services_are_async(framework: str) -> None:
    answers = answered({"framework": framework, "async_io": True})
    assert (answers["has_loop"], answers["is_async"], answers["async"]) == (True, False, "")


def test_flask_says_what_async_views_do_not_bring() -> None:
    told = compiled(questions()["async_io"]["help"]).render(answered({"framework": "flask"}))
    assert "no more requests at once, as FastAPI would" in " ".join(told.split())
    assert "about three times a plain one" in " ".join(told.split())


@pytest.mark.parametrize("bottleneck", ["database", "upstream", "cpu"])
@pytest.mark.parametrize("example", [True, False])
def test_rust_calculates_where_that_is_what_takes_the_time(
    copy: Copy, bottleneck: str, *, example: bool
) -> None:
    saved = saved_answers(copy(bottleneck=bottleneck, example=example))
    assert saved["rust_engine"] is (example and bottleneck == "cpu")


@pytest.mark.parametrize("example", [True, False])
@pytest.mark.parametrize(
    ("answers", "waits"),
    [({}, False), ({"bottleneck": "upstream"}, True), ({"async_io": True}, True)],
    ids=str,
)
def test_other_services_are_called_where_they_are_waited_for(
    answers: dict[str, Any], *, waits: bool, example: bool
) -> None:
    given = answered({"framework": "fastapi", "example": example, **answers})
    assert given["upstreams"] is (waits and example)


@pytest.mark.parametrize("name", ["rust_engine", "upstreams"])
@pytest.mark.parametrize("example", [True, False])
def test_parts_of_the_example_are_asked_for_where_there_is_one(name: str, *, example: bool) -> None:
    asked = compiled(questions()[name]["ask"]).render(answered({"example": example}))
    assert asked == str(example)


@pytest.mark.parametrize("framework", ["flask", "django", "fastapi"])
@pytest.mark.parametrize(
    ("workload", "auth"),
    [
        ({}, {"flask": "jwt", "django": "jwt", "fastapi": "jwt"}),
        ({"clients": "services"}, {"flask": "jwt", "django": "jwt", "fastapi": "jwt"}),
        ({"clients": "pages"}, {"flask": "session", "django": "session", "fastapi": "session"}),
        ({"back_office": True}, {"flask": "jwt", "django": "session", "fastapi": "jwt"}),
    ],
    ids=str,
)
def test_people_sign_in_as_suits_the_clients(
    workload: dict[str, Any], auth: dict[str, str], framework: str
) -> None:
    answers = answered({**workload, "framework": framework})
    assert answers["auth"] == auth[framework]


@pytest.mark.parametrize("auth", ["jwt", "session", "none"])
def test_templates_see_what_the_answer_about_signing_in_means(auth: str) -> None:
    answers = answered({"auth": auth})
    flags = (answers["has_accounts"], answers["uses_jwt"], answers["uses_session"])
    assert flags == (auth != "none", auth == "jwt", auth == "session")


def test_without_a_database_nobody_signs_in(copy: Copy) -> None:
    assert saved_answers(copy(database="none", clients="pages"))["auth"] == "none"


def test_overruling_in_a_script_needs_no_reason_and_says_so(copy: Copy) -> None:
    project = copy(framework="fastapi")
    assert saved_answers(project)["override_reason"] == "No reason was recorded."
    record = (project / "docs" / "adr" / "0001-framework.md").read_text("utf-8")
    assert "recorded no reason" in record


def test_a_reason_for_what_was_recommended_anyway_is_not_kept(copy: Copy) -> None:
    project = copy(framework="flask", override_reason="We like it.")
    assert "override_reason" not in saved_answers(project)
    assert "We like it." not in (project / "docs/adr/0001-framework.md").read_text("utf-8")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"purpose": "platform", "back_office": True, "lifespan": "long"},
        {"purpose": "api", "concurrency": "high", "bottleneck": "upstream", "team_async": True},
        {"purpose": "platform", "framework": "flask", "example": False},
        {"clients": "services", "database": "none", "ci": "gitlab", "project_name": "Class"},
        {"clients": "pages", "database": "postgres", "framework": "fastapi"},
        {"auth": "none", "framework": "django", "back_office": True},
    ],
    ids=str,
)
def test_copier_computes_what_the_fast_tests_compute(
    template: Path, tmp_path: Path, given: dict[str, Any]
) -> None:
    worker = run_copy(str(template), tmp_path, data=given, defaults=True, quiet=True, pretend=True)
    expected = answered(given)
    combined = worker.answers.combined
    assert {name: combined[name] for name in questions()} == {
        name: expected[name] for name in questions()
    }


@pytest.mark.parametrize(
    ("project", "package"),
    [
        ("Acme Shop", "acme_shop"),
        ("Bob's Café", "bobs_cafe"),
        ("Größe & Maß", "groesse_mass"),
        ("Łódź Tram", "lodz_tram"),
        ("日本", "backend"),
        ("日本 Rail", "rail"),
        ("42", "app_42"),
        ("3D Shop", "app_3d_shop"),
        ("Flask", "flask_app"),
        ("Class", "class_app"),
        ("JSON", "json_app"),
        ("Tests", "tests_app"),
        ("C++", "c"),
        ("a - b", "a_b"),
        ("The very long name of a project that does not end", "the_very_long_name_of_a_projec"),
    ],
)
def test_a_package_name_follows_from_any_project_name(project: str, package: str) -> None:
    assert answered({"project_name": project})["package_name"] == package


def test_the_names_of_the_standard_library_are_complete() -> None:
    check = compiled(
        "{% from 'questions/validators.jinja' import package %}{{ package(name) }}"
    ).render
    for name in sys.stdlib_module_names:
        assert check(name=name), name
