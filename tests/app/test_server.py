"""What `atlas serve` answers, and what it says when it cannot start."""

import ast
import dataclasses
import gzip
import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from atlas.app import assets
from atlas.app.security import FRAME_APP, FRAME_EMBED, frame_ancestors
from atlas.app.server import run
from atlas.base import qr
from atlas.base.errors import AtlasError, DataPackageError
from atlas.base.public_address import BASE_URL
from atlas.data import load
from atlas.data.bundled import pages_dir
from atlas.output.report.still_page import still_page
from atlas.places.filters import Filter
from atlas.places.view import make_view
from atlas.webmap import capsule, payload
from tests.support import app_server
from tests.support.app_server import COMMAND, serve

pytestmark = pytest.mark.slow


def get(url, **headers):
    parts = urlsplit(url)
    line = HTTPConnection(parts.netloc, timeout=20)
    try:
        line.request("GET", f"{parts.path or '/'}?{parts.query}", headers=headers)
        answer = line.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        line.close()


def policy(headers):
    parts = (part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    return {name: rest[0] if rest else "" for name, *rest in parts}


def test_health_says_what_is_served(server):
    status, _, body = get(f"{server.url}/healthz")
    package = load()
    expected = {"status": "ok", "version": package.version, "places": len(package.places)}
    assert (status, json.loads(body)) == (200, expected)


@pytest.mark.parametrize("path", ["/", "/data", "/healthz", "/nothing", "/_stcore/health"])
def test_every_answer_carries_the_security_headers(server, path):
    _, headers, _ = get(server.url + path)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert policy(headers)["frame-ancestors"] == "'none'"
    assert policy(headers)["default-src"] == "'self'"
    assert "unsafe" not in policy(headers)["script-src"]
    assert "http" not in headers["Content-Security-Policy"], "no other site is allowed anything"


def test_points_are_those_of_the_public_view_and_asked_for_once(server):
    status, headers, body = get(f"{server.url}/data/points.json")
    data = json.loads(body)
    assert status == 200
    assert data["payload"] == json.loads(json.dumps(payload(make_view(load(), Filter().lifted()))))
    assert set(data["strings"]) == {"es", "en"}
    assert headers["Cache-Control"] == "no-cache"
    tag = headers["ETag"]
    status, headers, body = get(f"{server.url}/data/points.json", **{"If-None-Match": tag})
    assert (status, body, headers["ETag"]) == (304, b"", tag)
    status, headers, _ = get(f"{server.url}/data/points.json?v={tag.strip(chr(34))}")
    assert "immutable" in headers["Cache-Control"]


def test_points_are_sent_compressed(server):
    url = f"{server.url}/data/points.json"
    _, headers, body = get(url, **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == get(url)[2]


def test_embed_is_the_capsule_of_its_filter(server):
    status, headers, body = get(f"{server.url}/embed?kind=shelter&side=US&lang=en")
    view = make_view(load(), Filter(kind=("shelter",), side=("US",), lang="en"))
    assert status == 200
    assert body.decode("utf-8") == capsule(view, home="./")
    assert headers["Content-Type"].startswith("text/html")
    assert "Content-Security-Policy" not in headers, "anybody may frame it, a local file too"


def test_embed_is_fetched_again_only_when_it_changed(server):
    url = f"{server.url}/embed?kind=health"
    tag = get(url)[1]["ETag"]
    assert get(url, **{"If-None-Match": tag})[0] == 304
    assert get(f"{server.url}/embed?kind=shelter", **{"If-None-Match": tag})[0] == 200


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("kind=nonsense", "kind: 'nonsense' cannot be used; allowed: shelter"),
        ("max_km=-1", "max_km: '-1' cannot be used"),
        ("height=tall", "height: 'tall' cannot be used; use a number of px from 200 to 10000"),
        ("height=99999", "height: '99999' cannot be used"),
        ("height=400px%7D%3C/style%3E", "height: '400px}</style>' cannot be used"),
        ("height=", "height: '' cannot be used"),
        ("panels=every", "panels: 'every' cannot be used; allowed: all, filter, list, none"),
        ("start=film", "start: 'film' cannot be used; allowed: picture"),
        ("kind=%3Cscript%3Ealert(1)%3C/script%3E", "kind: '<script>alert(1)</script>'"),
    ],
)
def test_embed_refuses_what_it_does_not_know(server, query, words):
    status, headers, body = get(f"{server.url}/embed?{query}")
    assert status == 400
    assert headers["Content-Type"].startswith("text/plain")
    assert words in body.decode("utf-8")
    assert "\n" not in body.decode("utf-8")


def test_embed_takes_panels_and_leaves_foreign_parameters_alone(server):
    status, _, body = get(f"{server.url}/embed?panels=list&utm_source=mail")
    assert status == 200
    assert body.decode("utf-8") == capsule(make_view(load(), Filter()), panels="list", home="./")


