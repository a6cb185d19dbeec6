"""A small store that speaks as much of S3 as an archive takes: list, get, put, copy, delete; in a thread."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

__all__ = ["serving"]

DATE = "Mon, 02 Mar 2026 09:00:00 GMT"
NO_CONTENT = 204
RANGE = re.compile(r"bytes=(\d+)-(\d*)")


@contextmanager
def serving(objects: dict[str, bytes], bucket: str = "news", together: int = 1) -> Iterator[str]:
    """Serve ``objects`` by their keys in a bucket; yields the endpoint's address.

    A record of what is done (``…/done/…``) is given only to ``together`` readers at once.
    """
    uploads: dict[str, dict[int, bytes]] = {}

    class Handler(_Handler):
        kept, name, parts, crowd = objects, bucket, uploads, Barrier(together)

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
    parts: dict[str, dict[int, bytes]]
    crowd: Barrier

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
            waits = "/done/" in key and self.command == "GET"
            if not waits or self._is_crowded():
                self._give(self.kept[key])
            else:
                self._answer(403, _error("AccessDenied"))
        else:
            self._answer(404, _error("NoSuchKey"))

    def do_PUT(self) -> None:
        key, asked, body = self._sent()
        source = unquote(self.headers.get("x-amz-copy-source") or "").lstrip("/").partition("/")[2]
        if "uploadId" in asked:
            self.parts[asked["uploadId"][0]][int(asked["partNumber"][0])] = body
        elif source:
            self.kept[key] = self.kept[source]
        else:
            self.kept[key] = body
        told = b"<CopyObjectResult><ETag>x</ETag></CopyObjectResult>" if source else b""
        self._answer(200, told)

    def do_POST(self) -> None:
        key, asked, _ = self._sent()
        if "uploads" in asked:
            name = f"u{len(self.parts)}"
            self.parts[name] = {}
            told = f"<UploadId>{name}</UploadId>"
            self._answer(200, f"<InitiateMultipartUploadResult>{told}</InitiateMultipartUploadResult>".encode())
        else:
            pieces = self.parts[asked["uploadId"][0]]
            self.kept[key] = b"".join(pieces[number] for number in sorted(pieces))
            self._answer(200, b"<CompleteMultipartUploadResult></CompleteMultipartUploadResult>")

    def do_DELETE(self) -> None:
        key, _, _ = self._sent()
        self.kept.pop(key, None)
        self._answer(204, b"")

    def _sent(self) -> tuple[str, dict[str, list[str]], bytes]:
        """Return key, query and body of a request that writes."""
        address = urlsplit(self.path)
        body = b"".join(self._chunks()) or self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if "aws-chunked" in (self.headers.get("Content-Encoding") or ""):
            body = _unchunked(body)
        key = unquote(address.path).lstrip("/").partition("/")[2]
        return key, parse_qs(address.query, keep_blank_values=True), body

    def _chunks(self) -> Iterator[bytes]:
        """Yield the pieces of a body whose length was not told before."""
        while self.headers.get("Transfer-Encoding") == "chunked" and (size := int(self.rfile.readline(), 16)):
            yield self.rfile.read(size)
            self.rfile.readline()
        if self.headers.get("Transfer-Encoding") == "chunked":
            self.rfile.readline()

    def _is_crowded(self) -> bool:
        """Wait until enough read at once, but shorter than a client does before it asks again; tell whether they do."""
        try:
            self.crowd.wait(2)
        except BrokenBarrierError:
            return False
        return True

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
        if self.command != "HEAD" and status != NO_CONTENT:
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _unchunked(body: bytes) -> bytes:
    """Take the chunks of a signed upload apart: length in hexadecimal, line end, data, line end."""
    data = b""
    while body:
        head, _, body = body.partition(b"\r\n")
        size = int(head.partition(b";")[0] or b"0", 16)
        if not size:
            break
        data, body = data + body[:size], body[size + 2 :]
    return data


def _error(code: str) -> bytes:
    return f'<?xml version="1.0"?><Error><Code>{code}</Code></Error>'.encode()
