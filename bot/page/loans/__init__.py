"""Giving a school's customers to the loan system, on the page."""
