"""Markdown notes: the golden files, and that another program's parser reads what was meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import frontmatter
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from briefing.domain.annotation import AnnotatedArticle
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.exporters.markdown import article_markdown, to_markdown
from briefing.exchange.markdown.front_matter import front_matter
from briefing.exchange.markdown.markdown_text import block_quote, close_blocks, escape_markdown, obsidian_tag
from tests.exchange.notes import HEAD, annotated, annotation, articles

GOLDEN = Path(__file__).parent / "golden"


def golden(name: str) -> str:
    return (GOLDEN / name).read_bytes().decode("utf-8")


def test_a_note_is_the_golden_one_byte_for_byte(bundle: ExportBundle, briefed_bundle: ExportBundle) -> None:
    article = bundle.articles[0]
    assert article_markdown(article, None) == golden("harbour.md")
    assert article_markdown(article, briefed_bundle.briefings[article.head.id]) == golden(
        "harbour-briefed.md"
    )


def test_a_stream_of_articles_is_the_golden_one_byte_for_byte(
    bundle: ExportBundle, briefed_bundle: ExportBundle
) -> None:
    assert to_markdown(bundle) == golden("all.md")
    assert to_markdown(briefed_bundle) == golden("all-briefed.md")


def test_one_article_alone_is_the_note_it_would_be_in_a_folder(bundle: ExportBundle) -> None:
    assert to_markdown(ExportBundle(bundle.articles[:1])) == golden("harbour.md")
    assert to_markdown(ExportBundle(())) == ""


def test_the_properties_are_what_obsidian_understands() -> None:
    note = frontmatter.loads(golden("harbour-briefed.md"))
    assert note.metadata == {
        "title": 'Harbour talks: "no deal" <yet> & more',
        "source": "https://www.example.org/world/2026/11/harbour-talks?edition=int&page=2",
        "author": "Jo Márquez, Ed O'Neil",
        "published": date(2026, 11, 10),
        "created": date(2026, 11, 8),
        "description": "Talks over the harbour of Port Saint-Éloi ended on Tuesday without an agreement",
        "tags": ["port-strike", "to-check", "été", "quote", "lost-found"],
        "article": "31fa6bcc59820357",
    }


@given(st.text(), st.text(max_size=40))
def test_any_title_comes_back_from_the_front_matter(title: str, author: str) -> None:
    words = [" ".join(each.split()) for each in (title.replace("\ufeff", ""), author)]
    written = front_matter({"title": words[0], "author": words[1]})
    assert written.count("\n") == 4
    if all(word.isprintable() for word in words):
        assert yaml.safe_load(written.removeprefix("---\n").removesuffix("---\n")) == {
            "title": words[0],
            "author": words[1],
        }


@given(articles)
def test_any_article_has_front_matter_that_opens(article: AnnotatedArticle) -> None:
    values = frontmatter.loads(article_markdown(article, None)).metadata
    assert values["article"] == HEAD.id
    tags = values.get("tags", [])
    assert isinstance(tags, list) and all(isinstance(tag, str) for tag in tags)


@pytest.mark.parametrize("field", ["title", "author", "source", "quote", "note"])
def test_no_command_of_a_template_is_left_in_a_note(field: str) -> None:
    """Obsidian's Templater runs them in any file that appears in the vault."""
    command = "so <%* run() %> <<%%"
    one = annotation(0, command if field == "note" else "")
    if field == "quote":
        one = replace(one, anchor=replace(one.anchor, quote=command))
    article = annotated(one)
    if field in ("title", "author", "source"):
        article = replace(article, head=replace(article.head, **{field: command}))
    note = article_markdown(article, None)
    assert "<%" not in note
    assert command in frontmatter.loads(note).metadata.values() or field in ("quote", "note")
    assert "so &lt;%* run() %&gt; &lt;&lt;%%" in MarkdownIt("commonmark").render(note) or field in (
        "author",
        "source",
    )


