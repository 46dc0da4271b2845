"""Charts as the browser gets them.

Making one is slow, most of all with its data inside. So each is made once, with names of tables,
and filled for a view.
"""

from typing import Any, Final, TypeAlias

import altair as alt
import pandas as pd
import pyarrow as pa
import streamlit as st

from atlas.base.i18n import separators

Drawing: TypeAlias = dict[str, Any]
"""A Vega-Lite specification whose tables are Arrow, ready to send."""

Features: TypeAlias = list[dict[str, Any]]
"""GeoJSON features."""

_INK: Final = "#22272d"
_QUIET: Final = "#59616b"
_RULE: Final = "#e3dccb"


def drawing(chart: Any, lang: str) -> Drawing:  # noqa: ANN401, any chart of the library
    """Give what is sent for a chart that only names its tables, as pages look."""
    labelled = {"labelColor": _QUIET, "labelFontSize": 12, "titleColor": _QUIET}
    made: Drawing = (
        chart.configure_axis(gridColor=_RULE, domainColor=_RULE, tickColor=_RULE, **labelled)
        .configure_legend(symbolSize=90, titleFontWeight="normal", **labelled)
        .configure_text(color=_INK)
        .to_dict(validate=False)
    )
    decimal, thousands = separators(lang)
    numbers = {"decimal": decimal, "thousands": thousands, "grouping": [3], "currency": ["", ""]}
    made["config"] |= {"view": {"stroke": None}, "locale": {"number": numbers}}
    return made


def filled(made: Drawing, **tables: pd.DataFrame | Features | bytes) -> Drawing:
    """Give a drawing with the tables that it names, as frames or as `table` gives them."""
    datasets = {
        name: table(rows) if isinstance(rows, pd.DataFrame) else rows
        for name, rows in tables.items()
    }
    return {**made, "datasets": datasets}


def show(made: Drawing, alt_text: str, **options: Any) -> Any:  # noqa: ANN401, what was selected
    """Show a drawing; what it says in words stands in its text alternative."""
    return st.vega_lite_chart(spec=made, alt=alt_text, **options)


def shapes(features: str, **mark: Any) -> Any:  # noqa: ANN401, a chart
    """Draw a table of features as paper under a map, silent to those who do not see it."""
    return alt.Chart(alt.NamedData(features)).mark_geoshape(aria=False, clip=True, **mark)


def table(frame: pd.DataFrame) -> bytes:
    """Give a table as it is sent."""
    made = pa.Table.from_pandas(frame, preserve_index=False)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, made.schema) as stream:
        stream.write_table(made)
    content: bytes = sink.getvalue().to_pybytes()
    return content
