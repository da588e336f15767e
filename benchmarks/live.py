"""Live streams: what a thousand take on one process, and when a batch has reached them all."""

import asyncio
import os
import time
from datetime import UTC, datetime, timedelta
from statistics import median

import httpx2

from benchmarks.apps import generated
from benchmarks.databases import database
from benchmarks.projects import Workshop
from benchmarks.report import Table
from benchmarks.servers import Server, pin

STREAMS = 1000
SETTLED = 2.0  # seconds, until what was made to open them is gone
SIZES = (1, 100, 500)
ROUNDS = 5
SENSORS = "/api/v1/sensors"
START = datetime(2026, 1, 1, tzinfo=UTC)


def measure(workshop: Workshop) -> Table:
    """FastAPI's, on its event loop."""
    pin(os.getpid(), first=False)
    with (
        database(workshop, "fastapi", "sqlite") as url,
        generated(workshop, "fastapi", url, async_io="true").serve() as server,
    ):
        before = server.worker_memory()
        each, seconds = asyncio.run(_follow(server, before))
    rows = [
        [str(size), f"{each:.1f}", f"{1000 * median(told):.0f}", f"{1000 * max(told):.0f}"]
        for size, told in seconds.items()
    ]
    return Table(
        f"{STREAMS:,} streams of one sensor from one process on one processor",
        (
            "readings in a batch",
            "memory of a stream, KB",
            "until all have it, ms",
            f"slowest of {ROUNDS}, ms",
        ),
        rows,
    )


async def _follow(server: Server, before: float) -> tuple[float, dict[int, list[float]]]:
    """The kilobytes that a stream takes; for each size the seconds from the call to the last."""
    async with httpx2.AsyncClient(base_url=server.address, trust_env=False) as client:
        made = await client.post(SENSORS, json={"name": "followed", "unit": "K"})
        sensor = made.raise_for_status().headers["Location"]
        streams = [await _open(server, f"{sensor}/live") for _ in range(STREAMS)]
        await asyncio.sleep(SETTLED)
        each = (server.worker_memory() - before) * 1000 / STREAMS
        seconds: dict[int, list[float]] = {}
        sent = 0
        for size in SIZES:
            for _ in range(ROUNDS):
                told = asyncio.gather(*(_take(stream, size) for stream in streams))
                body = {"readings": [_reading(sent + number) for number in range(size)]}
                sent += size
                began = time.perf_counter()
                answer = await client.post(f"{sensor}/readings", json=body)
                answer.raise_for_status()
                await told
                seconds.setdefault(size, []).append(time.perf_counter() - began)
    for stream in streams:
        stream[1].close()
    return each, seconds


Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _open(server: Server, path: str) -> Stream:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"no stream: {head!r}")
    await reader.readuntil(b"id: ")  # it begins by saying where to resume
    return reader, writer


async def _take(stream: Stream, count: int) -> None:
    for _ in range(count):
        await stream[0].readuntil(b"data: ")


def _reading(number: int) -> dict[str, object]:
    return {"at": (START + timedelta(seconds=number)).isoformat(), "value": number / 2}
