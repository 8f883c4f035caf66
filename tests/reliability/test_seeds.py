"""Two processes on one machine with the same seed give the same history, to the last digit."""

import needs
import pytest


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["tensorflow", "jax", "torch"])
def test_the_same_seed_in_two_processes(backend, note, run_script, tries):
    """All kinds of layers; `make test` tries two of them."""
    needs.package(backend)
    names = tries(["dropout_rnn", "gru" if backend == "torch" else "gru, fast"], [])
    one, two = (
        run_script("seeds.py", *names, timeout=600, KERAS_BACKEND=backend) for _ in range(2)
    )
    for name, seen in one.items():
        note("Same seed", f"{backend}, {name}", 2, int(seen != two[name]),
             "the same history and weights, to the last digit")  # fmt: skip
    assert one == two
    # Different layers must give different histories, or the comparison would show nothing.
    assert len({str(seen) for seen in one.values()}) == len(one)
