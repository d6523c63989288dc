"""Who uses the keyboard sees where the focus is, on every control and in both looks."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QCheckBox, QComboBox, QTabBar, QToolButton, QWidget

from pg_desktop.ui.kit.theme import ThemeChoice
from tests.ui.looking import choose, pixels

CONTRAST = 2.0
"""Between a pixel with and without the focus; of the ring's, which are not translucent."""
PIXELS = 10


def luminance(image: QImage):
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    values = np.array(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[:, : image.width(), 2::-1] / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def seen(before: QImage, after: QImage) -> int:
    """Pixels that stand out from what they were."""
    one, other = luminance(before), luminance(after)
    ratio = (np.maximum(one, other) + 0.05) / (np.minimum(one, other) + 0.05)
    return int((ratio >= CONTRAST).sum())


def focusable(window):
    """Whatever Tab or the arrow keys reach, in sight now."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and widget.isVisible()
        and widget.isEnabled()
        and widget.window() is window
        and not widget.visibleRegion().isEmpty()
        and not widget.objectName().startswith("qt_")
        and not isinstance(widget.parent(), QAbstractSpinBox | QComboBox)
    ]


def ring(user, widget) -> int:
    elsewhere = user.window.run_bar.train_button
    if widget is elsewhere:
        elsewhere = user.window.run_bar.step_button
    elsewhere.setFocus(Qt.FocusReason.TabFocusReason)
    before = pixels(widget)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    assert widget.hasFocus(), widget
    return seen(before, pixels(widget))


def name(widget):
    return f"{type(widget).__name__} {widget.objectName() or widget.accessibleName() or widget.toolTip()}"


@pytest.mark.parametrize("theme", [ThemeChoice.LIGHT, pytest.param(ThemeChoice.DARK, marks=pytest.mark.slow)])
def test_every_control_shows_that_it_has_the_focus(user, theme):
    window = user.window
    choose(window, window.actions_.themes[theme])
    pause = window.render_pane.controls.actions()[0]
    pause.trigger()
    window.resize(1280, 1000)
    user.unfold()
    walked, bad = set(), []
    for dock in window.panes:
        dock.wanted = True  # also one that has no place in this perspective
        window.panes.show_wanted(dock)
        dock.raise_()
        user.wait_until(lambda dock=dock: dock.in_front)
        QGuiApplication.processEvents()
        for widget in focusable(window):
            if widget in walked or not widget.isVisible():  # what was walked before may have changed the page
                continue
            walked.add(widget)
            states = (False, True) if isinstance(widget, QCheckBox | QToolButton) and widget.isCheckable() else (None,)
            for state in states:
                if state is not None:
                    set_checked(widget, state)
                if ring(user, widget) < PIXELS:
                    bad.append((name(widget), state))
    kinds = {type(widget).__mro__[1 if type(widget).__module__.startswith("pg_desktop") else 0] for widget in walked}
    assert len(walked) > 45, kinds
    assert any(isinstance(widget, QTabBar) for widget in walked)
    assert window.render_pane.stage in walked
    assert bad == [], "\n".join(map(str, bad))


def set_checked(button: QAbstractButton, checked: bool) -> None:
    """Show a button up or down without what it does."""
    group = button.group()
    exclusive = group is not None and group.exclusive()
    button.blockSignals(True)
    if exclusive:
        group.setExclusive(False)
    button.setChecked(checked)
    if exclusive:
        group.setExclusive(True)
    button.blockSignals(False)


def test_the_tab_with_the_focus_has_a_ring_and_not_just_another_colour(user):
    bars = [bar for bar in focusable(user.window) if isinstance(bar, QTabBar)]
    assert len(bars) == 2
    for bar in bars:
        rect = bar.tabRect(bar.currentIndex())
        user.window.run_bar.train_button.setFocus()
        before = pixels(bar)
        bar.setFocus(Qt.FocusReason.TabFocusReason)
        after = pixels(bar)
        for x in (rect.left() + 1, rect.right() - 1):
            assert after.pixelColor(x, rect.center().y()) != before.pixelColor(x, rect.center().y())
        assert bar.tabRect(bar.currentIndex()) == rect


def test_the_focus_moves_nothing(user):
    window = user.window
    window.render_pane.controls.actions()[0].trigger()

    def places():
        QGuiApplication.processEvents()
        return [widget.geometry() for widget in focusable(window)]

    before = places()
    for widget in focusable(window):
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        assert places() == before, name(widget)
