"""Arguments -> exit code: the `loccit` command, which joins the stages and is the place that prints."""

from __future__ import annotations

import errno
import gc
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from loccit import __version__
from loccit.errors import EditionError, ForgottenError, Problem, ProblemsFound, WriteError
from loccit.plain import Plain
from loccit.terminal import (
    counted,
    fail,
    leave,
    open_streams,
    print_first_warnings,
    print_problems,
    shown,
    stopped,
)

if TYPE_CHECKING:
    from loccit.config import Config
    from loccit.model import Edition
    from loccit.publish import Published
    from loccit.reconcile import Plan

SOURCE = click.argument("source", type=click.Path(path_type=Path), default=".")
OUTPUT = click.option("-o", "--output", type=click.Path(path_type=Path), help="Where the site goes. Default: site/.")
BASE_URL = click.option("--base-url", help="Where the site will be published; instead of the one in edition.yaml.")
STRICT = click.option("--strict", is_flag=True, help="Take warnings for errors.")
FORMAT = click.option(
    "--format", "style", type=click.Choice(["text", "json", "github"]), default="text", help="How problems are printed."
)


class _BuildByDefault(click.Group):
    """A group that takes `build` for granted where no command is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `build` before arguments that name no command."""
        first = args[0] if args else ""
        if first not in self.commands and first not in {"--help", "--version", "-h"}:
            self._refuse_a_mistyped_command(first, ctx)
            args = ["build", *args]
        return super().parse_args(ctx, args)

    def _refuse_a_mistyped_command(self, first: str, ctx: click.Context) -> None:
        if first and not first.startswith("-") and not os.path.exists(first):  # noqa: PTH110 - it may be anything
            from loccit.errors import did_you_mean

            hint = did_you_mean(first, self.commands, shape="`loccit {}`") or "`loccit --help` lists the commands"
            ctx.fail(f"there is no command and no file or folder called {first}\n  hint: {hint}")


@click.group(cls=_BuildByDefault, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="loccit")
def command() -> None:
    """Make a static scholarly edition out of TEI-XML.

    SOURCE is an edition (a folder with content/edition.yaml), any folder of TEI, or one TEI file.
    Without a command, the edition in this folder is built.
    """


@command.command()
@SOURCE
@OUTPUT
@BASE_URL
@STRICT
@click.option(
    "--workers",
    default="auto",
    show_default=True,
    help="How many processes; or the address of a Dask scheduler, or module:function for another executor.",
)
@click.option("--clean", is_flag=True, help="Make every text anew, whatever is remembered of earlier builds.")
@click.option("--keep-going", is_flag=True, help="Publish what has no errors, leave the rest out, and exit with 1.")
def build(
    source: Path,
    output: Path | None,
    base_url: str | None,
    *,
    strict: bool,
    workers: str,
    clean: bool,
    keep_going: bool,
) -> None:
    """Build the site; nothing is written where an error is found."""
    started = time.perf_counter()
    stops = _stops(strict=strict)
    once = partial(_build, source, output, base_url, stops, workers=workers, keep_going=keep_going)
    try:
        built, written, folder = once(clean=clean)
    except ForgottenError:
        # A file was saved while it was read, another build has cleared the cache, or somebody has damaged it.
        built, written, folder = once(clean=True)
    print_problems(filter(stops, built.problems), "text")
    print_first_warnings(tuple(problem for problem in built.problems if not stops(problem)), source)
    seconds = time.perf_counter() - started
    counts = f"{len(built.files)} files, {written.written} written, {written.removed} removed"
    click.echo(f"{shown(folder)}: {counts}, in {seconds:.2f} s")
    if any(map(stops, built.problems)):
        click.echo("what has errors was left out", err=True)
        sys.exit(1)


