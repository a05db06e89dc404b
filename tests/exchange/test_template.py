"""Templates of the reader's own: what they see, what they may do, and the errors of a wrong one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from briefing.errors import ExchangeError
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.exporters import template_values, template_worker
from briefing.exchange.exporters.template import TemplateRenderer
from briefing.exchange.exporters.template_values import article_values

GOLDEN = Path(__file__).parent / "golden"
DOCUMENT = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")


def render_template(source: str, bundle: ExportBundle, name: str = "template") -> str:
    return template_worker.render_template(source, name, article_values(bundle))


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


def names_in(values: object) -> set[str]:
    if isinstance(values, dict):
        return set(values).union(*map(names_in, values.values()))
    return set().union(*map(names_in, values)) if isinstance(values, tuple) else set()


def test_every_value_and_filter_is_documented(briefed_bundle: ExportBundle) -> None:
    names = names_in(article_values(briefed_bundle))
    assert {"evidence", "statements", "speaker", "date"} <= names
    for name in names:
        assert re.search(rf"[`.]{name}`", DOCUMENT), name
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
        pytest.param(
            "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", 1, "recursion", id="endless recursion"
        ),
        pytest.param("{{ [].append(1) }}", 1, "unsafe", id="a change"),
        pytest.param("{{ articles | attr('__class__') }}", 1, "unsafe", id="a filter that gets members"),
        pytest.param("{{ ''['__class__'] }}", 1, "unsafe", id="a member by its name"),
        pytest.param("{{ self._TemplateReference__context }}", 1, "unsafe", id="the template itself"),
        pytest.param("{{ (articles | map('upper')).gi_frame }}", 1, "unsafe", id="a generator's frame"),
        pytest.param("{{ lipsum.__globals__ }}", 1, "'lipsum' is undefined", id="a function of Jinja2"),
        pytest.param("{{ '{0.__class__}'.format(1) }}", 1, "unsafe", id="a member in a format"),
        pytest.param("{% macro m() %}{% endmacro %}{{ m._func }}", 1, "unsafe", id="a macro's function"),
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


def test_the_output_is_bounded(bundle: ExportBundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template_worker, "MOST_CHARACTERS", 1000)
    with pytest.raises(ExchangeError, match="it writes more than 1,000 characters"):
        render_template("{% for a in range(500) %}{{ a }}{% endfor %}", bundle)


@pytest.fixture(scope="module")
def renderer() -> Iterator[TemplateRenderer]:
    with closing(TemplateRenderer(seconds=1.0)) as renderer:
        yield renderer


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        pytest.param(
            "{{ 10 ** 999999999 }}",
            "template cannot be used: it takes more than 1 seconds;",
            id="a number that is never computed",
        ),
        pytest.param(
            "\n{{ 'a' * 9000000000 }}",
            "Line 2 of template cannot be used: it needs more memory than a template may have;",
            id="a text that no memory holds",
        ),
        pytest.param(
            "{{ (1).to_bytes(10 ** 15, 'big') }}",
            "Line 1 of template cannot be used: it needs more memory than a template may have;",
            id="a number of as many bytes as one likes",
        ),
        pytest.param(
            "{{ '1'.zfill(10 ** 15) }}",
            "Line 1 of template cannot be used: it needs more memory than a template may have;",
            id="zeros without end",
        ),
        pytest.param(
            "{% for %}",
            "Line 1 of template cannot be used: Expected an expression",
            id="a template that is wrong",
        ),
    ],
)
@pytest.mark.slow
def test_a_limit_or_a_fault_ends_one_rendering_and_the_next_goes_on(
    renderer: TemplateRenderer, source: str, reason: str, bundle: ExportBundle
) -> None:
    with pytest.raises(ExchangeError) as caught:
        renderer.render(source, bundle, "template")
    assert str(caught.value).startswith(reason)
    assert renderer.render("{{ articles | length }}", bundle, "template") == "2"


def test_the_templates_of_a_folder_are_formats_by_name(
    renderer: TemplateRenderer, tmp_path: Path, bundle: ExportBundle
) -> None:
    (tmp_path / "b.txt").write_text("{{ articles | length }} b", encoding="utf-8")
    (tmp_path / "a.html").write_text("a", encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text("h", encoding="utf-8")
    (tmp_path / "folder.d").mkdir()
    templates = renderer.formats(tmp_path)
    assert [(each.title, each.suffix) for each in templates] == [
        ("a.html, a template of yours", ".html"),
        ("b.txt, a template of yours", ".txt"),
    ]
    assert templates[1].render(bundle) == "2 b"
    assert renderer.formats(tmp_path / "none") == ()


def test_a_template_that_cannot_be_read_says_so_when_it_is_used(
    renderer: TemplateRenderer, tmp_path: Path, bundle: ExportBundle
) -> None:
    with pytest.raises(ExchangeError, match=r"gone\.txt cannot be read .*: check its name"):
        renderer.format(tmp_path / "gone.txt").render(bundle)
