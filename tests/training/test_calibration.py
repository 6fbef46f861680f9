"""Logistic regression, calibration error and ranking."""

from __future__ import annotations

import numpy as np
import pytest

from albumen_training.calibration import area_under_roc, expected_calibration_error, fit_logistic


def test_known_coefficients_are_found_again() -> None:
    random = np.random.default_rng(0)
    inputs = random.normal(size=(20000, 2))
    odds = -0.5 + inputs @ [1.5, -2.0]
    labels = random.uniform(size=20000) < 1 / (1 + np.exp(-odds))
    assert fit_logistic(inputs, labels) == pytest.approx([-0.5, 1.5, -2.0], abs=0.1)


def test_a_strong_penalty_stays_at_the_prior_and_separable_data_converge() -> None:
    inputs, labels = [[-1.0], [1.0]], [0, 1]
    pulled = fit_logistic(inputs, labels, penalty=1e6, prior=[0.3, 0.7])
    assert pulled == pytest.approx([0.3, 0.7], abs=1e-3)
    found = fit_logistic(inputs, labels, penalty=1e-3)
    assert np.isfinite(found).all()
    assert found[1] > 1


def test_calibration_error() -> None:
    labels = np.array([0, 1] * 500)
    assert expected_calibration_error(np.full(1000, 0.5), labels) < 0.01
    assert expected_calibration_error(np.full(1000, 0.9), labels) == pytest.approx(0.4, abs=0.01)


def test_area_under_roc_counts_ties_half() -> None:
    assert area_under_roc([0.1, 0.9], [0, 1]) == 1
    assert area_under_roc([0.9, 0.1], [0, 1]) == 0
    assert area_under_roc([0.5, 0.5, 0.5], [0, 1, 0]) == 0.5
    assert area_under_roc([0.5], [1]) is None
