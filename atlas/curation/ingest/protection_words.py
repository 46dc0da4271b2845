"""The words by which headers and cells say who may see a place; in doubt nobody may."""

import re
from collections.abc import Sequence
from typing import Final

from atlas.base.text_search import fold
from atlas.curation.ingest.header_forms import parted

YES: Final = frozenset((
    "si", "s", "yes", "y", "true", "t", "verdadero", "verdadeiro", "1", "x", "sim", "oui", "vrai",
    "wi", "o", "checked", "marcado",
))  # fmt: skip
NO: Final = frozenset(("no", "n", "false", "f", "falso", "0", "nao", "non", "faux"))

TICKS: Final = frozenset(("x", "1", "true", "checked", "marcado", "verdadero"))
"""Answers of a box that is ticked or left empty: empty means no."""

_SIGNS: Final = {
    **dict.fromkeys("\u2713\u2714\u2611\u2705\u221a\u25cf\u25a0\u2022\U0001f5f8", "x"),
    **dict.fromkeys("\u2717\u2718\u274c\u2715\u25cb\u25cb\u2610\u25a1\u25ef", "no"),
}
"""Signs that tick a box, or leave it empty."""

_SPOKEN: Final = frozenset(("si", "no", "yes", "sim", "nao", "oui", "non"))
"""Those that words may follow: `no autoriza`."""

AGREES: Final = frozenset((
    "de", "acuerdo", "autorizo", "autoriza", "acepto", "acepta", "estoy", "claro", "adelante", "i",
    "agree", "agreed", "consent", "ok", "gracias", "please", "thanks", "d", "accord", "concordo",
))  # fmt: skip
"""Words after a yes that take nothing of it back."""

SHOWS = re.compile(
    r"\b(?:publicar\w*|publique|publicable|publicavel|publishable|difundir\w*|difundid[oa]|"
    r"divulgar\w*|divulgad[oa]|compartir\w*|compartid[oa]|compartilhad[oa]|share|shared|shareable|"
    r"disclos\w+|sharing|publier|publiable|diffuser|partager|pataje|pibliye|"
    r"(?:be|can|may) (?:\w+ )*published|(?:ser|se puede|etre) (?:\w+ )*(?:publicad[oa]|publiee?))\b"
)
HIDES = re.compile(
    r"\b(?:confiden\w+|reservad[oa]|restringid[oa]|restrit[oa]|restringe|restricted|sensibil\w+|"
    r"sensible|sensitiv\w+|privacidad|privacidade|privacy|secret[oa]?|ocult[oa]|hidden|undisclosed|"
    r"uso interno|internal use|internal only|usage interne|sigilos?[oa]?|safe ?house|"
    r"casa de seguridad|tlp|is private|es privad[oa]|est privee?|private (?:address|location)|"
    r"(?:address|location|domicilio|direccion|ubicacion|adresse|endereco) (?:\w+ )?"
    r"(?:private|privad[oa]|privee?))\b"
)
_OF_INFORMATION = re.compile(
    r"(?:(?:nivel|tipo|grado|condicion(?:es)?|permiso|autorizacion|consentimiento|restriccion(?:es)?|"
    r"level|type|niveau|nivel) (?:de |of |para |da )?(?:la )?)?"
    r"(?:difusion|diffusion|divulgacion|divulgacao|dissemination|publicacion de datos|"
    r"acceso a la informacion|clasificacion de la informacion|information classification|"
    r"data classification|(?:permiso|autorizacion|consentimiento|permission|authori[sz]ation) "
    r"(?:de |para |para la |of |for |to )?(?:publicacion|publication|publicacao|publish|difusion))"
    r"(?: (?:de|of|des?|da) (?:la |los |the )?(?:informacion|datos|data|information))?"
    r"|(?:\w+ ){0,2}?(?:sharing|dissemination|publication|disclosure|release) "
    r"(?:level|status|consent|permissions?|agreement|restrictions?|scope|category|type)"
    r"|(?:nivel|estatus|estado|tipo|permiso|alcance|status|niveau|level) (?:de |of |da )(?:la )?"
    r"(?:publicacion|difusion|divulgacion|divulgacao|publicacao|publication|sharing|diffusion)"
    r"|(?:nivel de |level of |tipo de )?(?:resguardo|proteccion|reserva|seguridad|"
    r"restriccion(?:es)?|sensibilidad|manejo|protection|security|restrictions?|sensitivity|"
    r"handling|protecao) "
    r"(?:de |of |da |des? )?(?:los |las? |the )?(?:datos|dados|informacion|direccion|domicilio|"
    r"ubicacion|data|information|location|address|donnees)"
)
"""Whole headers that say who may see what a row says."""

