"""Nothing that a language model says is shown unless the articles bear it out."""

from __future__ import annotations

import json
import random
import re

import pytest

from briefing.domain.text.sentences import sentence_around
from briefing.nlp.language_model.answers import ClaimedLine, ClaimedQuote, parse_answer
from briefing.nlp.language_model.evidence import MAX_QUOTE, MIN_QUOTE, CheckedLines, check_lines

TALKS = """\
HONG KONG — U.S. President Joe Biden and Chinese leader Xi Jinping will speak by phone “in the coming \
weeks,” the White House said Wednesday, as part of an effort to improve relations between the two superpowers.

The firm raised $5 billion, and its shares rose 3.5 percent. Officials did not say the talks failed on \
Tuesday. He resigned on Friday after 34 people died. May talks were useful, officials didn’t doubt.
"""
VOTE = (
    "Parliament voted on the withdrawal agreement on Saturday. The talks about the border go on in Dublin. "
    "It ended twenty-one months of debates."
)


def checked_of(text: str, *quotes: str, kind: str = "summary", article: int = 1) -> CheckedLines:
    evidence = tuple(ClaimedQuote(article, quote) for quote in quotes)
    return check_lines([ClaimedLine(kind, text, evidence)], [TALKS, VOTE])


CALL = "Joe Biden and Chinese leader Xi Jinping will speak by phone"


@pytest.mark.parametrize(
    ("quote", "passage"),
    [
        pytest.param(CALL, CALL, id="word for word"),
        pytest.param('phone "in the coming weeks,"', "phone “in the coming weeks,”", id="plain marks"),
        pytest.param("will  speak by\nphone", "will speak by phone", id="blanks"),
        pytest.param("the talks failed on Tuesday", "the talks failed on Tuesday", id="a part of a sentence"),
    ],
)  # fmt: skip
def test_a_quote_that_stands_there_is_evidence(quote: str, passage: str) -> None:
    (line,) = checked_of("x", quote).lines
    (evidence,) = line.evidence
    assert evidence.passage.text == passage and evidence.passage.holds_in(TALKS)
    assert not evidence.is_repaired


@pytest.mark.parametrize(
    "quote",
    [
        pytest.param("Biden and Xi agreed to meet in Geneva next month", id="invented"),
        pytest.param("He resigned on Friday after 43 people died", id="another number"),
        pytest.param("Chinese leader Xi Jinpin will speak by phone in the coming weeks", id="another name"),
        pytest.param("Chinese leader Xi Jinping will not speak by phone in the coming weeks", id="denied"),
        pytest.param("Officials did say the talks failed on Tuesday. He resigned", id="no longer denied"),
        pytest.param("The firm raised $5", id="half of a number"),
        pytest.param("its shares rose 3", id="a number without its fraction"),
        pytest.param("talks were useful, officials didn", id="half of a denial"),
        pytest.param("Joe Biden … will speak by phone", id="something left out"),
        pytest.param("Joe Biden", id="too short to prove anything"),
        pytest.param("", id="empty"),
    ],
)  # fmt: skip
def test_a_line_whose_quote_stands_nowhere_is_dropped(quote: str) -> None:
    assert checked_of("Anything.", quote) == CheckedLines((), 1)
    # One quote that does not stand there is enough.
    assert checked_of("Anything.", CALL, quote) == CheckedLines((), 1)


def test_a_quote_as_long_as_an_article_proves_nothing() -> None:
    text = "On Monday they met again. " * 30
    quote = " ".join(text.split()[: MAX_QUOTE + 1])
    assert check_lines([ClaimedLine("summary", "They met.", (ClaimedQuote(1, quote),))], [text]).dropped == 1


def test_a_quote_with_a_few_other_letters_shows_the_words_of_the_article() -> None:
    checked = checked_of("Biden and Xi will speak.", CALL + " in the coming week")
    (line,) = checked.lines
    assert line.evidence[0].is_repaired and checked.repaired == 1
    assert line.evidence[0].passage.text == CALL + " “in the coming weeks"
    assert line.words is None, "who quotes wrongly is not believed in own words either"


def test_half_a_word_at_the_end_is_made_whole() -> None:
    (line,) = checked_of("x", "Joe Biden and Chinese leader Xi Jinping will spe").lines
    assert line.evidence[0].passage.text == "Joe Biden and Chinese leader Xi Jinping will speak"


