"""Templates of the page, the PDF and the slides, where ipypublish looks for them."""
