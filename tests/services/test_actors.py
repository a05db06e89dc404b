"""Pages of actors from a library, as the reader has corrected its briefings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefing.domain import Actor, ActorKind, Article, EngineInfo, Part, Passage
from briefing.domain.correction import CorrectionKind
from briefing.errors import NotFoundError
from briefing.services.library import Library
from tests.libraries import library_at

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)


class NameEngine:
    """Two capitalized words are an actor, the second is an alias; what follows "said" is a statement."""

    info = EngineInfo("names", "1", "none")

    def parts(self, article: Article) -> Iterator[Part]:
        said = tuple(
            Passage.at(article.text, *match.span(1)) for match in re.finditer(r"said ([^.]+)", article.text)
        )
        yield Part(
            "actors",
            tuple(
                Actor(
                    match[0],
                    ActorKind.PERSON,
                    None,
                    tuple(match[0].split()[1:]),
                    0.5,
                    (Passage.at(article.text, *match.span()),),
                    said,
                )
                for match in re.finditer(r"[A-Z]\w+(?: [A-Z]\w+)?", article.text)
            ),
        )


def article(day: int, text: str) -> Article:
    return Article(f"{day:016x}", text[:20], text, published=f"2026-03-{day:02}", language="en")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with library_at(tmp_path, NameEngine(), now=lambda: NOW) as library:
        for day, text in enumerate(
            ("Ann Lee said yes.", "Bob Lee met Ann Lee, who said no.", "Lee said nothing.", "Ann Lee left."),
            1,
        ):
            added = library.ingest.ingest(article(day, text))
            if day != 4:
                library.analyses.get(added)
        yield library


def found(library: Library, name: str, since: datetime | None = None) -> list[str]:
    return [each.published or "" for each in library.actors.page(name, since).articles]


def test_a_page_has_the_briefed_articles_that_name_the_actor_newest_first(library: Library) -> None:
    page = library.actors.page("ann lee")
    assert [each.published for each in page.articles] == ["2026-03-02", "2026-03-01"]
    assert page.articles[0].time == "2026-03-02T00:00:00Z"
    assert [line.citations[0].passage.text for line in page.lines] == ["no", "yes"]
    assert found(library, "Ann Lee", NOW - timedelta(days=8)) == ["2026-03-02"]
    with pytest.raises(NotFoundError, match="No briefing since 2026-03-08 12:00 names “Ann Lee”"):
        library.actors.page("Ann Lee", NOW - timedelta(days=1))


def test_the_list_of_names_has_each_person_once_with_as_many_articles_as_their_page(library: Library) -> None:
    counts = [(each.name, each.articles) for each in library.actors.names().actors]
    assert counts == [("Ann Lee", 2), ("Bob Lee", 1)]
    assert [len(found(library, name)) for name, _ in counts] == [2, 1]


def test_stories_are_those_of_the_articles(library: Library) -> None:
    assert library.actors.page("Ann Lee").stories == ()
    library.stories.assign()
    stories = library.actors.page("Ann Lee").stories
    assert {each.id for story in stories for each in story.articles} >= {f"{1:016x}", f"{2:016x}"}


def test_of_many_articles_the_newest_count(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefing.services.actors.MAX_ARTICLES", 1)
    page = library.actors.page("Ann Lee")
    assert ([each.published for each in page.articles], page.older) == (["2026-03-02"], 1)


def test_a_renamed_merged_or_hidden_actor_is_found_as_the_reader_says(library: Library) -> None:
    third, second = library.articles.article(f"{3:016x}"), library.articles.article(f"{2:016x}")

    def correct(article: Article, kind: CorrectionKind, at: int, **more: object) -> None:
        actors = library.analyses.get(article).actors
        draft = library.analyses.corrections.draft(kind, actors[at], **more)  # type: ignore[arg-type]
        library.analyses.correct(article, draft)

    correct(third, CorrectionKind.RENAME, 0, value="Ann Lee")
    assert found(library, "Ann Lee") == ["2026-03-03", "2026-03-02", "2026-03-01"]
    correct(third, CorrectionKind.HIDE, 0)
    assert found(library, "Ann Lee") == ["2026-03-02", "2026-03-01"]
    ann = library.analyses.get(second).actors[1]
    correct(second, CorrectionKind.MERGE, 0, into=ann)
    assert "Bob Lee" in library.actors.page("Ann Lee").aliases
    assert library.actors.page("Ann Lee").company == ()


def test_a_surname_opens_the_page_of_the_only_one_who_has_it_and_else_names_those_who_do(
    library: Library,
) -> None:
    assert {each.name for each in library.actors.page("Lee").namesakes} == {"Ann Lee", "Bob Lee"}
    library.articles.remove(f"{3:016x}")
    with pytest.raises(NotFoundError, match=r"Several are called “Lee”: Ann Lee \(2\), Bob Lee \(1\)\."):
        library.actors.page("Lee")
    library.articles.remove(f"{2:016x}")
    assert library.actors.page("Lee").name == "Ann Lee"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Anne Lee", "No briefing names “Anne Lee” as an actor. Similar: Ann Lee."),
        ("bob l", "No briefing names “bob l” as an actor. Similar: Bob Lee."),
        ("left", "No briefing names “left” as an actor; One article has these words"),
        ("Zed", "No article names “Zed”."),
        ('a "quoted\x1b', 'No article names “a "quoted'),
        ("", "No briefing names “” as an actor. Similar: "),
    ],
)
def test_a_name_that_no_briefing_has_says_what_to_do(library: Library, name: str, sentence: str) -> None:
    with pytest.raises(NotFoundError) as raised:
        library.actors.page(name)
    assert str(raised.value).startswith(sentence)
