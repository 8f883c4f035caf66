"""The book's statements, each with a test and the runs it rests on."""
