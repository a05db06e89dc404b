"""The files of word lists, and the lists that modules take from them."""

from __future__ import annotations

from importlib.resources import files

import pytest

from briefing.nlp.engine.word_lists import load_sections, load_words

NAMES = sorted(
    file.name.removesuffix(".txt") for file in files("briefing.nlp").joinpath("data/words").iterdir()
)


@pytest.mark.parametrize("name", NAMES)
def test_every_section_has_entries_and_no_line_is_lost(name: str) -> None:
    sections = load_sections(name)
    source = files("briefing.nlp").joinpath(f"data/words/{name}.txt").read_text(encoding="utf-8")
    headings = [line[1:-1] for line in source.splitlines() if line.startswith("[")]
    assert list(sections) == headings and all(sections.values())
    assert all(line == line.strip() for lines in sections.values() for line in lines)


def test_words_are_read_without_the_comments_that_describe_them() -> None:
    ranks = load_words("names")["ranks"]
    assert {"general", "colonel"} <= ranks
    assert not any(word.startswith("#") for word in ranks)
