from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.domain.article import Article, article_id
from briefing.domain.structure import Stub
from briefing.errors import (
    FetchError,
    NoArticleError,
    NotFoundError,
    SourceError,
    TooLargeError,
    UnreadableError,
)
from briefing.sources.load import ArticleLoader, load
from briefing.sources.local_files import MAX_FILE_BYTES
from briefing.sources.text.normalize_text import clean_line, clean_text
from tests.sources.conftest import Reply, Site

BODY = (
    "Negotiators from both sides returned to Cairo on Wednesday, officials said, hoping to end the war there."
    "\n\n"
    "The foreign minister said that a deal was close, but he did not say when it would be signed by them."
)
TEXT = f"Talks resume in Cairo\n\n{BODY}\n"
PAGE = (
    "<html><head><title>Talks resume in Cairo</title>{head}</head>"
    "<body><article><h1>Talks resume in Cairo</h1>{body}</article></body></html>"
)


def page(head: str = "") -> str:
    return PAGE.format(head=head, body="".join(f"<p>{part}</p>" for part in BODY.split("\n\n") * 2))


def canonical(url: str) -> str:
    return page(f'<link rel="canonical" href="{url}">')


# Files


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.txt", TEXT, id="text"),
        pytest.param("a.TEXT", TEXT, id="text, capital suffix"),
        pytest.param("a.md", f"# {TEXT}", id="Markdown"),
        pytest.param("a.html", page(), id="HTML"),
        pytest.param("a.eml", f"From: a@b.example\nSubject: Talks resume in Cairo\n\n{BODY}", id="mail"),
        pytest.param(
            "no suffix", f"---\ntitle: Talks resume in Cairo\n---\n{BODY}", id="Markdown by its look"
        ),
        pytest.param("a.unknown", TEXT, id="text by its look"),
    ],
)
def test_each_kind_of_file(tmp_path: Path, sources: ArticleLoader, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content)

    article = sources.load(str(path))

    assert article.title == "Talks resume in Cairo"
    assert article.text.startswith(BODY)
    assert article.language == "en"
    assert article.path == str(path.resolve())


def test_a_text_whose_first_sentence_begins_like_a_mailbox_is_none(
    tmp_path: Path, sources: ArticleLoader
) -> None:
    text = f"From Kyiv the minister said on Monday at 10:30 that talks go on.\n\n{BODY}"
    (tmp_path / "article").write_text(text)
    assert BODY in sources.load(str(tmp_path / "article")).text


def test_a_file_is_known_by_its_resolved_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "link.txt").symlink_to("a.txt")
    monkeypatch.chdir(tmp_path)
    by_name = load("a.txt")

    assert by_name.id == article_id(str((tmp_path / "a.txt").resolve()))
    assert load("./link.txt").id == load((tmp_path / "a.txt").as_uri()).id == by_name.id


def test_a_mail_is_known_by_its_message_id_wherever_it_lies(tmp_path: Path, sources: ArticleLoader) -> None:
    for name in ("a.eml", "b.eml"):
        (tmp_path / name).write_text(f"Message-ID: <1@b.example>\nSubject: S\n\n{BODY}")

    assert (
        sources.load(str(tmp_path / "a.eml")).id
        == sources.load(str(tmp_path / "b.eml")).id
        == article_id("mid:1@b.example")
    )


