"""Files made to do harm: reviews, results, weights and checkpoints."""

import json
import os
import pickle
import re
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rnn_tutorial.datasets import readers
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.result import TrainingResult

sys.path.insert(0, str(Path(__file__).parent))
import works


def write_npz(path, **arrays):
    """An archive of `.npy` members, each given as bytes or as an array."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as stream:
                if isinstance(array, bytes):
                    stream.write(array)
                else:
                    np.lib.format.write_array(stream, np.asarray(array))
    return path


def header(shape, kind="|O"):
    """The start of a `.npy` member."""
    text = repr({"descr": kind, "fortran_order": False, "shape": shape}).encode()
    text += b" " * (-(len(text) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


def layout(**replaced):
    labels = np.array([0, 1])
    lists = np.empty(2, object)
    lists[:] = [[1, 2], [3]]
    whole = header((2,)) + pickle.dumps(lists)
    return {"x_train": whole, "y_train": labels, "x_test": whole, "y_test": labels} | replaced


class Calls:
    """Pickled, it calls a function when it is read."""

    def __init__(self, function, *arguments):
        self.how = (function, arguments)

    def __reduce__(self):
        return self.how


class Dtype:
    """A dtype with a field far outside of its memory: NumPy believes it, and crashes."""

    def __reduce__(self):
        fields = {"a": (np.dtype("i8"), 1 << 40)}
        return np.dtype, ("V4", False, True), (3, "|", None, ("a",), fields, 4, 1, 16)


@pytest.fixture(autouse=True)
def bounded():
    """A reader that turns in circles is a failure, not a suite that never ends."""
    if os.name == "nt":
        yield
        return

    def too_long(signum, frame):
        raise TimeoutError("five minutes have passed")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(300)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def laughing(names, length):
    """A list of one list, named many times."""
    one = [7] * length
    array = np.empty(names, object)
    for place in range(names):
        array[place] = one
    return header((names,)) + pickle.dumps(array, protocol=4)


HOSTILE = {
    "a pickle that calls os.system": (
        lambda path: layout(x_train=header((2,)) + pickle.dumps(Calls(os.system, "touch ran"))),
        r"it asks for \w+\.system, which no list of words needs",
    ),
    "a pickle that calls builtins.eval": (
        lambda path: layout(x_train=header((2,)) + pickle.dumps(Calls(eval, "open('ran', 'w')"))),
        r"it asks for builtins\.eval",
    ),
    "a pickle with a dtype outside of its memory": (
        lambda path: layout(x_train=header((2,)) + pickle.dumps([Dtype(), Dtype()])),
        "it holds list, not an array",
    ),
    "a pickle of an array of a terabyte": (
        lambda path: layout(
            x_train=header((2,))
            + pickle.dumps(Calls(np._core.multiarray._reconstruct, np.ndarray, (1 << 40,), b"b"))
        ),
        "is not a whole file",
    ),
    "a pickle that asks for a name with line breaks and codes": (
        lambda path: layout(
            x_train=header((2,)) + b"\x80\x04\x8c\x05\x1b]0;\n\x8c\x02b\n\x93."
        ),
        r"it asks for \\x1b\]0;\\n\.b\\n, which no list of words needs",
    ),
    "a pickle that ends within a name": (
        lambda path: layout(x_train=header((2,)) + b"\x80\x04\x8c\x01\ncbuiltins"),
        "it ends within an instruction",
    ),
    "a zip bomb": (
        lambda path: layout(x_train=bytes(1 << 28)),
        "would unpack to 268,435,456 bytes",
    ),
    "a header that promises terabytes": (
        lambda path: layout(y_train=header((1 << 40,), "<i8") + bytes(16)),
        "promises more numbers than the file holds",
    ),
    "a header that is a program": (
        lambda path: layout(y_train=b"\x93NUMPY\x01\x00\x20\x00" + b"__import__('os')".ljust(32)),
        "is not a whole file",
    ),
    "a list named a million times": (
        lambda path: layout(x_train=laughing(20_000, 20_000)),
        "more than 67,108,864 words",
    ),
    "paths that climb out": (
        lambda path: {f"../../../{name}": array for name, array in layout().items()},
        "it has no array x_train",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_reviews(kind, note, tmp_path, snapshot, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make, reason = HOSTILE[kind]
    path = write_npz(tmp_path / "reviews.npz", **make(tmp_path))
    before = snapshot(tmp_path)
    with pytest.raises(TutorialError, match=reason) as caught:
        readers.read_npz(path)
    assert str(caught.value).isprintable()
    note("Hostile files", kind, 1, len(snapshot(tmp_path)) - len(before), str(caught.value))
    assert snapshot(tmp_path) == before


def test_hostile_text(acl_imdb, note):
    """A review that is a device: it would be read for ever."""
    (acl_imdb / "train" / "neg" / "9_1.txt").symlink_to("/dev/zero")
    with pytest.raises(TutorialError, match=r"9_1\.txt is not a review") as caught:
        readers.read_acl_imdb(acl_imdb)
    note("Hostile files", "aclImdb with a link to a device", 1, 0, str(caught.value))


def changed(**parts):
    """A result's JSON with parts replaced."""
    content = {
        "layout": 1,
        **json.loads(json.dumps(works.result(epochs=3).__dict__, default=lambda o: o.__dict__)),
    }
    for passing in ("notice", "stored", "path"):
        del content[passing]
    return content | parts