def _build(
    source: Path,
    output: Path | None,
    base_url: str | None,
    stops: Callable[[Problem], bool],
    *,
    workers: str,
    keep_going: bool,
    clean: bool,
) -> Published:
    """Build the site of an edition into a folder."""
    plain = Plain(source.resolve()) if clean else Plain.before(source.resolve())
    config = _config(source, base_url, plain)
    folder = output or _site_folder(config)
    _refuse_inside(folder, config)
    from loccit.progress import Progress
    from loccit.publish import publish

    with closing(Progress()) as progress:
        return publish(
            config,
            folder,
            stops,
            plain=plain,
            clean=clean,
            workers=workers,
            keep_going=keep_going,
            progress=progress,
        )


@command.command()
@SOURCE
@STRICT
@FORMAT
@click.option("--schema", is_flag=True, help="Report too where the texts depart from their Relax NG schema.")
def check(source: Path, style: str, *, strict: bool, schema: bool) -> None:
    """Print every problem of the edition; exit with 1 where there is an error, with 2 where it cannot be checked."""
    from loccit.check import check_edition
    from loccit.check.formats import summary
    from loccit.read import read_edition

    edition = read_edition(_config(source, None))
    problems = check_edition(edition)
    if schema:
        from loccit.schema import schema_problems

        problems = tuple(sorted({*problems, *schema_problems(edition)}))
    print_problems(problems, style)
    if style == "text":
        click.echo(summary(problems), err=True)
    sys.exit(1 if _stopping(problems, strict=strict) else 0)


@command.command()
@SOURCE
@click.option("--json", "as_json", is_flag=True, help="Print it for programs.")
def coverage(source: Path, *, as_json: bool) -> None:
    """Say what of each text is displayed, on demand, hidden or lost, and what of its mark-up is not used."""
    from loccit import coverage as report
    from loccit.read import read_edition
    from loccit.render import render_site

    edition = read_edition(_config(source, None))
    found = report.coverage(edition, render_site(edition))
    print_problems(edition.problems, "text")
    click.echo(report.json(found) if as_json else report.text(found))
    sys.exit(1 if edition.problems or found[-1].lost else 0)


@command.command()
@SOURCE
@OUTPUT
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port to listen on; the next free one if it is taken.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the site in a browser.")
def serve(source: Path, output: Path | None, host: str, port: int, *, open_browser: bool) -> None:
    """Build the site, show it in a browser, and build it again on every save."""
    from loccit.serve import serve as run

    config = _config(source, None)
    folder = output or _site_folder(config)
    _refuse_inside(folder, config)
    watched, report = _watched(config, source), _reporter(source)
    run(_rebuilder(source, folder), watched, folder, host=host, port=port, open_browser=open_browser, report=report)


@command.command()
@click.argument("files", type=click.Path(path_type=Path, exists=True), nargs=-1)
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
def number(files: tuple[Path, ...], *, dry_run: bool) -> None:
    """Write missing xml:ids into TEI files, and touch no other byte. Without FILES: into all texts of the edition.

    A folder among FILES stands for the texts in it.
    """
    from loccit.number import number_file

    known = cache(_known_addresses)
    for path in _texts_in(files or (Path(),)):
        numbered = number_file(path, retired=_retired(path, known), dry_run=dry_run)
        for line in numbered.lines():
            click.echo(line)
        click.echo(f"{shown(path)}: {numbered.summary()}")


