"""Fit a model, epoch by epoch, and test it."""
