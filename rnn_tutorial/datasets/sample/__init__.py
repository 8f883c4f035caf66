"""The sample corpus: invented reviews, generated without a network."""
