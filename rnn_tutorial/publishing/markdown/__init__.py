"""From a notebook's Markdown to elements of a page or of a TeX document."""
