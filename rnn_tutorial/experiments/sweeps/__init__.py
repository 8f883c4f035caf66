"""Many runs over seeds and settings, on the cores of one machine or of many."""
