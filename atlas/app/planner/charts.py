"""Charts as the browser gets them: made once for a view, since making one is slow."""

from typing import Any, Final, TypeAlias

import altair as alt
import pandas as pd
import pyarrow as pa
import streamlit as st

Drawing: TypeAlias = dict[str, Any]
"""A Vega-Lite specification whose tables are Arrow, ready to send."""

_INK: Final = "#22272d"
_QUIET: Final = "#59616b"
_RULE: Final = "#e3dccb"


def drawing(chart: Any) -> Drawing:  # noqa: ANN401, any chart of the library
    """Give what is sent for a chart, in the colours of the page."""
    labelled = {"labelColor": _QUIET, "labelFontSize": 12, "titleColor": _QUIET}
    made: Drawing = (
        chart.configure_axis(gridColor=_RULE, domainColor=_RULE, tickColor=_RULE, **labelled)
        .configure_legend(symbolSize=90, titleFontWeight="normal", **labelled)
        .configure_text(color=_INK)
        .to_dict(validate=False)
    )
    made["config"]["view"] = {"stroke": None}
    made["datasets"] = {
        name: rows if _is_geometry(rows) else _arrow(pd.DataFrame(rows))
        for name, rows in made.get("datasets", {}).items()
    }
    return made


def filled(made: Drawing, **tables: pd.DataFrame) -> Drawing:
    """Give a drawing with the tables that it names."""
    given = {name: _arrow(frame) for name, frame in tables.items()}
    return {**made, "datasets": made["datasets"] | given}


def show(made: Drawing, alt_text: str, **options: Any) -> Any:  # noqa: ANN401, what was selected
    """Show a drawing; what it says in words stands in its text alternative."""
    return st.vega_lite_chart(spec=made, alt=alt_text, **options)


def shapes(features: list[dict[str, Any]], **mark: Any) -> Any:  # noqa: ANN401, a chart
    """Draw GeoJSON features as paper under a map; they say nothing to those who do not see them."""
    return alt.Chart(alt.InlineData(values=features)).mark_geoshape(aria=False, clip=True, **mark)


def _is_geometry(rows: Any) -> bool:  # noqa: ANN401, a dataset of a chart
    return bool(rows) and isinstance(rows[0], dict) and rows[0].get("type") == "Feature"


def _arrow(frame: pd.DataFrame) -> bytes:
    if "time" in frame:  # the library writes dates as text; the browser wants them as dates
        frame = frame.assign(time=pd.to_datetime(frame["time"]))
    table = pa.Table.from_pandas(frame, preserve_index=False)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    content: bytes = sink.getvalue().to_pybytes()
    return content
