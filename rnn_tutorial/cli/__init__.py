"""The `rnn-tutorial` command."""
