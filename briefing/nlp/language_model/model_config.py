"""Which language model is asked, and where it is."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

Api = Literal["ollama", "openai"]
Use = Literal["article", "story", "today"]
APIS: tuple[Api, ...] = ("ollama", "openai")
USES: tuple[Use, ...] = ("article", "story", "today")


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """The table [model] of config.toml, complete and in range."""

    api: Api
    address: str
    """http or https, without a login."""
    name: str
    context: int = 8192
    """Tokens that the model takes, with its answer."""
    uses: tuple[Use, ...] = ("story",)
    """What it writes lines for, besides answers to questions."""
    allow_remote: bool = False
    """Whether articles may be sent to an address that is not of this machine."""
    key: str = ""
    """Sent as a bearer token; a `${NAME}` in it stands for a secret."""
    feeds: tuple[str, ...] = ()
    """Addresses of feeds with a login, whose articles may be sent all the same."""
    price_in: float | None = None
    price_out: float | None = None
    """Money for a million tokens."""
    spend_limit: float | None = None
    """Money in a month after which nothing is asked any more."""
    timeout: int = 180
    """Seconds that an answer may take; its first word a third of them."""

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
    """Whether a host is this machine by what is written; any name but localhost may lead elsewhere."""
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
