"""Templates of the reader's own: what they see, what they may, and how a wrong one is told."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from briefing.errors import ExchangeError
from briefing.exchange import as_template, template_values
from briefing.exchange.as_template import render_template
from briefing.exchange.bundle import Bundle

GOLDEN = Path(__file__).parent / "golden"
DOCUMENT = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")


def documented() -> str:
    example = re.search(r"```jinja\n(.*?)```", DOCUMENT, re.DOTALL)
    assert example is not None
    return example[1]


def test_the_documented_example_is_rendered_byte_for_byte(bundle: Bundle, briefed_bundle: Bundle) -> None:
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
def test_what_a_template_can_do(source: str, written: str, bundle: Bundle) -> None:
    assert render_template(source, bundle) == written


@pytest.mark.parametrize(
    ("name", "escaped"), [("notes.html", True), ("feed.XML", True), ("notes.md", False), ("template", False)]
)
def test_values_are_escaped_where_the_name_says_so(name: str, escaped: bool, bundle: Bundle) -> None:
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
        pytest.param(NESTED, 1, "turns", id="loops that never end"),
        pytest.param(TWICE, 1, "turns", id="macros that never end"),
        pytest.param(
            "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", 1, "recursion", id="endless recursion"
        ),
        pytest.param("{{ 'a' * 999999999 }}", 1, "parts", id="a long text"),
        pytest.param("{{ 10 ** 10 ** 10 }}", 1, "power", id="a long number"),
        pytest.param("{{ '%999999999d' % 1 }}", 1, "formats", id="a wide number"),
        pytest.param("{{ '{:>999999999}'.format(1) }}", 1, "unsafe", id="a wide format"),
        pytest.param("{{ 'x' | center(999999999) }}", 1, "number of more than", id="a wide filter"),
        pytest.param(
            "{{ articles | batch(999999999, 'x') | list }}", 1, "number of more than", id="a long batch"
        ),
        pytest.param("{{ [].append(1) }}", 1, "unsafe", id="a change"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence_with_its_line(
    source: str, line: int, reason: str, bundle: Bundle
) -> None:
    with pytest.raises(ExchangeError) as caught:
        render_template(source, bundle, "mine.txt")
    message = str(caught.value)
    assert message.startswith(f"Line {line} of mine.txt cannot be used: ")
    assert reason in message and "\n" not in message


def test_the_output_is_bounded(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_template, "MOST_CHARACTERS", 1000)
    with pytest.raises(ExchangeError, match="more than 1,000 characters"):
        render_template("{% for a in range(500) %}{{ a }}{% endfor %}", bundle)
