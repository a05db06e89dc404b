"""Stories that the reader takes apart or puts together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from briefing.domain.stories.story import Story
from briefing.services.library import Library
from tests.libraries import library_at
from tests.services.test_stories import DAY, article, groups, ingest
from tests.ui.conftest import StubEngine

A, B, C = (article(0, remark) for remark in range(3))
OTHER, ITS_SECOND = article(1, 0), article(1, 1)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with library_at(tmp_path, StubEngine(), now=lambda: DAY + timedelta(days=9)) as library:
        ingest(library, A, B, C, OTHER, ITS_SECOND)
        library.stories.assign()
        assert groups(library) == {frozenset({A.id, B.id, C.id}), frozenset({OTHER.id, ITS_SECOND.id})}
        yield library


def stories(library: Library) -> list[Story]:
    return library.stories.stories([each.id for each in (A, B, C, OTHER, ITS_SECOND)])


def test_what_is_split_off_stays_apart_whatever_comes(library: Library) -> None:
    assert library.stories.edits.split([A.id]) is not None
    apart = {frozenset({A.id}), frozenset({B.id, C.id}), frozenset({OTHER.id, ITS_SECOND.id})}
    assert groups(library) == apart
    late = article(0, 3)
    ingest(library, late)
    library.stories.assign()
    found = groups(library)
    assert len(found) == 3 and not any({A.id, B.id} <= group for group in found)
    assert any({B.id, C.id} <= group for group in found)
    assert library.stories.story(A.id).by_hand and library.stories.story(B.id).by_hand


def test_the_id_stays_with_the_rest_and_each_opens_its_own(library: Library) -> None:
    before = library.stories.story(A.id)
    library.stories.edits.split([before.id])
    rest = library.stories.story(before.id)
    assert {each.id for each in rest.articles} == {A.id, B.id, C.id} - {before.id}
    (alone,) = library.stories.stories([before.id])
    assert [each.id for each in alone.articles] == [before.id] and alone.id not in {A.id, B.id, C.id}


def test_what_is_merged_stays_together_and_the_other_id_opens_it(library: Library) -> None:
    kept, gone = (library.stories.story(each.id).id for each in (A, OTHER))
    assert library.stories.edits.merge([A.id, OTHER.id]) is not None
    ingest(library, article(1, 2), article(0, 3))
    library.stories.assign()
    merged = {A.id, B.id, C.id, OTHER.id, ITS_SECOND.id}
    assert any(merged <= group for group in groups(library))
    assert library.stories.story(gone).id == library.stories.story(kept).id == kept
    assert library.stories.story(kept).title in {each.title for each in (A, B, C)}


@pytest.mark.parametrize("change", ["split", "merge"])
def test_a_change_is_taken_back_whole(library: Library, change: str) -> None:
    library.stories.edits.set_seen(library.stories.story(OTHER.id).id, 5.0)
    was = stories(library)
    before = getattr(library.stories.edits, change)([A.id, OTHER.id])
    assert before is not None and stories(library) != was
    library.stories.edits.restore(before)
    assert stories(library) == was
    assert not library.stories.story(A.id).by_hand
    assert library.stories.edits.set_seen(library.stories.story(OTHER.id).id, None) == 5.0


def test_what_is_so_already_is_no_change(library: Library) -> None:
    assert library.stories.edits.split([A.id, B.id, C.id]) is None
    assert library.stories.edits.merge([A.id, B.id]) is None
    assert library.stories.edits.split(["f" * 16]) is library.stories.edits.merge([]) is None
    assert not library.stories.story(A.id).by_hand


def test_a_story_that_went_into_another_is_seen_and_followed_there(library: Library) -> None:
    gone = library.stories.story(OTHER.id).id
    library.stories.edits.merge([A.id, OTHER.id])
    library.stories.edits.set_flag(gone, "followed", True)
    library.stories.edits.set_seen(gone, (DAY + timedelta(days=8)).timestamp())
    story = library.stories.story(A.id)
    assert story.id != gone and story.followed and story.new == 0


def test_each_story_split_off_has_an_id_of_its_own_though_the_article_is_the_same(library: Library) -> None:
    kept, apart = (
        library.stories.story(A.id).id,
        next(each.id for each in (A, B, C) if each.id != library.stories.story(A.id).id),
    )
    ids = []
    for _ in range(3):
        assert library.stories.edits.split([apart]) is not None
        ids.append(library.stories.stories([apart])[0].id)
        library.stories.edits.merge([kept, apart])
    assert ids == [apart, f"{apart}-2", f"{apart}-3"]
    assert {library.stories.story(each).id for each in ids} == {kept}
