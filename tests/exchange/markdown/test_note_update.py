"""A note that is exported again says what briefing says now, and keeps every word of the reader's."""

from __future__ import annotations

from dataclasses import replace

import frontmatter
import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from briefing.domain import Analysis
from briefing.domain.annotation import AnnotatedArticle
from briefing.exchange.exporters.markdown import article_blocks, article_markdown
from briefing.exchange.markdown.managed_blocks import block_ids, ledger_line
from briefing.exchange.markdown.note_update import update_note
from tests.exchange.notes import analysis, annotated, annotation, articles, briefings, markdown

FIRST, SECOND = annotation(0, "one", ("talks",)), annotation(3, "two")
NOTE = article_markdown(annotated(FIRST, SECOND), None)
IDS = block_ids((FIRST, SECOND))


@given(articles, briefings)
def test_a_fresh_note_is_the_whole_note(article: AnnotatedArticle, briefing: Analysis | None) -> None:
    assert update_note("", article, briefing) == article_markdown(article, briefing)


@given(articles, briefings)
def test_a_note_that_is_current_stays_byte_for_byte(
    article: AnnotatedArticle, briefing: Analysis | None
) -> None:
    note = article_markdown(article, briefing)
    assert update_note(note, article, briefing) == note
    in_dos = note.replace("\n", "\r\n")
    assert update_note(in_dos, article, briefing) == in_dos
    assert update_note(note.rstrip("\n"), article, briefing) == note.rstrip("\n")


@given(st.data(), articles, briefings, articles, briefings, st.booleans())
def test_the_readers_lines_survive_and_twice_is_as_once(
    data: st.DataObject,
    before: AnnotatedArticle,
    old: Analysis | None,
    after: AnnotatedArticle,
    new: Analysis | None,
    in_dos: bool,
) -> None:
    lines = article_markdown(before, old).split("\n")
    closing = lines.index("---", 1)
    for number in range(data.draw(st.integers(0, 4), "lines of the reader's")):
        words = data.draw(st.sampled_from(("mine {}", "> mine {}", "## mine {}", "- mine {}", "  mine {} ")))
        lines.insert(data.draw(st.integers(closing + 1, len(lines))), words.format(number))
    note = ("\r\n" if in_dos else "\n").join(lines)
    once = update_note(note, after, new)
    kept = [line for line in once.split("\n") if "mine " in line]
    assert sorted(kept) == sorted(line for line in note.split("\n") if "mine " in line)
    assert update_note(once, after, new) == once
    assert once.count("\r\n") == (once.count("\n") if in_dos else 0)
    for block_id in block_ids(after.annotations).values():
        assert [line.rstrip() for line in once.split("\n")].count(f"^{block_id}") == 1


@given(articles, articles, briefings)
def test_untouched_notes_say_what_a_fresh_one_says(
    before: AnnotatedArticle, after: AnnotatedArticle, briefing: Analysis | None
) -> None:
    after = replace(after, head=before.head)
    once = update_note(article_markdown(before, briefing), after, briefing)
    fresh = article_markdown(after, briefing)
    assert _blocks(once) == _blocks(fresh)


def _blocks(note: str) -> list[str]:
    """What stands in the body, whatever its order, without the empty lines and our own headings."""
    body = note.split("\n---\n", 1)[1].rpartition("<!-- written by briefing:")[0]
    return sorted(line for line in body.split("\n") if line and line != "## Annotations")


@given(markdown)
def test_any_text_of_the_readers_own_stays_above_what_is_added(text: str) -> None:
    once = update_note(text, annotated(FIRST), None)
    assert text.strip() in once
    assert update_note(once, annotated(FIRST), None) == once


