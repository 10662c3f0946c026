"""A small publisher on the loopback that serves one file, properly or with a named fault."""

from __future__ import annotations

import contextlib
import hashlib
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MODIFIED = "Tue, 03 Nov 2026 08:15:00 GMT"


@dataclass
class Publisher:
    """What the server holds, what it will do wrong next, and what it was asked.

    Attributes:
        content: the file.
        faults: one for each coming request, taken from the front: a status ("403"), "truncate",
            "truncate-all", "stall", "redirect:TARGET", "loop", "lie" (a range from elsewhere),
            "page" (a web page), "packed", "short-range"; an empty list serves properly.
        always: a fault for every request, once `faults` is used up.
        requests: the headers of each request.
    """

    content: bytes
    faults: list[str] = field(default_factory=list)
    always: str = ""
    with_etag: bool = True
    requests: list[dict[str, str]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    base: str = ""

    @property
    def etag(self) -> str:
        """The ETag of the file as it is now."""
        return f'"{hashlib.sha256(self.content).hexdigest()[:16]}"'

    @property
    def url(self) -> str:
        """Where the file is."""
        return f"{self.base}ISLD-export.zip"


@contextlib.contextmanager
def publishing(content: bytes) -> Iterator[Publisher]:
    """Serve `content` on the loopback until the block ends."""
    publisher = Publisher(content)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(publisher))
    server.daemon_threads = True
    publisher.base = f"http://127.0.0.1:{server.server_address[1]}/Open/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield publisher
    finally:
        publisher.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(publisher: Publisher) -> type[BaseHTTPRequestHandler]:
    """Return a request handler bound to a publisher."""

    class Handler(_Handler):
        held = publisher

    return Handler


class _Handler(BaseHTTPRequestHandler):
    """Answers one request, with the fault that is due."""

    held: Publisher

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
        """Say nothing."""

    def do_GET(self) -> None:
        """Serve the file, or fail as told."""
        held = self.held
        held.requests.append(dict(self.headers))
        fault = held.faults.pop(0) if held.faults else held.always
        if fault.isdecimal():
            self._empty(int(fault), {"Retry-After": "0"} if fault == "503" else {})
        elif fault == "loop":
            self._empty(302, {"Location": self.path})
        elif fault.startswith("redirect:"):
            self._empty(302, {"Location": fault.removeprefix("redirect:")})
        elif fault in {"page", "packed"}:
            extra = (
                ("Content-Type", "text/html") if fault == "page" else ("Content-Encoding", "gzip")
            )
            self._body(200, b"<html>log in</html>", dict([extra]))
        else:
            self._serve(fault)

    def _empty(self, status: int, headers: dict[str, str]) -> None:
        """Answer without a body."""
        self._body(status, b"", headers)

    def _serve(self, fault: str) -> None:
        """Serve the file, or a part of it, cut short or stalling where told."""
        held, start, status = self.held, 0, 200
        marks = {"Last-Modified": MODIFIED} | ({"ETag": held.etag} if held.with_etag else {})
        if self.headers.get("If-None-Match") == held.etag:
            return self._empty(304, marks)
        match = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if match and self.headers.get("If-Range") in set(marks.values()):
            start, status = int(match[1]), 206
            if start >= len(held.content):
                return self._empty(416, {"Content-Range": f"bytes */{len(held.content)}"})
            begin = 1 if fault == "lie" else start
            last = len(held.content) - 1
            marks["Content-Range"] = f"bytes {begin}-{last}/{len(held.content)}"
        self._body(status, held.content[start:], marks, fault)
        return None

    def _body(self, status: int, body: bytes, headers: dict[str, str], fault: str = "") -> None:
        """Send status, headers and body; a truncated or stalling one stops halfway."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        cut = {"truncate": len(body) // 2, "stall": len(body) // 2, "truncate-all": 0}
        with contextlib.suppress(OSError):
            self.wfile.write(body[: cut.get(fault, len(body))])
            if fault == "stall":
                self.held.released.wait(5)
