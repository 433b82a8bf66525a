"""Bytes or plain facts -> a digest of them, so that one can tell later whether they are still the same."""

from __future__ import annotations

import hashlib


def digest(facts: object) -> bytes:
    """Return the digest of bytes or plain facts, the same in every process; sets are none, for they have no order."""
    data = facts if isinstance(facts, bytes) else repr(facts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=16).digest()
