"""Names of folders in the site: each is given once."""

from __future__ import annotations


def free_key(wanted: str, taken: set[str]) -> str:
    """Return the name that is wanted, or where it is taken, the same with a number; it is taken from now on."""
    key, number = wanted, 1
    while key in taken:
        number += 1
        key = f"{wanted}-{number}"
    taken.add(key)
    return key
