"""The model of `time-series/pipeline-fan-out`: keys, which steps run, successive halving, stored races."""

import importlib
import runpy
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joblib import Memory
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

ROOT = Path(__file__).resolve().parents[2]
RULES = "recipe", "contents", "helpers"
CHANGES = "nothing", "setting", "comment", "helper", "seed", "diagnosis"


@pytest.fixture(scope="module")
def project(model):
    """The page's project, its models with few trees."""
    data = load_breast_cancer()
    table = np.column_stack([data.data, data.target])
    return {"code": model.CODE, "settings": model.SETTINGS, "helpers": model.HELPERS, "table": table}


@pytest.fixture(scope="module")
def light(model, project):
    """The same with logistic regressions in place of trees, which are quick; the graph is the page's."""
    fit = "p_{} = LogisticRegression(C=1 / trees, max_iter=1000).fit(z_train, y_train).decision_function(z_test)"
    return project | {"code": project["code"] | {step: fit.format(step) for step in ("forest", "boosting")}}


def ran(log):
    return [step for step, (_, hit) in log.items() if not hit]


def with_change(model, light, change):
    return model.changed(light, change) | {
        "code": light["code"] | ({"scale": light["code"]["scale"] + "  # as last year"} if change == "comment" else {})
    }


@pytest.mark.parametrize("rule", RULES)
def test_an_unchanged_project_runs_no_step_and_an_empty_store_all(model, light, rule):
    store = {}
    assert ran(model.run(light, store, rule=rule)[0]) == list(model.CODE)
    log, values = model.run(light, store, rule=rule)
    assert ran(log) == [] and values["aucs"].shape == (4,)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.filterwarnings("ignore:Persisting input arguments took")  # on a busy machine
def test_joblib_runs_the_steps_that_the_rule_contents_runs(model, light, change, tmp_path, monkeypatch):
    """Each step as a function in a module of its own, cached by joblib, settings and inputs its arguments."""
    monkeypatch.syspath_prepend(tmp_path)
    memory, called = Memory(tmp_path / "store", verbose=0), []
    number = f"{change}_{id(tmp_path)}"

    def run(project):
        """Write the project's modules, and call its steps."""
        helper = tmp_path / f"helpers_{number}.py"
        helper.write_text("import numpy as np\n" + project["helpers"]["spread"] + "\n", "utf-8")
        values = {"table": project["table"]}
        called.clear()
        for step, code in project["code"].items():
            name = f"{step}_{number}"
            given = [*model.READS[step], *project["settings"].get(step, {})]
            body = "".join(f"    {line}\n" for line in ["called.append(STEP)", *code.strip().splitlines()])
            head = f"from helpers_{number} import spread\ndef step({', '.join(given)}):\n"
            outputs = "".join(f"{output!r}: {output}, " for output in model.WRITES[step])
            (tmp_path / f"{name}.py").write_text(f"{head}{body}    return {{{outputs}}}\n", "utf-8")
            importlib.invalidate_caches()
            module = importlib.import_module(f"helpers_{number}")
            importlib.reload(module)
            module = importlib.reload(importlib.import_module(name))
            vars(module).update(model.TOOLS, np=np, called=called, STEP=step)
            inputs = {name: values[name] for name in model.READS[step]} | project["settings"].get(step, {})
            found = memory.cache(module.step)(**inputs)  # joblib hashes strides, too: a view is not its copy
            values |= {name: np.ascontiguousarray(value) for name, value in found.items()}
        return list(called)

    monkeypatch.setattr("sys.dont_write_bytecode", True)
    assert run(light) == list(model.CODE)
    store = {}
    model.run(light, store, rule="contents")
    later = with_change(model, light, change)
    assert run(later) == ran(model.run(later, store, rule="contents")[0])


def test_a_pipeline_with_memory_misses_an_edited_transformer(tmp_path, monkeypatch):
    """Its cached function is scikit-learn's own; a transformer enters by name and settings."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    code = (
        "from sklearn.base import BaseEstimator, TransformerMixin\n\n\n"
        "class Times(TransformerMixin, BaseEstimator):\n"
        "    def fit(self, x, y=None):\n        return self\n\n"
        "    def transform(self, x):\n        return {} * x\n"
    )
    x = np.random.default_rng(0).normal(size=(30, 2))
    y = (x[:, 0] > 0).astype(int)

    def coefficients(factor, memory):
        (tmp_path / "edited_transformer.py").write_text(code.format(factor), "utf-8")
        importlib.invalidate_caches()
        module = importlib.reload(importlib.import_module("edited_transformer"))
        return make_pipeline(module.Times(), LogisticRegression(), memory=memory).fit(x, y)[-1].coef_

    store = str(tmp_path / "store")
    first = coefficients(1, store)
    np.testing.assert_array_equal(coefficients(5, store), first)
    assert np.abs(coefficients(5, None) - first).max() > 0.1


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("change", CHANGES)
def test_only_a_helper_outside_the_keys_makes_results_stale(model, light, change, rule):
    store = {}
    model.run(light, store, rule=rule)
    later = with_change(model, light, change)
    found, fresh = model.run(later, store, rule=rule)[1], model.run(later, {}, rule=rule)[1]
    stale = [name for name in fresh if not np.array_equal(found[name], fresh[name])]
    assert bool(stale) == (change == "helper" and rule != "helpers")


@given(st.integers(0, 30), st.integers(0, 568))
@settings(max_examples=20, deadline=None)
def test_by_recipe_each_cell_of_the_table_reaches_the_last_key(model, light, column, row):
    class Skipped(dict):
        """A store that has everything, so that nothing is computed: keys alone."""

        def __contains__(self, key):
            return True

        def __missing__(self, key):
            return dict.fromkeys([name for names in model.WRITES.values() for name in names], np.zeros(1))

    table = light["table"].copy()
    table[row, column] += 1
    keys = [
        model.run(light | {"table": one}, Skipped(), rule="recipe")[0]["best"][0][3] for one in (table, light["table"])
    ]
    assert keys[0] != keys[1]


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=50, deadline=None)
def test_halving_keeps_the_better_half_each_time(model, seed):
    scores = np.random.default_rng(seed).integers(0, 6, size=(16, 5)) / 5
    alive = list(range(16))
    for look in range(1, 6):
        assert model.survivors(scores, look) == alive
        alive = sorted(sorted(alive, key=lambda one: (-scores[one, look - 1], one))[: len(alive) // 2])


@pytest.fixture(scope="module")
def script():
    return runpy.run_path(str(ROOT / "data" / "pipeline_fan_out.py"))


def test_the_first_looks_of_a_race_come_out_again(script):
    with np.load(script["TARGET"]) as stored:
        x, y = script["splits"](script["RUNS"])
        fresh = script["own_weights"](x, y, 13, looks=script["STAGES"][:1])
        for name, values in zip(("validation", "test"), fresh, strict=True):
            np.testing.assert_allclose(values[:, 0], stored[name][:, 13, 0], atol=0.02)


def test_the_folds_of_a_model_come_out_again(script):
    with np.load(script["TARGET"]) as stored:
        fresh = script["cross_validated"](LogisticRegression(max_iter=1000))
        np.testing.assert_allclose(fresh, stored["folds"][0], atol=1e-6)
