"""The sample corpus: invented reviews that need no network."""
