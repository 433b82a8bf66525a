"""Whatever a TEI file holds: its text is on the page, addresses are unique, links lead somewhere, bytes repeat."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conservation import (
    WRAPPER,
    faults_of_site,
    folded,
    inside,
    is_shown,
    local,
    page_text,
    parse_tei,
    site_of,
    source_text,
    squeezed,
    text_pages,
)

EXAMPLES = int(os.environ.get("LOCCIT_EXAMPLES", "0"))
"""How many trees to try; without it the same 80 each time, so that a failure is a change's and not chance's."""
MANY = settings(
    max_examples=EXAMPLES or 80,
    deadline=None,
    derandomize=not EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

# Text: what breaks programs, among words

AWKWARD = (
    "& < > \" ' ]]> <!-- --> &amp; &#38; {{ }} {% %} %s %(x)s \\ ` * _ [1] (a) ¶ § … — ‘q’ “q” \u00a0 \u202f \u2003"
    " \u3000 \u200b \u00ad \ufeff \u2028 é e\u0301 a\u0323\u0307"
    " שָׁלוֹם مرحبا ܫܠܡܐ 中文 𐌰𐌹 𝒜 👩‍👩‍👧 \U00010ffd \u202eabc\u202c p1 n1 h1"
).split(" ")
TEXT = st.lists(st.sampled_from([*AWKWARD, "word", "two words", "\n  ", " ", "\t"]), min_size=1, max_size=4).map(
    "".join
)
FREE_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufffe\uffff"), max_size=12
)
STRINGS = st.one_of(TEXT, FREE_TEXT).map(escape)

# Elements: attributes that matter, and children where TEI has them and where it has not

IDS = st.sampled_from(["", "", "", "", "p1", "p7", "n1", "h1", "x-1", "été", "ref.1", "note1"])
TARGETS = st.sampled_from(
    [*"https://example.org/?a=1&b=2 #p1 #x-1 #n1 #nowhere mailto:a@b.c javascript:alert(1) other.xml".split(), ""]
)
ATTRIBUTES = {
    "hi": {"rend": ["italic", "bold sc", "no such thing", ""]},
    "list": {"type": ["gloss", "ordered", "simple", "bulleted"]},
    "row": {"role": ["label", "data"]},
    "cell": {"role": ["label", "data"], "cols": ["2", "0", "x"], "rows": ["2"]},
    "note": {"place": ["foot", "end", "inline", "margin", ""], "type": ["editorial", "source"], "n": ["1", "*"]},
    "foreign": {"xml:lang": ["ar", "de", "not a tag"]},
    "div": {"type": ["chapter"]},
    "pb": {"n": ["1", "iv", ""]},
    "milestone": {"unit": ["section"], "n": ["1"]},
}
INLINE = "hi persName placeName title term foreign emph q seg date soCalled rs abbr unknownInline".split()
RUNNING = "p head l item cell speaker stage label ab signed".split()


@st.composite
def elements(draw, name, content):
    """Draw an element with attributes of its kind and an id now and then."""
    known = ATTRIBUTES.get(name, {})
    given = {key: draw(st.sampled_from(values)) for key, values in known.items() if draw(st.booleans())}
    if name in {"ref", "ptr"}:
        given["target"] = draw(TARGETS)
    if name not in {"lb", "choice"} and (own := draw(IDS)):
        given["xml:id"] = own
    written = "".join(f" {key}={quoteattr(value)}" for key, value in given.items())
    return f"<{name}{written}>{draw(content)}</{name}>"


def joined(*parts, least=0, most=3):
    """Draw a run of parts."""
    return st.lists(st.one_of(*parts), min_size=least, max_size=most).map("".join)


def one_of_names(names, content):
    """Draw an element with one of the names."""
    return st.sampled_from(names).flatmap(lambda name: elements(name, content))


EMPTY = one_of_names(["lb", "pb", "milestone", "anchor"], st.just(""))


def choices(content):
    """Draw alternatives of two kinds."""
    pairs = st.sampled_from([("sic", "corr"), ("orig", "reg"), ("abbr", "expan"), ("corr", "sic")])
    made = pairs.flatmap(lambda pair: st.tuples(*(elements(name, content) for name in pair)).map("".join))
    return made.map(lambda readings: f"<choice>{readings}</choice>")


def phrases(depth, blocks=None):
    """Draw running text, with blocks in it where they are given: TEI's `p` and `hi` may hold a list."""
    if depth == 0:
        return STRINGS
    below = phrases(depth - 1, blocks)
    filled = st.tuples(STRINGS.filter(str.strip), below).map("".join)
    parts = [STRINGS, STRINGS, one_of_names(INLINE, below), elements("note", below), elements("ref", filled), EMPTY]
    return joined(*parts, choices(below), *([blocks] if blocks is not None else []), most=4)


def structures(depth):
    """Draw blocks, one inside the other."""
    text = phrases(2) if depth == 0 else phrases(2, structures(depth - 1))
    simple = one_of_names(["p", "p", "p", "ab", "head", "l", "stage", "signed"], text)
    if depth == 0:
        return simple
    below = joined(structures(depth - 1), least=1)
    item = one_of_names(["item", "item", "label", "head"], st.one_of(text, below))
    row = elements("row", joined(elements("cell", st.one_of(text, below)), EMPTY, least=1))
    line = elements("l", text)
    speech = joined(elements("speaker", phrases(1)), elements("stage", phrases(1)), line, elements("p", text))
    return st.one_of(
        simple,
        elements("list", joined(item, EMPTY, least=1, most=4)),
        elements("table", joined(elements("head", text), row, EMPTY, least=1)),
        elements("quote", st.one_of(text, below)),
        elements("lg", joined(elements("head", text), line, EMPTY, least=1)),
        elements("sp", speech),
        elements("figure", joined(elements("head", text), below)),
        elements("note", below),
        elements("div", st.tuples(joined(elements("head", text), most=1), below).map("".join)),
        elements("unknownBlock", below),
    )


