"""Writes requests to the interfaces of Ollama and OpenAI, and reads what their servers answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from briefing.domain.text.sanitize import safe_line
from briefing.nlp.language_model.budget import answer_tokens
from briefing.nlp.language_model.model_config import ModelConfig
from briefing.nlp.language_model.prompt import Prompt

THOUGHTS = 32_768
"""Tokens that are added to an answer's where the server counts its thoughts among them."""
MAX_SAID = 200
"""The most characters of a server's own sentence."""
MAX_EVENT = 2_000_000
"""The most bytes of one event, or of an answer that is not streamed."""

FORMS = ("response_format", "format")
"""The member with the form of the answer, in each interface."""
LIMITS = ("max_tokens", "max_completion_tokens", "num_predict")
"""The members that limit the answer."""

Json = dict[str, Any]  # Any: whatever JSON holds

_FORM_WORDS = "schema|json_schema|grammar|structured"
_NAMED_BY: Mapping[str, str] = {
    "response_format": f"response_format|{_FORM_WORDS}",
    "format": f"format|{_FORM_WORDS}",
    "think": "think|thinking",
    "reasoning_effort": "reasoning_effort|reasoning",
}
"""The words by which servers name members of a request, where these are not their names."""
_THOUGHTS = ("reasoning_content", "reasoning", "thinking")


def chat_address(config: ModelConfig) -> str:
    if config.api == "ollama":
        return f"{config.address}/api/chat"
    address = config.address.removesuffix("/chat/completions")
    return f"{address}{'' if urlsplit(address).path.strip('/') else '/v1'}/chat/completions"


def request_of(config: ModelConfig, prompt: Prompt, refused: frozenset[str]) -> Json:
    """Return a request without the members that the server has refused."""
    length = answer_tokens(prompt.characters, config.context)
    effort = config.reasoning_effort
    wanted: Json = {"model": config.name, "messages": _messages(prompt, refused), "stream": True}
    if config.api == "ollama":
        options = {"num_ctx": config.context, "num_predict": length, "temperature": 0, "seed": 0}
        wanted |= {
            "format": prompt.schema,
            "think": effort if effort not in (None, "none") else False,
            "options": _without(options, refused),
        }
        return _without(wanted, refused)
    form = {"name": "briefing", "schema": prompt.schema, "strict": True}
    wanted |= {
        "stream_options": {"include_usage": True},
        "temperature": 0,
        "response_format": {"type": "json_schema", "json_schema": form},
    }
    if "max_tokens" in refused:
        wanted["max_completion_tokens"] = length + THOUGHTS
    else:
        wanted["max_tokens"] = length
    if effort is not None:
        wanted["reasoning_effort"] = effort
    return _without(wanted, refused | ({"stream_options"} if "stream" in refused else set()))


def _without(members: Json, refused: frozenset[str]) -> Json:
    return {name: value for name, value in members.items() if name not in refused}


def _messages(prompt: Prompt, refused: frozenset[str]) -> list[dict[str, str]]:
    if "system" in refused:
        return [{"role": "user", "content": f"{prompt.system}\n\n{prompt.user}"}]
    return [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}]


# What the server says


@dataclass(frozen=True, slots=True)
class Refusal:
    """The body of an answer that is an error."""

    said: str = ""
    """The server's own sentence, clean and cut; "" if it has none."""
    parameter: str = ""
    """The member of the request that the server names apart."""

    @classmethod
    def read(cls, body: bytes) -> Refusal:
        text = body.decode("utf-8", "replace")
        try:
            value: object = json.loads(text)
        except (ValueError, RecursionError):
            return cls("" if text.lstrip().startswith("<") else one_sentence(text))
        error = value.get("error") if isinstance(value, dict) else None
        parameter = error.get("param") if isinstance(error, dict) else None
        return cls(one_sentence(value), parameter if isinstance(parameter, str) else "")

    def names(self, request: Json) -> frozenset[str]:
        """Return the members of a request that the server does not take, as far as it says so."""
        names = {*request, *request.get("options", {}), *(each["role"] for each in request["messages"])}
        names -= {"model", "messages", "options", "user"}
        if (parameter := self.parameter.partition(".")[0]) in names:
            return frozenset({parameter})
        words = self.said.casefold()
        return frozenset(name for name in names if re.search(rf"\b(?:{_NAMED_BY.get(name, name)})\b", words))


