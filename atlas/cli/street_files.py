"""The commands of streets: streets makes them, areas draws what they lead to in some minutes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from atlas.cli.along_option import (
    Along,
    Going,
    ModeOption,
    Waits,
    measure_of,
    say_streets,
)
from atlas.cli.console import Data, Json, Out, progress_bar, say, say_json
from atlas.cli.view_options import with_view

if TYPE_CHECKING:
    from atlas.curation.streets import Made
    from atlas.data import Package
    from atlas.places.view import View

Extract = Annotated[Path, typer.Argument(help="An .osm.pbf extract of OpenStreetMap.")]
CorridorIds = Annotated[
    list[str] | None, typer.Option("--corridor", help="Only this corridor; may be given again.")
]


def streets(
    extract: Extract,
    out: Out,
    corridor: CorridorIds = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Make the street pack of the corridors from an extract of OpenStreetMap, and its graph.

    The graph of the streets, to measure distances along them, is written next to the pack with the
    suffix .graph.
    """
    from atlas.base.files import form_of
    from atlas.curation.streets import make_streets
    from atlas.data import load

    form_of(out, ("streets",), "a street pack")
    package = load(data)
    with progress_bar() as show:
        made = make_streets(extract, package, tuple(corridor or ()), show=show)
        facts = _write(made, out) | _sides(made, package)
    if as_json:
        say_json(facts)
        return
    say(f"{out}: {facts['bytes'] / 1024:,.1f} KB")
    say(f"{facts['graph']}: {facts['graph_bytes'] / 1024:,.1f} KB")
    for one in facts["corridors"]:
        km = one["km"]
        say(f"{one['id']}: " + ", ".join(f"{side} {km[side]:,.0f} km" for side in km))
        for side in (side for side in km if not km[side]):
            say(f"  no street on the side {side}: the extract does not reach it")
    for crossing, side in facts["no_street_near"]:
        say(f"  {crossing}: no street of the side {side} near it; no way leads over it")


def _write(made: "Made", out: Path) -> dict[str, Any]:
    """Write pack and graph, or neither."""
    from atlas.base.files import whole_file
    from atlas.spatial.streets import encode
    from atlas.spatial.streets.routes import encode_graphs, graph_of

    said = ("source", "attribution", "licence")
    content = encode(made.pack)
    graph = encode_graphs(made.graphs, {name: made.pack.facts[name] for name in said})
    with whole_file(out) as pack_file, whole_file(graph_of(out)) as unfinished:
        pack_file.write_bytes(content)
        unfinished.write_bytes(graph)
    return {
        "out": str(out),
        "bytes": len(content),
        "graph": str(graph_of(out)),
        "graph_bytes": len(graph),
        "layers": {name: len(layer.lines) for name, layer in made.pack.layers.items()},
        **made.pack.facts,
    }


def _sides(made: "Made", package: "Package") -> dict[str, Any]:
    from atlas.curation.streets import cut_off

    return {
        "sides": [
            {
                "corridor": one.corridor_id,
                "side": one.side,
                "nodes": len(one.nodes),
                "edges": len(one.edges),
                "km": round(one.km, 1),
            }
            for one in made.graphs
        ],
        "no_street_near": cut_off(made.graphs, package.crossings),
    }


@with_view
def areas(
    view: "View",
    out: Out,
    of: Annotated[
        str, typer.Option(help="places for all of the view, or the id of a place or a crossing.")
    ] = "places",
    minutes: Annotated[
        list[int],
        typer.Option("--minutes", help="How many minutes, 1 to 120; may be given again."),
    ] = [15, 30, 60],  # noqa: B006, typer copies it
    mode: ModeOption = Going.FOOT,
    wait: Waits = [],  # noqa: B006, typer copies it
) -> None:
    """Write as GeoJSON from where places are reached within some minutes along streets.

    Of a crossing it is what one reaches from there, on both sides.
    """
    from atlas.analysis.coverage import AlongStreets, gates, sought, travel_areas
    from atlas.output.exports.area_files import write_areas

    measure = measure_of(view, Along.STREETS, mode, wait)
    if not isinstance(measure, AlongStreets):  # only for the type checker
        return
    made = travel_areas(measure, sought(view), gates(view.crossings), view.segments, of, minutes)
    write_areas(view, out, measure, made)
    said = f"{made.drawn} places, {made.left_out} without an area" if made.towards else of
    say(f"{out}: {len(made.shapes)} areas; {said}")
    say_streets(view, measure)


COMMANDS = {"streets": streets, "areas": areas}
