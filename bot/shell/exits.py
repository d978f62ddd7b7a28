"""Exit statuses; 0 is done (docs/command-line.md)."""

from __future__ import annotations

EXIT_MENDABLE = 1  # a problem that the user can mend
EXIT_REFUSED = 2  # the file or the call was refused
