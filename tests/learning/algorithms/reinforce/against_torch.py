"""Values and gradients of a distribution's functions, ours against torch's."""

import numpy as np
import torch


def value_and_gradient(function, *inputs):
    """The function's values, one a row, and the gradients in its inputs, all in float64."""
    leaves = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in inputs]
    value_B = function(*leaves)
    # Unequal weights: a gradient that ends up in the wrong row shows.
    (value_B * torch.arange(1.0, 1.0 + len(value_B), dtype=torch.float64)).sum().backward()
    return [value_B.detach().numpy(), *(leaf.grad.numpy() for leaf in leaves)]


def assert_same(ours, theirs, rtol=1e-9, atol=1e-12):
    for own, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(own, other, rtol=rtol, atol=atol)


def assert_no_nan(function, *inputs):
    """Neither the value nor a gradient is NaN, in the float32 that learning computes with."""
    leaves = [torch.tensor(value, dtype=torch.float32, requires_grad=True) for value in inputs]
    value_B = function(*leaves)
    value_B.sum().backward()
    for tensor in (value_B, *(leaf.grad for leaf in leaves)):
        assert not tensor.isnan().any()
