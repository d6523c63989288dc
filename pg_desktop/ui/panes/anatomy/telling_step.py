"""What became of the weights: the gradient, Adam's step, and both layer by layer."""

from __future__ import annotations

from math import acos, degrees
from typing import Final

from PySide6.QtCore import QCoreApplication

from pg_desktop.learning.explaining.facts import whole_step
from pg_desktop.ui.kit.numbers import fixed, short, whole
from pg_desktop.ui.panes.anatomy.drawings import Row, Rows, Told
from pg_desktop.ui.panes.anatomy.sight import Sight, being_found_out, bold

translate = QCoreApplication.translate

_LAYERS: Final = {"mean": "μ", "mean_and_log_std": "μ, log σ", "log_std": "log σ", "action_values": "Q"}
"""What layers are called that are not called by their names in files."""


def gradient(sight: Sight) -> Told:
    """The gradient."""
    anatomy, step = sight.anatomy, whole_step(sight.trace)
    if anatomy is None:
        return being_found_out()
    if step is None:
        return Told(translate("Anatomy", "This update followed many gradients, so there is no single one to show."))
    most = max((layer.gradient or 0.0 for layer in sight.layers), default=0.0) or 1.0
    rows = tuple(
        Row(
            layer_name(layer.name),
            (short(layer.gradient or 0.0, 3), short(layer.weights, 3)),
            (layer.gradient or 0.0) / most,
        )
        for layer in sight.layers
    )
    text = translate(
        "Anatomy",
        "Backpropagation tells how the loss changes with each of the {weights} weights: together, a gradient of length "
        "{gradient}. A small step against it makes the actions with positive advantage more likely.",
    )
    sentence = text.format(weights=bold(whole(len(sight.trace.gradient_P))), gradient=bold(short(step.gradient, 3)))  # type: ignore[arg-type]
    columns = (translate("Anatomy", "‖∇L‖"), translate("Anatomy", "‖θ‖"))
    return Told(sentence, Rows(columns, rows, translate("Anatomy", "length of the gradient"), spoken(columns, rows)))


def adam(sight: Sight) -> Told:
    """Adam's step."""
    anatomy, step = sight.anatomy, whole_step(sight.trace)
    if anatomy is None:
        return being_found_out()
    if step is None or step.cosine is None:
        why = translate("Anatomy", "The gradient is 0 or Adam moved nothing, so there is no step to compare with it.")
        return Told(why, rows_of_steps(sight))
    text = translate(
        "Anatomy",
        "Adam moved the weights by {length}. Along the gradient alone it would have been α · ‖∇L‖ = {rate} · "
        "{gradient} = {plain}: Adam gives each weight a scale of its own and remembers earlier gradients, so its step "
        "points {angle}° away from −∇L.",
    )
    sentence = text.format(
        length=bold(short(step.length, 3)),
        rate=short(sight.trace.settings.learning_rate, 3),
        gradient=short(step.gradient, 3),
        plain=bold(short(step.plain, 3)),
        angle=bold(fixed(degrees(acos(min(max(step.cosine, -1.0), 1.0))), 0)),
    )
    return Told(sentence, rows_of_steps(sight))


def rows_of_steps(sight: Sight) -> Rows | None:
    """How far each layer's weights were moved."""
    if sight.anatomy is None:
        return None
    rate = sight.trace.settings.learning_rate
    most = max((layer.step for layer in sight.layers), default=0.0) or 1.0
    single = all(layer.gradient is not None for layer in sight.layers)
    rows = []
    for layer in sight.layers:
        plain = (short(rate * (layer.gradient or 0.0), 3),) if single else ()
        figures = (short(layer.step, 3), *plain, short(layer.weights, 3))
        rows.append(Row(layer_name(layer.name), figures, layer.step / most))
    columns = ("‖Δθ‖", *(("α · ‖∇L‖",) if single else ()), "‖θ‖")
    bar = translate("Anatomy", "length of the step")
    return Rows(columns, tuple(rows), bar, spoken(columns, tuple(rows)))


def layer_name(name: str) -> str:
    """What a layer is called."""
    kind, _, number = name.partition("_")
    if kind == "hidden" and number.isdigit():
        return translate("Anatomy", "hidden layer {number}").format(number=number)
    return _LAYERS.get(name, name)


def spoken(columns: tuple[str, ...], rows: tuple[Row, ...]) -> str:
    """Rows, read aloud."""
    lines = (
        f"{row.name}: " + ", ".join(f"{column} {figure}" for column, figure in zip(columns, row.figures, strict=True))
        for row in rows
    )
    return ". ".join(lines)
