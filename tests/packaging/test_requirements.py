"""An installation takes the versions and the bytes of the lock, and nothing by a range."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PINNED = re.compile(
    r"^([\w.-]+)==([\w.+!-]+)(?: ; ([^\\\n]+?))?((?: \\\n    --hash=\S+)+)$", re.MULTILINE
)


def read_requirements(name):
    """Return name, version and hashes of each line; every line must have all three."""
    text = (ROOT / "deploy" / name).read_text()
    found = {
        (each[1], each[2]): set(re.findall(r"sha256:\w+", each[4]))
        for each in _PINNED.finditer(text)
    }
    assert _PINNED.sub("", text).strip() == ""
    return found


def read_lock():
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    return {
        (package["name"], package.get("version")): {
            file["hash"]
            for file in [package.get("sdist", {"hash": ""}), *package.get("wheels", [])]
        }
        for package in lock["package"]
    }


def test_each_requirement_is_the_locks():
    lock = read_lock()
    for name in ("requirements.txt", "requirements-build.txt"):
        for package, hashes in read_requirements(name).items():
            assert hashes
            assert hashes <= lock[package], package


def test_nothing_that_the_program_needs_is_missing():
    """Its dependencies and theirs, on Linux."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    packages = {package["name"]: package for package in lock["package"]}
    wanted, known = ["rosterdesk"], set()
    while wanted:
        package = packages[wanted.pop()]
        for needed in package.get("dependencies", []):
            if needed["name"] not in known and "win32" not in needed.get("marker", ""):
                known.add(needed["name"])
                wanted.append(needed["name"])
    assert known <= {name for name, _ in read_requirements("requirements.txt")}


def test_what_builds_is_what_pyproject_asks_for():
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    ((name, version),) = read_requirements("requirements-build.txt")
    least = re.fullmatch(rf"{name}>=(\d+)", asked[0])
    assert least
    assert int(version.partition(".")[0]) >= int(least[1])


def test_no_installation_resolves_ranges():
    """Each command of pip in the container and the manuals is by hash, or takes no dependencies."""
    files = ["deploy/Containerfile", "docs/installation.md", "docs/nl/installatie.md"]
    files += ["deploy/debian/build", "deploy/debian/postinst"]
    for file in files:
        text = (ROOT / file).read_text().replace("\\\n", " ")
        commands = re.findall(r"pip\"? (?:install|wheel|download)[^\n&]*", text)
        assert commands, file
        for command in commands:
            assert re.search(r"--require-hashes|--no-deps|--no-index", command), command
