"""Where the work on texts is done: in this process, in several, or wherever an executor of one's own puts it."""

from __future__ import annotations

import importlib
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from loccit.build.cache import Keep
from loccit.build.work import Made, Shared, Task, Worker
from loccit.errors import ConfigError, EditionError
from loccit.model import Memory

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from multiprocessing.context import BaseContext

Step = Literal["survey", "make"]
"""What is done with a task: looked over, or made into pages."""
_WORTH_A_PROCESS = 2_000_000
"""Bytes of TEI below which starting processes takes longer than they save."""
_BATCHES = 8
"""Into how many batches a process's share of the work is cut at least, so that one soon hears of what is done."""
_LEFT = 2
"""A batch is no more than a process's share of what is left, by this: so none waits long for another at the end."""


class Workers:
    """Does tasks, in this process or through an executor, and gives each result as soon as it is there.

    What is made is kept where it is made, if that is a process of this machine.
    """

    def __init__(self, wanted: str, memory: Memory) -> None:
        self._wanted = wanted
        self._memory = memory
        self._executor: Executor | None = None
        self._open = ExitStack()
        self._is_ours = False

    def __enter__(self) -> Self:
        """Return itself; an executor is started when there is enough to do."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the executor, if one was started."""
        self._open.close()

    def run(self, step: Step, shared: Shared, tasks: Sequence[Task], keep: Keep) -> Iterator[tuple[Task, Made]]:
        """Yield each task with what became of it, in any order, and keep that."""
        size = sum(len(task.file.source.data) for task in tasks)
        self._executor = self._executor or self._started(size, len(tasks))
        if self._executor is None:
            worker = Worker(shared, self._memory)
            yield from ((task, keep(task, getattr(worker, step)(task))) for task in tasks)
            return
        yield from self._elsewhere(self._executor, step, shared, _batches(tasks, _processes(self._wanted)), keep)

    def _elsewhere(
        self, executor: Executor, step: Step, shared: Shared, batches: Iterable[Sequence[Task]], keep: Keep
    ) -> Iterator[tuple[Task, Made]]:
        from concurrent.futures import BrokenExecutor, as_completed  # noqa: PLC0415 - most builds are done in this process

        blob = pickle.dumps(shared.to_send(), pickle.HIGHEST_PROTOCOL)
        is_near = self._is_ours and keep.cache.is_shared
        futures = {}
        for batch in batches:
            sent = [task.at_hand() for task in batch]
            futures[executor.submit(do, step, blob, sent, keep.only(batch) if is_near else None)] = batch
        try:
            for future in as_completed(futures):
                for task, made in zip(futures[future], future.result(), strict=True):
                    whole = made.together_with(task.file.source)
                    yield task, whole if is_near else keep(task, whole)
        except BrokenExecutor as error:
            hint = "close other programs, or type `--workers 1`"
            raise EditionError("a process was ended half way, most likely for want of memory", hint=hint) from error
        finally:
            for future in futures:
                future.cancel()

    def _started(self, size: int, count: int) -> Executor | None:
        """Return a started executor, or `None` where this process is the right one."""
        wanted = self._wanted
        if wanted == "auto" and (size < _WORTH_A_PROCESS or count == 1):
            return None
        if wanted.startswith(_OF_DASK):
            return self._on_a_cluster(wanted)
        if ":" in wanted and "://" not in wanted:
            return self._open.enter_context(_own(wanted))
        if wanted != "auto" and not (wanted.isdecimal() and int(wanted)):
            hint = "write how many processes, auto, the address of a Dask scheduler, or module:function"
            raise ConfigError(f"there are no workers called {wanted}", hint=hint)
        processes = _processes(wanted)
        self._is_ours = True
        return self._open.enter_context(_pool(processes)) if processes > 1 else None

    def _on_a_cluster(self, address: str) -> Executor:
        try:
            distributed: Any = importlib.import_module("distributed")
        except ImportError as error:
            hint = "type `pip install loccit[dask]`"
            raise ConfigError("working on a Dask cluster needs Dask", hint=hint) from error
        try:
            client = self._open.enter_context(distributed.Client(address, set_as_default=False, timeout="10s"))
        except OSError as error:
            raise ConfigError(f"no Dask scheduler at {address}", hint="start one: `dask scheduler`") from error
        return cast("Executor", client.get_executor(pure=False))


_OF_DASK = ("tcp://", "tls://", "ucx://", "ws://", "wss://")
"""How the address of a Dask scheduler may begin."""


def do(step: Step, blob: bytes, tasks: Sequence[Task], keep: Keep | None) -> list[Made]:
    """Return what becomes of a batch of tasks, kept if that can be; this is what other processes run."""
    worker = _worker(blob)
    made: Iterator[tuple[Task, Made]] = ((task, getattr(worker, step)(task)) for task in tasks)
    kept = ((task, keep(task, each) if keep else each) for task, each in made)
    return [each.apart_from(task.file.source) for task, each in kept]


_MEMORY = Memory()
"""What this process remembers of the theme."""


@lru_cache(maxsize=1)
def _worker(blob: bytes) -> Worker:
    return Worker(pickle.loads(blob), _MEMORY)  # noqa: S301 - it comes from the process that started this one


def _batches(tasks: Sequence[Task], processes: int) -> Iterator[list[Task]]:
    """Yield the tasks in batches, by the bytes of their files; the last ones are small."""
    left = sum(len(task.file.source.data) for task in tasks)
    largest = left / (_BATCHES * processes)
    batch: list[Task] = []
    size = 0
    for task in tasks:
        batch.append(task)
        size += len(task.file.source.data)
        if size >= min(largest, left / (_LEFT * processes)):
            yield batch
            left -= size
            batch, size = [], 0
    if batch:
        yield batch


def _processes(wanted: str) -> int:
    if wanted.isdecimal():
        return int(wanted)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _pool(processes: int) -> Iterator[Executor]:
    """Start processes; where something goes wrong, do not wait for what they are at."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - as above

    pool = ProcessPoolExecutor(processes, _context(), _begin)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _begin() -> None:
    """Leave it to the process that started this one to hear Ctrl-C, and end with it, however that ends."""
    import multiprocessing  # noqa: PLC0415 - as above
    from multiprocessing.connection import wait  # noqa: PLC0415 - as above

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if parent := multiprocessing.parent_process():
        threading.Thread(target=lambda: os._exit(bool(wait([parent.sentinel]))), daemon=True).start()


def _context() -> BaseContext:
    """Return how processes are started: copied from this one where that is safe, else anew."""
    import multiprocessing  # noqa: PLC0415 - as above

    alone = threading.active_count() == 1
    return multiprocessing.get_context("fork" if sys.platform == "linux" and alone else "spawn")


def _own(name: str) -> Executor:
    """Return the executor that `module:factory` makes."""
    module, _, factory = name.partition(":")
    try:
        make: Callable[[], object] = getattr(importlib.import_module(module), factory)
        made = make()
    except (ImportError, AttributeError, TypeError) as error:
        raise ConfigError(f"there is no executor {name}: {error}", hint=_OWN) from error
    if not hasattr(made, "submit"):
        raise ConfigError(f"{name} gives no executor", hint=_OWN)
    return cast("Executor", made)


_OWN = "write module:function, where the function returns a concurrent.futures.Executor"
