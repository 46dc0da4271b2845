"""The public address: what is one, what is none, and the links that begin with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.base.errors import AtlasError
from atlas.base.public_address import BASE_URL, base_url, checked, is_near, public_link


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://atlas.example.org", "https://atlas.example.org"),
        ("https://atlas.example.org/", "https://atlas.example.org"),
        ("HTTP://localhost:8501", "HTTP://localhost:8501"),
        ("http://[::1]:8501/atlas/", "http://[::1]:8501/atlas"),
        ("https://example.org/a/b_c-d.e~f", "https://example.org/a/b_c-d.e~f"),
    ],
)
def test_address_of_the_web_is_taken_without_its_last_slash(text, address):
    assert checked(text, BASE_URL) == address


WRONG = [
    "atlas.example.org",
    "ftp://example.org",
    "javascript:alert(1)",
    "https://",
    "https:///path",
    "https://example.org?x=1",
    "https://example.org/#top",
    "https://example.org:99999",
    "https://example.org/a b",
    "https://example.org/\nX: y",
    'https://example.org/"><script>',
    "https://example.org//double",
    "https://exámple.org",
]


@pytest.mark.parametrize("text", WRONG)
def test_anything_else_is_refused_in_one_line(text):
    with pytest.raises(AtlasError, match=r"^--base-url: .* is no public address; use http") as said:
        checked(text, "--base-url")
    assert "\n" not in str(said.value)


def test_password_is_not_repeated():
    with pytest.raises(AtlasError, match="user name") as said:
        checked("https://ana:geheim@example.org", BASE_URL)
    assert "geheim" not in str(said.value)


def test_long_nonsense_is_cut():
    with pytest.raises(AtlasError) as said:
        checked("x" * 10_000, BASE_URL)
    assert len(str(said.value)) < 400


@given(st.text())
def test_no_text_gets_through_that_could_end_an_attribute_or_a_line(text):
    try:
        address = checked(f"https://example.org/{text}", BASE_URL)
    except AtlasError:
        return
    assert not set(address) & set("\"'<>&?#@{}\\%$^`|\n\r\t ")


def test_links_begin_with_the_address_when_there_is_one(monkeypatch):
    monkeypatch.delenv(BASE_URL, raising=False)
    assert (base_url(), public_link("kind=shelter")) == ("", "")
    monkeypatch.setenv(BASE_URL, "https://example.org/atlas/")
    assert public_link("") == "https://example.org/atlas/"
    assert public_link("kind=shelter") == "https://example.org/atlas/?kind=shelter"
    assert public_link("a=1", "embed") == "https://example.org/atlas/embed?a=1"


def test_wrong_setting_is_named(monkeypatch):
    monkeypatch.setenv(BASE_URL, "example")
    with pytest.raises(AtlasError, match=BASE_URL):
        base_url()


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("http://localhost:8501/embed?x", True),
        ("http://127.0.0.1:8501/", True),
        ("http://[::1]/", True),
        ("http://192.168.1.4/", True),
        ("http://oficina:8501/", True),
        ("http://atlas.local/", True),
        ("https://atlas.example.org/embed", False),
        ("https://8.8.8.8/", False),
    ],
)
def test_address_of_this_machine_or_network_is_near(address, near):
    assert is_near(address) is near
