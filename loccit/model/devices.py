"""The names that Windows keeps for its devices: no file and no folder can have them, whatever follows the first dot."""

from __future__ import annotations

DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{device}{digit}" for device in ("com", "lpt") for digit in "0123456789¹²³"}
)


def is_device(name: str) -> bool:
    """Tell whether Windows takes a file's or folder's name for a device."""
    return name.partition(".")[0].rstrip().casefold() in DEVICES
