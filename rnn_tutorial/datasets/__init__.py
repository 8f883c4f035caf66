"""Reviews and made-up sequences, as the arrays that a network reads."""
