"""A small HTTP client that costs little beside the server it measures."""

import re
import selectors
import socket
from collections.abc import Iterable, Iterator
from contextlib import ExitStack

CONNECTIONS = 4
PATIENCE = 30
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)


def send(port: int, requests: Iterable[bytes], expected: int) -> None:
    """Send the requests over a few connections that are kept; each answer has to be `expected`."""
    pending = iter(requests)
    with ExitStack() as opened:
        selector = opened.enter_context(selectors.DefaultSelector())
        for _ in range(CONNECTIONS):
            connection = opened.enter_context(socket.create_connection(("127.0.0.1", port)))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            exchange = _exchange(connection, pending, expected)
            if next(exchange, None) is not None:
                selector.register(connection, selectors.EVENT_READ, exchange)
        while selector.get_map():
            ready = selector.select(PATIENCE)
            if not ready:
                raise SystemExit(f"no answer on port {port} in {PATIENCE} s")
            for key, _ in ready:
                if next(key.data, None) is None:
                    selector.unregister(key.fileobj)


def _exchange(
    connection: socket.socket, requests: Iterator[bytes], expected: int
) -> Iterator[bool]:
    """Send one request after the other; yields whenever it has to wait for the server."""
    for request in requests:
        connection.sendall(request)
        answer = b""
        while not _is_complete(answer):
            yield True
            received = connection.recv(65536)
            if not received:
                raise SystemExit("the server closed a connection")
            answer += received
        status = int(answer[9:12])
        if status != expected:
            raise SystemExit(f"answered {status}, not {expected}: {answer.decode()}")


def _is_complete(answer: bytes) -> bool:
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return False
    length = _LENGTH.search(answer, 0, end + 2)
    if length is None:  # then it comes in chunks, the last of which is empty
        return answer.endswith(b"\r\n0\r\n\r\n")
    return len(answer) >= end + 4 + int(length[1])


def get_request(path: str, **headers: str) -> bytes:
    more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
    return f"{head}{more}\r\n".encode()


def post_request(path: str, body: bytes) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