_MAY_SHOW = re.compile(
    r"\b(?:publi\w+|difu\w+|diffus\w+|divulg\w+|compart\w+|partag\w+|shar(?:e|ed|ing|eable)|"
    r"disclos\w+|visib\w+|visiv\w+|mostr\w+|aparec\w+|appear\w*|show(?:n|s|ed|ing)?|display\w*|consent\w*|"
    r"autori[sz]\w+|permi[st]\w*|mapa|map|directorio|directory)\b"
)
"""Words that may ask whether a place may be shown, when the answers are yes and no."""

_MAY_HIDE = re.compile(
    r"\b(?:restric\w+|restring\w+|proteg\w+|resguard\w+|anonim\w+|intern[oa]|internal)\b"
)
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
    "reserva", "en reserva", "bajo reserva", "privado", "privada", "private", "is private",
    "es privado", "unlisted", "hide", "ocultar",
    "prive", "privee",
))  # fmt: skip
"""Headers that ask by themselves; as a part of a longer one they speak of something else."""

NEGATED = re.compile(r"\b(?:no|not|never|nunca|sin|prohibid[oa]|nao|ne|pas|pa|don t)\b")
_CHOICES = re.compile(r"\b(?:si|s|yes|y|sim|oui|o|wi|1) (?:o |or |ou )?(?:no|n|nao|non|0)\b")
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
    r"medicina|medicine|reglamento|entrada|salida|ingreso|lockers?)\b"
)
"""What else may be public, shared or allowed; `open to the public` is no permission to publish."""

_STEMS = (
    r"(?:publica[rdn]?\w*|publiqu\w+|publi[eé]\w*|difund\w+|divulg\w+|mostr\w+|muestr\w+|revel\w+|"
    r"diffus\w+|partag\w+|circul\w+|"
    r"compart\w+\b(?!\s+(?:la\s+|el\s+|las\s+|los\s+)?(?:habitaci|cuarto|cama|ba[nñ]o|dormitor|espacio)))"
)
_SHOWN = (
    r"(?:publi\w+|shar\w+|disclos\w+|list\w*|release\w*|reveal\w*|circulat\w+|distribut\w+|post\w*)"
)
_WHERE = (
    r"(?:domicilio|direcci[oó]n|ubicaci[oó]n|endere[cç]o|localiza[cç][aã]o|adresse|address|location|"
    r"site|sitio|lugar|albergue|refugio|casa|shelter|house|place|abrigo)"
)
_HIDDEN = (
    r"(?:confiden[ct]i[ae]l(?:le)?|reservad[oa]|secret[oa]?|withheld|undisclosed|unlisted|restringid[oa]|"
    r"restricted|ocult[oa]|omitid[oa]|omitted|sigilos[oa]|restreinte?|no\s+p[uú]blic[oa]|not\s+public)"
)
_NO_FIGURE = r"(?!(?:(?<=capacity was )|(?<=number was )|(?<=figure was ))not\s+published\b)"
"""A figure that nobody published asks nothing of the place."""

