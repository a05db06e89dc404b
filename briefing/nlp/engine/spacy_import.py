"""Imports spaCy without its command line, which no engine uses and which is a third of the time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from types import ModuleType

_COMMANDS = "spacy.cli"
_INFO = "spacy.cli.info"


@contextmanager
def without_spacy_commands() -> Iterator[None]:
    """Import spaCy inside: `spacy.info` is None then, and `spacy.cli` is imported by whoever asks for it."""
    if "spacy" in sys.modules or (spec := find_spec("spacy")) is None:
        yield
        return
    commands, info = ModuleType(_COMMANDS), ModuleType(_INFO)
    # Whatever else spaCy comes to import from there is found where it is.
    commands.__path__ = [f"{folder}/cli" for folder in spec.submodule_search_locations or ()]
    info.info = None  # type: ignore[attr-defined]
    sys.modules |= {_COMMANDS: commands, _INFO: info}
    try:
        yield
    finally:
        for name in (_COMMANDS, _INFO):
            sys.modules.pop(name, None)
