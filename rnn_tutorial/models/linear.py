"""Recurrent layers whose step is linear in the state: minGRU and the linear recurrent unit (LRU).

Both compute `h_t = a_t * h_{t-1} + b_t`, element by element and from zeros. Nothing in a and b
depends on the state, so all of them come from one matrix product before the recurrence begins,
and the recurrence itself may be computed as a loop or as an associative scan.

Sources: Feng et al. (2024), "Were RNNs all we needed?"; Orvieto et al. (2023), "Resurrecting
recurrent neural networks for long sequences"; Blelloch (1990) for the scan; Martin and Cundy
(2018) for the scan in recurrent networks.
"""

import math
from typing import Any

from rnn_tutorial.errors import TutorialError, check_count, refusal
from rnn_tutorial.quiet_keras import keras

ops, initializers = keras.ops, keras.initializers
Parts = tuple[Any, ...]  # a real number's only part, or the real and the imaginary part


def linear_recurrence(a: Parts, b: Parts, *, parallel: bool = False) -> Parts:
    """All states of `h_t = a_t * h_{t-1} + b_t` from `h_0 = 0`.

    a, b: (batch, timesteps, units) arrays, one for real numbers, two for complex ones; the batch
        of `a` may be 1.
    parallel: compute an associative scan instead of a loop; the result differs by rounding only.

    Raises TutorialError for a scan over an unknown number of timesteps.
    """
    # In a graph of TensorFlow, both scans return arrays without a shape: it is set again below.
    if parallel:
        if b[0].shape[1] is None:
            raise TutorialError(
                "the number of timesteps is None: an associative scan needs to know it. Give "
                "maxlen, or parallel=False."
            )
        _, states = ops.associative_scan(_join, (a, b), axis=1)
        return tuple(ops.reshape(h, ops.shape(part)) for h, part in zip(states, b, strict=True))

    parts, zeros = len(b), ops.zeros_like(b[0])

    def step(h: Parts, now: Any) -> tuple[Parts, Parts]:
        factor, addition = (tuple(now[i + n] for n in range(parts)) for i in (0, parts))
        h = _plus(_times(factor, h), addition)
        return h, h

    # In a graph of TensorFlow, ops.scan takes only one array for any number of timesteps.
    inputs = [*(part + zeros for part in a), *b]
    steps = ops.stack([ops.transpose(part, (1, 0, 2)) for part in inputs], axis=1)
    _, states = ops.scan(step, tuple(zeros[:, 0] for _ in b), steps)
    return tuple(ops.reshape(ops.transpose(h, (1, 0, 2)), ops.shape(zeros)) for h in states)


def _join(one: tuple[Parts, Parts], next_one: tuple[Parts, Parts]) -> tuple[Parts, Parts]:
    """Two steps as a single one: a2 (a1 h + b1) + b2 = (a2 a1) h + (a2 b1 + b2)."""
    (a1, b1), (a2, b2) = one, next_one
    return _times(a2, a1), _plus(_times(a2, b1), b2)


def _times(a: Parts, b: Parts) -> Parts:
    if len(a) == 1:
        return (a[0] * b[0],)
    return a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]


def _plus(a: Parts, b: Parts) -> Parts:
    return tuple(x + y for x, y in zip(a, b, strict=True))


class _LinearLayer(keras.layers.Layer):
    """What both layers share: (batch, timesteps, features) -> (batch, units), or all timesteps."""

    def __init__(
        self, units: int, *, return_sequences: bool = False, parallel: bool = False, **options: Any
    ) -> None:
        super().__init__(**options)
        check_count("units", units)
        self.units, self.return_sequences, self.parallel = units, return_sequences, parallel

    def get_config(self) -> dict[str, Any]:
        names = ("units", "return_sequences", "parallel")
        return super().get_config() | {name: getattr(self, name) for name in names}

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (*input_shape[: 1 + self.return_sequences], self.units)


