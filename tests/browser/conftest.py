"""What the tests in a browser share: the browser, and a site to visit for each framework."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from benchmarks.servers import serving
from tests.conftest import NO_CHROMIUM, Generate
from tests.projects import FRAMEWORKS, run, serve_command, uv

NAMES = ("chromium", "chromium-browser", "google-chrome")
# A browser that talks to nobody but the site, wherever it runs.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(NO_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=FRAMEWORKS)
def site(
    request: pytest.FixtureRequest, installed: Generate, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a project with pages, served as in production."""
    project = installed(framework=request.param, clients="pages", auth="session")
    folder = tmp_path_factory.mktemp("site")
    settings = {
        "DATABASE_URL": f"sqlite:///{folder / 'app.db'}",
        "ALLOWED_HOSTS": "localhost",
        "DOCS_ENABLED": "true",
    }
    run(uv(), "run", "poe", "--quiet", "migrate", folder=project, **settings)
    with serving(serve_command(project), folder, **settings) as server:
        # Browsers trust this host without TLS, and so keep production's cookies.
        yield f"http://localhost:{server.port}"
