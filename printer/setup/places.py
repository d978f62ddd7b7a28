"""Possible places of printers: USB, device files, serial lines, CUPS, the network."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from rosterdesk.core.language import N_, Language, Phrases
from rosterdesk.printer.errors import PrinterAddressError, Reason
from rosterdesk.printer.model.address import parse_address
from rosterdesk.printer.programs import make_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

phrases = Phrases("rosterdesk.printer")

_PRINTER_CLASS = 7  # of USB
_SERVICE = "_pdl-datastream._tcp.local."  # raw printing, port 9100 (Bonjour Printing)
_LISTENING = 2.0  # seconds
_IN_WORDS = {
    "usb": N_("on USB: {name}"),
    "file": N_("on USB, by its device file: {name}"),
    "serial": N_("a serial port, maybe with a printer on it: nobody knows ({name})"),
    "cups": N_("a print queue of this computer: {name} (tells nothing of its slips)"),
    "tcp": N_("on the network: {name}"),
}


_USB_IDS = r"\d[0-9a-f]{3}:[0-9a-f]{4}"  # as lsusb has them; no host begins so
_DEVICE = r"(dev/)?(usb/lp\d+|lp\d+|tty(USB|ACM|S)\d+)"
_OF_WINDOWS = N_(
    "“{name}” is a name that Windows has. This program prints from Linux: write the printer's"
    " address like {example}. docs/windows-desks.md has the ways from Windows."
)
_OWN_ADDRESS = N_("Type the printer's own IP address, such as 192.168.1.50, or 192.168.1.50:9100.")
_FAR_AWAY = N_(
    "Type the printer's own IP address, such as 192.168.1.50: {address} is not on your own network."
)
_ELSEWHERE = N_(
    "Type the printer's own IP address, such as 192.168.1.50. A printer on USB, on a serial line or"
    " in a print queue is in the list, or is set up at its computer: “rosterdesk printer setup”."
)


@dataclass(frozen=True, slots=True)
class Place:
    """``trouble`` is why a printer that is there cannot be used yet."""

    url: str
    name: str
    trouble: Reason | None = None

    def say(self, language: Language) -> str:
        kind = self.url.partition(":")[0]
        said = phrases.say(language, _IN_WORDS[kind], name=self.name)
        return f"{said}. {self.trouble.say(language)}" if self.trouble else said


def read_network_place(typed: str) -> str:
    """Return the URL of a network printer whose address was typed, with its port or without.

    Raises PrinterAddressError for what is no address of a private network: whoever is not at this
    machine may send passwords to a printer nearby, and to nothing else.
    """
    if not complete_place(typed).startswith("tcp://"):
        raise PrinterAddressError(_ELSEWHERE)
    try:
        address = parse_address(f"tcp://{typed.strip().removeprefix('tcp://').rstrip('/')}")
        near = ip_address(address.target).is_private
    except (PrinterAddressError, ValueError) as error:
        raise PrinterAddressError(_OWN_ADDRESS) from error
    if not near:
        raise PrinterAddressError(_FAR_AWAY, address=address.target)
    if "?" in typed:
        raise PrinterAddressError(_OWN_ADDRESS)
    host = f"[{address.target}]" if ":" in address.target else address.target
    return f"tcp://{host}:{address.port}"


def complete_place(typed: str) -> str:
    """Return the URL that was meant: a host or IP address alone is that of a network printer.

    Raises PrinterAddressError for Windows' names of printers.
    """
    place = typed.strip()
    if example := _find_windows_example(place):
        raise PrinterAddressError(_OF_WINDOWS, name=place, example=example)
    if re.fullmatch(_USB_IDS, place, re.IGNORECASE):
        return f"usb://{place}"
    if re.fullmatch(_DEVICE, place):
        place = f"/dev/{place.removeprefix('dev/')}"
    if place.partition(":")[0].lower() in _IN_WORDS | {"dummy": "", "ipp": ""} or "://" in place:
        return place
    if place.startswith("/dev/"):
        return f"{'serial' if _is_line(place) else 'file'}://{place}"
    try:
        bare = ip_address(place.partition("%")[0]).version == 6
    except ValueError:
        bare = False
    return f"tcp://[{place}]" if bare else f"tcp://{place}"


def _is_line(device: str) -> bool:
    """Tell whether that device is a serial line, also where an administrator named it."""
    if device.startswith(("/dev/tty", "/dev/serial/")):
        return True
    return os.path.realpath(device).startswith(("/dev/tty", "/dev/pts/"))


def _find_windows_example(typed: str) -> str | None:
    """Return what takes the place of Windows' name of a printer; None for what is none."""
    if typed.startswith("\\\\"):
        return "cups://desk"
    if re.fullmatch(r"COM\d+:?", typed, re.IGNORECASE):
        return "/dev/ttyUSB0"
    return "/dev/usb/lp0" if re.fullmatch(r"(LPT|USB)\d+:?", typed, re.IGNORECASE) else None


def pick_place(places: Sequence[Place], typed: str) -> str:
    """Return the URL of the found printer of that number, or of the address that was typed.

    Raises PrinterAddressError for a number that is not in the list, and for Windows' names.
    """
    if not typed.strip().isdecimal():
        return complete_place(typed)
    number = int(typed)
    if not 1 <= number <= len(places):
        raise PrinterAddressError(
            N_("The list of printers that were found has no number {number}."), number=number
        )
    return places[number - 1].url


