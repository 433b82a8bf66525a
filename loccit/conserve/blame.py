"""Lost words -> the macro that most likely lost them: one of the edition's own that does not write its content."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import msgspec

_MACRO = re.compile(r"\{%-?\+?\s*macro\s+(\w+)")
_FILES = ("elements.html", "behaviours.html")
_OURS = "no template of this edition has a part in it: please report it with the file, it is a fault of Loccit"


class Looks(msgspec.Struct, frozen=True):
    """The macros of an edition's own, by name, with how messages call the file each is in."""

    elements: Mapping[str, str]
    behaviours: Mapping[str, str]
    other: tuple[str, ...]
    """The edition's other templates."""

    def blame(self, path: tuple[str, ...], whole: int, behaviours: Collection[tuple[str, str]]) -> tuple[str, str]:
        """Return the element that loses words, and what to do about it.

        The outermost of those elements that lose all is to blame, if its look is the edition's own.
        """
        inside = path[len(path) - max(whole, 1) :]
        for name in inside:
            if place := self.elements.get(name):
                return name, f"the macro `{name}` in {place} must write {{{{ page.content(node) }}}}"
        for name in inside:
            for behaviour in sorted(behaviour for named, behaviour in behaviours if named == name):
                if place := self.behaviours.get(behaviour):
                    return name, f"the macro `{behaviour}` in {place} must write {{{{ page.content(node) }}}}"
        if self.other:
            return path[-1], f"see whether {', '.join(self.other)} shows all of the text"
        return path[-1], _OURS


def looks_of(folders: Iterable[Path]) -> Looks:
    """Return the looks that an edition has of its own; the last of the folders is the theme's."""
    own = list(folders)[:-1]
    found: dict[str, dict[str, str]] = {name: {} for name in _FILES}
    other: list[str] = []
    for folder in own:
        for path in sorted(folder.rglob("*.html")):
            place = path.relative_to(folder.parent).as_posix()
            if path.name not in found:
                other.append(place)
                continue
            for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
                for name in _MACRO.findall(line):
                    found[path.name].setdefault(name, f"{place}:{number}")
    return Looks(found["elements.html"], found["behaviours.html"], tuple(other))
