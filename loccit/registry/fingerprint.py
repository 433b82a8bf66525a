"""The text of a block -> a fingerprint by which it is known again when it was edited, split, merged or moved.

The fingerprint holds a short hash of the whole normalised text, which tells whether it is the same, and a sample
of the hashes of its pairs of neighbouring words, which tells how much of it is in another text. The sample is a
scaled one, so that the part of one text in another can be told whatever the length of either.
"""

from __future__ import annotations

import base64
import hashlib
import re
import struct
import unicodedata
import zlib
from functools import lru_cache

import msgspec

_WORD = re.compile(r"\w+")
_MOST = 256
"""Pairs of words that a fingerprint keeps; of a longer text it keeps every second, fourth, eighth, ..."""
_BITS = 0xFFFF
START, END = "^", "$"
"""What stands before the first word and after the last one in a pair."""


class Fingerprint(msgspec.Struct, frozen=True):
    """What is known of a text without the text."""

    whole: str
    """The hash of the whole normalised text: 12 hexadecimal digits."""
    scale: int
    """Every how many of the possible hashes is kept: a power of two."""
    pairs: frozenset[int]
    """The hashes of pairs of neighbouring words that are kept: 16 bits each."""

    def __str__(self) -> str:
        """Return the fingerprint as it stands in the registry."""
        packed = struct.pack(f">H{len(self.pairs)}H", self.scale, *sorted(self.pairs))
        return f"{self.whole}.{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


def normalised_words(text: str) -> list[str]:
    """Return the words of a text as they are compared: composed, without case, punctuation and white space."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


_ASCII = bytes(c if chr(c).isalnum() or c == ord("_") else ord(" ") for c in range(0x80)).lower()
_PLAIN = _ASCII + bytes(range(0x80, 0x100))
"""What each byte of a text in UTF-8 becomes: ASCII is normalised, the rest stays."""


def whole_hash(text: str) -> str:
    """Return `fingerprint(text).whole` at a fraction of its cost; it tells whether a text is the same."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).casefold()
        for character in set(text):
            if not (character.isascii() or character.isalnum()):
                text = text.replace(character, " ")
    return _hash(b" ".join(text.encode().translate(_PLAIN).split()))


def _hash(normalised: bytes) -> str:
    return hashlib.sha256(normalised).hexdigest()[:12]


def fingerprint(text: str) -> Fingerprint:
    """Return the fingerprint of a text."""
    words = normalised_words(text)
    whole = _hash(" ".join(words).encode())
    pairs = {pair_hash(a, b) for a, b in zip([START, *words], [*words, END], strict=True)}
    scale = 1
    while len(pairs) > _MOST:
        scale *= 2
        pairs = _sampled(pairs, scale)
    return Fingerprint(whole, scale, frozenset(pairs))


def pair_hash(first: str, second: str) -> int:
    """Return the hash of two neighbouring words."""
    return zlib.crc32(f"{first} {second}".encode()) & _BITS


def _sampled(pairs: set[int] | frozenset[int], scale: int) -> set[int]:
    return {pair for pair in pairs if pair % scale == 0}


@lru_cache(maxsize=100_000)
def parse_fingerprint(written: str) -> Fingerprint:
    """Return the fingerprint that stands in the registry; raise `ValueError` where it is none."""
    whole, dot, packed = written.partition(".")
    data = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
    if not dot or len(data) % 2 or not data:
        message = f"not a fingerprint: {written}"
        raise ValueError(message)
    scale, *pairs = struct.unpack(f">{len(data) // 2}H", data)
    if scale.bit_count() != 1:
        message = f"not a fingerprint: {written}"
        raise ValueError(message)
    return Fingerprint(whole, scale, frozenset(pairs))


def _common(a: Fingerprint, b: Fingerprint) -> tuple[frozenset[int] | set[int], frozenset[int] | set[int]]:
    """Return the pairs of both at the coarser of their scales."""
    scale = max(a.scale, b.scale)
    return (
        a.pairs if a.scale == scale else _sampled(a.pairs, scale),
        b.pairs if b.scale == scale else _sampled(b.pairs, scale),
    )


def similarity(a: Fingerprint, b: Fingerprint) -> float:
    """Return how alike two texts are, from 0 to 1: twice what they share over what they have (Dice)."""
    if a.whole == b.whole:
        return 1.0
    left, right = _common(a, b)
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0


def containment(part: Fingerprint, whole: Fingerprint) -> float:
    """Return how much of `part` is in `whole`, from 0 to 1."""
    if part.whole == whole.whole:
        return 1.0
    left, right = _common(part, whole)
    return len(left & right) / len(left) if left else 0.0
