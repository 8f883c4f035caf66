"""Notebooks executed, checked for staleness, and written in other editions."""
