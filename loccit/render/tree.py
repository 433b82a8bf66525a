"""The document tree -> HTML, by the theme's macros: one for each behaviour, and any for single elements."""

from __future__ import annotations

import re

import msgspec
from jinja2 import UndefinedError
from markupsafe import Markup

from loccit.model import Node, Target
from loccit.model.iiif import image_to_show, may_show, whole_image
from loccit.render.around import NOTHING_AROUND, Around
from loccit.render.escape import escape, escape_value
from loccit.render.frames import Attributes, Choice, Content, Frame, Href, Id, Is, Own, Param
from loccit.render.language import direction, language_tag
from loccit.render.looks import LINKS, Looks, Macro
from loccit.render.renditions import rendition_classes, words_of
from loccit.render.urls import Links, asset_path, external_url, page_target, quote_fragment

_REPEATED = frozenset({"sigla"})
"""Behaviours whose nodes have parameters only, and the same ones many times in a text."""
_MARKS = frozenset({"noteref", "appMark", "facsimile"})
"""Behaviours whose macros put a link of their own beside the words of the text."""
_LINKING = LINKS | _MARKS
_INDENTED = frozenset({"line"})
"""Elements that their macro indents."""


class Page:
    """What a macro may ask of the page that its node is on."""

    def __init__(self, looks: Looks, links: Links, language: str, around: Around = NOTHING_AROUND) -> None:
        self.links = links
        self.language = language
        self.interface = around.interface or language
        self._looks = looks
        self._around = around
        self._marks = around.marks
        self.both_ways = around.both_ways
        self._given: set[str] = set()
        self._cache: dict[tuple[str, str, str, str, str], str] = {}
        self._made: dict[tuple[object, ...], str] = {}
        self._waiting: list[Node] | None = None
        """Inside a link, the marks that are to stand after it."""

    def html(self, node: Node) -> Markup:
        """Return a node as HTML."""
        out: list[str] = []
        self._write(node, out)
        return Markup("".join(out))

    def content(self, node: Node) -> Markup:
        """Return what is inside a node as HTML."""
        out: list[str] = []
        self._write_content(node, out)
        return Markup("".join(out))

    def _write_content(self, node: Node, out: list[str]) -> None:
        marks = self._marks.get(node.params.get("id", "")) if self._marks else None
        if marks:
            out.append(marks.before)
        self._write_children(node, out)
        if marks:
            out.append(marks.after)

    def _write_children(self, node: Node, out: list[str]) -> None:
        for child in node.children:
            if type(child) is str:
                out.append(escape(child))
            else:
                self._write(child, out)  # type: ignore[arg-type]

    def _write(self, node: Node, out: list[str]) -> None:
        behaviour = node.behaviour if node.behaviour != "link" else self._kind_of_link(node)
        if not behaviour:
            self._write_children(node, out)
            return
        if behaviour in _LINKING:
            self._write_link(node, behaviour, out)
        else:
            self._write_look(node, behaviour, out)

    def _write_link(self, node: Node, behaviour: str, out: list[str]) -> None:
        """Write a link; inside another, where HTML has no place for one, its words, and its mark after that other."""
        if node.params.get("unnamed") and (name := self._name_of(node.params["target"])):
            node = msgspec.structs.replace(node, children=[name, *node.children[1:]])
        if self._waiting is not None:
            if behaviour in _MARKS:
                self._waiting.append(msgspec.structs.replace(node, children=[]))
            if node.children:
                self._write_look(node, "inline", out)
        elif not node.children:
            self._write_look(node, behaviour, out)
        else:
            inside: list[str] = []
            waiting: list[Node] = []
            self._waiting = waiting
            self._write_look(node, behaviour, inside)
            self._waiting = None
            out.append(only_link("".join(inside)))
            for mark in waiting:
                self._write_look(mark, mark.behaviour, out)

    def _write_look(self, node: Node, behaviour: str, out: list[str]) -> None:
        look = self._looks.choose(node, behaviour)
        if type(look) is tuple:
            self._write_frame(look, node, out)
        elif behaviour in _REPEATED:
            out.append(self._repeated(look, node))  # type: ignore[arg-type]
        else:
            out.append(look(node, self))  # type: ignore[operator]

    def _repeated(self, macro: Macro, node: Node) -> str:
        """Return what a macro makes of parameters that come again and again, having called it once."""
        key = (node.behaviour, *node.params.values())
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = macro(node, self)
        return found

    def _write_frame(self, frame: Frame, node: Node, out: list[str]) -> None:
        for part in frame:
            kind = type(part)
            if kind is str:
                out.append(part)  # type: ignore[arg-type]
            elif kind is Content:
                self._write_content(node, out)
            elif kind is Attributes:
                out.append(self._attributes(node, part.extra_class))  # type: ignore[union-attr]
            elif kind is Choice:
                test = part.test  # type: ignore[union-attr]
                asked = (
                    node.params.get(test.name) if type(test) is Param and not test.of_it else self._asked(test, node)
                )
                self._write_frame(part.when_set if asked else part.otherwise, node, out)  # type: ignore[union-attr]
            elif kind is Id:
                out.append(self._id(str(_there(part.value, node))))  # type: ignore[union-attr]
            elif kind is Href:
                out.append(escape_value(self._led_to(part, node)))  # type: ignore[arg-type]
            else:
                out.append(escape_value(str(_there(part, node))))  # type: ignore[arg-type]

    def _asked(self, test: Param | Own | Is | Href, node: Node) -> object:
        """Return what an `if` of a frame asks for."""
        if type(test) is Href:
            return self._led_to(test, node)
        if type(test) is Is:
            return _value(test.value, node) == test.word
        return _value(test, node)  # type: ignore[arg-type]

    def attributes(self, node: Node, extra_class: str = "") -> Markup:
        """Return a node's `class`, `id`, `lang` and `dir`, each with a space before it."""
        return Markup(self._attributes(node, extra_class))

    def _attributes(self, node: Node, extra_class: str) -> str:
        given = node.attributes
        key = (
            node.name,
            given.get("rend", "") + " " + given.get("rendition", ""),
            given.get("style", ""),
            given.get("xml:lang", ""),
            extra_class,
        )
        found = self._cache.get(key)
        if found is None:
            found = self._cache[key] = self._described(*key)
        name = node.params.get("id") or given.get("xml:id")
        return found + self._id(name) if name else found

    def id(self, name: str) -> Markup:
        """Return the `id` attribute; an address is given out once in a page, and never one that HTML refuses."""
        return Markup(self._id(name))

    def _id(self, name: str) -> str:
        if name in self._given or not name or _SPACE.search(name):
            return ""
        self._given.add(name)
        return f' id="{escape_value(name)}"'

    def _described(self, name: str, rend: str, style: str, language: str, extra_class: str) -> str:
        classes = [extra_class] if extra_class else []
        if name not in _PLAIN_NAMES:
            classes.append(f"tei-{_class_name(name)}")
        classes.extend(self._looks_of(name, rend, style) if self._around.looks else rendition_classes(rend))
        attributes = f' class="{" ".join(classes)}"' if classes else ""
        tag = language_tag(language) if language else ""
        if tag:
            attributes += f' lang="{tag}"'
            if self.both_ways or direction(tag) != direction(self.language):
                attributes += f' dir="{direction(tag)}"'
        return attributes

    def _looks_of(self, name: str, rend: str, style: str) -> list[str]:
        """Return the classes for how an element looks: as the source declares, else as its words mean to the theme."""
        looks = self._around.looks
        found = [looks[key] for key in (f"={style}", f"={rend.strip()}") if key in looks]
        for word in words_of(rend):
            pointed = f"#{word.rpartition('#')[2]}"
            key = pointed if "#" in word else word.lower()
            declared = (looks.get(f"{name} {key}") or looks.get(key)) if name not in _INDENTED else ""
            found.extend([declared] if declared else rendition_classes(word))
        if not rend.strip() and f"@{name}" in looks:
            found.append(looks[f"@{name}"])
        return list(dict.fromkeys(found))

    def link(self, node: Node) -> str:
        """Return where a link leads, or an empty string where it leads nowhere."""
        target = node.params.get("target")
        return self.href(target) if target is not None else ""

    def _led_to(self, href: Href, node: Node) -> str:
        """Return the link that a frame asks for."""
        return self.link(node) if href.of_link else self.href(_there(Param(href.name), node))  # type: ignore[arg-type]

    def _kind_of_link(self, node: Node) -> str:
        """Return the behaviour that shows a link by where it leads; a link that leads nowhere is none."""
        target = node.params["target"]
        if not self.href(target):
            return "" if target.kind == "name" else "inline"
        if target.kind == "entry":
            return "link_term" if self._around.definitions else "link"
        if target.kind == "external":
            return "link_out" if target.key.startswith(("http:", "https:", "doi:")) else "link"
        return "link_source" if target.kind == "source" else "link"

    def href(self, target: Target) -> str:
        """Return the link to a target, or an empty string where there is none to be made."""
        if target.kind == "external":
            return external_url(target.key)
        if target.kind == "local":
            return self._local(target.fragment)
        if target.kind == "name":
            place = self._around.names(target.key)
            return self.links.to(place.folder, place.address) if place and place.says_more else ""
        if target.kind == "file":
            return self.image(target)
        if target.kind == "source":
            return f"#source:{target.key}"
        if target.kind == "entry" and self._around.definitions:
            return f"#gloss:{target.key}"
        folder = page_target(target)
        if folder is None:
            return ""
        if target.kind != "text":
            return self.links.to(folder, target.fragment)
        ids = self._around.ids.get(target.key)
        # A text that was left out of the site has no ids, not even none; nor has a register beside the texts.
        if ids is None:
            return self._name(f"text:{target.key}#{target.fragment}")
        fragment = target.fragment if target.fragment in ids else ""
        return self.links.at(target.key, fragment)

    def speaker(self, speaker: tuple[str, str]) -> tuple[str, str]:
        """Return the link to what a register says of somebody who speaks, or an empty string, and their name."""
        name, key = speaker
        place = self._around.names(key) if key else None
        if place is None:
            return "", name
        return self.links.to(place.folder, place.address) if place.says_more else "", place.name

    def called(self, key: str) -> str:
        """Return the name that the registers have for the key of a mention, or an empty string."""
        place = self._around.names(key)
        return place.name if place else ""

    def _name_of(self, target: Target) -> str:
        """Return the name of the item of a register that a pointer means, or an empty string."""
        return self.called(f"text:{target.key}#{target.fragment}" if target.key else f"local:{target.fragment}")

    def to(self, address: str) -> str:
        """Return the link to an address of this page's own text."""
        key, version = self._around.own
        return f"#{quote_fragment(address)}" if address in self._around.here else self.links.at(key, address, version)

    def _local(self, fragment: str) -> str:
        if fragment in self._around.shown:
            return self.to(fragment)
        return self._name(f"local:{fragment}")

    def _name(self, key: str) -> str:
        place = self._around.names(key)
        return self.links.to(place.folder, place.address) if place else ""

    def image(self, target: Target) -> str:
        """Return the address of an image that the page may show, or an empty string."""
        if target.kind == "external" and may_show(target.key, self._around.image_hosts):
            return image_to_show(target.key)
        return self.links.file(asset_path(target.key)) if target.kind == "file" else ""

    def whole_image(self, target: Target) -> str:
        """Return the link to an image as large as it is, or an empty string."""
        return whole_image(target.key) if target.kind == "external" else self.image(target)


