"""The mapping file: TOML that is proposed, read and edited by a person, and read again."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from atlas.curation.ingest.mapping import ADDRESS_PARTS, POSITION, ColumnMapping, Source
from atlas.curation.ingest.refusals import cannot_open, refused

SOURCE_KEYS: Final = ("title", "publisher", "url", "date", "licence")
_TOP = {"sheet": str, "header_row": int, "dates": str}
_POSITION_KEYS = {"crs": str, "order": str, "west_positive": bool}
_LISTS = ("unused",)
_TABLES = ("columns", "position", "values", "defaults", "source")
_ORDERS = ("lat,lon", "lon,lat")
_DATE_ORDERS = ("", "dmy", "mdy")
_LARGEST = 1_000_000


def read_mapping(path: str | Path, targets: Sequence[str]) -> ColumnMapping:
    """Read a mapping file.

    Parameters
    ----------
    path
        The TOML file.
    targets
        The columns of the resource that it is for.

    Returns
    -------
    mapping
        What the file says; what else is recognised is added to it when a file is read.

    Raises
    ------
    IngestError
        When the file cannot be read, is no TOML, or has a key or column that does not exist; the
        message names it and what is allowed.
    """
    file = Path(path)
    try:
        with file.open("rb") as opened:
            content = opened.read(_LARGEST + 1)
    except OSError as error:
        raise cannot_open(path, error) from error
    return mapping_of(content, targets, name=file.name)


def mapping_of(content: bytes, targets: Sequence[str], *, name: str) -> ColumnMapping:
    """Read the content of a mapping file; see `read_mapping`."""
    if len(content) > _LARGEST:
        raise refused("mapping_too_large", name=name)
    try:
        tree = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refused("mapping_not_toml", name=name, why=error) from error
    return parse_mapping(tree, targets, name=name)


def parse_mapping(tree: Mapping[str, Any], targets: Sequence[str], *, name: str) -> ColumnMapping:
    """Make a mapping of the tree of a TOML file; see `read_mapping`."""
    _check_keys(tree, [*_TOP, *_LISTS, *_TABLES], name)
    tables = {table: _table(tree, table, name) for table in _TABLES}
    position = tables["position"]
    _check_keys(position, list(_POSITION_KEYS), f"{name} [position]")
    _check_keys(tables["source"], SOURCE_KEYS, f"{name} [source]")
    fields = [*targets, *POSITION, *ADDRESS_PARTS]
    for table in ("columns", "values", "defaults"):
        _check_keys(tables[table], fields, f"{name} [{table}]")
    order = _one_of(_typed(position, "order", str, name) or _ORDERS[0], _ORDERS, "order", name)
    return ColumnMapping(
        columns={key: _source(value, key, name) for key, value in tables["columns"].items()},
        values={key: _texts(_table(tables["values"], key, name), name) for key in tables["values"]},
        defaults=_texts(tables["defaults"], name),
        unused=_list_of_headers(tree, "unused", name),
        sheet=_typed(tree, "sheet", str, name) or "",
        header_row=_typed(tree, "header_row", int, name),
        crs=_typed(position, "crs", str, name) or "",
        order=order,
        west_positive=bool(_typed(position, "west_positive", bool, name)),
        dates=_one_of(_typed(tree, "dates", str, name) or "", _DATE_ORDERS, "dates", name),
        source=_texts(tables["source"], name),
    )


def _check_keys(table: Mapping[str, Any], allowed: Sequence[str], where: str) -> None:
    for key in table:
        if key not in allowed:
            raise refused("mapping_key", where=where, key=key, allowed=[*allowed])


def _table(tree: Mapping[str, Any], key: str, name: str) -> Mapping[str, Any]:
    value = tree.get(key, {})
    if not isinstance(value, dict):
        raise refused("mapping_table", name=name, key=key)
    return value


def _typed(table: Mapping[str, Any], key: str, kind: type, name: str) -> Any:  # noqa: ANN401
    value = table.get(key)
    if value is None or (isinstance(value, kind) and (kind is bool or not isinstance(value, bool))):
        return value
    raise refused(_KINDS[kind], name=name, key=key, value=repr(value))


_KINDS = {str: "mapping_text", int: "mapping_number", bool: "mapping_true_false"}


def _one_of(value: str, allowed: Sequence[str], key: str, name: str) -> str:
    if value not in allowed:
        choices = ", ".join(repr(choice) for choice in allowed if choice)
        raise refused("mapping_choice", name=name, key=key, value=repr(value), allowed=choices)
    return value


def _texts(table: Mapping[str, Any], name: str) -> dict[str, str]:
    for key, value in table.items():
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise refused("mapping_text_or_number", name=name, key=key, value=repr(value))
    return {key: str(value) for key, value in table.items()}


def _list_of_headers(table: Mapping[str, Any], key: str, name: str) -> tuple[str, ...]:
    value = table.get(key, [])
    headers = [value] if isinstance(value, str) else value
    if not isinstance(headers, list) or not all(isinstance(text, str) for text in headers):
        raise refused("mapping_headers", name=name, column=key, value=repr(value))
    return tuple(headers)


def _source(value: Any, column: str, name: str) -> Source:  # noqa: ANN401
    if isinstance(value, dict):
        _check_keys(
            value, ["from", "template", "between", "named", "ticked"], f"{name} [columns] {column}"
        )
        plain = _source(value.get("from"), column, name)
        template = _typed(value, "template", str, name) or ""
        glue = _typed(value, "between", str, name) or ", "
        named, ticked = (_list_of_headers(value, key, name) for key in ("named", "ticked"))
        return Source(plain.headers, template, glue, named, ticked)
    headers = [value] if isinstance(value, str) else value
    if not isinstance(headers, list) or not all(isinstance(text, str) for text in headers):
        raise refused("mapping_headers", name=name, column=column, value=repr(value))
    if not headers:
        raise refused("mapping_no_header", name=name, column=column)
    return Source(tuple(headers))


def write_toml(mapping: ColumnMapping, comments: Mapping[str, Sequence[str]]) -> str:
    """Write a mapping as TOML.

    Parameters
    ----------
    mapping
        The mapping.
    comments
        Lines of explanation: under `""` at the top, and under the name of a table in it.

    Returns
    -------
    text
        TOML that `read_mapping` reads back to the same mapping.
    """
    lines = _comment(comments, "")
    if mapping.sheet:
        lines.append(f"sheet = {_quote(mapping.sheet)}")
    if mapping.header_row is not None:
        lines.append(f"header_row = {mapping.header_row}")
    if mapping.unused:
        lines.append(f"unused = {_headers(mapping.unused)}")
    if mapping.dates:
        lines.append(f"dates = {_quote(mapping.dates)}")
    lines += ["", "[columns]", *_comment(comments, "columns")]
    lines += [f"{key} = {_source_text(source)}" for key, source in mapping.columns.items()]
    lines += ["", "[position]", *_comment(comments, "position")]
    lines += [f"crs = {_quote(mapping.crs)}"] if mapping.crs else []
    lines += [f"order = {_quote(mapping.order)}"]
    lines += ["west_positive = true"] if mapping.west_positive else []
    lines += ["", "[defaults]", *_comment(comments, "defaults")]
    lines += [f"{key} = {_quote(value)}" for key, value in mapping.defaults.items()]
    for column, values in mapping.values.items():
        lines += ["", f"[values.{column}]", *_comment(comments, f"values.{column}")]
        lines += [f"{_quote(text)} = {_quote(code)}" for text, code in values.items()]
    lines += ["", "[source]", *_comment(comments, "source")]
    lines += [f"{key} = {_quote(value)}" for key, value in mapping.source.items()]
    return "\n".join(lines).strip() + "\n"


def _comment(comments: Mapping[str, Sequence[str]], key: str) -> list[str]:
    return [f"# {_one_line(line)}".rstrip() for line in comments.get(key, ())]


def _one_line(text: str) -> str:
    # A line break of any kind in a header would end the comment and begin a setting.
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _source_text(source: Source) -> str:
    joined = len(source.headers) > 1 and source.between != ", "
    if source.template or source.named or source.ticked or joined:
        parts = {"from": _headers(source.headers)}
        if source.template:
            parts["template"] = _quote(source.template)
        if source.between != ", ":
            parts["between"] = _quote(source.between)
        for key, headers in (("named", source.named), ("ticked", source.ticked)):
            if headers:
                parts[key] = f"[{', '.join(map(_quote, headers))}]"
        return "{ " + ", ".join(f"{key} = {value}" for key, value in parts.items()) + " }"
    return _headers(source.headers)


def _headers(headers: Sequence[str]) -> str:
    if len(headers) == 1:
        return _quote(headers[0])
    return "[" + ", ".join(_quote(header) for header in headers) + "]"


def _quote(text: str) -> str:
    """Write a TOML string: that of JSON, with the one more sign that TOML wants escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
