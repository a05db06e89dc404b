"""Org: the golden files, and that nothing of an article or a note becomes structure."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.exporters.org import to_org
from tests.exchange.notes import annotated, annotation

GOLDEN = Path(__file__).parent / "golden"


def test_the_file_is_the_golden_one_byte_for_byte(bundle: ExportBundle, briefed_bundle: ExportBundle) -> None:
    assert to_org(bundle) == (GOLDEN / "annotations.org").read_bytes().decode("utf-8")
    assert to_org(briefed_bundle) == (GOLDEN / "annotations-briefed.org").read_bytes().decode("utf-8")


@given(st.text("a *#+,:_\n-", max_size=40), st.text("a *:#\n", min_size=1, max_size=20))
def test_no_line_of_a_note_or_a_quote_is_structure(note: str, quote: str) -> None:
    one = annotation(0, note)
    article = annotated(replace(one, anchor=replace(one.anchor, quote=quote)))
    lines = to_org(ExportBundle((article,))).split("\n")
    assert len([line for line in lines if re.match(r"\*+ ", line)]) == 2
    assert [line for line in lines if re.match(r"\s*#\+", line)] == [
        "#+title: Annotations",
        "#+startup: overview",
        "#+begin_quote",
        "#+end_quote",
    ]


@pytest.mark.parametrize(
    "active",
    [
        '[[elisp:(delete-file "x")][a link]]',
        "[[[shell:rm x]]]",
        "elisp:(ding)",
        "<Shell:rm>",
        "_file+sys:/tmp/x.desktop",
        "src_sh{rm x}",
        "src_emacs-lisp[:eval yes]{(ding)}",
        "call_block(1)",
        f"src_{'a' * 101}{{rm x}}",
        "{{{author}}}",
        "@@html:<script>@@",
        "# Local Variables:\n# eval: (ding)\n# End:",
        "/* local variables:",
        "%%(delete-file 1)",
        "<%%(ding)>",
    ],
)
def test_what_emacs_would_run_open_or_obey_is_text(active: str) -> None:
    """In a quote and a note, which fill several lines, in a heading and in a property."""
    one = annotation(0, f"{active}\n{active}")
    article = annotated(replace(one, anchor=replace(one.anchor, quote=f"so {active}")))
    head = replace(article.head, title=active, author=active)
    org = to_org(ExportBundle((replace(article, head=head),)))
    first = active.partition("\n")[0]
    assert first not in org
    assert org.replace("\u200b", "").count(first) == 6


@pytest.mark.parametrize(
    "plain",
    ["https://a.example/src_(x)?file=1", "a file: the first", "my_src_code {x}", "[x] {{y}} a@b.example"],
)
def test_other_text_stays_as_it_is(plain: str) -> None:
    assert f"\n{plain}\n" in to_org(ExportBundle((annotated(annotation(0, plain)),)))


@pytest.mark.parametrize("unit", ["\n", " ", "[", "src_", "call_a", "file+", "{", ",", "Local "], ids=ascii)
def test_escaping_takes_no_more_time_than_its_length(unit: str) -> None:
    def seconds(count: int) -> float:
        bundle = ExportBundle((annotated(annotation(0, f"a{unit * count}b")),))
        runs = []
        for _ in range(6):
            started = time.process_time()
            to_org(bundle)
            runs.append(time.process_time() - started)
        return min(runs)

    assert seconds(20_000) < 3 * max(seconds(10_000), 0.005)


@pytest.mark.parametrize(
    ("tags", "written"),
    [
        (("military",), ":military:"),
        (("two words", "to-do"), ":two_words:to_do:"),
        (("été", "@home", "50%"), ":été:@home:50%:"),
        (("!?",), ""),
    ],
)
def test_tags_in_orgs_form(tags: tuple[str, ...], written: str) -> None:
    heading = next(
        line
        for line in to_org(ExportBundle((annotated(annotation(0, "why", tags)),))).split("\n")
        if "why" in line
    )
    assert heading == f"** why {written}".rstrip()


@pytest.mark.parametrize(
    ("created", "written"),
    [
        ("2026-11-25T04:30:00Z", "[2026-11-25 Wed 04:30]"),
        ("2026-11-25T04:30:00+02:00", "[2026-11-25 Wed 04:30]"),
        ("2026-11-25", "[2026-11-25 Wed]"),
        ("some day", "some day"),
    ],
)
def test_moments_are_inactive_timestamps(created: str, written: str) -> None:
    article = annotated(replace(annotation(0), created=created, modified=created))
    assert f":CREATED: {written}\n" in to_org(ExportBundle((article,)))
