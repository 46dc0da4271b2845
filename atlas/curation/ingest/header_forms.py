"""The forms of a header: what is left of it without its ornaments, the likeliest first.

Headers are written in many ways for one thing: `PhysicalCity`, `physical_city`, `grp/city`,
`3. City`, `City (required)`. Every form is folded, and none is looked up here.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from atlas.base.text_search import fold
from atlas.curation.ingest.encoding import decoded_again
from atlas.curation.ingest.text_codes import words

LITTLE_WORDS: Final = words("de del la el los las y e en a al of the and for in to o u su que se")

_CAMEL = re.compile(r"(?<=[a-z\u00df-\u00ff])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)"
                    r"|(?<=\d)(?=[A-Z][a-z])")  # fmt: skip
_NUMBERED = re.compile(r"^\s*(?:[a-zA-Z]?\d+(?:\.\d+)*[a-z]?|[a-zA-Z])\s*[.)_:\s-]\s*(?=\D)")
_LETTERED = re.compile(r"^\s*[a-zA-Z]\s*[_\s-]\s*")
_BRACKETS = re.compile(r"[(\[{].*?[)\]}]")
_AXIS = re.compile(r"[(\[](lat|lon|lng|latitude?|longitude?)[)\]]", re.IGNORECASE)
_OF_GEOCODER = re.compile(r"^USER_(?=\w{3})")
_GROUPS = re.compile(r"/|:|-|\.|__")
_NEUTRAL: Final = words(
    "physical site facility location place lugar sitio albergue refugio shelter centro unidad main "
    "principal primary gps geo establecimiento"
)
"""Words before or after a header that say that it is of the place, which all of them are."""

_ASKS: Final = words(
    "que cual cuales donde cuantos cuantas quien quienes what which where how who qual quais onde "
    "quantas quantos registre indique escriba anote ingrese seleccione capture please enter select"
)
"""Words that begin a question, which its header is then."""

_VERBS: Final = words(
    "es son esta estan ubicado ubicada encuentra localizado localizada ofrece ofrecen tiene tienen "
    "cuenta con brinda brindan is are located does do offered offer offers has have it this fica"
)
_AROUND_A_QUESTION: Final = _ASKS | LITTLE_WORDS | _VERBS

_PERSONAL: Final = words(
    "contact contacto responsable encargado encargada director directora manager enlace"
)
_OF_A_CONTACT: Final = words(
    "phone telephone tel telefono cel celular mobile movil website web whatsapp"
)
_CUT_LENGTH = 10


def forms(header: str) -> Iterator[str]:
    """Give the forms of one header, folded, each once.

    Parameters
    ----------
    header
        The header as the file has it, or what is left of it without its group.
    """
    seen: set[str] = set()
    for text in _undressed(header):
        for form in (fold(text), fold(parted(text))):
            asked = _asked(form) if _is_question(text) else ""
            for plain in (form, *_without_words(form), asked, *_without_words(asked)):
                if plain and plain not in seen:
                    seen.add(plain)
                    yield plain


def parted(header: str) -> str:
    """Give a header with blanks where CamelCase parts its words."""
    return _CAMEL.sub(" ", header)


def _is_question(text: str) -> bool:
    return any(sign in text for sign in "¿?") or fold(text).partition(" ")[0] in _ASKS


def _asked(form: str) -> str:
    """Give what a question is about: `en que municipio esta` is about the municipality."""
    words = form.split()
    while words and words[0] in _AROUND_A_QUESTION:
        del words[0]
    while words and words[-1] in _AROUND_A_QUESTION:
        words.pop()
    return " ".join(words)


def _undressed(header: str) -> Iterator[str]:
    if axis := _AXIS.search(header):
        yield axis[1]  # `Geolocation (Latitude)`
    header = _OF_GEOCODER.sub("", header)
    number = _NUMBERED.match(header)
    # One letter and a blank may be a question's, or a word; it counts when a sign follows it.
    if number and _LETTERED.fullmatch(number[0]) and not re.search(r"[.)_:]", number[0]):
        number = None
    without_number = header[number.end() :] if number else header
    without_brackets = _BRACKETS.sub(" ", without_number)
    yield from dict.fromkeys(
        (header, without_number, without_brackets, decoded_again(without_brackets))
    )


def _without_words(form: str) -> Iterator[str]:
    """Leave out what only says that it is of the place, or the how manyth it is."""
    whole = form.split()
    unnumbered = [word for word in form.split() if not word.isdigit()]
    yield " ".join(unnumbered)
    for rest in (whole, unnumbered):
        yield from _of_the_place(rest)


def _of_the_place(words: Sequence[str]) -> Iterator[str]:
    if len(words) > 1 and words[0] in _NEUTRAL:
        yield " ".join(_without_little(words[1:]))
    if len(words) > 1 and words[-1] in _NEUTRAL:
        rest = list(words[:-1])
        while rest and rest[-1] in LITTLE_WORDS:
            rest.pop()
        yield " ".join(rest)
    if len(words) > 1 and words[0] in _PERSONAL and words[-1] in _OF_A_CONTACT:
        yield words[-1]


def _without_little(words: Sequence[str]) -> Sequence[str]:
    at = 0
    while at < len(words) - 1 and words[at] in LITTLE_WORDS:
        at += 1
    return words[at:]


def ungrouped(headers: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Give every header, and what is left of it without the group that it shares with others.

    Survey tools write the group before the question: `place/name`, `place-gps-Latitude`. What
    stands before a sign counts as a group when another header has the same before it.
    """
    before = Counter(prefix for header in headers for prefix, _ in _splits(header))
    return {
        header: (header, *(rest for prefix, rest in _splits(header) if before[prefix] > 1))
        for header in headers
    }


