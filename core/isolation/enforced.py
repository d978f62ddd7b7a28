from __future__ import annotations

from dataclasses import dataclass

_ABI_OF_SIGNALS = 6


@dataclass(frozen=True, slots=True)
class Enforced:
    """The limits the kernel puts on a confined process. ``landlock`` is the ABI, 0 for none."""

    landlock: int = 0
    seccomp: bool = False
    namespaces: bool = False

    @property
    def files(self) -> bool:
        """Return whether no files can be opened but those that are needed to run."""
        return self.landlock > 0

    @property
    def network(self) -> bool:
        return self.seccomp or self.namespaces

    @property
    def processes(self) -> bool:
        """Return whether other processes can be neither signalled nor looked into."""
        return self.seccomp or self.landlock >= _ABI_OF_SIGNALS

    @property
    def whole(self) -> bool:
        return self.files and self.network and self.processes

    def list_means(self) -> list[str]:
        """Return the kernel's means that are in use, by their own names."""
        return [
            *([f"Landlock {self.landlock}"] if self.landlock else []),
            *(["seccomp"] if self.seccomp else []),
            *(["namespaces"] if self.namespaces else []),
        ]
