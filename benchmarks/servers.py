"""Server processes: started on a free port, pinned, observed and stopped."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.projects import environment

SETTINGS = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "for-benchmarks-only-0123456789abcdef",
    "ALLOWED_HOSTS": "127.0.0.1",
    "HOST": "127.0.0.1",
    "WEB_CONCURRENCY": "1",
}
START_SECONDS = 60
_PROCESSORS = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
# Who is measured, who asks, and what either of them needs: with two processors the last two share.
SERVER, CLIENT = _PROCESSORS[:1], _PROCESSORS[-1:]
OTHERS = _PROCESSORS[1:-1] or CLIENT


@dataclass(frozen=True)
class Server:
    process: subprocess.Popen[bytes]
    port: int
    started_in: float

    def cpu_seconds(self) -> float:
        """The processor time of the server and its workers so far."""
        return sum(_cpu_seconds(process) for process in self._processes())

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def worker_memory(self) -> float:
        """The resident megabytes of the process that answers."""
        return float(self._processes()[-1].memory_info().rss) / 1e6

    def total_memory(self) -> float:
        """The megabytes of all processes, where the system can tell what they share."""
        sizes = [process.memory_full_info() for process in self._processes()]
        return sum(float(getattr(size, "pss", size.uss)) for size in sizes) / 1e6

    def _processes(self) -> list[psutil.Process]:
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]


def serving(
    command: list[str], folder: Path, path: str = "/livez", **settings: str
) -> AbstractContextManager[Server]:
    """A server that has answered `path`. It has the first processor, its clients the last."""
    return _serving(command, folder, path, SERVER, settings)


def serving_beside(
    command: list[str], folder: Path, **settings: str
) -> AbstractContextManager[Server]:
    """A server that is not measured, and takes nothing from the one that is."""
    return _serving(command, folder, "/livez", OTHERS, settings)


@contextmanager
def _serving(
    command: list[str],
    folder: Path,
    path: str,
    processors: Sequence[int],
    settings: Mapping[str, str],
) -> Iterator[Server]:
    port = _free_port()
    log = folder / f"server-{port}.log"
    resolved = [part.format(port=port) for part in command]
    began = time.perf_counter()
    with log.open("wb") as output, kept_to(processors):
        process = subprocess.Popen(
            resolved,
            cwd=folder,
            env=environment({**SETTINGS, "PORT": str(port), **settings}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_for_answer(process, port, path, log)
        yield Server(process, port, time.perf_counter() - began)
    finally:
        _stop(process)


def _cpu_seconds(process: psutil.Process) -> float:
    if sys.platform == "linux":  # its clock of a process, where psutil counts hundredths
        return time.clock_gettime((~process.pid << 3) | 2)
    times = process.cpu_times()
    return float(times.user + times.system)


def pin(pid: int, *, first: bool) -> None:
    """Keep a process to one processor, where the system can and has two."""
    if _PROCESSORS:
        os.sched_setaffinity(pid, {_PROCESSORS[0 if first else -1]})


@contextmanager
def kept_to(processors: Sequence[int]) -> Iterator[None]:
    """What starts meanwhile has only these, for all of its threads."""
    if not processors:
        yield
        return
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, processors)
    try:
        yield
    finally:
        os.sched_setaffinity(0, own)


def get(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _wait_for_answer(process: subprocess.Popen[bytes], port: int, path: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError, http.client.HTTPException):
            if get(port, path)[0] == http.client.OK:
                return
        time.sleep(0.01)
    raise SystemExit(f"{process.args!r} did not answer:\n{log.read_text('utf-8', 'replace')}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(15)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
