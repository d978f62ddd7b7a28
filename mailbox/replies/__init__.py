"""The mail that we write: the words, and the message made of them."""
