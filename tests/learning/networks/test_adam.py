"""Adam against torch's own."""

import numpy as np
import torch

from pg_desktop.learning.networks.adam import Adam


def test_steps_are_torchs_to_float32_rounding():
    rng = np.random.default_rng(0)
    weights_P = rng.standard_normal(200).astype(np.float32)
    parameter = torch.nn.Parameter(torch.from_numpy(weights_P.copy()))
    theirs = torch.optim.Adam([parameter], lr=0.03)
    ours = Adam(200)
    for step in range(300):
        gradient_P = (rng.standard_normal(200) * 10.0 ** rng.integers(-6, 3)).astype(np.float32)
        rate = 0.03 if step < 150 else 0.001
        theirs.param_groups[0]["lr"] = rate
        parameter.grad = torch.from_numpy(gradient_P.copy())
        theirs.step()
        ours.step(weights_P, gradient_P, rate)
    np.testing.assert_allclose(weights_P, parameter.detach().numpy(), rtol=2e-5, atol=2e-6)
    assert weights_P.dtype == np.float32


def test_the_first_step_by_hand():
    # m̂ = g and v̂ = g² after one step, so every weight moves by α against its gradient's sign, whatever its size.
    weights_P = np.array([1.0, -2.0, 0.5], np.float32)
    Adam(3).step(weights_P, np.array([10.0, -0.001, 0.0], np.float32), 0.1)
    np.testing.assert_allclose(weights_P, [0.9, -1.9, 0.5], rtol=1e-4)


def test_a_state_is_a_copy_and_brings_back_what_was():
    gradient_P = np.array([1.0, -3.0], np.float32)
    adam = Adam(2)
    adam.step(np.zeros(2, np.float32), gradient_P, 0.1)
    state = adam.state()
    first_P, second_P = np.ones(2, np.float32), np.ones(2, np.float32)
    adam.step(first_P, gradient_P, 0.1)
    adam.restore(state)
    adam.step(second_P, gradient_P, 0.1)
    assert first_P.tobytes() == second_P.tobytes()
    assert state.steps == 1
