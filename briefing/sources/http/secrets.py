"""Secrets that a setting names by `${NAME}`: had from the environment, else from the system's keyring."""

from __future__ import annotations

import os
import re
from urllib.parse import quote

from briefing.sources import lazy

__all__ = ["KEYRING_SERVICE", "MissingSecretError", "expand_secrets", "find_secret", "has_secret_reference"]

KEYRING_SERVICE = "briefing"

_NAME = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class MissingSecretError(LookupError):
    """There is no such secret anywhere; the message is its name."""


def has_secret_reference(value: str) -> bool:
    return _NAME.search(value) is not None


def expand_secrets(value: str, *, in_address: bool = False) -> str:
    """The value with its secrets; as part of an address, so that none of their characters ends that part.

    Blocks: a keyring may ask to be unlocked. Raises MissingSecretError.
    """
    if in_address and not _NAME.fullmatch(value):
        return _NAME.sub(lambda match: quote(_secret(match[1]), safe=""), value)
    return _NAME.sub(lambda match: _secret(match[1]), value)


def find_secret(variable: str, entry: str) -> str | None:
    """From the environment, else from the system's keyring. Blocks: that may ask the reader to unlock it."""
    if in_environment := os.environ.get(variable):
        return in_environment
    try:
        keyring = lazy.keyring
    except ImportError:  # it is optional
        return None
    try:
        kept: str | None = keyring.get_password(KEYRING_SERVICE, entry)
    except keyring.errors.KeyringError:
        return None  # none is set up here, or the reader did not unlock it
    return kept


def _secret(name: str) -> str:
    if not (kept := find_secret(name, name)):
        raise MissingSecretError(name)
    return kept
