"""Reads the table [model] of config.toml: a language model of the reader's own."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from urllib.parse import urlsplit

from briefing.domain.feeds.feed_address import feed_address
from briefing.nlp.language_model.model_config import APIS, CONTEXT, EFFORTS, OFF, TIMEOUT, USES, ModelConfig
from briefing.settings.checks import Reader, Unusable, one_of, read_fields, switch, table, text, whole_number
from briefing.settings.settings_errors import Problems
from briefing.sources.http.credentials import login_of_url
from briefing.sources.http.secrets import KEYRING_SERVICE, has_secret_reference

OLLAMA = "http://127.0.0.1:11434"
"""The address without `address`, if the api is that of Ollama."""
MIN_CONTEXT = 2_048
MAX_TIMEOUT = 3_600
_DEFAULTS = SimpleNamespace(
    **dict.fromkeys(("api", "address", "name", "key", "price_in", "price_out", "spend_limit", "feeds")),
    reasoning_effort=None,
    context=CONTEXT,
    timeout=TIMEOUT,
    check=True,
    allow_remote=False,
)
"""The values used in place of unusable ones; None for nothing."""


def read_address(value: object) -> str:
    """Return the address of a server without the last slash. Raises Unusable."""
    wanted = Unusable('an http or https address in quotes without a login, such as "http://127.0.0.1:11434"')
    if not isinstance(value, str):
        raise wanted
    try:
        parts = urlsplit(value.strip())
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable or login_of_url(value.strip())[0] is not None:
        raise wanted
    return value.strip().rstrip("/")


def _uses(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(each in USES for each in value):
        raise Unusable('a list of "article", "story" and "today"')
    return tuple(use for use in USES if use in value)


def _money(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        raise Unusable("a number from 0 on")
    return float(value)


def _feeds(value: object) -> tuple[str, ...]:
    addresses = (
        [feed_address(each) for each in value if isinstance(each, str)] if isinstance(value, list) else []
    )
    if not isinstance(value, list) or None in addresses or len(addresses) != len(value):
        raise Unusable("a list of addresses of feeds")
    return tuple(each for each in addresses if each is not None)


_READERS: Mapping[str, Reader] = {
    "api": one_of(*APIS),
    "address": read_address,
    "name": text,
    "context": whole_number(MIN_CONTEXT, 1_000_000),
    "timeout": whole_number(10, MAX_TIMEOUT),
    "reasoning_effort": one_of(*EFFORTS),
    "check": switch,
    "allow_remote": switch,
    "key": text,
    "price_in": _money,
    "price_out": _money,
    "spend_limit": _money,
    "feeds": _feeds,
}


def read_model(value: object, problems: Problems) -> ModelConfig | None:
    """Read the model, or None if the table does not say enough to ask one; nothing is asked then."""
    values = table(value, ("model",), problems)
    for name in values:
        if name not in _READERS and name != "for":
            problems.add_unknown(("model", name), (*_READERS, "for"), within="[model]")
    fields = read_fields(values, _READERS, _DEFAULTS, problems, ("model",))
    if "for" in values:
        try:
            fields["uses"] = _uses(values["for"])
        except Unusable as wanted:
            problems.add(("model", "for"), f'“for” must be {wanted}; ["story"] is used.')
    if fields.get("name") == OFF:
        return None
    missing = [name for name in ("api", "name") if name not in fields]
    if "address" not in fields:
        if fields.get("api") == "ollama" and "address" not in values:
            fields["address"] = OLLAMA
        else:
            missing.append("address")
    if missing:
        if values:
            problems.add(("model",), f"no model is asked: [model] needs {' and '.join(missing)}.")
        return None
    config = ModelConfig(**fields)
    if not config.may_be_asked:
        problems.add(
            ("model", "address"),
            f"no model is asked: {config.host} is not on this machine. Articles are sent there only with "
            f"allow_remote = true.",
        )
        return None
    if config.key and not has_secret_reference(config.key):
        problems.add(
            ("model", "key"),
            "the key stands in clear: write ${NAME} in its place, with a NAME of your choice, and run "
            f"keyring set {KEYRING_SERVICE} NAME, or set NAME in the environment.",
        )
    if config.spend_limit is not None and None in (config.price_in, config.price_out):
        problems.add(("model", "spend_limit"), "“spend_limit” does nothing without price_in and price_out.")
    return config