def test_the_address_in_front_matter_names_the_article(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\nurl: https://Example.com/a?utm_source=x#top\n---\n{BODY}")

    article = load(str(path))

    assert article.url == "https://example.com/a"
    assert article.id == article_id("https://example.com/a")


def test_clippings_of_one_site_have_one_source_and_the_addresses_of_their_articles(tmp_path: Path) -> None:
    clippings = []
    for name in ("a", "b"):
        path = tmp_path / f"{name}.md"
        path.write_text(
            f'---\ntitle: "{name}"\nsource: "https://www.example.com/{name}?utm_source=x"\n---\n{BODY}'
        )
        clippings.append(load(str(path)))

    assert [each.url for each in clippings] == ["https://www.example.com/a", "https://www.example.com/b"]
    assert {each.source for each in clippings} == {"example.com"}


def test_a_saved_page_shows_its_address_but_does_not_take_that_name(
    tmp_path: Path, sources: ArticleLoader
) -> None:
    path = tmp_path / "a.html"
    path.write_text(canonical("https://www.example.com/a"))

    article = sources.load(str(path))

    assert article.url == "https://www.example.com/a"
    assert article.id == article_id(str(path.resolve()))


@pytest.mark.parametrize(
    ("front", "title"),
    [
        pytest.param("title: '\x1b[31mRed\x1b[0m\u202e'", "Red", id="controls"),
        pytest.param(
            "title: ''",
            BODY[: BODY.index(" there")] + "…",
            id="empty",
        ),
        pytest.param(f"title: {'x' * 1000}", "x" * 299 + "…", id="very long"),
    ],
)
def test_titles_are_fit_to_be_shown(tmp_path: Path, front: str, title: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\n{front}\n---\n{BODY}")

    assert load(str(path)).title == title


def test_a_text_of_body_alone_keeps_it_and_is_named_by_its_first_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("The talks failed on Monday. Both sides left.\n")

    article = load(str(path))

    assert article.title == "The talks failed on Monday"
    assert article.text == "The talks failed on Monday. Both sides left."


def test_a_declared_language_goes_before_the_guess(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "---\nlanguage: en-US\ntitle: T\n---\nBonjour tout le monde, comment allez-vous ce soir ?"
    )

    assert load(str(path)).language == "en"


# Standard input


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(TEXT, id="text"),
        pytest.param(f"# {TEXT}", id="Markdown"),
        pytest.param(f"<!doctype html>{page()}", id="HTML"),
        pytest.param(f"From: a@b.example\nDate: x\nSubject: Talks resume in Cairo\n\n{BODY}", id="mail"),
    ],
)
def test_standard_input_is_read_for_what_it_looks_like(sources: ArticleLoader, content: str) -> None:
    article = sources.load("-", stdin=content.encode)

    assert article.title == "Talks resume in Cairo"
    assert article.path is None


def test_standard_input_is_known_by_its_words() -> None:
    one, same, other = (
        load("-", stdin=words.encode) for words in (TEXT, TEXT + "\n\n", TEXT + "More words.")
    )

    assert one.id == same.id != other.id


def test_without_a_reader_the_process_s_own_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))

    assert load("-").title == "Talks resume in Cairo"


def test_standard_input_is_read_no_further_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    endless = io.BytesIO(b"x" * (MAX_FILE_BYTES + 10))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(endless))

    with pytest.raises(TooLargeError, match="Standard input is larger than 20 MB"):
        load("-")
    assert endless.tell() <= MAX_FILE_BYTES + 1


# The web


@pytest.mark.parametrize(
    ("path", "content", "content_type"),
    [
        pytest.param("/a", page(), "text/html", id="HTML"),
        pytest.param("/a", page(), "application/xhtml+xml", id="XHTML"),
        pytest.param("/a", TEXT, "text/plain", id="text"),
        pytest.param("/a", f"# {TEXT}", "text/markdown", id="Markdown"),
        pytest.param("/a.md", f"# {TEXT}", "text/plain", id="Markdown sent as text"),
        pytest.param("/a.md", f"# {TEXT}", "application/octet-stream", id="Markdown sent as bytes"),
        pytest.param("/a", f"<!doctype html>{page()}", "", id="HTML sent without a type"),
        pytest.param("/a", f"Subject: Talks resume in Cairo\n\n{BODY}", "message/rfc822", id="mail"),
    ],
)
def test_each_kind_of_page(
    site: Site, sources: ArticleLoader, path: str, content: str, content_type: str
) -> None:
    article = sources.load(site.page(path, content, content_type))

    assert article.title == "Talks resume in Cairo"
    assert article.text.startswith(BODY)
    assert article.url == site.url(path)
    assert article.id == article_id(site.url(path))
    assert article.path is None


@pytest.mark.parametrize(
    ("claimed", "own"),
    [
        pytest.param("/canonical", "/canonical", id="on its own site, relative"),
        pytest.param("{site}/canonical?utm_source=x", "/canonical", id="on its own site"),
        pytest.param("https://elsewhere.example/a", "/a", id="on another site"),
        pytest.param("{site}/", "/a", id="the front page"),
        pytest.param("javascript:alert(1)", "/a", id="a script"),
        pytest.param("http://[", "/a", id="broken"),
    ],
)
def test_a_page_is_known_by_the_address_that_it_may_claim(
    site: Site, sources: ArticleLoader, claimed: str, own: str
) -> None:
    article = sources.load(
        site.page("/a", canonical(claimed.format(site=site.url("")))) + "?utm_medium=y#top"
    )

    assert article.url == site.url(own)
    assert article.id == article_id(site.url(own))


