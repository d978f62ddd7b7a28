"""Strangers' mail is opened in a process of its own: it can be killed, and delays nobody."""
