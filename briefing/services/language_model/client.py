"""Asks a language model over HTTP, within time limits, and asks again without what its server refuses."""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import ClassVar

import httpcore

from briefing.domain.text.sanitize import safe_line
from briefing.nlp.language_model.budget import tokens_of
from briefing.nlp.language_model.chat_api import (
    FORMS,
    LIMITS,
    MAX_EVENT,
    ChatEvent,
    Json,
    Refusal,
    chat_address,
    events_of,
    request_of,
)
from briefing.nlp.language_model.model_config import ModelConfig, is_loopback
from briefing.nlp.language_model.prompt import Prompt
from briefing.sources.http.credentials import strip_login
from briefing.sources.http.fetch_errors import FETCH_ERRORS, causes
from briefing.sources.http.streamed_answer import StreamedAnswer, send

MAX_CHARACTERS = 100_000
"""The most characters of an answer; no model is asked for more."""
READ_SHARE = 0.5
"""The share of the expected tokens below which a server has read too few, and so has cut the prompt."""
NO_FORM = "the server does not take the form of the answer, so it was only asked for"
_PARTIAL = "and only its whole lines count"


@dataclass(frozen=True, slots=True)
class Limits:
    """Time limits of a request, in seconds."""

    connect: float = 5.0
    first_token: float = 60.0
    whole: float = 180.0

    @classmethod
    def of(cls, config: ModelConfig) -> Limits:
        return cls(first_token=config.timeout / 3, whole=float(config.timeout))


@dataclass(frozen=True, slots=True)
class Completion:
    """An answer that a model has written, of which nothing is checked."""

    JSON: ClassVar = "text tokens_in tokens_out notices"

    text: str
    tokens_in: int | None
    tokens_out: int | None
    """The number of tokens, in and out; None where the server does not tell."""
    cost: float | None = None
    """What it costs in money, if prices are set; 0 for an answer that was kept."""
    notices: tuple[str, ...] = ()
    """Remarks on the answer, as parts of sentences."""
    is_ended: bool = True
    """Whether the server said that the answer is complete."""
    refused: frozenset[str] = frozenset()
    """The members of a request that the server does not take, for the next one."""


class ServerError(Exception):
    """A request that was not answered; the message is the part of a sentence that says why."""

    def __init__(
        self, why: str, *, status: int | None = None, retry_after: str | None = None, date: str | None = None
    ) -> None:
        super().__init__(why)
        self.status = status
        self.retry_after = retry_after
        self.date = date
        """The headers of the answer, as they came."""

    @property
    def is_busy(self) -> bool:
        """Whether the server asks for a pause before further requests."""
        return self.status is not None and (self.status == 429 or self.status >= 500)


class _MembersRefusedError(Exception):
    """The server does not take some members of a request."""

    def __init__(self, members: frozenset[str], *, is_certain: bool = True) -> None:
        super().__init__(members)
        self.members = members
        self.is_certain = is_certain
        """Whether the next request need not try them."""


def complete(
    config: ModelConfig, prompt: Prompt, key: str, limits: Limits, refused: frozenset[str] = frozenset()
) -> Generator[int, None, Completion]:
    """Yield the number of words so far at each piece, and return the answer. Raises ServerError.

    `refused` is what the server did not take the last time. Nothing is sent to another machine unless the
    configuration allows it, and no redirect is followed. An answer that takes too long, or would not end, is
    cut off.
    """
    if not config.may_be_asked or not _resolves_as_written(config.host):
        raise ServerError(
            "it is not on this machine, and nothing was sent: allow_remote = true under [model] allows it"
        )
    known = refused
    while True:
        request = request_of(config, prompt, refused)
        try:
            made = yield from _Exchange(config, request, limits).answer(key)
        except _MembersRefusedError as error:
            refused |= error.members
            known |= error.members if error.is_certain else frozenset()
            yield 0  # a sign of life
            continue
        return replace(made, refused=known, notices=tuple(_notices(config, prompt, made, refused)))


