"""ODS workbooks, written by hand: what a spreadsheet would write, and what none would."""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{whole}:1.0"'
    for name, whole in (("office", "office"), ("table", "table"), ("text", "text"),
                        ("style", "style"), ("draw", "drawing"))
)  # fmt: skip
_MORE = (
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
_HIDDEN = (
    '<office:automatic-styles><style:style style:name="hidden" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
)


def cell(value="", inner="", **said):
    """Write a cell; `said` are attributes of its namespace `table`."""
    told = "".join(f" table:{key.replace('_', '-')}={quoteattr(str(text))}"
                   for key, text in said.items())  # fmt: skip
    if isinstance(value, int | float):
        told += f' office:value-type="float" office:value="{value}"'
    elif value:
        told += ' office:value-type="string"'
        inner += f"<text:p>{escape(value)}</text:p>"
    return f"<table:table-cell{told}>{inner}</table:table-cell>"


def typed(kind, value, shown="", attribute="value", more=""):
    """Write a cell with a value of a type of its own, and what the sheet shows of it."""
    return (
        f'<table:table-cell office:value-type="{kind}" office:{attribute}="{value}" {more}>'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


def comment(text):
    return (
        "<office:annotation><dc:creator>x</dc:creator><dc:date>2024-05-01T00:00:00</dc:date>"
        f"<text:p>{escape(text)}</text:p></office:annotation>"
    )


def row(*cells, **said):
    """Write a row of cells, each a value or its XML; `said` are attributes of the row."""
    told = "".join(f' table:{key.replace("_", "-")}="{text}"' for key, text in said.items())
    written = (one if str(one).startswith("<table:") else cell(one) for one in cells)
    return f"<table:table-row{told}>{''.join(written)}</table:table-row>"


def sheet(*rows, name="Hoja1", before="", style=""):
    """Write a sheet of rows, each a list of values or its XML."""
    written = (one if isinstance(one, str) else row(*one) for one in rows)
    return (
        f'<table:table table:name="{escape(name)}" table:style-name="{style}">{before}'
        f"{''.join(written)}</table:table>"
    )


def ods(*sheets, declared="", mimetype=MIMETYPE, **members):
    """Pack a workbook: `content.xml` of its sheets, and other members."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{declared}'
        f"<office:document-content {_NAMES} {_MORE}>{_HIDDEN}<office:body><office:spreadsheet>"
        f"{''.join(sheets)}</office:spreadsheet></office:body></office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mimetype)
        for name, data in {"content.xml": content, **members}.items():
            archive.writestr(name, data)
    return packed.getvalue()


def everything():
    """Write a workbook with all that the reader knows of."""
    headers = ["Nombre", "Nivel", "País", "Municipio", "Protección", "Lat", "Lon", "Capacidad",
               "Fecha", "Teléfono", "Notas"]  # fmt: skip
    date = typed("date", "2024-05-01", "01/05/24", "date-value")
    phone = typed("float", "6641234567", "6.64E+09")
    total = typed("float", "81", "81", more='table:formula="of:=[.H2]+1"')
    failed = typed("string", "", "#N/A", "string-value",
                   'table:formula="of:=NA()" calcext:value-type="error"')  # fmt: skip
    lines = cell(inner='<text:p>Uno <text:s text:c="2"/><text:a xlink:href="https://x.org">dos'
                 "</text:a></text:p><text:p>tres<text:line-break/>cuatro</text:p>")  # fmt: skip
    place = ["ONG", "MX", "Tijuana", "pública", 32.5331, -117.0194]
    rows = [
        row("Directorio", number_columns_repeated=1),
        headers,
        ["Casa Uno", *place, 80, date, phone, lines],
        row("Casa Dos", *place, total, failed, phone, cell("x", comment("Revisado"))),
        row(cell(number_columns_repeated=16384), number_rows_repeated=40),
        row("Casa Tres", cell("ONG", number_rows_spanned=2), *place[1:], visibility="collapse"),
        row("Casa Cuatro", "<table:covered-table-cell/>", *place[1:], number_rows_repeated=2),
        row(cell(number_columns_repeated=16384), number_rows_repeated=1_048_000),
    ]
    columns = '<table:table-column table:number-columns-repeated="3" table:visibility="collapse"/>'
    hidden = sheet(headers, ["Casa Oculta", *place], name="Oculta", style="hidden")
    return ods(sheet(*rows, before=columns), hidden, sheet(["Notas de la lista"], name="Léeme"))
