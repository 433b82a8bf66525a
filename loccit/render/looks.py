"""Templates -> how nodes look: the theme's macros, one for each behaviour and any for single elements."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
from jinja2 import Environment, TemplateNotFound

from loccit.errors import RenderError
from loccit.model import EMPTY, Node, has_blocks
from loccit.render.frames import RUNNING, Apart, Frame, Say, frames_in

Macro = Callable[..., str]


class Either(msgspec.Struct, frozen=True):
    """The look of a block whose tags hold running text only, such as `p` or `pre`, and what it is with blocks in it."""

    of_running_text: Frame | Macro
    of_blocks: Frame | Macro


class Looks(msgspec.Struct, frozen=True):
    """How nodes look in a theme: macros by behaviour, and by element name, with those that are frames."""

    behaviours: Mapping[str, Macro]
    elements: Mapping[str, Macro]
    frames: Mapping[str, Frame]
    """By `behaviour` or `element:name`."""
    outermost: Mapping[str, str] = EMPTY
    """The outermost tag of each macro, named likewise, that has no place for blocks."""
    chosen: dict[tuple[str, str, bool], Frame | Macro | Either] = msgspec.field(default_factory=dict)

    def choose(self, node: Node, behaviour: str) -> Frame | Macro:
        """Return what renders a node: its element's macro, else its behaviour's; a block never gets an inline tag."""
        key = (behaviour, node.name if node.ordinal != -1 else "", node.block)
        found = self.chosen.get(key)
        if found is None:
            found = self.chosen[key] = self._find(behaviour, key[1], block=node.block)
        if type(found) is Either:
            return found.of_blocks if has_blocks(node.children) else found.of_running_text
        return found  # type: ignore[return-value]

    def _find(self, behaviour: str, name: str, *, block: bool) -> Frame | Macro | Either:
        """Return the look of an element, else of its behaviour; with a block in it, one whose tags may hold it."""
        of_element = name in self.elements and behaviour not in _OWN_LOOK
        key = f"element:{name}" if of_element else behaviour
        tag = self.outermost.get(key) if block else None
        if tag in RUNNING or (of_element and block and self.outermost.get(behaviour) in RUNNING):
            return self._look("block")
        if tag:
            return Either(self._look(key), self._look("block"))
        return self._look(key)

    def _look(self, key: str) -> Frame | Macro:
        name = key.removeprefix("element:")
        macros = self.elements if name != key else self.behaviours
        if name not in macros:
            raise RenderError(f"the theme has no macro `{name}`", hint="add it to templates/behaviours.html")
        if len(getattr(macros[name], "arguments", _GIVEN)) < len(_GIVEN):
            message = f"the macro `{name}` takes no node and page"
            raise RenderError(message, hint=f"begin it with {{% macro {name}({', '.join(_GIVEN)}) %}}")
        return self.frames.get(key) or macros[name]


LINKS = frozenset({"link", "link_out", "link_term", "link_source", "noteref"})
"""Behaviours whose macros put a link around the content of their node."""
_OWN_LOOK = LINKS | {"heading", "caption", "omit", "repeated"}
"""Behaviours that a macro named after an element does not replace."""


_GIVEN = ("node", "page")
"""What each macro is given."""


def load_looks(environment: Environment, say: Say, folders: int) -> Looks:
    """Return the looks in `behaviours.html` and `elements.html` of all the folders of templates.

    A macro of an edition's own file comes before the theme's of the same name; the theme's others stay.
    `say` translates their words; `folders` is how many folders there are, the theme's being the last.
    """
    macros: dict[str, dict[str, Macro]] = {"behaviours.html": {}, "elements.html": {}}
    frames: dict[str, Frame] = {}
    outermost: dict[str, str] = {}
    for number in reversed(range(folders)):
        for name, prefix in (("behaviours.html", ""), ("elements.html", "element:")):
            found, apart = _macros(environment, f"{number}/{name}", say)
            macros[name].update(found)
            for macro in found:
                frames.pop(prefix + macro, None)
                outermost.pop(prefix + macro, None)
            frames.update((prefix + macro, frame) for macro, frame in apart.frames.items())
            outermost.update((prefix + macro, tag) for macro, tag in apart.outermost.items())
    return Looks(macros["behaviours.html"], macros["elements.html"], frames, outermost)


def _macros(environment: Environment, template: str, say: Say) -> tuple[dict[str, Macro], Apart]:
    """Return the macros of one template, and the same taken apart; none where there is no such file."""
    try:
        source = environment.loader.get_source(environment, template)[0] if environment.loader else ""
    except TemplateNotFound:
        return {}, Apart({}, {})
    module = environment.get_template(template).module
    macros = {name: macro for name, macro in vars(module).items() if not name.startswith("_") and callable(macro)}
    return macros, frames_in(environment, source, template.rpartition("/")[2], say)
