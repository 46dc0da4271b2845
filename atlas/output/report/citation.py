"""How to cite a view: as a line of text, as BibTeX, and as CSL-JSON for reference managers.

No form holds the day of reading: what is cited is a dated version of the data.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from atlas.base.errors import ExportError
from atlas.base.i18n import date, language, t
from atlas.base.text_search import fold
from atlas.data import credits
from atlas.output.figures import credit
from atlas.output.report.blocks import plain
from atlas.output.report.brief_words import names
from atlas.output.report.tex import tex
from atlas.places.kept_with_view import kept_with_view
from atlas.places.scope import filter_words
from atlas.places.view import View


@dataclass(frozen=True)
class Citation:
    """What there is to say of a view as a source. Texts are plain, not escaped.

    Attributes
    ----------
    key
        A name for a list of references: letters, digits, hyphens and dots.
    authors
        Those who made the data.
    title
        The atlas and the corridors.
    made
        ISO date of the data; may be empty.
    version
        Version of the data.
    shown
        What the filter keeps besides the corridors, in words; may be empty.
    licences
        Names of the licences.
    link
        Web address of the view; may be empty.
    lang
        Language of all that, a language of the atlas.
    """

    key: str
    authors: tuple[str, ...]
    title: str
    made: str
    version: str
    shown: str
    licences: tuple[str, ...]
    link: str
    lang: str


def citation(view: View, link: str = "") -> Citation:
    """Describe a view as a source.

    Parameters
    ----------
    view
        What is cited.
    link
        Its web address; the link at the public address without one.
    """
    descriptor = view.descriptor
    makers = [item for item in descriptor.get("contributors", []) if item.get("title")]
    atlas = plain(credit.titled(descriptor, view.lang))
    return Citation(
        key=_key(view),
        authors=tuple(plain(str(item["title"])) for item in makers) or (atlas,),
        title=named(view),
        made=str(descriptor.get("created", ""))[:10],
        version=plain(view.version),
        shown=plain(filter_words(view)),
        licences=tuple(plain(item["name"]) for item in credits.licences(descriptor)),
        link=link or view.filter.web_link(),
        lang=view.lang,
    )


def cite(view: View, form: str = "text", link: str = "") -> str:
    """Give the citation of a view.

    Parameters
    ----------
    view
        What is cited.
    form
        One of `FORMS`.
    link
        See `citation`.

    Raises
    ------
    ExportError
        When there is no such form.
    """
    write = _WRITERS.get(form)
    if write is None:
        message = f"unknown form of citation {form!r}; use one of {', '.join(FORMS)}"
        raise ExportError(message)
    return write(citation(view, link))


@kept_with_view
def named(view: View) -> str:
    """Give the name of a view: the atlas, and the corridors that the filter names."""
    atlas = plain(credit.titled(view.descriptor, view.lang))
    if not view.filter.corridor:
        return atlas
    return f"{atlas}: {', '.join(names(view.corridors, view.lang))}"


def _text(cited: Citation) -> str:
    year = cited.made[:4]
    parts = [
        f"{', '.join(cited.authors)} ({year})" if year else ", ".join(cited.authors),
        f"{cited.title} ({_version(cited)}) [{t('cite.data_set', cited.lang)}]",
        *_notes(cited),
    ]
    return " ".join([*(f"{part.rstrip('.')}." for part in parts), cited.link]).strip()


def _bibtex(cited: Citation) -> str:
    notes = " ".join(f"{part.rstrip('.')}." for part in _notes(cited))
    fields = {
        "author": " and ".join(f"{{{tex(name)}}}" for name in cited.authors),
        "title": f"{{{tex(cited.title)}}}",
        "year": cited.made[:4],
        "date": cited.made,
        "howpublished": f"{tex(t('cite.data_set_first', cited.lang))}, {tex(_version(cited))}",
        "version": tex(cited.version),
        "note": tex(notes),
        "url": cited.link,
        "language": language(cited.lang).bibtex,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{cited.key},", *lines, "}"])


def _csl(cited: Citation) -> str:
    item: dict[str, Any] = {
        "id": cited.key,
        "type": "dataset",
        "title": cited.title,
        "author": [{"literal": name} for name in cited.authors],
        "issued": {"date-parts": [[int(part) for part in cited.made.split("-")]]}
        if cited.made
        else None,
        "version": cited.version,
        "URL": cited.link,
        "note": " ".join(_notes(cited)),
        "language": cited.lang,
    }
    held = {name: value for name, value in item.items() if value}
    return json.dumps([held], ensure_ascii=False, indent=2)


_WRITERS: Final[Mapping[str, Callable[[Citation], str]]] = {
    "text": _text,
    "bibtex": _bibtex,
    "csl-json": _csl,
}
FORMS: Final = tuple(_WRITERS)


def _version(cited: Citation) -> str:
    said = t("cite.version", cited.lang, version=cited.version)
    return f"{said}, {date(cited.made, cited.lang)}" if cited.made else said


def _notes(cited: Citation) -> list[str]:
    """Give what stands behind the title: the filter and the licences."""
    shown = t("report.filter_line", cited.lang, parts=cited.shown) if cited.shown else ""
    listed = " · ".join(cited.licences)
    licences = t("figures.licence", cited.lang, licences=listed) if listed else ""
    return [part for part in (shown, licences) if part]


def _key(view: View) -> str:
    """Give equal views one key, and different filters different ones."""
    parts = [str(view.descriptor.get("name", "")) or "atlas", *view.filter.corridor, view.version]
    rest = {k: v for k, v in view.filter.to_params().items() if k not in ("corridor", "lang")}
    if rest:
        parts.append(hashlib.sha256(repr(rest).encode()).hexdigest()[:6])
    return re.sub(r"[^a-z0-9.]+", "-", fold("-".join(parts))).strip("-.")
