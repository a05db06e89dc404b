"""The reader's own format: a Jinja2 template that sees annotations, and nothing else of the machine."""

from __future__ import annotations

import traceback
from collections.abc import Iterable

from jinja2 import TemplateError, TemplateSyntaxError

from briefing.diagnostics import log_fault
from briefing.errors import ExchangeError
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.exporters.template_sandbox import PastLimit, Sandbox
from briefing.exchange.exporters.template_values import article_values

__all__ = ["render_template"]

MOST_CHARACTERS = 50_000_000

_ESCAPED = (".html", ".htm", ".xml", ".xhtml")


def render_template(source: str, bundle: ExportBundle, name: str = "template") -> str:
    """What a template makes of a bundle. Its name says whether values are escaped: for `.html` and `.xml`.

    Raises ExchangeError, with the line, for a template that is wrong, or does more than a template may.
    """
    sandbox = Sandbox(escaped=name.lower().endswith(_ESCAPED))
    articles = article_values(bundle)
    try:
        template = sandbox.from_string(sandbox.read(source))
        return _joined(template.generate(articles=articles))
    except TemplateSyntaxError as error:
        raise _failure(name, error.lineno, error.message or "it cannot be read") from error
    except (PastLimit, OverflowError, RecursionError, MemoryError) as error:
        raise _failure(name, _line(error), str(error) or "it does too much") from error
    except TemplateError as error:
        raise _failure(name, _line(error), error.message or type(error).__name__) from error
    except Exception as error:  # a template can make any value do anything that values do
        log_fault(error)
        raise _failure(name, _line(error), f"{type(error).__name__}: {error}") from error


def _joined(parts: Iterable[str]) -> str:
    made: list[str] = []
    size = 0
    for part in parts:
        size += len(part)
        if size > MOST_CHARACTERS:
            raise PastLimit(f"it writes more than {MOST_CHARACTERS:,} characters")
        made.append(part)
    return "".join(made)


def _line(error: BaseException) -> int | None:
    """Jinja2 gives its frames the lines of the template."""
    lines = [
        frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"
    ]
    return lines[-1] if lines else None


def _failure(name: str, line: int | None, reason: str) -> ExchangeError:
    place = f"Line {line} of {name}" if line else name
    words = " ".join(reason.split()).rstrip(".")
    return ExchangeError(f"{place} cannot be used: {words}; docs/templates.md says what a template can do.")
