"""Speaks the Google Reader API: FreshRSS, Miniflux, BazQux, The Old Reader, CommaFeed and others have it.

Articles are found by comparing sets of ids, never by time, and asked for by id: these are the parts of the
API on which all servers agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from briefing.domain.feeds.feed_address import feed_address
from briefing.domain.feeds.sync import (
    Batch,
    IdSets,
    ItemState,
    Mark,
    ServerEntry,
    ServerFeed,
    ServerItem,
    compare,
)
from briefing.errors import FetchError
from briefing.sources.feeds.feed_fields import markup_title
from briefing.sources.sync.server import Account, folder_of, half_answer, json_object, label_of
from briefing.sources.sync.server_session import ServerAnswer, ServerSession

IDS_PER_PAGE = 10_000
ITEMS_PER_REQUEST = 250
REQUESTS_PER_BATCH = 4
"""Requests whose articles are stored at once: the more of a feed come together, the less each one takes."""
PREFIX = "tag:google.com,2005:reader/item/"

_ALL = "user/-/state/com.google/reading-list"
_STATE = "user/-/state/com.google/"
_LABEL = "user/-/label/"
_PATHS = ("", "/api/greader.php", "/p/api/greader.php")
"""Where the API of a server may be, below the address that was given: FreshRSS has it in a file."""
_KNOWN_ENDING = re.compile(r"(/reader/api/0|/accounts/ClientLogin|/reader)?/*\Z")
_SIGNED = re.compile(r"-?[0-9]{1,20}")
_MAX_PAGES = 1_000

Form = list[tuple[str, str]]


class GoogleReader:
    """An account on a server with this API; a session is given for as long as it is asked."""

    def __init__(self, account: Account, session: ServerSession) -> None:
        self._account = account
        self._session = session
        self._base = _KNOWN_ENDING.sub("", account.address)
        self._login: str | None = None
        self._token: str | None = None
        """Proves that a change comes from who logged in; a server may let it expire at any time."""

    def feeds(self) -> tuple[ServerFeed, ...]:
        url, found = self._get_json("subscription/list", [], "subscriptions")
        try:
            return tuple(feed for each in found["subscriptions"] or () if (feed := _feed(each)) is not None)
        except (TypeError, KeyError, AttributeError, IndexError):
            raise half_answer(url) from None

    def changes(self, known: Mapping[str, ItemState], *, is_quick: bool) -> Iterator[Batch]:
        """Yield what is new or differs from the marks that were agreed on.

        A quick comparison may miss what was read elsewhere before we had it.
        """
        unread = self._ids(_ALL, [("xt", f"{_STATE}read")])
        starred = self._ids(f"{_STATE}starred")
        if is_quick and compare(known, IdSets(unread, starred)).is_empty:
            return
        all_ = self._ids(_ALL)
        found = compare(known, IdSets(unread, starred, all_))
        total = len(found.asked)
        if found.told:
            yield Batch(found.told, total=total)
        size = ITEMS_PER_REQUEST * REQUESTS_PER_BATCH
        for at in range(0, total, size):
            asked = found.asked[at : at + size]
            items = [item for part in _parts(asked) for item in self._contents(part)]
            answered = {item.id for item in items}
            # Two answers must say so: half of one would have an article forgotten.
            gone = tuple(id_ for id_ in asked if id_ in known and id_ not in answered and id_ not in all_)
            yield Batch(tuple(items), gone, min(at + size, total), total)

    def mark(self, items: Sequence[str], mark: Mark, value: bool) -> None:
        """Give or take a mark; articles that are gone are left out."""
        for some in _parts(items):
            if value:
                # Miniflux 2.2.6 takes a mark away that is given again, such as one given on the phone too.
                some = [item.id for item in self._contents(some) if not getattr(item.state, mark)]
            if not some:
                continue
            form = [*_ids_form(some), ("a" if value else "r", _STATE + mark)]
            answer = self._call("edit-tag", form=form, once=True)
            # Miniflux says so where it has none of them any more; anything else is a refusal.
            if answer.status not in (400, 404) or self._contents(some):
                self._expect_ok(answer)

    def subscribe(self, url: str, title: str, folder: Sequence[str]) -> None:
        form = [("ac", "subscribe"), ("s", f"feed/{url}"), ("t", title)]
        self._edit([*form, ("a", _LABEL + label_of(folder))] if folder else form)

    def unsubscribe(self, feed: ServerFeed) -> None:
        self._edit([("ac", "unsubscribe"), ("s", feed.stream)])

    def move(self, feed: ServerFeed, folder: Sequence[str]) -> None:
        form = [("ac", "edit"), ("s", feed.stream)]
        if feed.folder:
            form.append(("r", _LABEL + label_of(feed.folder)))
        self._edit([*form, ("a", _LABEL + label_of(folder))] if folder else form)

    def _edit(self, form: Form) -> None:
        self._expect_ok(self._call("subscription/edit", form=form, once=True))

    # Articles

    def _ids(self, stream: str, more: Sequence[tuple[str, str]] = ()) -> dict[str, None]:
        """Return the ids of a stream in its order, page by page.

        How a server counts on is its own business; nothing may be marked between two pages.
        """
        found: dict[str, None] = {}
        page = [("s", stream), ("n", str(IDS_PER_PAGE)), *more]
        going_on = ""
        for _ in range(_MAX_PAGES):
            query = [*page, ("c", going_on)] if going_on else page
            url, answer = self._get_json("stream/items/ids", query, "itemRefs")
            before = len(found)
            try:
                found |= {item_id(each["id"]): None for each in answer["itemRefs"] or ()}
            except (TypeError, KeyError, ValueError):
                raise half_answer(url) from None
            if not (going_on := str(answer.get("continuation") or "")):
                return found
            if len(found) == before:
                break
        raise half_answer(url)

    def _contents(self, ids: Sequence[str]) -> list[ServerItem]:
        form = [("output", "json"), *_ids_form(ids)]
        answer = self._call("stream/items/contents", [("output", "json")], form)
        if answer.status == 400:  # Miniflux says so where it has none of them any more
            return []
        self._expect(answer)
        url = self._url("stream/items/contents")
        found = json_object(answer.content, url, "items")
        try:
            return [_item(each) for each in found["items"] or ()]
        except (TypeError, KeyError, ValueError, AttributeError, IndexError, OverflowError):
            raise half_answer(url) from None

    # Requests

    def _url(self, path: str, query: Sequence[tuple[str, str]] = ()) -> str:
        return f"{self._base}/reader/api/0/{path}" + (f"?{urlencode(query)}" if query else "")

    def _get_json(
        self, path: str, query: Sequence[tuple[str, str]], *names: str
    ) -> tuple[str, dict[str, Any]]:  # checked by who asked
        answer = self._call(path, [("output", "json"), *query])
        self._expect(answer)
        return self._url(path), json_object(answer.content, self._url(path), *names)

    def _expect(self, answer: ServerAnswer) -> None:
        if answer.status != 200:
            raise self._account.refusal(answer, self._base)

    def _expect_ok(self, answer: ServerAnswer) -> None:
        """Some servers answer an error with 200: a change is done only where they say so."""
        self._expect(answer)
        if answer.content.strip().strip(b'"').upper() not in (b"OK", b"TRUE"):
            raise half_answer(self._base)

    def _call(
        self,
        path: str,
        query: Sequence[tuple[str, str]] = (),
        form: Form | None = None,
        *,
        once: bool = False,
    ) -> ServerAnswer:
        """Send a request with the login and, for a form, the token; renew each once if it expired."""
        renewals = [self._forget_login] if form is None else [self._forget_token, self._forget_login]
        while True:
            login = self._login or self._log_in()
            headers = {"Authorization": f"GoogleLogin auth={login}"}
            content = b""
            if form is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
                content = urlencode([*form, ("T", self._token or self._fetch_token(headers))]).encode()
            answer = self._session.send(self._url(path, query), content, headers, once=once)
            is_bad = answer.status == 401 or any("google-bad-token" in name for name in answer.headers)
            if not is_bad or not renewals:
                return answer
            renewals.pop(0)()

    def _forget_token(self) -> None:
        self._token = None

    def _forget_login(self) -> None:
        self._login = self._token = None

    def _fetch_token(self, headers: Mapping[str, str]) -> str:
        own = {"Authorization": headers["Authorization"]}
        answer = self._session.send(self._url("token"), b"", own)
        if answer.status != 401:  # that is met by the request itself, which logs in anew
            self._expect(answer)
        self._token = answer.content.decode("ascii", "replace").strip()
        return self._token

    def _log_in(self) -> str:
        """Log in where the API is found: at the address that was given, or below it."""
        form = {"Email": self._account.user, "Passwd": self._account.password(), "service": "reader"}
        refused: FetchError | None = None
        for path in _PATHS:
            base = self._base if self._base.endswith(path) else self._base + path
            url = f"{base}/accounts/ClientLogin"
            answer = self._session.send(
                url,
                urlencode({**form, "accountType": "HOSTED_OR_GOOGLE", "client": "briefing"}).encode(),
                {"Content-Type": "application/x-www-form-urlencoded"},
            )
            if answer.status == 200 and (auth := _auth(answer.content)):
                self._base, self._login = base, auth
                return auth
            told = half_answer(base) if answer.status == 200 else self._account.refusal(answer, base)
            if answer.status not in (200, 404, 405):
                raise told
            refused = refused or told
        assert refused is not None
        raise refused


def item_id(written: object) -> str:
    """Return the hexadecimal id of an article, however the server wrote it. Raises ValueError.

    Lists of ids have it in decimal, also below zero; contents have it as a long form in hexadecimal.
    """
    word = str(written)
    id_ = word.removeprefix(PREFIX)
    if id_ == word and _SIGNED.fullmatch(word) and not word.startswith("0"):
        return f"{int(word) & 0xFFFF_FFFF_FFFF_FFFF:016x}"
    if not re.fullmatch(r"[0-9a-fA-F]{1,40}", id_):
        raise ValueError(word)
    return id_.lower().zfill(16)


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Split ids into those of one request each."""
    return (ids[at : at + ITEMS_PER_REQUEST] for at in range(0, len(ids), ITEMS_PER_REQUEST))


