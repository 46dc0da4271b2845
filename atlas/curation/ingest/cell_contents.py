"""What most cells of a column hold, whatever its header says: links, points, telephones, names."""

import re
from collections.abc import Callable, Iterable, Sequence

from atlas.base.text_search import fold
from atlas.curation.ingest.degrees import AFTER_ADDRESS, parse_angle, parse_point

_LINK = re.compile(r"(?:https?://|www\.)\S+|(?:[\w-]+\.)+[a-z]{2,8}(?:/\S*)?", re.IGNORECASE)
_MAP_LINK = re.compile(
    r"maps\.app\.goo\.gl|goo\.gl/maps|google\.\w+(?:\.\w+)?/maps|maps\.(?:google|apple)\.|waze\.com/",
    re.IGNORECASE,
)
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
NUMBER = re.compile(r"[+-]?[\d.,\s]+")
_QUANTITY = re.compile(r"(?:\D{0,20}\s)?\d[\d.,]*(?:\s\D{0,30})?|\D{0,30}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_WITH_PHONE = re.compile(r"(?:\+|\(|\d)[\d\s()+.\-]{5,}\d(?:\D.*)?", re.DOTALL)
_PHONE = re.compile(r"(?:\+|\(|\d)[\d\s()+.\-]{7,}\d(?:\s*(?:ext|x)\W*\d+)?", re.IGNORECASE)
_ORGANISATION = re.compile(
    r"\b(?:a ?c|i ?a ?p|a ?b ?p|inc|llc|ngo|ong|osc|asoc\w*|fund\w*|found\w*|iglesi\w*|church|"
    r"parroquia|dioc\w*|pastoral|caritas|grupo|group|red|network|gobierno|government|secretaria|"
    r"instituto|institut\w*|dif|inm|comar|acnur|unhcr|oim|iom|unicef|ministr\w*|agenc\w*|comite|"
    r"committee|consejo|council|coalici\w*|coalition|colectiv\w*|organi[sz]\w*|centro|center|centre|"
    r"casa|house|albergue|refugio|shelter|mision|mission|cruz|cross|ejercito|army|municip\w*|"
    r"ciudad|city|county|department|ayuntamiento|servicios?|services?|health|salud|universi\w*|"
    r"hermanas|sisters|jesuit\w*|scalabrin\w*|international|internacional|aid|ayuda|alianza|"
    r"alliance|society|sociedad|trust|board|partner\w*|vecin\w+|world|mundo|without|sin)\b"
)


def most(texts: Sequence[str], says: Callable[[str], object]) -> bool:
    """Say whether something holds of more than half of the texts."""
    return 2 * sum(bool(says(text)) for text in texts) > len(texts)


def are_links(texts: Sequence[str]) -> bool:
    """Say whether most texts are addresses of the web."""
    return most(texts, _LINK.fullmatch)


def are_map_links(texts: Sequence[str]) -> bool:
    """Say whether most texts are links that open a map at a place."""
    return most(texts, _MAP_LINK.search)


def are_points(texts: Sequence[str]) -> bool:
    """Say whether most texts are a position each."""
    return most(texts, parse_point)


def are_telephones(texts: Sequence[str]) -> bool:
    """Say whether most texts are a telephone number and nothing else."""
    return most(texts, _PHONE.fullmatch)


def begin_as_telephones(texts: Sequence[str]) -> bool:
    """Say whether most texts begin with a telephone number, or end in one after a word or two."""
    return most(texts, _WITH_PHONE.search)


def are_degrees(texts: Sequence[str], largest: float) -> bool:
    """Say whether most texts are an angle of up to so many degrees."""

    def is_one(text: str) -> bool:
        angle = parse_angle(text)
        return angle is not None and abs(angle.degrees) <= largest

    return most(texts, is_one)


def are_numbers(texts: Sequence[str]) -> bool:
    """Say whether most texts are a number."""
    return most(texts, NUMBER.fullmatch)


def are_quantities(texts: Sequence[str]) -> bool:
    """Say whether most texts are a number with a word or two beside it."""
    return most(texts, _QUANTITY.fullmatch) and any(map(NUMBER.search, texts))


def are_names(texts: Sequence[str]) -> bool:
    """Say whether most texts have words, and are no links or addresses of mail."""
    return most(texts, _WORD.search) and not (are_links(texts) or most(texts, MAIL.fullmatch))


def are_organisations(texts: Sequence[str]) -> bool:
    """Say whether most texts have a word that names of organisations have."""
    return most(texts, lambda text: _ORGANISATION.search(fold(text)))


def ends_in_point(texts: Iterable[str]) -> bool:
    """Say whether texts are addresses with a point in brackets after them."""
    return any(
        AFTER_ADDRESS.sub("", text).strip() for text in texts
        if text and AFTER_ADDRESS.search(text)
    )  # fmt: skip
