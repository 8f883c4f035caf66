"""Training with PyTorch: what works, to the last digit, and what says that it doesn't."""

import json
import os
import subprocess
import sys
from pathlib import Path

import needs
import numpy as np
import pytest
from small_npz import write_small_npz

from rnn_tutorial.config import ModelConfig
from rnn_tutorial.experiments.catalogue import EXPERIMENTS
from rnn_tutorial.scratch.reviews import ReviewNetwork

SCRIPT = """
import json, sys
import numpy as np
import rnn_tutorial as rt
from rnn_tutorial.experiments.catalogue import EXPERIMENTS

folder, path = sys.argv[1:]
settings = {"profile": "smoke", "data": path, "maxlen": 41, "units": 4,
            "embedding_dim": 4, "batch_size": 16}
found = {"histories": {}, "explained": {}, "refused": {}}
for name, config in EXPERIMENTS.items():
    if not config.model.uses_fast_layer:
        result = rt.run_experiment(name, **settings)
        found["histories"][name] = [v.hex() for v in result.history["loss"]]
by_length = {"batching": "by_length", "implementation": "keras"}
rt.run_experiment("simple_rnn", **settings, **by_length)

def stop(epoch, *_):
    if epoch == 2:
        raise KeyboardInterrupt

try:
    rt.run_experiment("dropout_rnn", **settings, seed=7, progress=stop)
except KeyboardInterrupt:
    pass
found["resumed"], found["whole"] = (
    rt.run_experiment("dropout_rnn", **settings, seed=7, rerun=again).history["loss"]
    for again in (False, True)
)

text = "word5 word9 word7"
for name, config in EXPERIMENTS.items():
    if config.model.kind != "recurrent":
        trained = rt.load_trained(name, **settings)
        shown = rt.explain(trained, text)
        odds = shown.baseline + shown.opening + sum(word.attribution for word in shown.words)
        found["explained"][name] = [
            float(rt.predict(trained, text)[0]), shown.probability, 1 / (1 + np.exp(-odds))
        ]

trained = rt.load_trained("lstm", **settings)
x = trained.dataset.x_test
found["probabilities"] = rt.predict(trained, x).tolist()
np.savez(folder + "/lstm.npz", x, *trained.network.weights)
for name, changes in (("fast", {"profile": "fast"}), ("masks", {"dropout_masks": "per_timestep"})):
    try:
        rt.run_experiment("simple_rnn", **settings | changes)
    except rt.TutorialError as error:
        found["refused"][name] = str(error)
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("torch")


@pytest.fixture(scope="module")
def found(folder):
    """What SCRIPT finds with PyTorch."""
    needs.package("torch")
    path = write_small_npz(folder / "imdb.npz")
    index = {f"word{rank}": rank for rank in range(1, 400)}
    (folder / "imdb_word_index.json").write_text(json.dumps(index))
    return json.loads(run(folder, "-c", SCRIPT, folder, path).splitlines()[-1])


def run(folder, *words, **env):
    """What Python prints with PyTorch as Keras's backend."""
    done = subprocess.run(
        [sys.executable, *map(str, words)],
        env=os.environ
        | {"KERAS_BACKEND": "torch", "RNN_TUTORIAL_HOME": str(folder / "home")}
        | env,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.slow
def test_every_model_of_keras_s_layers_is_trained(found):
    plain = {name for name, config in EXPERIMENTS.items() if not config.model.uses_fast_layer}
    assert set(found["histories"]) == plain
    assert len(set(map(tuple, found["histories"].values()))) == len(plain)


@pytest.mark.slow
def test_a_stopped_training_resumes_to_the_same_history(found):
    assert found["resumed"] == found["whole"] and len(found["whole"]) == 2


@pytest.mark.slow
def test_probabilities_are_those_of_the_same_weights_in_numpy(found, folder):
    with np.load(folder / "lstm.npz") as stored:
        x, *weights = stored.values()
    network = ReviewNetwork(ModelConfig(cell="lstm", units=4, embedding_dim=4), tuple(weights))
    odds = network.log_odds(weights[0][x])
    np.testing.assert_allclose(found["probabilities"], 1 / (1 + np.exp(-odds)), atol=1e-6)


@pytest.mark.slow
def test_baselines_explain_what_they_predict(found):
    """Attributions add up to the log odds of the probability that Keras gives."""
    others = {name for name, config in EXPERIMENTS.items() if config.model.kind != "recurrent"}
    assert set(found["explained"]) == others and {"dense_baseline", "conv1d_baseline"} < others
    for name, (predicted, shown, added) in found["explained"].items():
        assert shown == pytest.approx(predicted, abs=1e-6), name
        assert added == pytest.approx(predicted, abs=1e-3), name


@pytest.mark.slow
@pytest.mark.usefixtures("found")
def test_the_command_reads_a_review_with_a_baseline(folder):
    sizes = ("maxlen=41", "units=4", "embedding_dim=4", "batch_size=16")
    chosen = ["--profile", "smoke", "--data", folder / "imdb.npz", *(f"--set={s}" for s in sizes)]
    words = ["-m", "rnn_tutorial", "predict", "word5", "--experiment", "conv1d_baseline", *chosen]
    assert "probability" in run(folder, *words)


@pytest.mark.slow
def test_the_fast_layers_are_refused_in_a_line(found):
    assert set(found["refused"]) == {"fast", "masks"}
    for message in found["refused"].values():
        assert message.startswith("the backend is torch") and "\n" not in message
        assert "KERAS_BACKEND" in message and "implementation='keras'" in message


INSPECTION = """
import test_attribution, test_gradients
for shape in test_attribution.SHAPES:
    test_attribution.test_attributions_sum_to_the_difference_from_the_baseline(shape)
for cell in test_gradients.BUILDERS:
    test_gradients.test_norms_are_those_of_the_numpy_backward_pass(cell)
    test_gradients.test_weight_gradients_are_those_of_the_numpy_backward_pass(cell)
"""


@pytest.mark.slow
def test_gradients_pass_the_tests_of_the_other_backends(tmp_path):
    needs.package("torch")
    tests = Path(__file__).parents[1] / "inspection"
    run(tmp_path, "-c", INSPECTION, PYTHONPATH=os.pathsep.join([str(tests), *sys.path]))
