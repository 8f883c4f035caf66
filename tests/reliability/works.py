"""The pieces of work that killing.py kills: what they do, and what must hold afterwards."""

import hashlib
import json
import logging
import os
import time

import numpy as np
import psutil


def result(seed=0, epochs=2000):
    """A result whose history shows its seed, so that a mixture of two runs would be noticed."""
    from rnn_tutorial.experiments.catalogue import get_experiment
    from rnn_tutorial.experiments.result import TestMetrics, TrainingResult

    metrics = TestMetrics(0.5, 0.75, 1, 2, 3, 4)
    history = dict.fromkeys(("loss", "accuracy", "val_loss", "val_accuracy"), [seed / 8] * epochs)
    return TrainingResult(
        get_experiment("simple_rnn"), "full", seed, "sample corpus", "0" * 12, 1, history,
        metrics, metrics, [0.5] * epochs, 1.0, "tensorflow", {}, "a machine", "now",
    )  # fmt: skip


class Work:
    """folder: where everything is written. round: how often the work was started."""

    def __init__(self, folder):
        self.folder, self.round = folder, 0
        folder.mkdir(parents=True, exist_ok=True)
        os.environ["RNN_TUTORIAL_HOME"] = str(folder)

    def again(self):
        """Called before each start, so that each round writes different content."""
        self.round += 1

    def left(self):
        """Names of temporary files that remain after the work has finished."""
        names = (".part", ".lock", ".checkpoint.npz")
        found = [p for p in self.folder.rglob("*") if p.name.endswith(names)]
        found += self.folder.rglob(".book-*")
        return [path.name for path in found]


class StoringResult(Work):
    """`TrainingResult.save` to the same file in every round."""

    @property
    def path(self):
        return self.folder / "results" / "simple_rnn.json"

    def act(self):
        result(self.round).save(self.path)

    def check(self, finished=False):
        from rnn_tutorial.experiments.result import TrainingResult

        stored = TrainingResult.load(self.path)
        assert {v for values in stored.history.values() for v in values} == {stored.seed / 8}
        assert stored.seed <= self.round
        assert not finished or stored.seed == self.round


class WritingCache(Work):
    """`cached_corpus` with another source in every round."""

    def corpus(self):
        from rnn_tutorial.datasets.corpus import Corpus, Reviews

        half = Reviews(
            np.arange(1, 400_001, dtype=np.int32), np.arange(0, 400_001, 100), np.zeros(4000, int)
        )
        return Corpus(half, half, ("a", "b"), f"{self.round:012}")

    def act(self):
        from rnn_tutorial.datasets.corpus_cache import cached_corpus

        found = cached_corpus(f"source {self.round}", self.corpus)
        assert found.fingerprint == f"{self.round:012}"

    def check(self, finished=False):
        files = list((self.folder / "cache" / "corpora").glob("*.npz"))
        for path in files:
            with np.load(path, allow_pickle=False) as stored:  # a torn archive raises
                assert (stored["train_ranks"] == np.arange(1, 400_001)).all()
        for path in files[:-1]:
            path.unlink()


class WritingFigures(Work):
    """`write_figures` of one figure; both files must equal those of an undisturbed run."""

    def act(self):
        from rnn_tutorial.figures import write_figures

        write_figures(["rnn1"], self.folder / "figures")

    def check(self, finished=False):
        hashes = {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in (self.folder / "figures").glob("*.*g")
        }
        self.good = getattr(self, "good", None) or hashes
        assert len(hashes) == 2 and hashes == self.good


class Training(Work):
    """`run_experiment` of six epochs on 256 reviews; a killed run is resumed.

    The history of every finished run must be that of an undisturbed run with the same seed.
    """

    def __init__(self, folder):
        super().__init__(folder)
        import rnn_tutorial.experiments.run  # imported, but nothing computed: no threads to lose
        from rnn_tutorial.config import DataConfig
        from rnn_tutorial.datasets.reviews import load_reviews

        made = load_reviews(
            DataConfig(
                source="sample",
                num_words=2000,
                maxlen=24,
                max_train_samples=256,
                max_test_samples=64,
            )
        )
        rnn_tutorial.experiments.run.load_reviews = lambda config: made
        self.histories = []

    def again(self):
        """Delete a finished run, so that the next round trains; an unfinished run is resumed."""
        if self.stored():
            self.check()
            for path in (self.folder / "results").glob("*.[jn]*"):
                path.unlink()

    def stored(self):
        return list((self.folder / "results").glob("*.json"))

    def act(self):
        from rnn_tutorial.experiments.run import run_experiment

        messages = logging.FileHandler(self.folder / f"said-{os.getpid()}", delay=True)
        logging.basicConfig(format="%(message)s", level=logging.INFO, handlers=[messages])
        run_experiment(
            "simple_rnn", profile="smoke", data="sample",
            epochs=6, units=8, maxlen=24, max_train_samples=256, max_test_samples=64,
        )  # fmt: skip

    def check(self, finished=False):
        from rnn_tutorial.experiments.result import TrainingResult

        for path in (self.folder / "results").glob("*.npz"):
            with np.load(path, allow_pickle=False) as stored:
                epochs = 0
                for name in stored.files:
                    array = stored[name]
                    if name == "progress":
                        epochs = len(json.loads(array.tobytes())["epoch_seconds"])
                assert "progress" not in stored.files or 1 <= epochs <= 6
        for path in self.stored():
            self.histories.append(TrainingResult.load(path).history)
            assert self.histories[-1] == self.histories[0]
        assert not finished or self.stored()