def test_a_quote_under_the_wrong_number_is_cited_where_it_stands() -> None:
    (line,) = checked_of("x", "The talks about the border go on", article=1).lines
    assert [(each.article, each.passage.text) for each in line.evidence] == [
        (1, "The talks about the border go on")
    ]


@pytest.mark.parametrize(
    ("words", "quote"),
    [
        ("Biden and Xi will talk by phone.", CALL),
        ("A phone call of Biden and Xi will be.", CALL),
        ("In a phone call Biden and Xi will speak.", CALL),
        ("By phone, the leaders will speak: Biden and Xi.", CALL),
        ("Talks of Joe Biden with Xi will be by phone", CALL),
        ("The firm raised $5 billion.", "The firm raised $5 billion"),
        ("It ended 21 months of debates.", "It ended twenty-one months of debates"),
        ("Thirty-four people died, and he resigned.", "He resigned on Friday after 34 people died"),
        ("Officials did not say that.", "Officials did not say the talks failed on Tuesday"),
    ],
)  # fmt: skip
def test_own_words_are_kept_where_the_evidence_has_what_they_claim(words: str, quote: str) -> None:
    assert checked_of(words, quote).lines[0].words == words


@pytest.mark.parametrize(
    ("words", "quote"),
    [
        pytest.param("Biden and Xi will talk on Monday by phone.", CALL, id="day"),
        pytest.param("Biden and Xi will speak by phone in May.", CALL, id="month"),
        pytest.param("May will see Biden and Xi speak by phone.", CALL, id="month that begins the line"),
        pytest.param("Biden and Putin will speak by phone.", CALL, id="name"),
        pytest.param("Putin will speak by phone.", CALL, id="name that begins the line"),
        pytest.param("WHO leader will speak by phone.", CALL, id="name in capitals that is a word too"),
        pytest.param("Biden and Xi will speak by phone twice.", CALL, id="number word"),
        pytest.param("Biden and Xi will speak by phone for 3 hours.", CALL, id="number"),
        pytest.param("Thirty people died.", "He resigned on Friday after 34 people died", id="round number"),
        pytest.param(
            "The vote ended 20 months of debates.",
            "It ended twenty-one months of debates.",
            id="part of a number",
        ),
        pytest.param("Biden and Xi will speak by phone for ３ hours.", CALL, id="wide number"),
        pytest.param("The firm raised $5 million.", "The firm raised $5 billion", id="scale"),
        pytest.param("The firm raised $5.", "The firm raised $5 billion", id="without its scale"),
        pytest.param("The firm raised €5 billion.", "The firm raised $5 billion", id="currency"),
        pytest.param("Biden and Xi will not speak by phone.", CALL, id="denied"),
        pytest.param(
            "The talks failed.", "the talks failed on Tuesday", id="half of a sentence that denies it"
        ),
        pytest.param("Wolves have eaten the shepherd.", CALL, id="unrelated"),
        pytest.param("习近平会面 Biden", CALL, id="script without capitals"),
        pytest.param("", CALL, id="none"),
        pytest.param("very " * 61, CALL, id="far too long"),
    ],
)
def test_own_words_that_bring_more_are_not_shown(words: str, quote: str) -> None:
    (line,) = checked_of(words, quote).lines
    assert line.words is None and line.evidence[0].passage.text == quote