@keras.saving.register_keras_serializable("rnn_tutorial")
class MinGRU(_LinearLayer):
    """The minGRU: a GRU whose gate and candidate look at the input alone.

    `h_t = u_t * h_{t-1} + (1 - u_t) * (x_t W_c + b_c)`, with the gate
    `u_t = sigmoid(x_t W_u + b_u)` that keeps, as in the GRU of Keras (Feng et al. call `1 - u_t`
    the gate).

    units: numbers in the state. return_sequences: return the states of all timesteps.
    horizon: the untrained units keep what they hold for 1 to about this many timesteps. Their
        first gate biases are log(1) to log(horizon) (Tallec and Ollivier, 2018, "Can recurrent
        neural networks warp time?"). A horizon of 1 makes all of them 0.
    parallel: compute an associative scan instead of a loop.
    seed: of the first kernel.

    Weights: kernel (features, 2 * units), the gate's columns before the candidate's, and bias
    (2 * units,).
    """

    def __init__(
        self, units: int, *, horizon: float = 100.0, seed: int | None = None, **options: Any
    ) -> None:
        super().__init__(units, **options)
        if not 1 <= horizon < math.inf:
            raise refusal("horizon", horizon, "give a number of timesteps from 1")
        self.horizon, self.seed = float(horizon), seed

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"horizon": self.horizon, "seed": self.seed}

    def build(self, input_shape: tuple) -> None:
        start = initializers.GlorotUniform(seed=self.seed)
        self.kernel = self.add_weight(
            shape=(input_shape[-1], 2 * self.units), initializer=start, name="kernel"
        )
        self.bias = self.add_weight(
            shape=(2 * self.units,), initializer=self._first_bias, name="bias"
        )

    def _first_bias(self, shape: tuple, dtype: Any = None) -> Any:
        kept = ops.linspace(1.0, self.horizon, self.units)
        return ops.cast(ops.concatenate([ops.log(kept), ops.zeros((self.units,))]), dtype)

    def call(self, x: Any) -> Any:
        gate, candidate = ops.split(ops.matmul(x, self.kernel) + self.bias, 2, axis=-1)
        keep, write = ops.sigmoid(gate), ops.sigmoid(-gate)  # they add up to 1
        (h,) = linear_recurrence((keep,), (write * candidate,), parallel=self.parallel)
        return h if self.return_sequences else h[:, -1]


