"""From notebooks to a book: execution, then HTML, PDF and slides through ipypublish."""
