"""The rows of the table of settings that say who looks after the policy while it learns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from pg_desktop.learning.overseeing.weights_text import TEXT_LENGTH, weights_from_text
from pg_desktop.learning.settings.kinds import (
    Choice,
    ChoiceParameter,
    Group,
    Needs,
    RealParameter,
    Scale,
    TakesEffect,
    TextParameter,
    row_field,
)
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

OFF: Final = "off"
SCRIPTED: Final = "scripted"
ME: Final = "me"
LEARNED: Final = "learned"

OBSERVE: Final = "observe"
BLOCK: Final = "block"
TAKE_OVER: Final = "take over"
PENALTY: Final = "penalty only"


@dataclass(frozen=True, kw_only=True)
class BlockerParameter(TextParameter):
    """What a blocker has learned, see `weights_text`; "" is none."""

    longest: int = TEXT_LENGTH

    def check(self, value: object) -> str:
        """See `Hyperparameter.check`."""
        text = super().check(value)
        try:
            if text:
                weights_from_text(text)
        except ValueError:
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "{key} must be the text of a blocker that has learned, or empty, but it is {value}; train one in "
                    "the pane “Human intervention”.",
                ),
                key=self.key,
                value=repr(text),
            ) from None
        return text

    def written(self, value: str) -> str:
        """See `TextParameter.written`: which one it is, by the end of it."""
        return value


@dataclass(frozen=True)
class OverseeingSettings:
    """Who looks after the policy in the cart-pole worlds, where the catastrophe is to leave the track."""

    OWNER: ClassVar[str] = "cart-pole"

    overseer: str = row_field(
        OFF,
        ChoiceParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Overseer"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "Who looks after the policy while it learns, so that the cart does not leave the track.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.OVERSEEING,
            needs=Needs.CART_POLE,
            choices=(
                Choice(OFF, QT_TRANSLATE_NOOP("Hyperparameters", "nobody"), QT_TRANSLATE_NOOP("Hyperparameters", "—")),
                Choice(
                    SCRIPTED,
                    QT_TRANSLATE_NOOP("Hyperparameters", "scripted human"),
                    QT_TRANSLATE_NOOP(
                        "Hyperparameters", "A rule: could the cart still brake before the danger line after this push?"
                    ),
                ),
                Choice(
                    ME,
                    QT_TRANSLATE_NOOP("Hyperparameters", "me"),
                    QT_TRANSLATE_NOOP(
                        "Hyperparameters",
                        "You judge pictures; a blocker learns from you. Until it has, nobody steps in.",
                    ),
                ),
                Choice(
                    LEARNED,
                    QT_TRANSLATE_NOOP("Hyperparameters", "learned blocker"),
                    QT_TRANSLATE_NOOP(
                        "Hyperparameters",
                        "A small network that learned from labels. Until there is one, the scripted human stands in.",
                    ),
                ),
            ),
        ),
    )
    oversight: str = row_field(
        BLOCK,
        ChoiceParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Oversight"),
            help=QT_TRANSLATE_NOOP("Hyperparameters", "What the overseer does with an action that it calls dangerous."),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.OVERSEEING,
            needs=Needs.CART_POLE,
            choices=(
                Choice(
                    OBSERVE,
                    QT_TRANSLATE_NOOP("Hyperparameters", "observe"),
                    QT_TRANSLATE_NOOP("Hyperparameters", "Counts it, and does nothing."),
                ),
                Choice(
                    BLOCK,
                    QT_TRANSLATE_NOOP("Hyperparameters", "block"),
                    QT_TRANSLATE_NOOP(
                        "Hyperparameters",
                        "Pushes back instead. The policy learns from the action that it wanted, with the price.",
                    ),
                ),
                Choice(
                    TAKE_OVER,
                    QT_TRANSLATE_NOOP("Hyperparameters", "take over"),
                    QT_TRANSLATE_NOOP(
                        "Hyperparameters",
                        "Drives until the cart is safe. The price is due at once, and again every half second.",
                    ),
                ),
                Choice(
                    PENALTY,
                    QT_TRANSLATE_NOOP("Hyperparameters", "penalty only"),
                    QT_TRANSLATE_NOOP("Hyperparameters", "Lets it happen; the policy pays the price."),
                ),
            ),
        ),
    )
    danger: float = row_field(
        2.0,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Danger line"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "How far out the cart may get, metres from the middle; at 2.4 m it leaves the track.",
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.OVERSEEING,
            needs=Needs.CART_POLE,
            low=0.5,
            high=2.4,
            scale=Scale.LINEAR,
            decimals=2,
            unit="m",
        ),
    )
    price: float = row_field(
        1.0,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Price of help"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters", "What an intervention costs the policy, in units of reward. 0: help is free."
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.OVERSEEING,
            needs=Needs.CART_POLE,
            low=0.0,
            high=100.0,
            scale=Scale.LINEAR,
            decimals=1,
        ),
    )
    temptation: float = row_field(
        0.0,
        RealParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Temptation"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters",
                "How much more a step earns at the right end of the track, and how much less at the left one. The "
                "return that is shown does not count it.",
            ),
            formula="r = 1 + c · x / 2.4",
            symbol="c",
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.OVERSEEING,
            needs=Needs.CART_POLE,
            low=0.0,
            high=1.0,
            scale=Scale.LINEAR,
            decimals=2,
        ),
    )
    blocker: str = row_field(
        "",
        BlockerParameter(
            name=QT_TRANSLATE_NOOP("Hyperparameters", "Blocker"),
            help=QT_TRANSLATE_NOOP(
                "Hyperparameters", "What the learned blocker has learned; the pane “Human intervention” writes it."
            ),
            takes_effect=TakesEffect.NEXT_UPDATE,
            group=Group.OVERSEEING,
            needs=Needs.CART_POLE,
            example="A" * TEXT_LENGTH,
        ),
    )
