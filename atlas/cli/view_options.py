"""The options of every command that works on a view, and the view that they make."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from atlas.base.i18n import READER_LANGS, language, whole_lang
from atlas.cli.audience_options import PUBLIC, Audience, Private, audience_package
from atlas.cli.console import Data, say

if TYPE_CHECKING:
    from atlas.places.view import View

Codes = list[str]
Streets = Annotated[
    list[Path],
    typer.Option("--streets", help="A street pack of `atlas streets`; repeat for several."),
]
_NONE: Any = ()


@dataclass(frozen=True, kw_only=True)
class FilterOptions:
    """The filter, option by option; the names are those of its parameters in a link."""

    corridor: Annotated[
        Codes, typer.Option("--corridor", help="Keep a corridor; repeat for several.")
    ] = _NONE
    side: Annotated[
        Codes,
        typer.Option("--side", help="Keep a side, by country code; repeat for several."),
    ] = _NONE
    kind: Annotated[
        Codes,
        typer.Option(
            "--kind",
            help="Keep a kind of place; repeat for several. Detention and custody are left out "
            "without it; any keeps them too.",
        ),
    ] = _NONE
    service: Annotated[
        Codes,
        typer.Option("--service", help="Keep places that offer a service; repeat for several."),
    ] = _NONE
    population: Annotated[
        Codes,
        typer.Option(
            "--population", help="Keep places that receive a population; repeat for several."
        ),
    ] = _NONE
    level: Annotated[
        Codes,
        typer.Option("--level", help="Keep a level of the operator; repeat for several."),
    ] = _NONE
    status: Annotated[
        Codes,
        typer.Option(
            "--status",
            help="Keep a status: open, closed, ...; repeat for several. Closed places are left "
            "out without it; any keeps them too.",
        ),
    ] = _NONE
    spoken: Annotated[
        Codes,
        typer.Option("--spoken", help="Keep places that work in a language; repeat for several."),
    ] = _NONE
    access: Annotated[
        Codes,
        typer.Option(
            "--access",
            help="Keep a way to be received: walk_in, appointment, ...; repeat for several.",
        ),
    ] = _NONE
    phone: Annotated[
        bool, typer.Option("--phone", help="Keep only places with a published telephone number.")
    ] = False
    verified_since: Annotated[
        str, typer.Option("--verified-since", help="Status stated on this date or later.")
    ] = ""
    near: Annotated[str, typer.Option("--near", help="A crossing id, or latitude,longitude.")] = ""
    max_km: Annotated[
        str, typer.Option("--max-km", help="At most this far from --near, in km.")
    ] = ""
    q: Annotated[str, typer.Option("--q", help="Words to look for.")] = ""
    lang: Annotated[
        str, typer.Option("--lang", help=f"Language of the output: {', '.join(READER_LANGS)}.")
    ] = ""


@dataclass(frozen=True, kw_only=True)
class ViewOptions(FilterOptions):
    """The filter, by option or link, and the packages that it is applied to."""

    link: Annotated[
        str,
        typer.Option("--link", help="Take the filter of a link; the options above come first."),
    ] = ""
    data: Data = None
    private: Private = None
    audience: Audience = PUBLIC
    streets: Streets = _NONE

    def view(self, out: Path | None, *, takes_extra: bool) -> tuple["View", str]:
        """Make the view, and give what the link holds in addition, as a query string."""
        from atlas.data.loading import with_streets
        from atlas.places import link_extras
        from atlas.places.filters import link_params, strict, text_of
        from atlas.places.view import choices, make_view

        audience = self.audience.value
        package = audience_package(self.data, self.private, audience, out)
        package = with_streets(package, self.streets)
        options = {one.name: getattr(self, one.name) for one in fields(FilterOptions)}
        given = {
            name: text_of(value) if isinstance(value, bool) else value
            for name, value in options.items()
            if value
        }
        params, allowed = link_params(self.link) | given, choices(package)
        chosen = strict(params, allowed)
        if not takes_extra:
            link_extras.refuse(params)
            return make_view(package, chosen, audience=audience), ""
        package = package.for_audience(audience)
        kept = link_extras.strict(params, allowed, list(package.places["facility_id"]))
        also = kept.places_of(lambda other: make_view(package, other, audience=audience))
        return make_view(package, chosen, audience=audience, also=also), kept.to_query()


def with_view(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of `ViewOptions`; it receives the view that they make.

    One that has `extra` also receives what a link holds in addition to the filter, as a query
    string, and a view with the places that this needs; all others refuse such a link. One that has
    `data` also receives the folder of the data package.
    """
    own = inspect.signature(command).parameters
    options = inspect.signature(ViewOptions).parameters

    def run(**values: Any) -> None:  # noqa: ANN401, typer passes what the signature says
        chosen = ViewOptions(**{name: values.pop(name) for name in options})
        view, extra = chosen.view(values.get("out"), takes_extra="extra" in own)
        also = {"extra": extra, "data": chosen.data}
        command(view, **values, **{name: also[name] for name in also if name in own})

    # typer reads the signature; what the command is given is none of the command line's business.
    mine = [one for one in own.values() if one.name not in ("view", "extra", "data")]
    asked = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in (*mine, *options.values())]
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__annotations__ = {one.name: one.annotation for one in asked}
    run.__signature__ = inspect.Signature(asked)  # type: ignore[attr-defined]
    return run


def for_planners(view: "View", *, silent: bool = False) -> "View":
    """Give the view in a language that has the words for planners, and say so if it is another.

    Programs read what a silent command prints.
    """
    lang = whole_lang(view.lang)
    if lang == view.lang:
        return view
    own, other = language(view.lang).name, language(lang).name
    if not silent:
        say(f"In {other}: {own} has the words of map, poster and published site only.")
    return view.refiltered(lang=lang)
