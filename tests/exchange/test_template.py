"""Templates of the reader's own: what they see, what they may, and how a wrong one is told."""

from __future__ import annotations

import re
import tracemalloc
from dataclasses import fields
from pathlib import Path

import pytest

from briefing.errors import ExchangeError
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.exporters import template as as_template
from briefing.exchange.exporters import template_values
from briefing.exchange.exporters.template import render_template

GOLDEN = Path(__file__).parent / "golden"
DOCUMENT = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")


def documented() -> str:
    example = re.search(r"```jinja\n(.*?)```", DOCUMENT, re.DOTALL)
    assert example is not None
    return example[1]


def test_the_documented_example_is_rendered_byte_for_byte(
    bundle: ExportBundle, briefed_bundle: ExportBundle
) -> None:
    assert render_template(documented(), bundle) == (GOLDEN / "template.txt").read_bytes().decode()
    assert (
        render_template(documented(), briefed_bundle)
        == (GOLDEN / "template-briefed.txt").read_bytes().decode()
    )


def test_every_value_and_filter_is_documented() -> None:
    for kind in (name for name in template_values.__all__ if name.endswith("Value")):
        for each in fields(getattr(template_values, kind)):
            assert re.search(rf"[`.]{each.name}`", DOCUMENT), each.name
    for name in template_values.FILTERS:
        assert re.search(rf"`{name}[`(]", DOCUMENT), name


@pytest.mark.parametrize(
    ("source", "written"),
    [
        pytest.param("{{ 'a\n\nb' | quote }}", "> a\n>\n> b", id="quote"),
        pytest.param("{{ 'a\nb' | quote('; ') }}", "; a\n; b", id="quote with another mark"),
        pytest.param("{{ '2026-11-25T04:30:00Z' | date('%d.%m.%Y') }}", "25.11.2026", id="date"),
        pytest.param("{{ '' | date }}{{ 'soon' | date }}", "soon", id="no date"),
        pytest.param("{{ '=1,\"x\"' | csv_cell }}", '"\'=1,""x"""', id="csv_cell"),
        pytest.param("{{ 'plain' | csv_cell }}", "plain", id="a plain cell"),
        pytest.param("{{ 'Été à Paris!' | slug }}", "ete-a-paris", id="slug"),
        pytest.param("{{ 'two words' | tag }}{{ '!' | tag }}", "#two-words", id="tag"),
        pytest.param("{{ articles | length }}", "2", id="articles"),
        pytest.param("{{ articles[1].author }}|{{ articles[1].briefing }}", "|None", id="what is not known"),
        pytest.param(
            "{% for a in articles %}{{ loop.index }}/{{ loop.length }} {% endfor %}", "1/2 2/2 ", id="loop"
        ),
        pytest.param("{{ 'a-b' | replace('-', '+') }}", "a+b", id="replace"),
        pytest.param("{{ 'a\nb' | indent(2) }}", "a\n  b", id="indent"),
    ],
)
def test_what_a_template_can_do(source: str, written: str, bundle: ExportBundle) -> None:
    assert render_template(source, bundle) == written


@pytest.mark.parametrize(
    ("name", "escaped"), [("notes.html", True), ("feed.XML", True), ("notes.md", False), ("template", False)]
)
def test_values_are_escaped_where_the_name_says_so(name: str, escaped: bool, bundle: ExportBundle) -> None:
    written = render_template("<b>{{ articles[0].title }}</b>", bundle, name)
    assert ("&lt;yet&gt;" in written) is escaped
    assert written.startswith("<b>")


NESTED = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
TWICE = "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}"


