"""Logins: how many a process checks, what memory that takes, and what others notice of it."""

import http.client
import json
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from statistics import quantiles

from benchmarks.accounts import AUTH, PASSWORD, an_email, sign_up
from benchmarks.apps import generated
from benchmarks.databases import database
from benchmarks.projects import Workshop
from benchmarks.report import Table
from benchmarks.servers import Server, pin

AT_ONCE = (1, 8, 32)
SECONDS = 6.0
PAUSE = 0.01  # between two looks at /livez, and at the memory
RETRY = 1.0  # after what Retry-After says to who finds no room


def measure(workshop: Workshop) -> Table:
    pin(os.getpid(), first=False)
    rows = []
    for framework in workshop.frameworks:
        with (
            database(workshop, framework, "sqlite", "jwt") as url,
            generated(workshop, framework, url, "jwt").serve() as server,
        ):
            emails = [an_email() for _ in range(max(AT_ONCE))]
            for email in emails:
                sign_up(server.address, email)
            with watched(server) as quiet:
                time.sleep(SECONDS)
            rows.append([framework, "0", "", *quiet.figures()])
            for at_once in AT_ONCE:
                with watched(server) as watch:
                    rate = storm(server, emails[:at_once])
                rows.append([framework, str(at_once), f"{rate:.1f}", *watch.figures()])
    return Table(
        "Logins by one process on one processor, and others meanwhile",
        ("framework", "at once", "logins/s", "most memory, MB", "/livez p50, ms", "/livez p99, ms"),
        rows,
    )


def storm(server: Server, emails: list[str]) -> float:
    """Log each of them in, over and over, at the same time; the logins in a second."""
    began = time.monotonic()
    end = began + SECONDS

    def log_in(email: str) -> int:
        body = json.dumps({"email": email, "password": PASSWORD})
        count = 0
        while time.monotonic() < end:
            match _answer(server, "POST", f"{AUTH}/login", body):
                case http.client.OK:
                    count += 1
                case http.client.SERVICE_UNAVAILABLE:
                    time.sleep(RETRY)
                case status:
                    raise SystemExit(f"a login failed: {status}")
        return count

    with ThreadPoolExecutor(len(emails)) as pool:
        logins = sum(pool.map(log_in, emails))
    return logins / (time.monotonic() - began)


class Watch:
    """How long /livez takes, and how much memory the server has, while it lasts."""

    def __init__(self, server: Server) -> None:
        self.waits: list[float] = []
        self.memory: list[float] = []
        self._server = server
        self._over = threading.Event()
        self._threads = [threading.Thread(target=each) for each in (self._ask, self._weigh)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def figures(self) -> list[str]:
        percentiles = quantiles(self.waits, n=100)
        waits = [f"{1000 * percentiles[at - 1]:.1f}" for at in (50, 99)]
        return [f"{max(self.memory):.0f}", *waits]

    def _ask(self) -> None:
        while not self._over.wait(PAUSE):
            began = time.perf_counter()
            if _answer(self._server, "GET", "/livez") != http.client.OK:
                raise SystemExit("/livez failed")
            self.waits.append(time.perf_counter() - began)

    def _weigh(self) -> None:
        while not self._over.wait(PAUSE):
            self.memory.append(self._server.total_memory())


@contextmanager
def watched(server: Server) -> Iterator[Watch]:
    watch = Watch(server)
    watch.start()
    try:
        yield watch
    finally:
        watch.stop()


def _answer(server: Server, method: str, path: str, body: str | None = None) -> int:
    """The status of the answer, over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    with closing(connection):
        connection.request(method, path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
