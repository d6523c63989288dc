"""The table of everything that can be tuned."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pg_desktop.learning.acting.distributions import Family, StdSource
from pg_desktop.learning.acting.policy import ACTIVATIONS
from pg_desktop.learning.algorithms.reinforce.baselines import VALUE
from pg_desktop.learning.algorithms.reinforce.returns import ADVANTAGES, DISCOUNTINGS
from pg_desktop.learning.rewards.parameter import RewardParameter
from pg_desktop.learning.settings.kinds import (
    SECTIONS,
    ArgumentsParameter,
    ChoiceParameter,
    Group,
    IntegerParameter,
    RealParameter,
    Scale,
    SwitchParameter,
    TakesEffect,
    TextParameter,
)
from pg_desktop.learning.settings.table import (
    HYPERPARAMETERS,
    Settings,
    applied_now,
    applies,
    hyperparameter,
    parse_assignments,
    pending_until_reset,
    require_applicable,
    rows_of,
    usual_effect,
)
from pg_desktop.learning.worlds.table import ENVIRONMENTS
from pg_desktop.messages import UserError, shortened

ROWS = pytest.mark.parametrize("row", HYPERPARAMETERS.values(), ids=HYPERPARAMETERS)
RANGES = [row for row in HYPERPARAMETERS.values() if isinstance(row, RealParameter | IntegerParameter)]


def _values(row):  # noqa: PLR0911 (one for each kind)
    """A strategy for every value that a row allows."""
    match row:
        case RealParameter():
            return st.floats(row.low, row.high)
        case IntegerParameter():
            return st.integers(row.low, row.high)
        case ChoiceParameter():
            return st.sampled_from([choice.value for choice in row.choices])
        case SwitchParameter():
            return st.booleans()
        case ArgumentsParameter():
            return st.sampled_from(["", '{"is_slippery": false}', '{"desc": ["SF", "FG"], "n": 0.5}'])
        case RewardParameter():
            return st.sampled_from(["", "1 - theta^2", "abs(x') + 0.5"])
        case TextParameter():
            return st.sampled_from(["", row.example])
    raise TypeError(row)


ANY_SETTINGS = st.builds(Settings, **{key: _values(row) for key, row in HYPERPARAMETERS.items()})


def test_every_row_stands_in_one_place():
    placed = [row.key for group in Group for row in rows_of(group)]
    assert sorted(placed) == sorted(HYPERPARAMETERS)
    assert [row.key for row in rows_of(Group.BAR)] == ["pace", "environment", "algorithm"]


@pytest.mark.parametrize("group", SECTIONS)
def test_what_every_run_heeds_comes_before_what_some_heed_alone(group):
    owners = [row.owner != "" for row in rows_of(group)]
    assert owners == sorted(owners)


def test_the_first_rows_of_a_section_are_the_ones_that_matter_most():
    learning = [row.key for row in rows_of(Group.LEARNING) if row.owner in ("", "reinforce")]
    assert learning[:4] == ["gamma", "learning_rate", "episodes_per_update", "advantage"]
    assert [row.key for row in rows_of(Group.POLICY)][:2] == ["hidden_size", "hidden_layers"]
    assert rows_of(Group.RUN)[0].key == "seed"


def test_a_section_says_when_most_of_its_rows_act():
    assert {group: usual_effect(group) for group in SECTIONS} == {
        Group.LEARNING: TakesEffect.NEXT_UPDATE,
        Group.POLICY: TakesEffect.RESET,
        Group.WORLD: TakesEffect.RESET,
        Group.RUN: TakesEffect.NEXT_UPDATE,
    }


def test_only_pace_and_smoothing_are_no_matter_of_the_run():
    assert {key for key, row in HYPERPARAMETERS.items() if row.personal} == {"pace", "smoothing_window"}


@ROWS
def test_every_default_is_allowed(row):
    default = Settings().value(row.key)
    assert row.check(default) == default
    assert type(row.check(default)) is type(default)


@ROWS
def test_every_row_speaks(row):
    assert row.key
    assert row.name
    assert row.help.endswith(".")
    assert isinstance(row.takes_effect, TakesEffect)
    if isinstance(row, ChoiceParameter):
        assert len({choice.value for choice in row.choices}) == len(row.choices) > 1
        assert all(choice.value and choice.name and choice.help for choice in row.choices)


@ROWS
def test_every_range_fits_its_scale(row):
    if not isinstance(row, RealParameter | IntegerParameter):
        return
    assert row.low < row.high
    scale = row.scale
    if scale is Scale.LOG:
        assert getattr(row, "slider_low", None) or row.low > 0
    if scale is Scale.POWERS_OF_TWO:
        assert row.low >= 1
        assert row.high.bit_count() == 1
    if scale is Scale.LOG_ONE_MINUS:
        assert row.high <= 1


@ROWS
def test_every_default_can_be_typed(row):
    default = Settings().value(row.key)
    assert parse_assignments([f"{row.key}={default}"]) == {row.key: default}


def test_the_keys_are_the_fields_in_their_order():
    names = [field.name for field in dataclasses.fields(Settings)]
    assert list(HYPERPARAMETERS) == list(Settings().as_dict()) == names
    assert [row.key for row in HYPERPARAMETERS.values()] == names
    assert all(hyperparameter(name) is HYPERPARAMETERS[name] for name in names)


@pytest.mark.parametrize(
    ("key", "known"),
    [
        ("advantage", [*ADVANTAGES, VALUE]),
        ("action_distribution", list(Family)),
        ("std_source", list(StdSource)),
        ("discounting", DISCOUNTINGS),
        ("activation", ACTIVATIONS),
        ("environment", [entry.id for entry in ENVIRONMENTS]),
    ],
)
def test_every_choice_stands_for_something_and_everything_can_be_chosen(key, known):
    assert {choice.value for choice in HYPERPARAMETERS[key].choices} == set(known)


def test_what_acts_only_on_reset():
    assert {key for key, row in HYPERPARAMETERS.items() if row.takes_effect is TakesEffect.RESET} == {
        "hidden_layers",
        "activation",
        "action_distribution",
        "std_source",
        "start_std",
        "normalise_observations",
        "algorithm",
        "environment",
        "environment_arguments",
        "step_limit",
        "expert_games",
        "expert_error",
        "own_games",
        "seed",
    }


@ROWS
def test_settings_are_checked_when_they_are_made(row):
    with pytest.raises(UserError, match=f"^{row.key} must be .*, but it is None\\.$"):
        Settings(**{row.key: None})


def digits(number):
    return repr(number).removesuffix(".0")


@pytest.mark.parametrize("row", RANGES, ids=lambda row: row.key)
def test_a_value_out_of_range_is_refused_with_the_range(row):
    for value in (row.low - 1, row.high + 1):
        with pytest.raises(UserError) as caught:
            Settings().changed({row.key: value})
        message = str(caught.value)
        assert (
            message == f"{row.key} must be between {digits(row.low)} and {digits(row.high)}, but it is {digits(value)}."
        )
        assert "\n" not in message


def test_settings_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().gamma = 0.5


def test_whole_numbers_become_real_ones_where_the_row_is_real():
    settings = Settings(gamma=1, hidden_size=16.0)
    assert (type(settings.gamma), settings.gamma) == (float, 1.0)
    assert (type(settings.hidden_size), settings.hidden_size) == (int, 16)


def test_changed_makes_a_checked_copy():
    settings = Settings()
    changed = settings.changed({"gamma": 0.5, "activation": "tanh"})
    assert (changed.gamma, changed.activation) == (0.5, "tanh")
    assert settings == Settings()
    assert changed.changed({"gamma": settings.gamma, "activation": "relu"}) == settings
    assert settings.changed({}) == settings
    with pytest.raises(UserError, match=r"^gamma must be between 0 and 1, but it is 2\.$"):
        settings.changed({"gamma": 2})


def test_an_unknown_key_is_refused_and_the_known_ones_named():
    for refused in (
        lambda: Settings().changed({"gama": 0.5}),
        lambda: Settings().value("gama"),
        lambda: hyperparameter("gama"),
        lambda: parse_assignments(["gama=0.5"]),
    ):
        with pytest.raises(UserError) as caught:
            refused()
        # There are more than a sentence quotes: it has the first and the last.
        known = shortened(", ".join(HYPERPARAMETERS))
        assert str(caught.value) == f"There is no setting named 'gama'; the settings are {known}."


def test_assignments_are_read():
    assert parse_assignments(
        ["gamma=0.5", " hidden_size = 16 ", "stop_when_solved=TRUE", "discounting=from start", "gamma=1"]
    ) == {"gamma": 1.0, "hidden_size": 16, "stop_when_solved": True, "discounting": "from start"}
    assert parse_assignments([]) == {}


@pytest.mark.parametrize(
    ("assignment", "message"),
    [
        ("gamma", "A setting is written key=value, but 'gamma' has no “=”."),
        ("", "A setting is written key=value, but '' has no “=”."),
        ("gamma=", "gamma must be a number, but it is ''."),
        ("gamma=0.5=1", "gamma must be a number, but it is '0.5=1'."),
        ("hidden_size=3.5", "hidden_size must be a whole number, but it is '3.5'."),
        ("learning_rate=2", "learning_rate must be between 1e-05 and 1, but it is 2."),
        ("activation=gelu", "activation must be one of relu, tanh, but it is 'gelu'."),
    ],
)
def test_assignments_that_cannot_be_read(assignment, message):
    with pytest.raises(UserError) as caught:
        parse_assignments([assignment])
    assert str(caught.value) == message


@given(ANY_SETTINGS)
@hypothesis_settings(max_examples=50)
def test_settings_can_be_typed_and_stored(settings):
    typed = parse_assignments([f"{key}={value}" for key, value in settings.as_dict().items()])
    assert Settings().changed(typed) == settings
    assert Settings(**settings.as_dict()) == settings
    assert all(settings.value(key) == value for key, value in settings.as_dict().items())


@given(ANY_SETTINGS, ANY_SETTINGS)
@hypothesis_settings(max_examples=50)
def test_what_waits_for_reset_and_what_is_applied(wanted, applied):
    pending = pending_until_reset(wanted, applied)
    result = applied_now(wanted, applied)
    another = any(
        wanted.value(key) != applied.value(key) for key in ("algorithm", "environment", "environment_arguments")
    )
    for key, row in HYPERPARAMETERS.items():
        waits = row.takes_effect is TakesEffect.RESET or (another and row.takes_effect is TakesEffect.NEXT_UPDATE)
        assert (key in pending) == (waits and wanted.value(key) != applied.value(key))
        assert result.value(key) == (applied if waits else wanted).value(key)
    assert pending_until_reset(result, applied) == ()


def test_nothing_waits_where_nothing_differs():
    assert pending_until_reset(Settings(), Settings(gamma=0.5)) == ()
    assert pending_until_reset(Settings(seed=1, gamma=0.5), Settings()) == ("seed",)
    assert pending_until_reset(Settings(seed=1, hidden_layers=3), Settings()) == ("hidden_layers", "seed")
    assert pending_until_reset(Settings(hidden_size=8), Settings()) == ()


@pytest.mark.parametrize("environment", ["mine.worlds:Name-v0", "ALE/Pong-v5", "Nowhere-v1"])
def test_any_id_of_an_environment_can_be_set(environment):
    assert Settings(environment=environment).environment == environment
    assert parse_assignments([f"environment={environment}"]) == {"environment": environment}


@pytest.mark.parametrize("environment", ["", "no id", "a:b:c", "os;x:Name", "x" * 101, 3, True])
def test_what_is_no_id_cannot_be_set(environment):
    with pytest.raises(UserError, match=r"^environment must be one of CartPole-v1, "):
        Settings(environment=environment)


def test_rows_belong_to_what_heeds_them():
    owners = {key: row.owner for key, row in HYPERPARAMETERS.items()}
    assert owners["gamma"] == owners["seed"] == owners["algorithm"] == ""
    assert owners["advantage"] == "reinforce"
    assert owners["epsilon_start"] == "dqn"
    assert owners["gravity"] == owners["friction_range"] == "cart-pole"


@pytest.mark.parametrize(
    ("key", "settings", "sentence"),
    [
        (
            "epsilon_start",
            {},
            "epsilon_start is a setting of DQN, but the algorithm is REINFORCE; leave it out or choose DQN.",
        ),
        (
            "advantage",
            {"algorithm": "dqn"},
            "advantage is a setting of REINFORCE, but the algorithm is DQN; leave it out or choose REINFORCE.",
        ),
        (
            "gravity",
            {"environment": "Acrobot-v1"},
            "gravity is a setting of the cart-pole worlds, but the environment is Acrobot-v1; leave it out or choose "
            "one of them.",
        ),
    ],
)
def test_what_nothing_heeds_is_refused(key, settings, sentence):
    changed = Settings().changed(settings)
    assert not applies(key, changed)
    with pytest.raises(UserError) as caught:
        require_applicable(["gamma", key], changed)
    assert str(caught.value) == sentence


def test_what_something_heeds_is_not_refused():
    require_applicable(["gamma", "advantage", "gravity", "seed", "environment"], Settings())
    require_applicable(["gamma", "epsilon_end", "gravity"], Settings(algorithm="dqn"))


@pytest.mark.parametrize("another", [{"algorithm": "dqn"}, {"environment": "Acrobot-v1"}])
def test_what_was_chosen_for_another_algorithm_or_world_leaves_the_run_in_progress_alone(another):
    applied = Settings()
    wanted = applied.changed({**another, "hidden_size": 128, "learning_rate": 0.001, "pace": 3.0})
    assert set(pending_until_reset(wanted, applied)) == {*another, "hidden_size", "learning_rate"}
    assert applied_now(wanted, applied) == applied.changed({"pace": 3.0})
