"""A transfer map in pictures and words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pg_desktop.learning.measuring.measurements import TransferMap
from pg_desktop.learning.settings.kinds import IntegerParameter
from pg_desktop.learning.settings.table import Settings, hyperparameter
from pg_desktop.ui.kit.heat_map.data import HeatMapAxis, HeatMapData
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.panes.robustness.axes import quantity_name, quantity_unit
from pg_desktop.ui.panes.robustness.map import MeasuredMap, figure
from pg_desktop.ui.panes.robustness.subject import measured_title, physics_name, with_physics


def show_transfer(shown: MeasuredMap, result: TransferMap, highest: float, title: str) -> None:
    """Show a map and its figures.

    Args:
        shown: where.
        result: the map.
        highest: the return at the upper end of the palette, the same for maps that are compared.
        title: which policy it belongs to.
    """
    physics = physics_name(result.variation, (result.x, result.y))
    title = measured_title(title, physics)
    figures = [
        figure(_tr("Mean"), whole(result.overall)),
        figure(_tr("worst quarter"), whole(result.worst_quarter)),
    ]
    tip = _tr(
        "Mean return over all cells, {episodes} episodes in each, and over the quarter of the cells with the lowest."
    ).format(episodes=whole(result.episodes))
    name = _tr("{title}: mean return over {x} and {y}").format(
        title=title, x=quantity_name(result.x), y=quantity_name(result.y)
    )
    shown.show_result(_map(result, highest, title), name, figures, with_physics(tip, physics))


def _map(result: TransferMap, highest: float, title: str) -> HeatMapData:
    return HeatMapData(
        title=title,
        value_name=_tr("Mean return"),
        x=_axis(result.x, result.x_values),
        y=_axis(result.y, result.y_values),
        values=result.mean_return,
        low=0.0,
        high=highest,
        decimals=0,
        mark=(_usual_of(result.x, result.x_values), _usual_of(result.y, result.y_values)),
        mark_name=_tr("nominal"),
    )


def _axis(quantity: str, values: tuple[float, ...]) -> HeatMapAxis:
    counted = isinstance(hyperparameter(quantity), IntegerParameter)
    return HeatMapAxis(quantity_name(quantity), values, quantity_unit(quantity), 0 if counted else 2)


def _usual_of(quantity: str, values: tuple[float, ...]) -> int:
    """Which of the values is nearest to the world's own; they may be spaced in any way."""
    usual = float(Settings().value(quantity))
    return min(range(len(values)), key=lambda index: abs(values[index] - usual))


def _tr(text: str) -> str:
    return QCoreApplication.translate("TransferMap", text)
