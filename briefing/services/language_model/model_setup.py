"""Finds the language models that servers offer, tries one on the sample, and writes it as the settings do."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from briefing.domain.analysis import ModelShare
from briefing.domain.feeds.feed import FeedOptions
from briefing.domain.text.sanitize import safe_line
from briefing.errors import ModelError
from briefing.nlp.language_model.model_config import (
    CONTEXT,
    OFF,
    TIMEOUT,
    USES,
    Api,
    ModelConfig,
    is_loopback,
)
from briefing.nlp.language_model.prompt import Task
from briefing.paths import bundled_sample
from briefing.services.language_model.model_lines import ask_about
from briefing.services.language_model.model_process import LanguageModel
from briefing.services.language_model.model_writing import ModelWriting
from briefing.settings.checks import Unusable
from briefing.settings.config_writer import Value, Write
from briefing.settings.model_settings import MAX_TIMEOUT, MIN_CONTEXT, OLLAMA, read_address
from briefing.sources.http.fetch_policy import FetchLimits, FetchPolicy
from briefing.sources.http.fetch_result import FetchRequest, Received, Refused
from briefing.sources.http.page_fetch import fetch_all
from briefing.sources.load import load

BASE_URL, API_KEY = "OPENAI_BASE_URL", "OPENAI_API_KEY"
"""Variables of the environment by which many programs know a server, and the key that it takes."""
MAX_MODELS = 200
"""The most models of a server that are listed."""
TRIAL_TIMEOUT = 900
"""The number of seconds that the trial may take: a processor alone reads some ten words a second."""
_HERE = FetchLimits(deadline=0.5, connect=0.5, body=1_000_000)
_ELSEWHERE = FetchLimits(deadline=10.0, connect=5.0, body=1_000_000)
_LIST = FetchPolicy(
    noun="list of models",
    accept="application/json",
    retry="try again later",
    fix_address=f"correct {BASE_URL}",
    open_elsewhere=f"see that it runs, and that {API_KEY} is right",
    bad_body="see that it runs well",
    shorten="write [model] in config.toml yourself",
)
_OF_A_SERVER = ("key", "allow_remote", "context", "price_in", "price_out", "spend_limit")
"""Settings that hold for one server, and not for another that is chosen after it."""


@dataclass(frozen=True, slots=True)
class Server:
    """A place where a language model may answer."""

    title: str
    api: Api
    address: str
    key: str = ""
    """The key as config.toml has it, with a `${NAME}` for the secret."""

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or ""

    @property
    def is_local(self) -> bool:
        return is_loopback(self.host)


SERVERS = (
    Server("Ollama", "ollama", OLLAMA),
    Server("LM Studio", "openai", "http://127.0.0.1:1234"),
    Server("llama.cpp", "openai", "http://127.0.0.1:8080"),
    Server("vLLM", "openai", "http://127.0.0.1:8000"),
)
"""Where these programs answer unless they are told otherwise."""


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A model that a server offers."""

    server: Server
    name: str
    about: str = ""
    """Its size, as far as the server tells: "4.0B, 2.5 GB"."""
    context: int | None = None
    """The number of tokens that the server gives it, if it tells."""

    @property
    def config(self) -> ModelConfig:
        """The configuration with which this model writes everywhere."""
        config = ModelConfig(self.server.api, self.server.address, self.name, uses=USES, key=self.server.key)
        context = max(MIN_CONTEXT, min(CONTEXT, self.context or CONTEXT))
        return replace(config, context=context, allow_remote=not self.server.is_local)


@dataclass(frozen=True, slots=True)
class FoundModels:
    models: tuple[FoundModel, ...]
    notices: tuple[str, ...] = ()
    """Sentences about servers that were named or answered, and have offered no model."""
    elsewhere: str = ""
    """The other machine that the environment names, which was not asked; "" for none."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a model did for the sample article."""

    config: ModelConfig
    """The configuration of the model, with the time that it needs."""
    share: ModelShare
    seconds: float | None
    """None if it had answered the same before, and was not asked again."""


def named_server(environment: Mapping[str, str] = os.environ) -> Server | None:
    """Return the server that the environment names, unless `SERVERS` has it."""
    try:
        address = read_address(environment.get(BASE_URL, ""))
    except Unusable:
        return None
    parts = urlsplit(address)
    ports = {urlsplit(each.address).port for each in SERVERS}
    is_known = is_loopback(parts.hostname or "") and parts.port in ports
    key = f"${{{API_KEY}}}" if environment.get(API_KEY) else ""
    return None if is_known else Server(parts.hostname or "", "openai", address, key)


def find_models(servers: Sequence[Server]) -> FoundModels:
    """List the models of these servers, which are asked at once, those of this machine for half a second.

    Blocks any thread. No redirect is followed, and no proxy sees what is asked on this machine.
    """
    found: list[FoundModel] = []
    notices: list[str] = []
    here = [server for server in servers if server.is_local]
    elsewhere = [server for server in servers if not server.is_local]
    for group, limits in ((here, _HERE), (elsewhere, _ELSEWHERE)):
        outcomes = fetch_all([_request(each) for each in group], _LIST, limits) if group else []
        for server, outcome in zip(group, outcomes, strict=True):
            offered = list(_models(server, outcome.content)) if isinstance(outcome, Received) else []
            found += offered[:MAX_MODELS]
            if not offered and server not in SERVERS:
                why = outcome.sentence if isinstance(outcome, Refused) else "It offers no model."
                notices.append(f"{BASE_URL}: {why}")
            elif not offered and isinstance(outcome, Received) and server.api == "ollama":
                notices.append("Ollama answers, and has no model yet.")
    return FoundModels(tuple(found), tuple(notices))


