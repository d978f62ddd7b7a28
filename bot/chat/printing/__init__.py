"""The desk's side of printing: one message per job, questions about slips nobody is sure of."""
