"""Extraction of direct quotations and their speakers."""

from __future__ import annotations

import pytest

from briefing.domain import Article
from briefing.nlp.engine.built_in_engine import SpacyEngine
from briefing.nlp.engine.protocol import analyse
from briefing.paths import bundled_seeds
from briefing.sources.load import load


def quoted(engine: SpacyEngine, text: str) -> list[tuple[str | None, str]]:
    analysis = analyse(engine, Article("id", "A headline", text, published="2026-03-04", language="en"))
    assert all(quote.passage.holds_in(text) for quote in analysis.quotes)
    return [(quote.speaker, quote.passage.text) for quote in analysis.quotes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "“The talks were useful to both sides,” said Angela Merkel, the German chancellor.",
            [("Angela Merkel", "The talks were useful to both sides")],
            id="after the words, turned round",
        ),
        pytest.param(
            'Angela Merkel told reporters: "The talks were useful to both sides."',
            [("Angela Merkel", "The talks were useful to both sides.")],
            id="before a colon",
        ),
        pytest.param(
            "According to Angela Merkel, “the talks were useful to both sides.”",
            [("Angela Merkel", "the talks were useful to both sides.")],
            id="according to",
        ),
        pytest.param(
            "Angela Merkel met the press on Monday. “The talks were useful,” she said. “We will meet again.”",
            [("Angela Merkel", "The talks were useful"), ("Angela Merkel", "We will meet again.")],
            id="she, and going on",
        ),
        pytest.param(
            "“The talks were useful,” Merkel said, “and we hope that they will go on soon.”",
            [("Merkel", "The talks were useful"), ("Merkel", "and we hope that they will go on soon.")],
            id="in two parts",
        ),
        pytest.param(
            "“However,” Merkel said, “we hope that they will go on soon.” “No,” Merkel said.",
            [("Merkel", "we hope that they will go on soon."), ("Merkel", "No")],
            id="in two parts, the first one word",
        ),
        pytest.param(
            "Angela Merkel congratulated the minister, saying, “hopefully we will get a lot done together.”",
            [("Angela Merkel", "hopefully we will get a lot done together.")],
            id="a participle",
        ),
        pytest.param(
            "“We have seen nobody leave the building,” a spokesman for the ministry said.",
            [("a spokesman for the ministry", "We have seen nobody leave the building")],
            id="by description",
        ),
        pytest.param(
            "“The talks were of use to nobody,” read the statement; “we will not meet again.”",
            [
                (None, "The talks were of use to nobody"),
            ],
            id="a document",
        ),
        pytest.param(
            "Angela Merkel’s speech was broadcast on Monday. She said, “We will meet again in spring.”",
            [("Angela Merkel", "We will meet again in spring.")],
            id="she, named by what is hers",
        ),
        pytest.param(
            "Carl Dahl told reporters it “was a gift to all,” while Ann Sen noted it “was a loss to us.”",
            [("Carl Dahl", "was a gift to all"), ("Ann Sen", "was a loss to us.")],
            id="one after the other, joined by while",
        ),
        pytest.param(
            "“We were very glad to be there,” team member Rodaba Noori told the press.",
            [("Rodaba Noori", "We were very glad to be there")],
            id="a name behind a description",
        ),
        pytest.param(
            "The ministry justified the raid, which was led by Kim Sen, as lawful in nature: “At the wish of "
            "the mayor, the police of the town has taken steps against the gang, the last of its kind.”",
            [
                (
                    "The ministry",
                    "At the wish of the mayor, the police of the town has taken steps against the gang, "
                    "the last of its kind.",
                )
            ],
            id="any verb before a colon",
        ),
        pytest.param(
            "“Nobody asked us about the road,” Ann Dahl said. Kim Sen said that it was late.\n\n"
            "“We hope that the road will be open again in spring.”",
            [
                ("Ann Dahl", "Nobody asked us about the road"),
                ("Kim Sen", "We hope that the road will be open again in spring."),
            ],
            id="whose words were told right before",
        ),
        pytest.param(
            "Carl Dahl spoke first. The evidence says that it was late. “We looked for it,” he added.",
            [("Carl Dahl", "We looked for it")],
            id="he, who is no evidence",
        ),
        pytest.param(
            "Jo Dahl of the University of California, Los Angeles, disagreed: “The water is well known.”",
            [("Jo Dahl", "The water is well known.")],
            id="of an organization",
        ),
        pytest.param(
            "The minister met Carl Dahl and Ann Sen there. Ann Sen praised the plan. She described Dahl as “"
            "a man who keeps his word and his friends.”",
            [("Ann Sen", "a man who keeps his word and his friends.")],
            id="she, not whom she speaks of",
        ),
        pytest.param(
            "Ann Dahl said, “Why should the bishops be free of it?” Kim Sen said, “They serve the people.”",
            [("Ann Dahl", "Why should the bishops be free of it?"), ("Kim Sen", "They serve the people.")],
            id="before the words, and somebody else behind them",
        ),
        pytest.param(
            "“Nobody asked us about the road,” Ann Dahl said.\n\nKim Sen said that it was late. “We hope "
            "that the road will be open again in spring.”",
            [
                ("Ann Dahl", "Nobody asked us about the road"),
                ("Kim Sen", "We hope that the road will be open again in spring."),
            ],
            id="whose words were told in the same paragraph",
        ),
        pytest.param(
            "The authors said that the results confirm a lack of salt. They call for “salt in all the food "
            "of the country.”",
            [("The authors", "salt in all the food of the country.")],
            id="they, who are no results",
        ),
        pytest.param(
            "Kim Sen was quoted as saying that it was “a good day for all the people of the town.”",
            [("Kim Sen", "a good day for all the people of the town.")],
            id="quoted as saying",
        ),
        pytest.param(
            "Kim Sen spoke of the raid. According to him, it was done with “the help of good people inside.”",
            [("Kim Sen", "the help of good people inside.")],
            id="according to him",
        ),
        pytest.param(
            "``The talks were useful to both sides,'' Ann Dahl said. ''We will meet again in the spring.''",
            [
                ("Ann Dahl", "The talks were useful to both sides"),
                ("Ann Dahl", "We will meet again in the spring."),
            ],
            id="doubled single marks",
        ),
        pytest.param(
            "Kim Sen won in three hours. “It was a long day at the table for both of us,” she said.\n\nCarl "
            "Dahl lost to a man from Norway later.\n\n“I have never played so badly in all my life.”",
            [
                ("Kim Sen", "It was a long day at the table for both of us"),
                (None, "I have never played so badly in all my life."),
            ],
            id="a paragraph of its own after somebody else",
        ),
        pytest.param(
            "Kim Sen said that the road was lost.\n\n“We hope that it will be open again in spring.”",
            [("Kim Sen", "We hope that it will be open again in spring.")],
            id="a paragraph of its own after what its speaker said",
        ),
        pytest.param(
            "Kim Sen met the press. He was asked, “Do you feel any guilt for the state of it?” Sen said no.",
            [(None, "Do you feel any guilt for the state of it?")],
            id="not the one who is asked",
        ),
        pytest.param(
            "Ann Dahl came late. A reporter asked Dahl, “What do you see as the next step?”\n\n“It "
            "is to open the road again,” she replied.",
            [
                ("A reporter", "What do you see as the next step?"),
                ("Ann Dahl", "It is to open the road again"),
            ],
            id="she, who was asked",
        ),
        pytest.param(
            "The minister Karl Dahl said on the radio that he was sad. “He was a good friend of mine. Tom "
            "Berg was a great builder of roads. My sympathy goes to his family,” he said.",
            [
                (
                    "Karl Dahl",
                    "He was a good friend of mine. Tom Berg was a great builder of roads. "
                    "My sympathy goes to his family",
                )
            ],
            id="he, not whom the quotation names",
        ),
        pytest.param(
            "Karl Dahl built it. “If they close it, all of us will lose a lot,” says the beekeeper. He hopes "
            "to go on.\n\n“At a certain point we have to open the road again for all,” he says.",
            [
                (None, "If they close it, all of us will lose a lot"),
                ("the beekeeper", "At a certain point we have to open the road again for all"),
            ],
            id="he, whose trade stands behind the verb",
        ),
        pytest.param(
            "The road has been lost since March.\n\n“We will build it again, come what may,” Gov. Sen said.",
            [("Sen", "We will build it again, come what may")],
            id="a title with a full stop",
        ),
        pytest.param(
            "Kevin Dahl came late. “We had a few issues with the road,” Dahl, its builder, said on Monday.",
            [("Kevin Dahl", "We had a few issues with the road")],
            id="with the first name",
        ),
        pytest.param(
            "“The road is a danger to every child of the town,” says the letter signed by seven doctors.",
            [("seven doctors", "The road is a danger to every child of the town")],
            id="who signed a letter",
        ),
        pytest.param(
            "Kim Sen said after the court had ruled that Dahl must go there had been “a plan at a high level "
            "to open the road.”",
            [("Kim Sen", "a plan at a high level to open the road.")],
            id="not the subject of a clause between",
        ),
        pytest.param(
            "Kim Sen raised her hand, and a heading on the wall said: “We build the roads of the country.”",
            [(None, "We build the roads of the country.")],
            id="nobody for a thing",
        ),
    ],
)
def test_the_speaker_is_whom_the_text_names(
    engine: SpacyEngine, text: str, expected: list[tuple[str | None, str]]
) -> None:
    assert quoted(engine, text) == expected


