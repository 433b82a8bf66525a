"""The beginnings of lines, columns and pages, and the words that are broken over them."""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree

from loccit.model import Node
from loccit.read.behaviours import SECTIONS
from loccit.read.images import PAGES, begun_page
from loccit.read.rules import is_break, local_name
from loccit.read.tags import At
from loccit.read.walk import Walk
from loccit.read.wording import text_before

_BREAKS = {"pb": "page", "gb": "page", "cb": "column", "lb": "line"}
HYPHENS = "-\u2010\u00ac\u2e17\u2e40\u00ad"
"""What stands at the end of a line in a word that goes on: hyphens, the sign of negation, the soft hyphen."""
_SAYS = frozenset({"", "yes", "no", "maybe"})
"""What `@break` may say; anything else is a `no` that is written wrongly, or in letters of another script."""
_WITH_HYPHEN = re.compile(rf"\w[{HYPHENS}]\Z")
_SUSPENDED = re.compile(r"(?:and|or|und|oder|bzw|et|ou|e|y|o|en|of|och|eller)\b")
"""Words before which a hyphen stands for a part that two words share: German `Haus- und Hof`."""


def read_break(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return the beginning of a page, column or line, or another milestone.

    A hyphen at the end of the line before is taken out of the text and kept with the break.
    """
    walk.skip(element)
    hyphen = _breaks_a_word(walk, element, at) if at.name in _BREAKS else None
    if hyphen is None and walk.breaks_words and at.place.prose and _is_between_letters(element):
        hyphen = ""
    walk.joining = hyphen
    sign = _sign_before(element) if hyphen == "" else ""
    walk.signed = bool(sign)
    if at.name == "lb" and at.place.prose and not at.place.in_header:
        walk.options.add("lines")
    params = {
        "type": _BREAKS.get(at.name) or at.attributes.get("unit", "milestone"),
        "label": _BRACKETS.sub(r"\1", at.attributes.get("n", "") or _numbered(at)),
        "within_word": hyphen is not None,
        "hyphen": hyphen or sign,
        "in_prose": at.place.prose,
    }
    if at.name == "lb" and not at.place.prose:
        number = at.attributes.get("n", "")
        params["edge"] = _is_at_an_edge(element)
        params["fifth"] = number.isdecimal() and int(number) % _LABELLED_LINES == 0 < int(number)
    if at.name == "milestone":
        looks = f"{at.attributes.get('rend', '')} {at.attributes.get('rendition', '')}"
        params["rule"] = not at.place.in_paragraph and bool(_RULE.search(looks))
    begun = begun_page(walk, element, at) if params["type"] in PAGES else None
    if begun:
        params["label"] = begun.params["image"].label
    if (edition := at.attributes.get("ed", "").strip("# ")) in walk.editions and params["label"]:
        params["label"] = f"{edition} {params['label']}"
    if begun and at.place.in_link:
        # It is a link itself, and stands after the one that it would be inside.
        walk.hoisted.append(begun)
        begun = None
    return walk.made(at, [begun] if begun else [], params=params, block=False)


def numbered_editions(root: etree._Element) -> frozenset[str]:
    """Return the editions or witnesses whose pages and columns are numbered in a text, where they are several."""
    breaks = (each for each in root.iter("{*}pb", "{*}cb") if each.get("n"))
    found = frozenset(each.get("ed", "").strip("# ") for each in breaks)
    return found - {""} if len(found) > 1 else frozenset()


def _numbered(at: At) -> str:
    """Return the number of a page that only its id says."""
    found = _PAGE_ID.search(at.attributes.get("xml:id", "")) if at.name == "pb" else None
    return found[1] if found else ""


_PAGE_ID = re.compile(r"(?:^|[._-])p(?:g|ages?)?[._-](\d+[a-z]?|[ivxlc]+)\Z")
"""How ids say a page: `v.2.p.250`, `page-12`."""
_BRACKETS = re.compile(r"\A\[([^\[\]]*)\]\Z")
"""Around the number of a page that the source does not print; the page has them anyway."""
_LONGEST_EDITION = 6_000
"""Characters up to which an edition is that of an inscription."""
_LONGEST_LINE = 20
"""Words up to which what stands between two breaks may be a line of it."""


def is_of_lines(element: etree._Element) -> bool:
    """Tell whether the lines of a paragraph are lines of the text: of a short inscription, of a speech in a play."""
    if element.find("{*}lb") is None:
        return False
    parent = element.getparent()
    if parent is not None and local_name(parent) == "sp" and local_name(element) == "ab":
        return True
    edition = next((div for div in element.iterancestors("{*}div") if div.get("type") == "edition"), None)
    if edition is None or not _is_short(edition):
        return False
    lines = sum(1 for _ in element.iter("{*}lb"))
    return len("".join(map(str, element.itertext())).split()) <= lines * _LONGEST_LINE


def _is_short(edition: etree._Element) -> bool:
    length = 0
    for text in edition.itertext():
        length += len(str(text))
        if length > _LONGEST_EDITION:
            return False
    return True


_RULE = re.compile(r"\b(?:hr|rule|line|bar|asterism|asterisks?|stars?|ornament|fleuron|dots)\b|\*|#hr", re.IGNORECASE)
"""How encoders say that a milestone is a line or an ornament in print."""
_LABELLED_LINES = 5
"""The margin shows the number of every fifth line."""
_BLOCKS = frozenset(
    {
        *SECTIONS.split(),
        *"text front body back ab p head lg l list item table figure sp speaker stage opener closer".split(),
    }
    | {*"salute signed dateline byline titlePage docTitle titlePart docImprint trailer epigraph argument quote".split()}
)
"""What begins and ends on a line of its own, so that a break there is none that could be seen."""


def _is_at_an_edge(element: etree._Element) -> bool:
    """Tell whether a line begins where a line begins anyway: at the start or end of a block, or beside one."""
    parent = element.getparent()
    if parent is None or local_name(parent) not in _BLOCKS:
        return False
    return _ends_at_a_block(element, parent, -1) or _ends_at_a_block(element, parent, 1)


def _ends_at_a_block(element: etree._Element, parent: etree._Element, way: int) -> bool:
    """Tell whether there is nothing but other breaks between an element and a block, or the end of its parent."""
    while True:
        beside = element.getprevious() if way < 0 else element.getnext()
        between = element if way > 0 else beside
        text = parent.text if between is None else between.tail
        if text and not text.isspace():
            return False
        if beside is None or type(beside.tag) is not str:
            return beside is None
        if not is_break(beside):
            return local_name(beside) in _BLOCKS or local_name(beside) == "div"
        element = beside


_IN_WORD = frozenset({"inWord", "worddiv", "hyphenated", "hyphenInWords", "shyphen", "hyphen"})
"""What projects say of a break in a word by `@type` or `@rend`, from the time before `@break`."""


def breaks_words(root: etree._Element) -> bool:
    """Tell whether a text shows by white space alone which of its words are broken over lines.

    In such a transcription some breaks stand right between two small letters, most stand beside white space, and
    nothing else, neither an attribute nor a hyphen, says that a word goes on.
    """
    spaced = glued = 0
    for element in root.iter("{*}lb"):
        before = text_before(element)[-1:]
        says = element.get("break") or element.get("type") in _IN_WORD or element.get("rend") in _IN_WORD
        if says or before in tuple(HYPHENS):
            return False
        if not _is_between_letters(element):
            spaced += 1
        elif (element.tail or "")[:1].islower():
            glued += 1
        else:
            return False
    return glued >= _FEWEST_BROKEN and spaced > glued > spaced * _RARELY


_FEWEST_BROKEN = 5
_RARELY = 0.08
"""How many words of a manuscript are broken over its lines at least; fewer are mistakes of a typist."""


def _is_between_letters(element: etree._Element) -> bool:
    return text_before(element)[-1:].isalpha() and (element.tail or "")[:1].isalpha()


def _is_in_word(element: etree._Element) -> bool:
    """Tell whether a break stands in what is encoded as one word, or in a few letters of it."""
    for _level in range(_DEEP):
        above = element.getparent()
        if above is None or above.tag in _WORD:
            return above is not None
        element = above
    return False


_DEEP = 3
_WORD = frozenset({"w", "{http://www.tei-c.org/ns/1.0}w"})


def _breaks_a_word(walk: Walk, element: etree._Element, at: At) -> str | None:
    """Return the hyphen that a break has put into a word, an empty string if there is none, `None` between words.

    `@break` decides where it is there (TEI Guidelines, section 3.11.3). Else, in prose, a word that ends in a hyphen
    goes on after the break: with a small letter it was only broken, otherwise the hyphen is its own.
    """
    given = at.attributes
    says = given.get("break", "")
    if says not in _SAYS:
        says = "no"
    if not says and (given.get("type") in _IN_WORD or given.get("rend") in _IN_WORD or _is_in_word(element)):
        says = "no"
    if says == "yes" or not (says == "no" or at.place.prose):
        return None
    if not says and _follows_a_broken_word(element):
        return ""
    before, beside = _before(element)
    if not says and at.name == "lb" and _goes_on(walk, element):
        return ""
    hyphen = before[-1] if _WITH_HYPHEN.search(before) else ""
    if says == "no":
        return hyphen if beside else ""
    after = _after(element) if hyphen else ""
    if not after[:1].isalnum() or _SUSPENDED.match(after):
        return None
    is_broken = beside and before[-2].isalpha() and after[0].isalpha() and not after[0].isupper()
    return hyphen if is_broken else ""


_SOUTH_EAST_ASIAN = (("\u0e00", "\u0eff"), ("\u1000", "\u109f"), ("\u1780", "\u17ff"))
_TIBETAN = (("\u0f0b", "\u0f0c"), ("\u0f40", "\u0fbc"))
"""Letters and the point after each syllable; a space stands after strokes only."""
_ETHIOPIC = (("\u1200", "\u135f"),)
_ETHIOPIC_SPACE = "\u1361"
"""Two points between words, where a text has them; at the end of a line they say that a word ends."""


def _goes_on(walk: Walk, element: etree._Element) -> bool:
    """Tell whether no space stands between the letters on either side of a line break, as their script is written."""
    sides = _letter(element, -1), _letter(element, 1)
    if any(all(_is_one_of(script, letter) for letter in sides) for script in (_UNSPACED, _TIBETAN)):
        return True
    parent = element.getparent()
    is_ethiopic = parent is not None and all(_is_one_of(_ETHIOPIC, letter) for letter in sides)
    return is_ethiopic and _has_points(walk, parent)  # type: ignore[arg-type]


def _has_points(walk: Walk, holder: etree._Element) -> bool:
    """Tell whether points stand between the words of what holds a line break; its lines may be thousands."""
    if holder not in walk.pointed:
        walk.pointed[holder] = any(_ETHIOPIC_SPACE in str(text) for text in holder.itertext())
    return walk.pointed[holder]


_UNSPACED = (("\u2e80", "\u9fff"), ("\uff00", "\uffef"), ("\U00020000", "\U0010ffff"), *_SOUTH_EAST_ASIAN)
"""Scripts that set no space between words: Chinese and Japanese and their signs, Thai, Lao, Burmese, Khmer."""


def _is_one_of(ranges: tuple[tuple[str, str], ...], letter: str) -> bool:
    return any(first <= letter <= last for first, last in ranges)


def _letter(element: etree._Element, way: int) -> str:
    """Return the last letter before an element, or the first after it, in its parent; notes and breaks are none."""
    text = element.tail if way > 0 else None
    beside = element
    while True:
        following, parent = (beside.getnext() if way > 0 else beside.getprevious()), beside.getparent()
        if way < 0:
            text = following.tail if following is not None else parent.text if parent is not None else ""
        if text and (words := text.strip()):
            return words[min(way, 0)]
        if following is None:
            return ""
        words = "" if _is_aside(following) else "".join(map(str, following.itertext())).strip()
        if words:
            return words[min(way, 0)]
        beside, text = following, following.tail


def _is_aside(element: etree._Element) -> bool:
    return type(element.tag) is not str or is_break(element) or local_name(element) in {"note", "anchor", "ptr"}


def _follows_a_broken_word(element: etree._Element) -> bool:
    """Tell whether the break before, with nothing but breaks between, is said to be within a word."""
    for before in islice(element.itersiblings(preceding=True), _IN_A_ROW):
        if not is_break(before) or (before.tail or "").strip():
            return False
        if before.get("break") == "no":
            return True
    return False


_IN_A_ROW = 50
"""How many breaks without words between them are looked at: images alone may have thousands."""


def read_forme_work(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return what stands on a page outside its text, such as a catchword: it is in the documentary text alone."""
    if not at.place.in_header:
        walk.options.add("documentary")
    node = walk.generic(element, at)
    walk.joining = _breaks_a_word(walk, element, at) if at.place.prose else None
    return node


def read_marked_words(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return `mw`: what stands on a page outside its text, where it says of what type; else words that are one."""
    if at.attributes.get("type"):
        return read_forme_work(walk, element, at._replace(name="fw"))
    return walk.generic(element, at)


def _before(element: etree._Element) -> tuple[str, bool]:
    """Return the text before a break, or before the breaks it follows, and whether it stands right beside this one."""
    beside = True
    for _ in range(_IN_A_ROW):
        previous, parent = element.getprevious(), element.getparent()
        text = previous.tail if previous is not None else parent.text if parent is not None else ""
        if (text and not text.isspace()) or previous is None or not is_break(previous):
            return (text or "").rstrip(), beside
        element, beside = previous, False
    return "", False


def _sign_before(element: etree._Element) -> str:
    """Return the hyphen right before a break that is in an element of its own, or an empty string."""
    before = element.getprevious()
    if before is None or len(before) or is_break(before) or (before.tail or "").strip():
        return ""
    sign = (before.text or "").strip()
    return sign if len(sign) == 1 and sign in HYPHENS else ""


def _after(element: etree._Element) -> str:
    """Return the text after a break, or after the breaks that follow it."""
    after = (element.tail or "").lstrip()
    for following in islice(element.itersiblings(), _IN_A_ROW):
        if after or not is_break(following):
            break
        after = (following.tail or "").lstrip()
    return after
