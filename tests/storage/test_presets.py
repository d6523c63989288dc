"""The presets that come with the program, what applying one changes, and what is refused in a preset's file."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.learning.rewards.parameter import RewardParameter
from pg_desktop.learning.settings.kinds import (
    ArgumentsParameter,
    ChoiceParameter,
    IntegerParameter,
    RealParameter,
    SwitchParameter,
    TextParameter,
)
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings
from pg_desktop.learning.worlds.table import ENVIRONMENTS
from pg_desktop.messages import UserError
from pg_desktop.storage.presets import Preset, load_presets, preset_for, preset_matching

PRESETS = load_presets()
QUICK, CHAPTER_23 = PRESETS[:2]
VALID = {"order": 1, "name": "Mine", "summary": "Mine alone.", "settings": {"gamma": 0.5}}


def values_of(row):  # noqa: PLR0911 (one for each kind)
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
            return st.sampled_from(["", '{"is_slippery": false}'])
        case RewardParameter():
            return st.sampled_from(["", "1 - theta^2"])
        case TextParameter():
            return st.sampled_from(["", row.example])


any_settings = st.builds(Settings, **{key: values_of(row) for key, row in HYPERPARAMETERS.items()})
USERS_OWN = {"pace", "smoothing_window"}


IN_ORDER = [
    "quick",
    "chapter-23",
    "continuous-cart-pole",
    "acrobot",
    "mountain-car",
    "mountain-car-continuous",
    "pendulum",
    "lunar-lander",
    "lunar-lander-continuous",
    "dqn-cart-pole",
    "dqn-acrobot",
    "dqn-mountain-car",
    "tic-tac-toe",
    "connect-four-4x4",
    "connect-four",
    "go-5x5",
    "othello-6x6",
    "hex-5x5",
    "challenge-reality-nominal",
    "challenge-reality-randomised",
    "challenge-reward-drop",
    "challenge-reward-dive",
    "challenge-reward-save",
    "challenge-reward-propeller",
    "challenge-reward-rock",
    "challenge-reward-soar",
    "challenge-reward-cure",
    "challenge-demonstrations",
    "challenge-demonstrations-cart-pole",
    "challenge-demonstrations-lander",
    "challenge-intervention-nobody",
    "challenge-intervention-block",
    "challenge-intervention-learned",
    "challenge-intervention-free",
    "challenge-intervention-priced",
    "challenge-adaptation",
    "challenge-adaptation-randomised",
]


def test_quick_comes_first_and_is_the_defaults():
    assert [preset.id for preset in PRESETS] == IN_ORDER
    assert QUICK.name == "Quick"
    assert QUICK.apply(Settings()) == Settings()


def test_chapter_23():
    assert CHAPTER_23.name == "Chapter 23"
    assert CHAPTER_23.apply(Settings()) == Settings(
        environment="CartPole-v0",
        hidden_size=10,
        activation="relu",
        learning_rate=0.001,
        gamma=0.999,
        episodes_per_update=1,
        entropy_bonus=0.0,
        advantage="normalised",
        discounting="from start",
        episode_limit=3000,
        seed=123,
        smoothing_window=10,
    )


@given(settings=any_settings, preset=st.sampled_from(PRESETS))
def test_applying_a_preset_keeps_what_is_the_users_own(settings, preset):
    applied = preset.apply(settings)
    for key in HYPERPARAMETERS:
        expected = settings if key in USERS_OWN else Settings()
        assert applied.value(key) == preset.settings.get(key, expected.value(key))
    assert preset_matching(applied, PRESETS) == preset
    assert preset.apply(applied) == applied


@given(any_settings)
def test_a_preset_matches_exactly_where_applying_it_changes_nothing_but_the_seed(settings):
    for preset in PRESETS:
        applied = preset.apply(settings)
        changed = {key for key in HYPERPARAMETERS if applied.value(key) != settings.value(key)}
        assert preset.matches(settings) == (changed <= ({"seed"} - set(preset.settings)))


@pytest.mark.parametrize(
    ("changes", "matching"),
    [
        ({}, QUICK),
        ({"pace": 1.0, "smoothing_window": 7}, QUICK),
        ({"seed": 99}, QUICK),
        ({"gamma": 0.98}, None),
        ({"stop_when_solved": True}, None),
        ({"environment": "CartPole-v0"}, None),
        (dict(CHAPTER_23.settings), CHAPTER_23),
        ({**CHAPTER_23.settings, "pace": 1.0}, CHAPTER_23),
        ({**CHAPTER_23.settings, "seed": 0}, None),
        ({**CHAPTER_23.settings, "smoothing_window": 11}, None),
    ],
)
def test_the_preset_that_settings_are(changes, matching):
    assert preset_matching(Settings(**changes), PRESETS) == matching


@pytest.mark.parametrize("entry", ENVIRONMENTS, ids=lambda entry: entry.id)
def test_every_environment_has_a_preset_that_suits_it(entry):
    preset = preset_for(entry.id, PRESETS)
    assert preset.id == entry.preset
    # Quick suits every world that learns with the defaults; all others are for one world.
    assert preset is QUICK or preset.apply(Settings()).environment == entry.id


def test_an_environment_of_ones_own_is_suited_by_quick_and_what_is_no_id_is_refused():
    assert preset_for("mine:Name-v0", PRESETS) is QUICK
    with pytest.raises(UserError, match="'no id' is no name of an environment"):
        preset_for("no id", PRESETS)


def test_every_preset_for_a_world_is_named_by_it():
    others = {"chapter-23", *(preset.id for preset in PRESETS if preset.id.startswith("challenge-"))}
    assert {preset.id for preset in PRESETS if "algorithm" not in preset.settings} - others == {
        entry.preset for entry in ENVIRONMENTS
    }


def test_a_preset_can_be_a_key_and_cannot_be_changed():
    assert len({*PRESETS, *load_presets()}) == len(PRESETS)
    with pytest.raises(TypeError):
        CHAPTER_23.settings["gamma"] = 0.5


def test_order_then_name_of_the_file(tmp_path):
    for name, order in [("c", 1), ("a", 2), ("b", 2), ("d", -1)]:
        (tmp_path / f"{name}.json").write_text(json.dumps({**VALID, "order": order}))
    (tmp_path / "notes.txt").write_text("no preset")
    assert [preset.id for preset in load_presets(tmp_path)] == ["d", "c", "a", "b"]


def test_the_order_does_not_depend_on_how_the_disk_lists_files(tmp_path, monkeypatch):
    for name in "abc":
        (tmp_path / f"{name}.json").write_text(json.dumps(VALID))
    monkeypatch.setattr(Path, "glob", lambda folder, _: [folder / f"{name}.json" for name in "cab"])
    assert [preset.id for preset in load_presets(tmp_path)] == ["a", "b", "c"]


def test_a_valid_file(tmp_path):
    (tmp_path / "mine.json").write_text(json.dumps(VALID))
    assert load_presets(tmp_path) == (Preset("mine", "Mine", "Mine alone.", {"gamma": 0.5}),)


ENTRIES = "The preset “mine.json” must be an object with exactly the entries order, name, summary, settings."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("[]", ENTRIES),
        ("{}", ENTRIES),
        (json.dumps({**VALID, "id": "mine"}), ENTRIES),
        (json.dumps({**VALID, "order": True}), "The preset “mine.json” cannot have True as its order."),
        (json.dumps({**VALID, "order": 1.0}), "The preset “mine.json” cannot have 1.0 as its order."),
        (json.dumps({**VALID, "name": ""}), "The preset “mine.json” cannot have '' as its name."),
        (json.dumps({**VALID, "name": "  "}), "The preset “mine.json” cannot have '  ' as its name."),
        (json.dumps({**VALID, "name": "a\nb"}), "The preset “mine.json” cannot have 'a\\nb' as its name."),
        (json.dumps({**VALID, "name": "x" * 61}), f"The preset “mine.json” cannot have '{'x' * 58}… as its name."),
        (json.dumps({**VALID, "summary": None}), "The preset “mine.json” cannot have None as its summary."),
        (json.dumps({**VALID, "settings": []}), "The preset “mine.json” cannot have [] as its settings."),
        (
            json.dumps({**VALID, "settings": {"gamma": 2}}),
            "The preset “mine.json” has a setting that is not allowed: gamma must be between 0 and 1, but it is 2.",
        ),
        (
            json.dumps({**VALID, "settings": {"gama": 1}}),
            "The preset “mine.json” has the setting 'gama', which this version of PG Desktop does not know; perhaps a "
            "newer one has written it.",
        ),
        ('{"order": 1, "order": 2}', "The preset “mine.json” is not valid JSON: it holds the key 'order' twice."),
        ("{", None),
    ],
)
def test_refusals(tmp_path, content, sentence):
    (tmp_path / "mine.json").write_text(content)
    with pytest.raises(UserError) as refusal:
        load_presets(tmp_path)
    found = str(refusal.value)
    assert found == sentence if sentence else found.startswith("The preset “mine.json” is not valid JSON: Expecting")


def test_a_file_that_cannot_be_read(tmp_path):
    (tmp_path / "mine.json").mkdir()
    with pytest.raises(UserError) as refusal:
        load_presets(tmp_path)
    assert str(refusal.value) == "“mine.json” is no file but a folder or a device; choose a file."


def test_no_presets(tmp_path):
    with pytest.raises(UserError) as refusal:
        load_presets(tmp_path / "nowhere")
    assert str(refusal.value) == f"There are no presets in {tmp_path / 'nowhere'}; install PG Desktop again."


def test_the_window_can_show_presets_without_loading_numpy():
    script = "import sys; import pg_desktop.storage.presets; print('numpy' in sys.modules)"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