def _ids_form(ids: Sequence[str]) -> Form:
    return [("i", PREFIX + id_) for id_ in ids]


def _auth(content: bytes) -> str:
    lines = content.decode("utf-8", "replace").splitlines()
    return next((line.removeprefix("Auth=").strip() for line in lines if line.startswith("Auth=")), "")


def _feed(found: Mapping[str, Any]) -> ServerFeed | None:
    stream = str(found["id"])
    url = feed_address(str(found.get("url") or stream.removeprefix("feed/")))
    labels = [str(each.get("label") or each["id"].rpartition("/label/")[2]) for each in found["categories"]]
    if url is None:
        return None
    return ServerFeed(
        stream, url, markup_title(str(found.get("title") or "")), folder_of(next(iter(labels), ""))
    )


def _item(found: Mapping[str, Any]) -> ServerItem:
    states = {str(each).rpartition("/state/com.google/")[2] for each in found["categories"]}
    links = [*(found.get("canonical") or ()), *(found.get("alternate") or ())]
    content = found.get("content") or found.get("summary") or {}
    published: str | None = None
    with suppress(TypeError, ValueError, OverflowError, OSError):
        if seconds := int(found.get("published") or 0):
            published = datetime.fromtimestamp(seconds, UTC).isoformat()
    entry = ServerEntry(
        stream=str((found.get("origin") or {}).get("streamId") or ""),
        title=markup_title(str(found.get("title") or "")),
        url=next((str(each["href"]) for each in links if each.get("href")), None),
        author=str(found.get("author") or "") or None,
        published=published,
        markup=str(content.get("content") or ""),
    )
    return ServerItem(item_id(found["id"]), ItemState("read" in states, "starred" in states), entry)
