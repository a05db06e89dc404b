"""What a template may do: look at values and write text, within one budget for what it reads and makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateSyntaxError, nodes, pass_context, pass_environment
from jinja2.filters import do_wordwrap
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from briefing.exchange.exporters.template_values import FILTERS

__all__ = ["PastLimit", "Sandbox"]

MOST_WORK = 200_000_000
"""Characters that one export reads and makes, all together: notes of 50,000 annotations take a quarter."""
VALUE, TURN, CALL = 8, 100, 400
"""What a value, a turn of a loop and a call cost besides, in characters: about the same time for each."""
LONGEST_VALUE = 10_000_000
WIDEST_NUMBER = 1_000
"""In bits: multiplied often enough, numbers cost more than any text."""

_LONG_MADE = frozenset("format format_map center ljust rjust zfill expandtabs join replace translate".split())
_NOT_OURS = ("format", "pprint", "random", "urlize", "xmlattr")
"""Filters that format, that make HTML of their own, or that differ from one export to the next."""


class PastLimit(Exception):
    """The template went past one of our limits."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Without a loader there is no file to include. What makes much of little is charged before that."""

    # Any, here and below: Jinja2's own options, and whatever values the template made.
    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def __init__(self, *, escaped: bool) -> None:
        super().__init__(
            undefined=StrictUndefined,
            autoescape=escaped,
            keep_trailing_newline=True,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_shown,
        )
        self.left = MOST_WORK
        self.globals = {"range": self.globals["range"]}
        self.filters |= FILTERS | {"replace": _replace, "wordwrap": _wordwrap}
        for name in _NOT_OURS:
            del self.filters[name]
        self.filters = {name: self._charged(name, made) for name, made in self.filters.items()}
        self.filters |= {"counted": self.counted, "charged": self.charged}

    def read(self, source: str) -> nodes.Template:
        """The template, with a charge for all that its own syntax does. Raises TemplateSyntaxError."""
        template = self.parse(source)
        for other in template.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
            raise TemplateSyntaxError("it takes in another file, which templates here cannot", other.lineno)
        for loop in list(template.find_all(nodes.For)):
            loop.iter = _filtered(loop.iter, "counted")
        for output in list(template.find_all(nodes.Output)):
            # What stands in the template as it is to be written is written by the same way as all other.
            output.nodes = [
                nodes.MarkSafeIfAutoescape(nodes.Const(each.data), lineno=each.lineno)
                if isinstance(each, nodes.TemplateData)
                else each
                for each in output.nodes
            ]
        for joined in list(template.find_all(nodes.Concat)):
            joined.nodes = [_filtered(each, "charged") for each in joined.nodes]
        for compared in list(template.find_all(nodes.Compare)):
            compared.expr = _filtered(compared.expr, "charged")
            for operand in compared.ops:
                operand.expr = _filtered(operand.expr, "charged")
        for part in list(template.find_all(nodes.Getitem)):
            if isinstance(part.arg, nodes.Slice):
                part.node = _filtered(part.node, "charged")
        for test in list(template.find_all(nodes.Test)):
            if test.name not in ("defined", "undefined"):
                test.node = _filtered(test.node, "charged")
        return template

    def charge(self, work: int) -> None:
        if work > LONGEST_VALUE:
            raise PastLimit(f"it makes a value of more than {LONGEST_VALUE:,} characters")
        self.left -= work
        if self.left < 0:
            raise PastLimit(f"it reads and makes more than {MOST_WORK:,} characters in all")

    def charged(self, value: Any) -> Any:
        self.charge(_size(value))
        return value

    def counted(self, values: Iterable[object]) -> Iterator[object]:
        for value in values:
            self.charge(TURN)
            yield value

    def call(self, context: Any, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """A macro that calls itself twice goes on as long as a loop."""
        self.charge(CALL + _size([getattr(called, "__self__", None), *args, *kwargs.values()]))
        return super().call(context, called, *args, **kwargs)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**":
            raise PastLimit("it raises to a power, which templates here cannot")
        if operator == "%" and isinstance(left, str):
            raise PastLimit("it formats with %, which templates here cannot")
        if operator == "*":
            for value, times in ((left, right), (right, left)):
                if isinstance(value, str | list | tuple) and isinstance(times, int):
                    self.charge(_size(value) * max(times, 0))
        made = super().call_binop(context, operator, left, right)
        if isinstance(made, int) and made.bit_length() > WIDEST_NUMBER:
            raise PastLimit("it makes a number of more than 300 digits")
        return self.charged(made)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Methods that make a long text of a short one are not for templates; the filters are bounded."""
        long_made = isinstance(obj, str) and attr in _LONG_MADE
        return not long_made and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """No method formats: a width of a billion takes twelve characters."""
        return None

    def _charged(self, name: str, made: Callable[..., Any]) -> Callable[..., Any]:
        """The filter, charged for what it is given, what it may make of that, and what it made."""

        @wraps(made)
        def charged(*args: Any, **kwargs: Any) -> Any:
            # What is made only when it is asked for is asked for here, where each is charged.
            args = tuple(list(self.counted(each)) if isinstance(each, Iterator) else each for each in args)
            given = [each for each in args if not isinstance(each, Context | Environment | EvalContext)]
            self.charge(_size([*given, *kwargs.values()]))
            if name in _REPEATING and given:
                longest = max(map(_length, (*given[1:], *kwargs.values())), default=1)
                self.charge(longest * _REPEATING[name](given[0]))
            return self.charged(made(*args, **kwargs))

        return charged


@pass_context
def _shown(context: Context, value: Any) -> Any:
    """What is about to be written, be it into a variable. With the context, it is asked for constants too."""
    assert isinstance(context.environment, Sandbox)
    return context.environment.charged(value)


def _filtered(expression: nodes.Node, name: str) -> nodes.Filter:
    return nodes.Filter(expression, name, [], [], None, None, lineno=expression.lineno)


def _size(value: object) -> int:
    """What it costs to look at all of it, however deep; counted on only until it is too much."""
    size = 0
    left = [value]
    while left and size <= LONGEST_VALUE:
        each = left.pop()
        size += VALUE
        if isinstance(each, str | range):
            size += len(each)
        elif isinstance(each, list | tuple):
            left.extend(each)
        elif isinstance(each, dict):
            left.extend((*each.keys(), *each.values()))
    return size


def _length(value: object) -> int:
    return len(value) if isinstance(value, str) else value if isinstance(value, int) else 1


def _pieces(value: Any) -> int:
    return value.count("\n") + 1 if isinstance(value, str) else len(value) if hasattr(value, "__len__") else 1


def _once(value: Any) -> int:
    return 1


_REPEATING: dict[str, Callable[[Any], int]] = {
    "batch": _once,
    "center": _once,
    "indent": _pieces,
    "join": _pieces,
    "quote": _pieces,
    "slice": _once,
}
"""Filters that put what they are told beside each piece of a value, or fill up to a number: how often."""


def _replace(text: object, old: str, new: str) -> str:
    words = str(text)
    if len(words) + words.count(old) * len(new) > LONGEST_VALUE:
        raise PastLimit(f"it makes a value of more than {LONGEST_VALUE:,} characters")
    return words.replace(old, new)


@pass_environment
def _wordwrap(environment: Environment, text: str, width: int = 79) -> str:
    return do_wordwrap(environment, text, width)
