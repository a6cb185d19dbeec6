"""A small store that speaks as much of S3 as reading takes: list, head, get a range; in a thread of this process."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

__all__ = ["serving"]

DATE = "Mon, 02 Mar 2026 09:00:00 GMT"
RANGE = re.compile(r"bytes=(\d+)-(\d*)")


@contextmanager
def serving(objects: dict[str, bytes], bucket: str = "news") -> Iterator[str]:
    """Serve ``objects`` by their keys in a bucket; yields the endpoint's address."""

    class Handler(_Handler):
        kept, name = objects, bucket

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    kept: dict[str, bytes]
    name: str

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        bucket, _, key = unquote(address.path).lstrip("/").partition("/")
        if bucket != self.name:
            self._answer(404, _error("NoSuchBucket"))
        elif not key:
            self._answer(200, self._listing(parse_qs(address.query)) if address.query else b"")
        elif key in self.kept:
            self._give(self.kept[key])
        else:
            self._answer(404, _error("NoSuchKey"))

    def _listing(self, asked: dict[str, list[str]]) -> bytes:
        prefix = asked.get("prefix", [""])[0]
        found = [key for key in sorted(self.kept) if key.startswith(prefix)][: int(asked.get("max-keys", ["1000"])[0])]
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(self.kept[key])}</Size>"
            "<LastModified>2026-03-02T09:00:00.000Z</LastModified></Contents>"
            for key in found
        )
        head = f"<Name>{self.name}</Name><KeyCount>{len(found)}</KeyCount><IsTruncated>false</IsTruncated>"
        return f'<?xml version="1.0"?><ListBucketResult>{head}{rows}</ListBucketResult>'.encode()

    def _give(self, data: bytes) -> None:
        part = RANGE.match(self.headers.get("Range") or "")
        if part is None:
            return self._answer(200, data)
        start, end = int(part[1]), min(int(part[2] or len(data)), len(data) - 1)
        return self._answer(206, data[start : end + 1], {"Content-Range": f"bytes {start}-{end}/{len(data)}"})

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        told = {
            "Content-Length": str(len(body)),
            "Last-Modified": DATE,
            "ETag": '"x"',
            "x-amz-bucket-region": "us-east-1",
        }
        for name, value in {**told, **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _error(code: str) -> bytes:
    return f'<?xml version="1.0"?><Error><Code>{code}</Code></Error>'.encode()
