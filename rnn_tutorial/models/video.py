"""A model for videos: a small ConvNet for each frame, and a SimpleRNN over the frames."""

from rnn_tutorial.config import UNITS
from rnn_tutorial.errors import check_count
from rnn_tutorial.models.layers import glorot, layer_seeds, recurrent
from rnn_tutorial.quiet_keras import keras

layers = keras.layers


def build_video_rnn(
    frames: int = 10,
    height: int = 16,
    width: int = 16,
    channels: int = 1,
    *,
    classes: int = 4,
    units: int = UNITS,
    seed: int | None = None,
) -> keras.Model:
    """Classify videos: a small ConvNet reads each frame, a SimpleRNN the features of all frames.

    Input (batch, frames, height, width, channels), output (batch, classes) probabilities. The
    model is not compiled. height and width must be 4 or more.
    Source: Donahue et al. (2015), "Long-term recurrent convolutional networks".
    """
    for name, value in (("frames", frames), ("channels", channels), ("units", units)):
        check_count(name, value)
    for name, value in (("height", height), ("width", width)):
        check_count(name, value, minimum=4)
    check_count("classes", classes, minimum=2)
    seeds = layer_seeds(seed)
    convolve = [
        layers.Conv2D(n, 3, padding="same", activation="relu", kernel_initializer=glorot(seeds))
        for n in (8, 16)
    ]
    frame = keras.Input((height, width, channels), name="frame")
    h = layers.MaxPooling2D()(convolve[0](frame))  # (batch, height/2, width/2, 8)
    h = layers.MaxPooling2D()(convolve[1](h))  # (batch, height/4, width/4, 16)
    convnet = keras.Model(frame, layers.Flatten()(h), name="convnet")
    video = keras.Input((frames, height, width, channels), name="video")
    features = layers.TimeDistributed(convnet, name="convnet_per_frame")(video)
    state = recurrent("simple_rnn", units, seeds, name="simple_rnn")(features)  # (batch, units)
    output = layers.Dense(classes, activation="softmax", kernel_initializer=glorot(seeds))
    return keras.Model(video, output(state), name="video_rnn")