def test_embed_begins_with_a_picture_that_leads_to_the_map(server):
    status, _, body = get(f"{server.url}/embed?kind=shelter&lang=en&panels=none&start=picture")
    page = still_page(
        make_view(load(), Filter(kind=("shelter",), lang="en")), "?kind=shelter&lang=en&panels=none"
    )
    assert (status, body.decode("utf-8")) == (200, page)


def test_embed_starts_with_the_list_of_the_link(server):
    ids = load().places["facility_id"].iloc[[5, 2]].tolist()
    _, _, body = get(f"{server.url}/embed?side=US&list={';'.join(ids)}&show=list")
    view = make_view(load(), Filter(side=("US",)), also=ids)
    assert body.decode("utf-8") == capsule(view, extra=f"list={';'.join(ids)}&show=list", home="./")
    status, _, body = get(f"{server.url}/embed?list=nowhere")
    assert (status, b"list: 'nowhere'" in body) == (400, True)


@pytest.fixture(scope="module")
def reached():
    """A server with a public address."""
    with serve("--base-url", "https://atlas.example.org/mapa") as running:
        yield running


def test_codes_for_paper_are_of_links_of_this_atlas(reached):
    ids = list(load().places["facility_id"][:2])
    query = f"lang=en&kind=shelter&list={';'.join(reversed(ids))}&show=list&foreign=x"
    status, _, body = get(f"{reached.url}{assets.QR}?{query}")
    link = f"https://atlas.example.org/mapa/?kind=shelter&lang=en&list={ids[1]};{ids[0]}&show=list"
    assert (status, json.loads(body)) == (200, dataclasses.asdict(qr.outline(link)))
    many = ";".join(load().places["facility_id"].sort_values(key=lambda one: -one.str.len())[:51])
    for wrong in ("list=nowhere", "kind=castle", f"list={many}", "with=kind%3Dcastle"):
        status, _, body = get(f"{reached.url}{assets.QR}?{wrong}")
        assert status == 400
        assert b"\n" not in body


def test_codes_need_a_public_address(server):
    assert get(f"{server.url}{assets.QR}?lang=es")[0] == 404


def test_embed_takes_a_height_and_keeps_one_answer_for_each_way_of_writing_it(server):
    status, headers, body = get(f"{server.url}/embed?kind=health&height=480")
    view = make_view(load(), Filter(kind=("health",)))
    assert (status, body.decode("utf-8")) == (200, capsule(view, height=480, home="./"))
    assert get(f"{server.url}/embed?kind=health&height=480px")[1]["ETag"] == headers["ETag"]
    assert get(f"{server.url}/embed?kind=health")[1]["ETag"] != headers["ETag"]


def test_code_is_kept_for_ever_under_the_name_of_its_content(server):
    for name, file in assets.code().items():
        status, headers, body = get(f"{server.url}/assets/{file.digest}/{name}")
        assert (status, body) == (200, file.content)
        assert headers["Content-Type"].split(";")[0] == file.media_type
        assert "immutable" in headers["Cache-Control"]
        assert get(f"{server.url}/assets/{'0' * 16}/{name}")[0] == 404


@pytest.mark.parametrize("path", ["/assets/x/../server.py", "/assets/0/state.py", "/assets/"])
def test_nothing_else_is_served(server, path):
    status, _, body = get(server.url + path)
    assert status in (301, 400, 404) or body.startswith(b"<!--"), "at most Streamlit's own page"
    assert b"import streamlit" not in body


