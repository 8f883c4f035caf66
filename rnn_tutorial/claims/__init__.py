"""The claims of the book with their tests, and a reader's run compared with the recorded runs."""