CHANGED = [
    pytest.param(
        NOTE.replace("one\n", "one, as I think now\n"),
        annotated(FIRST, SECOND),
        ["one, as I think now", "#talks"],
        [],
        id="a note the reader rewrote is left while ours is the same",
    ),
    pytest.param(
        NOTE.replace("one\n", "one, as I think now\n"),
        annotated(replace(FIRST, note="new"), SECOND),
        ["new", "one, as I think now"],
        [],
        id="both changed: ours stands above theirs",
    ),
    pytest.param(
        NOTE, annotated(SECOND), ["two"], ["> Brook", "one", "#talks"], id="deleted: its block goes"
    ),
    pytest.param(
        NOTE.replace("one\n", "one, as I think now\n"),
        annotated(SECOND),
        ["> Brook", "one, as I think now", "#talks"],
        [],
        id="deleted, and changed by the reader: it stays",
    ),
    pytest.param(
        NOTE.replace("#talks\n", "#talks\n\nMy thought.\n"),
        annotated(annotation(1, "between"), SECOND),
        ["My thought.", "> called the first round useful", "between", "> Dahl"],
        ["> Brook"],
        id="a word beneath a deleted one stays",
    ),
    pytest.param(
        NOTE.replace("#talks\n", "#talks\n\nMy thought.\n"),
        annotated(FIRST, annotation(1, "between"), SECOND),
        ["> Brook", "My thought.", "> called the first round useful", "between", "> Dahl"],
        [],
        id="a new one goes in by its place, and a thought stays with its block",
    ),
    pytest.param(
        NOTE.replace("<!--", "## Mine\n\nThoughts.\n\n<!--"),
        annotated(FIRST, SECOND, annotation(5, "last")),
        ["two", "> \\# Vale left.", "last", "## Mine", "Thoughts."],
        [],
        id="a new one at the end stands before the reader's own chapter",
    ),
    pytest.param(
        NOTE,
        annotated(annotation(0, "one", orphan=True), SECOND),
        ["> Dahl", "## No longer in the article", "> Brook", "*The article no longer has these words.*"],
        ["#talks"],
        id="an orphan moves to its own chapter",
    ),
    pytest.param(
        NOTE.replace("#talks\n", "#talks\n\nMy thought.\n"),
        annotated(annotation(0, "one", orphan=True), SECOND),
        ["> Brook", "*The article no longer has these words.*", "My thought.", "> Dahl"],
        ["## No longer in the article"],
        id="an orphan that the reader wrote beneath stays with it",
    ),
    pytest.param(
        NOTE.rpartition("<!--")[0],
        annotated(replace(FIRST, note="new"), SECOND),
        ["new", "one", "> Dahl"],
        [],
        id="without our memory nothing is taken for ours",
    ),
]


@pytest.mark.parametrize(("note", "article", "in_order", "absent"), CHANGED)
def test_what_becomes_of_a_block(
    note: str, article: AnnotatedArticle, in_order: list[str], absent: list[str]
) -> None:
    once = update_note(note, article, None)
    lines = once.split("\n")
    places = [lines.index(line) for line in in_order]
    assert places == sorted(places)
    assert not set(absent) & set(lines)
    assert update_note(once, article, None) == once


def test_a_selection_takes_nothing_away() -> None:
    assert update_note(NOTE, annotated(SECOND), None, whole=False) == NOTE
    later = update_note(NOTE, annotated(replace(SECOND, note="new")), None, whole=False)
    assert update_note(later, annotated(FIRST, SECOND), None) == NOTE


def test_a_briefing_comes_above_the_annotations_and_stays_when_it_is_not_asked_for() -> None:
    briefed = update_note(NOTE, annotated(FIRST, SECOND), analysis())
    assert briefed.index("## Briefing") < briefed.index("- Brook called") < briefed.index("## Annotations")
    assert update_note(briefed, annotated(FIRST, SECOND), None) == briefed
    assert "- Brook called the first" not in update_note(briefed, annotated(FIRST, SECOND), analysis(12))
    theirs = briefed.replace("### Key actors", "Hm.\n\n### Key actors")
    assert (
        update_note(theirs, annotated(FIRST, SECOND), analysis(12)).count(
            "Brook called the first round useful"
        )
        == 1
    )


def test_a_new_title_is_followed_while_the_old_one_stands() -> None:
    renamed = annotated(FIRST, SECOND, title="The Vale talks end")
    assert "\n# The Vale talks end\n" in update_note(NOTE, renamed, None)
    mine = NOTE.replace("# The Vale talks\n", "# Vale, my notes\n")
    assert "\n# Vale, my notes\n" in update_note(mine, renamed, None)


FRONT = [
    pytest.param(
        "aliases: [Vale] # short\n# mine\ntitle: Old # note\nrating: 5\n",
        "aliases: [Vale] # short\n# mine\ntitle: The Vale talks # note\nrating: 5\n",
        id="their keys, order and comments stay",
    ),
    pytest.param(
        "tags: [Talks, mine]\n", "tags: [Talks, mine, border]\n", id="tags in one line, one known by its case"
    ),
    pytest.param(
        "tags:\n- mine\n# end\nx: 1\n", "tags:\n- mine\n- talks\n- border\n# end\nx: 1\n", id="tags as a list"
    ),
    *(
        pytest.param(
            f"tags:\n- {item}# end\nx:\n- y\n",
            f"tags:\n- {item}- talks\n- border\n# end\nx:\n- y\n",
            id=f"a list whose last item is {item!r}",
        )
        for item in ("mine:\n", ">\n  mine\n", "a\n- \n")
    ),
    pytest.param("tags: mine\nx: 1\n", "tags:\n  - mine\n  - talks\n  - border\nx: 1\n", id="one tag"),
    pytest.param("tags:\nx: 1\n", "tags:\n  - talks\n  - border\nx: 1\n", id="no tags yet"),
    pytest.param("tags: []\n", "tags: [talks, border]\n", id="an empty list"),
    pytest.param("author: >\n  Some\n  one\nx: 1\n", "author: Jo Doe\nx: 1\n", id="a folded value"),
    pytest.param("author:\n\n# mine\nx: 1\n", "author: Jo Doe\n\n# mine\nx: 1\n", id="a key without value"),
    pytest.param(
        "published: 2025-01-01\nx: 1\n", "published: 2025-01-01\nx: 1\n", id="what we do not know stays"
    ),
]


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(("inner", "expected"), FRONT)
def test_properties_are_updated_among_the_readers_own(inner: str, expected: str, newline: str) -> None:
    article = annotated(annotation(0, "", ("talks", "border")))
    note = f"---\n{inner}---\nText.\n".replace("\n", newline)
    once = update_note(note, article, None)
    assert once.startswith(f"---\n{expected}".replace("\n", newline))
    assert update_note(once, article, None) == once
    values = frontmatter.loads(once).metadata
    assert values["title"] == "The Vale talks"
    tags = values["tags"]
    assert isinstance(tags, list) and {"talks", "border"} <= {str(tag).lower() for tag in tags}
    assert values["article"] == article.head.id


