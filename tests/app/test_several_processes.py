"""The setting of nginx that docs/operations.md gives for several processes, with a real nginx."""

import threading
from collections import Counter
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.support.nginx import NGINX, documented, free_ports, nginx

pytestmark = pytest.mark.skipif(NGINX is None, reason="needs nginx (nginx-light)")


class Named(BaseHTTPRequestHandler):
    """Answers with the port of its server."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(self.server.server_port).encode())

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def port(tmp_path):
    """The port of an nginx before two servers."""
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Named) for _ in range(2)]
    for one in servers:
        threading.Thread(target=one.serve_forever, daemon=True).start()
    (port,) = free_ports(1)
    addresses = [f"http://127.0.0.1:{one.server_port}" for one in servers]
    with nginx(tmp_path, documented(addresses, port), port):
        yield port
    for one in servers:
        one.shutdown()
        one.server_close()


def ask(port, cookie=""):
    line = HTTPConnection("127.0.0.1", port, timeout=20)
    line.request("GET", "/", headers={"Cookie": cookie} if cookie else {})
    answer = line.getresponse()
    found = answer.read(), answer.headers["Set-Cookie"]
    line.close()
    return found


def test_readers_are_kept_to_a_process_and_spread_over_all(port):
    processes = Counter()
    for _ in range(40):
        _, said = ask(port)
        cookie = said.partition(";")[0]
        (process, again), *others = [ask(port, cookie) for _ in range(3)]
        assert again is None, "once is enough"
        assert {one for one, _ in others} == {process}
        processes[process] += 1
    assert min(processes.values()) > 5
    assert len(processes) == 2


def test_whoever_takes_no_cookies_goes_by_address(port):
    assert len({ask(port)[0] for _ in range(10)}) == 1