def handshake(server, origin):
    """Ask for a live connection as a page of some site would; give the answer's head."""
    host, port = server.url.removeprefix("http://").split(":")
    lines = [
        "GET /_stcore/stream HTTP/1.1",
        f"Host: {host}:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Extensions: permessage-deflate",
        *([f"Origin: {origin}"] if origin else []),
    ]
    with socket.create_connection((host, int(port)), timeout=20) as line:
        line.sendall("\r\n".join([*lines, "", ""]).encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += line.recv(1024)
        return head.decode("latin-1").lower()


def test_only_pages_of_this_server_open_a_live_connection(server):
    assert handshake(server, server.url).split()[1] == "101"
    assert handshake(server, "https://elsewhere.example").split()[1] == "403"
    assert handshake(server, "null").split()[1] == "403"


def test_messages_are_compressed_for_readers_far_away_only(server, reached):
    assert "permessage-deflate" not in handshake(server, server.url)
    assert "permessage-deflate" in handshake(reached, reached.url)


def test_operator_says_who_may_frame_and_where_it_listens():
    own = {FRAME_APP: "'self' https://partner.example", FRAME_EMBED: "https://partner.example:8443"}
    with serve("--host", "0.0.0.0", **own) as running:  # noqa: S104
        assert "permessage-deflate" in handshake(running, running.url), "readers may be far away"
        assert policy(get(running.url)[1])["frame-ancestors"] == own[FRAME_APP]
        framing = policy(get(f"{running.url}/embed")[1])["frame-ancestors"]
        assert framing == f"'self' {own[FRAME_EMBED]}", "the app's own preview, and the partner"


def in_version(folder, version):
    descriptor = folder / "datapackage.json"
    data = json.loads(descriptor.read_text(encoding="utf-8"))
    descriptor.write_text(json.dumps({**data, "version": version}), encoding="utf-8")


def health_after(running, wanted):
    """Ask how the server is, until it says something or a while is over; give what it says last."""
    until = time.monotonic() + 20
    while wanted not in (body := get(f"{running.url}/healthz")[2]) and time.monotonic() < until:
        time.sleep(0.2)
    return json.loads(body)


def test_other_package_is_served_and_the_next_one_that_its_name_leads_to(package_copy, tmp_path):
    second, link = tmp_path / "second", tmp_path / "current"
    shutil.copytree(package_copy, second)
    in_version(package_copy, "1999.1.1")
    in_version(second, "1999.2.1")
    link.symlink_to(package_copy)
    with serve("--data", link) as running:
        assert json.loads(get(f"{running.url}/healthz")[2])["version"] == "1999.1.1"
        (package_copy / "crossings.csv").unlink()
        assert health_after(running, b"crossings.csv")["status"] == "failed"
        assert get(f"{running.url}/lite")[0] == 200, "the data read before are served"
        link.unlink()
        link.symlink_to(second)
        expected = {"status": "ok", "version": "1999.2.1"}
        assert health_after(running, b"1999.2.1").items() >= expected.items()


def test_settling_loads_what_pages_are_made_with_and_spares_it_from_the_search_for_garbage():
    """In a process of its own: what is spared stays so."""
    asked = {
        name
        for page in pages_dir().glob("*.py")
        for node in ast.walk(ast.parse(page.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module.startswith("atlas.app")
        for name in (f"{node.module}.{one.name}" for one in node.names)
    }
    code = (
        "import gc, json, sys\n"
        "from atlas.app.server import settle\n"
        "settle()\n"
        "print(json.dumps([gc.get_freeze_count(), len(gc.get_objects()), sorted(sys.modules)]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True
    )
    spared, searched, loaded = json.loads(done.stdout)
    assert asked <= set(loaded)
    assert "altair" in loaded
    assert "atlas.app.main" not in loaded, "it is a page, not code"
    assert searched < spared / 20


@pytest.fixture(params=["ignored", "as usual"])
def inherited_interrupt(request):
    """How the parent treats SIGINT: `sh -c 'pytest' &` ignores it, a terminal does not."""
    handler = signal.SIG_IGN if request.param == "ignored" else signal.default_int_handler
    before = signal.signal(signal.SIGINT, handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("inherited_interrupt")
def test_interrupt_ends_it_quietly(monkeypatch):
    resource = pytest.importorskip("resource")
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    few = f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (256, {hard})); "
    changed = [f"{few}{one}" if one.startswith("from atlas") else one for one in COMMAND]
    monkeypatch.setattr(app_server, "COMMAND", changed)
    with serve() as running:
        limits = Path(f"/proc/{running.process.pid}/limits")
        if limits.exists():
            allowed = re.search(r"Max open files +(\d+)", limits.read_text())[1]
            assert int(allowed) >= min(hard, 65_536) > 256, "readers need several files each"
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(timeout=20) in (0, 130)
        assert "Traceback" not in running.process.stdout.read()


def test_port_in_use_is_one_line_and_exit_2(server):
    port = server.url.rsplit(":", 1)[1]
    done = subprocess.run(
        [*COMMAND[:-1], port], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"atlas: port {port} on 127.0.0.1 is in use; stop what uses it or choose another with "
        "--port\n"
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"port": 99_999}, "--port 99999 is no port; use 0 to 65535"),
        ({"host": "198.51.100.7", "port": 0}, "--host '198.51.100.7' is no address of this"),
        ({"host": "bad host", "port": 0}, "--host 'bad host' is no address of this machine"),
        ({"port": 0, "data": Path("/no/such/folder")}, "/no/such/folder"),
        ({"port": 0, "base_url": "example.org"}, "--base-url: 'example.org' is no public address"),
    ],
)
def test_wrong_use_is_refused(options, words):
    with pytest.raises(AtlasError, match=re.escape(words)):
        run(**options)


def test_broken_package_is_found_before_anybody_is_let_in(package_copy):
    table = package_copy / "crossings.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("pedestrian", "flying"))
    with pytest.raises(DataPackageError, match=r"crossings\.csv row 2, modes: .*flying"):
        run(port=0, data=package_copy)


def test_wrong_public_address_in_the_environment_is_refused(monkeypatch):
    monkeypatch.setenv(BASE_URL, "https://ana:secret@example.org")
    with pytest.raises(AtlasError, match=BASE_URL) as said:
        run(port=0)
    assert "secret" not in str(said.value)


@pytest.mark.parametrize("variable", [FRAME_APP, FRAME_EMBED])
@pytest.mark.parametrize("text", ["*; script-src *", "javascript:", "'self'\nx: y"])
def test_wrong_frame_setting_is_refused(variable, text, monkeypatch):
    monkeypatch.setenv(variable, text)
    with pytest.raises(AtlasError, match=variable):
        frame_ancestors(variable, "*")
