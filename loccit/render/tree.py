"""The document tree -> HTML, by the theme's macros: one for each behaviour, and any for single elements."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import NamedTuple

import msgspec
from jinja2 import Environment, TemplateNotFound, UndefinedError
from markupsafe import Markup

from loccit.errors import RenderError
from loccit.model import Node, Target
from loccit.model.devices import is_device
from loccit.model.iiif import image_to_show, may_show, whole_image
from loccit.render.escape import escape, escape_value
from loccit.render.frames import Attributes, Choice, Content, Frame, Href, Id, Is, Own, Param, Say, frames_in
from loccit.render.language import direction, language_tag
from loccit.render.urls import Links, external_url, page_target, quote_fragment

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
_REPEATED = frozenset({"sigla"})
"""Behaviours whose nodes have parameters only, and the same ones many times in a text."""
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


class Marks(msgspec.Struct, frozen=True):
    """HTML that belongs to a citable block without being its text: old addresses before it, its history after it."""

    before: str = ""
    after: str = ""


class Place(NamedTuple):
    """Where the page of names has an item of a register."""

    folder: str
    address: str
    says_more: bool
    """Whether a reader finds more there than the name: something said of it, or the other texts that mention it."""
    name: str
    """The name as one says it."""


class Around(msgspec.Struct, frozen=True):
    """What is around the nodes of a page: the text they are of, the other texts, and what is known of its blocks."""

    shown: Collection[str] = ()
    """The ids that exist in the pages of the text."""
    here: Collection[str] = ()
    """Those of them that are on this very page, where it is one of several of the text."""
    own: tuple[str, str] = ("", "")
    """The key of the text, and the release that it is of."""
    names: Callable[[str], Place | None] = lambda _key: None
    """Where what the registers say of a name is, by the key of its mention."""
    ids: Mapping[str, Collection[str]] = MappingProxyType({})
    """The ids in the pages of each text of the edition."""
    definitions: bool = False
    """Whether the glossary entries that the text uses stand on this page."""
    both_ways: bool = False
    """Whether the text has words in scripts of either direction."""
    marks: Mapping[str, Marks] = MappingProxyType({})
    image_hosts: Collection[str] = ()
    """The hosts besides this site that images may be shown from."""
    interface: str = ""
    """The language of the words that are not the text's."""
    looks: Mapping[str, str] = MappingProxyType({})
    """The classes of the looks that the source declares, by rendition, style, element and word."""


NOTHING_AROUND = Around()


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
                out.append(escape_value(self.href(node.params[part.name])))  # type: ignore[union-attr]
            else:
                out.append(escape_value(str(_there(part, node))))  # type: ignore[arg-type]

    def _asked(self, test: Param | Own | Is | Href, node: Node) -> object:
        """Return what an `if` of a frame asks for."""
        if type(test) is Href:
            return self.href(node.params[test.name])
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
        for word in _TOKEN.findall(rend):
            pointed = f"#{word.rpartition('#')[2]}"
            declared = looks.get(pointed if "#" in word else word.lower()) if name not in _INDENTED else ""
            found.extend([declared] if declared else rendition_classes(word))
        if not rend.strip() and f"@{name}" in looks:
            found.append(looks[f"@{name}"])
        return list(dict.fromkeys(found))

    def link(self, node: Node) -> str:
        """Return where a link leads."""
        return self.href(node.params["target"])

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


_SPACE = re.compile(r"\s")
_PLAIN_NAMES = frozenset({"p", "seg", "div", "ref", "list", "item", "table", "row", "cell", "head", "figure"})
"""Elements whose HTML is class enough."""


_PLAIN_PATH = re.compile(r"[a-z0-9]+(?:/[a-z0-9]+)*\.[a-z0-9]+")


def asset_path(path: str) -> str:
    """Return where a file of the edition is put in the site: a name of ours, which no other file has on any disk."""
    stem, dot, suffix = path.rpartition(".")
    plain = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "file"
    if not _PLAIN_PATH.fullmatch(path) or is_device(plain):
        plain += f"-{zlib.crc32(path.encode()):08x}"
    return f"files/{plain}{dot}{re.sub(r'[^a-z0-9]', '', suffix.lower())}"


def _class_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "-", name)


_RENDITIONS: Mapping[str, str] = {
    **{
        name: name
        for name in (
            "allcaps blackletter bold bottombraced boxed centre cursive doublestrikethrough doubleunderline dropcap"
            " float hyphen inline italic justify larger left leftbraced letterspace literal normalstyle"
            " normalweight right rightbraced rotateleft rotateright rules smallcaps smaller strikethrough"
            " subscript superscript topbraced typewriter underline wavyunderline"
        ).split()
    },
    **dict.fromkeys(("i", "it", "ital", "italics", "italique", "kursiv"), "italic"),
    **dict.fromkeys(("b", "strong", "fett", "boldface"), "bold"),
    **dict.fromkeys(
        ("sc", "small-caps", "smallcap", "smcap", "caps-small", "kapitaelchen", "small_caps", "k"), "smallcaps"
    ),
    **dict.fromkeys(("sup", "super", "hoch"), "superscript"),
    **dict.fromkeys(("sub", "tief"), "subscript"),
    **dict.fromkeys(("u", "ul", "underlined", "unterstrichen"), "underline"),
    **dict.fromkeys(("center", "centered", "centred", "c", "zentriert"), "centre"),
    **dict.fromkeys(("spaced", "gesperrt", "g", "letterspaced", "expanded", "spaced-out"), "letterspace"),
    **dict.fromkeys(("strike", "overstrike", "struckthrough", "line-through", "del"), "strikethrough"),
    **dict.fromkeys(("tt", "code", "mono", "monospace"), "typewriter"),
    **dict.fromkeys(("large", "big"), "larger"),
    **dict.fromkeys(("small",), "smaller"),
    **dict.fromkeys(("caps", "uppercase", "all-caps", "versalien"), "allcaps"),
    **dict.fromkeys(("flushright", "align-right", "text-right"), "right"),
    **dict.fromkeys(("fraktur", "gothic", "blacklettertype", "fr"), "blackletter"),
    **dict.fromkeys(("dropcap", "initial", "drop-cap", "in"), "dropcap"),
    **dict.fromkeys(("double-underline", "uu"), "doubleunderline"),
    **dict.fromkeys(("roman", "upright", "recte", "antiqua", "latintype", "pre-print"), "normalstyle"),
    **dict.fromkeys(("tall", "ligature", "apex", "reversed", "intraline"), "normalstyle"),
    **dict.fromkeys(("hochgestellt", "exposant", "superscripted"), "superscript"),
    **dict.fromkeys(("tiefgestellt", "indice", "subscripted"), "subscript"),
    **dict.fromkeys(("bordered", "framed"), "boxed"),
}
"""The words of `@rend` and `@rendition` in use, and the rendition of tei_simplePrint that each means."""
_INDENTED = frozenset({"line"})
"""Elements that their macro indents."""
_TOKEN = re.compile(r"[^\s;,]+")


def rendition_classes(rend: str) -> list[str]:
    """Return the class names for the words of `@rend` and `@rendition`; words that mean nothing to us are left out."""
    words = (w.removeprefix("simple:").removeprefix("#").removesuffix(":true").lower() for w in _TOKEN.findall(rend))
    return list(dict.fromkeys(f"r-{_RENDITIONS[w]}" for w in words if w in _RENDITIONS))
