"""Asks a language model in a worker process, which is killed if the request is cancelled."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from briefing.errors import ModelError
from briefing.nlp.language_model.budget import tokens_of
from briefing.nlp.language_model.model_config import ModelConfig
from briefing.nlp.language_model.prompt import Prompt
from briefing.services.language_model.answer_cache import AnswerCache
from briefing.services.language_model.client import Completion, Limits, ServerError, complete
from briefing.services.language_model.model_process import Sent, no_answer
from briefing.services.language_model.usage_ledger import USAGE, UsageLedger, cost_of
from briefing.sources.http.headers import retry_after
from briefing.sources.http.secrets import KEYRING_SERVICE, MissingSecretError, expand_secrets

_logger = logging.getLogger(__name__)


def make_handler(
    config: ModelConfig, folder: Path, limits: Limits
) -> Callable[[Prompt], Iterator[Sent | int | Completion]]:
    cache, ledger = AnswerCache(folder), UsageLedger(folder / USAGE)
    key: str | None = None
    refused = frozenset[str]()
    """The members of a request that the server does not take; each process finds out by its first request."""

    def answer(prompt: Prompt) -> Iterator[Sent | int | Completion]:
        nonlocal key, refused
        if (why := ledger.why_not(config)) is not None:
            raise ModelError(no_answer(config, why))
        if key is None:
            key = _key(config)
        if config.may_be_asked:
            yield Sent(prompt.words, config.host)
        try:
            made = yield from complete(config, prompt, key, limits, refused)
        except ServerError as error:
            why = str(error)
            _logger.warning("%s: %s", config.host, why)
            if error.is_busy:
                named = {"retry-after": error.retry_after or "", "date": error.date or ""}
                wait = ledger.failed(retry_after(named, datetime.now(UTC)))
                then = (datetime.now(UTC) + wait).astimezone()
                why = f"{why}, and is left alone until {then:%a %H:%M}"
            raise ModelError(no_answer(config, why)) from error
        # For an answer that was cut off, or a server that does not count, the tokens are estimated.
        read = tokens_of(prompt.characters) if made.tokens_in is None else made.tokens_in
        ledger.answered(
            config, read, tokens_of(len(made.text)) if made.tokens_out is None else made.tokens_out
        )
        refused = made.refused
        if made.is_ended:
            cache.put(config, prompt, made)
        cost = cost_of(config, made.tokens_in, made.tokens_out)
        yield replace(made, cost=cost)

    return answer


def _key(config: ModelConfig) -> str:
    """Return the key with its secrets expanded, which may block until the keyring is unlocked."""
    try:
        return expand_secrets(config.key)
    except MissingSecretError as error:
        raise ModelError(
            no_answer(
                config,
                f"{error} is neither in the environment nor in the keyring: run keyring set "
                f"{KEYRING_SERVICE} {error}, or set it",
            )
        ) from error
