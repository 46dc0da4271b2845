"""The words by which headers and cells say who may see a place; in doubt nobody may."""

import re
from collections.abc import Sequence
from typing import Final

from atlas.base.text_search import fold
from atlas.curation.ingest.header_forms import parted

YES: Final = frozenset((
    "si", "s", "yes", "y", "true", "t", "verdadero", "verdadeiro", "1", "x", "sim", "oui", "vrai",
    "wi",
))  # fmt: skip
NO: Final = frozenset(("no", "n", "false", "f", "falso", "0", "nao", "non", "faux"))

_SPOKEN: Final = frozenset(("si", "no", "yes", "sim", "nao", "oui", "non"))
"""Those that words may follow: `no autoriza`."""

SHOWS = re.compile(
    r"\b(?:publicar\w*|publique|publicable|publicavel|publishable|difundir\w*|difundid[oa]|"
    r"divulgar\w*|divulgad[oa]|compartir\w*|compartid[oa]|compartilhad[oa]|share|shared|shareable|"
    r"disclos\w+|publier|publiable|diffuser|partager|"
    r"(?:be|can|may) (?:\w+ )*published|(?:ser|se puede|etre) (?:\w+ )*(?:publicad[oa]|publiee?))\b"
)
HIDES = re.compile(
    r"\b(?:confiden\w+|reservad[oa]|restringid[oa]|restrit[oa]|restringe|restricted|sensibil\w+|"
    r"sensible|sensitiv\w+|privacidad|privacidade|privacy|secret[oa]?|ocult[oa]|hidden|undisclosed|"
    r"uso interno|internal use|internal only|usage interne|sigilos[oa]|safe ?house|"
    r"casa de seguridad|tlp)\b"
)
_MAY_SHOW = re.compile(
    r"\b(?:publi\w+|difu\w+|diffus\w+|divulg\w+|compart\w+|partag\w+|shar(?:e|ed|ing|eable)|"
    r"disclos\w+|visib\w+|visiv\w+|mostr\w+|aparec\w+|appear\w*|show\w*|display\w*|consent\w*|"
    r"autori[sz]\w+|permi[st]\w*|mapa|map|directorio|directory)\b"
)
"""Words that may ask whether a place may be shown, when the answers are yes and no."""

_MAY_HIDE = re.compile(r"\b(?:restric\w+|restring\w+|proteg\w+|resguard\w+|anonim\w+)\b")
"""Words that may ask whether a place is hidden, when the answers are yes and no."""

_ASKED_TO_SHOW = re.compile(
    r"\b(?:autori[sz]\w*|consent\w*|permi[st]\w*|desea\w*|quiere\w*|acepta\w*|puede\w*|pode|peut|can|"
    r"may|ok to|okay to|agree\w*|se)\b"
)
SHOWS_WHEN_YES: Final = frozenset((
    "publico", "publica", "public", "is public", "es publico", "visible", "visibilidad",
    "visibility", "can be published", "publish", "published", "publicado", "publicada", "listed",
    "show", "mostrar", "show on map", "show on the map", "show in map", "on the map", "in the map",
    "mostrar en mapa", "mostrar en el mapa", "en el mapa", "mostrar no mapa", "no mapa", "visivel",
))  # fmt: skip
HIDES_WHEN_YES: Final = frozenset((
    "privado", "privada", "private", "is private", "es privado", "unlisted", "hide", "ocultar",
    "prive", "privee",
))  # fmt: skip
"""Headers that ask by themselves; as a part of a longer one they speak of something else."""

NEGATED = re.compile(r"\b(?:no|not|never|nunca|sin|prohibid[oa]|nao|ne|pas|pa|don t)\b")
_ABOUT_OTHERS = re.compile(
    r"\b(?:fecha|date|servicios?|services?|mujeres|women|child\w*|infan\w+|ninez|ninas|internacional"
    r"|international|legal|social|civil|correo|mail|transporte|transport|sector|salud|health|"
    r"contacto|contact|atencion|notari[oa]|lengua\w*|persona[ls]?|datos|data|edades|size|beds|room|"
    r"rooms|bath\w*|espacio|organi[sz]a\w+|tipo|type|funding|link|url|nombre|name)\b"
)
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:fecha|date|servicios?|services?|transporte|transport|banos?|bath\w*|internet|wifi|"
    r"financ\w*|fondos|funding|sector|salud|health|espacios?|spaces?|housing|comidas?|food|"
    r"habitacion\w*|rooms?|cuartos?|camas?|beds?|mascotas?|pets?|visitas?|visitors?|notari\w*|"
    r"abogad\w*|defensor\w*|ministerio|escuel\w*|schools?|cocina|kitchen|fumar|smoking|menores|"
    r"minors?|hombres|men|familias?|famil\w+|parking|estacionamiento|"
    r"(?:abiert[oa]|abre|open|opens|aberto|atiende|atencion) (?:\w+ )*public\w*|"
    r"entrada|salida|ingreso|lockers?)\b"
)
"""What else may be public, shared or allowed; `open to the public` is no permission to publish."""

