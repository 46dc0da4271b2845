"""Made-up directories in the layouts that partners' files come in, with what is true of each row.

No place, organisation or telephone number of them exists. A layout differs from the others in its
headers, their rows, its format, its letters and its signs; what it says is always the same.
"""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

ROWS = 24


class Place(NamedTuple):
    """What is true of one invented place."""

    number: int
    name: str
    operator: str
    country: str
    state: str
    municipality: str
    city: str
    street: str
    house: str
    district: str
    postal: str
    lat: float
    lon: float
    phone: str
    beds: int

    @property
    def address(self) -> str:
        return f"{self.street} {self.house}"


class Layout(NamedTuple):
    """A file, the places in it, and what nobody can tell from it."""

    file: str
    data: bytes
    places: Sequence[Place]
    answers: Mapping[str, str]


_MEXICO = (
    "MX",
    "Baja California",
    "Tijuana",
    "Tijuana",
    "Calle Ejemplo",
    "Colonia Ficticia",
    "22000",
)
_TEXAS = ("US", "Texas", "El Paso", "El Paso", "Sample Street", "Sample Heights", "79901")
_POINTS = {"MX": (32.50, -117.03), "US": (31.77, -106.45)}
_LEVEL = {"level": "civil_society"}


def _places(country: str) -> list[Place]:
    where = _MEXICO if country == "MX" else _TEXAS
    south, west = _POINTS[country]
    area = "664" if country == "MX" else "915"
    word, group = ("Hogar Inventado", "Red Ficticia") if country == "MX" else (
        "Invented House", "Fictional Network")  # fmt: skip
    return [
        Place(
            n, f"{word} {n}", f"{group} {n % 3 + 1}", *where[:5], str(100 + 7 * n), *where[5:],
            round(south + n * 0.00113, 5), round(west + n * 0.00127, 5),
            f"{area} 555 {1000 + n}", 20 + n,
        )
        for n in range(1, ROWS + 1)
    ]  # fmt: skip


Cell = Callable[[Place], object]


def _comma(number: float) -> str:
    return str(number).replace(".", ",")


def _rows(columns: Mapping[str, Cell], country: str) -> list[list[str]]:
    return [[str(cell(place)) for cell in columns.values()] for place in _places(country)]


