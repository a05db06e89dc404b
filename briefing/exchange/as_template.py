"""The reader's own format: a Jinja2 template that sees annotations, and nothing else of the machine."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from briefing.errors import ExchangeError
from briefing.exchange.bundle import Bundle
from briefing.exchange.template_values import FILTERS, article_values

__all__ = ["render_template"]

MOST_CHARACTERS = 50_000_000
MOST_TURNS = 2_000_000
"""Of all loops together: two nested over 1,000 annotations are half of it."""
LONGEST_VALUE = 10_000_000
WIDEST = 1_000

_ESCAPED = (".html", ".htm", ".xml", ".xhtml")


def render_template(source: str, bundle: Bundle, name: str = "template") -> str:
    """What a template makes of a bundle. Its name says whether values are escaped: for `.html` and `.xml`.

    Raises ExchangeError, with the line, for a template that is wrong, or does more than a template may.
    """
    environment = _Sandbox(
        undefined=StrictUndefined,
        autoescape=name.lower().endswith(_ESCAPED),
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    articles = article_values(bundle)
    try:
        template = environment.from_string(_counted(environment.parse(source)))
        return _joined(template.generate(articles=articles))
    except TemplateSyntaxError as error:
        raise _failure(name, error.lineno, error.message or "it cannot be read") from error
    except (_Limit, OverflowError, RecursionError, MemoryError) as error:
        raise _failure(name, _line(error), str(error) or "it does too much") from error
    except TemplateError as error:
        raise _failure(name, _line(error), error.message or type(error).__name__) from error
    except Exception as error:  # a template can make any value do anything that values do
        raise _failure(name, _line(error), f"{type(error).__name__}: {error}") from error


class _Limit(Exception):
    """The template went past one of our limits."""


class _Sandbox(ImmutableSandboxedEnvironment):
    """Without a loader there is no file to include; what makes much of little is bounded."""

    # Any, here and below: Jinja2's own options, and whatever values the template made.
    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.turns = MOST_TURNS
        self.globals = {"range": self.globals["range"]}
        self.filters |= {name: _modest(self.filters[name]) for name in ("batch", "center", "indent", "slice")}
        self.filters |= {**FILTERS, "counted": self.counted, "replace": _replace}
        del self.filters["format"]

    def counted(self, values: Iterable[object]) -> Iterator[object]:
        for value in values:
            self._turn()
            yield value

    def call(self, context: Any, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """A macro that calls itself twice goes on as long as a loop."""
        self._turn()
        return super().call(context, called, *args, **kwargs)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**":
            raise _Limit("it raises to a power, which templates here cannot")
        if operator == "%" and isinstance(left, str):
            raise _Limit("it formats with %, which templates here cannot")
        if operator == "*":
            for value, times in ((left, right), (right, left)):
                if isinstance(value, str | list | tuple) and isinstance(times, int):
                    _bounded(len(value) * times)
        made = super().call_binop(context, operator, left, right)
        if isinstance(made, int):
            _bounded(made.bit_length())
        elif isinstance(made, str | list | tuple):
            _bounded(len(made))
        return made

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Methods that make a long text of a short one are not for templates; the filters are bounded."""
        long_made = isinstance(obj, str) and attr in _LONG_MADE
        return not long_made and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """No method formats: a width of a billion takes twelve characters."""
        return None

    def _turn(self) -> None:
        self.turns -= 1
        if self.turns < 0:
            raise _Limit(f"its loops and macros take more than {MOST_TURNS:,} turns")


_LONG_MADE = frozenset("format format_map center ljust rjust zfill expandtabs join replace translate".split())


def _bounded(size: int) -> None:
    if size > LONGEST_VALUE:
        raise _Limit(f"it makes a value of more than {LONGEST_VALUE:,} parts")


def _modest(made: Callable[..., Any]) -> Callable[..., Any]:
    """The filter, for numbers that a page of text can need."""

    @wraps(made)
    def bounded(*args: Any, **kwargs: Any) -> Any:
        if any(isinstance(each, int) and each > WIDEST for each in (*args, *kwargs.values())):
            raise _Limit(f"it gives a filter a number of more than {WIDEST:,}")
        return made(*args, **kwargs)

    return bounded


def _replace(text: object, old: str, new: str) -> str:
    words = str(text)
    _bounded(len(words) + words.count(old) * len(new))
    return words.replace(old, new)


def _counted(template: nodes.Template) -> nodes.Template:
    """The template with every loop counted: one over a range within another never ends in a lifetime."""
    for other in template.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
        raise TemplateSyntaxError("it takes in another file, which templates here cannot", other.lineno)
    for loop in list(template.find_all(nodes.For)):
        loop.iter = nodes.Filter(loop.iter, "counted", [], [], None, None, lineno=loop.lineno)
    return template


def _joined(parts: Iterable[str]) -> str:
    made: list[str] = []
    size = 0
    for part in parts:
        size += len(part)
        if size > MOST_CHARACTERS:
            raise _Limit(f"it writes more than {MOST_CHARACTERS:,} characters")
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