@command.command()
@SOURCE
@click.option("--accept-all", is_flag=True, help="Accept every proposal without asking.")
@click.option("--reason", default="", help="Why what is gone was withdrawn. Default: removed in revision.")
@click.option("--plan", "plan_path", type=click.Path(path_type=Path, exists=True), help="Carry out the plan in FILE.")
@click.option("--write-plan", type=click.Path(path_type=Path), help="Write the plan into FILE, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan, and change nothing.")
def reconcile(
    source: Path, *, accept_all: bool, reason: str, plan_path: Path | None, write_plan: Path | None, as_json: bool
) -> None:
    """Say what has become of released addresses whose text was edited, split, merged, moved or taken out."""
    from loccit.read import read_edition
    from loccit.reconcile import apply, format_plan, parse_plan, plan, with_reasons

    edition = read_edition(_config(source, None))
    _refuse_unreadable(edition)
    made = parse_plan(plan_path.read_bytes(), shown(plan_path)) if plan_path else plan(edition)
    if as_json:
        click.echo(format_plan(made), nl=False)
    elif write_plan:
        try:
            write_plan.write_text(format_plan(made), "utf-8")
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise WriteError(f"{shown(write_plan)} cannot be written: {reason}", hint="name another file") from error
        click.echo(f"{shown(write_plan)}: {counted(len(made.proposals), 'proposal')}")
    elif not made.proposals:
        click.echo("nothing to reconcile: every released address is where it was")
    else:
        if not plan_path and not accept_all:
            made = _reviewed(made, edition)
        elif accept_all or reason:
            made = with_reasons(made, reason)
        changes = apply(made, edition)
        for line in changes.ids:
            click.echo(line)
        files = ", ".join(shown(path) for path in changes.files) or "nothing to write"
        click.echo(f"{counted(len(made.proposals), 'address', 'es')} settled: {files}")


@command.command()
@click.argument("version", default="")
@SOURCE
@click.option("--date", "day", default="", help="The day of the release, YYYY-MM-DD. Default: of its change, or today.")
@click.option("--summary", default="", help="What is new in it. Default: the words of its change.")
def release(version: str, source: Path, day: str, summary: str) -> None:
    """Freeze the texts as VERSION, and protect every address in them from now on.

    What is not given stands in the newest <change> of a revisionDesc: its @n, its @when and its words.
    """
    from loccit.check import check_edition
    from loccit.read import read_edition
    from loccit.release import release as freeze
    from loccit.release import wanted_release

    edition = read_edition(_config(source, None))
    made = freeze(edition, check_edition(edition), wanted_release(edition, version, day, summary))
    counts = f"{counted(made.texts, 'text')}, {counted(made.new, 'new address', 'es')}, {made.edited} edited"
    click.echo(f"{shown(made.folder)}: released {made.wanted.version} of {made.wanted.date}: {counts}")