def _splits(header: str) -> Iterator[tuple[str, str]]:
    for found in _GROUPS.finditer(header):
        prefix, rest = header[: found.start()], header[found.end() :]
        is_chapter = found[0] == "/" and _NUMBERED.match(prefix) is not None
        if not prefix or not rest or (" " in prefix and not is_chapter):
            continue
        if found[0] in "/:" or " " not in rest:
            yield prefix + found[0], rest


def parts_of(header: str) -> list[str]:
    """Give the parts of a header that says one thing in two words: `Nombre/Name`; or none."""
    parts = [part.strip() for part in re.split(r"\s*[/|]\s*", header)]
    return parts if len(parts) > 1 and all(len(part) > 1 for part in parts) else []


def are_cut(headers: Sequence[str]) -> bool:
    """Say whether headers look cut to ten letters, as a Shapefile cuts them."""
    lengths = [len(header.encode()) for header in headers]
    long = sum(length == _CUT_LENGTH for length in lengths)
    return max(lengths, default=0) == _CUT_LENGTH and (long > 1 or len(lengths) > 4)


def has_words_of(header: str, name: str) -> bool:
    """Say whether a header has the words of a name, little ones apart."""
    words_of = [[word for word in fold(text).split() if word not in LITTLE_WORDS]
                for text in (header, name)]  # fmt: skip
    return words_of[0] == words_of[1]


def may_stand_for(header: str, name: str) -> bool:
    """Say whether a header may be a name with its words cut: `NOM_ALBERG` of `nombre albergue`."""
    short = [word for word in fold(header).split() if word not in LITTLE_WORDS]
    long = [word for word in name.split() if word not in LITTLE_WORDS]
    if not short or len(short) > len(long) or (len(short) == 1 and len(short[0]) < 5):
        return False
    pairs = list(zip(short, long, strict=False))
    whole = all(len(one) >= 3 and other.startswith(one) for one, other in pairs[:-1])
    last = pairs[-1][1].startswith(pairs[-1][0])
    return whole and last and (len(short) == len(long) or len(header.encode()) >= _CUT_LENGTH - 1)
