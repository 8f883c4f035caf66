"""Small files in the layout of Keras's imdb.npz.

They are not made in conftest.py, because a test can't import from it: there are several.
"""

import numpy as np


def ragged(lists):
    """An object array of lists, as in Keras's file."""
    array = np.empty(len(lists), object)
    array[:] = lists
    return array


def random_half(reviews, rng, highest=300, longest=60):
    """Reviews with random tokens and random lengths from 1, and labels, half of them positive."""
    lengths = rng.integers(1, longest, reviews)
    x = [rng.integers(1, highest, n).tolist() for n in lengths]
    return ragged(x), rng.permutation(np.arange(reviews) % 2)


def write_small_npz(path, **replaced):
    """Write 40 reviews for training and 20 for testing, the same in every call.

    replaced: arrays that replace those of the same name. A list is written as an object array of
    lists, and an array given as None is left out.
    """
    rng = np.random.default_rng(7)
    x_train, y_train = random_half(40, rng)
    x_test, y_test = random_half(20, rng)
    arrays = {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}
    arrays |= {k: ragged(v) if isinstance(v, list) else v for k, v in replaced.items()}
    np.savez(path, **{k: v for k, v in arrays.items() if v is not None})
    return path
