"""The configuration of a language model: its name, its address, its uses and its limits."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

Api = Literal["ollama", "openai"]
Use = Literal["article", "story", "today"]
APIS: tuple[Api, ...] = ("ollama", "openai")
USES: tuple[Use, ...] = ("article", "story", "today")
EFFORTS = ("none", "minimal", "low", "medium", "high")
CONTEXT = 8192
"""The number of tokens that a model takes unless the settings say otherwise."""
TIMEOUT = 180
"""The number of seconds that an answer may take unless the settings say otherwise."""
OFF = "off"
"""The name that stands for no model, so that the other settings stay for the next one."""


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """The table [model] of config.toml, complete and checked."""

    api: Api
    address: str
    """The server's address, http or https, without a login."""
    name: str
    context: int = CONTEXT
    """The number of tokens that the model takes, its answer included."""
    uses: tuple[Use, ...] = ("story",)
    """The places where it writes lines, besides answers to questions."""
    allow_remote: bool = False
    """Whether articles may be sent to another machine."""
    key: str = ""
    """The key that is sent as a bearer token; a `${NAME}` in it stands for a secret."""
    feeds: tuple[str, ...] = ()
    """Addresses of feeds with a login whose articles may be sent nonetheless."""
    price_in: float | None = None
    price_out: float | None = None
    """The prices of a million tokens, in and out."""
    spend_limit: float | None = None
    """The money in a month after which nothing more is asked."""
    timeout: int = TIMEOUT
    """Seconds that an answer may take; its first word may take a third of them."""
    reasoning_effort: str | None = None
    """How much a model that thinks before it answers is asked to think, one of EFFORTS."""
    check: bool = True
    """Whether a second request asks if each line follows from its sentences."""

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or ""

    @property
    def is_local(self) -> bool:
        return is_loopback(self.host)

    @property
    def may_be_asked(self) -> bool:
        return self.is_local or self.allow_remote


def is_loopback(host: str) -> bool:
    """Whether a host is written as this machine; any name but localhost may lead elsewhere."""
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