BODIES = joined(structures(2), least=1, most=3).filter(lambda body: squeezed(body) != "")


def deduplicated(body):
    """Return a body in which each id stands once, since a file with two of the same is refused."""
    parts = body.split(' xml:id="')
    seen: set[str] = set()
    for index, part in enumerate(parts[1:], 1):
        name, _, rest = part.partition('"')
        parts[index] = rest if name in seen else f' xml:id="{name}"{rest}'
        seen.add(name)
    return "".join(parts)


def built(body):
    """Return the TEI tree around a body, and the site made of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "text-one.xml")
        path.write_text(WRAPPER.format(deduplicated(body)), "utf-8")
        return parse_tei(path.read_bytes(), path), site_of(path)


def has_moved(root):
    """Tell whether the tree has something that is shown in another order: heads and captions of figures and tables."""
    return any(len(element) > 1 for element in root.iter("{*}figure", "{*}table"))


@MANY
@given(BODIES)
def test_text_in_equals_text_out(body: str) -> None:
    """The text of the page, notes apart, is the text of the source: the same characters in the same order."""
    root, site = built(body)

    expected, actual = source_text(root), page_text(site["text-one/index.html"].decode())

    assert expected.characters() == actual.characters()
    assert expected.same_whatever_the_order() == actual.same_whatever_the_order()
    if not has_moved(root):
        assert Counter(map(squeezed, expected.notes)) == Counter(map(squeezed, actual.notes))
        assert squeezed(expected.body) == squeezed(actual.body)


@MANY
@given(BODIES)
def test_words_stay_apart_and_together(body: str) -> None:
    """A paragraph of running text keeps its white space: no two words run together, none falls apart."""
    root, site = built(body)

    shown = page_text(site["text-one/index.html"].decode()).blocks()
    running = [e for e in root.iter("{*}p", "{*}l", "{*}head", "{*}cell") if is_shown(e) and is_running(e)]

    assert [] == [text for e in running if (text := folded(inside(e))) and text not in shown]


def is_running(element):
    """Tell whether an element holds only running text, that no note and no alternative is in it or around it."""
    plain = {*INLINE, "ref", "anchor", "pb", "milestone", "lb"} - {"q"}
    names = {local(below) for below in element.iterdescendants()}
    above = {local(above) for above in element.iterancestors()}
    return names <= plain and not above & {"choice", "note", *INLINE, *RUNNING}


@MANY
@given(BODIES)
def test_pages_are_sound(body: str) -> None:
    """Tags nest as HTML has it, ids are unique in each page, and every internal link ."""
    _root, site = built(body)

    assert [] == faults_of_site(site)


@settings(MANY, max_examples=EXAMPLES or 25)
@given(BODIES)
def test_same_bytes_twice(body: str) -> None:
    """Building twice gives the same bytes."""
    _root, first = built(body)
    _root, second = built(body)

    assert first == second


DIVISIONS = st.lists(
    st.tuples(st.sampled_from(["", '<pb n="1"/>', "<milestone/>", "<p>between</p>"]), structures(1)),
    min_size=2,
    max_size=4,
)


@settings(MANY, max_examples=EXAMPLES or 40)
@given(DIVISIONS, st.sampled_from(["p1", "n1", "x-1", "h2", "x-2"]))
def test_divided_text_in_equals_text_out(divisions: list[tuple[str, str]], pointed_at: str) -> None:
    """The pages of a divided text together have its text in its order; their links lead somewhere."""
    link = f'<p>See <ref target="#{pointed_at}">there</ref><ptr type="note" target="#x-1"/>.</p>'
    body = "".join(f"{before}<div><head>Of</head>{inside}{link}</div>" for before, inside in divisions)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "text-one.xml")
        path.write_text(WRAPPER.format(deduplicated(body)), "utf-8")
        root, site = parse_tei(path.read_bytes(), path), site_of(path, divide="always")

    expected, actual = source_text(root), page_text(*text_pages(site))

    assert len(divisions) < len(text_pages(site))
    assert expected.characters() == actual.characters()
    assert expected.same_whatever_the_order() == actual.same_whatever_the_order()
    assert [] == faults_of_site(site)


@settings(MANY, max_examples=EXAMPLES or 40)
@given(st.lists(structures(1), min_size=2, max_size=3), st.sampled_from(["#p1", "#n1", "#x-1", "#h1", ""]))
def test_links_between_texts(bodies: list[str], fragment: str) -> None:
    """Texts that point at each other, at whatever there is in them, have no link that leads nowhere."""
    with tempfile.TemporaryDirectory() as folder:
        for index, body in enumerate(bodies):
            link = f'<p><ref target="text-{(index + 1) % len(bodies)}.xml{fragment}">see</ref></p>'
            Path(folder, f"text-{index}.xml").write_text(WRAPPER.format(deduplicated(body) + link), "utf-8")

        faults = faults_of_site(site_of(Path(folder)))

    assert [] == faults


@pytest.mark.parametrize("character", AWKWARD)
def test_awkward_characters_survive(character: str) -> None:
    """Each awkward character stands in the page as itself, in running text and in a note."""
    written = escape(character)
    root, site = built(f"<p>a{written}b</p><p>c<note>d{written}e</note></p>")

    expected, actual = source_text(root), page_text(site["text-one/index.html"].decode())

    assert list(map(squeezed, (expected.body, *expected.notes))) == list(map(squeezed, (actual.body, *actual.notes)))
