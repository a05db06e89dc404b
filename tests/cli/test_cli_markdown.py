from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from briefing.cli.output.markdown_output import as_markdown
from briefing.domain import Analysis, Article, EngineInfo, Event, Passage, Quote

ENGINE = EngineInfo("e", "1", "m")


def _read_back(markdown: str) -> tuple[list[str], set[str]]:
    """The text of each heading, paragraph and item as Markdown has it, and the kinds of its parts."""
    texts: list[str] = []
    kinds: set[str] = set()
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown):
        kinds.add(token.type)
        if token.type == "inline":
            children = token.children or []
            kinds |= {child.type for child in children}
            texts.append("".join(child.content for child in children))
    return texts, kinds


def _markdown(text: str) -> str:
    article = Article(id="a", title=text, text=text)
    whole = Passage.at(text, 0, len(text))
    timeline, quotes = (Event("2026-03", whole),), (Quote(text, whole),)
    return as_markdown(article, Analysis(ENGINE, (whole,), (), (), timeline=timeline, quotes=quotes))


@given(
    st.text("ab1 .)(*_`~#+-=>|[]!<&;\\:/\n&amp", min_size=1, max_size=30).filter(lambda text: text.split())
)
def test_every_word_of_the_article_is_read_back_as_it_was(text: str) -> None:
    texts, kinds = _read_back(_markdown(text))
    said = " ".join(text.split())
    assert texts == [
        said,
        "Made by a machine, the engine e 1.",
        "Summary",
        said,
        "Key actors",
        "Nothing was found.",
        "Open issues",
        "Nothing was found.",
        "Timeline",
        f"2026-03 {said}",
        "Quotes",
        f"{said}: “{said}”",
    ]
    assert kinds <= {
        "heading_open", "heading_close", "inline", "text", "text_special", "strong_open", "strong_close",
        "paragraph_open",
        "paragraph_close", "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "A plain sentence, with “quotes” – and dashes.",
        "snake_case and 3 * 4",
        "$5 (about €4) & more",
        "C# in 2026",
    ],
)
def test_ordinary_words_get_few_backslashes(text: str) -> None:
    assert _markdown(text).count("\\") <= 5 * text.count("*")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        pytest.param("https://example.com/a_b*c", "<https://example.com/a_b*c>", id="as a link"),
        pytest.param("https://example.com/a>b", "", id="not one that would break out of it"),
        pytest.param(None, "", id="none"),
    ],
)
def test_the_address_is_a_link(url: str | None, shown: str) -> None:
    head = as_markdown(Article(id="a", title="T", text="x", url=url), Analysis(ENGINE, (), (), ()))
    made = "Made by a machine, the engine e 1.\n\n"
    assert head.partition("## Summary")[0] == (f"# T\n\n{shown}\n\n{made}" if shown else f"# T\n\n{made}")
