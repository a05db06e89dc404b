"""Looks up secrets in the environment and the system's keyring, and expands `${NAME}` in settings."""

from __future__ import annotations

import os
import re
from urllib.parse import quote

from briefing.sources import lazy

KEYRING_SERVICE = "briefing"

_NAME = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class MissingSecretError(LookupError):
    """A secret is missing; the message is its name."""


def has_secret_reference(value: str) -> bool:
    return _NAME.search(value) is not None


def expand_secrets(value: str, *, in_address: bool = False) -> str:
    """Return a value with its secrets, percent-encoded within an address.

    May block until the keyring is unlocked. Raises MissingSecretError.
    """
    if in_address and not _NAME.fullmatch(value):
        return _NAME.sub(lambda match: quote(_secret(match), safe=""), value)
    return _NAME.sub(_secret, value)


def find_secret(variable: str, entry: str) -> str | None:
    """Look up a secret in the environment, then in the keyring; may block until that is unlocked."""
    if in_environment := os.environ.get(variable):
        return in_environment
    try:
        keyring = lazy.keyring
    except ImportError:  # it is optional
        return None
    try:
        kept: str | None = keyring.get_password(KEYRING_SERVICE, entry)
    except keyring.errors.KeyringError:
        return None  # none is set up, or it is locked
    return kept


def _secret(match: re.Match[str]) -> str:
    name = match[1]
    if not (kept := find_secret(name, name)):
        raise MissingSecretError(name)
    return kept
