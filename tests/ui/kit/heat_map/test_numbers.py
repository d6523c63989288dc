"""A heat map writes its numbers as the user's country does."""

import pytest
from PySide6.QtCore import QLocale

from pg_desktop.ui.kit.heat_map.data import HeatMapAxis, HeatMapData


@pytest.mark.parametrize(
    ("country", "x", "y", "value"), [("en_US", "0.25", "−2.5", "−1,234.50"), ("de_DE", "0,25", "−2,5", "−1.234,50")]
)
def test_axes_and_cells(country, x, y, value):
    QLocale.setDefault(QLocale(country))
    data = HeatMapData(
        "Map", "Return", HeatMapAxis("Push", (0.25,), decimals=2), HeatMapAxis("Angle", (-2.5,)), [[-1234.5]], 0.0, 1.0
    )
    assert (data.x.number(0), data.y.number(0), data.number(data.cell(0, 0).value)) == (x, y, value)
    assert data.number(-0.001) == data.number(0.0)
