"""The demo in a browser: one page on this machine, with the three people around a roster.

The page acts only through the doors of the stand-ins: SMTP for mail, and what a person can do in
a chat program. The product behind them is the product, unmodified.
"""
