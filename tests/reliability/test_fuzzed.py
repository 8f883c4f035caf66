"""Files drawn at random, by Hypothesis and by libFuzzer: each is read, or refused in one line."""

import json
import pickle
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import needs
import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st
from ledger import tries
from makers import header, layout, result_json, write_npz

from rnn_tutorial.config import DataConfig
from rnn_tutorial.datasets import readers, texts
from rnn_tutorial.errors import TutorialError
from rnn_tutorial.experiments.result import TrainingResult

pytestmark = pytest.mark.usefixtures("time_limit")
FUZZ = settings(
    max_examples=tries(100, 400),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
CHANGES = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(0, 255), st.sampled_from("sdi")), max_size=12
)


def damage(data, changes):
    """Set, delete and insert bytes; a place beyond the end wraps around."""
    data = bytearray(data)
    for place, byte, how in changes:
        place %= max(1, len(data))
        data[place : place + (how != "i")] = b"" if how == "d" else bytes([byte])
    return bytes(data)


def read_or_refuse(read, *arguments):
    """True if the file was read, False if it was refused with a message of one line."""
    try:
        read(*arguments)
    except TutorialError as error:
        assert "\n" not in str(error)
        return False
    return True


@pytest.fixture
def count(note):
    """A list to which the examples append (kind, was it read?); the log gets the totals."""
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
    content = result_json()
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


def read_folder(folder):
    return texts.read_corpus(folder, DataConfig(), seed=0)


@FUZZ
@given(st.lists(st.binary(max_size=60), min_size=4, max_size=4))
def test_fuzzed_text(count, tmp_path, contents):
    places = ("train/neg", "train/pos", "test/neg", "test/pos")
    for place, text in zip(places, contents, strict=True):
        (tmp_path / place).mkdir(parents=True, exist_ok=True)
        (tmp_path / place / "0_1.txt").write_bytes(text)
    count.append(("text", read_or_refuse(read_folder, tmp_path)))


@pytest.mark.slow
def test_npz_under_atheris(note, tmp_path):
    """libFuzzer chooses the bytes, guided by the lines of the reader that they reach."""
    needs.package("atheris")
    seconds = tries(5, 60)
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
    note(
        "Fuzzed",
        "`.npz`, one member, atheris",
        int(runs[1]),
        0,
        "no crash; each read or refused with one line",
    )
