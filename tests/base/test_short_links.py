"""Short links: the same link in fewer characters, and nothing but links of this server."""

import zlib
from base64 import urlsafe_b64encode

import pytest

from atlas.base import short_links

LINKS = [
    "/?corridor=juarez-el-paso&side=MX&service=legal_aid&lang=en&at=12/31.6985/-106.4484",
    "/corridor?corridor=tapachula-tecun-uman&lang=es&pick=legal_aid.MX",
    "/?lang=es&id=casa-del-migrante-tijuana",
    "/?q=caf%C3%A9&lang=es",
    "/",
]


@pytest.mark.parametrize("link", LINKS)
def test_a_code_gives_its_link_again(link):
    code = short_links.shortened(link)
    assert short_links.restored(code) == link
    assert code == short_links.shortened(link)
    assert code.isascii()
    assert code.replace("-", "").replace("_", "").isalnum()


def test_a_usual_link_is_less_than_two_thirds_as_long():
    for link in LINKS[:2]:
        assert len(short_links.shortened(link)) < len(link) * 2 / 3


def test_codes_that_were_given_out_stay_good():
    """A code on paper cannot be changed: the dictionary of a version is never edited."""
    given = {link: short_links.shortened(link) for link in LINKS[:2]}
    assert given == GIVEN


GIVEN = {
    LINKS[0]: "107fHZQ7UEVicCzMGkiKMDfXMLC1M9XUNDcz0TEwsTAA",
    LINKS[1]: "1Q0QwfttgWgoyk7MRLtfzjQAA",
}


def code_of(text, words=short_links._WORDS):
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=words)
    packed = packer.compress(text.encode("latin-1")) + packer.flush()
    return "1" + urlsafe_b64encode(packed).decode().rstrip("=")


@pytest.mark.parametrize(
    "code",
    ["", "x", "1", "2abc", "1!!!", "1" + "A" * 3000, "1AAAA", code_of("//evil.example/?x"),
     code_of("https://evil.example/"), code_of("/\\evil"), code_of("/?a b"), code_of("/?a\r\nX: y"),
     code_of("/?" + "a" * 100_000), code_of("/../x"), code_of("/?é")],
)  # fmt: skip
def test_what_is_no_code_gives_nothing(code):
    assert short_links.restored(code) is None


@pytest.mark.parametrize("link", ["", "corridor", "//x", "https://x", "/?é", "/?" + "a" * 2001])
def test_only_links_of_an_atlas_are_shortened(link):
    with pytest.raises(ValueError, match="path of a page"):
        short_links.shortened(link)