def find_places() -> list[Place]:
    """Return what is found, printers before ports that may have one; asks nothing of them."""
    usb = list(_find_usb())
    files = [place for place in _find_device_files() if not _is_among(place, usb)]
    usable = [place for place in usb if place.trouble is None]
    others = [place for place in usb if place.trouble is not None]
    return [*usable, *files, *_find_network(), *_find_queues(), *others, *_find_serial()]


def _is_among(file: Place, usb: list[Place]) -> bool:
    """Tell whether the device file's printer is one that can be used directly."""
    ids = _read_usb_ids(Path(file.url.removeprefix("file://")).name)
    return any(place.trouble is None and place.url.startswith(f"usb://{ids}") for place in usb)


def _find_usb() -> Iterator[Place]:
    import usb.core  # noqa: PLC0415 - a desk without USB needs no libusb

    try:
        devices = list(usb.core.find(find_all=True, custom_match=_is_printer))
    except usb.core.NoBackendError:
        return
    for device in devices:
        ids = f"{device.idVendor:04x}:{device.idProduct:04x}"
        words, number, trouble = _read_usb_names(device)
        url = f"usb://{ids}/{quote(number, safe='')}" if number else f"usb://{ids}"
        yield Place(url, f"{words or ids}{f', {number}' if number else ''}", trouble)


def _is_printer(device: Any) -> bool:
    from usb.core import USBError  # noqa: PLC0415 - as above

    try:
        return any(
            interface.bInterfaceClass == _PRINTER_CLASS
            for configuration in device
            for interface in configuration
        )
    except USBError:
        return False


def _read_usb_names(device: Any) -> tuple[str, str, Reason | None]:
    """Return maker and model, the serial number, and why they cannot be read: no permission."""
    import usb.core  # noqa: PLC0415 - as above
    import usb.util  # noqa: PLC0415 - as above

    try:
        words = " ".join(filter(None, (device.manufacturer, device.product)))
        number = device.serial_number or ""
    except (ValueError, NotImplementedError, usb.core.USBError):  # pyusb: no permission, no names
        return "", "", Reason.NO_PERMISSION
    finally:
        usb.util.dispose_resources(device)
    # Cheap printers all have the same "number", or one of signs that no address can hold.
    plain = number if number.isascii() and number.isalnum() and len(set(number)) > 1 else ""
    return words, plain, None


def _find_device_files(folder: Path = Path("/dev/usb")) -> Iterator[Place]:
    for path in sorted(folder.glob("lp*")):
        trouble = None if os.access(path, os.W_OK) else Reason.NO_PERMISSION
        ids = _read_usb_ids(path.name)
        yield Place(f"file://{path}", f"{path}{f' ({ids})' if ids else ''}", trouble)


def _read_usb_ids(file: str) -> str:
    """Return vendor:product of the printer behind ``/dev/usb/lp0``, as Linux tells it."""
    device = Path("/sys/class/usbmisc", file, "device").resolve().parent
    try:
        vendor, product = (
            (device / part).read_text(encoding="ascii").strip()
            for part in ("idVendor", "idProduct")
        )
    except (OSError, ValueError):
        return ""
    return f"{vendor}:{product}"


def _find_serial() -> Iterator[Place]:
    from serial.tools.list_ports import comports  # noqa: PLC0415 - only setup lists them

    names = {os.path.realpath(link): link for link in Path("/dev/serial/by-id").glob("*")}
    for port in sorted(comports()):
        # The name by which the adapter is found again, whichever socket it is plugged into.
        path = names.get(port.device, Path(port.device))
        trouble = None if os.access(port.device, os.R_OK | os.W_OK) else Reason.NO_PERMISSION
        described = port.description if port.description not in {None, "n/a"} else ""
        yield Place(f"serial://{path}", f"{port.device} {described}".strip(), trouble)


def _find_queues() -> Iterator[Place]:
    program = shutil.which("lpstat")
    if program is None:
        return
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program
            [program, "-e"],
            capture_output=True,
            check=True,
            timeout=10,
            env=make_environment(),
        )
    except (OSError, subprocess.SubprocessError):
        return
    for name in done.stdout.decode(errors="replace").split():
        yield Place(f"cups://{name}", name)


def _find_network() -> Iterator[Place]:
    """Listen for printers that tell the network that they are there."""
    from zeroconf import ServiceBrowser, ServiceStateChange, Zeroconf  # noqa: PLC0415 - only setup

    names: list[str] = []

    def hear(name: str, state_change: ServiceStateChange, **_: object) -> None:
        if state_change is ServiceStateChange.Added:
            names.append(name)

    try:
        with Zeroconf() as network:
            ServiceBrowser(network, _SERVICE, handlers=[hear])
            sleep(_LISTENING)
            found = [network.get_service_info(_SERVICE, name, 1000) for name in names]
    except OSError:  # no network at all
        return
    for info in found:
        addresses = info.parsed_scoped_addresses() if info else []
        if info and addresses:
            host = f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]
            label = info.name.removesuffix(f".{_SERVICE}")
            yield Place(f"tcp://{host}:{info.port}", f"{label}, {addresses[0]}")
