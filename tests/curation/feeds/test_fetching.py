"""Feeds are fetched within limits, from addresses that were checked, and secrets stay secret."""

import gzip
import json
import socket
import time

import pytest

from atlas.base.errors import IngestError
from atlas.curation.feeds import Feed, bounded_download, checked_addresses
from atlas.curation.feeds.answer_pages import fetch
from atlas.curation.feeds.bounded_download import Session, secret_of
from atlas.curation.feeds.checked_addresses import is_public
from atlas.curation.ingest import ColumnMapping
from tests.support import feed_server as served

SECRET = "s3cret-of-the-test"  # noqa: S105, sent to this machine only
ANSWERS = {}


@pytest.fixture(scope="module")
def server():
    with served.feed_server(ANSWERS) as running:
        yield running


@pytest.fixture
def get(server):
    """Fetch what one path answers, as a feed of one kind."""

    def get(answer, *, kind="csv", path="/a", conditions=(), secret="", **settings):
        ANSWERS[path] = answer
        server.asked.clear()
        numbers = {"seconds": 1, "megabytes": 1, **settings.pop("numbers", {})}
        feed = Feed(
            name="albergues",
            kind=kind,
            address=settings.pop("address", server.url + path),
            resource="shelters",
            mapping=ColumnMapping(),
            private_hosts=settings.pop("private_hosts", ("127.0.0.1",)),
            numbers=numbers,
            **settings,
        )
        return fetch(Session(feed, secret), dict(conditions))

    return get


def test_an_answer_arrives_with_what_recognises_it(get, server):
    told = get(lambda asked: asked.give("name\nX\n", ETag='"1"', Last_Modified="Mon"))
    assert (told.data, told.etag, told.last_modified) == (b"name\nX\n", '"1"', "Mon")
    assert server.asked[0][1]["Host"] == server.url.removeprefix("http://")


def test_what_has_not_changed_is_not_sent_again(get, server):
    told = get(served.status(304), conditions={"If-None-Match": '"1"'})
    assert told.data is None
    assert server.asked[0][1]["If-None-Match"] == '"1"'


def test_gzip_is_unpacked(get):
    packed = gzip.compress(b"name\nX\n")
    assert get(lambda asked: asked.give(packed, Content_Encoding="gzip")).data == b"name\nX\n"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (served.cut(b"name\nX\n"), "broke off"),
        (served.cut_gzip(b"name\nX\n" * 99), "broke off"),
        (lambda asked: asked.give("no gzip", Content_Encoding="gzip"), "broke off"),
        (lambda asked: asked.give("?", Content_Encoding="br"), "packed as br"),
        (served.status(304), "error 304"),
        (served.status(500), "error 500"),
        (served.status(403), "refuses access"),
        (served.status(429), "error 429"),
        (served.status(429, Retry_After="3600"), "come back in 3,600 seconds"),
        (served.status(301, Location="http://10.0.0.1/"), "sent on to http://10.0.0.1"),
        (served.status(302, Location="/a"), "sent on too often"),
        (served.status(302, Location="file:///etc/passwd"), "must begin with https"),
        (served.status(302, Location="http://a:port/"), "broke off"),
        (lambda asked: asked.give("<html>", Content_Type="text/html"), "web page"),
        (served.endless, "more than 1 MB"),
        (served.bomb, "more than 1 MB"),
    ],
)
def test_a_fault_is_one_line_that_names_the_feed(get, answer, words):
    with pytest.raises(IngestError, match=words) as failed:
        get(answer)
    assert str(failed.value).startswith("albergues")
    assert "\n" not in str(failed.value)


@pytest.mark.parametrize("address", ["ftp://a.example/x", "a.csv", "http://a:port/", "http://:@/"])
def test_an_address_that_is_none_is_one_line(get, address):
    with pytest.raises(IngestError, match="must begin with https"):
        get("", address=address)


def test_a_password_in_the_address_is_not_repeated(get):
    with pytest.raises(IngestError, match="token_env") as failed:
        get("", address=f"https://me:{SECRET}@a.example/x")
    assert SECRET not in str(failed.value)


@pytest.mark.parametrize("answer", [served.slow_body, served.slow_header])
def test_the_time_is_limited_however_the_answer_drips(get, answer):
    began = time.monotonic()
    with pytest.raises(IngestError, match="not finished after"):
        get(answer, numbers={"seconds": 0.15})
    assert time.monotonic() - began < 2


def test_who_asks_to_wait_a_little_is_asked_again(get):
    times = iter([served.status(429, Retry_After="0"), lambda asked: asked.give("name\nX\n")])

    def later(asked):
        next(times)(asked)

    assert get(later).data == b"name\nX\n"


def test_a_private_address_is_refused_before_anything_is_sent(get, server):
    with pytest.raises(IngestError, match=r"127\.0\.0\.1 lies in a private network"):
        get("name\n", private_hosts=())
    assert not server.asked


def test_a_named_host_may_be_sent_on_to_but_not_into_a_private_network(get, server):
    there = f"http://localhost:{server.server_port}/b"
    ANSWERS["/b"] = "name\nX\n"
    named = {"redirect_hosts": ("localhost",)}
    with pytest.raises(IngestError, match="localhost lies in a private network"):
        get(served.status(301, Location=there), **named)
    hosts = ("127.0.0.1", "localhost")
    told = get(served.status(301, Location=there), **named, private_hosts=hosts)
    assert told.data == b"name\nX\n"


