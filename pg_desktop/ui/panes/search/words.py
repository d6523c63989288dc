"""What has just happened in a search, in plain words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pg_desktop.ui.board.hints import signed
from pg_desktop.ui.board.look import Look
from pg_desktop.ui.kit.numbers import percent, whole
from pg_desktop.ui.panes.board.words import move_text, side_name
from pg_desktop.ui.panes.search.exploring import Exploration, Stage


def told(exploration: Exploration, look: Look) -> str:
    """One sentence or two on the stage that is shown."""
    translate = QCoreApplication.translate
    if exploration.stage is None or exploration.last is None:
        side = side_name(look, exploration.side)
        said = translate(
            "SearchWords",
            "Nothing has been looked at yet: the tree is this position, with {side} to move. A simulation selects, "
            "expands, evaluates and backs up.",
        )
        return said.format(side=side)
    return {
        Stage.SELECT: _selected,
        Stage.EXPAND: _expanded,
        Stage.EVALUATE: _evaluated,
        Stage.BACK_UP: _backed_up,
    }[exploration.stage](exploration, look)


def _moves(exploration: Exploration) -> str:
    path = () if exploration.last is None else exploration.last.path
    return ", ".join(move_text(exploration.game, action) for action in path)


def _selected(exploration: Exploration, look: Look) -> str:
    translate, last = QCoreApplication.translate, exploration.last
    if last is None:
        return ""
    first = last.selections[0]
    q, u = first.q_A[first.action], first.u_A[first.action]
    said = translate(
        "SearchWords",
        "Select: in each position it takes the move with the largest Q + U, here {moves}. {move} was first with "
        "{q} + {u}.",
    )
    move = move_text(exploration.game, first.action)
    return said.format(moves=_moves(exploration), move=move, q=signed(q), u=signed(u).lstrip("+"))


def _expanded(exploration: Exploration, look: Look) -> str:
    translate, last = QCoreApplication.translate, exploration.last
    if last is None:
        return ""
    if not last.new:
        return translate(
            "SearchWords", "Expand: nothing is new, the game is over after {moves}, and the tree has been there."
        ).format(moves=_moves(exploration))
    if last.over:
        return translate(
            "SearchWords", "Expand: the position after {moves} is new in the tree. The game is over there."
        ).format(moves=_moves(exploration))
    likely = sorted(range(len(last.prior_A)), key=lambda action: -last.prior_A[action])[:2]
    best = ", ".join(
        f"{move_text(exploration.game, action)} {percent(last.prior_A[action])}"
        for action in likely
        if last.prior_A[action] > 0
    )
    said = translate(
        "SearchWords", "Expand: the position after {moves} is new in the tree, with the moves that go on: {best}."
    )
    return said.format(moves=_moves(exploration), best=best)


def _evaluated(exploration: Exploration, look: Look) -> str:
    translate, last = QCoreApplication.translate, exploration.last
    if last is None:
        return ""
    leaf = exploration.nodes[last.leaf]
    leaf_side = exploration.side if leaf.mover_is_root else -exploration.side
    if last.over:
        if not last.value:
            return translate("SearchWords", "Evaluate: nobody has to guess, the game is drawn there: 0.")
        winner = side_name(look, leaf_side if last.value > 0 else -leaf_side)
        return translate(
            "SearchWords", "Evaluate: nobody has to guess, {side} has won there: {value} for {loser}, to move."
        ).format(side=winner, value=signed(last.value), loser=side_name(look, leaf_side))
    if exploration.policy is None:
        return translate("SearchWords", "Evaluate: without a value network an open game is taken to be even: 0.")
    return translate("SearchWords", "Evaluate: the network expects {value} for {side}, who is to move there.").format(
        value=signed(last.value), side=side_name(look, leaf_side)
    )


def _backed_up(exploration: Exploration, look: Look) -> str:
    translate, last = QCoreApplication.translate, exploration.last
    if last is None:
        return ""
    first = last.selections[0]
    node = next(one for one in exploration.nodes if one.parent == 0 and one.action == first.action)
    said = translate(
        "SearchWords",
        "Back up: the value goes up along {moves}, its sign turned at every move. Of {move} there are now N = {visits} "
        "and Q = {q}.",
    )
    visits = whole(node.visits)
    return said.format(
        moves=_moves(exploration), move=move_text(exploration.game, first.action), visits=visits, q=signed(node.value)
    )


def node_text(exploration: Exploration, index: int, hidden: int) -> str:
    """What is said of a node under the mouse."""
    translate = QCoreApplication.translate
    node = exploration.nodes[index]
    name = (
        translate("SearchWords", "this position") if node.action is None else move_text(exploration.game, node.action)
    )
    said = translate(
        "SearchWords", "{move}: visits {visits}, mean value {value} for whoever moves now, prior {prior}"
    ).format(
        move=name,
        visits=whole(node.visits),
        value=signed(node.value),
        prior=percent(node.prior),
    )
    if hidden:
        said = translate("SearchWords", "{node}; {count} more moves after it are not drawn").format(
            node=said, count=whole(hidden)
        )
    return said + "."
