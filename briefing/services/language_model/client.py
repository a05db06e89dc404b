"""Asks a language model over HTTP, with the API of Ollama or OpenAI, within time limits.

Imports neither client library before it is used: both take seconds to import.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, ClassVar
from urllib.parse import urlsplit

from briefing.nlp.language_model.budget import answer_tokens, tokens_of
from briefing.nlp.language_model.model_config import Api, ModelConfig, is_loopback
from briefing.nlp.language_model.prompt import Prompt

MAX_CHARACTERS = 100_000
"""The most characters of an answer; no model is asked for more."""
READ_SHARE = 0.5
"""The share of the expected tokens below which a server has read too few, and so has cut the prompt."""


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
    """An answer that a model has written."""

    JSON: ClassVar = "text tokens_in tokens_out notices"

    text: str
    tokens_in: int | None
    tokens_out: int | None
    """The number of tokens, in and out; None where the server does not tell."""
    notices: tuple[str, ...] = ()
    is_ended: bool = True
    """Whether the server said that the answer is complete."""


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


@dataclass(slots=True)
class _Headers:
    """The status and headers of the server's last answer, of which the libraries pass on too little."""

    status: int | None = None
    values: dict[str, str] = field(default_factory=dict)

    def note(self, response: Any) -> None:  # Any: of httpx or of its successor
        self.status = response.status_code
        self.values = {name.lower(): value for name, value in response.headers.items()}


@dataclass(slots=True)
class _StreamInfo:
    """Information about a stream that the server sends beside its words."""

    tokens_in: int | None = None
    tokens_out: int | None = None
    is_cut: bool = False
    is_ended: bool = False
    notices: list[str] = field(default_factory=list)


Words = Generator[str, None, None]
_IDENTIFYING_HEADERS = tuple(
    f"X-Stainless-{what}"
    for what in (
        "Lang Package-Version OS Arch Runtime Runtime-Version Async Retry-Count Read-Timeout Helper-Method"
    ).split()
)
"""Headers by which OpenAI's library tells servers about this machine."""
_Stream = Callable[[ModelConfig, Prompt, str, Limits, _Headers, _StreamInfo], Words]


def forget_environment() -> None:
    """Drop the environment variables that would make the libraries send other keys or ask other servers."""
    for name in list(os.environ):
        if name.startswith(("OPENAI_", "OLLAMA_")):
            del os.environ[name]


def complete(
    config: ModelConfig, prompt: Prompt, key: str, limits: Limits
) -> Generator[int, None, Completion]:
    """Yield the number of pieces of the answer at each one, and return the answer. Raises ServerError.

    Nothing is sent to another machine unless the configuration allows it, and no redirect is followed. An
    answer that takes too long, or would not end, is cut off.
    """
    if not config.may_be_asked or not _resolves_as_written(config.host):
        raise ServerError(
            "it is not on this machine, and nothing was sent: allow_remote = true under [model] allows it"
        )
    headers, info = _Headers(), _StreamInfo()
    end = time.monotonic() + limits.whole
    pieces: list[str] = []
    length = 0
    cut = ""
    try:
        with closing(_STREAMS[config.api](config, prompt, key, limits, headers, info)) as words:
            for piece in words:
                pieces.append(piece)
                length += len(piece)
                if time.monotonic() > end:
                    cut = f" after {limits.whole:g} seconds (timeout under [model])"
                if cut or length > MAX_CHARACTERS:
                    info.is_cut, info.is_ended = True, False
                    break
                yield len(pieces)
    except ImportError as error:
        raise ServerError("a package is missing: run pip install 'briefing-reader[model]'") from error
    except Exception as error:  # the libraries raise what theirs raise, and a server may send anything
        raise _server_error(error, headers, config) from error
    if info.tokens_in is not None and info.tokens_in < READ_SHARE * tokens_of(prompt.characters):
        info.notices.append(
            f"the server read only {info.tokens_in:,} tokens of about {tokens_of(prompt.characters):,}: "
            f"give it a context as large as the {config.context:,} under [model]"
        )
    if not length:
        raise ServerError("it answered nothing: see that it runs well")
    if info.is_cut or not info.is_ended:
        info.notices.append(f"the answer was cut off{cut}, and only its whole lines count")
    return Completion("".join(pieces), info.tokens_in, info.tokens_out, tuple(info.notices), info.is_ended)


def _resolves_as_written(host: str) -> bool:
    """Whether a host called localhost leads to this machine; a hosts file may say otherwise."""
    if not is_loopback(host) or host.rstrip(".").lower() != "localhost":
        return True
    try:
        found = socket.getaddrinfo("localhost", None)
    except OSError:
        return True  # it leads nowhere
    return all(is_loopback(str(address[0])) for *_, address in found)