def _text(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def _csv(columns: Mapping[str, Cell], country: str = "MX", delimiter: str = ",") -> str:
    return _text([list(columns), *_rows(columns, country)], delimiter)


def _workbook(rows: Sequence[Sequence[object]], merged: Sequence[str] = ()) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


KOBO = {
    "start": lambda p: "2025-02-01T09:00", "deviceid": lambda p: "ab12",
    "generales/nombre_del_espacio": lambda p: p.name,
    "generales/quien_coordina": lambda p: p.operator,
    "generales/tipo_de_espacio": lambda p: "Albergue",
    "donde/estado": lambda p: p.state, "donde/municipio": lambda p: p.municipality,
    "donde/direccion": lambda p: p.address,
    "donde/punto": lambda p: f"{p.lat} {p.lon} 3 5",
    "donde/_punto_latitude": lambda p: p.lat, "donde/_punto_longitude": lambda p: p.lon,
    "donde/_punto_altitude": lambda p: 3, "donde/_punto_precision": lambda p: 5,
    "contacto/numero_de_telefono": lambda p: p.phone,
    "_id": lambda p: p.number, "_uuid": lambda p: f"u{p.number}",
    "_submission_time": lambda p: "2025-02-01T10:00", "_index": lambda p: p.number,
}  # fmt: skip
QUESTIONS = {
    "1. ¿Cómo se llama el espacio?": lambda p: p.name,
    "2. ¿Autoriza publicar sus datos?": lambda p: "no",
    "3. ¿Qué organización lo coordina?": lambda p: p.operator,
    "4. ¿En qué municipio está?": lambda p: p.municipality,
    "5. ¿Cuál es la dirección?": lambda p: p.address,
    "6. Registre las coordenadas": lambda p: f"{p.lat}, {p.lon}",
    "7. Teléfono del lugar": lambda p: p.phone,
    "8. ¿Cuántas personas puede recibir?": lambda p: f"{p.beds} personas",
}  # fmt: skip
ODK = {
    "SubmissionDate": lambda p: "2025-03-01T10:00:00Z",
    "meta-instanceID": lambda p: f"uuid:{p.number}",
    "site-site_name": lambda p: p.name, "site-managing_org": lambda p: p.operator,
    "place-country": lambda p: p.country, "place-admin1": lambda p: p.state,
    "place-admin2": lambda p: p.municipality, "place-street_address": lambda p: p.address,
    "place-gps-Latitude": lambda p: p.lat, "place-gps-Longitude": lambda p: p.lon,
    "place-gps-Altitude": lambda p: 12, "place-gps-Accuracy": lambda p: 4.2,
    "ask-phone_number": lambda p: p.phone, "KEY": lambda p: f"uuid:{p.number}",
}  # fmt: skip
R4V = {
    "País": lambda p: "México", "Estado/Departamento": lambda p: p.state,
    "Municipio/Cantón": lambda p: p.municipality,
    "Organización principal": lambda p: "Agencia Inventada",
    "Socio implementador": lambda p: p.operator,
    "Nombre del Punto de Servicio": lambda p: p.name,
    "Tipo de espacio de apoyo": lambda p: "Albergue", "Dirección física": lambda p: p.address,
    "Población meta": lambda p: "Familias", "Latitud (Y)": lambda p: p.lat,
    "Longitud (X)": lambda p: p.lon, "Teléfono de contacto": lambda p: p.phone,
}  # fmt: skip
CCCM = {
    "ssid": lambda p: f"S-{p.number}", "site_name": lambda p: p.name,
    "site_classification": lambda p: "Collective Centre", "cccm_agency": lambda p: p.operator,
    "adm0_name": lambda p: "Mexico", "adm1_name": lambda p: p.state,
    "adm2_name": lambda p: p.municipality, "site_address": lambda p: p.address,
    "site_lat": lambda p: p.lat, "site_lon": lambda p: p.lon,
    "assessment_date": lambda p: "2025-05-02", "site_phone": lambda p: p.phone,
    "Focal point name": lambda p: "Persona Inventada",
}  # fmt: skip
CLUES = {
    "CLUES": lambda p: f"BCXXX{p.number:06}", "ENTIDAD": lambda p: p.state.upper(),
    "MUNICIPIO": lambda p: p.municipality.upper(), "JURISDICCIÓN": lambda p: "II",
    "NOMBRE DE LA INSTITUCIÓN": lambda p: p.operator,
    "NOMBRE TIPO ESTABLECIMIENTO": lambda p: "DE CONSULTA EXTERNA",
    "NOMBRE DE LA UNIDAD": lambda p: p.name, "VIALIDAD": lambda p: p.street,
    "NÚMERO EXTERIOR": lambda p: p.house, "ASENTAMIENTO": lambda p: p.district,
    "CÓDIGO POSTAL": lambda p: f"{p.postal}.0", "ESTATUS DE OPERACIÓN": lambda p: "EN OPERACION",
    "TELÉFONO": lambda p: p.phone, "LATITUD": lambda p: p.lat, "LONGITUD": lambda p: p.lon,
}  # fmt: skip
DENUE = {
    "id": lambda p: 7000 + p.number, "clee": lambda p: "02004", "nom_estab": lambda p: p.name,
    "raz_social": lambda p: p.operator, "codigo_act": lambda p: "624221",
    "tipo_vial": lambda p: "CALLE", "nom_vial": lambda p: p.street.removeprefix("Calle "),
    "numero_ext": lambda p: p.house, "letra_ext": lambda p: "", "nomb_asent": lambda p: p.district,
    "cod_postal": lambda p: p.postal, "cve_ent": lambda p: "02", "entidad": lambda p: p.state,
    "cve_mun": lambda p: "004", "municipio": lambda p: p.municipality,
    "localidad": lambda p: p.city, "telefono": lambda p: p.phone.replace(" ", ""),
    "www": lambda p: "", "latitud": lambda p: p.lat, "longitud": lambda p: p.lon,
}  # fmt: skip
AGENCIES = {
    "Resource_ID": lambda p: f"R{p.number}", "Agency_Name": lambda p: p.operator,
    "Program_Name": lambda p: f"Program {p.number}", "Site_Name": lambda p: p.name,
    "Main_Phone": lambda p: p.phone, "Hours": lambda p: "Daily 6 pm-7 am",
    "Physical_Address": lambda p: p.address, "Physical_City": lambda p: p.city,
    "Physical_State": lambda p: "TX", "Physical_Zip": lambda p: p.postal,
    "Mailing_Address": lambda p: "PO Box 9", "Lat": lambda p: p.lat, "Lng": lambda p: p.lon,
}  # fmt: skip
HIFLD = {
    "X": lambda p: -11850000.0, "Y": lambda p: 3730000.0, "OBJECTID": lambda p: p.number,
    "NAME": lambda p: p.name, "ORG_NAME": lambda p: p.operator, "ADDRESS": lambda p: p.address,
    "CITY": lambda p: p.city, "STATE": lambda p: "TX", "ZIP": lambda p: p.postal,
    "TELEPHONE": lambda p: p.phone, "STATUS": lambda p: "OPEN", "COUNTRY": lambda p: "USA",
    "LATITUDE": lambda p: p.lat, "LONGITUDE": lambda p: p.lon, "OWNER": lambda p: "NON-PROFIT",
    "POPULATION": lambda p: -999, "BEDS": lambda p: p.beds,
}  # fmt: skip
SOCRATA = {
    "Shelter Name": lambda p: p.name, "Operated By Organization": lambda p: p.operator,
    "Location 1": lambda p: f"{p.address}\n{p.city}, TX {p.postal}\n({p.lat}, {p.lon})",
    "State": lambda p: "TX", "Phone Number": lambda p: p.phone, "Bed Count": lambda p: p.beds,
    "New Georeferenced Column": lambda p: f"POINT ({p.lon} {p.lat})",
}  # fmt: skip
SPREADSHEET = {
    "Espacio": lambda p: p.name, "Institución responsable": lambda p: p.operator,
    "Edo.": lambda p: p.state, "Mpio.": lambda p: p.municipality,
    "Domicilio": lambda p: p.address, "Tel. oficina": lambda p: f"{p.phone} Lic. Inventada",
    "Coord. N": lambda p: _comma(p.lat), "Coord. O": lambda p: _comma(p.lon),
    "Lunes": lambda p: "9-18", "Martes": lambda p: "9-18", "Miércoles": lambda p: "9-18",
    "Cupo máx.": lambda p: f"{p.beds} pers.",
}  # fmt: skip
PORTUGUESE = {
    "Nome do abrigo": lambda p: p.name, "Organização responsável": lambda p: p.operator,
    "Endereço": lambda p: p.address, "Bairro": lambda p: p.district, "CEP": lambda p: p.postal,
    "Cidade": lambda p: p.city, "Estado": lambda p: p.state, "País": lambda p: "México",
    "Telefone": lambda p: p.phone, "Latitude": lambda p: _comma(p.lat),
    "Longitude": lambda p: _comma(p.lon), "Capacidade": lambda p: f"{p.beds} pessoas",
    "Pode ser divulgado?": lambda p: "Não",
}  # fmt: skip
WELL_KNOWN_TEXT = {
    "nombre_sitio": lambda p: p.name, "org": lambda p: p.operator, "entidad": lambda p: p.state,
    "municipio": lambda p: p.municipality, "domicilio": lambda p: p.address,
    "contacto": lambda p: p.phone, "geometria": lambda p: f"SRID=4326;POINT({p.lon} {p.lat})",
}  # fmt: skip
GEOJSON_CELLS = {
    "Place": lambda p: p.name, "Organisation": lambda p: p.operator, "State": lambda p: "TX",
    "Street": lambda p: p.address, "Phone": lambda p: p.phone,
    "Geo": lambda p: json.dumps({"type": "Point", "coordinates": [p.lon, p.lat]}),
}  # fmt: skip
CUT = {
    "OBJECTID": lambda p: p.number, "NOM_ALBERG": lambda p: p.name,
    "ORG_OPERAD": lambda p: p.operator, "DIRECCION_": lambda p: p.address,
    "MUNICIPIO": lambda p: p.municipality, "NOM_ENTIDA": lambda p: p.state,
    "TELEFONO_C": lambda p: p.phone, "LATITUD_DE": lambda p: p.lat, "LONGITUD_D": lambda p: p.lon,
}  # fmt: skip


def _esri() -> str:
    fields = [("NOMBRE", "Nombre del sitio"), ("OPERA", "Operado por"), ("DIR", "Dirección"),
              ("EDO", "Entidad"), ("TEL", "Teléfono"), ("TIPO", "Tipo")]  # fmt: skip
    kinds = {"type": "codedValue", "codedValues": [{"name": "Albergue", "code": 1}]}
    return json.dumps({
        "geometryType": "esriGeometryPoint", "spatialReference": {"wkid": 4326},
        "fields": [{"name": name, "alias": alias, "type": "esriFieldTypeString",
                    **({"domain": kinds} if name == "TIPO" else {})} for name, alias in fields],
        "features": [
            {"attributes": {"NOMBRE": p.name, "OPERA": p.operator, "DIR": p.address,
                            "EDO": p.state, "TEL": p.phone, "TIPO": 1},
             "geometry": {"x": p.lon, "y": p.lat}}
            for p in _places("MX")
        ],
    })  # fmt: skip


def _feature_service() -> str:
    return json.dumps({
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "id": p.number,
             "geometry": {"type": "Point", "coordinates": [p.lon, p.lat]},
             "properties": {"OBJECTID": p.number, "Facility_Name": p.name, "Org": p.operator,
                            "Facility_Address": p.address, "State": "TX",
                            "Contact_Phone": p.phone, "EditDate": 1735689600000}}
            for p in _places("US")
        ],
    })  # fmt: skip


