"""The book's exercises: what is asked, and how an answer is checked."""
