"""A configuration -> the site and its problems: the stages joined, each text on its own, by one process or many.

A text's pages depend on its file and on what its surroundings show of themselves. So outlines of all texts come
first, remembered or looked over; then whatever is not remembered of the same surroundings is made, until all of
it agrees. The result is the same whichever way it was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from loccit.build.cache import Cache, InMemory, Keep, generator, keys_of
from loccit.build.executors import Step, Workers
from loccit.build.work import Made, Shared, Task
from loccit.check import check_edition
from loccit.config import Config
from loccit.conserve import CODE as LOST
from loccit.conserve import lost_of_texts
from loccit.digests import digest
from loccit.errors import Problem
from loccit.model import Memory, Outline
from loccit.read import Surroundings, read_surroundings
from loccit.read.register import set_apart
from loccit.render import Output, copied_files, render_edition, rendering_of
from loccit.render.manifest import manifests
from loccit.render.site import Rendering
from loccit.render.surroundings import around_texts, surroundings

Progress = Callable[[int, int], object]
"""Is told how many texts are done, of how many."""
Place = tuple[str, str]


class Built(msgspec.Struct, frozen=True):
    """A site and what is wrong with the edition that it was made of."""

    problems: tuple[Problem, ...]
    files: Output
    """The site; empty where an error stops the build."""
    made: int
    """How many texts were made anew; the others were remembered."""


def build_site(
    config: Config,
    stops: Callable[[Problem], bool],
    *,
    workers: str = "1",
    keep_going: bool = False,
    cache: Cache | None = None,
    memory: Memory | None = None,
    progress: Progress | None = None,
) -> Built:
    """Return the site of an edition, or its problems where `stops` says of one that it stops the build.

    With `keep_going` the texts that have such problems are left out, and the site is made of the others.
    `workers` is a number of processes, `auto`, the address of a Dask scheduler, or `module:function` for an
    executor of one's own. Raises `RenderError` where a template fails, `ConfigError` where the workers cannot be had.
    """
    memory = memory or Memory()
    with Workers(workers, memory) as team:
        making = _Making(read_surroundings(config, memory), team, cache or InMemory(), memory, progress)
        built = making.built(stops)
        problems = set(built.problems)
        fatal = {problem for problem in problems if stops(problem)}
        while keep_going and not built.files and making.leave_out(problem.at.path for problem in fatal):
            built = making.built(_only_lost)
            fatal = {problem for problem in built.problems if _only_lost(problem)}
            problems |= fatal
        return Built(tuple(sorted(problems)), built.files, making.count)


def _only_lost(problem: Problem) -> bool:
    """Tell whether a problem stops even a build that keeps going: no text is published that has lost words."""
    return problem.code == LOST


_ROUNDS = 5
"""Releases, texts, texts of which the survey had said too much: more rounds than these are a mistake of ours."""


class _Making:
    """The state of making the texts of an edition."""

    def __init__(
        self, around: Surroundings, team: Workers, cache: Cache, memory: Memory, progress: Progress | None
    ) -> None:
        self._around = around
        self._team = team
        self._cache = cache
        self._memory = memory
        self._progress = progress or (lambda _done, _all: None)
        released = [Task(file, files.version) for files in around.releases for file in files.texts]
        self._tasks = [*released, *(Task(file) for file in around.texts)]
        self._keys = keys_of(self._shared({}), self._tasks)
        self._keep = Keep(cache, self._keys)
        self._made: dict[Place, Made] = {}
        self.count = 0

    def built(self, stops: Callable[[Problem], bool]) -> Built:
        """Return the site, or why there is none."""
        made = self._run()
        edition = self._shared(made).edition
        problems = check_edition(edition, [problem for text in made.values() for problem in text.problems if text.text])
        if not made or any(stops(problem) for problem in problems):
            return Built(problems, {}, self.count)
        for text in made.values():
            if text.failure:
                raise text.failure.raised()
        files: Output = {path: data for text in made.values() for path, data in text.files.items()}
        others = self._others(rendering_of(edition, self._memory), files)
        if lost := lost_of_texts(edition, [(t.text, t.losses, t.files) for t in made.values() if t.text], others):
            return Built(tuple(sorted({*problems, *lost})), {}, self.count)
        return Built(problems, {**files, **others}, self.count)

    def _others(self, rendering: Rendering, files: Iterable[str]) -> Output:
        """Return what is of no single text; its pages are remembered as long as no outline changes."""
        key = self._state(rendering)
        kept = self._cache.get(key)
        if kept:
            made_anew = {**copied_files(rendering.edition), **manifests(rendering)}
            others: Output = {**rendering.static, **kept.files, **made_anew}
        else:
            others = render_edition(rendering, files)
            pages = {p: d for p, d in others.items() if isinstance(d, bytes) and p not in rendering.static}
            self._cache.put(key, Made(None, pages))
        self._cache.keep_only([*self._keys.values(), key])
        self._cache.agree(key)
        return others

    def _state(self, rendering: Rendering) -> str:
        """Return the digest of all that the texts show of each other, and of what else their pages depend on."""
        facts = [self._made[task.place].facts for task in self._tasks if task.place in self._made]
        released = [self._keys[task.place] for task in self._tasks if task.version]
        return digest((generator(), around_texts(rendering), facts, released)).hex()

    def leave_out(self, names: Iterable[str]) -> bool:
        """Leave out the texts in files of these names, as messages call them; tell whether there were any."""
        wanted = set(names)
        out = [t for t in self._tasks if wanted.intersection(s.name for s in (t.file.source, *t.file.source.included))]
        self._tasks = [task for task in self._tasks if task not in out]
        self._made = {task.place: self._made[task.place] for task in self._tasks}
        return bool(out)

    def _run(self) -> Mapping[Place, Made]:
        """Return what became of each text, when all of them agree on what they show of each other."""
        for task in self._tasks:
            if task.place not in self._made and (kept := self._cache.get(self._keys[task.place], task.file.source)):
                self._made[task.place] = kept
        agreed = self._cache.agreed()
        new = [task for task in self._tasks if task.place not in self._made]
        self._do("survey", new)
        if agreed and self._agree_again(agreed, new):
            return self._made
        for _ in range(_ROUNDS):
            if not (stale := self._stale()):
                break
            # The pages of a text show what became of it since its releases, so these come first.
            self._do("make", [task for task in stale if task.version] or stale)
        else:
            raise RuntimeError("the texts never agree on what they show of each other")
        return self._made

    def _agree_again(self, agreed: str, new: list[Task]) -> bool:
        """Make new texts, and tell whether all show of each other what they did when they last agreed.

        Then none has to be asked whether its surroundings are others: an editor mostly corrects what no other text
        shows.
        """
        if any(task.version for task in new):
            return False
        self._do("make", [task for task in new if self._made[task.place].text])
        return self._state(self._rendering()) == agreed

    def _rendering(self) -> Rendering:
        return rendering_of(self._shared(self._made).edition, self._memory)

    def _shared(self, made: Mapping[Place, Made]) -> Shared:
        def outlines(version: str, keys: Iterable[str]) -> tuple[Outline, ...]:
            found = (made[key, version].text for key in keys if (key, version) in made)
            return tuple(text for text in found if text)

        around = self._around
        released = ((files, outlines(files.version, (f.key for f in files.texts))) for files in around.releases)
        unreadable = (problem for text in made.values() if not text.text for problem in text.problems)
        texts, registers = set_apart(outlines("", (file.key for file in around.texts)))
        edition = msgspec.structs.replace(
            around.edition,
            texts=texts,
            registers=registers,
            releases=tuple(files.with_texts(texts) for files, texts in released),
            problems=(*around.edition.problems, *unreadable),
        )
        return Shared(edition, around.given)

    def _stale(self) -> list[Task]:
        """Return the tasks whose pages are not there, or were made in other surroundings."""
        rendering = self._rendering()
        made = ((task, self._made[task.place]) for task in self._tasks)
        able = ((task, text.text, text.around) for task, text in made if text.text and not text.failure)
        return [task for task, text, around in able if around != surroundings(rendering, text, task.version)]

    def _do(self, step: Step, tasks: list[Task]) -> None:
        if tasks and step == "make":
            self._cache.agree("")
        done = 0
        for task, made in self._team.run(step, self._shared(self._made), tasks, self._keep):
            self._made[task.place] = made
            if step == "make":
                done += 1
                self.count += 1
                self._progress(done, len(tasks))
