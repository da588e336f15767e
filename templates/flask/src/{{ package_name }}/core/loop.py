"""The process's event loop, in a thread of its own: what outlives a request runs there.

Flask gives each `async def` view a loop that ends with it, and so would what belongs to that loop.
"""

import asyncio
import atexit
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from functools import lru_cache, wraps
from threading import Lock, Thread
from typing import Any, TypeVar

Value = TypeVar("Value")


def once(make: Callable[[], Value]) -> Callable[[], Value]:
    """Call it once in the process, also where several threads are the first."""
    made, turn = lru_cache(make), Lock()

    @wraps(make)
    def get() -> Value:
        with turn:
            return made()

    return get


def submit(work: Coroutine[Any, Any, Value]) -> Future[Value]:
    """Have it done on the loop. What is bound to the log, such as the request's id, goes along."""
    return asyncio.run_coroutine_threadsafe(work, loop())


def at_exit(end: Callable[[], Coroutine[Any, Any, object]]) -> None:
    """Have it done before the process ends."""
    atexit.register(lambda: submit(end()).result())


@once
def loop() -> asyncio.AbstractEventLoop:
    started = asyncio.new_event_loop()
    thread = Thread(target=started.run_forever, name="loop", daemon=True)
    thread.start()

    @atexit.register
    def end() -> None:
        started.call_soon_threadsafe(started.stop)
        thread.join()
        started.close()

    return started
