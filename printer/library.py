"""python-escpos, without what its import leaves behind.

Release 3.1 makes a temporary folder at every start and never removes it, and puts a handler on the
root logger, so that every program that prints would log twice.
"""

from __future__ import annotations

import logging
import os
import shutil

_handlers = list(logging.root.handlers)

from escpos.capabilities import CAPABILITIES, pickle_dir  # noqa: E402 - between the two looks
from escpos.constants import QR_ECLEVEL_M  # noqa: E402 - as above
from escpos.exceptions import Error  # noqa: E402 - as above
from escpos.magicencode import Encoder  # noqa: E402 - as above
from escpos.printer import Dummy, Usb  # noqa: E402 - as above

logging.root.handlers[:] = _handlers
if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
    shutil.rmtree(pickle_dir, ignore_errors=True)

__all__ = ["CAPABILITIES", "QR_ECLEVEL_M", "Dummy", "Encoder", "Error", "Usb"]
