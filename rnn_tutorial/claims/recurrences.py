"""What the chapter on today's recurrences says about its measurements, and how it is tested.

The thresholds were written down before the measurements were made. A trial was known: on two
processor cores, a scan of 32 sequences of 32 units took longer than a loop at every length.
"""

from collections import Counter
from statistics import mean, median

from rnn_tutorial.claims.testing import Claim, judge
from rnn_tutorial.experiments.recurrences import load_recurrences
from rnn_tutorial.experiments.result import load_recorded
from rnn_tutorial.metrics import spread
from rnn_tutorial.scratch.distances import largest_distances
from rnn_tutorial.style import model_name

LINEAR, GATED = ("minGRU", "LRU"), ("LSTM", "GRU")


def _quicker_than_lstm() -> tuple[str, str]:
    recorded = load_recurrences()
    loop, lstm = (recorded.times(name)[1000] for name in ("minGRU, loop", "LSTM"))
    measured = f"at 1,000 timesteps: minGRU by a loop {loop:.1f} ms, LSTM {lstm:.1f} ms"
    return measured, judge(loop <= lstm / 2, loop < lstm)


def _loop_is_quicker_than_scan() -> tuple[str, str]:
    recorded = load_recurrences()
    loop, scan = (recorded.times(f"minGRU, {way}") for way in ("loop", "scan"))
    wins = [loop[steps] < scan[steps] for steps in loop]
    ratios = ", ".join(f"{scan[steps] / loop[steps]:.1f} at {steps:,}" for steps in loop)
    return f"time by scan over time by loop: {ratios} timesteps", judge(
        all(wins), sum(wins) > len(wins) / 2
    )


def _attention_grows_faster() -> tuple[str, str]:
    recorded = load_recurrences()
    times = {name: recorded.times(name) for name in ("Transformer", "LSTM")}
    attention, lstm = (ms[1000] / ms[100] for ms in times.values())
    measured = f"1,000 timesteps take {attention:.0f} times the time of 100, an LSTM {lstm:.0f}"
    return measured, judge(attention >= 30 and lstm <= 15, attention > lstm)


def _learns_1000_steps() -> tuple[str, str]:
    reached = _reached()
    far = [distance for name in LINEAR for distance in reached[name]]
    return _describe(reached), judge(min(far) >= 1000, min(far) >= 200)


def _reaches_further() -> tuple[str, str]:
    reached = {name: median(seeds) for name, seeds in _reached().items()}
    linear, gated = ([reached[name] for name in names] for names in (LINEAR, GATED))
    return _describe(_reached()), judge(min(linear) > max(gated), max(linear) > max(gated))


def _reached() -> dict[str, list[int]]:
    return largest_distances(load_recurrences().adding, "adding")


def _describe(reached: dict[str, list[int]]) -> str:
    shown = (f"{name} {_counted(seeds)}" for name, seeds in reached.items())
    return f"longest sequences learnt by each seed (0: neither): {'; '.join(shown)}"


def _counted(numbers: list[int]) -> str:
    """[1000, 1000, 200] as "2 × 1,000 and 200"."""
    pairs = Counter(numbers).items()
    return " and ".join(f"{times} × {n:,}" if times > 1 else f"{n:,}" for n, times in pairs)


def _as_accurate() -> tuple[str, str]:
    names = ("min_gru", "gru", "lru", "lstm")
    accuracy = {
        name: [run.best.accuracy for run in load_recorded(name, "fast", epochs=6)] for name in names
    }
    behind = [
        mean(accuracy[gated]) - mean(accuracy[linear])
        for linear, gated in (("min_gru", "gru"), ("lru", "lstm"))
    ]
    shown = "; ".join(f"{model_name(name)} {spread(v):.3f}" for name, v in accuracy.items())
    return f"test accuracy: {shown}", judge(
        max(behind) <= 0.01, min(behind) <= 0.01 or max(behind) <= 0.02
    )


CLAIMS = (
    Claim(
        "A step of training takes less time with a minGRU than with an LSTM",
        "processor time on JAX, 32 sequences of 32 units, 1,000 timesteps: at most half "
        "(in part: less)",
        _quicker_than_lstm,
    ),
    Claim(
        "On a processor, a minGRU is trained faster by a loop than by a scan",
        "processor time on JAX, 32 sequences of 32 units: less at every measured length "
        "(in part: at most of them)",
        _loop_is_quicker_than_scan,
    ),
    Claim(
        "The time of a Transformer grows faster with the length than that of an LSTM",
        "processor time on JAX of 1,000 timesteps over that of 100: at least 30 for one layer of a "
        "Transformer, at most 15 for an LSTM (in part: more than for an LSTM)",
        _attention_grows_faster,
    ),
    Claim(
        "Linear recurrences learn the adding problem over 1,000 timesteps",
        "every seed of minGRU and LRU (in part: every seed learns 200 timesteps)",
        _learns_1000_steps,
    ),
    Claim(
        "Linear recurrences learn the adding problem over longer sequences than gated networks",
        "the median of each, minGRU and LRU, is longer than that of LSTM and of GRU (in part: the "
        "longest is that of a linear recurrence)",
        _reaches_further,
    ),
    Claim(
        "On reviews, linear recurrences are as accurate as gated networks",
        "mean test accuracy at most 1 point lower: minGRU against GRU, LRU against LSTM (in part: "
        "one of them, or both at most 2 points lower)",
        _as_accurate,
    ),
)
