"""Writes settings into config.toml, and keeps its comments, order and layout."""

from __future__ import annotations

import re
import tomllib
from codecs import BOM_UTF8
from collections.abc import MutableMapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Item

from briefing.errors import SettingsError
from briefing.regular_files import MAX_SETTINGS_BYTES, make_private_folder, read_regular
from briefing.settings.settings_errors import HEADING
from briefing.settings.settings_file import parse_settings
from briefing.store.files.atomic_write import write_durably

Place: TypeAlias = tuple[str | int, ...]
"""The names from the top of the file to a setting; a number stands for an item: ("rules", 0, "when").

A new value goes before the one that has the number; -1 stands for the end of the list.
"""
Value: TypeAlias = str | int | bool | dict[str, str] | list[str]
Write: TypeAlias = tuple[Place, Value | None]
"""A setting to be written, or with None to be taken out."""


def change_settings(file: Path, *writes: Write) -> None:
    """Write settings that are used together.

    Raises SettingsError, with the reason, if one could not be used or the file not be written; then nothing
    has changed.
    """
    before, source = _read(file)
    after = source
    for place, value in writes:
        after = with_setting(after, place, value)
    try:
        _check_others(tomllib.loads(source), tomllib.loads(after), [place for place, _ in writes])
    except ValueError as error:
        raise SettingsError(f"{file.name} has to be changed in an editor: {error}.") from error
    problems = parse_settings(after.encode(), file.name)[1]
    known = {_unplaced(problem) for problem in parse_settings(before, file.name)[1]}
    new = [sentence for problem in problems if (sentence := _unplaced(problem)) not in known]
    if new:
        raise SettingsError(re.sub(r"; \S+ is used\.$", ".", new[0][:1].upper() + new[0][1:]))
    try:
        make_private_folder(file.parent)
        write_durably(file, (BOM_UTF8 if before.startswith(BOM_UTF8) else b"") + after.encode())
    except OSError as error:
        raise SettingsError(f"{file} cannot be written ({error.strerror}).") from error


def _read(file: Path) -> tuple[bytes, str]:
    """Return the file's bytes, and its text, which is valid TOML."""
    try:
        content = read_regular(file, MAX_SETTINGS_BYTES)
    except FileNotFoundError:
        return b"", ""
    except OSError as error:
        raise SettingsError(f"{file.name} cannot be read ({error.strerror}).") from error
    try:
        source = content.removeprefix(BOM_UTF8).decode()
        tomllib.loads(source)
        tomlkit.parse(source)
    except (ValueError, RecursionError, TOMLKitError) as error:
        line = re.search(r"line \d+", str(error))
        where = line[0] if line else error
        raise SettingsError(
            f"{file.name} is not valid TOML, and stays as it is: mend it first ({where})."
        ) from error
    return content, source


def _check_others(before: dict[str, Any], after: dict[str, Any], places: Sequence[Place]) -> None:
    """Raise ValueError if another setting than those at `places` has changed."""
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    if not changed <= {name for place in places for name in (place[0], ".".join(map(str, place)))}:
        raise ValueError(f"{', '.join(sorted(changed))} cannot be told apart")


def _unplaced(problem: str) -> str:
    """Return a problem without its line, which a change above it moves."""
    return re.sub(r"^\S+( line \d+)?: ", "", problem)


def with_setting(content: str, place: Place, value: Value | None) -> str:
    """Set the setting in a file's content, or remove it if the value is None.

    Names that contain a dot are found also if they are written as nested tables: "reader.zoom".
    """
    document = tomlkit.parse(content)
    container, name = _find(document, place)
    exists = name in container if isinstance(name, str) else value is None and bool(container)
    if value is None:
        if exists:
            del container[name]
        if isinstance(name, int) and not container:
            del document[str(place[0])]
    elif exists:
        container[name] = value  # the value is replaced in place, with the comment behind it
    elif container is document:
        return _with_line(
            content, f"{tomlkit.key(str(name)).as_string()} = {tomlkit.item(value).as_string()}"
        )
    elif isinstance(name, str):
        container.add(name, value)
    else:
        table = _table(value, is_inline=not isinstance(container, AoT))
        container.insert(len(container) if name == -1 else name, table)
    return tomlkit.dumps(document)


def _with_line(content: str, line: str) -> str:
    """Add a setting behind the last above all tables, where a comment above a table stays with it."""
    newline = "\r\n" if "\r\n" in content else "\n"
    lines = content.splitlines()
    first = next((number for number, each in enumerate(lines) if re.match(HEADING, each)), len(lines))
    settings = [number for number, each in enumerate(lines[:first]) if not re.match(r"\s*(#|$)", each)]
    if settings:
        lines.insert(settings[-1] + 1, line)
    else:
        blank = next((number + 1 for number, each in enumerate(lines[:first]) if not each.strip()), 0)
        lines[blank:blank] = [line, ""] if lines[blank:] else [line]
    return newline.join(lines) + newline


def _table(value: Any, *, is_inline: bool) -> Item:
    table = tomlkit.inline_table() if is_inline else tomlkit.table()
    table.update(value)
    return table


def _find(container: Any, place: Sequence[str | int]) -> tuple[Any, str | int]:
    """Return the container of the setting, made if it is missing, and the setting's name in it."""
    *parents, name = place
    for depth, parent in enumerate(parents):
        if isinstance(parent, int):
            container = container[parent]
            continue
        rest = ".".join(map(str, place[depth:]))
        if rest in container:
            return container, rest
        if parent not in container:
            of_tables = depth + 1 < len(parents)
            made = tomlkit.aot() if isinstance(place[depth + 1], int) else tomlkit.table(of_tables)
            container.add(parent, made)
        container = container[parent]
    return (container, name) if isinstance(name, int) else _nested(container, name)


def _nested(container: Any, name: str) -> tuple[Any, str]:
    """Return the name's own place if it is written as nested tables, else the container itself."""
    if name not in container:
        for end in (index for index, character in enumerate(name) if character == "."):
            inner = container.get(name[:end])
            if isinstance(inner, MutableMapping):
                found, last = _nested(inner, name[end + 1 :])
                if last in found:
                    return found, last
    return container, name


def setting_at(file: Path, place: Place) -> Value | None:
    """Return the file's value at a place, None if there is none. Raises SettingsError for an invalid file."""
    content = _read(file)[1]
    container, name = _find(tomlkit.parse(content), place)
    exists = -len(container) <= name < len(container) if isinstance(name, int) else name in container
    if not exists:
        return None
    found: Value = container[name].unwrap() if hasattr(container[name], "unwrap") else container[name]
    return found
