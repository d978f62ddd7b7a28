"""The record of what arrived: what is kept of it, and until when."""