def test_an_actor_who_is_listed_is_called_by_the_name_of_the_list(engine: SpacyEngine) -> None:
    text = (
        "Angela Merkel met Emmanuel Macron in Berlin on Monday. Merkel welcomed him at the airport.\n\n"
        "“The talks were useful to both sides,” Merkel said."
    )
    analysis = analyse(engine, Article("id", "Merkel meets Macron", text, language="en"))
    assert "Angela Merkel" in {actor.name for actor in analysis.actors}
    assert [quote.speaker for quote in analysis.quotes] == ["Angela Merkel"]


def test_the_paragraphs_of_a_long_quotation_have_one_speaker(engine: SpacyEngine) -> None:
    text = (
        "“It was late when we came to the border,” said Angela Merkel. “Nobody was there to open it.\n\n"
        "“We waited until the morning, and then we went home.”\n\nThe guards made no comment."
    )
    assert quoted(engine, text) == [
        ("Angela Merkel", "It was late when we came to the border"),
        ("Angela Merkel", "Nobody was there to open it."),
        ("Angela Merkel", "We waited until the morning, and then we went home."),
    ]


def test_who_is_not_told_is_unknown(engine: SpacyEngine) -> None:
    text = "A board hung at the gate with the words “No entry for ships without a pilot”, and no date."
    assert quoted(engine, text) == [(None, "No entry for ships without a pilot")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The robot, named “Better Idea of Afghan Girls,” won the match.", id="a name"),
        pytest.param("The film “The Lord of the Rings” was shown on Monday.", id="a title"),
        pytest.param("At the panel “Breaking Into Comics,” editors shared their insights.", id="a panel"),
        pytest.param("The so-called “free zone” was closed by the police.", id="a term"),
        pytest.param("The president spoke again of “fake news” and left.", id="two words that are mentioned"),
        pytest.param("Kim Sen said that the word “genocide” was never used.", id="a word that is spoken of"),
        pytest.param("Kim Sen said that the “one town, one vote” rule had to go.", id="before its noun"),
        pytest.param(
            "The time of U.S.  “shock therapy” policies, Kim Sen said, is over.", id="after two spaces"
        ),
        pytest.param(
            "Kim Sen said that the  “one town, one vote” rule had to go.", id="two spaces, its noun"
        ),
        pytest.param("In her book “why we go on as we do,” Kim Sen tells of Rome.", id="a book"),
        pytest.param("Time named Kim Sen its “Person of the Year”.", id="an honour"),
        pytest.param("The panel named the illness “acute river valley fever 2” in March.", id="named so"),
        pytest.param("The group calls itself “Blue Dawn.”", id="what a group calls itself"),
        pytest.param("Police used a tactic called “kettling” in the square.", id="what is called so"),
        pytest.param("Officers watched what scientists describe as a “flying river” there.", id="of a trade"),
        pytest.param("Kim Sen called it “barbaric” on Monday.", id="a word"),
        pytest.param("Kim Sen said that “a number of factors” had a part in it.", id="words without a verb"),
        pytest.param("The board at the gate “was put there in the night by the police.”", id="no beginning"),
        pytest.param("You might say, “We have to leave the town at once.”", id="what anybody may say"),
        pytest.param(
            "Ann Dahl might think, “We have to leave the town at once.”", id="what somebody may think"
        ),
        pytest.param("I replied, “We have to leave the town at once.”", id="the author's"),
        pytest.param("The minister left. Nobody said a word about the talks.", id="no marks"),
        pytest.param("", id="no text"),
    ],
)
def test_what_nobody_says_is_no_quote(engine: SpacyEngine, text: str) -> None:
    assert quoted(engine, text) == []


