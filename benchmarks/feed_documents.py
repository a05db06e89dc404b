"""Made-up feeds: the same number and version always give the same bytes, in every format, whole or broken."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from random import Random
from typing import Final
from xml.sax.saxutils import escape

__all__ = ["CONTENT_TYPES", "FAULTS", "Story", "feed_document", "stories"]

CONTENT_TYPES: Final = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "rdf": "application/rdf+xml",
    "json": "application/feed+json",
}
NEW_A_VERSION = 3
"""How many items each version of a feed has that the one before had not."""

_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_WORDS = """
    accord agency agreed airport alliance announced appeal army assembly bank barrier border budget cabinet
    ceasefire central chamber city climate coalition commission committee company council country court
    crisis debate debt decision defence delegates delayed deputy dispute drought economy election emissions
    energy envoy expected export factory farmers federal fishing flood force fuel government grain growth
    harbour health hearing import inflation inquiry inspectors island judge labour lawmakers leader loan
    market mayor measure meeting members minister monday month nation negotiators northern officials
    opposition parliament party peace pension plan police policy port power president price prosecutors
    protest province quarter railway rate ratify reform refugees region report river rule ruling sanctions
    security senate session shipping southern spokesman strike summit supply support talks tariff taxes
    trade treaty tribunal truce union vaccine village vote warning water week wheat workers year
""".split()
_SMALL_WORDS = (
    "the the the the of of of to to in in and and a a for on with from by at that is was said has".split()
)
"""Four of ten words of English are such; by them its readers, and programs, know it."""


@dataclass(frozen=True, slots=True)
class Story:
    """One item of a feed."""

    number: int
    """Counted from the first that the feed ever had."""
    title: str
    url: str
    markup: str
    """About 2.5 KB of HTML."""
    published: datetime


@cache
def _sentences() -> tuple[str, ...]:
    dice = Random(1)
    return tuple(_sentence(dice) for _ in range(600))


def _sentence(dice: Random) -> str:
    words = [
        dice.choice(_SMALL_WORDS if dice.random() < 0.4 else _WORDS) for _ in range(dice.randint(12, 24))
    ]
    return " ".join(words).capitalize() + "."


def _story(feed: int, number: int, site: str) -> Story:
    dice = Random(feed * 1_000_003 + number)
    paragraphs = [" ".join(dice.choices(_sentences(), k=4)) for _ in range(6)]
    paragraphs[1] += f' <a href="/about/{number}">More &amp; earlier</a>.'
    title = f"{' '.join(dice.choices(_WORDS, k=6)).capitalize()} ({feed}.{number})"
    return Story(
        number,
        title,
        f"{site}/story/{number}",
        "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs),
        _BEGIN + timedelta(hours=number, seconds=feed),
    )


def stories(feed: int, *, items: int, version: int, site: str) -> tuple[Story, ...]:
    """What the feed holds in this version, newest first."""
    newest = items + version * NEW_A_VERSION
    return tuple(_story(feed, number, site) for number in range(newest, newest - items, -1))


def feed_document(
    form: str, feed: int, *, items: int = 30, version: int = 0, site: str, fault: str | None = None
) -> bytes:
    """`form` is a key of CONTENT_TYPES, `fault` one of FAULTS."""
    title = f"Feed number {feed}"
    document = _WRITERS[form](title, site, stories(feed, items=items, version=version, site=site))
    return (FAULTS[fault](document) if fault else document).encode("utf-8", "surrogateescape")


def _rss(title: str, site: str, held: tuple[Story, ...]) -> str:
    def parts() -> Iterator[str]:
        yield '<?xml version="1.0" encoding="utf-8"?>\n'
        yield '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>\n'
        yield f"<title>{title}</title><link>{site}/</link><description>Made up.</description>\n"
        for story in held:
            yield f"<item><title>{escape(story.title)}</title><link>{story.url}</link>"
            yield f'<guid isPermaLink="false">story-{story.number}</guid>'
            yield f"<pubDate>{format_datetime(story.published)}</pubDate>"
            yield f"<content:encoded><![CDATA[{story.markup}]]></content:encoded></item>\n"
        yield "</channel></rss>\n"

    return "".join(parts())


def _atom(title: str, site: str, held: tuple[Story, ...]) -> str:
    def parts() -> Iterator[str]:
        yield '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        yield f'<title>{title}</title><id>{site}/</id><link rel="alternate" href="{site}/"/>\n'
        yield f"<updated>{held[0].published.isoformat()}</updated>\n"
        for story in held:
            yield f'<entry><title>{escape(story.title)}</title><link href="{story.url}"/>'
            yield f"<id>{story.url}</id><updated>{story.published.isoformat()}</updated>"
            yield "<author><name>Our staff</name></author>"
            yield f'<content type="html">{escape(story.markup)}</content></entry>\n'
        yield "</feed>\n"

    return "".join(parts())


def _rdf(title: str, site: str, held: tuple[Story, ...]) -> str:
    def parts() -> Iterator[str]:
        yield '<?xml version="1.0" encoding="utf-8"?>\n'
        yield '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        yield ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        yield f'<channel rdf:about="{site}/"><title>{title}</title><link>{site}/</link>'
        yield "<description>Made up.</description></channel>\n"
        for story in held:
            yield f'<item rdf:about="{story.url}"><title>{escape(story.title)}</title>'
            yield f"<link>{story.url}</link><dc:date>{story.published.isoformat()}</dc:date>"
            yield f"<description>{escape(story.markup)}</description></item>\n"
        yield "</rdf:RDF>\n"

    return "".join(parts())


def _json(title: str, site: str, held: tuple[Story, ...]) -> str:
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": title,
            "home_page_url": f"{site}/",
            "items": [
                {
                    "id": f"story-{story.number}",
                    "url": story.url,
                    "title": story.title,
                    "content_html": story.markup,
                    "date_published": story.published.isoformat(),
                }
                for story in held
            ],
        }
    )


_WRITERS: Final[dict[str, Callable[[str, str, tuple[Story, ...]], str]]] = {
    "rss": _rss,
    "atom": _atom,
    "rdf": _rdf,
    "json": _json,
}

FAULTS: Final[dict[str, Callable[[str], str]]] = {
    "ampersand": lambda document: document.replace("<title>", "<title>R&D at AT&T: "),
    "entity": lambda document: document.replace("<title>", "<title>Caf&eacute;&nbsp;talks: "),
    "unclosed": lambda document: document.replace("<title>", "<title><b>Now: "),
    "control": lambda document: document.replace("<title>", "<title>Page\x0cbreak: "),
    "late": lambda document: "\n\n" + document,
    "cut": lambda document: document[: len(document) * 9 // 10],
    # One byte of Latin-1 in what says that it is UTF-8.
    "charset": lambda document: document.replace("<title>", "<title>Caf\udce9: "),
}
"""Ways in which real feeds are not well-formed, by name. Only "cut" breaks JSON."""
