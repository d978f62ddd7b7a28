"""Processes that are forked from one that has imported the program already.

A fresh interpreter would take seconds of a processor for its imports, most of them aiogram's, in
each of hundreds of starts. Python keeps one such server for a process of tests: all who start
processes take theirs from here, or whoever came first would decide what is imported in it.
"""

from __future__ import annotations

from multiprocessing import get_context

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["tests.forking_imports"])
