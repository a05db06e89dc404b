from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from briefing.domain import Span
from briefing.domain.anchoring.reanchor import reanchor
from briefing.domain.annotation import AnchorState, AnnotatedArticle, Annotation, ArticleHead, new_annotation
from briefing.domain.annotation_revision import Revision, apply_revisions, replace_tags

ID = "0123456789abcdef"
TEXT = "Brook called the first round useful. Dahl said that the border remains open."
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def made(start: int, end: int, note: str = "") -> Annotation:
    return new_annotation(TEXT, Span(start, end), NOON, note=note)


BROOK, DAHL = made(0, 5), made(37, 41)
KEPT = AnnotatedArticle(ArticleHead(ID, "Talks"), (BROOK,), TEXT)


def test_undone_it_leads_back_and_twice_forward_again() -> None:
    changed = replace(BROOK, note="who?")
    for revision in (
        Revision(ID, None, BROOK),
        Revision(ID, BROOK, changed),
        Revision(ID, BROOK, None),
    ):
        assert (revision.inverse.before, revision.inverse.after) == (revision.after, revision.before)
        assert revision.inverse.inverse == revision


def test_changes_are_carried_out_in_their_order() -> None:
    first, second = replace(BROOK, note="one"), replace(BROOK, note="two")
    changes = [
        Revision(ID, BROOK, first),
        Revision(ID, None, DAHL),
        Revision(ID, first, second),
        Revision(ID, DAHL, None),
    ]
    assert apply_revisions(KEPT, changes[:2]).annotations == (first, DAHL)
    assert apply_revisions(KEPT, changes).annotations == (second,)


def test_what_is_deleted_twice_is_gone_once() -> None:
    deletion = Revision(ID, BROOK, None)
    assert apply_revisions(KEPT, [deletion, deletion]).annotations == ()


def test_the_annotations_stand_in_reading_order_on_the_text_there_is() -> None:
    longer = replace(KEPT, text=f"Updated. {TEXT}")
    found = apply_revisions(longer, [Revision(ID, None, DAHL), Revision(ID, None, made(6, 12))]).annotations
    assert [(each.anchor.quote, each.state) for each in found] == [
        ("Brook", AnchorState.MOVED),
        ("called", AnchorState.MOVED),
        ("Dahl", AnchorState.MOVED),
    ]


def test_without_a_text_they_stay_where_they_were() -> None:
    nowhere = AnnotatedArticle(ArticleHead(ID, "Talks"), ())
    assert apply_revisions(nowhere, [Revision(ID, None, DAHL)]).annotations == (DAHL,)


@pytest.mark.parametrize(
    ("tags", "wanted", "into", "left"),
    [
        pytest.param(("Talks", "x"), {"talks"}, "summit", ("summit", "x"), id="renamed where it stood"),
        pytest.param(("x", "talks"), {"talks"}, "x", ("x",), id="merged with one that is there"),
        pytest.param(("a", "b", "c"), {"a", "c"}, "d", ("d", "b"), id="several become one"),
        pytest.param(("talks", "x"), {"talks"}, None, ("x",), id="deleted"),
        pytest.param(("nato",), {"nato"}, "NATO", ("NATO",), id="spelt anew"),
        pytest.param(("x",), {"talks"}, "summit", ("x",), id="not there"),
        pytest.param((), {"talks"}, "summit", (), id="none"),
        pytest.param(("Straße",), {"strasse"}, "road", ("road",), id="folded"),
        pytest.param(("talks",), {"talks"}, "#a,b", ("a b",), id="cleaned"),
    ],
)
def test_tags_are_renamed_merged_and_deleted(
    tags: tuple[str, ...], wanted: set[str], into: str | None, left: tuple[str, ...]
) -> None:
    assert replace_tags(tags, wanted, into) == left


def test_a_change_to_an_orphan_puts_it_on_no_other_line() -> None:
    lines = [
        f"{name} was injured near the market at noon, police said. No other details were given."
        for name in ("One man", "Two men", "A woman", "A child")
    ]
    text, left = "\n".join(lines), "\n".join([*lines[:1], *lines[2:]])
    marked = new_annotation(text, Span(len(lines[0]) + 9, len(lines[0]) + 45), NOON)
    (orphan,) = reanchor([marked], left, text)
    assert orphan.is_orphan and not reanchor([marked], left)[0].is_orphan
    noted = replace(orphan, note="who?")
    kept = AnnotatedArticle(ArticleHead(ID, "Talks"), (orphan,), left)
    assert apply_revisions(kept, [Revision(ID, orphan, noted)]).annotations == (noted,)