@pytest.mark.parametrize(
    ("source", "line", "reason"),
    [
        pytest.param("a\n{{ nobody }}", 2, "'nobody' is undefined", id="unknown name"),
        pytest.param("\n\n{{ articles[0].titel }}", 3, "no attribute 'titel'", id="unknown member"),
        pytest.param("a\n{% for %}", 2, "Expected an expression", id="syntax"),
        pytest.param("{{ 1 | nope }}", 1, "No filter named 'nope'", id="unknown filter"),
        pytest.param("{{ 1 / 0 }}", 1, "division by zero", id="arithmetic"),
        pytest.param("{{ ''.__class__.__mro__ }}", 1, "unsafe", id="the machine"),
        pytest.param("{{ articles[0].__init__.__globals__ }}", 1, "unsafe", id="the module"),
        pytest.param("{% include 'x' %}", 1, "takes in another file", id="include"),
        pytest.param("{% import '/etc/passwd' as x %}", 1, "takes in another file", id="import"),
        pytest.param("{{ range(99999999) }}", 1, "Range too big", id="long range"),
        pytest.param(NESTED, 1, "in all", id="loops that never end"),
        pytest.param(TWICE, 1, "in all", id="macros that never end"),
        pytest.param(
            "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", 1, "recursion", id="endless recursion"
        ),
        pytest.param("{{ 'a' * 999999999 }}", 1, "characters", id="a long text"),
        pytest.param("{{ 10 ** 10 ** 10 }}", 1, "power", id="a long number"),
        pytest.param("{{ '%999999999d' % 1 }}", 1, "formats", id="a wide number"),
        pytest.param("{{ '{:>999999999}'.format(1) }}", 1, "unsafe", id="a wide format"),
        pytest.param("{{ 'x' | center(999999999) }}", 1, "characters", id="a wide filter"),
        pytest.param("{{ articles | batch(999999999, 'x') | list }}", 1, "characters", id="a long batch"),
        pytest.param("{{ [].append(1) }}", 1, "unsafe", id="a change"),
        pytest.param("{{ articles | attr('__class__') }}", 1, "unsafe", id="a filter that gets members"),
        pytest.param("{{ ''['__class__'] }}", 1, "unsafe", id="a member by its name"),
        pytest.param("{{ self._TemplateReference__context }}", 1, "unsafe", id="the template itself"),
        pytest.param("{{ (articles | map('upper')).gi_frame }}", 1, "unsafe", id="a generator's frame"),
        pytest.param("{{ lipsum.__globals__ }}", 1, "'lipsum' is undefined", id="a function of Jinja2"),
        pytest.param("{% macro m() %}{% endmacro %}{{ m._func }}", 1, "unsafe", id="a macro's function"),
        pytest.param(
            "{{ '{0.__class__}' | format(1) }}", 1, "No filter named 'format'", id="the filter format"
        ),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence_with_its_line(
    source: str, line: int, reason: str, bundle: ExportBundle
) -> None:
    with pytest.raises(ExchangeError) as caught:
        render_template(source, bundle, "mine.txt")
    message = str(caught.value)
    assert message.startswith(f"Line {line} of mine.txt cannot be used: ")
    assert reason in message and "\n" not in message


LONG = "{% set long = 'a' * 9000000 %}"
LOOP = "{% for n in range(99999) %}"
DOUBLED = "{% macro f(s, n) %}{{ f(s ~ s, n - 1) if n else s | length }}{% endmacro %}{{ f('aaaa', 60) }}"
SQUARED = "{% macro f(s, n) %}{{ f(s * s, n - 1) if n else s }}{% endmacro %}{{ f(3, 60) }}"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(DOUBLED, id="joined with itself"),
        pytest.param(SQUARED, id="multiplied by itself"),
        pytest.param("{{ '\\\\' " + "| tojson " * 60 + "}}", id="escaped again and again"),
        pytest.param(LONG + "{{ ([long] * 9000) | join | length }}", id="many long ones joined"),
        pytest.param(LONG + "{{ range(9000) | join(long) | length }}", id="joined by a long one"),
        pytest.param(LONG + "{{ ('b' * 9000) | replace('b', long) | length }}", id="replaced by a long one"),
        pytest.param(r"{{ ('\n' * 900000) | indent(999) | length }}", id="indented far"),
        pytest.param(r"{{ ('\n' * 900000) | quote('x' * 999) | length }}", id="quoted with a long mark"),
        pytest.param("{{ [[['a' * 9999] * 9999] * 9999] }}", id="a long list written"),
        pytest.param("{{ [[['a' * 9999] * 9999] * 9999] | string | length }}", id="a long list made a text"),
        pytest.param("{{ ([['a'] * 9999] * 9999) | sum(start=[]) | length }}", id="long lists added up"),
        pytest.param(
            LONG + "{% set kept %}" + LOOP + "{{ long }}{% endfor %}{% endset %}",
            id="values kept, not written",
        ),
        pytest.param(
            "{% set kept %}" + LOOP + "a" * 99_999 + "{% endfor %}{% endset %}", id="words kept, not written"
        ),
        pytest.param(
            "{% macro m() %}"
            + LOOP
            + "{{ '"
            + "a" * 99_999
            + "' }}{% endfor %}{% endmacro %}{{ m() | length }}",
            id="constants that a macro makes",
        ),
        pytest.param(LONG + LOOP + "{% set up = long | upper %}{% endfor %}", id="a filter in a loop"),
        pytest.param(LONG + LOOP + "{% set up = long.upper() %}{% endfor %}", id="a method in a loop"),
        pytest.param(LONG + LOOP + "{{ 'b' in long }}{% endfor %}", id="a search in a loop"),
        pytest.param(LONG + LOOP + "{% set most = long[1:] %}{% endfor %}", id="a slice in a loop"),
        pytest.param(LONG + LOOP + "{{ long is upper }}{% endfor %}", id="a test in a loop"),
    ],
)
def test_what_makes_much_of_little_ends_early(source: str, bundle: ExportBundle) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(ExchangeError, match=r"^Line 1 of template cannot be used: it (reads and )?makes"):
            render_template(source, bundle)
        _, most_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most_bytes < 150_000_000


def test_the_output_is_bounded(bundle: ExportBundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_template, "MOST_CHARACTERS", 1000)
    with pytest.raises(ExchangeError, match="more than 1,000 characters"):
        render_template("{% for a in range(500) %}{{ a }}{% endfor %}", bundle)
