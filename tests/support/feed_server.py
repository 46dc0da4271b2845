"""A real HTTP server on this machine that answers as feeds do, with all their faults."""

import gzip
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ENDLESS = 1 << 40


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        path = self.path.partition("?")[0]
        answer = self.server.answers[path]
        try:
            if callable(answer):
                answer(self)
            else:
                self.give(answer)
        except OSError:  # whoever asked has gone
            self.close_connection = True

    def give(self, body, *, status=200, length=None, **headers):
        body = body if isinstance(body, bytes) else body.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def status(code, **headers):
    return lambda asked: asked.give(b"", status=code, **headers)


def cut(body):
    """Promise more than comes."""

    def answer(asked):
        asked.give(body, length=len(body) + 100)
        asked.close_connection = True

    return answer


def cut_gzip(body):
    return lambda asked: asked.give(gzip.compress(body)[:-9], Content_Encoding="gzip")


def endless(asked):
    """Send without an end, with a length of a terabyte."""
    asked.give(b"name\n", length=ENDLESS)
    for _ in range(3_000):
        asked.wfile.write(b"a,b,c\n" * 10_000)


def bomb(asked):
    """Send what unpacks to a thousand times its size."""
    asked.give(gzip.compress(b"a" * 30_000_000, 6), Content_Encoding="gzip")


def slow_body(asked):
    asked.give(b"name\n", length=ENDLESS)
    drip(asked)


def slow_header(asked):
    asked.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    drip(asked)


def drip(asked):
    for _ in range(200):
        asked.wfile.write(b"a")
        asked.wfile.flush()
        time.sleep(0.02)


@contextmanager
def feed_server(answers):
    """Serve answers by path; gives the server, with `url` and all that was `asked`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.block_on_close = True, False
    server.answers, server.asked = answers, []
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