RESULTS = {
    "NaN": lambda: json.dumps(changed(peak_memory_mb=float("nan"))),
    "a number too large for one": lambda: json.dumps(changed(peak_memory_mb=1)).replace(
        '"peak_memory_mb": 1', '"peak_memory_mb": 1e999'
    ),
    "a million epochs": lambda: json.dumps(
        changed(
            epoch_seconds=[1] * 10**6,
            history=dict.fromkeys(("loss", "accuracy", "val_loss", "val_accuracy"), [1] * 10**6),
        )
    ),
    "a future version": lambda: json.dumps(changed(layout=2)),
    "nesting a hundred thousand deep": lambda: "[" * 100_000,
    "codes for a terminal": lambda: json.dumps(changed(machine="\x1b]0;owned\x07")),
    "words for numbers": lambda: json.dumps(changed(seed="0")),
    "a path for a name": lambda: json.dumps(
        changed(config=changed()["config"] | {"name": "../../x"})
    ),
    "100 MB of blanks": lambda: " " * 10**8,
}


@pytest.mark.parametrize("kind", RESULTS)
def test_hostile_results(kind, note, tmp_path):
    path = tmp_path / "result.json"
    path.write_text(json.dumps(changed()))
    assert TrainingResult.load(path).epochs == 3
    path.write_text(RESULTS[kind]())
    with pytest.raises(TutorialError, match=r"^\S+ is not a result of rnn_tutorial") as caught:
        TrainingResult.load(path)
    assert "\n" not in str(caught.value) and "\x1b" not in str(caught.value)
    note("Hostile files", f"a result with {kind}", 1, 0, str(caught.value))


# Fuzzing ------------------------------------------------------------------------------------

FUZZ = settings(
    max_examples=400 if os.environ.get("RNN_TUTORIAL_FAULTS") == "all" else 100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
CHANGES = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(0, 255), st.sampled_from("sdi")), max_size=12
)


def damage(data, changes):
    """Bytes set, deleted and inserted at places that wrap around."""
    data = bytearray(data)
    for place, byte, how in changes:
        place %= max(1, len(data))
        data[place : place + (how != "i")] = b"" if how == "d" else bytes([byte])
    return bytes(data)


def read_or_refuse(read, *arguments):
    """True where it was read, False where it was refused in one line."""
    try:
        read(*arguments)
    except TutorialError as error:
        assert "\n" not in str(error)
        return False
    return True


@pytest.fixture
def count(note):
    """A list that the examples append to; its length is noted at the end."""
    seen = []
    yield seen
    name = {"npz": "`.npz`, members damaged", "json": "result JSON", "text": "aclImdb text",
            "pickle": "pickles from nothing"}  # fmt: skip
    if seen:
        kind = seen[0][0]
        read = sum(was_read for _, was_read in seen)
        note("Fuzzed", name[kind], len(seen), 0, f"{read} read, {len(seen) - read} refused")


@FUZZ
@given(st.sampled_from(["x_train", "y_train", "x_test"]), CHANGES)
@example("x_train", [])
def test_fuzzed_npz(count, tmp_path, member, changes):
    path = write_npz(tmp_path / "whole.npz", **layout())
    with zipfile.ZipFile(path) as archive:
        members = {name[:-4]: archive.read(name) for name in archive.namelist()}
    members[member] = damage(members[member], changes)
    write_npz(path, **members)
    count.append(("npz", read_or_refuse(readers.read_npz, path)))


