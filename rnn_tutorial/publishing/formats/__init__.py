"""Pages, slides and PDF, each through an ipypublish configuration."""