def test_words_that_the_next_quote_repeats_are_told_once(engine: SpacyEngine) -> None:
    text = "Ann Dahl said that it “was calm at sea.” “It was calm at sea, and we went home,” Ann Dahl said."
    assert quoted(engine, text) == [("Ann Dahl", "It was calm at sea, and we went home")]


def test_words_set_off_without_marks_are_whose_they_are_said_to_be(engine: SpacyEngine) -> None:
    words = "The sea was calm that night. A man said, ‘You should go home at once.’"
    text = (
        f"“We went home in the morning,” Kim Sen said.\n\nAnn Dahl explained:\n\n{words}\n\nThe town is old."
    )
    assert quoted(engine, text) == [("Kim Sen", "We went home in the morning"), ("Ann Dahl", words)]


def test_a_paragraph_after_what_has_been_told_is_no_quote(engine: SpacyEngine) -> None:
    text = "Ann Dahl said that the town was old:\n\nThe sea was calm that night, and all the ships left it."
    assert quoted(engine, text) == []


def test_he_is_a_man_who_has_come_in_since(engine: SpacyEngine) -> None:
    text = "Carl Dahl was in the street. A man stopped beside the car. “We have a home for you,” he said."
    assert quoted(engine, text) == [("A man", "We have a home for you")]


