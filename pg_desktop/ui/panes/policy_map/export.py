"""The policy map's numbers as a table."""

from __future__ import annotations

import pg_desktop
from pg_desktop.storage.history_csv import Table
from pg_desktop.ui.kit.heat_map.field import FieldData


def table_of(data: FieldData) -> Table:
    """A line for each cell: x, y and the value, row after row from the bottom."""
    about = (("program", "PG Desktop"), ("version", pg_desktop.__version__), ("map", data.title))
    rows = (
        (x, y, value)
        for y, values in zip(data.y.values, data.grid.tolist(), strict=True)
        for x, value in zip(data.x.values, values, strict=True)
    )
    return Table("policy-map", about, (data.x.label, data.y.label, data.value_name), rows)
