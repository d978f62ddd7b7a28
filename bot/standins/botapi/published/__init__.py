"""The Bot API's published names, types and lengths, and the check that holds calls against them.

``names.txt`` is written by ``extract.py``; nobody edits it.
"""
