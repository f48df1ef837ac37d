"""The model of `time-series/pipeline-fan-out`."""

import pytest


def test_the_model_has_a_property_that_can_be_checked(model):
    pytest.fail(
        "Write a test of the model here (`model.power(…)` calls a function of its cells): a closed form, finite "
        "differences, an invariant with Hypothesis, or an independent reference.",
        pytrace=False,
    )
