"""Templates -> how nodes look: the theme's macros, one for each behaviour and any for single elements."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
from jinja2 import Environment, TemplateNotFound

from loccit.errors import RenderError
from loccit.model import Node
from loccit.render.frames import Frame, Say, frames_in

Macro = Callable[..., str]


class Looks(msgspec.Struct, frozen=True):
    """How nodes look in a theme: macros by behaviour, and by element name, with those that are frames."""

    behaviours: Mapping[str, Macro]
    elements: Mapping[str, Macro]
    frames: Mapping[str, Frame]
    """By `behaviour` or `element:name`."""
    chosen: dict[tuple[str, str, bool], Frame | Macro] = msgspec.field(default_factory=dict)

    def choose(self, node: Node, behaviour: str) -> Frame | Macro:
        """Return what renders a node: its element's macro, else its behaviour's; a block never gets an inline tag."""
        key = (behaviour, node.name if node.ordinal != -1 else "", node.block)
        found = self.chosen.get(key)
        if found is None:
            found = self.chosen[key] = self._find(behaviour, key[1], block=node.block)
        return found

    def _find(self, behaviour: str, name: str, *, block: bool) -> Frame | Macro:
        if name in self.elements and behaviour not in _OWN_LOOK and not (block and behaviour in _INLINE_ONLY):
            return self.frames.get(f"element:{name}") or self.elements[name]
        if block and behaviour in _INLINE_ONLY:
            behaviour = "block"
        if behaviour not in self.behaviours:
            raise RenderError(f"the theme has no macro `{behaviour}`", hint="add it to templates/behaviours.html")
        return self.frames.get(behaviour) or self.behaviours[behaviour]


_INLINE_ONLY = frozenset({"inline", "glyph"})
"""Behaviours whose macros write tags of running text; with a block inside they look as `block` does."""

_OWN_LOOK = frozenset({"link", "link_out", "link_term", "link_source", "noteref", "heading", "caption", "omit"})
"""Behaviours that a macro named after an element does not replace."""


def load_looks(environment: Environment, say: Say, folders: int) -> Looks:
    """Return the looks in `behaviours.html` and `elements.html` of all the folders of templates.

    A macro of an edition's own file comes before the theme's of the same name; the theme's others stay.
    `say` translates their words; `folders` is how many folders there are, the theme's being the last.
    """
    macros: dict[str, dict[str, Macro]] = {"behaviours.html": {}, "elements.html": {}}
    frames: dict[str, Frame] = {}
    for number in reversed(range(folders)):
        for name, prefix in (("behaviours.html", ""), ("elements.html", "element:")):
            found, plain = _macros(environment, f"{number}/{name}", say)
            macros[name].update(found)
            for macro in found:
                frames.pop(prefix + macro, None)
            frames.update((prefix + macro, frame) for macro, frame in plain.items())
    return Looks(macros["behaviours.html"], macros["elements.html"], frames)


def _macros(environment: Environment, template: str, say: Say) -> tuple[dict[str, Macro], dict[str, Frame]]:
    """Return the macros of one template, and those of them that are plain; none where there is no such file."""
    try:
        source = environment.loader.get_source(environment, template)[0] if environment.loader else ""
    except TemplateNotFound:
        return {}, {}
    module = environment.get_template(template).module
    macros = {name: macro for name, macro in vars(module).items() if not name.startswith("_") and callable(macro)}
    return macros, frames_in(environment, source, template.rpartition("/")[2], say)
