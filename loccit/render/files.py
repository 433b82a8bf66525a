"""What a site has besides pages: downloads, the sitemap, and a word for crawlers and hosts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from loccit.model import Node, Text
from loccit.render.escape import escape
from loccit.render.titles import listed_names


def plain_text(text: Text) -> bytes:
    """Return a text as plain text: its title, its numbered paragraphs and lines of verse, its notes."""
    lines = [text.title, *([listed_names(text.header.authors)] if text.header.authors else []), ""]
    parent = None
    for node, holder in _blocks(text.root, text.root):
        words = node.reading
        if not words:
            continue
        in_verse = node.name in {"l", "line"} and holder is parent
        if in_verse:
            lines.pop()
        parent = holder
        is_labelled = node.name != "l" or node.params.get("fifth")
        label = node.params.get("label", "") if is_labelled else ""
        lines += [f"[{label}] {words}" if label else words, ""]
    notes = [note for note in text.notes if not note.entry]
    lines += [f"  {note.label}. {note.node.reading}" for note in notes]
    return ("\n".join(lines).rstrip() + "\n").encode("utf-8")


def _blocks(node: Node, _parent: Node) -> Iterable[tuple[Node, Node]]:
    """Yield each outermost paragraph, line or heading, and whatever holds text beside them, with its parent."""
    for child in node.children:
        if isinstance(child, str):
            continue
        if child.params.get("id") or child.behaviour in {"heading", "paragraph", "fragment"}:
            if not child.params.get("title"):
                yield child, node
        elif child.block and any(isinstance(c, Node) and c.block for c in child.children):
            yield from _blocks(child, node)
        else:
            yield child, node


def sitemap(base_url: str, folders: Iterable[str]) -> bytes:
    """Return the sitemap (sitemaps.org 0.9) of the pages in these folders."""
    rows = "".join(f"  <url><loc>{escape(base_url + folder)}</loc></url>\n" for folder in sorted(folders))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{rows}</urlset>\n".encode()


def robots(base_url: str) -> bytes:
    """Return robots.txt: everything may be read, and where the sitemap is."""
    line = f"Sitemap: {base_url}sitemap.xml\n" if base_url else ""
    return f"User-agent: *\nAllow: /\n{line}".encode()


def headers(manifests: Iterable[str] = ()) -> bytes:
    """Return `_headers`, which some hosts read: what a `meta` element cannot say.

    Viewers of other sites may ask for the `manifests` and the images.
    """
    shared = [*manifests, "files/*"] if manifests else []
    return (
        "/*\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: no-referrer-when-downgrade\n"
        "  Content-Security-Policy: frame-ancestors 'self'\n"
        + "".join(f"/{path}\n  Access-Control-Allow-Origin: *\n" for path in shared)
    ).encode()


def shortened(text: str, limit: int = 160) -> str:
    """Return the first words of a text, cut at a word."""
    if len(text) <= limit:
        return text
    return re.sub(r"\W*\s\S*$", "", text[:limit]) + " …"