def test_an_article_is_known_by_where_redirects_lead(site: Site, sources: ArticleLoader) -> None:
    site.page("/b", page())

    assert sources.load(site.redirect("/a", "/b")).url == site.url("/b")


@pytest.mark.parametrize(
    ("content", "content_type", "words"),
    [
        pytest.param(b"<rss/>", "application/rss+xml", "is a feed, .* briefing feeds add", id="RSS"),
        pytest.param(b"<?xml?><feed xmlns=''>", "text/xml", "is a feed", id="Atom sent as XML"),
        pytest.param(b"%PDF-1.7", "application/pdf", "is of the type application/pdf", id="PDF"),
        pytest.param(b"%PDF-1.7", "text/html", "is a PDF document, not text", id="PDF sent as HTML"),
        pytest.param(b"{}", "application/json", "is of the type application/json", id="JSON"),
    ],
)
def test_what_is_no_article_on_the_web(site: Site, content: bytes, content_type: str, words: str) -> None:
    url = site.page("/a", content, content_type)

    with pytest.raises(UnreadableError, match=words) as raised:
        load(url)
    assert str(raised.value).startswith(url)


FEED = '<link rel="alternate" type="application/rss+xml" href="/rss">'
HEADLINES = "".join(
    f"<li><a href='/{n}'>Ministers of {n} countries meet in Cairo for talks</a></li>" for n in range(60)
)
FRONT = (
    f"<html><head><title>News</title>{{head}}</head><body><main><p>{BODY}</p></main>"
    f"<div><ul>{HEADLINES}</ul></div></body></html>"
)


@pytest.mark.parametrize(
    ("path", "content", "stub"),
    [
        pytest.param("/world/", FRONT.format(head=FEED), Stub.SITE, id="list of links with a feed"),
        pytest.param("/world/", FRONT.format(head=""), Stub.LINKS, id="list of links without"),
        pytest.param("/", page(FEED), Stub.SITE, id="the site's own address"),
        pytest.param("/", page(), None, id="the site's own address without a feed"),
        pytest.param("/a", page(FEED), None, id="an article of a site with a feed"),
    ],
)
def test_a_page_of_a_site_with_a_feed_is_known(
    site: Site, sources: ArticleLoader, path: str, content: str, stub: Stub | None
) -> None:
    assert sources.load(site.page(path, content)).structure.stub is stub


def test_of_a_page_without_words_that_names_a_feed_the_sentence_says_how_to_follow_it(
    site: Site, sources: ArticleLoader
) -> None:
    url = site.page("/app/", f"<html><head>{FEED}</head><body><div id=app></div></body></html>")

    with pytest.raises(NoArticleError, match=f"has a feed: `briefing feeds add {url}` follows it"):
        sources.load(url)


def test_the_server_s_character_set_goes_before_the_page_s(site: Site, sources: ArticleLoader) -> None:
    content = page("<meta charset=utf-8>").replace("Cairo", "Zürich").encode("latin-1")

    assert (
        sources.load(site.page("/a", content, "text/html; charset=iso-8859-1")).title
        == "Talks resume in Zürich"
    )


def test_a_missing_page_is_a_sentence(site: Site) -> None:
    site.replies["/a"] = Reply(b"", 404)

    with pytest.raises(NotFoundError, match="There is no page at"):
        load(site.url("/a"))


# What cannot be had