def _notices(config: ModelConfig, prompt: Prompt, made: Completion, refused: frozenset[str]) -> Iterator[str]:
    expected = tokens_of(prompt.characters)
    if refused & set(FORMS):
        yield NO_FORM
    if config.reasoning_effort is not None and refused & {"think", "reasoning_effort"}:
        yield "the server does not take reasoning_effort, so it was left out"
    if made.tokens_in is not None and made.tokens_in < READ_SHARE * expected:
        yield (
            f"the server read only {made.tokens_in:,} tokens of about {expected:,}: "
            f"give it a context as large as the {config.context:,} under [model]"
        )
    yield from made.notices


@dataclass(slots=True)
class _Exchange:
    """One request, and what has come of its answer."""

    config: ModelConfig
    request: Json
    limits: Limits
    pieces: list[str] = field(default_factory=list)
    refusal: str = ""
    ending: str = ""
    tokens_in: int | None = None
    tokens_out: int | None = None
    has_thoughts: bool = False
    end: float = 0.0
    """The time at which the answer is cut off."""

    def answer(self, key: str) -> Generator[int, None, Completion]:
        """Send the request, and yield and return as `complete` does. Raises _MembersRefusedError too."""
        self.end = time.monotonic() + self.limits.whole
        cut = ""
        try:
            headers = {"Content-Type": "application/json"} | (
                {"Authorization": f"Bearer {key}"} if key else {}
            )
            with send(
                chat_address(self.config),
                json.dumps(self.request).encode(),
                headers,
                connect=self.limits.connect,
                seconds=self.limits.first_token,
                uses_proxy=not self.config.is_local,
            ) as answer:
                if not 200 <= answer.status < 300:
                    raise self._error(answer, key)
                cut = yield from self._read(answer)
        except FETCH_ERRORS as error:
            if not self.pieces:
                raise ServerError(_why(error)) from error
            cut = " as the connection ended"
        return self._completion(cut)

    def _read(self, answer: StreamedAnswer) -> Generator[int, None, str]:
        """Take the events of an answer, and return why it was cut off, or ""."""
        words = length = 0
        try:
            for event in events_of(self._received(answer)):
                if event.error is not None:
                    if not self.pieces:
                        raise _server_error(event.status or 0, event.error.said, self.config)
                    return f" by an error of the server (“{event.error.said}”)"
                self._take(event)
                length += len(event.words)
                if length > MAX_CHARACTERS:
                    return f" after {MAX_CHARACTERS:,} characters"
                words += event.words.count(" ")
                yield words + bool(self.pieces)
        except TimeoutError:
            if not self.pieces and not self.has_thoughts:
                raise
            is_late = time.monotonic() >= self.end
            seconds = self.limits.whole if is_late else self.limits.first_token
            return f" after {seconds:g} seconds{'' if is_late else ' of silence'} (timeout under [model])"
        return ""

    def _received(self, answer: StreamedAnswer) -> Iterator[bytes]:
        while True:
            seconds = min(self.limits.first_token, self.end - time.monotonic())
            if seconds <= 0:
                raise TimeoutError
            if not (piece := answer.receive(seconds)):
                return
            yield piece

    def _take(self, event: ChatEvent) -> None:
        if event.words:
            if self.has_thoughts and not self.pieces:  # thoughts take no time from the answer
                self.end = time.monotonic() + self.limits.whole
            self.pieces.append(event.words)
        self.has_thoughts = self.has_thoughts or event.is_thought
        self.refusal += event.refusal
        self.ending = event.ending or self.ending
        self.tokens_in = event.tokens_in if event.tokens_in is not None else self.tokens_in
        self.tokens_out = event.tokens_out if event.tokens_out is not None else self.tokens_out

    def _completion(self, cut: str) -> Completion:
        text = "".join(self.pieces)
        thinks = self.has_thoughts or text.lstrip().startswith("<think")
        is_short = self.ending == "length"
        if (
            thinks
            and is_short
            and (limit := self.request.keys() | self.request.get("options", {})) & set(LIMITS)
        ):
            raise _MembersRefusedError(frozenset(limit & set(LIMITS)))  # its thoughts have used it up
        if not text:
            raise ServerError(self._nothing(cut))
        if self.ending == "content_filter":
            cut = " by the server's filter"
        is_ended = bool(self.ending) and not (cut or is_short)
        notices = () if is_ended else (f"the answer was cut off{cut}, {_PARTIAL}",)
        return Completion(text, self.tokens_in, self.tokens_out, notices=notices, is_ended=is_ended)

    def _nothing(self, cut: str) -> str:
        """Return why there is not a word."""
        if self.refusal:
            return f"it refuses to answer (“{_quoted(self.refusal)}”): try another model"
        if self.ending == "content_filter":
            return "the server's filter keeps the answer back: try another model"
        if self.has_thoughts:
            advice = 'write reasoning_effort = "low", or raise timeout or context, under [model]'
            return f"it thought and wrote nothing{cut}: {advice}"
        return "it answered nothing: see that it runs well"

    def _error(self, answer: StreamedAnswer, key: str) -> Exception:
        """Return the error that an answer without the wanted status means."""
        body = b""
        try:
            for piece in self._received(answer):
                body += piece
                if len(body) > MAX_EVENT:
                    break
        except FETCH_ERRORS:
            pass  # the status says enough
        refusal, status = Refusal.read(body.replace(key.encode(), b"...") if key else body), answer.status
        named = refusal.names(self.request)
        form = frozenset(FORMS) & self.request.keys()
        if status in (400, 422) and (named or form):
            return _MembersRefusedError(named or form)
        if status == 500 and form:
            return _MembersRefusedError(form, is_certain=bool(named & form))
        if 300 <= status < 400:
            place = _quoted(strip_login(answer.headers.get("location", ""))) or "elsewhere"
            return ServerError(f"it leads to {place}, which was not followed: correct address under [model]")
        return _server_error(status, refusal.said, self.config, answer)


