"""Imports spaCy without the commands of its own command line, which are a quarter of the time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from types import ModuleType
from typing import Any

_COMMANDS = "spacy.cli"


@contextmanager
def without_spacy_commands() -> Iterator[None]:
    """Import spaCy inside: `spacy.info` is `object` then; whoever imports `spacy.cli` later has it whole.

    May raise anything with a version that needs the commands; all is as before then. docs/upstream.md says
    why this is here and when it goes.
    """
    if "spacy" in sys.modules or (spec := find_spec("spacy")) is None:
        yield
        return
    commands, info = ModuleType(_COMMANDS), ModuleType(f"{_COMMANDS}.info")
    # Whatever else spaCy comes to import from there is found where it is.
    commands.__path__ = [f"{folder}/cli" for folder in spec.submodule_search_locations or ()]
    stand_ins: dict[str, Any] = {_COMMANDS: commands, f"{_COMMANDS}.info": info}
    vars(info)["info"] = object
    sys.modules |= stand_ins
    try:
        yield
    finally:
        for name in stand_ins:
            sys.modules.pop(name, None)