def one_sentence(value: object) -> str:
    """Return the sentence in the body of an error, clean and cut."""
    words = safe_line(" ".join(_sentence(value, 0).split()))
    return words if len(words) <= MAX_SAID else f"{words[:MAX_SAID]}…"


def _sentence(value: object, depth: int) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and depth < 5:
        return "; ".join(filter(None, (_sentence(each, depth + 1) for each in value[:5])))
    if not isinstance(value, dict) or depth >= 5:
        return ""
    place = ".".join(map(str, value["loc"])) + ": " if isinstance(value.get("loc"), list) else ""
    members = (value.get(name) for name in ("error", "message", "detail", "msg"))
    found = next(filter(None, (_sentence(each, depth + 1) for each in members)), "")
    return f"{place}{found}" if found else ""


# What the model says


@dataclass(frozen=True, slots=True)
class ChatEvent:
    """A piece of an answer; one without anything is a sign of life."""

    words: str = ""
    is_thought: bool = False
    refusal: str = ""
    """Words in which the model refuses to answer."""
    error: Refusal | None = None
    status: int | None = None
    """The status of the error, if it has one."""
    ending: str = ""
    """The reason for the end, such as "stop" or "length"; "" before it."""
    tokens_in: int | None = None
    tokens_out: int | None = None


def read_event(value: Json) -> ChatEvent:
    """Read an event of either interface. Never raises."""
    if error := value.get("error"):
        status = error.get("code") if isinstance(error, dict) else None
        said = Refusal(one_sentence(error) or "it does not say which")
        return ChatEvent(error=said, status=status if isinstance(status, int) else None)
    choices = value.get("choices")
    choice = _object(choices[0]) if isinstance(choices, list) and choices else {}
    message = _object(choice.get("delta") or choice.get("message") or value.get("message"))
    ending = choice.get("finish_reason") or (
        value.get("done_reason") or "stop" if value.get("done") is True else ""
    )
    usage, refusal = _object(value.get("usage")), message.get("refusal")
    return ChatEvent(
        _text(message.get("content")),
        any(message.get(name) for name in _THOUGHTS),
        refusal if isinstance(refusal, str) else "",
        ending=ending if isinstance(ending, str) else "",
        tokens_in=_count(usage.get("prompt_tokens", value.get("prompt_eval_count"))),
        tokens_out=_count(usage.get("completion_tokens", value.get("eval_count"))),
    )


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _text(content: object) -> str:
    """Return the words of a message; some servers send a list of parts, of which thoughts have no text."""
    if isinstance(content, list):
        return "".join(_text(_object(each).get("text")) for each in content)
    return content if isinstance(content, str) else ""


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def events_of(pieces: Iterable[bytes]) -> Iterator[ChatEvent]:
    """Read the lines of a stream, or an answer that is one JSON value. Raises ValueError if it is neither."""
    others: list[str] = []
    """Lines that are no events, such as those of a JSON value over several lines."""
    is_stream = False
    for line in _lines(pieces):
        data = line.removeprefix("data:").strip()
        value = _json(data)
        if isinstance(value, dict) and not others:
            is_stream = True
            yield read_event(value)
        elif line.startswith(":"):  # a comment, which keeps the connection open
            yield ChatEvent()
        elif data and data != "[DONE]" and not re.match("(?:event|id|retry):", line):
            others.append(line)
    if is_stream:
        return
    value = _json("\n".join(others))
    if not isinstance(value, dict):
        raise ValueError("no JSON")
    yield read_event(value)


def _lines(pieces: Iterable[bytes]) -> Iterator[str]:
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        if len(rest) > MAX_EVENT:
            raise ValueError("an event without an end")
        yield from (line.decode("utf-8", "replace").strip() for line in lines)
    if rest:
        yield rest.decode("utf-8", "replace").strip()


def _json(text: str) -> object:
    try:
        return json.loads(text) if text.startswith("{") else None
    except (ValueError, RecursionError):
        return None
