"""Cosines between gradients and a reference that itself is known only from many noisy parts.

The reference is the sum of K groups of episodes. Its noise makes it longer than what it stands for, which would make
every cosine too small; the square of its length is therefore estimated without that part, as in a variance of means.
How far a cosine may be off is estimated by leaving out one group after the other (the delete-a-group jackknife, Kott
2001), with a quantile of Student's t.

Shape suffixes: K groups, B batches, P weights.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.measuring.compass_reading import Estimate
from pg_desktop.learning.networks.running_statistics import Float64

_LEAST_SHARE: Final = 0.05
"""Of its length's square, at least this is taken to be no noise; less would be a division by what is unknown."""
_Z: Final = 1.959963984540054


def cosine(one_P: Float64, other_P: Float64) -> float:
    """The cosine between two vectors; of one with itself exactly 1, and 0 where one has no direction."""
    one_P, other_P = one_P.astype(np.float64), other_P.astype(np.float64)
    lengths = float(np.sqrt((one_P @ one_P) * (other_P @ other_P)))
    return float(one_P @ other_P) / lengths if lengths else 0.0


class Reference:
    """The direction in which the groups point together."""

    def __init__(self, group_KP: Float64) -> None:
        """Take it.

        Args:
            group_KP: the part of each group, K ≥ 3; equally large, independent and distributed alike.
        """
        self._group_KP = group_KP
        self._product_KK = group_KP @ group_KP.T

    @property
    def total_P(self) -> Float64:
        """Where all groups point together."""
        total: Float64 = self._group_KP.sum(0)
        return total

    def against(self, gradient_P: Float64) -> Estimate:
        """The cosine between it and a fixed gradient that has nothing to do with it."""
        groups = len(self._group_KP)
        if not gradient_P.any():
            return Estimate(0.0, 0.0, 0.0)
        product_K = self._group_KP @ gradient_P
        length = np.sqrt(gradient_P @ gradient_P)
        all_and_all_but_one = ~np.eye(groups + 1, groups, -1, dtype=np.bool_)
        value, *left_out = self._cosines(product_K[None], length, all_and_all_but_one)
        error = float(np.sqrt((groups - 1) / groups * np.square(left_out - np.mean(left_out)).sum()))
        return _estimate(float(value), student_t(groups - 1) * error)

    def against_batches(self, gradient_BP: Float64, of_batch_BK: NDArray[np.bool_]) -> Estimate:
        """The mean cosine between it and gradients of independent batches, a batch's own groups left out of it.

        Args:
            gradient_BP: of each batch, B ≥ 2.
            of_batch_BK: which groups have a part in a batch.
        """
        length_B = np.sqrt(np.square(gradient_BP).sum(1))
        cosine_B = self._cosines(gradient_BP @ self._group_KP.T, length_B, ~of_batch_BK)
        error = float(cosine_B.std(ddof=1)) / np.sqrt(len(cosine_B))
        return _estimate(float(cosine_B.mean()), student_t(len(cosine_B) - 1) * error)

    def _cosines(self, product_BK: Float64, length_B: Float64, kept_BK: NDArray[np.bool_]) -> Float64:
        """With the groups that are kept, (B,).

        Args:
            product_BK: of gradients with each group.
            length_B: of these gradients.
            kept_BK: which groups are kept for each.
        """
        kept = kept_BK.astype(np.float64)
        count_B = kept.sum(1)
        square_B = ((kept @ self._product_KK) * kept).sum(1)
        noise_B = (kept @ self._product_KK.diagonal() - square_B / count_B) / (count_B - 1)
        known_B = np.maximum(square_B - count_B * noise_B, _LEAST_SHARE * square_B)
        lengths_B = length_B * np.sqrt(known_B)
        together_B = (product_BK * kept).sum(1)
        cosine_B: Float64 = np.divide(together_B, lengths_B, out=np.zeros(len(kept)), where=lengths_B > 0)
        return cosine_B


def student_t(freedom: int) -> float:
    """The 97.5 % quantile of Student's t, by its expansion about the normal's (Abramowitz and Stegun 26.7.5).

    Within 0.1 % from 6 degrees of freedom on.
    """
    z, n = _Z, float(freedom)
    return (
        z
        + (z**3 + z) / (4 * n)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
    )


def _estimate(value: float, half: float) -> Estimate:
    low, middle, high = (float(np.clip(bound, -1.0, 1.0)) for bound in (value - half, value, value + half))
    return Estimate(middle, low, high)
