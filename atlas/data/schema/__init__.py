"""The tables judged by the data package's own schema: a frame of text in, problems out.

`datapackage.json` says what every column is: type, constraints, vocabulary, list, dates of honest
length, references, and rules between the columns of a row. Nothing of that is repeated here, so
an outside file is judged exactly as the bundled ones are.

A problem is a row of a table: file, row, column, code, value, severity, and
`message_<lang>` for every language.
Rows count as a spreadsheet does: the header is 1.
"""

from atlas.base.csv_files import FIRST_ROW
from atlas.data.schema.descriptor import (
    PROTECTIONS,
    SHOWN_IN,
    columns_of,
    data_date,
    declaration_faults,
    key_columns,
    list_columns,
    naming_columns,
    resource_named,
    values_of,
)
from atlas.data.schema.problems import (
    PLAIN_TEXT,
    PROBLEM_COLUMNS,
    PROBLEM_TYPES,
    Fault,
    no_problems,
    problem_table,
)
from atlas.data.schema.row_rules import is_current
from atlas.data.schema.table_check import check_table

__all__ = [
    "FIRST_ROW",
    "PLAIN_TEXT",
    "PROBLEM_COLUMNS",
    "PROBLEM_TYPES",
    "PROTECTIONS",
    "SHOWN_IN",
    "Fault",
    "check_table",
    "columns_of",
    "data_date",
    "declaration_faults",
    "is_current",
    "key_columns",
    "list_columns",
    "naming_columns",
    "no_problems",
    "problem_table",
    "resource_named",
    "values_of",
]
