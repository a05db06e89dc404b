"""The account on a sync server, and what the server's failures mean to the reader."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from briefing.errors import FetchError
from briefing.sources.http.credentials import password_variable, saved_password, url_origin
from briefing.sources.http.fetch_errors import busy_sentence
from briefing.sources.http.fetch_policy import SYNC
from briefing.sources.http.redirects import REDIRECTS, host_of
from briefing.sources.http.secrets import KEYRING_SERVICE
from briefing.sources.sync.server_session import ServerAnswer
from briefing.sources.text.normalize_text import clean_line


@dataclass(frozen=True, slots=True)
class Account:
    address: str
    user: str

    def password(self) -> str:
        """Look up the password in the environment or the keyring. Raises FetchError."""
        if (found := saved_password(self.host, self.user)) is None:
            raise FetchError(f"There is no password for {self.user} at {self.host}: {self._password_advice}.")
        return found

    @property
    def host(self) -> str:
        return url_origin(self.address).host

    @property
    def _password_advice(self) -> str:
        return (
            f"run keyring set {KEYRING_SERVICE} {self.user}@{self.host}, "
            f"or set {password_variable(self.host)}, "
            "to the password that the server's settings have for its API"
        )

    def refusal(self, answer: ServerAnswer, url: str) -> FetchError:
        """Return what an answer without content means."""
        shown, host, status = url.partition("?")[0], host_of(url), answer.status
        if status in (401, 403):
            return FetchError(
                f"{host} does not take your login (HTTP {status}): check user under [sync]; if it is right, "
                f"{self._password_advice}."
            )
        if status in (404, 405, 410):
            return FetchError(f"There is no sync server at {shown} (HTTP {status}): {SYNC.fix_address}.")
        if status == 429:
            return FetchError(busy_sentence(host, status, SYNC, answer.wait))
        if status in REDIRECTS and (target := answer.headers.get("location")):
            return FetchError(
                f"{shown} leads to {clean_line(target)[:100]} (HTTP {status}), and your login was not sent "
                "there: if it belongs there, write that address under [sync]."
            )
        if status >= 500:
            return FetchError(
                f"{host} has a server error (HTTP {status}): try again later, and see whether its settings "
                "allow its API."
            )
        return FetchError(f"{host} did not do what it was asked (HTTP {status}): {SYNC.fix_address}.")


def half_answer(url: str) -> FetchError:
    return FetchError(
        f"{host_of(url)} sent half an answer, or one that is none of a sync server: sync again later, and if "
        "that does not help, check the address under [sync]."
    )


def json_object(content: bytes, url: str, *names: str) -> dict[str, Any]:  # checked member by member
    """Decode an answer that must have members of these names. Raises FetchError."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise half_answer(url) from None
    if not isinstance(found, dict) or any(name not in found for name in names):
        raise half_answer(url)
    return found


def folder_of(label: str) -> tuple[str, ...]:
    """Return the path of a folder whose name on the server may have slashes."""
    return tuple(name for part in label.split("/") if (name := clean_line(part)))


def label_of(folder: Sequence[str]) -> str:
    return "/".join(folder)
