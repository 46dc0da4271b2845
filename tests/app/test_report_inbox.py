"""Where readers' reports arrive: asked of the real ASGI app, without a network."""

import asyncio
import json
import logging

import pytest

from atlas.app import report_inbox
from atlas.app.asgi import make_app
from atlas.curation import report_queue
from atlas.curation.reader_reports import read_reports
from atlas.data import load
from tests.curation.test_private_overlay import ADDED

pytestmark = pytest.mark.slow

PLACE = "casa-del-migrante-tijuana"
HOST = "atlas.example.org:8501"
HEADERS = {
    "host": HOST,
    "origin": f"https://{HOST}",
    "content-type": "application/json",
    "sec-fetch-site": "same-origin",
}


@pytest.fixture(scope="module")
def app():
    return make_app()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(report_inbox.REPORTS, str(tmp_path))
    return tmp_path


def report(place=PLACE, answer="closed", **more):
    return json.dumps({"id": place, "answer": answer, **more}).encode()


def ask(app, *parts, method="POST", **changed):
    """Give status, headers and text of the answer to a body that comes in parts."""
    headers = {name.replace("_", "-"): text for name, text in changed.items()}
    sent = {name: text for name, text in {**HEADERS, **headers}.items() if text is not None}
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
        "scheme": "http", "path": report_inbox.PATH, "raw_path": report_inbox.PATH.encode(),
        "query_string": b"", "root_path": "", "client": ("203.0.113.77", 40_000),
        "server": ("127.0.0.1", 8501),
        "headers": [(name.encode(), text.encode()) for name, text in sent.items()],
    }  # fmt: skip
    waiting = [
        {"type": "http.request", "body": part, "more_body": n < len(parts)}
        for n, part in enumerate(parts, start=1)
    ]
    answers = []

    async def receive():
        return waiting.pop(0) if waiting else await asyncio.sleep(3600)

    async def send(message):
        answers.append(message)

    asyncio.run(app(scope, receive, send))
    body = b"".join(one.get("body", b"") for one in answers)
    return answers[0]["status"], dict(answers[0]["headers"]), body.decode()


def test_a_report_is_kept_and_nothing_of_who_sent_it(app, folder, caplog):
    caplog.set_level(logging.DEBUG)
    agent = "Mozilla/5.0 Zyxphone"
    assert ask(app, report(), user_agent=agent, cookie="s=zyxcookie")[0] == 202
    rows, _ = read_reports(folder)
    assert rows[["facility_id", "answer"]].to_numpy().tolist() == [[PLACE, "closed"]]
    kept = b"".join(file.read_bytes() for file in folder.iterdir()) + caplog.text.encode()
    for trace in (b"203.0.113.77", b"Zyx", b"zyxcookie", b"40000"):
        assert trace not in kept


def test_the_answer_carries_the_policy_of_the_app_unchanged(app, folder):
    _, headers, _ = ask(app, report())
    policy = headers[b"content-security-policy"].decode()
    assert "connect-src 'self';" in policy
    assert "form-action 'self';" in policy


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"origin": None}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": f"https://{HOST}.elsewhere.example"}, 403),
        ({"origin": f"ftp://{HOST}"}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"sec_fetch_site": None}, 202),
        ({"content_type": "text/plain"}, 415),
        ({"content_type": None}, 415),
        ({"content_type": "application/x-www-form-urlencoded"}, 415),
        ({"content_type": "application/json; charset=utf-8"}, 202),
    ],
)
def test_only_pages_of_this_server_may_report(app, folder, changed, status):
    assert ask(app, report(), **changed)[0] == status
    assert len(read_reports(folder).rows) == (status == 202)


def test_the_public_address_is_this_server_behind_a_proxy(app, folder, monkeypatch):
    outside = {"origin": "https://atlas.example.net", "host": "127.0.0.1:8501"}
    assert ask(app, report(), **outside)[0] == 403
    monkeypatch.setenv("ATLAS_BASE_URL", "https://atlas.example.net/mapa")
    assert ask(app, report(), **outside)[0] == 202
    assert report_inbox.address() == "/mapa/data/reports"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b'"open"', b"[" * 500, b"\xff\xfe", b'{"id":1,"answer":"open"}',
        report("nowhere"), report("../../etc/passwd"), report(PLACE, "maybe"), report(PLACE, None),
        report(PLACE, ["open"]), report(PLACE, note="call me at 664"), report([PLACE]),
        b'{"id":"casa-del-migrante-tijuana"}',
    ],
)  # fmt: skip
def test_only_known_ids_and_answers_are_taken(app, folder, body):
    status, _, said = ask(app, body)
    assert (status, said) == (
        400,
        "a report is a known id and one of open, closed, moved, wrong_phone",
    )
    assert not (folder / "reports.csv").exists()


def test_a_place_of_the_organisation_alone_is_not_known(app, folder):
    hidden = ADDED["facility_id"]
    assert hidden not in set(load().places["facility_id"])
    assert ask(app, report(hidden))[0] == 400


def test_a_protected_place_is_reported_by_its_id_alone(app, folder):
    places = load().places
    withheld = places.loc[places["sensitivity"] == "withheld"].iloc[0]
    assert ask(app, report(withheld["facility_id"]))[0] == 202
    assert withheld["name"] not in (folder / "reports.csv").read_text()


def test_a_body_is_bounded_however_it_comes(app, folder):
    whole = report()
    assert ask(app, *(whole[n : n + 1] for n in range(len(whole))))[0] == 202
    assert ask(app, b" " * report_inbox.MOST_BYTES, whole)[0] == 413
    assert ask(app, b" " * 1_000_000)[0] == 413
    assert len(read_reports(folder).rows) == 1


def test_a_body_that_never_comes_is_not_waited_for(app, folder, monkeypatch):
    monkeypatch.setattr(report_inbox, "_PATIENCE_S", 0.05)
    assert ask(app, report()[:10], b"")[0] == 400
    assert ask(app)[0] == 408


def test_more_than_a_minute_takes_are_turned_away(app, folder, monkeypatch):
    monkeypatch.setattr(report_queue, "MOST_A_MINUTE", 0)
    status, headers, _ = ask(app, report())
    assert (status, headers[b"retry-after"]) == (429, b"60")


def test_a_full_disk_is_said_to_the_operator_and_not_how_to_the_reader(
    app, folder, monkeypatch, caplog
):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(report_queue.os, "fsync", full)
    status, _, said = ask(app, report())
    assert (status, said) == (503, "reports cannot be kept now")
    assert "No space left on device" in caplog.text
    assert not (folder / "reports.csv").read_bytes()


def test_nothing_is_kept_without_a_folder_or_by_a_link(app, monkeypatch, tmp_path):
    monkeypatch.setenv(report_inbox.REPORTS, "")
    assert ask(app, report())[0] == 404
    monkeypatch.setenv(report_inbox.REPORTS, str(tmp_path))
    ask(app, report(), method="GET")
    assert not list(tmp_path.iterdir())
