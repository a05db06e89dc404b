"""Renders Jinja2 templates in a sandbox that can access annotations and nothing else of the machine."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator

from jinja2 import BaseLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from briefing.exchange.exporters.template_values import (
    FILTERS,
    TOO_MUCH_MEMORY,
    Values,
    template_error,
)

MOST_CHARACTERS = 50_000_000

_ESCAPED = (".html", ".htm", ".xml", ".xhtml")

Request = tuple[str, str, tuple[Values, ...]]
"""The template's source, its file's name, and the articles that it sees."""


def make_handler() -> Callable[[Request], Iterator[str]]:
    def handle(request: Request) -> Iterator[str]:
        yield render_template(*request)

    return handle


def render_template(source: str, name: str, articles: tuple[Values, ...]) -> str:
    """Render a template. Raises ExchangeError, with the line, if it is wrong or writes too much."""
    try:
        template = _environment(name).from_string(source)
        return _joined(template.generate(articles=articles))
    except TemplateSyntaxError as error:
        raise template_error(name, error.lineno, error.message or "it cannot be read") from error
    except TemplateNotFound as error:  # it always is: there is no loader
        raise template_error(
            name, _line(error), "it takes in another file, which templates here cannot"
        ) from error
    except TemplateError as error:
        raise template_error(name, _line(error), error.message or type(error).__name__) from error
    except MemoryError as error:
        raise template_error(name, _line(error), TOO_MUCH_MEMORY) from error
    except (OverflowError, RecursionError) as error:
        raise template_error(name, _line(error), str(error)) from error
    except Exception as error:  # a template can make any value do anything that values do
        raise template_error(name, _line(error), f"{type(error).__name__}: {error}") from error


def _environment(name: str) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=name.lower().endswith(_ESCAPED),
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=BaseLoader(),
        optimized=False,  # the optimizer computes constants, however long, without the line that they are in
    )
    environment.globals = {"range": environment.globals["range"]}
    environment.filters |= FILTERS
    del environment.filters["random"]  # the same annotations make the same file
    return environment


def _joined(parts: Iterable[str]) -> str:
    made: list[str] = []
    size = 0
    for part in parts:
        size += len(part)
        if size > MOST_CHARACTERS:
            raise OverflowError(f"it writes more than {MOST_CHARACTERS:,} characters")
        made.append(part)
    return "".join(made)


def _line(error: BaseException) -> int | None:
    """Return the line of the template that failed: Jinja2's frames have the template's line numbers."""
    lines = [
        frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"
    ]
    return lines[-1] if lines else None
