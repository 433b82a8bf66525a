"""The theme: Jinja's environment, its templates and looks, and the static files that go into the site."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import jinja2
import msgspec
from markupsafe import Markup

from loccit.caching import cache_folder
from loccit.config import Config, theme_folder
from loccit.content import Content
from loccit.errors import Position, RenderError
from loccit.render.dates import written_date
from loccit.render.language import language_name
from loccit.render.looks import Looks, load_looks

STYLE_ORDER = ("tokens", "base", "layout", "text", "notes", "print")
"""The style sheets of the theme in the order of their layers; an edition's own come after."""


class Theme(msgspec.Struct, frozen=True):
    """Templates and looks, ready to render with."""

    environment: jinja2.Environment
    looks: Looks
    version: tuple[tuple[str, int], ...]
    """What tells this state of the theme from another."""
    messages: str
    """The attributes that tell the scripts their words, the same on every page."""

    def render(self, name: str, context: Mapping[str, Any]) -> bytes:
        """Return a page; raise `RenderError` with the template's file and line where it fails."""
        with explained_errors():
            return self.environment.get_template(name).render(context).encode("utf-8")


@contextmanager
def explained_errors() -> Iterator[None]:
    """Turn what goes wrong in a template into a `RenderError` with its file and line."""
    try:
        yield
    except (jinja2.UndefinedError, jinja2.TemplateSyntaxError, jinja2.TemplateNotFound) as error:
        raise _template_error(error) from error
    except Exception as error:
        # What fails in the theme's own templates is a fault of ours, and keeps its traceback.
        if not Path((at := _place_in_templates(error)).path).is_absolute() or _is_of_the_theme(at):
            raise
        hint = _ITSELF if isinstance(error, RecursionError) else ""
        raise RenderError(f"the template fails: {type(error).__name__}: {error}", at=at, hint=hint) from error


_ITSELF = "a template cannot extend or include itself: that of the theme is called 1/ and its name"


def _is_of_the_theme(at: Position) -> bool:
    return Path(at.path).is_relative_to(theme_folder("templates"))


def theme_version(config: Config) -> tuple[tuple[str, int], ...]:
    """Return what tells one state of the templates and of their words from another: their paths and times."""
    folders = (*config.templates, *(folder for folder in config.locale if folder.is_dir()))
    files = (path for folder in folders for path in _files_below(folder))
    return tuple((str(path), path.stat().st_mtime_ns) for path in files)


class _Bytecode(jinja2.FileSystemBytecodeCache):
    """Keeps compiled templates; a disk that refuses costs only time."""

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keep a template if there is room."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def load_theme(config: Config, messages: gettext.NullTranslations) -> Theme:
    """Return the theme of an edition; its own templates come before the shipped ones of the same name."""
    environment = jinja2.Environment(
        loader=_loader(config.templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        bytecode_cache=_Bytecode(str(folder)) if (folder := cache_folder()) else None,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        cache_size=-1,
        auto_reload=False,
    )
    environment.install_gettext_translations(messages, newstyle=True)  # type: ignore[attr-defined]
    environment.filters["written"] = written_date
    environment.filters["named_in"] = language_name
    with explained_errors():
        words = Markup(environment.get_template("parts/_messages.html").render())
        looks = load_looks(environment, messages.gettext, len(config.templates))
        return Theme(environment, looks, theme_version(config), words)


def _loader(folders: tuple[Path, ...]) -> jinja2.BaseLoader:
    """Return the loader: a template of the first folder that has it, or of one by its number: `0/text.html`."""
    each = {str(number): _Templates(str(folder)) for number, folder in enumerate(folders)}
    return jinja2.ChoiceLoader([_Templates([str(f) for f in folders]), jinja2.PrefixLoader(each)])


class _Templates(jinja2.FileSystemLoader):
    """The templates in folders."""

    def get_source(self, environment: jinja2.Environment, template: str) -> Any:
        """Return a template's text; a file that is not UTF-8 has a mistake in its first line."""
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError as error:
            paths = (Path(folder) / template for folder in self.searchpath)
            name = next((str(path) for path in paths if path.is_file()), template)
            raise jinja2.TemplateSyntaxError("it is not UTF-8", 1, template, name) from error


def _template_error(error: Exception) -> RenderError:
    """Return what went wrong in a template with its place, which Jinja keeps in the traceback."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        at = Position(error.filename or error.name or "templates", error.lineno)
        return RenderError(f"the template has a mistake: {error.message}", at=at)
    if isinstance(error, jinja2.TemplateNotFound):
        return RenderError(f"there is no template {error.name}", hint="put it into templates/, or take its name out")
    at = _place_in_templates(error)
    return RenderError(f"the template asks for something that is not there: {error}", at=at)


def _place_in_templates(error: Exception) -> Position:
    """Return the last line of a template in an error's traceback."""
    at = Position("templates")
    trace = error.__traceback__
    while trace:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(".html"):
            # Jinja puts its own lines into a traceback only where it has called the template itself.
            template = trace.tb_frame.f_globals.get("__jinja_template__")
            line = template.get_corresponding_lineno(trace.tb_lineno) if template else trace.tb_lineno
            at = Position(file, line)
        trace = trace.tb_next
    return at


_COMMENT = re.compile(rb"/\*.*?\*/\s*", re.DOTALL)
_OPENING_COMMENT = re.compile(rb"\A(?://.*\n)+")
"""What a script says of itself at its head; a comment further on might be part of a string."""
FIRST_SCRIPT = "js/theme.js"
"""The script that runs before the page is drawn, so that a chosen theme does not flash: a file of its own."""


def static_files(config: Config) -> dict[str, Content]:
    """Return the theme's static files by their path in the site: one style sheet, one script, the rest as they are."""
    found: dict[str, Path] = {}
    for folder in reversed(config.static):
        for path in _files_below(folder):
            found[path.relative_to(folder).as_posix()] = path
    styles = sorted((name for name in found if name.startswith("css/")), key=_style_order)
    behaviours = sorted(name for name in found if name.startswith("js/") and name != FIRST_SCRIPT)
    files: dict[str, Content] = {
        "static/site.css": _COMMENT.sub(b"", b"".join(found[name].read_bytes() for name in styles)),
        "static/site.js": b"".join(_OPENING_COMMENT.sub(b"", found[name].read_bytes()) for name in behaviours),
    }
    for name in sorted(set(found) - {*styles, *behaviours}):
        files[f"static/{name.removeprefix('js/')}"] = found[name]
    return files


def _style_order(name: str) -> tuple[int, str]:
    """Return where a style sheet comes: the theme's in the order of their layers, an edition's own after them."""
    order = {f"css/{style}.css": index for index, style in enumerate(STYLE_ORDER)}
    return order.get(name, len(order)), name


def _files_below(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))
