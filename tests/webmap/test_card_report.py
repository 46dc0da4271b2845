"""What a card makes of an answer: the twin of the queue's answers, messages that stay messages."""

import json
from urllib.parse import parse_qs, urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.curation.report_queue import ANSWERS
from atlas.data import load
from atlas.data.contact import CONTACT, contact_of
from atlas.places.view import make_view
from atlas.webmap import payload

from .node import call, constant

MODULE = "panels/card-report.js"
WAYS = contact_of(
    {
        "contact": {
            "email": "a@example.org",
            "whatsapp": "+52 664 123 4567",
            "signal": "+16192318414",
        }
    }
).ways
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def test_the_answers_are_those_that_the_queue_takes():
    assert tuple(constant(MODULE, "ANSWERS")) == ANSWERS


@settings(max_examples=10)
@given(st.lists(st.tuples(TEXT, TEXT), min_size=5, max_size=20))
def test_no_text_gets_out_of_its_part_of_the_address(said):
    email, whatsapp, signal = (
        {"channel": way.channel, "text": way.text, "href": way.href} for way in WAYS
    )
    made = call(MODULE, "messageHref", [[way, *one] for one in said for way in (email, whatsapp)])
    for (subject, text), mail, chat in zip(said, made[::2], made[1::2], strict=True):
        parts = urlsplit(mail)
        assert (parts.scheme, parts.path, parts.fragment) == ("mailto", "a@example.org", "")
        assert parse_qs(parts.query, keep_blank_values=True) == {
            "subject": [subject],
            "body": [text],
        }
        parts = urlsplit(chat)
        assert (parts.netloc, parts.path, parts.fragment) == ("wa.me", "/526641234567", "")
        assert parse_qs(parts.query, keep_blank_values=True) == {"text": [text]}
    assert call(MODULE, "messageHref", [[signal, "a", "b"]]) == [
        "https://signal.me/#p/+16192318414"
    ]


def test_the_map_holds_who_is_behind_it(monkeypatch):
    monkeypatch.setenv(CONTACT, "")
    view = make_view(load())
    behind = payload(view)["behind"]
    makers = [dict.fromkeys(("es", "en"), "The Border Corridor Atlas team")]
    assert behind == {"makers": makers, "ways": [], "danger": None, "correct": ""}
    monkeypatch.setenv(CONTACT, "danger=whatsapp:+52 664 123 4567")
    monkeypatch.setenv("ATLAS_BASE_URL", "https://atlas.example.org/mapa")
    behind = json.loads(json.dumps(payload(view)["behind"]))
    assert behind["danger"]["href"] == "https://wa.me/526641234567"
    assert behind["correct"] == "https://atlas.example.org/mapa/steward"