def _hsds() -> str:
    return json.dumps({"total_items": ROWS, "contents": [
        {"id": f"s{p.number}", "name": "Night shelter", "status": "active",
         "organization": {"id": f"o{p.operator}", "name": p.operator},
         "phones": [{"id": f"p{p.number}", "number": p.phone, "type": "voice"},
                    {"id": f"f{p.number}", "number": "915 555 0000", "type": "fax"}],
         "service_at_locations": [{"id": f"l{p.number}", "location": {
             "id": f"x{p.number}", "name": p.name, "location_type": "physical",
             "latitude": p.lat, "longitude": p.lon,
             "addresses": [{"id": f"a{p.number}", "address_1": p.address, "city": p.city,
                            "state_province": "TX", "country": "US",
                            "address_type": "physical"}]}}]}
        for p in _places("US")
    ]})  # fmt: skip


def _records() -> str:
    return json.dumps({"data": {"items": [
        {"nombre": p.name, "operador": p.operator, "telefono": p.phone,
         "direccion": {"calle": p.street, "numero": p.house}, "estado": p.state,
         "ubicacion": {"lat": p.lat, "lng": p.lon}}
        for p in _places("MX")
    ]}})  # fmt: skip


def _gml() -> str:
    members = "".join(
        f"<gml:featureMember><lugar><nombre_del_sitio>{p.name}</nombre_del_sitio>"
        f"<operado_por>{p.operator}</operado_por><entidad>{p.state}</entidad>"
        f"<municipio>{p.municipality}</municipio><domicilio>{p.address}</domicilio>"
        f"<telefono>{p.phone}</telefono><geom><gml:Point srsName='EPSG:4326'><gml:coordinates>"
        f"{p.lon},{p.lat}</gml:coordinates></gml:Point></geom></lugar></gml:featureMember>"
        for p in _places("MX")
    )
    return (
        "<?xml version='1.0'?><gml:FeatureCollection xmlns:gml='http://www.opengis.net/gml'>"
        f"{members}</gml:FeatureCollection>"
    )


