"""The files of a message, however a mail program packed them."""
