"""From what the reader names, a file, a folder, an address or standard input, to articles."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from briefing.domain import Article
from briefing.errors import BlockedSchemeError, NoArticleError, SourceError, TooLargeError
from briefing.sources.assembly import assemble
from briefing.sources.clean import clean_line
from briefing.sources.draft import Draft
from briefing.sources.encodings import decode
from briefing.sources.files import LARGEST_FILE, expand, read_file, too_large
from briefing.sources.formats import Format, format_of_suffix, sniffed_format
from briefing.sources.plaintext import read_plaintext

__all__ = ["Failure", "expand", "load", "load_all"]

_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://")


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not be had, and why."""

    reference: str
    error: SourceError


def load(reference: str, *, stdin: Callable[[], bytes] | None = None) -> Article:
    """The article at a path, an http or https address, a local `file://` address, or `-`, standard input.

    `stdin` gives all of standard input when it is asked for. Raises SourceError.
    """
    if reference == "-":
        return _from_stdin(stdin or _standard_input)
    scheme = _SCHEME.match(reference)
    if scheme is None:
        return _from_file(Path(reference), name=_shown(reference))
    match scheme["scheme"].lower():
        case "file":
            return _from_file(_local_path(reference), name=_shown(reference))
    raise BlockedSchemeError(
        f"{_shown(reference)} cannot be opened: only http and https addresses and files can."
    )


def load_all(
    references: Iterable[str], *, stdin: Callable[[], bytes] | None = None
) -> tuple[list[Article], list[Failure]]:
    """All that could be had, folders included, and for the rest why not; each in the order of asking."""
    articles: list[Article] = []
    failures: list[Failure] = []
    for reference in expand(references):
        try:
            articles.append(load(reference, stdin=stdin))
        except SourceError as error:
            failures.append(Failure(reference, error))
    return articles, failures


def _from_stdin(stdin: Callable[[], bytes]) -> Article:
    name = "Standard input"
    data = stdin()
    if len(data) > LARGEST_FILE:
        raise TooLargeError(too_large(name, LARGEST_FILE))
    return assemble(_read(data, sniffed_format(data), name=name), name=name)


def _standard_input() -> bytes:
    return sys.stdin.buffer.read(LARGEST_FILE + 1)


def _from_file(path: Path, *, name: str) -> Article:
    data = read_file(path, name=name)
    draft = _read(data, format_of_suffix(path.name) or sniffed_format(data), name=name)
    # A pipe has a name for the moment only: what it gave is known by its words.
    return assemble(draft, name=name, path=path.resolve() if path.is_file() else None)


def _read(data: bytes, form: Format, *, name: str) -> Draft:
    if not data.strip():
        raise NoArticleError(f"{name} is empty: check that it is the file you meant.")
    match form:
        case Format.MARKDOWN:
            from briefing.sources.markdown import read_markdown

            return read_markdown(decode(data, name=name))
    return read_plaintext(decode(data, name=name))


def _local_path(address: str) -> Path:
    parts = urlsplit(address)
    if parts.netloc.lower() not in ("", "localhost"):
        raise BlockedSchemeError(
            f"{_shown(address)} is on another machine: copy the file here and open it by its path."
        )
    return Path(url2pathname(parts.path))


def _shown(reference: str) -> str:
    """The reference as it was written, safe to show."""
    return clean_line(reference) or "(a name of blanks)"
