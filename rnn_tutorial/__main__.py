"""`python -m rnn_tutorial` is the `rnn-tutorial` command."""

from rnn_tutorial.cli import main

if __name__ == "__main__":
    main()