_SAYS_HIDDEN = re.compile(
    # not to be shown
    rf"\b(?:no|n[aã]o|nunca|sin)\s+(?:se\s+)?(?:debe\w*\s+|puede\w*\s+|pode\s+|deve\s+)?(?:ser\s+)?{_STEMS}"
    r"|\bsin\s+(?:difusi[oó]n|publicaci[oó]n|divulgaci[oó]n)\b"
    r"|\bno\s+dar\s+a\s+conocer|\bne\s+(?:pas\s+)?(?:publi|diffus|divulg|partag|communiqu|indiqu)\w+"
    r"|\bno\s+(?:se\s+)?(?:debe\w*\s+|puede\w*\s+)?(?:da|dar|damos|proporcion\w+|entreg\w+|facilit\w+|inform\w+|"
    r"inclu\w+|indic\w+|menci\w+|anot\w+|comunic\w+|escrib\w+)\s+"
    r"(?:\w+\s+){0,2}?(?:domicilio|direcci[oó]n|ubicaci[oó]n|localizaci[oó]n)"
    r"|\b(?:prote(?:ger|jer)|resguardar|ocultar|omitir|protect|hide|withhold|conceal)\s+(?:\w+\s+){0,3}?"
    r"(?:datos|domicilio|direcci[oó]n|ubicaci[oó]n|localizaci[oó]n|data|location|address)\b"
    rf"|\b(?:domicilio|direcci[oó]n|ubicaci[oó]n|address|location|adresse|endere[cç]o)\b[^.;\n]{{0,40}}?"
    r"\b(?:s[oó]lo\s+(?:a|para|con|se)|[uú]nicamente\s+(?:a|para|con)|only\s+(?:to|for|by|upon)|"
    r"(?:up)?on\s+request|bajo\s+(?:solicitud|petici[oó]n)|sur\s+demande|a\s+pedido)\b"
    r"|\bno\s+(?:debe\w*\s+)?(?:aparec\w+|figur\w+)\s+en\s+(?:\w+\s+){0,2}?"
    r"(?:mapas?|listas?|directorios?|internet|redes|web)\b"
    r"|\bpa\s+(?:pibliye|pataje)\b"
    rf"|\b(?:do\s+not|don['\u2019]?t|never|(?<!does ){_NO_FIGURE}not(?:\s+(?:to\s+be|for|be))?)\s+"
    rf"(?:public(?:ly)?\s+)?{_SHOWN}"
    # whether it may be shown: no
    r"|\b(?:publicar\w*|difundir\w*|divulgar\w*|compartir\w*|publicable|publish|share|p[uú]blic[oa]?)\s*"
    r"[:=?]+\s*(?:no|n[aã]o|non)\b"
    # what is hidden
    rf"|\b{_WHERE}\s*[:\-\u2013]?\s*(?:(?:es|is|exact[ao]|está|esta|kept)\s+)*"
    rf"(?:{_HIDDEN}|protegid[oa]|resguardad[oa]|"
    r"(?:bajo|en)\s+(?:\w+\s+)?(?:resguardo|reserva|secreto))"
    r"|\b(?:domicilio|direcci[oó]n|ubicaci[oó]n|address|location)\s+(?:(?:es|is)\s+)?(?:privad[oa]|private)"
    r"|\b(?:confidential|undisclosed|secret|hidden|unlisted)\s+(?:address|location|site|shelter)"
    # alone in brackets, or before or after a sign
    rf"|[(\[*\u2013\u2014]\s*{_HIDDEN}\s*(?:$|[)\].,;!*])|\s-\s*{_HIDDEN}\s*(?:$|[)\].,;!*])"
    rf"|^\W*{_HIDDEN}\s*[-\u2013\u2014.,;:!(*]"
    # how it is to be kept
    r"|\b(?:mantener|guardar|manejar|tratar)\w*\s+(?:\w+\s+){0,3}?(?:en|bajo|con)\s+"
    r"(?:\w+\s+)?(?:reserva|secreto|confidencialidad|discreci[oó]n)"
    r"|\bkeep\s+(?:\w+\s+){0,3}?(?:confidential|private|secret)"
    r"|\buso\s+(?:estrictamente\s+|exclusiv\w+\s+)?(?:intern[oa]\b|de\s+la\s+red\b|del\s+equipo\b)"
    r"|\b(?:internal|staff|team|partner)\s+(?:use|only)\b|\busage\s+interne\b"
    r"|[\U0001f512\U0001f510]",
    re.IGNORECASE,
)
_SPEAKS = re.compile(r"[^\W\d_]{2}|[\U0001f512\U0001f510]")
"""What a text has that says anything: half the cells of a table are figures."""

_HIDES_WHERE = re.compile(
    r"\b(?:por|for)\s+(?:\w+\s+){0,3}?(?:seguridad|safety|security|s[eé]curit[eé]|seguran[cç]a)\b"
    r"|\b(?:call|phone|contact|llam\w+|ligar?|appeler|se\s+proporciona)\b.*"
    r"\b(?:address|location|directions|direcci[oó]n|ubicaci[oó]n|domicilio|adresse|endere[cç]o)\b",
    re.IGNORECASE,
)
"""What stands in the place of an address that is not given."""

_NOT_HIDDEN = re.compile(
    r"\b(?:no|non|not|sin|without|derechos|sem|sans)\s+(?:\w+\s+)?$", re.IGNORECASE
)
_OF_ALL = re.compile(
    r"\b(?:confiden[ct]i[ae]l(?:es|s|le|les)?|restringid[oa]s?|restricted|reservad[oa]s?|"
    r"sigilos[oa]s?|secret[oa]s?|undisclosed|restreinte?s?|"
    r"(?:documento|directorio|lista|listado|base|archivo|uso) (?:\w+ )?intern[oa]|"
    r"internal (?:use|list|directory|only|document)|"
    r"(?:prohibid[oa]|prohibited)\b.*\b(?:difusi[oó]n|divulgaci[oó]n|publicaci[oó]n|reproducci[oó]n|"
    r"distribution|circulation))\b",
    re.IGNORECASE,
)
_SHORTEST_WORD = 5
HIDDEN_CELL: Final = frozenset((
    "confidencial", "confidential", "reservado", "reservada", "restringido", "restringida",
    "restricted", "undisclosed", "withheld", "secreto", "secreta", "secret", "oculto", "oculta",
    "hidden", "protegido", "protegida", "protected", "resguardado", "resguardada", "privado",
    "privada", "private", "no publico", "no publica", "not public", "confidentiel",
    "confidentielle", "sigiloso", "sigilosa", "restrito", "restrita", "nao publico", "nao publica",
    "not disclosed", "not for publication", "domicilio conocido por autoridades", "restreint",
    "restreinte", "diffusion restreinte", "non public", "non publique",
))  # fmt: skip
"""What stands in the cell of an address, a point or a telephone that nobody is to know."""

