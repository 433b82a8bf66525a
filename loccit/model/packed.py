"""Things of a text that stay as they were stored until somebody asks for them."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar, overload

T = TypeVar("T")


class Packed(Sequence[T], Generic[T]):
    """A sequence that is pickled as one string of bytes, and unpickled only when it is looked into.

    Of a thousand texts in a cache, a build that finds one changed looks into few.
    """

    __slots__ = ("_data", "_items")

    def __init__(self, items: Iterable[T]) -> None:
        self._items: tuple[T, ...] | None = tuple(items)
        self._data = b""

    def __reduce__(self) -> tuple[object, ...]:
        """Return what to pickle."""
        return Packed, ((),), self._data or pickle.dumps(self._items, pickle.HIGHEST_PROTOCOL)

    def __setstate__(self, data: bytes) -> None:
        """Take what was pickled."""
        self._items, self._data = None, data

    def _opened(self) -> tuple[T, ...]:
        if self._items is None:
            self._items = tuple(pickle.loads(self._data))  # noqa: S301 - from where this object itself came
            self._data = b""
        return self._items

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...
    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        """Return one of them, or several."""
        return self._opened()[index]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._opened())

    def __iter__(self) -> Iterator[T]:
        """Return each in turn."""
        return iter(self._opened())

    def __eq__(self, other: object) -> bool:
        """Tell whether another one has the same in it."""
        return isinstance(other, Packed) and self._opened() == other._opened()

    def __hash__(self) -> int:
        """Return what is the same for equal ones."""
        return hash(len(self))
