"""What a header says that no list knows, by its words and by what its cells hold.

Headers are questions (`¿En qué municipio está?`), or carry words that nobody foresaw (`Nombre del
espacio`, `Días y horarios de atención`). One word of them says what is meant, unless another says
that it is of something else (`Nombre del contacto`), and the cells bear it out.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from atlas.base.text_search import fold
from atlas.curation.ingest.cell_contents import (
    are_degrees,
    are_links,
    are_names,
    are_numbers,
    are_quantities,
    are_telephones,
    begin_as_telephones,
)
from atlas.curation.ingest.header_forms import parted
from atlas.curation.ingest.protection_words import are_answers

Cells = Callable[[Sequence[str]], bool]

_PERSONS: Final = (
    r"contact\w*|contato|responsab\w+|encargad\w+|director\w*|enlace|focal|coordinador\w*|"
    r"coordinator|titular|representante|usuario|user|encuestador\w*|enumerator|persona|person|"
    r"informante|personal(?:es)?|apellidos?|surname|first|last|nurse|staff|manager|gestor(?:es)?|correo|"
    r"quien (?:llena|lleno|responde|captura|contesta|registra|informa|reporta)|"
    r"filled by|completed by"
)
_ELSEWHERE: Final = (
    r"municip\w+|estado|entidad|localidad\w*|pais|country|county|city|ciudad|cidade|state|province|"
    r"region\w*|departamento|vialidad|calle|street|asentamiento|colonia|bairro|barrio|sector|"
    r"jurisdic\w+|tipo|type|tipologia|categoria|category|corredor|corridor|adm\w*|parroquia"
)
_PLACE: Final = (
    r"sitio|lugar|local|espacio|centro|albergue|abrigo|refugio|establecimiento|punto|instalacion|"
    r"inmueble|casa|comedor|site|place|facility|center|centre|shelter|point|venue"
)
_OFFICE: Final = r"bank|pantry|clinic|hospital|kitchen|program|prog|provider|church|office|agency"
_VISITED: Final = (
    r"levantamiento|relevamiento|verificacion|visita|actualizacion|monitoreo|evaluacion|"
    r"confirmacion|assessment|survey|visit|verification|update|monitoring|confirmation"
)


class _Rule(NamedTuple):
    """A column, the words that say it, those that speak of something else, and its cells."""

    target: str
    says: re.Pattern[str]
    unless: re.Pattern[str]
    cells: Cells | None = None


def _rule(target: str, says: str, unless: str = "$^", cells: Cells | None = None) -> _Rule:
    return _Rule(target, re.compile(rf"\b(?:{says})\b"), re.compile(rf"\b(?:{unless})\b"), cells)


def _no_numbers(texts: Sequence[str]) -> bool:
    return not are_numbers(texts)


_RULES: Final = (
    _rule(
        "lat",
        r"lat|latitude?|y ?coord\w*|(?:coord\w*|gis) y|y gis|(?:gps|coord\w*) n(?:orte)?",
        r"lon|long|longitude?",
        lambda texts: are_degrees(texts, 90),
    ),
    _rule(
        "lon",
        r"lon|long|lng|longitude?|x ?coord\w*|(?:coord\w*|gis) x|x gis|"
        r"(?:gps|coord\w*) (?:w|e|o|este|oeste|east|west)",
        r"lat|latitude?",
        lambda texts: are_degrees(texts, 180),
    ),
    _rule(
        "point",
        r"coordenadas?|coordinates?|gps|google maps?|geolocali\w*|georr?ef\w*|geopoint|localizacao|"
        r"mapa",
        r"latitude?|longitude?|accuracy|precision|altitude?|altitud|fecha|date|sistema|system|datum|"
        r"zona|zone|tipo|type|show|mostrar|publicar|utm|este|norte|easting|northing|fuente|source",
    ),
    _rule("whatsapp", r"whats ?app", _PERSONS, begin_as_telephones),
    _rule(
        "phone",
        r"tel|telf?|cel|cell|telefonos?|telefonic[oa]s?|telefones?|phones?|telephones?|celular|"
        r"hotline|toll free",
        rf"{_PERSONS}|fax|horarios?|hours?|dias|type|tipo|fecha|date|ext",
        begin_as_telephones,
    ),
    _rule(
        "website",
        r"website|sitio web|pagina|pagina web|url|facebook|instagram|homepage",
        cells=are_links,
    ),
    _rule(
        "kind",
        rf"(?:tipo|clase|clasificacion|tipologia|categoria) (?:de |del |da |do )?(?:{_PLACE})|"
        rf"(?:{_PLACE}) (?:type|kind|category|class|classification)",
        r"poblacion|population|servicios?|services?",
    ),
    _rule(
        "populations",
        r"(?:poblacion|publico|poblaciones|personas|grupos?|perfil\w*) (?:que )?"
        r"(?:meta|objetivo|atendid\w+|alvo|atiende\w*|recibe\w*|beneficiari\w+)|"
        r"a quien(?:es)? (?:atiende\w*|recibe\w*|va dirigido)|beneficiari\w+|"
        r"who (?:they|it) (?:takes?|accepts?|serves?)|quien(?:es)? pueden? (?:entrar|quedarse)|"
        r"(?:target|served|eligible) (?:population|group|people)s?|"
        r"(?:population|group|people)s? (?:served|targeted|accepted)",
        r"numero|number|cuant\w+|total|how many",
        _no_numbers,
    ),
    _rule(
        "capacity",
        r"cap|capacidad|capacidade|capacity|bed count|beds?|camas|literas|cupo|aforo|plazas|vagas|"
        r"cuantas personas (?:caben|puede\w* recibir|recibe\w*|aloja\w*|puede\w* alojar)|"
        r"how many people (?:fit|can)|sleeping (?:places|spaces)|lugares para dormir",
        r"disp|disponib\w*|avail\w*|libres?|free|open|vacan\w*|ocup\w*|occup\w*|"
        r"familia\w*|famil\w+|fecha|date|as of|"
        r"unidad|unit|porcentaje|percent\w*|actual\w*|current\w*|covid|hombres|mujeres|men|women|"
        r"children|ninos|ninas|servicio|personal|fortalecimiento|building|tipo|type|cuartos|rooms",
        are_quantities,
    ),
    _rule(
        "services",
        r"servicios?|services?|servicos|apoyos? que (?:ofrece|brinda|da)\w*|"
        r"que (?:ofrece|brinda|apoyo\w* da)\w*|what (?:do they|does it|is) offer\w*|ayudas?",
        rf"{_PERSONS}|fecha|date|hora\w*|hours?|costos?|cost|fees?|numero|number|punto|point|nombre|"
        r"name|publicos?|code|id|area|areas|zona|calidad|prestador|provider|self|customer|militar|"
        r"social|notas?|notes?|descripcion|description|language\w*",
        _no_numbers,
    ),
    _rule(
        "hours_note",
        r"horarios?|hours?|times|(?:opening|visiting) times?|days? open|schedule|"
        r"dias (?:de|y) (?:atencion|horario\w*|servicio|operacion)",
        rf"{_PERSONS}|telef\w*|phone|fecha|date|verano|zone|zona|intake|entrada|ingreso|llegada|"
        r"check ?in|comidas?|meals?",
    ),
    _rule(
        "municipality_code",
        r"municipio|municipality|county|condado|alcaldia|ayuntamiento",
        rf"{_PERSONS}|tipo|type|region|cabecera|poblacion|population|presidente|apoyo|ambito",
    ),
    _rule(
        "admin1",
        r"entidad federativa|estado de la republica|(?:en que|cual) estado|state province|"
        r"^dep(?:ar)?to$",
        _PERSONS,
        are_names,
    ),
    _rule(
        "address",
        r"direccion|domicilio|address|addr line|calle y (?:no|num\w*)|endereco|ubicacion exacta|"
        r"donde se encuentra",
        rf"{_PERSONS}|mail\w*|e ?mail|email|web|ip|postal|postales|url|fiscal|electronic\w+|"
        r"general|cargo|verificad\w+|verified|tipo|type|internet|administrativa",
        are_names,
    ),
    _rule(
        "status_date",
        rf"(?:fecha|date|dia|data) (?:de |del |of |da )?(?:la |el |the )?(?:ultim[oa] |last )?"
        rf"(?:{_VISITED})|(?:{_VISITED}) date|"
        r"last (?:verified|updated|visited|checked|confirmed)(?: (?:on|at))?$",
    ),
    _rule(
        "name",
        rf"como se llama|^(?:nombre|nome|nom|name|denominacion)(?: \w+)*|"
        rf"(?:{_PLACE}|{_OFFICE})(?: \w+)? (?:name|nombre|label|nm)$|(?:nom|nombre) (?:{_PLACE})$|"
        rf"^(?:{_PLACE}|house|edificio|plantel)(?:(?: o| or| y| and| ou)? (?:{_PLACE}|house))*$",
        rf"{_PERSONS}|{_ELSEWHERE}|corto|corta|short|alt|alternat\w+|ingles|english|grupo|group|"
        r"proyecto|project|archivo|file|layer|capa|form|formulario|campana|domain|hoja|sheet",
        are_names,
    ),
)
"""The first that fits holds."""

_RUNS = re.compile(
    r"\borgani[sz]\w*|\bassociac\w*|\basociacion\b|\binstituci\w*|\binstitution\w*|\borg\b|"
    r"\bmanaging (?:agency|org\w*)|\bagency\b|\bagencia\b|\boperador\w*|\boperator\b|"
    r"\bpartner\b|\bsocio\b|\bquien (?:lo |la |los )?"
    r"(?:administra|opera|coordina|gestiona|lleva|dirige|maneja|atiende)\b|"
    r"\bentidade? (?:operadora|responsable|gestora|mantenedora)\b|\bmantenedora\b|\bcongregaci\w*|"
    r"\borganisme\b|\bassociation\b|\bdependencia\b|\b(?:gere|gerido|administre) par\b|\bmgmt\b"
)
_IN_CHARGE = (
    r"\b(?:organi[sz]\w*|instituci\w*|institution|agency|agencia|dependencia|entidad\w*|partner) "
    r"(?:responsable|responsavel|encargad[oa]|coordinador\w*)|\bresponsible (?:org\w*|agency)"
)
_NOT_WHO = re.compile(
    rf"\b(?:tipo|type|level|nivel|sector|id|code|codigo|clave|siglas|acronym|logo|fecha|date|"
    rf"telefono|phone|web\w*|url|descrip\w+|year|ano|e ?mail|mail|{_PERSONS})\b"
)
_ASKED_FOR: Final = re.compile(
    r"\b(?:responsab\w*|administrador\w*|propietari[oa]|encargad[oa]|manager|owner|director\w*)\b"
)
_DAY = re.compile(
    r"(?:horario |hours |hrs |open )?(?:lun(?:es)?|mar(?:tes)?|mie(?:rcoles)?|jue(?:ves)?|"
    r"vie(?:rnes)?|sab(?:ado)?s?|dom(?:ingo)?s?|mon(?:day)?|tues?(?:day)?|wed(?:nesday)?|"
    r"thur?s?(?:day)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|segunda(?: feira)?|terca(?: feira)?|"
    r"quarta(?: feira)?|quinta(?: feira)?|sexta(?: feira)?)(?: hours| horario)?"
)
_OPENS_OR_CLOSES = re.compile(
    r"(?:hora (?:de )?|horario (?:de )?)?(?:apertura|abre|cierre|cierra)|"
    r"(?:opens?|closes?|opening|closing)(?: at| time)|hora (?:de )?(?:inicio|termino|fin)"
)
_LEAST_DAYS: Final = 3
_CONTACT: Final = frozenset(
    ("contact", "contacto", "contactos", "contato", "contact info", "numero", "number")
)


def column_by_words(header: str, texts: Sequence[str], targets: Iterable[str]) -> str:
    """Give the column that the words of a header speak of, or an empty text.

    Parameters
    ----------
    header
        The header without its group.
    texts
        Different texts of its cells.
    targets
        The columns that are looked for.
    """
    form = fold(parted(header))
    wanted = frozenset(targets)
    if are_answers(texts):
        return ""
    for rule in _RULES:
        if rule.target not in wanted or not rule.says.search(form) or rule.unless.search(form):
            continue
        if rule.cells is None or not texts or rule.cells(texts):
            return rule.target
    if "operator" in wanted and says_who_runs(header) and are_names(texts):
        return "operator"
    return "phone" if "phone" in wanted and form in _CONTACT and are_telephones(texts) else ""


def says_who_runs(header: str) -> bool:
    """Say whether a header names an organisation, and nothing of it such as its type."""
    # The person whom one asks is none; `responsible organisation` is one.
    form = re.sub(_IN_CHARGE, " org ", fold(parted(header)))
    return bool(_RUNS.search(form)) and not _NOT_WHO.search(form)


def names_a_person(form: str) -> bool:
    """Say whether a folded header asks for the person in charge, who may be an organisation."""
    return bool(_ASKED_FOR.search(form)) and not _RUNS.search(form)


def times_of(headers: Iterable[str]) -> list[str]:
    """Give the headers of columns that say when a place is open, one a day or one an end."""
    forms = {header: fold(parted(header)) for header in headers}
    days = [header for header, form in forms.items() if _DAY.fullmatch(form)]
    ends = [header for header, form in forms.items() if _OPENS_OR_CLOSES.fullmatch(form)]
    return [*(days if len(days) >= _LEAST_DAYS else ()), *(ends if len(ends) > 1 else ())]
