"""Print how many words of a mail's text parts are in its article, for a folder of saved mails.

    python -m benchmarks.mail FOLDER [-v]

The text parts are those that the standard library walks over and that are no attachment, without headers of
returned mails. Of alternatives the one counts that the article holds most of. A word is found where it stands
in the article beside the same two words; a part is lost where more than half of its words are. With `-v` the
words lost of every part are shown.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from email.message import Message
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from briefing.errors import SourceError
from briefing.sources.formats.mail import parse_mail
from briefing.sources.text.charset import decode

_UNSEEN = frozenset({"script", "style", "head", "title"})
_WORD = re.compile(r"\w+")
_ADDRESS = re.compile(r"(?:https?://|www\.|mailto:)[^\s<>]+")


class Part(NamedTuple):
    kind: str
    words: tuple[str, ...]
    lost: tuple[str, ...]


def main() -> None:
    folder, is_told = Path(sys.argv[1]), "-v" in sys.argv[2:]
    mails = parts = words = lost_words = lost_parts = 0
    for path in sorted(folder.glob("*.eml")):
        found = measure(path.read_bytes())
        counted, lost = sum(len(part.words) for part in found), sum(len(part.lost) for part in found)
        gone = [part for part in found if 2 * len(part.lost) > len(part.words)]
        print(f"{path.name}: {len(found)} parts, {counted - lost} of {counted} words, {len(gone)} parts lost")
        for part in found if is_told else gone:
            if part.lost:
                print(f"    {part.kind}: {' '.join(part.lost)[:300]}")
        mails, parts, words = mails + 1, parts + len(found), words + counted
        lost_words, lost_parts = lost_words + lost, lost_parts + len(gone)
    share = 100 * (words - lost_words) / max(1, words)
    print(f"\n{mails} mails, {parts} text parts, {lost_parts} lost; {share:.1f} % of {words} words found")


def measure(data: bytes) -> list[Part]:
    try:
        article = parse_mail(data, name="mail").text
    except SourceError as error:
        print(f"    {error}")
        article = ""
    words = _words(article)
    return _parts(message_from_bytes(data), frozenset(words), frozenset(_runs(words)))


def _parts(message: Message, words: frozenset[str], runs: frozenset[tuple[str, ...]]) -> list[Part]:
    if message.is_multipart():
        branches = [_parts(part, words, runs) for part in message.get_payload() if isinstance(part, Message)]
        if message.get_content_type() == "multipart/alternative":
            return max(branches, key=_gain, default=[])
        return [part for branch in branches for part in branch]
    is_attachment = message.get_content_disposition() == "attachment"
    is_text = message.get_content_maintype() == "text" and message.get_content_subtype() != "rfc822-headers"
    if is_attachment or not is_text:
        return []
    own = _words(_text(message))
    runs_of_own = list(_runs(own))
    is_found = [False] * len(own)
    for start, run in enumerate(runs_of_own):
        if run in runs:
            is_found[start : start + len(run)] = [True] * len(run)
    if min(len(own), len(words)) < 3:
        is_found = [word in words for word in own]
    lost = tuple(word for word, found in zip(own, is_found, strict=True) if not found)
    return [Part(message.get_content_type(), own, lost)] if own else []


def _gain(parts: Sequence[Part]) -> int:
    return sum(len(part.words) - 2 * len(part.lost) for part in parts)


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(words, words[1:], words[2:], strict=False)


def _words(text: str) -> tuple[str, ...]:
    """Without addresses of the web, which a page has in its links."""
    return tuple(word.casefold() for word in _WORD.findall(_ADDRESS.sub(" ", text)))


def _text(message: Message) -> str:
    payload = message.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        text = decode(data, message.get_content_charset(), name="part")
    except SourceError:
        return ""
    if message.get_content_type() != "text/html":
        return text
    reader = _Words()
    reader.feed(text)
    return "".join(reader.seen)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._unseen += tag in _UNSEEN
        self.seen.append(" " if tag in ("br", "p", "div", "td", "tr", "li") else "")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        self.seen.append(" " if tag in ("p", "div", "td", "tr", "li", "th", "h1", "h2", "h3") else "")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.seen.append(data)


if __name__ == "__main__":
    main()