class Executing(Work):
    """`execute_notebooks` of a small notebook to the same file in every round."""

    def __init__(self, folder):
        super().__init__(folder)
        for name in ("JUPYTER_RUNTIME_DIR", "TMPDIR", "IPYTHONDIR"):
            os.environ[name] = str(folder / name.lower())
            (folder / name.lower()).mkdir(exist_ok=True)
        import nbclient  # noqa: F401

        import rnn_tutorial.publishing.notebooks.parallel  # noqa: F401

    def again(self):
        import nbformat

        super().again()
        cell = nbformat.v4.new_code_cell(f"print({self.round} * 'x')", id="one")
        (self.folder / "source").mkdir(exist_ok=True)
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), self.folder / "source" / "a.ipynb")

    def act(self):
        from rnn_tutorial.publishing.notebooks.parallel import execute_notebooks

        pair = self.folder / "source" / "a.ipynb", self.folder / "done" / "a.ipynb"
        execute_notebooks([pair])

    def check(self, finished=False):
        import nbformat

        self.require_no_kernel()
        (cell,) = nbformat.read(self.folder / "done" / "a.ipynb", 4).cells
        assert cell.outputs[0].text.strip() == eval(cell.source[6:-1])
        assert not finished or cell.source == f"print({self.round} * 'x')"

    def require_no_kernel(self):
        """A kernel must stop within seconds after its parent has ended."""
        until = time.monotonic() + 15
        while time.monotonic() < until:
            commands = [" ".join(p.info["cmdline"] or ()) for p in psutil.process_iter(["cmdline"])]
            if not any("publishing.kernel" in c and str(self.folder) in c for c in commands):
                return
            time.sleep(0.1)
        raise AssertionError("a kernel keeps running after its notebook")

    def left(self):
        return super().left() + [
            path.name
            for name in ("jupyter_runtime_dir", "tmpdir")
            for path in (self.folder / name).rglob("*")
            if path.is_file()
        ]


class Publishing(Work):
    """`publish` of two chapters whose text and picture change from round to round."""

    def __init__(self, folder):
        super().__init__(folder)
        from rnn_tutorial.publishing import book, compat

        compat.engine()
        self.publish = book.publish

    def again(self):
        import nbformat

        super().again()
        for name in ("a", "b"):
            text = f"# Chapter {name}\n\nround {self.round}\n\n![dot](dot{self.round % 3}.png)"
            node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text, id="one")])
            nbformat.write(node, self.folder / f"{name}.ipynb")
        from PIL import Image

        Image.new("RGB", (8, 8), (0, 0, 80 * (self.round % 3))).save(
            self.folder / f"dot{self.round % 3}.png"
        )

    def act(self):
        paths = [self.folder / "a.ipynb", self.folder / "b.ipynb"]
        self.publish(paths, build=self.folder / "build")

    def check(self, finished=False):
        build, rounds = self.folder / "build", set()
        for name in ("index", "a", "b"):
            text = (build / f"{name}.html").read_text()
            assert text.rstrip().endswith("</html>")
            if name != "index":
                rounds.add(int(text.split("round ")[1].split("<")[0]))
            for asset in text.split('src="assets/')[1:]:
                assert (build / "assets" / asset.split('"')[0]).stat().st_size
        assert max(rounds) <= self.round
        assert not finished or rounds == {self.round}


WORKS = {
    "storing a result": StoringResult,
    "writing the cache": WritingCache,
    "writing figures": WritingFigures,
    "training": Training,
    "executing a notebook": Executing,
    "publishing the book": Publishing,
}