HIDDEN_ANYWHERE: Final = HIDDEN_CELL - {
    "privado", "privada", "private", "protegido", "protegida", "protected",
}  # fmt: skip
"""The same in a column of which nobody knows what it says; the others may be about other things."""

_PROTECTION: Final = "proteccion"
_LONGEST_QUESTION = 8
_ANSWERS, _LONGEST_ANSWER = 12, 60
_SAID: Final = (YES | NO) - {"1", "0", "x", "o", "t", "f"}
"""Answers that are nothing else: beside other texts a number or a sign may be one."""

_GROUP = re.compile(r"^.*[/.:](?=\S)")


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
    form = asked_of(header)
    if {form, asked_of(without_group(header))} & (SHOWS_WHEN_YES | HIDES_WHEN_YES):
        return True
    if _OF_INFORMATION.fullmatch(form) or (_are_decisions(texts) and may_ask_to_show(form)):
        return True
    # `Restrictions: no pets` is no answer.
    if texts and all(answer_of(text) in YES | NO for text in texts) and may_ask_to_hide(form):
        return True
    dated = re.search(r"\b(?:fecha|date)\b", form)
    if SHOWS.search(form) and _ASKED_TO_SHOW.search(form) and not dated:
        return True
    if _ABOUT_OTHERS.search(form) or len(form.split()) > _LONGEST_QUESTION:
        return False
    return bool(SHOWS.search(form)) != bool(HIDES.search(form))


def asked_of(header: str) -> str:
    """Give what a header asks, folded, without the answers that it offers: `Restricted? (Y/N)`."""
    return " ".join(_CHOICES.sub(" ", fold(parted(header))).split())


def without_group(header: str) -> str:
    """Give a header without the group that surveys and JSON write before it: `acf/private`."""
    return _GROUP.sub("", header)


def _are_decisions(texts: Sequence[str]) -> bool:
    """Say whether texts are answers, or a few of which one is: `yes`, `only the town`."""
    if are_answers(texts):
        return True
    if len(texts) > _ANSWERS or any(len(text) > _LONGEST_ANSWER or "/" in text for text in texts):
        return False
    return any(fold(text) in _SAID or says_hidden(text, HIDDEN_ANYWHERE) for text in texts)


def may_ask_to_show(form: str) -> bool:
    """Say whether a folded header may ask if a place is to be shown or hidden."""
    if _OF_SOMETHING_ELSE.search(form):
        return False
    return _MAY_SHOW.search(form) is not None or HIDES.search(form) is not None


def may_ask_to_hide(form: str) -> bool:
    """Say whether a folded header may ask if what is said of a place is restricted."""
    return _MAY_HIDE.search(form) is not None and not _OF_SOMETHING_ELSE.search(form)


def answer_of(text: str) -> str:
    """Give a text folded, signs that tick a box or leave it empty as `x` and `no`."""
    return _SIGNS.get(text.rstrip("\ufe0f"), "") or fold(text)


def are_answers(texts: Sequence[str]) -> bool:
    """Say whether all texts are a yes or a no, or begin with one."""
    said = [answer_of(text) for text in texts]
    return bool(said) and all(
        text in YES | NO or text.partition(" ")[0] in _SPOKEN for text in said
    )


def names_protection(header: str) -> bool:
    """Say whether a header has the word itself."""
    return _PROTECTION in fold(header)


def says_hidden(text: str, alone: frozenset[str]) -> bool:
    """Say whether a text forbids to show a place: in words, or alone in its cell."""
    if (len(text) <= _SHORTEST_WORD and text.isalnum()) or not _SPEAKS.search(text):
        return False
    return _SAYS_HIDDEN.search(text) is not None or (bool(alone) and fold(text) in alone)


def hides_where(text: str) -> bool:
    """Say whether the text of an address or a point says that it is not given."""
    return _HIDES_WHERE.search(text) is not None


def hides_all(text: str) -> bool:
    """Say whether a title, the name of a file or a note forbids to show what it speaks of.

    There a word is enough: nobody calls a list confidential whose places are not.
    """
    plain = " ".join(re.sub(r"[_.]+", " ", text).split())
    if _SAYS_HIDDEN.search(plain):
        return True
    return any(not _NOT_HIDDEN.search(plain[: found.start()]) for found in _OF_ALL.finditer(plain))