def _kml() -> str:
    def data(**texts: str) -> str:
        return "".join(
            f"<Data name='{name.replace('_', ' ')}'><value>{text}</value></Data>"
            for name, text in texts.items()
        )

    marks = "".join(
        f"<Placemark><name>{p.name}</name><ExtendedData>"
        + data(
            Operado_por=p.operator, Domicilio=p.address, Municipio=p.municipality,
            Entidad=p.state, Teléfono=p.phone,
        )
        + f"</ExtendedData><MultiGeometry><Point><coordinates>{p.lon},{p.lat},0</coordinates>"
        f"</Point><LineString><coordinates>{p.lon},{p.lat} {p.lon + 0.001},{p.lat}</coordinates>"
        "</LineString></MultiGeometry></Placemark>"
        for p in _places("MX")
    )  # fmt: skip
    return (
        "<?xml version='1.0'?><kml xmlns='http://www.opengis.net/kml/2.2'><Document>"
        f"{marks}</Document></kml>"
    )


def _two_header_rows() -> bytes:
    rows = [
        ["Directorio inventado"], [],
        ["Lugar", None, "Ubicación", None, None, None, "Contacto", None, None],
        ["Nombre", "Operado por", "Municipio", "Domicilio", "Coordenadas", None, "Nombre",
         "Teléfono", None],
        [None, None, None, None, "Latitud", "Longitud", None, "Fijo", "Celular"],
    ]  # fmt: skip
    rows += [
        [p.name, p.operator, p.municipality, p.address, p.lat, p.lon, "Persona Inventada",
         int(p.phone.replace(" ", "")), None]
        for p in _places("MX")
    ]  # fmt: skip
    merged = ["A3:B3", "C3:F3", "G3:I3", "E4:F4", "H4:I4"]
    return _workbook([*rows, ["Total", ROWS], ["Fuente: elaboración propia"]], merged)