@command.command()
@click.argument("folder", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Make a small edition in FOLDER, to be changed into your own."""
    from loccit.new import new_edition

    for path in new_edition(folder):
        click.echo(shown(path))
    click.echo(f"next: cd {shown(folder)} && loccit serve")


# Joining the stages


def _config(source: Path, base_url: str | None, plain: Plain | None = None) -> Config:
    from loccit.config import load
    from loccit.replace import finish

    config = load(source, {"base_url": base_url} if base_url else None, plain)
    if config.content and finish(config.content):
        click.echo("finished what an interrupted command had begun", err=True)
    return config


def _texts_in(places: Iterable[Path]) -> Iterator[Path]:
    """Yield files, and of each folder the texts in it."""
    for place in places:
        yield from _config(place, None).tei if place.is_dir() else [place]


def _retired(path: Path, known: Callable[[Path], Mapping[Path, frozenset[str]]]) -> frozenset[str]:
    """Return every address that the registry has ever seen in a text; none where it is in no edition."""
    content = next((folder for folder in path.resolve().parents if (folder / "edition.yaml").is_file()), None)
    return known(content).get(path.resolve(), frozenset()) if content else frozenset()


def _known_addresses(content: Path) -> Mapping[Path, frozenset[str]]:
    """Return every address that the registry of an edition has ever seen, by the file of its text."""
    from loccit.config import load
    from loccit.read import text_keys
    from loccit.read.releases import read_registry

    registry, _name, problems = read_registry(content, content.parent)
    if problems:
        raise ProblemsFound(problems)
    seen: dict[str, set[str]] = {}
    for text, address in registry:
        seen.setdefault(text, set()).add(address)
    keys = text_keys(load(content)) if registry else {}
    return {path: frozenset(seen.get(key, ())) for path, key in keys.items()}


def _refuse_unreadable(edition: Edition) -> None:
    """Raise `ProblemsFound` where a file cannot be read: what is in it would be taken for gone."""
    if edition.problems:
        raise ProblemsFound(edition.problems)


def _reviewed(made: Plan, edition: Edition) -> Plan:
    """Return what the editor accepts of a plan."""
    from loccit.reconcile.review import Quit, review

    def ask(question: str, answers: Mapping[str, str], also: Mapping[str, str]) -> str:
        def letter(typed: str) -> str:
            written = typed.strip().lower()
            for answer in (written, written[:1]):
                if (found := answer if answer in answers else also.get(answer)) in answers:
                    return str(found)
            message = f"please type {' or '.join(answers)}"
            raise click.BadParameter(message)

        choices = ", ".join(f"[{answer}] {words}" for answer, words in answers.items())
        return str(click.prompt(f"  {choices}\n{question}", value_proc=letter))

    try:
        return review(made, edition, ask, lambda question: str(click.prompt(question)), click.echo)
    except Quit:
        click.echo("nothing was written")
        sys.exit(1)


def _site_folder(config: Config) -> Path:
    return (config.root if config.content else Path.cwd()) / "site"


def _refuse_inside(folder: Path, config: Config) -> None:
    """Raise `WriteError` where a site would become part of its own sources."""
    sources = [config.content, *config.templates, *config.static] if config.content else []
    within = [source for source in sources if folder.resolve().is_relative_to(source)]
    within += [config.root] * (folder.resolve() == config.root)
    if within:
        message = f"the site would be written into {shown(within[0])}, which it is made from"
        raise WriteError(message, hint="name another folder: -o site")


def _stops(*, strict: bool) -> Callable[[Problem], bool]:
    """Return the function that tells whether a problem stops a build."""
    return lambda problem: strict or problem.severity == "error"


def _stopping(problems: Iterable[Problem], *, strict: bool) -> bool:
    return any(map(_stops(strict=strict), problems))


def _rebuilder(source: Path, folder: Path) -> Callable[[], Any]:
    """Return the function that a server calls on every save; texts that did not change are not read again."""
    from loccit.publish import Publisher

    publisher = Publisher(source.resolve(), folder)
    return lambda: publisher.publish(partial(_config, source, None), _stops(strict=False))


def _reporter(source: Path) -> Callable[[], tuple[Problem, ...]]:
    """Return the function by which a server learns where the texts depart from their schemas, if they name any."""
    from loccit.model import Memory
    from loccit.read import read_surroundings
    from loccit.schema import Report

    memory, made = Memory(), Report()

    def report() -> tuple[Problem, ...]:
        config = _config(source, None)
        return made.problems(config, read_surroundings(config, memory).texts)

    return report


def _watched(config: Config, source: Path) -> list[Path]:
    """Return what a save may happen in: the edition's or the bare folder, one file alone, and the theme."""
    sources = source if source.is_file() else config.root
    return list(dict.fromkeys([sources.resolve(), *config.templates, *config.static]))


NEW_OBJECTS = 100_000
"""New objects between two collections: trees of nodes have no cycles, and looking for some took a tenth of a build."""


def main() -> None:
    """Run the command; what an editor can mend is shown without a traceback."""
    gc.set_threshold(NEW_OBJECTS)
    open_streams()
    try:
        try:
            sys.exit(command.main(prog_name="loccit", standalone_mode=False))
        except EditionError as error:
            fail(error)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except click.Abort as aborted:
            stopped(aborted)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            fail(WriteError("there is no room for what is to be written", hint="make room on the disk, and try again"))
        except MemoryError:
            message = "there is not enough memory\n  hint: divide the largest texts, or close other programs"
            click.echo(message, err=True)
            sys.exit(1)
    except SystemExit as done:
        leave(done.code)
