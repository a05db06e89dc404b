"""Makes commands in sentences run as they are printed."""

from __future__ import annotations

import shlex
import sys
from importlib.util import find_spec
from subprocess import list2cmdline


def runnable(sentence: str) -> str:
    """Put this Python's path in place of `python` in a command, quoted for the shell.

    Where this Python has no pip, which `spacy download` needs, the command installs it first.
    """
    python = list2cmdline([sys.executable]) if sys.platform == "win32" else shlex.quote(sys.executable)
    before = f"{python} -m ensurepip && " if find_spec("pip") is None else ""
    return sentence.replace("`python -m ", f"`{before}{python} -m ")
