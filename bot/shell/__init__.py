"""The command line: a contract that scripts rely on (docs/command-line.md).

Commands import what they need when they run, so that ``rosterdesk --help`` starts at once.
"""
