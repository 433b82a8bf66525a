"""What stays packed is unpacked for whoever asks, and packed again as it was."""

from __future__ import annotations

import pickle

import pytest

from loccit.model import Mention, Packed

MENTIONS = tuple(Mention("person", f"id:{name}", name, "p1", "1", 7, "persName") for name in ("Anna", "Boris", "Anna"))


class _Bomb:
    """Tells whether it was unpickled."""

    def __reduce__(self) -> tuple[object, ...]:
        return _explode, ()


def _explode() -> None:
    raise RuntimeError("unpacked")


def _stored(packed: Packed[object]) -> Packed[object]:
    """Return it as a cache would give it back."""
    return pickle.loads(pickle.dumps(packed))  # noqa: S301 - our own bytes


def test_it_is_a_sequence_before_and_after() -> None:
    """As a tuple would be."""
    packed = Packed(MENTIONS)
    for each in (packed, _stored(packed)):
        assert tuple(each) == MENTIONS
        assert each[1] == MENTIONS[1]
        assert each[1:] == MENTIONS[1:]
        assert len(each) == len(MENTIONS)
        assert MENTIONS[0] in each


def test_it_equals_what_has_the_same_in_it() -> None:
    """Whether it was opened or not."""
    twin = _stored(Packed(MENTIONS))
    assert twin == Packed(MENTIONS)
    assert hash(twin) == hash(Packed(MENTIONS))
    assert Packed(MENTIONS) != Packed(MENTIONS[:2])


def test_nothing_is_unpacked_before_somebody_looks() -> None:
    """Nor when it is packed again."""
    packed = _stored(Packed([_Bomb()]))
    again = _stored(packed)
    with pytest.raises(RuntimeError, match="unpacked"):
        len(packed)
    with pytest.raises(RuntimeError, match="unpacked"):
        list(again)
