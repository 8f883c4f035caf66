"""Plots of histories, comparisons, sweeps and networks' insides. Each takes and returns Axes."""
