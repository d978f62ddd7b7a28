"""Build the wheel and compare its list of files with the folders.

On a checkout without links (some systems and archives drop them) the wheel would silently be
empty: this fails then. ``--run`` also installs it into an empty environment and plays the demo.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "core", "mailbox", "printer")
STARTING_SECONDS = 60
DEMO_ONLY = {"aiosmtpd", "proxy-protocol", "pymap", "pysasl"}
SETTINGS = """library_name = "Bibliotheek Voorbeelddam"
data = "data"
[printing.printers]
balie = "dummy:"
"""
ROSTER = """Leerlingnummer;Roepnaam;Tussenvoegsel;Achternaam;Geboortedatum;Groep
1001;Noor;;Bakker;24-03-2015;5A
1002;Sem;de;Wit;02-11-2015;5A
"""


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


def run_installed(wheel: Path, folder: Path) -> int:
    """Install into empty environments, away from the checkout: the service, then the demo too."""
    alone = install(str(wheel), folder / "alone")
    check_service(alone)
    print("a wheel without extras reads, imports, runs and examines itself")
    with_demo = install(f"{wheel}[demo]", folder / "demo")
    demo = [with_demo / "bin" / "rosterdesk", "demo", "--headless"]
    return subprocess.run(demo, cwd=with_demo, check=False).returncode


def install(what: str, environment: Path) -> Path:
    venv.create(environment, with_pip=True)
    pip = [environment / "bin" / "python", "-m", "pip", "install", "--quiet", what]
    subprocess.run(pip, check=True)
    return environment


def check_service(environment: Path) -> None:
    """Do a library's work without the libraries of the demo."""
    listed = subprocess.run(
        [environment / "bin" / "python", "-m", "pip", "list", "--format=freeze"],
        check=True,
        capture_output=True,
        text=True,
    )
    present = {line.partition("==")[0].lower().replace("_", "-") for line in listed.stdout.split()}
    assert not present & DEMO_ONLY, present & DEMO_ONLY
    (environment / "rosterdesk.toml").write_text(SETTINGS, encoding="utf-8")
    (environment / "leerlingen.csv").write_text(ROSTER, encoding="utf-8")
    run_command(environment, "migrate")
    run_command(environment, "read", "leerlingen.csv")
    run_command(environment, "school", "add", "12AB00", "--name", "De Regenboog")
    run_command(environment, "import", "leerlingen.csv", "--school", "12AB00", "--approve")
    run_command(environment, "doctor", status=1)  # it has no chat, and says so
    run_command(environment, "demo", "--headless", status=1)
    check_running(environment)


def run_command(environment: Path, *words: str, status: int = 0) -> None:
    command = [environment / "bin" / "rosterdesk", *words]
    ran = subprocess.run(command, cwd=environment, capture_output=True, text=True, check=False)
    if ran.returncode != status:
        raise SystemExit(
            f"rosterdesk {' '.join(words)}: {ran.returncode}\n{ran.stdout}{ran.stderr}"
        )


def check_running(environment: Path) -> None:
    """Start the service, and stop it as systemd would once it says that it runs."""
    command = [environment / "bin" / "rosterdesk", "run"]
    told = environment / "run.log"
    with (
        told.open("wb") as log,
        subprocess.Popen(command, cwd=environment, stdout=log, stderr=subprocess.STDOUT) as service,
    ):
        ends = time.monotonic() + STARTING_SECONDS
        while b"duty.taken" not in told.read_bytes() and time.monotonic() < ends:
            time.sleep(0.2)
        service.send_signal(signal.SIGTERM)
        status = service.wait(STARTING_SECONDS)
    said = told.read_text(encoding="utf-8")
    if status or "duty.taken" not in said:
        raise SystemExit(f"rosterdesk run: {status}\n{said}")


if __name__ == "__main__":
    sys.exit(main())
