"""The first program of a confined process: gives up its rights, then becomes the real one.

What it gives up is kept over execve, so that nothing of the module, of a library or of Python's
own start (``sitecustomize``, ``.pth`` files) runs before. Its first frame says what is enforced.
"""

from __future__ import annotations

import glob
import json
import os
import resource
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass

from rosterdesk.core.isolation.enforced import Enforced
from rosterdesk.core.isolation.frames import write_frame
from rosterdesk.core.isolation.kernel.landlock import find_abi, restrict
from rosterdesk.core.isolation.kernel.libc import PR_SET_NO_NEW_PRIVS, prctl
from rosterdesk.core.isolation.kernel.namespaces import drop_capabilities, leave_namespaces
from rosterdesk.core.isolation.kernel.seccomp import install_filter

SIZE_HANDLE = "ISOLATION_SIZE_HANDLE"  # an open /proc/self/statm, for what cannot open it
_LOADERS = "/lib*/ld-*"  # the kernel opens the dynamic loader as a program of its own


@dataclass(frozen=True, slots=True)
class Orders:
    """The orders of the parent; they are passed on as JSON."""

    module: str
    arguments: tuple[str, ...]
    readable: tuple[str, ...]
    writable: tuple[str, ...]
    confined: bool = True


def confine(orders: Orders) -> Enforced:
    """Give up all rights but these files, with every means that this kernel has."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o077)
    if not orders.confined or not sys.platform.startswith("linux"):
        return Enforced()
    namespaces = leave_namespaces()
    abi = find_abi()
    drop_capabilities(keep_reading=abi > 0)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    if abi:
        restrict(
            abi,
            readable=orders.readable,
            writable=orders.writable,
            executable=(sys.executable, *glob.glob(_LOADERS)),  # noqa: PTH207 - pathlib is slow to import
        )
    return Enforced(landlock=abi, seccomp=install_filter(), namespaces=namespaces)


def main() -> None:
    """Confine this process as the first argument orders, and become the module that it names."""
    written = json.loads(sys.argv[1])
    orders = Orders(**{**written, "arguments": tuple(written["arguments"])})
    with suppress(OSError):  # there is no /proc
        handle = os.open("/proc/self/statm", os.O_RDONLY)
        os.set_inheritable(handle, True)  # noqa: FBT003 - it takes no names
        os.environ[SIZE_HANDLE] = str(handle)
    enforced = confine(orders)
    with os.fdopen(os.dup(1), "wb") as output:
        write_frame(output, json.dumps(asdict(enforced)).encode())
    os.execv(sys.executable, [sys.executable, "-m", orders.module, *orders.arguments])  # noqa: S606 - no shell is meant


if __name__ == "__main__":
    main()
