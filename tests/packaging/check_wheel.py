"""Build the wheel and compare its list of files with the folders.

On a checkout without links (some systems and archives drop them) the wheel would silently be
empty: this fails then. ``--run`` also installs it into an empty environment and plays the demo.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "core", "mailbox", "printer")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        wheel = build_wheel(Path(folder))
        differences = compare(list_wheel(wheel), list_folders())
        for line in differences:
            print(line, file=sys.stderr)
        if differences:
            return 1
        print(f"{wheel.name}: the files of the wheel are those of the folders")
        if "--run" in sys.argv:
            return run_installed(wheel, Path(folder) / "empty")
    return 0


def build_wheel(folder: Path) -> Path:
    """Build from a clean clone: what is not committed is not in it."""
    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", folder, clone]
    subprocess.run([*command, "--installer", "pip"], check=True, stdout=subprocess.DEVNULL)
    (wheel,) = folder.glob("*.whl")
    return wheel


def list_wheel(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    return {
        name.removeprefix("rosterdesk/")
        for name in names
        if name.startswith("rosterdesk/") and name != "rosterdesk/py.typed"
    }


def list_folders() -> set[str]:
    """Return what git has in the four folders."""
    listed = subprocess.run(
        ["git", "ls-tree", "-r", "--name-only", "HEAD", *PACKAGES],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return set(listed.stdout.split())


def compare(wheel: set[str], folders: set[str]) -> list[str]:
    missing = [f"missing from the wheel: {name}" for name in sorted(folders - wheel)]
    return missing + [f"only in the wheel: {name}" for name in sorted(wheel - folders)]


def run_installed(wheel: Path, environment: Path) -> int:
    """Install into an empty environment, away from the checkout, and play the demo."""
    venv.create(environment, with_pip=True)
    scripts = environment / "bin"
    subprocess.run([scripts / "python", "-m", "pip", "install", "--quiet", wheel], check=True)
    demo = [scripts / "rosterdesk", "demo", "--headless"]
    return subprocess.run(demo, cwd=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
