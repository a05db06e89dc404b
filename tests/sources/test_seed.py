from __future__ import annotations

from pathlib import Path

from briefing.sources.load import load

SEED = Path(__file__).parents[2] / "seeds" / "000_544e8202dd5ab671.txt"


def test_the_seed_is_told_apart_into_section_headline_and_body() -> None:
    article = load(str(SEED))

    assert article.title == "Biden and Xi Jinping to speak by phone in effort to improve U.S.-China ties"
    assert article.section == "World"
    assert article.text.startswith("HONG KONG — U.S. President Joe Biden and Chinese leader Xi Jinping")
    assert article.language == "en"
    assert article.path == str(SEED.resolve())


def test_each_line_of_the_seed_below_its_headline_is_a_paragraph_word_for_word() -> None:
    lines = SEED.read_text(encoding="utf-8").splitlines()

    assert load(str(SEED)).text.split("\n\n") == [line for line in lines[2:] if line.strip()]