@pytest.mark.parametrize(
    "inner",
    [
        pytest.param("a: [\n", id="broken"),
        pytest.param("- a\n- b\n", id="a list"),
        pytest.param("{a: 1}\n", id="in one line"),
    ],
)
def test_properties_that_cannot_be_changed_are_left_alone(inner: str) -> None:
    note = f"---\n{inner}---\nText.\n"
    assert update_note(note, annotated(FIRST), None).startswith(note)


def test_what_is_an_alias_stays_one() -> None:
    inner = "mine: &a [x]\ntitle: *a\ntags: [*a, b]\n"
    assert update_note(f"---\n{inner}---\n", annotated(FIRST), None).startswith(f"---\n{inner}")


names = st.sampled_from(("aliases", "rating", "title", "tags", "author", "source", "published", "x y"))
plain = st.one_of(
    st.text("ab: #'\"-[]{},&*!|>%@\n1é", max_size=12), st.integers(), st.booleans(), st.none(), st.dates()
)
values = st.one_of(
    plain, st.lists(plain, max_size=3), st.dictionaries(st.text("ab", min_size=1), plain, max_size=2)
)


@given(st.dictionaries(names, values, max_size=5), st.sampled_from((None, False)), st.booleans())
def test_any_properties_of_the_readers_stay_what_they_were(
    theirs: dict[str, object], style: bool | None, in_dos: bool
) -> None:
    """Their own keys keep their values and lines; ours get ours, and tags are those of both."""
    inner = (
        yaml.safe_dump(theirs, sort_keys=False, allow_unicode=True, default_flow_style=style)
        if theirs
        else ""
    )
    note = f"---\n{inner}---\nText.\n".replace("\n", "\r\n" if in_dos else "\n")
    article = annotated(annotation(0, "", ("talks", "border")))
    once = update_note(note, article, None)
    assert update_note(once, article, None) == once
    assert once.count("\r\n") == (once.count("\n") if in_dos else 0)
    assume(not inner.startswith("{"))
    read = yaml.safe_load(once.split("---\r\n" if in_dos else "---\n", 2)[1])
    ours = {"title": "The Vale talks", "author": "Jo Doe", "source": "https://a.example/1"}
    expected = {**theirs, **ours}
    assert {name: read[name] for name in expected if name != "tags"} == {
        name: value for name, value in expected.items() if name != "tags"
    }
    assert {"talks", "border"} <= {str(tag).lstrip("#").casefold() for tag in read["tags"]}


def _as_before_dates(article: AnnotatedArticle) -> str:
    """The note as 0.1.0 wrote it."""
    note = article_markdown(article, None)
    blocks = article_blocks(article)
    for block in blocks:
        assert block.undated is not None
        day = next(line for line in block.lines if line.startswith("*Yellow, "))
        note = note.replace(f"\n{day}\n\n", "\n", 1)
    written = {block.id: block.undated for block in blocks if block.undated}
    return note[: note.index("<!--")] + ledger_line(written) + "\n"


def test_a_note_without_colours_and_days_gets_them() -> None:
    both = annotated(FIRST, SECOND)
    before = _as_before_dates(both)
    assert "Yellow" not in before
    assert update_note(before, both, None) == NOTE


def test_a_block_without_colour_and_day_that_the_reader_edited_is_not_written_again() -> None:
    before = _as_before_dates(annotated(FIRST, SECOND)).replace("one\n", "one, as I think now\n")
    after = update_note(before, annotated(FIRST, SECOND), None)
    assert after.count("> Brook") == 1 and "one, as I think now" in after
    assert "*Yellow, 2026-03-04*" in after
    assert update_note(after, annotated(FIRST, SECOND), None) == after