def _totals_and_notes() -> str:
    columns = {
        "Sede": lambda p: p.name, "Organización": lambda p: p.operator,
        "Municipio": lambda p: p.municipality, "Domicilio": lambda p: p.address,
        "Teléfono": lambda p: p.phone, "Camas": lambda p: p.beds,
        "Latitud": lambda p: p.lat, "Longitud": lambda p: p.lon,
    }  # fmt: skip
    rows = [
        [*row, "", note]
        for row, note in zip(
            _rows(columns, "MX"), ["A = abierto", "B = cerrado", *[""] * ROWS], strict=False
        )
    ]
    end = [["Subtotal Tijuana", "", "", "", "", "500"], ["TOTAL", "24", "", "", "", "500"], [],
           ["Nota: cifras inventadas"], ["Última actualización 2025"]]  # fmt: skip
    return _text([["Directorio inventado"], [*columns, "", "Leyenda"], *rows, *end])


def layouts() -> dict[str, Layout]:
    """Give every layout by its name."""
    mexico, texas = _places("MX"), _places("US")
    state = {"country": "MX", "admin1": "Baja California"}

    def made(file: str, text: str | bytes, places: Sequence[Place], **answers: str) -> Layout:
        data = text if isinstance(text, bytes) else text.encode()
        return Layout(file, data, places, {**_LEVEL, **answers})

    texas_state = {"country": "US", "admin1": "Texas"}
    return {
        "KoboToolbox, groups": made("kobo.csv", _csv(KOBO, delimiter=";"), mexico),
        "KoboToolbox, questions": made("questions.csv", _csv(QUESTIONS), mexico, **state),
        "ODK Central": made("odk.csv", _csv(ODK), mexico),
        "R4V": made("r4v.csv", _csv(R4V), mexico),
        "UNHCR, CCCM": made("cccm.csv", _csv(CCCM), mexico),
        "CLUES": made("clues.csv", _csv(CLUES), mexico),
        "DENUE": made("denue.csv", _csv(DENUE).encode("cp1252"), mexico),
        "211": made("agencies.csv", _csv(AGENCIES, "US"), texas),
        "HIFLD": made("hifld.csv", _csv(HIFLD, "US"), texas),
        "Socrata": made("socrata.csv", _csv(SOCRATA, "US"), texas),
        "HSDS 3": made("hsds.json", _hsds(), texas),
        "Esri JSON": made("esri.json", _esri(), mexico),
        "feature service": made("service.geojson", _feature_service(), texas),
        "list of records": made("records.json", _records(), mexico),
        "GML": made("lugares.gml", _gml(), mexico),
        "KML": made("lugares.kml", _kml(), mexico),
        "names cut to ten": made("cut.csv", _csv(CUT), mexico),
        "well-known text": made("wkt.csv", _csv(WELL_KNOWN_TEXT), mexico),
        "GeoJSON in cells": made("cells.csv", _csv(GEOJSON_CELLS, "US"), texas, **texas_state),
        "two rows of headers": made("dos.xlsx", _two_header_rows(), mexico, **state),
        "totals, notes, a legend": made("totales.csv", _totals_and_notes(), mexico, **state),
        "days, cp1252, commas": made(
            "hoja.csv", _csv(SPREADSHEET, delimiter=";").encode("cp1252"), mexico
        ),
        "Portuguese, UTF-16": made(
            "abrigos.txt", _csv(PORTUGUESE, delimiter="\t").encode("utf-16"), mexico
        ),
    }


def right(layout: Layout, frame: Mapping[str, Sequence[str]], column: str) -> int:
    """Count the rows of which a column says what is true."""
    digits = str.maketrans("", "", " ()-+")
    by_name = {place.name: place for place in layout.places}
    count = 0
    for n, name in enumerate(frame["name"]):
        place = by_name.get(name)
        said = list(frame[column])[n]
        if place is None:
            continue
        if column == "phone":
            count += said.translate(digits).endswith(place.phone.translate(digits))
        elif column in ("lat", "lon"):
            count += bool(said) and abs(float(said) - getattr(place, column)) < 1e-4
        elif column == "address":
            count += place.house in said and place.street.split()[-1].lower() in said.lower()
        else:
            count += said == getattr(place, column)
    return count
