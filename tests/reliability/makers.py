"""Small files in the layouts that the package reads, for the tests of damaged and hostile files."""

import pickle
import zipfile
from dataclasses import asdict

import numpy as np
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
    """The bytes with which a `.npy` member begins."""
    text = repr({"descr": kind, "fortran_order": False, "shape": shape}).encode()
    text += b" " * (-(len(text) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


def layout(**replaced):
    """The members of a small valid file in Keras's layout, with some replaced."""
    labels = np.array([0, 1])
    lists = np.empty(2, object)
    lists[:] = [[1, 2], [3]]
    whole = header((2,)) + pickle.dumps(lists)
    return {"x_train": whole, "y_train": labels, "x_test": whole, "y_test": labels} | replaced


def result_json(**parts):
    """The content of a valid result's JSON file, with parts replaced."""
    content = {"layout": 1, **asdict(works.result(epochs=3))}
    for passing in ("notice", "stored", "path"):
        del content[passing]
    return content | parts