@pytest.mark.parametrize(
    ("reference", "content", "kind", "words"),
    [
        pytest.param("missing.txt", None, NotFoundError, "There is no file .*: check the name", id="missing"),
        pytest.param("example.com/story", None, NotFoundError, "write https:// before it", id="bare address"),
        pytest.param("empty.txt", b"", NoArticleError, "is empty: check", id="empty"),
        pytest.param("blank.txt", b" \n\t\n", NoArticleError, "is empty: check", id="blanks"),
        pytest.param("signs.txt", b"--- *** ---", NoArticleError, "holds no words to read", id="signs only"),
        pytest.param(
            "front.md", b"---\ntitle: A\n---\n", NoArticleError, "holds no words", id="front matter only"
        ),
        pytest.param("zero.txt", b"\0" * 99, UnreadableError, "holds no readable text", id="NULs"),
        pytest.param(
            "report.txt", b"%PDF-1.7 x", UnreadableError, "is a PDF document", id="PDF by another name"
        ),
        pytest.param(
            "page.html", b"<html></html>", NoArticleError, "no article that can be made out", id="HTML"
        ),
        pytest.param(
            "news.mbox",
            b"From x@y Mon Jan  5 06:30:00 2026\nFrom: x@y\nDate: Mon, 5 Jan 2026 06:30:00 +0000\n\nWords.\n",
            UnreadableError,
            "is a mailbox, not an article: follow it with briefing feeds add",
            id="mbox",
        ),
        pytest.param(
            "notes.json",
            b'{"title": "Talks',
            UnreadableError,
            "`briefing import` reads annotations",
            id="JSON",
        ),
        pytest.param("mail.eml", b"Subject: x\n\n", NoArticleError, "is a mail without text", id="mail"),
        pytest.param("ftp://example.com/a", None, FetchError, "only http and https", id="ftp"),
        pytest.param("file://server/a.txt", None, FetchError, "is on another machine", id="remote file"),
        pytest.param("file://[/a", None, FetchError, "is not a valid address", id="broken file address"),
        pytest.param("", None, NotFoundError, "Nothing is named: give a file", id="nothing"),
        pytest.param(" ", None, NotFoundError, "Nothing is named", id="a blank"),
        pytest.param(".", None, NotFoundError, "holds no article file", id="this folder"),
        pytest.param(
            "~nobody-of-that-name/a", None, NotFoundError, "There is no file ~nobody", id="no such home"
        ),
        pytest.param(
            "\x1b]0;x\x07bad\nname", None, NotFoundError, "There is no file bad name", id="controls in a name"
        ),
    ],
)
def test_bad_input_gets_one_plain_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    sources: ArticleLoader,
    reference: str,
    content: bytes | None,
    kind: type[SourceError],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    if content is not None:
        Path(reference).write_bytes(content)

    with pytest.raises(kind, match=words) as raised:
        sources.load(reference)
    assert_sentence(raised.value)


def test_a_file_past_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)

    with pytest.raises(TooLargeError, match="is larger than 20 MB, too much for one article: split it"):
        load(str(path))


def assert_sentence(error: SourceError) -> None:
    sentence = str(error)
    assert sentence == clean_line(sentence)
    assert sentence.endswith(".")
    assert ": " in sentence, "it should say what to do"


def assert_fit(article: Article) -> None:
    assert article.text == clean_text(article.text) != ""
    assert article.title == clean_line(article.title) != ""
    for words in (
        article.author,
        article.published,
        article.source,
        article.section,
        article.url,
        article.language,
    ):
        assert words is None or words == clean_line(words) != ""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=200)
    | st.text(st.characters(), max_size=200).map(lambda text: text.encode("utf-8", "replace"))
    | st.lists(
        st.sampled_from(
            [b"---\n", b"title: ", b"# ", b"\n\n", b"\x1b[", b"World\n", b"Head line\n", b"Words.\n"]
        )
    ).map(b"".join),
    st.sampled_from(["a.txt", "a.md", "a.eml", "a.html", "a"]),
)
def test_any_bytes_are_an_article_or_a_source_error(
    tmp_path: Path, sources: ArticleLoader, data: bytes, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    try:
        assert_fit(sources.load(str(path)))
    except SourceError as error:
        assert_sentence(error)


@given(st.text(max_size=60))
def test_any_reference_is_an_article_or_a_source_error(reference: str) -> None:
    if not reference.lower().startswith("http"):
        try:
            assert_fit(load(reference, stdin=lambda: b""))
        except SourceError as error:
            assert_sentence(error)


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    heavy = ["httpcore", "trafilatura", "lxml", "spacy", "numpy", "py3langid", "charset_normalizer"]
    heavy += ["frontmatter", "yaml", "markdown_it", "tld", "multiprocessing", "asyncio", "textual"]
    code = f"import sys, briefing.sources.load; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert done.stdout.strip() == "[]"


def test_plain_english_text_is_read_without_any_of_it() -> None:
    seed = Path(__file__).parents[2] / "seeds" / "000_544e8202dd5ab671.txt"
    code = (
        "import sys; from briefing.sources.load import load; load(sys.argv[1]);"
        "print([name for name in ('py3langid', 'numpy', 'markdown_it', 'httpcore') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(seed)], check=True, capture_output=True, text=True)

    assert done.stdout.strip() == "[]"
