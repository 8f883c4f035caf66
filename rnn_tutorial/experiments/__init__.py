"""The book's experiments: one name, one stored result."""
