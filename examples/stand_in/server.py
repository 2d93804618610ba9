"""The loopback server: takes a request, lets bad days spoil the reply, and sends it as told."""

import socket
import struct
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from examples.stand_in.reply import Asked, Reply, asked

Answer = Callable[[Asked], Reply]
Sent = Callable[[Reply], None]


class LoopbackServer(ThreadingHTTPServer):
    """A server on 127.0.0.1 only, a thread per request."""

    daemon_threads = True

    def __init__(self, port: int, answer: Answer, sent: Sent) -> None:
        """Bind; port 0 takes a free one. ``sent`` hears of each reply that went out whole."""
        super().__init__(("127.0.0.1", port), _Handler)
        self.answer = answer
        self.sent = sent


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: LoopbackServer

    def do_GET(self) -> None:
        """Answer one request."""
        reply = self.server.answer(asked(self.path, dict(self.headers)))
        try:
            self._send_head(reply)
            self._send_body(reply)
        except ConnectionError:
            return  # the client hung up, as it should on some bad days
        if reply.reset:
            self._break_off()
        else:
            self.server.sent(reply)

    def _send_head(self, reply: Reply) -> None:
        self.close_connection = True
        self.send_response(reply.status)
        self.send_header("Connection", "close")
        self.send_header("Content-Type", reply.content_type)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif reply.status != 304:
            length = len(reply.body) if reply.claimed_length is None else reply.claimed_length
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def _send_body(self, reply: Reply) -> None:
        for piece in _pieces(reply):
            framed = b"%x\r\n%b\r\n" % (len(piece), piece) if reply.chunked else piece
            self.wfile.write(framed)
            time.sleep(reply.drip_seconds)
        if reply.chunked and not reply.reset:
            self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()

    def _break_off(self) -> None:
        # Zero seconds of linger make close() send a reset instead of a clean end.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
        """Say nothing: whoever asks can look at ``StandIn.requests``."""


def _pieces(reply: Reply) -> Iterator[bytes]:
    for start in range(0, len(reply.body), reply.piece_bytes):
        yield reply.body[start : start + reply.piece_bytes]
