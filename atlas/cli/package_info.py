"""The commands that say what a data package holds: sources, info."""

from atlas.cli.console import Data, Json, say, say_json, say_table


def sources(data: Data = None, as_json: Json = False) -> None:
    """List the sources of the data package."""
    from atlas.data import load

    table = load(data).sources
    if as_json:
        say_json(table.to_dict("records"))
    else:
        say_table(table[["source_id", "title", "publisher", "date", "licence"]])


def info(data: Data = None, as_json: Json = False) -> None:
    """Say what is in the data package."""
    from atlas.data import load
    from atlas.places.view import describe

    facts = describe(load(data))
    if as_json:
        say_json(facts)
        return
    for name, value in facts.items():
        if isinstance(value, dict):
            say(f"{name}: " + ", ".join(f"{key} {count}" for key, count in value.items()))
        else:
            say(f"{name}: {value}")


COMMANDS = {"sources": sources, "info": info}
