"""The forms of files for loan systems, each from its public documentation."""
