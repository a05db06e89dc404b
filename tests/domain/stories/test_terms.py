"""Terms of an article."""

from __future__ import annotations

import pytest

from briefing.domain.stories.terms import article_terms, terms_from_json, terms_to_json


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        pytest.param("The ministers said they met.", {"minister", "met"}, id="no function words, singular"),
        pytest.param("Johnson's cities, Johnson’s city", {"johnson", "city"}, id="possessives and plurals"),
        pytest.param(
            "the bus crisis in Paris: 34 dead", {"bus", "crisis", "paris", "34", "dead"}, id="no plurals"
        ),
        pytest.param("首相が辞任", {"首相", "相が", "が辞", "辞任"}, id="a script without spaces, by pairs"),
        pytest.param("", set(), id="nothing"),
        pytest.param("… — “”", set(), id="no words"),
    ],
)
def test_words_that_tell_events_apart(text: str, terms: set[str]) -> None:
    assert set(article_terms("", text).words) == terms


def test_names_are_written_with_a_capital_inside_a_sentence_or_are_numbers() -> None:
    found = article_terms(
        "Court rules", "Yesterday Boris Johnson met 11 judges.\n\nLondon was calm. Police left."
    )
    assert set(found.names) == {"boris", "johnson", "11"}


def test_the_headline_the_lead_and_the_body_count_and_the_end_does_not() -> None:
    padding = " ".join(f"padding{number}" for number in range(500))
    found = article_terms("quake", f"quake {padding} aftermath")
    assert found.words["quake"] == 1 + 1 + 2
    assert found.words["padding1"] == 1 + 2
    assert found.words["padding300"] == 2
    assert "aftermath" not in found.words


def test_they_come_back_from_json_and_nothing_else_does() -> None:
    terms = article_terms("Court rules", "Boris Johnson met Zoë.")
    assert terms_from_json(terms_to_json(terms)) == terms
    for damaged in ("", "[]", '[{"a":1}]', '[{"a":-1},{}]', '[{"a":true},{}]', '[["a"],{}]', "{}", "null"):
        with pytest.raises(ValueError):
            terms_from_json(damaged)