@pytest.mark.parametrize(
    ("kind", "words", "quote", "text", "title"),
    [
        ("summary", "Iran's forces fired at a ship.", "fired at a ship on Monday",
         "Iranian forces fired at a ship on Monday.", ""),
        ("summary", "The US fired at a ship.", "fired at a ship on Monday",
         "The United States fired at a ship on Monday.", ""),
        ("summary", "The EU fired at a ship.", "fired at a ship on Monday",
         "A crew of the European Union fired at a ship on Monday.", ""),
        ("summary", "Acme fired at a ship.", "crew fired at a ship",
         "The crew fired at a ship.", "Acme in trouble"),
        ("summary", "Acme fired at a ship.", "crew fired at a ship",
         "Acme has a crew.\n\nThe crew fired at a ship.", ""),
        ("pending", "Reuse of the ship", "will buy the ship", "Acme will buy the ship.", ""),
        ("summary", "The first ship was one of 21.", "first of twenty-one ships",
         "It was the first of twenty-one ships.", ""),
        ("summary", "The firm has 185,000 clients.", "had 185 thousand clients",
         "The firm had 185 thousand clients.", ""),
        ("summary", "The firm has 2.6 million clients.", "had 2,600,000 clients",
         "The firm had 2,600,000 clients.", ""),
        ("summary", "Millions left the firm.", "two million left the firm", "Two million left the firm.", ""),
        ("demand", "Compulsory checks of the ship", "wants to check the ship",
         "Acme wants to check the ship.", ""),
        ("demand", "Inquiries into the ship", "wants to check the ship", "Acme wants to check the ship.", ""),
        ("summary", "Three firms bid for ships.", "Acme, Bolt and Cray bid for ships",
         "Acme, Bolt and Cray bid for ships.", ""),
    ],
)  # fmt: skip
def test_names_and_numbers_are_known_in_other_forms_near_the_quote(
    kind: str, words: str, quote: str, text: str, title: str
) -> None:
    claimed = ClaimedLine(kind, words, (ClaimedQuote(1, quote),))
    assert check_lines([claimed], [text], [title]).lines[0].words == words


@pytest.mark.parametrize(
    "words", ["Putin on a ship", "Iran and a ship", "Merkel's ship", "Gregory on a ship", "Davies on a ship"]
)
def test_a_label_that_begins_with_a_name_needs_it(words: str) -> None:
    claimed = ClaimedLine("pending", words, (ClaimedQuote(1, "will buy the ship"),))
    assert check_lines([claimed], ["Acme will buy the ship."]).lines[0].words is None


def test_an_actor_has_the_name_role_and_position_that_stand_in_the_article() -> None:
    quote = (ClaimedQuote(1, "U.S. President Joe Biden"),)
    asked = ClaimedLine("person", "Joe Biden", quote, role="President", position="will speak by phone")
    (line,) = check_lines([asked], [TALKS]).lines
    assert (line.words, line.role) == ("Joe Biden", "President")
    assert line.position is not None and line.position.passage.text == "will speak by phone"
    invented = ClaimedLine("person", "Joe Biden", quote, role="king", position="will never speak to Xi")
    (line,) = check_lines([invented], [TALKS]).lines
    assert (line.words, line.role, line.position) == ("Joe Biden", None, None)
    assert check_lines([ClaimedLine("person", "Joseph Biden", quote)], [TALKS]) == CheckedLines((), 1)


def test_a_repaired_passage_does_not_begin_at_the_full_stop_before() -> None:
    (line,) = checked_of("x", ". Officials did not say the talks faild on Tuesday").lines
    assert line.evidence[0].is_repaired
    assert line.evidence[0].passage.text == "Officials did not say the talks failed on Tuesday"


def test_two_lines_on_one_sentence_that_is_shown_for_both_are_one() -> None:
    lines = [
        ClaimedLine("summary", "Wolves ate 5 shepherds.", (ClaimedQuote(1, quote),))
        for quote in (CALL, "as part of an effort to improve relations")
    ]
    assert len(check_lines(lines, [TALKS]).lines) == 1


def test_a_label_names_a_matter_and_need_not_deny_it() -> None:
    quote = "Officials did not say the talks failed on Tuesday"
    assert checked_of("Outcome of the talks", quote, kind="unknown").lines[0].words == "Outcome of the talks"
    assert checked_of("Outcome of the elections", quote, kind="unknown").lines[0].words is None


def test_the_passage_that_bears_out_most_of_a_line_is_the_first() -> None:
    """Notes and exports have the words of that one alone."""
    quotes = ("as part of an effort", CALL)
    label = checked_of("Effort of Biden and Xi to speak", *quotes, kind="pending").lines[0]
    assert label.words is not None and label.evidence[0].passage.text == quotes[0], "it tells what is open"
    assert [
        each.passage.text for each in checked_of("Biden and Xi will speak.", *quotes).lines[0].evidence
    ] == [
        CALL,
        "as part of an effort",
    ]


LONG = f"He may go, {'and '.join(['they met again '] * 30)}but nobody knows."


