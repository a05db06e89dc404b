from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.sources import lazy
from briefing.sources.text.language import declared_language, detect_language, detect_languages

ENGLISH = (
    "The foreign minister said on Wednesday that the talks with the other country had gone well and that "
    "a deal to end the war was close, though officials of both of the sides warned that it could fail."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param(ENGLISH, "en", id="English"),
        pytest.param(
            "Talks resume in Cairo, officials say on Monday", "en", id="a headline without articles"
        ),
        pytest.param(
            "Le ministre a déclaré mercredi que les négociations se poursuivraient.", "fr", id="French"
        ),
        pytest.param(
            "Der Minister erklärte am Mittwoch, die Gespräche würden fortgesetzt.", "de", id="German"
        ),
        pytest.param("De minister zei woensdag dat de onderhandelingen worden voortgezet.", "nl", id="Dutch"),
        pytest.param("El ministro dijo el miércoles que las negociaciones continuarán.", "es", id="Spanish"),
        pytest.param(
            "Министр заявил в среду, что переговоры продолжатся на следующей неделе.", "ru", id="Russian"
        ),
        pytest.param("外交部发言人星期三表示，双方将在下周继续会谈。", "zh", id="Chinese"),
        pytest.param("首相は水曜日、来週も協議を続けると述べた。", "ja", id="Japanese"),
        pytest.param("قال الوزير يوم الأربعاء إن المحادثات ستستمر الأسبوع المقبل", "ar", id="Arabic"),
        pytest.param("Only four words here", None, id="four words"),
        pytest.param("1 2 3 4 5 6 7 8", None, id="numbers"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_languages(text: str, language: str | None) -> None:
    assert detect_language(text) == language


def test_the_quick_answer_for_english_is_not_given_for_its_neighbours() -> None:
    dutch = (
        "De minister zei dat de gesprekken in het land met de andere partij goed waren en was het eens. " * 5
    )
    scots_of_words = "the of and " * 3 + "kaa loo mee taa " * 40

    assert detect_language(dutch) == "nl"
    assert detect_language(scots_of_words) != "en"


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en-GB", "en"),
        ("de_AT", "de"),
        ("EN", "en"),
        (" fr ", "fr"),
        ("nb-NO", "no"),
        ("haw", None),
        ("und", None),
        ("english", None),
        ("", None),
        (None, None),
    ],
)
def test_declared_tags(tag: str | None, language: str | None) -> None:
    assert declared_language(tag) == language


FEED = [
    "The council voted on Monday to close the harbour, and the mayor said that it was for the best.",
    "Fishing to end in the bay by May, say two of the members",
    "Le conseil a voté lundi la fermeture du port, et le maire a dit que c'est pour le bien de la ville.",
    "Der Rat stimmte am Montag für die Schließung, und der Bürgermeister sagte, das sei für alle das Beste.",
    "La pêche va finir dans la baie en mai, dit le maire",
    "理事会は月曜日に港の閉鎖を決めた、と市長は述べた。",
    "",
    "The bay of",
]


def test_texts_that_stand_together_are_told_apart_by_their_small_words() -> None:
    assert detect_languages(FEED) == ["en", "en", "fr", "de", "fr", "ja", None, "en"]


def test_a_headline_without_small_words_is_of_the_language_around_it() -> None:
    headline = "Ceasefire pension truce delayed growth summit"

    assert detect_languages([*FEED[:2], headline, FEED[5]]) == ["en", "en", "en", "ja"]
    assert detect_languages([*FEED[2:3], "Budget"]) == ["fr", "fr"]


def test_texts_of_one_language_are_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("briefing.sources.text.language.detect_language", asked.append)

    detect_languages([ENGLISH, *FEED[:2]] * 10)

    assert len(asked) == 1


@given(st.lists(st.text(max_size=40), max_size=12))
def test_every_text_gets_an_answer_in_its_place(texts: list[str]) -> None:
    answers = detect_languages([*texts, *FEED])

    assert len(answers) == len(texts) + len(FEED)


def test_past_the_most_languages_every_text_is_still_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("briefing.sources.text.language.detect_language", asked.append)
    texts = [" ".join(chr(97 + (n + k) % 26) + chr(97 + n // 26) for k in range(8)) for n in range(200)]

    detect_languages(texts)

    assert sorted({word for text in asked for word in text.split()}) == sorted(
        {word for text in texts for word in text.split()}
    )


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        (f"{ENGLISH} {ENGLISH}", False),
        ("Farmers said a policy was to come by the election, and talks with leaders of two sides on a bank "
         "loan to pay for it had been called off. Price rises from March on, which unions of workers and a "
         "group of lenders warned of, are to be put to a vote in May, said officials of both.", False),
        ("Der Minister sagte, die Gespräche würden fortgesetzt. " * 8 + "The Guardian berichtete.", True),
    ],
    ids=["English", "an excerpt of English with one article", "German that names a paper"],
)  # fmt: skip
def test_the_model_is_asked_only_where_english_is_not_plain(
    text: str, is_asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def classify(sample: str) -> tuple[str, float]:
        asked.append(sample)
        return "de", 0.0

    monkeypatch.setattr(lazy.py3langid, "classify", classify)
    assert detect_language(text) == ("de" if is_asked else "en")
    assert bool(asked) == is_asked