def _request(server: Server) -> FetchRequest:
    path = "/api/tags" if server.api == "ollama" else "/models"
    base = server.address
    if server.api == "openai" and not urlsplit(base).path.strip("/"):
        base = f"{base}/v1"
    headers = {"Authorization": f"Bearer {server.key}"} if server.key else {}
    return FetchRequest(f"{base}{path}", headers=headers, proxy="" if server.is_local else None)


def _models(server: Server, content: bytes) -> Iterator[FoundModel]:
    """Yield the models that an answer lists; whatever else answers at the port lists none."""
    try:
        answer = json.loads(content)
        items = answer["models" if server.api == "ollama" else "data"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return
    for item in items if isinstance(items, list) else ():
        name = item.get("name" if server.api == "ollama" else "id") if isinstance(item, dict) else None
        if isinstance(name, str) and name.strip() and name == safe_line(name) and "embed" not in name.lower():
            yield FoundModel(server, name, *_facts(item))


def _facts(item: Mapping[str, Any]) -> tuple[str, int | None]:  # Any: whatever JSON holds
    """Return the size of a model in words, and its context, in the spelling of any of the servers."""
    details, meta = (
        value if isinstance(value := item.get(name), dict) else {} for name in ("details", "meta")
    )
    parameters, size = details.get("parameter_size"), item.get("size", meta.get("size"))
    if isinstance(count := meta.get("n_params"), int):
        parameters = f"{count / 1e9:.1f}B"
    facts = [safe_line(parameters)[:12]] if isinstance(parameters, str) and parameters else []
    if isinstance(size, int) and size > 0:
        facts.append(f"{size / 1e9:.1f} GB")
    contexts = (item.get("max_model_len"), meta.get("n_ctx"))
    return ", ".join(facts), next((each for each in contexts if isinstance(each, int)), None)


class ModelSetup:
    """Makes, finds and tries language models for a library."""

    def __init__(self, folder: Path) -> None:
        """`folder` keeps the answers."""
        self._folder = folder
        self._cancelled: Event | None = None
        """The event that cancels the trial; None if no model is tried."""

    def writing(
        self,
        config: ModelConfig,
        feeds_of: Callable[[Sequence[str]], Mapping[str, Sequence[str]]],
        options: Mapping[str, FeedOptions],
    ) -> ModelWriting:
        """Make the writing by the model in use, as `ModelWriting` says."""
        return ModelWriting(config, self._folder, feeds_of, options)

    def find(self) -> FoundModels:
        """Find the models of this machine; nothing is sent to another that the environment names. Blocks."""
        named = named_server()
        found = find_models([*SERVERS, *([named] if named is not None and named.is_local else [])])
        return found if named is None or named.is_local else replace(found, elsewhere=named.host)

    def find_elsewhere(self) -> FoundModels:
        """Find the models of the server that the environment names, once the reader has agreed."""
        named = named_server()
        return find_models([] if named is None else [named])

    def try_model(self, config: ModelConfig, on_sent: Callable[[str], object]) -> Trial:
        """Ask a model about the sample article until it is stopped.

        Raises ModelError, also if it kept no line, and SourceError without a sample.
        """
        article = load(str(bundled_sample()))
        model = LanguageModel(replace(config, timeout=TRIAL_TIMEOUT), self._folder)
        sent: list[str] = []

        def note(sentence: str) -> None:
            sent.append(sentence)
            on_sent(sentence)

        model.on_sent = note
        self._cancelled = cancelled = Event()
        begun = monotonic()
        try:
            share = ask_about(model, Task.ARTICLE, [(article, None)], is_cancelled=cancelled.is_set).share
        finally:
            model.close()
            if self._cancelled is cancelled:
                self._cancelled = None
        seconds = monotonic() - begun if sent else None
        if not (share.kept or share.quoted):
            raise ModelError(
                f"{config.name} wrote no line that the sample article bears out: try another model."
            )
        # A third of the limit is that of the first word.
        needed = min(MAX_TIMEOUT, max(config.timeout, 60 * math.ceil(3 * (seconds or 0) / 60)))
        return Trial(replace(config, timeout=needed), share, seconds)

    def stop(self) -> bool:
        """Cancel the trial; return whether there was one."""
        if (cancelled := self._cancelled) is None:
            return False
        cancelled.set()
        return True

    @staticmethod
    def writes(config: ModelConfig | None, table: object) -> tuple[Write, ...]:
        """Return what to write so that this model is asked, or none; `table` is [model] if the file has it.

        What the reader has set beside it stays, but for a key, prices and a context of another server.
        """
        table = table if isinstance(table, dict) else {}
        values: dict[str, Value | None]
        if config is None:
            values = {"name": OFF}
        else:
            values = {"api": config.api, "address": config.address, "name": config.name}
            if table.get("address", OLLAMA if table.get("api") == "ollama" else None) != config.address:
                values |= dict.fromkeys(_OF_A_SERVER)
                values |= {"key": config.key or None, "allow_remote": config.allow_remote or None}
                values["context"] = config.context if config.context != CONTEXT else None
            set_timeout = table.get("timeout")
            if config.timeout > (set_timeout if isinstance(set_timeout, int) else TIMEOUT):
                values["timeout"] = config.timeout
            if "for" not in table:
                values["for"] = list(config.uses)
        return tuple(
            (("model", name), value) for name, value in values.items() if value is not None or name in table
        )
