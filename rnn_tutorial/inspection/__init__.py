"""What a trained network does: gradients, states, attributions, mistakes."""