def _quoted(words: str) -> str:
    return safe_line(" ".join(words.split()))[:200]


def _server_error(
    status: int, said: str, config: ModelConfig, answer: StreamedAnswer | None = None
) -> ServerError:
    advice = {
        401: "it does not take the key: correct key under [model]",
        402: "it asks for money: see your account there",
        403: "it refuses access: see whether the key is for this model",
        404: f"it knows no model “{config.name}” at this address: correct name or address under [model]",
        413: "the articles are too long for it: lower context under [model]",
        429: "it is limiting requests",
    }
    has_error = status >= 500 or status < 400
    why = advice.get(status, "it has an error" if has_error else "it does not take the request: see its log")
    facts = ": ".join(filter(None, (f"HTTP {status}" if status >= 100 else "", f"“{said}”" if said else "")))
    headers = answer.headers if answer is not None else {}
    return ServerError(
        f"{why} ({facts})",
        status=status or None,
        retry_after=headers.get("retry-after"),
        date=headers.get("date"),
    )


_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (TimeoutError, "it does not answer: see that it runs, or raise timeout under [model]"),
    (httpcore.TimeoutException, "it does not answer: see that it runs, or raise timeout under [model]"),
    (ssl.SSLError, "no secure connection can be made: correct address under [model]"),
    (httpcore.ProxyError, "the proxy of the environment refuses: see that it is right"),
    (ConnectionRefusedError, "it cannot be reached: start it, or correct address under [model]"),
    (httpcore.ConnectError, "it cannot be reached: start it, or correct address under [model]"),
    (Exception, "its answer makes no sense: see that it runs well, and that address under [model] is right"),
)
"""What an error means, by the first type that the error or a cause of it has."""


def _why(error: Exception) -> str:
    found = list(causes(error))
    return next(why for kind, why in _REASONS if any(isinstance(each, kind) for each in found))


def _resolves_as_written(host: str) -> bool:
    """Whether a host called localhost leads to this machine; a hosts file may say otherwise."""
    if not is_loopback(host) or host.rstrip(".").lower() != "localhost":
        return True
    try:
        found = socket.getaddrinfo("localhost", None)
    except OSError:
        return True  # it leads nowhere
    return all(is_loopback(str(address[0])) for *_, address in found)
