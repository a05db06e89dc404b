"""The built-in engine: grounded, deterministic, and right on the seed article."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.scaling import growth
from briefing.domain import Analysis, Article, Part
from briefing.domain.analysis import PARTS, Point
from briefing.errors import EngineError
from briefing.nlp.engine import built_in_engine as pipeline
from briefing.nlp.engine.built_in_engine import SpacyEngine
from briefing.nlp.engine.protocol import analyse
from briefing.paths import bundled_seeds
from briefing.sources.load import load
from briefing.sources.text.normalize_text import clean_text
from tests.nlp.actors.test_actor_extraction import assert_sound as assert_sound_actors
from tests.nlp.conftest import parses_each
from tests.nlp.issues.test_issue_extraction import assert_sound as assert_sound_issues
from tests.nlp.summary.test_summary_extraction import assert_sound as assert_sound_summary

GOLD = Path(__file__).parents[4] / "shared" / "eval"
GOLD_FILES = sorted(GOLD.glob("*/*.json")) if GOLD.is_dir() else []

WORDS = (
    "President Biden Xi Jinping Beijing the U.S. U.N. said will could not talks war ’s “ ” , . ; ? ! — ( ) "
    "European Commission Ukraine Tuesday next week has yet to decide Mr. Dr. 2024 $5 percent who if then "
    "und 的 习近平 🇺🇦 👨‍👩‍👧 é naïve HTTP:// \n\n"
).split(" ")


@pytest.fixture(scope="module")
def seed(engine: SpacyEngine) -> Analysis:
    return analyse(engine, load(str(next(bundled_seeds().glob("000_*.txt")))))


def _fail(*_: object) -> None:
    raise IndexError("out of range")


@pytest.mark.parametrize(
    ("extractor", "part", "name"),
    [
        ("extract_summary", "summary", "summary"),
        ("extract_actors", "actors", "key actors"),
        ("extract_issues", "issues", "open issues"),
        ("extract_timeline", "timeline", "timeline"),
        ("extract_quotes", "quotes", "quotes"),
    ],
)
def test_a_fault_of_one_extractor_leaves_the_other_four_parts(
    engine: SpacyEngine,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    extractor: str,
    part: str,
    name: str,
) -> None:
    monkeypatch.setattr(pipeline, extractor, _fail)
    parts: list[Part] = []
    with pytest.raises(EngineError, match=rf"^No {name} could be made \(IndexError\): "):
        for each in engine.parts(Article("id", "T", "Ann spoke on Monday.", language="en")):
            parts.append(each)
    assert [each.name for each in parts] == [name for name in PARTS if name != part]
    (record,) = caplog.records
    assert record.levelno == logging.ERROR and record.exc_info is not None
    assert name in record.getMessage()


def test_two_faults_are_one_sentence(engine: SpacyEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "extract_timeline", _fail)
    monkeypatch.setattr(pipeline, "extract_summary", _fail)
    with pytest.raises(EngineError, match=r"^No summary and no timeline could be made \(IndexError\)"):
        analyse(engine, Article("id", "T", "Ann spoke on Monday.", language="en"))


def ungrounded(analysis: Analysis, text: str) -> list[object]:
    return [passage for passage in analysis.passages() if not passage.holds_in(text) or not passage.text]


@parses_each
@given(words=st.lists(st.sampled_from(WORDS), max_size=120), title=st.text(max_size=40))
def test_every_span_of_generated_news_quotes_its_text(
    engine: SpacyEngine, words: list[str], title: str
) -> None:
    text = clean_text(" ".join(words))
    analysis = analyse(engine, Article("id", title, text, language="en"))
    assert ungrounded(analysis, text) == []


@parses_each
@given(text=st.text(max_size=300), language=st.sampled_from(["en", "de", "zh", None]))
def test_every_span_of_any_text_quotes_it(engine: SpacyEngine, text: str, language: str | None) -> None:
    cleaned = clean_text(text)
    analysis = analyse(engine, Article("id", "Any", cleaned, language=language))
    assert ungrounded(analysis, cleaned) == []


@pytest.mark.skipif(not GOLD_FILES, reason="the gold articles are not part of the repository")
@pytest.mark.thorough
def test_the_gold_articles_get_sound_briefings(engine: SpacyEngine) -> None:
    for path in GOLD_FILES[:: max(1, len(GOLD_FILES) // 20)]:
        gold = json.loads(path.read_text(encoding="utf-8"))
        article = Article(gold["id"], gold["title"], gold["text"], published=gold["date"], language="en")
        analysis = analyse(engine, article)
        assert ungrounded(analysis, article.text) == [], path.stem
        assert_sound_actors(analysis.actors, article.text)
        assert_sound_issues(analysis.issues, article.text)
        points = tuple(point for point in analysis.summary if isinstance(point, Point))
        assert points == analysis.summary != ()
        assert_sound_summary(points, article.text)


@pytest.mark.thorough
def test_names_in_a_sentence_without_end_take_linear_time(engine: SpacyEngine) -> None:
    def parse(text: str) -> Analysis:
        return analyse(engine, Article("0" * 16, "Talks", text, language="en"))

    parse("Trump. ")  # loads what it needs
    found = growth(parse, "Trump, ", 2_000, 8_000)
    assert not found.is_excessive, found.times


@pytest.mark.usefixtures("own_pipelines")
def test_the_same_article_gets_the_same_analysis(engine: SpacyEngine, seed: Analysis) -> None:
    article = load(str(next(bundled_seeds().glob("000_*.txt"))))
    assert analyse(engine, article) == seed
    assert analyse(SpacyEngine(), article) == seed


def test_the_actors_of_the_seed_article(seed: Analysis) -> None:
    people = {actor.name: actor for actor in seed.actors}
    assert len(people) == len(seed.actors)
    for name in ("Joe Biden", "Xi Jinping", "Jake Sullivan", "Wang Yi", "Zhang Youxia"):
        assert name in people
        family = name.split()[0] if name in ("Xi Jinping", "Wang Yi", "Zhang Youxia") else name.split()[-1]
        named = [
            actor for actor in seed.actors if family in (actor.name, *actor.aliases) or actor.name == name
        ]
        assert [actor.name for actor in named] == [name]
    assert "Wang" in people["Wang Yi"].aliases
    assert "Xi" in people["Xi Jinping"].aliases
    assert people["Jake Sullivan"].role == "national security adviser"
    assert people["Wang Yi"].role == "Chinese Foreign Minister"
    assert people["Zhang Youxia"].role == "vice chairman of China’s Central Military Commission"
    every_name = {name for actor in seed.actors for name in (actor.name, *actor.aliases)}
    assert not every_name & {"HONG KONG", "Hong Kong", "House", "Defense"}


@pytest.mark.parametrize(
    "words",
    [
        ("status of Taiwan",),
        ("South China Sea",),
        ("war in Ukraine",),
        ("tech and trade restrictions",),
        ("will speak by phone",),
        ("theater commanders",),
        ("second round", "artificial intelligence"),
    ],
    ids=lambda words: words[0],
)
def test_the_seed_article_leaves_each_of_these_matters_open_as_an_issue_of_its_own(
    seed: Analysis, words: tuple[str, ...]
) -> None:
    about = [
        issue
        for issue in seed.issues
        if any(all(word in passage.text for word in words) for passage in issue.evidence)
    ]
    assert len(about) == 1, [issue.label for issue in about]


def test_the_four_strained_matters_are_four_issues(seed: Analysis) -> None:
    found = [
        next(i for i, issue in enumerate(seed.issues) if any(word in p.text for p in issue.evidence))
        for word in ("status of Taiwan", "South China Sea", "war in Ukraine", "tech and trade restrictions")
    ]
    assert len(set(found)) == 4


def test_the_summary_of_the_seed_article_stands_alone(seed: Analysis) -> None:
    assert 3 <= len(seed.summary) <= 5
    assert [p.span.start for p in seed.summary] == sorted(p.span.start for p in seed.summary)
    for passage in seed.summary:
        assert not passage.text.startswith(("He ", "She ", "It ", "They ", "But ", "However"))


@pytest.mark.parametrize("word", ["وقال الوزير", "министр сказал", "部长说会谈"])
def test_a_text_in_other_letters_is_no_english_whatever_it_says_of_itself(
    engine: SpacyEngine, word: str
) -> None:
    text = f"{word} BBC. {word} {word} 2026."
    analysis = analyse(engine, Article("0123456789abcdef", "T", text, language="en"))
    assert (analysis.actors, analysis.issues, analysis.quotes) == ((), (), ())
    assert analysis.notice is not None and "it is in other letters" in analysis.notice
    assert analysis.summary


def test_a_language_without_a_pipeline_gets_its_opening_and_is_told_what_to_do(engine: SpacyEngine) -> None:
    text = "Der Rat tagt am Montag. Er will entscheiden. Die Frage bleibt offen. Niemand weiß mehr."
    analysis = analyse(engine, Article("id", "Der Rat tagt", text, language="de"))
    assert analysis.summary[0].text == "Der Rat tagt am Montag."
    assert (analysis.actors, analysis.issues) == ((), ())
    assert analysis.notice is not None
    assert "No German model" in analysis.notice and "[engine.pipelines]" in analysis.notice