_STEMS = (
    r"(?:publica[rdn]?\w*|publiqu\w+|publi[eé]\w*|difund\w+|divulg\w+|mostr\w+|muestr\w+|revel\w+|"
    r"diffus\w+|partag\w+|"
    r"compart\w+\b(?!\s+(?:la\s+|el\s+|las\s+|los\s+)?(?:habitaci|cuarto|cama|ba[nñ]o|dormitor|espacio)))"
)
_WHERE = (
    r"(?:domicilio|direcci[oó]n|ubicaci[oó]n|endere[cç]o|localiza[cç][aã]o|adresse|address|location|"
    r"site|sitio|lugar|albergue|refugio|casa|shelter|house|place|abrigo)"
)
_SAYS_HIDDEN = re.compile(
    rf"\b(?:no|n[aã]o|nunca)\s+(?:se\s+)?(?:debe\w*\s+|puede\w*\s+|pode\s+|deve\s+)?(?:ser\s+)?{_STEMS}"
    r"|\bno\s+dar\s+a\s+conocer|\bne\s+(?:pas\s+)?(?:publi|diffus|divulg|partag)\w+"
    r"|\bpa\s+(?:pibliye|pataje)\b"
    r"|\b(?:do\s+not|don'?t|never|not\s+(?:to\s+be|for|be))\s+(?:publi\w+|shar\w+|disclos\w+|list\w*|"
    r"publi[cs]\w*|release\w*|reveal\w*)"
    rf"|\b{_WHERE}\s+(?:(?:es|is|exact[ao]|está|esta|kept)\s+)*"
    r"(?:confiden[ct]i[ae]l(?:le)?|reservad[oa]|secret[oa]?|withheld|undisclosed|restringid[oa]|"
    r"protegid[oa]|resguardad[oa]|ocult[oa]|sigilos[oa]|no\s+p[uú]blic[oa]|not\s+public|"
    r"(?:bajo|en)\s+(?:\w+\s+)?(?:resguardo|reserva|secreto))"
    r"|\b(?:domicilio|direcci[oó]n|ubicaci[oó]n|address|location)\s+(?:(?:es|is)\s+)?(?:privad[oa]|private)"
    r"|\b(?:confidential|undisclosed|secret|hidden|unlisted)\s+(?:address|location|site|shelter)"
    r"|\b(?:mantener|guardar|manejar|tratar)\w*\s+(?:\w+\s+){0,3}?(?:en|bajo|con)\s+"
    r"(?:\w+\s+)?(?:reserva|secreto|confidencialidad|discreci[oó]n)"
    r"|\bkeep\s+(?:\w+\s+){0,3}?(?:confidential|private|secret)"
    r"|\buso\s+(?:estrictamente\s+|exclusivamente\s+)?intern[oa]\b"
    r"|\b(?:for\s+)?internal\s+use\b",
    re.IGNORECASE,
)
_SHORTEST_WORD = 5
HIDDEN_CELL: Final = frozenset((
    "confidencial", "confidential", "reservado", "reservada", "restringido", "restringida",
    "restricted", "undisclosed", "withheld", "secreto", "secreta", "secret", "oculto", "oculta",
    "hidden", "protegido", "protegida", "protected", "resguardado", "resguardada", "privado",
    "privada", "private", "no publico", "no publica", "not public", "confidentiel",
    "confidentielle", "sigiloso", "sigilosa", "restrito", "restrita", "nao publico", "nao publica",
    "not disclosed", "not for publication", "domicilio conocido por autoridades",
))  # fmt: skip
"""What stands in the cell of an address, a point or a telephone that nobody is to know."""

HIDDEN_ANYWHERE: Final = HIDDEN_CELL - {
    "privado", "privada", "private", "protegido", "protegida", "protected",
}  # fmt: skip
"""The same in a column of which nobody knows what it says; the others may be about other things."""

_PROTECTION: Final = "proteccion"
_LONGEST_QUESTION = 8


def is_about_protection(header: str, texts: Sequence[str] = ()) -> bool:
    """Say whether a header speaks of who may see a place, in whatever words.

    Parameters
    ----------
    header
        The header.
    texts
        The different texts of its cells, where they are known: a column of yes and no is one
        sooner than any other.
    """
    form = fold(parted(header))
    if form in SHOWS_WHEN_YES | HIDES_WHEN_YES:
        return True
    if are_answers(texts) and may_ask_to_show(form):
        return True
    # `Restrictions: no pets` is no answer.
    if texts and all(fold(text) in YES | NO for text in texts) and may_ask_to_hide(form):
        return True
    dated = re.search(r"\b(?:fecha|date)\b", form)
    if SHOWS.search(form) and _ASKED_TO_SHOW.search(form) and not dated:
        return True
    if _ABOUT_OTHERS.search(form) or len(form.split()) > _LONGEST_QUESTION:
        return False
    return bool(SHOWS.search(form)) != bool(HIDES.search(form))


def may_ask_to_show(form: str) -> bool:
    """Say whether a folded header may ask if a place is to be shown or hidden."""
    if _OF_SOMETHING_ELSE.search(form):
        return False
    return _MAY_SHOW.search(form) is not None or HIDES.search(form) is not None


def may_ask_to_hide(form: str) -> bool:
    """Say whether a folded header may ask if what is said of a place is restricted."""
    return _MAY_HIDE.search(form) is not None and not _OF_SOMETHING_ELSE.search(form)


def are_answers(texts: Sequence[str]) -> bool:
    """Say whether all texts are a yes or a no, or begin with one."""
    said = [fold(text) for text in texts]
    return bool(said) and all(
        text in YES | NO or text.partition(" ")[0] in _SPOKEN for text in said
    )


def names_protection(header: str) -> bool:
    """Say whether a header has the word itself."""
    return _PROTECTION in fold(header)


def says_hidden(text: str, alone: frozenset[str]) -> bool:
    """Say whether a text forbids to show a place: in words, or alone in its cell."""
    if len(text) <= _SHORTEST_WORD:
        return False
    return _SAYS_HIDDEN.search(text) is not None or (bool(alone) and fold(text) in alone)
