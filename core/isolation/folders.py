"""The folders that a confined Python must be able to read: interpreter, libraries and our code."""

from __future__ import annotations

import mimetypes
import os
import site
import sys
import sysconfig
from pathlib import Path

import rosterdesk

# Of the system: shared libraries, the clock's zones, and devices that hold nothing.
_OF_THE_SYSTEM = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/usr/share/zoneinfo",
    "/dev/urandom",
)
WRITABLE_DEVICES = ("/dev/null",)


def list_readable() -> list[str]:
    """Return folders and files, never one that is there for data (a working folder, a home)."""
    found: list[str] = [*_OF_THE_SYSTEM, *map(str, mimetypes.knownfiles), sys.executable]
    for prefix in (sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix):
        found += [f"{prefix}/lib", f"{prefix}/lib64", f"{prefix}/pyvenv.cfg"]
    found += [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    found += site.getsitepackages()
    if site.ENABLE_USER_SITE:
        found.append(site.getusersitepackages())
    return sorted({*found, *list_python_path(), *_list_rooms()})


def list_python_path() -> list[str]:
    """Return where Python was told to look for modules, and where ours are."""
    told = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]
    ours = [str(Path(root).parent) for root in rosterdesk.__path__]
    return list(dict.fromkeys(str(Path(part).absolute()) for part in (*told, *ours)))


def _list_rooms() -> list[str]:
    """Return our packages; a working copy has links to them."""
    return [
        str(room.resolve())
        for root in rosterdesk.__path__
        for room in Path(root).iterdir()
        if room.is_dir()
    ]