def _value(value: Param | Own, node: Node) -> object:
    """Return a value of a node that a frame asks for, or `None`."""
    if type(value) is Own:
        return getattr(node, value.name)
    found = node.params.get(value.name)
    for name in value.of_it:  # type: ignore[union-attr]
        found = getattr(found, name, None)
    return found


def _there(value: Param | Own, node: Node) -> object:
    """Return a value of a node that is to be written; raise what Jinja raises where there is none."""
    found = _value(value, node)
    if found is None:
        raise UndefinedError(f"<{node.name}> has no `{value.name}`")
    return found


def only_link(html: str) -> str:
    """Return a link without what else one can act upon in it, for which HTML has no place there.

    Of links, only those are left that macros write beside the content of their node, such as the number of a paragraph.
    """
    if html.count("<a ") < _SEVERAL and "<details" not in html and " tabindex=" not in html:
        return html
    depth = 0

    def alone(tag: re.Match[str]) -> str:
        nonlocal depth
        end, name, attributes = tag.groups()
        is_link = name == "a"
        depth -= is_link and bool(end)
        within = depth > 0
        depth += is_link and not end
        acts = _OF_LINKS if is_link else _TABINDEX
        return f"<{end}{_INSTEAD.get(name, name)}{acts.sub('', attributes)}>" if within else tag[0]

    return _TAG.sub(alone, html)


_SEVERAL = 2
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>")
_INSTEAD = {"a": "span", "details": "div", "summary": "div"}
_VALUE = r"""=(?:"[^"]*"|'[^']*')"""
_OF_LINKS = re.compile(rf" (?:href|rel|role|aria-label|data-popover|tabindex){_VALUE}")
_TABINDEX = re.compile(rf" tabindex{_VALUE}")
_SPACE = re.compile(r"\s")
_PLAIN_NAMES = frozenset({"p", "seg", "div", "ref", "list", "item", "table", "row", "cell", "head", "figure"})
"""Elements whose HTML is class enough."""


def _class_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "-", name)
