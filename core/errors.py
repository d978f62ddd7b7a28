"""The errors that people can mend, with the sentence that says how."""

from __future__ import annotations


class RosterdeskError(Exception):
    """Something a person can mend: the message is one sentence, fit to be shown to them.

    The program's exit status for it is 1; no traceback is shown.
    """


class RefusedError(RosterdeskError):
    """The file or the call was refused as a whole (exit status 2).

    ``code`` is one of the refusal codes of the command line's contract.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
