"""Probabilities that mean what they say: logistic regression and how to check it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_NEWTON_STEPS = 50


def fit_logistic(
    inputs: ArrayLike,
    labels: ArrayLike,
    *,
    penalty: float = 1e-3,
    prior: ArrayLike | None = None,
) -> NDArray[np.float64]:
    """Logistic regression by Newton's method.

    Args:
        inputs: Shape (examples, features); a column of ones is added in front.
        labels: Of 0 and 1, shape (examples,); soft labels are allowed.
        penalty: Half the weight of the squared distance to `prior`.
        prior: Where the coefficients are pulled to, by default zero.

    Returns:
        Intercept and coefficients, shape (1 + features,).

    """
    values = np.asarray(inputs, np.float64)
    design = np.column_stack((np.ones(len(values)), values))
    targets = np.asarray(labels, np.float64)
    centre = np.zeros(design.shape[1]) if prior is None else np.asarray(prior, np.float64)
    coefficients = centre.copy()
    identity = np.eye(design.shape[1])
    for _ in range(_NEWTON_STEPS):
        odds = np.clip(design @ coefficients, -30, 30)
        probability = 1 / (1 + np.exp(-odds))
        gradient = design.T @ (probability - targets) + 2 * penalty * (coefficients - centre)
        curvature = (design * (probability * (1 - probability))[:, None]).T @ design
        step = np.linalg.solve(curvature + (2 * penalty + 1e-9) * identity, gradient)
        # Far from the optimum a full Newton step can overshoot.
        coefficients = coefficients - step * min(1.0, 5.0 / (np.abs(step).max() + 1e-12))
        if np.abs(step).max() < 1e-8:
            break
    return coefficients


def expected_calibration_error(
    probabilities: ArrayLike, labels: ArrayLike, *, bins: int = 10
) -> float:
    """Mean distance of probability and frequency over bins of equal size (Guo et al., 2017)."""
    predicted = np.asarray(probabilities, np.float64)
    truth = np.asarray(labels, np.float64)
    order = np.argsort(predicted, kind="stable")
    error = 0.0
    for part in np.array_split(order, min(bins, len(order))):
        error += len(part) * abs(predicted[part].mean() - truth[part].mean())
    return float(error / len(predicted))


def area_under_roc(scores: ArrayLike, labels: ArrayLike) -> float | None:
    """Probability that a positive scores above a negative, ties counted half.

    None where all labels agree: JSON, in which figures are kept, has no nan.
    """
    values = np.asarray(scores, np.float64)
    positive = np.asarray(labels).astype(bool)
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    positives, negatives = int(positive.sum()), int((~positive).sum())
    if not positives or not negatives:
        return None
    above = ranks[positive].sum() - positives * (positives + 1) / 2
    return round(float(above / (positives * negatives)), 4)
