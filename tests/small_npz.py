"""Small files in the layout of Keras's imdb.npz.

A module of its own, since tests import it by name and there are several conftest.py.
"""

import numpy as np


def ragged(lists):
    """An object array of lists, as in Keras's file."""
    array = np.empty(len(lists), object)
    array[:] = lists
    return array


def random_half(reviews, rng, highest=300, longest=60):
    """Reviews of random ranks and lengths (at least 1), half of them positive."""
    lengths = rng.integers(1, longest, reviews)
    x = [rng.integers(1, highest, n).tolist() for n in lengths]
    return ragged(x), rng.permutation(np.arange(reviews) % 2)


def write_small_npz(path, **replaced):
    """Write 40 training and 20 test reviews in Keras's layout, the same in every call.

    replaced: arrays to write instead, by name. A list becomes an object array of lists, and
    None omits the array.
    """
    rng = np.random.default_rng(7)
    x_train, y_train = random_half(40, rng)
    x_test, y_test = random_half(20, rng)
    arrays = {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}
    arrays |= {k: ragged(v) if isinstance(v, list) else v for k, v in replaced.items()}
    np.savez(path, **{k: v for k, v in arrays.items() if v is not None})
    return path
