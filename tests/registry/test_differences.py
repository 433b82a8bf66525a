"""What changed between two states of a text, word by word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loccit.registry.differences import differences, word_difference

TEXTS = st.lists(
    st.sampled_from(["one", "two", "three", "one’s", "co-operation", "(", ".", ",", "–"]), max_size=12
).map(" ".join)


def words(text: str) -> str:
    """Return a text without its white space."""
    return "".join(text.split())


@given(old=TEXTS, new=TEXTS)
def test_both_texts_can_be_read_off(old: str, new: str) -> None:
    """What is kept and taken out is the old text, what is kept and put in the new one."""
    pieces = word_difference(old, new)

    assert words(old) == words("".join(p.words for p in pieces if p.change != "inserted"))
    assert words(new) == words("".join(p.words for p in pieces if p.change != "deleted"))


@given(text=TEXTS)
def test_no_change_is_no_difference(text: str) -> None:
    """A text is the same as itself."""
    assert all(piece.change == "same" for piece in word_difference(text, text))


def test_a_sentence_put_in_is_marked_whole() -> None:
    """The mark begins with the first new word and ends with the last, without white space."""
    pieces = word_difference("It rained. We stayed.", "It rained. It was cold. We stayed.")

    assert [("same", "It rained. "), ("inserted", "It was cold."), ("same", " We stayed.")] == [
        (piece.change, piece.words) for piece in pieces
    ]


def test_addresses_are_added_edited_and_removed() -> None:
    """The differences come in the order of the new state, what is gone after what stood before it."""
    old = {("t", "p0"): "x", ("t", "p1"): "a", ("t", "p2"): "b", ("t", "p3"): "c"}
    new = {("t", "p1"): "a", ("t", "p3"): "d", ("t", "p4"): "e"}

    found = [(change.key[1], change.kind) for change in differences(old, new)]

    assert [("p0", "removed"), ("p2", "removed"), ("p3", "edited"), ("p4", "added")] == found
