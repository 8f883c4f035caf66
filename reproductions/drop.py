"""Why the validation accuracy of a run in chapter 2 drops at epoch 6.

Repeats the quick run of the SimpleRNN with seed 1 and looks at the network at the end of each
epoch: which share of the reviews it calls positive, and its accuracy on training reviews with
the weights of that moment. Needs IMDB; takes about a minute. The chapter has what an AMD EPYC
printed. Another kind of processor rounds differently, and the drop may come at another epoch.

    python reproductions/drop.py
"""

import numpy as np

import rnn_tutorial as rt
from rnn_tutorial.experiments.trained import build_network
from rnn_tutorial.training.fitting import split_validation

SEED = 1


def accuracy(p: np.ndarray, y: np.ndarray, threshold: float) -> float:
    return float(np.mean((p > threshold) == (y == 1)))


def main() -> None:
    config = rt.get_experiment("simple_rnn", "quick", data="imdb")
    reviews = rt.load_reviews(config.data)
    train, validation = split_validation(*reviews.train, config.training.validation_split)
    x_seen, y_seen = train[0][:5000], train[1][:5000]
    x_new, y_new = validation
    model = build_network(config, SEED)

    def look(epoch: int, batch: int, batches: int, metrics: dict[str, float]) -> None:
        if batch < batches:
            return
        p_new, p_seen = rt.predict(model, x_new), rt.predict(model, x_seen)
        print(
            f"epoch {epoch}, training accuracy as the mean of the epoch {metrics['accuracy']:.3f}"
        )
        for name, p, y in (("validation", p_new, y_new), ("training", p_seen, y_seen)):
            print(f"  {name}: called positive {np.mean(p > 0.5):.3f}, true share {y.mean():.3f}")
        for threshold in (0.5, 0.9):
            new, seen = accuracy(p_new, y_new, threshold), accuracy(p_seen, y_seen, threshold)
            print(f"  threshold {threshold}: validation {new:.3f}, 5,000 of training {seen:.3f}")

    rt.fit(model, *reviews.train, config.training, seed=SEED, progress=look)


if __name__ == "__main__":
    main()