OPCODES = [getattr(pickle, name) for name in dir(pickle) if name.isupper()]
OPCODES = sorted({code for code in OPCODES if isinstance(code, bytes) and len(code) == 1})
NAMES = st.sampled_from(
    [b"cnumpy\ndtype\n", b"cnumpy\nndarray\n", b"cnumpy.core.multiarray\n_reconstruct\n",
     b"cnumpy.core.multiarray\nscalar\n", b"c_codecs\nencode\n", b"cos\nsystem\n"]
)  # fmt: skip


@FUZZ
@given(st.lists(st.one_of(st.sampled_from(OPCODES), NAMES, st.binary(max_size=6)), max_size=40))
def test_fuzzed_pickle(count, tmp_path, program):
    path = write_npz(
        tmp_path / "program.npz", **layout(x_train=header((2,)) + b"".join(program) + b".")
    )
    count.append(("pickle", read_or_refuse(readers.read_npz, path)))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@FUZZ
@given(st.data(), JSON, CHANGES)
def test_fuzzed_result(count, tmp_path, data, value, changes):
    content = changed()
    place = content
    while isinstance(place, dict) and place:
        key = data.draw(st.sampled_from(sorted(place)))
        if not isinstance(place[key], dict) or data.draw(st.booleans()):
            place[key] = value
            break
        place = place[key]
    path = tmp_path / "result.json"
    path.write_bytes(
        damage(json.dumps(content).encode(), changes if data.draw(st.booleans()) else [])
    )
    count.append(("json", read_or_refuse(TrainingResult.load, path)))


@FUZZ
@given(st.lists(st.binary(max_size=60), min_size=4, max_size=4))
def test_fuzzed_text(count, tmp_path, texts):
    places = ("train/neg", "train/pos", "test/neg", "test/pos")
    for place, text in zip(places, texts, strict=True):
        (tmp_path / place).mkdir(parents=True, exist_ok=True)
        (tmp_path / place / "0_1.txt").write_bytes(text)
    count.append(("text", read_or_refuse(readers.read_acl_imdb, tmp_path)))


@pytest.mark.slow
def test_npz_under_atheris(note, tmp_path):
    """libFuzzer, led by which lines of the reader an input reaches."""
    pytest.importorskip("atheris", reason="atheris is not installed")
    seconds = 60 if os.environ.get("RNN_TUTORIAL_FAULTS") == "all" else 5
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    seeds.joinpath("whole").write_bytes(layout()["x_train"])
    script = Path(__file__).with_name("fuzzing.py")
    done = subprocess.run(
        [sys.executable, str(script), f"-max_total_time={seconds}", "-timeout=20",
         "-rss_limit_mb=4000", f"-artifact_prefix={tmp_path}/", str(seeds)],
        capture_output=True, text=True, timeout=seconds + 240, cwd=tmp_path,
    )  # fmt: skip
    runs = re.search(r"Done (\d+) runs", done.stderr)
    assert done.returncode == 0 and runs, done.stderr[-2000:]
    note("Fuzzed", "`.npz`, one member, atheris", int(runs[1]), 0, "no crash, one line each")


def test_weights_of_another_architecture(note, tmp_path):
    from rnn_tutorial.experiments.catalogue import get_experiment
    from rnn_tutorial.experiments.trained import put_weights, save_weights
    from rnn_tutorial.models.architecture import build_model

    wide, narrow = (
        build_model(get_experiment("simple_rnn", "smoke", units=units).model, 50, 12, seed=0)
        for units in (8, 4)
    )
    save_weights(tmp_path / "w.npz", wide.get_weights())
    before = narrow.get_weights()
    with pytest.raises(TutorialError, match="holds the weights of another model") as caught:
        put_weights(narrow, tmp_path / "w.npz")
    note("Hostile files", "weights of another architecture", 1, 0, str(caught.value))
    assert all((a == b).all() for a, b in zip(before, narrow.get_weights(), strict=True))
    write_npz(tmp_path / "w.npz", w0=header((1 << 40,), "<f4"))
    with pytest.raises(TutorialError, match="holds no weights of rnn_tutorial"):
        put_weights(narrow, tmp_path / "w.npz")
