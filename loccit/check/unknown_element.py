"""An element in TEI's namespace that TEI does not have: a slip, or an element of one's own in the wrong place.

Its text is shown all the same, but nothing is known of what it is. A file and a name give one problem, at the first
use. Elements of one's own belong into a namespace of one's own.

Passes::

    <lg><l>…</l></lg>

Fails::

    <lgg><l>…</l></lgg>
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.check.tei_names import OLD_NAMES, TEI_NAMES
from loccit.errors import Problem, did_you_mean
from loccit.model import Edition

CODE = "unknown-element"


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each name of an element that TEI does not have."""
    for text in edition.tei:
        unknown = (o for o in text.oddities if o.kind == CODE and o.subject not in TEI_NAMES | OLD_NAMES)
        for number, oddity in enumerate(unknown):
            at = text.source.position(oddity.ordinal)
            hint = _hint(oddity.subject, is_likely_a_slip=number < _MOST)
            yield Problem(at, CODE, f"unknown element <{oddity.subject}>", hint)


_MOST = 50
"""Names of elements that may be slips; a file with more is in a language of its own."""


def _hint(name: str, *, is_likely_a_slip: bool) -> str:
    by_lower_case = {known.lower(): known for known in sorted(TEI_NAMES)}
    if name.lower() in by_lower_case:
        return f"did you mean <{by_lower_case[name.lower()]}>?"
    if name in _FROM_HTML:
        return f"write {_FROM_HTML[name]}"
    otherwise = f'write a TEI element, or <my:{name} xmlns:my="..."> in a namespace of your own'
    return (is_likely_a_slip and did_you_mean(name, sorted(TEI_NAMES), shape="<{}>")) or otherwise


_FROM_HTML = {
    "i": '<hi rend="italic">',
    "em": "<emph>",
    "b": '<hi rend="bold">',
    "strong": '<hi rend="bold">',
    "a": '<ref target="...">',
    "br": "<lb/>",
    "img": '<graphic url="..."/>',
    "span": "<seg>",
    "ul": "<list>",
    "ol": '<list rend="numbered">',
    "li": "<item>",
    "tr": "<row>",
    "td": "<cell>",
    "th": '<cell role="label">',
    "blockquote": "<quote>",
    "sup": '<hi rend="sup">',
    "sub": '<hi rend="sub">',
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "<head>"),
}
"""What TEI has for the elements of HTML that editors write by habit."""
