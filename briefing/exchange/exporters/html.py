"""Renders annotations and briefings as one HTML file that loads nothing, runs nothing and prints well."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from importlib.resources import files

from briefing.domain import Analysis
from briefing.domain.annotation import AnnotatedArticle, Annotation
from briefing.domain.briefing import CitedLine, document_sections, made_by
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.exporters.html_passages import HighlightedSpan, NoteRenderer, paragraphs, safe_address

LONGEST_TEXT = 200_000
"""The most code points of a text that is included, some 35,000 words; of a longer one, only passages are."""


def to_html(bundle: ExportBundle) -> str:
    title = _page_title(bundle)
    style = files("briefing.exchange.exporters").joinpath("report.css").read_text(encoding="utf-8")
    # The style is allowed by its hash: neither a script nor another style can be smuggled in.
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{escape(title)}</title>",
        f"<style>{style}</style>",
        "</head>",
        "<body>",
        "<header>",
        f"<h1>{'Annotations' if len(bundle.articles) == 1 else escape(title)}</h1>",
        *(_contents(bundle.articles) if len(bundle.articles) > 1 else ()),
        "</header>",
        "<main>",
    ]
    number, renderer = 1, NoteRenderer()
    for place, article in enumerate(bundle.articles, 1):
        lines += _article(place, number, article, bundle.briefings.get(article.head.id), renderer)
        number += len(article.annotations)
    lines += ["</main>", "<footer><p>Made with briefing.</p></footer>", "</body>", "</html>"]
    return "\n".join(lines) + "\n"


def _page_title(bundle: ExportBundle) -> str:
    if len(bundle.articles) == 1:
        return bundle.articles[0].head.title or "Untitled"
    return f"Annotations of {len(bundle.articles)} articles"


def _contents(articles: Iterable[AnnotatedArticle]) -> Iterator[str]:
    yield '<nav aria-label="Articles" class="scroll"><table>'
    yield (
        '<thead><tr><th scope="col">Article</th><th scope="col">Source</th><th scope="col">Published</th>'
        '<th scope="col" class="number">Annotations</th></tr></thead>'
    )
    yield "<tbody>"
    for place, article in enumerate(articles, 1):
        head = article.head
        yield (
            f'<tr><td dir="auto"><a href="#article-{place}">{escape(head.title or "Untitled")}</a></td>'
            f'<td dir="auto">{escape(head.source or "")}</td>'
            f'<td class="date">{escape((head.published or "")[:10])}</td>'
            f'<td class="number">{len(article.annotations)}</td></tr>'
        )
    yield "</tbody></table></nav>"


def _article(
    place: int, number: int, article: AnnotatedArticle, briefing: Analysis | None, renderer: NoteRenderer
) -> Iterator[str]:
    head = article.head
    yield f'<article id="article-{place}">'
    yield f'<h2 dir="auto">{escape(head.title or "Untitled")}</h2>'
    yield from _facts(article)
    if briefing is not None:
        yield from _briefing(briefing)
    numbered = list(enumerate(article.annotations, number))
    notes = {each: "\n".join(_note(annotation, renderer)) for each, annotation in numbered}
    kept = [(each, annotation) for each, annotation in numbered if not article.is_gone(annotation)]
    gone = [(each, annotation) for each, annotation in numbered if article.is_gone(annotation)]
    text = article.text if article.text is not None and len(article.text) <= LONGEST_TEXT else None
    found = (
        [HighlightedSpan.of(each, annotation, text) for each, annotation in kept] if text is not None else []
    )
    marks = [mark for mark in found if mark is not None]
    shown = {mark.number for mark in marks}
    if kept:
        yield "<h3>Annotations</h3>"
        yield from _list(kept, notes, shown)
    if gone:
        yield "<h3>No longer in the article</h3>"
        yield "<p>These words were marked in an earlier version of the text.</p>"
        yield from _list(gone, notes, shown)
    if text is not None:
        yield "<h3>The article</h3>"
        yield from _text(text, marks, notes)
    yield "</article>"


def _facts(article: AnnotatedArticle) -> Iterator[str]:
    head = article.head
    facts = [
        escape(fact)
        for fact in dict.fromkeys((head.source, head.author, (head.published or "")[:10]))
        if fact and fact != head.url
    ]
    if head.url and safe_address(head.url):
        facts.append(f'<a href="{escape(head.url)}" rel="noopener noreferrer">{escape(head.url)}</a>')
    elif head.url or head.path:
        facts.append(escape(head.url or head.path or ""))
    if facts:
        yield f'<p class="facts">{"".join(f"<span><bdi>{fact}</bdi></span>" for fact in facts)}</p>'


def _briefing(briefing: Analysis) -> Iterator[str]:
    yield '<section class="briefing" aria-label="Briefing">'
    if briefing.notice:
        yield f"<p>{escape(briefing.notice)}</p>"
    yield f'<p class="kind">{escape(made_by(briefing))}</p>'
    for title, lines, empty in document_sections(briefing):
        yield f"<h3>{title}</h3>"
        items = [f'<li dir="auto">{_item(line)}</li>' for line in lines]
        yield from ["<ul>", *items, "</ul>"] if items else [f"<p>{empty}</p>"]
    yield "</section>"


def _item(line: CitedLine) -> str:
    corrected = ' <span class="kind">corrected</span>' if line.is_corrected else ""
    name = f"<strong>{escape(line.name)}</strong>" if line.name else ""
    if line.kind:
        model = f" (in words of {escape(line.words.model)})" if line.words is not None else ""
        about = f", {escape(line.about)}" if line.about else ""
        also = f"; also {escape(', '.join(line.aliases))}" if line.aliases else ""
        below = "" if line.verb else "".join(f"<br>{escape(each.passage.text)}" for each in line.below)
        return f'{name}{model}{about}{also} <span class="kind">{line.kind}</span>{corrected}{below}'
    day = escape(line.date)
    date = f'<time datetime="{day}">{day}</time> ' if day else ""
    return f"{date}{f'{name}: ' if name else ''}{line.text(escape)}{corrected}"


def _list(
    numbered: Iterable[tuple[int, Annotation]], notes: Mapping[int, str], shown: set[int]
) -> Iterator[str]:
    yield '<ol class="annotations">'
    for number, annotation in numbered:
        yield f'<li class="{annotation.color}" id="note-{number}">'
        parts = (part for part in annotation.anchor.quote.split("\n\n") if part.strip())
        quote = "".join(f"<p><span>{escape(part).replace(chr(10), '<br>')}</span></p>" for part in parts)
        yield f'<blockquote dir="auto">{quote}</blockquote>'
        if notes[number]:
            yield notes[number]
        facts = [str(number), str(annotation.color)]
        if annotation.created:
            moment = escape(annotation.created)
            facts.append(f'<time datetime="{moment}">{moment[:10]}</time>')
        if number in shown:
            facts.append(f'<a href="#mark-{number}">in the article</a>')
        yield f'<p class="kind">{" · ".join(facts)}</p>'
        yield "</li>"
    yield "</ol>"


def _note(annotation: Annotation, renderer: NoteRenderer) -> Iterator[str]:
    if annotation.note:
        yield f'<div class="note" dir="auto">{renderer.html(annotation.note)}</div>'
    if annotation.tags:
        yield f'<ul class="tags">{"".join(f"<li>{escape(tag)}</li>" for tag in annotation.tags)}</ul>'


def _text(text: str, marks: list[HighlightedSpan], notes: Mapping[int, str]) -> Iterator[str]:
    """Yield each paragraph with, beside it, the notes on the passages that begin in it."""
    colors = {mark.number: mark.color for mark in marks}
    for paragraph in paragraphs(text, marks):
        yield f'<div class="row"><p dir="auto">{paragraph.html}</p>'
        noted = [number for number in paragraph.begun if notes[number]]
        if noted:
            yield "<div>"
            for number in noted:
                yield f'<aside class="{colors[number]}" aria-label="Note {number}">'
                yield f'<p class="aside-label"><a href="#mark-{number}">{number}</a></p>'
                yield notes[number]
                yield "</aside>"
            yield "</div>"
        yield "</div>"
