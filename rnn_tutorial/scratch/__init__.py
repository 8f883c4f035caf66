"""RNN, LSTM and GRU in NumPy, forward and backward, and the tasks they are trained on."""
