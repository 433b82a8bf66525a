"""A report on the edition that nothing waits for: it is made beside the server, after each build that went well."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Sequence

from loccit.errors import EditionError, Problem

Report = Callable[[], Sequence[Problem]]
Tell = Callable[[Sequence[Problem]], object]


class Reporter:
    """Makes a report whenever it is woken, one at a time, and tells when it says something else than before."""

    def __init__(self, report: Report, tell: Tell, say: Callable[[str], object]) -> None:
        self._report = report
        self._tell = tell
        self._say = say
        self._wake = threading.Event()
        self._last: tuple[Problem, ...] = ()
        # Nothing waits for it when the server stops.
        threading.Thread(target=self._run, daemon=True).start()

    def wake(self) -> None:
        """Have a report made as soon as there is time."""
        self._wake.set()

    def _run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            try:
                found = tuple(self._report())
            except EditionError:
                # The build says what is wrong; a report on half an edition helps nobody.
                continue
            except Exception:  # noqa: BLE001 - a bug of ours must not end the editor's session; it is printed whole
                self._say(traceback.format_exc())
                continue
            if found != self._last:
                self._last = found
                self._tell(found)
