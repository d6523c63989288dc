"""`pg-desktop evaluate` in other physics, with pushes, and as a map."""

import json

import numpy as np
import pytest

from pg_desktop.__main__ import main
from pg_desktop.cli.parser import parse
from pg_desktop.cli.requests import Measurement
from pg_desktop.cli.robustness import Axis, RobustnessMatrix
from pg_desktop.learning.acting.policy import ActionMode
from pg_desktop.learning.measuring.evaluation import evaluate
from pg_desktop.learning.measuring.transfer_map import transfer_map
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.learning.worlds.cart_pole.push_test import push_test
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.storage.policy_file import load_policy

WORLD = make_world("CartPole-v1")


def trained(folder, *arguments):
    file = folder / "policy.safetensors"
    small = ["--updates", "2", "--set", "episodes_per_update=4", "--set", "hidden_size=8", "--quiet"]
    assert main(["train", *small, *arguments, "--save", str(file)]) == 0
    return file


@pytest.fixture(scope="module")
def policy_file(tmp_path_factory):
    return trained(tmp_path_factory.mktemp("policies"))


def json_of(capsys, *arguments):
    capsys.readouterr()
    assert main(["evaluate", *map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_map_is_that_of_the_library(capsys, policy_file):
    found = json_of(capsys, policy_file, "--transfer-map", "--episodes", 2, "--seed", 3, "--mode", "greedy")
    policy = load_policy(policy_file).policy
    expected = transfer_map(policy, WORLD, episodes=2, seed=3, mode=ActionMode.GREEDY)
    assert found == {
        "env": "CartPole-v1",
        "physics": {
            "gravity": 1.0,
            "pole_length": 1.0,
            "pole_mass": 1.0,
            "cart_mass": 1.0,
            "push_force": 1.0,
            "friction": 0.0,
            "sensor_noise": 0.0,
            "motor": 1.0,
            "delay": 0,
            "backlash": 0,
        },
        "mode": "greedy",
        "seed": 3,
        "measured": "mean return",
        "axes": {
            "x": {"name": "gravity", "unit": "×", "values": list(expected.x_values)},
            "y": {"name": "pole_length", "unit": "×", "values": list(expected.y_values)},
        },
        "matrix": list(map(list, expected.mean_return)),
        "episodes": 2,
        "mean": pytest.approx(expected.overall),
        "worst_quarter": expected.worst_quarter,
    }


def test_the_map_of_other_quantities_in_other_physics(capsys, policy_file):
    arguments = ["--transfer-map", "--axes", "cart_mass,push_force", "--physics", "friction=2", "--episodes", 1]
    found = json_of(capsys, policy_file, *arguments)
    expected = transfer_map(
        load_policy(policy_file).policy,
        WORLD,
        x="cart_mass",
        y="push_force",
        variation=Physics(friction=2.0),
        episodes=1,
    )
    assert found["matrix"] == list(map(list, expected.mean_return))
    assert (found["axes"]["x"]["name"], found["axes"]["y"]["name"]) == ("cart_mass", "push_force")
    assert found["physics"] == vars(Physics(friction=2.0))


def test_what_is_no_factor_has_its_own_unit_and_values(capsys, policy_file):
    arguments = ["--transfer-map", "--axes", "delay,motor", "--physics", "backlash=2", "--episodes", 1]
    found = json_of(capsys, policy_file, *arguments)
    assert found["axes"]["x"] == {"name": "delay", "unit": "steps", "values": [0, 1, 2, 3, 4, 5, 6]}
    assert found["axes"]["y"]["unit"] == "×"
    assert [len(row) for row in found["matrix"]] == [7] * 15
    assert found["physics"]["backlash"] == 2


def test_the_push_test_is_that_of_the_library(capsys, policy_file):
    found = json_of(capsys, policy_file, "--push-test", "--episodes", 3)
    expected = push_test(load_policy(policy_file).policy, WORLD, episodes=3)
    assert found["matrix"] == list(map(list, expected.survival))
    assert found["axes"]["x"] == {"name": "impulse", "unit": "N s", "values": list(expected.strengths)}
    assert found["axes"]["y"] == {"name": "angle", "unit": "°", "values": list(expected.angles)}
    assert found["worst_quarter"] == expected.worst_quarter
    assert found["measured"] == "pushes survived"


def test_as_many_episodes_as_usual(capsys, policy_file):
    assert json_of(capsys, policy_file, "--push-test")["episodes"] == 32
    assert json_of(capsys, policy_file, "--transfer-map")["episodes"] == 16


def test_an_evaluation_in_other_physics(capsys, policy_file):
    arguments = ["--physics", "gravity=2.5", "--physics", "sensor_noise = 0.1", "--episodes", 9]
    found = json_of(capsys, policy_file, *arguments)
    physics = Physics(gravity=2.5, sensor_noise=0.1)
    policy = load_policy(policy_file).policy
    expected = evaluate(policy, WORLD, episodes=9, seed=0, mode=ActionMode.SAMPLED, variation=physics)
    assert found["mean_return"] == expected.mean_return
    assert found["physics"] == vars(physics)
    assert json_of(capsys, policy_file, "--physics", "gravity=1", "--episodes", 1)["physics"] == vars(Physics())
    assert main(["evaluate", str(policy_file), *map(str, arguments)]) == 0
    assert "Physics             gravity=2.5, sensor_noise=0.1, the rest its own\n" in capsys.readouterr().out


@pytest.mark.parametrize("measured", [[], ["--push-test"], ["--transfer-map"]])
def test_the_physics_is_told_also_where_it_is_the_environments_own(capsys, policy_file, measured):
    capsys.readouterr()
    assert main(["evaluate", str(policy_file), "--episodes", "1", *measured]) == 0
    rows = dict(line.split("  ", 1) for line in capsys.readouterr().out.splitlines() if "  " in line)
    assert rows["Physics"].strip() == "its own"


def test_a_world_with_one_physics_has_none_to_tell(capsys, tmp_path):
    file = trained(tmp_path, "--env", "MountainCarContinuous-v0", "--set", "hidden_layers=1")
    assert json_of(capsys, file, "--episodes", 1)["physics"] is None


def test_a_continuous_cart_pole_has_maps_too(capsys, tmp_path):
    file = trained(tmp_path, "--env", "ContinuousCartPole")
    assert np.shape(json_of(capsys, file, "--transfer-map", "--episodes", 1)["matrix"]) == (15, 15)


def test_for_people(capsys, policy_file):
    capsys.readouterr()
    assert main(["evaluate", str(policy_file), "--push-test", "--episodes", "1"]) == 0
    out = capsys.readouterr().out
    assert "1 episode for each cell, sampled, seed 0" in out
    assert "Pushes survived, %; down: angle, °; across: impulse, N s" in out
    lines = out[out.index("down:") :].splitlines()[1:]
    assert lines[0].split()[0] == "-0.08"
    assert [line.split()[0] for line in lines[1:]] == ["-8", "-6", "-4", "-2", "0", "2", "4", "6", "8"]
    assert {len(line.split()) for line in lines[1:]} == {18}
    assert max(map(len, out.splitlines())) <= 140


def test_a_matrix_on_paper():
    matrix = RobustnessMatrix(
        "mean return",
        False,
        Axis("gravity", "×", (0.25, 1.0)),
        Axis("pole_length", "×", (0.30475, 4.0)),
        np.array([[500.0, 9.4], [12.0, 99.6]]),
        9.4,
        1,
    )
    assert matrix.as_text() == (
        "Mean return; down: pole length, ×; across: gravity, ×\n      0.25     1\n 0.3   500     9\n   4    12   100"
    )
    assert matrix.mean == 155.25


@pytest.mark.parametrize(
    ("arguments", "sentence", "code"),
    [
        (["--push-test", "--transfer-map"], "not allowed with argument", 2),
        (["--axes", "gravity,pole_mass"], "--axes are those of a transfer map; add --transfer-map.", 2),
        (["--transfer-map", "--axes", "gravity,gravity"], "must be two different ones of gravity", 2),
        (["--transfer-map", "--axes", "gravity"], "must be two different ones of gravity", 2),
        (["--transfer-map", "--axes", "gravity,weather"], "must be two different ones of gravity", 2),
        (["--physics", "gamma=0.5"], "'gamma' is no quantity of the physics; they are gravity, pole_length", 2),
        (["--physics", "gravity"], "key=value, but 'gravity' has no", 2),
        (["--physics", "gravity=9"], "gravity must be between 0.25 and 4, but it is 9", 2),
        (["--physics", "gravity=x"], "gravity must be a number, but it is 'x'", 2),
        (["--env", "Acrobot-v1"], "The policy does not fit Acrobot-v1", 2),
        (["--env", "ContinuousCartPole", "--push-test"], "The policy does not fit ContinuousCartPole", 2),
        (["--env", "Acrobot-v1", "--push-test"], "The physics of Acrobot-v1 cannot be changed", 2),
        (["--env", "Acrobot-v1", "--physics", "gravity=2"], "The physics of Acrobot-v1 cannot be changed", 2),
        (["--env", "Nowhere-v1"], "There is no environment named 'Nowhere-v1'; known are", 2),
        (["--env", "no_such_module:Name-v0"], "There is no module no_such_module for the environment", 2),
    ],
)
def test_what_cannot_be_asked_for_is_one_sentence(capsys, policy_file, arguments, sentence, code):
    capsys.readouterr()
    assert main(["evaluate", str(policy_file), *arguments]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert err.count("\n") == 1


def test_what_is_asked_for():
    request = parse(["evaluate", "a"])
    assert (request.measurement, request.physics, request.episodes) == (Measurement.RETURN, (), None)
    request = parse(["evaluate", "a", "--transfer-map", "--axes", "pole_mass, gravity"])
    assert (request.measurement, request.axes) == (Measurement.TRANSFER_MAP, ("pole_mass", "gravity"))
    assert parse(["evaluate", "a", "--push-test"]).measurement is Measurement.PUSH_TEST