@keras.saving.register_keras_serializable("rnn_tutorial")
class LRU(_LinearLayer):
    """The linear recurrent unit: a diagonal state space with complex eigenvalues.

    `h_t = lambda * h_{t-1} + gamma * (x_t B)` with `lambda = exp(-exp(nu) + i exp(theta))`, so
    that `abs(lambda)` stays below 1 in training, and the output `gelu(Re(h_t C) + x_t D)`.

    units: complex numbers in the state, and numbers in the output.
    min_radius, max_radius: the untrained eigenvalues lie between two circles with these radii,
        uniformly in area. max_phase: their largest angle, in radians.
    parallel: compute an associative scan instead of a loop. Without return_sequences there is
        neither: as lambda is constant, the last state is one weighted sum.
    seed: of the first weights.

    Weights: nu, theta, gamma (units,), the last as its logarithm; input_kernel (features,
    2 * units), B's real columns before the imaginary ones; output_kernel (2 * units, units) for
    the real and the imaginary part of h; skip_kernel D (features, units).
    """

    def __init__(
        self,
        units: int,
        *,
        min_radius: float = 0.9,
        max_radius: float = 0.999,
        max_phase: float = math.pi / 10,
        seed: int | None = None,
        **options: Any,
    ) -> None:
        super().__init__(units, **options)
        if not 0 <= min_radius < max_radius < 1:
            raise refusal(
                "min_radius and max_radius",
                (min_radius, max_radius),
                "give 0 <= min_radius < max_radius < 1; a state with a radius of 1 never fades",
            )
        if not 0 < max_phase <= 2 * math.pi:
            raise refusal("max_phase", max_phase, "give an angle above 0 and at most 2 pi")
        self.min_radius, self.max_radius = float(min_radius), float(max_radius)
        self.max_phase, self.seed = float(max_phase), seed

    def get_config(self) -> dict[str, Any]:
        names = ("min_radius", "max_radius", "max_phase", "seed")
        return super().get_config() | {name: getattr(self, name) for name in names}

    def build(self, input_shape: tuple) -> None:
        features, units = input_shape[-1], self.units
        seeds = [None if self.seed is None else self.seed + i for i in range(5)]
        # Uniform in area: the square of the radius is uniform.
        area = initializers.RandomUniform(self.min_radius**2, self.max_radius**2, seed=seeds[0])
        angle = initializers.RandomUniform(0.0, self.max_phase, seed=seeds[1])
        # abs(lambda) = exp(-exp(nu)), and gamma makes up for the sum of a geometric series.
        self.nu = self._weight("nu", lambda *s: ops.log(-0.5 * ops.log(area(*s))))
        self.theta = self._weight("theta", lambda *s: ops.log(angle(*s)))
        self.gamma = self._weight("gamma", lambda *s: 0.5 * ops.log(1 - area(*s)))
        normal = initializers.RandomNormal
        self.input_kernel = self.add_weight(
            shape=(features, 2 * units),
            initializer=normal(0.0, (2 * features) ** -0.5, seed=seeds[2]),
            name="input_kernel",
        )
        self.output_kernel = self.add_weight(
            shape=(2 * units, units),
            initializer=normal(0.0, units**-0.5, seed=seeds[3]),
            name="output_kernel",
        )
        start = initializers.GlorotUniform(seed=seeds[4])
        self.skip_kernel = self.add_weight(
            shape=(features, units), initializer=start, name="skip_kernel"
        )

    def _weight(self, name: str, start: Any) -> Any:
        return self.add_weight(
            shape=(self.units,), initializer=lambda shape, dtype=None: start(shape), name=name
        )

    def eigenvalues(self) -> Parts:
        """lambda's real and imaginary parts, (units,) each."""
        radius, angle = ops.exp(-ops.exp(self.nu)), ops.exp(self.theta)
        return radius * ops.cos(angle), radius * ops.sin(angle)

    def call(self, x: Any) -> Any:
        if self.return_sequences:
            written = ops.split(ops.matmul(x, self.input_kernel), 2, axis=-1)
            ones = ops.ones_like(x[:1, :, :1])  # (1, timesteps, 1)
            a = tuple(ones * part for part in self.eigenvalues())
            h = linear_recurrence(a, tuple(written), parallel=self.parallel)
        else:
            h, x = self._last_state(x), x[:, -1]
        h = tuple(ops.exp(self.gamma) * part for part in h)
        y = ops.matmul(ops.concatenate(h, axis=-1), self.output_kernel)
        return ops.gelu(y + ops.matmul(x, self.skip_kernel), approximate=False)

    def _last_state(self, x: Any) -> Parts:
        """The sum of lambda^(T - t) x_t B over the timesteps t; lambda is constant."""
        timesteps = ops.shape(x)[1]
        later = ops.cast(timesteps - 1 - ops.arange(timesteps), x.dtype)[:, None]
        size, angle = ops.exp(-later * ops.exp(self.nu)), later * ops.exp(self.theta)
        powers = size * ops.cos(angle), size * ops.sin(angle)  # (timesteps, units)
        # First over time, so that no array is as large as timesteps times units per sequence.
        read = tuple(ops.einsum("tu,btf->bfu", power, x) for power in powers)
        product = _times(read, tuple(ops.split(self.input_kernel, 2, axis=-1)))
        return tuple(ops.sum(part, axis=1) for part in product)