def _transport(config: ModelConfig, headers: _Headers) -> dict[str, Any]:
    """Return the arguments for both libraries' HTTP clients; a proxy would see what stays on this machine."""
    return {
        "follow_redirects": False,
        "trust_env": not config.is_local,
        "event_hooks": {"response": [headers.note]},
    }


def _ask_ollama(
    config: ModelConfig, prompt: Prompt, key: str, limits: Limits, headers: _Headers, info: _StreamInfo
) -> Words:
    httpx, ollama = import_module("httpx"), import_module("ollama")
    client = ollama.Client(
        config.address,
        timeout=httpx.Timeout(limits.first_token, connect=limits.connect),
        headers={"Authorization": f"Bearer {key}"} if key else None,
        **_transport(config, headers),
    )
    options = {
        "num_ctx": config.context,
        "num_predict": answer_tokens(prompt.characters, config.context),
        "temperature": 0,
        "seed": 0,
    }
    stream = client.chat(
        model=config.name,
        messages=_messages(prompt),
        stream=True,
        format=prompt.schema,
        options=options,
        think=False,
    )
    for part in stream:
        if part.done:
            info.tokens_in, info.tokens_out = part.prompt_eval_count, part.eval_count
            info.is_ended, info.is_cut = True, part.done_reason == "length"
        if content := part.message.content:
            yield content


def _ask_openai(
    config: ModelConfig, prompt: Prompt, key: str, limits: Limits, headers: _Headers, info: _StreamInfo
) -> Words:
    openai = import_module("openai")
    client = openai.OpenAI(
        base_url=config.address if urlsplit(config.address).path.strip("/") else f"{config.address}/v1",
        api_key=key or "none",
        max_retries=0,
        default_headers=dict.fromkeys(_IDENTIFYING_HEADERS, openai.Omit()),
        timeout=openai.Timeout(limits.first_token, connect=limits.connect),
        http_client=openai.DefaultHttpxClient(**_transport(config, headers)),
    )
    form = {"name": "briefing", "schema": prompt.schema, "strict": True}
    wanted = {
        "model": config.name,
        "messages": _messages(prompt),
        "stream": True,
        "temperature": 0,
        "max_tokens": answer_tokens(prompt.characters, config.context),
    }
    try:
        stream = client.chat.completions.create(
            **wanted,
            stream_options={"include_usage": True},
            response_format={"type": "json_schema", "json_schema": form},
        )
    except (openai.BadRequestError, openai.UnprocessableEntityError):
        stream = client.chat.completions.create(**wanted)
        info.notices.append("the server does not take the form of the answer, so it was only asked for")
    for part in stream:
        if part.usage is not None:
            info.tokens_in, info.tokens_out = part.usage.prompt_tokens, part.usage.completion_tokens
        for choice in part.choices[:1]:
            info.is_ended = info.is_ended or choice.finish_reason is not None
            info.is_cut = info.is_cut or choice.finish_reason == "length"
            if content := choice.delta.content:
                yield content


_STREAMS: dict[Api, _Stream] = {"ollama": _ask_ollama, "openai": _ask_openai}


def _messages(prompt: Prompt) -> list[dict[str, str]]:
    return [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}]


def _server_error(error: Exception, headers: _Headers, config: ModelConfig) -> ServerError:
    """Return the error that the last answer means, or else that the exception means."""
    status = headers.status if headers.status is not None and headers.status != 200 else None
    if status is None:
        kinds = {type(each).__name__ for each in _causes(error)}
        if any(kind.endswith("Timeout") for kind in kinds):
            return ServerError("it does not answer: see that it runs, or raise timeout under [model]")
        if kinds & {"ConnectError", "ConnectionRefusedError", "ConnectionError"}:
            return ServerError("it cannot be reached: start it, or correct address under [model]")
        return ServerError(f"its answer makes no sense ({type(error).__name__}): see that it runs well")
    if 300 <= status < 400:
        return ServerError("it leads elsewhere, which was not followed: correct address under [model]")
    advice = {
        401: "it does not take the key: correct key under [model]",
        403: "it refuses access: see whether the key is for this model",
        404: f"it knows no model “{config.name}” at this address: correct name or address under [model]",
        413: "the articles are too long for it: lower context under [model]",
        429: "it is limiting requests",
    }
    why = advice.get(status, "it has an error" if status >= 500 else "it does not take the request")
    retry_after, date = headers.values.get("retry-after"), headers.values.get("date")
    return ServerError(f"{why} (HTTP {status})", status=status, retry_after=retry_after, date=date)


def _causes(error: BaseException | None) -> Generator[BaseException, None, None]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