def test_the_connection_goes_to_the_address_that_was_checked(get, server, monkeypatch):
    """A name server that answers a second time is not asked a second time."""
    asked = []

    def resolve(host, port, *_, **__):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(checked_addresses.socket, "getaddrinfo", resolve)
    with monkeypatch.context() as patched:
        patched.setattr(checked_addresses, "is_public", lambda _address: True)
        address = f"http://feeds.example:{server.server_port}/a"
        assert get("name\nX\n", address=address, private_hosts=()).data == b"name\nX\n"
    # The connection itself asks for the number that it was given.
    assert asked.count("feeds.example") == 1
    assert server.asked[0][1]["Host"] == f"feeds.example:{server.server_port}"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1",  # noqa: S104
     "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "224.0.0.1"],
)  # fmt: skip
def test_what_is_not_of_the_public_network_is_known(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_what_is_public_is_known(address):
    assert is_public(address)


@pytest.mark.parametrize(
    ("way", "header", "query"),
    [
        ("bearer", ("Authorization", f"Bearer {SECRET}"), ""),
        ("token", ("Authorization", f"Token {SECRET}"), ""),
        ("header:X-Key", ("X-Key", SECRET), ""),
        ("query:key", ("X-None", None), f"key={SECRET}"),
    ],
)
def test_the_secret_is_sent_as_the_feed_says_and_taken_out_of_the_answer(
    get, server, caplog, way, header, query
):
    with caplog.at_level(0):
        told = get(f"name\nX {SECRET}\n", secret=SECRET, token_env="ATLAS_FEED_X", token_as=way)  # noqa: S106
    path, headers = server.asked[0]
    assert headers.get(header[0]) == header[1]
    assert query in path
    assert told.data == b"name\nX ***\n"
    assert SECRET not in caplog.text


def test_the_secret_does_not_follow_to_another_host(get, server):
    ANSWERS["/b"] = "name\nX\n"
    there = f"http://localhost:{server.server_port}/b"
    hosts = ("127.0.0.1", "localhost")
    get(
        served.status(302, Location=there),
        secret=SECRET,
        token_env="ATLAS_FEED_X",  # noqa: S106
        redirect_hosts=hosts,
        private_hosts=hosts,
    )
    (_, first), (_, second) = server.asked
    assert "Authorization" in first
    assert "Authorization" not in second


def test_the_secret_is_not_sent_in_the_clear(get, monkeypatch):
    monkeypatch.setattr(bounded_download, "addresses_of", lambda *_: pytest.fail("was asked"))
    with pytest.raises(IngestError, match="not sent over http") as failed:
        get("x", secret=SECRET, token_env="ATLAS_FEED_X", private_hosts=())  # noqa: S106
    assert SECRET not in str(failed.value)


@pytest.mark.parametrize("environ", [{}, {"ATLAS_FEED_X": "short"}, {"ATLAS_FEED_X": "a b" * 9}])
def test_a_secret_that_is_none_is_named_by_its_variable(environ):
    feed = Feed("a", "csv", "https://a.example", "shelters", ColumnMapping(), "", "ATLAS_FEED_X")
    with pytest.raises(IngestError, match="ATLAS_FEED_X") as failed:
        secret_of(feed, environ)
    assert "a b" not in str(failed.value)


def pages(*trees):
    """Answer the pages by the number in the query, whatever it is called."""

    def answer(asked):
        query = dict(part.split("=") for part in asked.path.partition("?")[2].split("&"))
        number = next((int(query[key]) for key in ("resultOffset", "page", "offset", "at")
                       if key in query), 0)  # fmt: skip
        asked.give(json.dumps(trees[number]), Content_Type="application/json")

    return answer


ONE, TWO = {"name": "A"}, {"name": "B"}


@pytest.mark.parametrize(
    ("kind", "query", "key", "trees"),
    [
        ("hsds", "?page=1", "contents",
         (None, {"page_number": 1, "total_pages": 2, "contents": [ONE]},
          {"page_number": 2, "total_pages": 2, "contents": [TWO]})),
        ("hapi", "?limit=1", "data", ({"data": [ONE]}, {"data": [TWO]}, {"data": []})),
        ("kobo", "?at=0", "results", ({"next": "?at=1", "results": [ONE]}, {"results": [TWO]})),
        ("odk", "?at=0", "value", ({"@odata.nextLink": "?at=1", "value": [ONE]}, {"value": [TWO]})),
        ("arcgis", "", "features",
         ({"exceededTransferLimit": True, "features": [ONE]}, {"features": [TWO]})),
    ],
)  # fmt: skip
def test_pages_are_put_together_and_bounded(get, server, kind, query, key, trees):
    path = "/a/query" if kind == "arcgis" else "/a"
    address = f"{server.url}{path}{query}"
    told = get(pages(*trees), kind=kind, path=path, address=address)
    assert json.loads(told.data)[key] == [ONE, TWO]
    assert "exceededTransferLimit" not in json.loads(told.data)
    with pytest.raises(IngestError, match="more than 1 pages"):
        get(pages(*trees), kind=kind, path=path, address=address, numbers={"pages": 1})


@pytest.mark.parametrize(
    ("kind", "tree", "words"),
    [
        ("arcgis", {"error": {"code": 498, "message": "Invalid token"}}, "error 498"),
        ("arcgis", {"exceededTransferLimit": True, "features": []}, "no list features"),
        ("kobo", {"next": "http://10.0.0.1/", "results": [ONE]}, "sent on to http://10.0.0.1"),
        ("hsds", {"page_number": 1, "total_pages": 2}, "no list contents"),
        ("overpass", {"elements": [ONE], "remark": "runtime error: timed out"}, "broke off"),
    ],
)
def test_an_answer_that_says_it_is_none_is_refused(get, kind, tree, words):
    path = "/x/query" if kind == "arcgis" else "/x"
    with pytest.raises(IngestError, match=words):
        get(json.dumps(tree), kind=kind, path=path)