@pytest.mark.parametrize("sentence", ["Officials didn’t deny that the talks failed.", LONG])
def test_a_line_that_is_a_sentence_of_the_article_is_shown_as_written(sentence: str) -> None:
    line = ClaimedLine(
        "summary", sentence.replace("’", "'"), (ClaimedQuote(1, " ".join(sentence.split()[:4])),)
    )
    assert check_lines([line], [f"{sentence} It rained."]).lines[0].words == line.text


def test_the_same_passage_is_shown_once() -> None:
    line = ClaimedLine("summary", "x", (ClaimedQuote(1, CALL),))
    assert len(check_lines([line, line], [TALKS]).lines) == 1


def test_the_sentence_around_a_passage() -> None:
    at = TALKS.index("the talks failed")
    assert sentence_around(
        TALKS, checked_of("x", "the talks failed on").lines[0].evidence[0].passage.span
    ).text == ("Officials did not say the talks failed on Tuesday.")
    assert at > 0


# 1,000 answers

NAMES = "Biden Xi Putin Macron Nato Berlin Acme Jinping Sullivan".split()
NUMBERS = "3 34 43 2019 two five thousand 3.5 $5".split()


def an_answer(chance: random.Random) -> str:
    """An answer as a bad model writes it: quotes that are right, cut, altered, mixed or invented."""
    sources = (TALKS, VOTE)
    lines = []
    for _ in range(chance.randint(1, 5)):
        evidence = []
        for _ in range(chance.randint(0, 2)):
            number = chance.randint(0, 3)
            words = chance.choice(sources).split()
            start = chance.randrange(len(words))
            quote = words[start : start + chance.randint(1, 30)]
            for _ in range(chance.choice((0, 0, 1, 2))):
                at = chance.randrange(len(quote))
                other = chance.choice((*NAMES, *NUMBERS, "not", "never", "talks", quote[at][::-1], ""))
                quote = [*quote[:at], other, *quote[at + chance.randint(0, 1) :]]
            spoken = " ".join(quote)
            cut = chance.randint(0, 3) if chance.random() < 0.3 else 0
            evidence.append({"article": number, "quote": spoken[cut:]})
        said = chance.choice(sources).split()
        start = chance.randrange(len(said))
        text = said[start : start + chance.randint(3, 15)]
        for _ in range(chance.choice((0, 0, 0, 1))):
            text.insert(chance.randrange(len(text) + 1), chance.choice((*NAMES, *NUMBERS, "not")))
        kind = chance.choice(("summary", "pending", "answer"))
        lines.append({"kind": kind, "text": " ".join(text), "evidence": evidence})
    answer = json.dumps({"lines": lines})
    return answer[: chance.randint(0, len(answer))] if chance.random() < 0.2 else f"Here you are:\n{answer}"


def _checkable(text: str) -> set[str]:
    """Numbers, number words and words with a capital, found in another way than the program does."""
    plain = text.replace("’s", "").replace("U.S.", "US")
    words = re.findall(r"[$€]?\d[\d.]*\d|[$€]?\d|\w+", plain)
    counted = "two five thousand billion percent twice".split()
    return {
        word.lower()
        for word in words
        if word[0].isupper() or word.lower() in counted or word[0] in "$€0123456789"
    }


def test_of_a_thousand_answers_no_line_is_shown_whose_names_and_numbers_are_not_there() -> None:
    chance = random.Random(7)
    sources = (TALKS, VOTE)
    shown = dropped = worded = 0
    for _ in range(1_000):
        parsed = parse_answer(an_answer(chance))
        checked = check_lines(parsed.lines, sources)
        dropped += checked.dropped
        for line in checked.lines:
            shown += 1
            assert line.evidence
            for each in line.evidence:
                assert each.passage.holds_in(sources[each.article])
                assert len(each.passage.text.split()) >= MIN_QUOTE
            if line.words is not None:
                worded += 1
                around = " ".join(sources[each.article] for each in line.evidence)  # one paragraph or two
                said = _checkable(line.words) - {
                    word.lower() for word in re.findall(r"\b[a-z]+", f"{TALKS} {VOTE}")
                }
                assert said <= _checkable(around) | set(re.findall(r"\w+", around.lower())), line.words
    assert dropped > 500 and shown > 300 and worded > 10
