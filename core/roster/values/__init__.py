"""Turning cells into values; each module takes one column and answers with values and remarks."""