@pytest.mark.parametrize(
    ("word", "written"),
    [
        pytest.param("12e4", "'12e4'", id="a number to one YAML"),
        pytest.param("0123", "'0123'", id="an octal number"),
        pytest.param("no", "'no'", id="a truth value"),
        pytest.param("2026-11-25", "'2026-11-25'", id="a date"),
        pytest.param("Plain: no, really", "'Plain: no, really'", id="a colon"),
        pytest.param("Talks go on", "Talks go on", id="plain"),
    ],
)
def test_a_text_is_never_read_as_something_else(word: str, written: str) -> None:
    assert front_matter({"title": word}) == f"---\ntitle: {written}\n---\n"


@given(
    st.text("ab1 .)(*_`~#+-=>|[]!<&;\\:/\n&amp%^$é", min_size=1, max_size=40).filter(
        lambda text: text.strip()
    )
)
def test_a_quote_is_one_block_quote_of_its_words(text: str) -> None:
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse("\n".join(block_quote(text)))
    kinds = {token.type for token in tokens}
    assert kinds <= {"blockquote_open", "blockquote_close", "paragraph_open", "paragraph_close", "inline"}
    assert [token.type for token in tokens].count("blockquote_open") == 1
    said = " ".join(
        "".join(child.content or "\n" for child in token.children or [])
        for token in tokens
        if token.type == "inline"
    )
    assert said.split() == text.split()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param("A plain sentence, with “quotes” – and dashes.", None, id="prose"),
        pytest.param("It cost $5 (about €4) & more; C# in 2026, 3 % up.", None, id="prices"),
        pytest.param("see [[Vale]] and [^1]", r"see \[\[Vale]] and \[^1]", id="links and footnotes"),
        pytest.param("a %%hidden%% word", r"a \%\%hidden\%\% word", id="comments"),
        pytest.param("the ==point==", r"the \=\=point\=\=", id="highlights"),
        pytest.param("#vale and a #tag", r"\#vale and a \#tag", id="tags"),
        pytest.param("ends in ^abc-1", r"ends in \^abc-1", id="block ids"),
        pytest.param("$x+y$", r"$x+y\$", id="formulas"),
        pytest.param("1. first", r"1\. first", id="list"),
        pytest.param("# head", r"\# head", id="heading"),
        pytest.param("<b>bold</b>", r"\<b>bold\</b>", id="html"),
    ],
)
def test_the_words_of_an_article_stay_words(text: str, written: str | None) -> None:
    assert escape_markdown(text) == (written or text)


@pytest.mark.parametrize(
    ("note", "written"),
    [
        pytest.param("plain", "plain", id="plain"),
        pytest.param("```\ncode", "```\ncode\n```", id="code"),
        pytest.param("~~~~py\n```", "~~~~py\n```\n~~~~", id="code of tildes"),
        pytest.param("a %% b", "a %% b\n%%", id="an Obsidian comment"),
        pytest.param("<!-- b", "<!-- b\n-->", id="an HTML comment"),
        pytest.param("```\n%%\n```", "```\n%%\n```", id="a comment's mark within code"),
        pytest.param("%% a\n``` %%\nb", "%% a\n``` %%\nb", id="code's mark within a comment"),
    ],
)
def test_a_note_never_swallows_what_follows(note: str, written: str) -> None:
    assert close_blocks(note) == written


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("two words", "two-words"),
        ("lost & found", "lost-found"),
        ("Étude/Été", "Étude/Été"),
        ("2026", "_2026"),
        ("2026/11", "_2026/11"),
        ("y2026", "y2026"),
        ("c++", "c"),
        ("!?", ""),
    ],
)
def test_tags_in_obsidians_form(tag: str, written: str) -> None:
    assert obsidian_tag(tag) == written


def test_each_block_has_its_id_on_a_line_of_its_own() -> None:
    article = annotated(annotation(0), annotation(1), annotation(2, orphan=True))
    lines = article_markdown(article, None).split("\n")
    ids = [number for number, line in enumerate(lines) if line.startswith("^")]
    assert len(ids) == len({lines[number] for number in ids}) == 3
    assert all(lines[number - 1] == lines[number + 1] == "" for number in ids)