def test_a_short_answer_counts_where_a_verb_of_speech_stands_beside_it(engine: SpacyEngine) -> None:
    assert quoted(engine, "“Never,” Angela Merkel said.") == [("Angela Merkel", "Never")]


def test_the_quotes_of_the_seed_article_come_with_their_speakers(engine: SpacyEngine) -> None:
    quotes = analyse(engine, load(str(next(bundled_seeds().glob("000_*.txt"))))).quotes
    assert [quote.passage for quote in quotes] == sorted(quote.passage for quote in quotes)
    by_words = {quote.passage.text: quote.speaker for quote in quotes}
    readout = next(words for words in by_words if words.startswith("Both sides welcomed ongoing efforts"))
    assert by_words[readout] == "White House"


def test_a_description_by_an_office_means_the_actor_who_holds_it(engine: SpacyEngine) -> None:
    text = (
        "Prime Minister Kim Sen met the press in Oslo on Monday. Sen took no questions. Sen left early.\n\n"
        "“We are a party of the people, and so it will stay,” the prime minister said."
    )
    analysis = analyse(engine, Article("id", "Sen meets the press", text, language="en"))
    assert [quote.speaker for quote in analysis.quotes] == ["Kim Sen"]


WHOLE = "The new road to the north will be open again before the end of the spring, and it will be free"


def shown(engine: SpacyEngine, text: str) -> list[str]:
    analysis = analyse(engine, Article("id", "The new road to the north", text, language="en"))
    return [quote.passage.text for quote in analysis.quotes if quote.shown]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("“The north road,” Kim Sen said on Monday.", id="a fragment"),
        pytest.param("Kim Sen said that it was “lost in the storm of the year.”", id="no whole sentence"),
        pytest.param("“Who will build it, and when will it open again?” Kim Sen asked.", id="a question"),
        pytest.param(
            "Kim Sen said that the road north “raised, and we in the council rejected, the fears of spring.”",
            id="no beginning of a sentence",
        ),
        pytest.param(f"The bridge fell in May.\n\n“{WHOLE}.”", id="nobody's"),
        pytest.param(
            f"{'The north has a hill. ' * 40}“We have had that for as long as I can think,” Kim Sen said.",
            id="told late, of another matter",
        ),
        pytest.param("Two men came. One said: “We have not seen anybody build a bridge here.”", id="one's"),
    ],
)
def test_a_quote_that_tells_little_alone_is_folded(engine: SpacyEngine, text: str) -> None:
    assert shown(engine, text) == []


def test_of_many_quotes_five_are_shown_and_of_different_speakers(engine: SpacyEngine) -> None:
    names = ("Ann Dahl", "Kim Sen", "Carl Berg", "Eva Lund", "Olaf Holm")
    own = [f"“{WHOLE}, number {number},” Ann Dahl said." for number in ("1", "2", "3", "4", "5")]
    others = [f"“We at the council of {name[-4:]} have seen nobody build a road to the north,” {name} said."
              for name in names]  # fmt: skip
    found = shown(engine, "\n\n".join([*own, *others]))
    assert len(found) == 5
    assert sum(words.startswith(WHOLE) for words in found) < 5


def test_a_speaker_is_quoted_again_only_where_it_tells_enough(engine: SpacyEngine) -> None:
    places = ("the town", "the hill", "the bay", "the wood", "the farm")
    said = [f"“We have been to {place} and have seen nobody there for a long year,” Ann Dahl said."
            for place in places]  # fmt: skip
    assert 0 < len(shown(engine, "\n\n".join(said))) < len(said)
