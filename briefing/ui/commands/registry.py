"""The commands of the reader: id, default keys, where each works and what it does.

The one list that bindings, hints, help, the palette, `briefing keys` and the `[keymap]` of the settings are
made from. It imports no Textual, so that the command line can print it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

__all__ = ["COMMANDS", "MODAL_PLACES", "Command", "commands_for", "display_key", "resolve_keymap"]


@dataclass(frozen=True, slots=True)
class Command:
    id: str
    """`place.verb`: the name in `[keymap]`. The place says which widgets have the command."""
    keys: tuple[str, ...]
    """Key names as Textual spells them, or as typed; spaces separate the keys of a sequence ("g g")."""
    title: str
    """One to three words, for hints and the palette."""
    help: str
    """One sentence."""
    hint: str = ""
    """The words of its hint; empty for a command without one."""

    @property
    def place(self) -> str:
        return self.id.partition(".")[0]

    @property
    def action(self) -> str:
        """The Textual action that runs it, in the namespace of the screen, the app or the focused widget."""
        verb = self.id.partition(".")[2]
        if self.place in LIST_PLACES and verb in _LIST_VERBS:
            return f"screen.list_{verb}"
        owner = {"app": "app.", "move": "", "text": "", "select": ""}.get(self.place, "screen.")
        return owner + self.id.replace(".", "_").replace("-", "_")


_Row = tuple[str, str, str, str, str]
"""Verb, keys parted by " | ", title, help, hint."""


def _place(place: str, *rows: _Row) -> tuple[Command, ...]:
    return tuple(
        Command(f"{place}.{verb}", tuple(keys.split(" | ")) if keys else (), title, help_, hint)
        for verb, keys, title, help_, hint in rows
    )


# What the screens that list something have in common, and `FilteredListScreen` does for all of them.
LIST_PLACES = frozenset({"notes", "tags", "feeds", "failures", "pick"})
_LIST_VERBS = frozenset({"undo", "redo", "filter", "close", "back"})
_UNDO: _Row = ("undo", "u", "Undo", "Undo the last change.", "undo")
_REDO: _Row = ("redo", "ctrl+r", "Redo", "Do again what was undone.", "")


def _filter(help_: str) -> _Row:
    return ("filter", "slash", "Filter", help_, "filter")


def _close(help_: str, hint: str = "") -> _Row:
    return ("close", "escape", "Close", help_, hint)


def _back(help_: str, hint: str = "back") -> _Row:
    return ("back", "q", "Back", help_, hint)


COMMANDS: tuple[Command, ...] = (
    # `move`: the article, the panes and the library list all answer to these.
    *_place(
        "move",
        ("down", "j | down", "Down", "One line down.", ""),
        ("up", "k | up", "Up", "One line up.", ""),
        ("top", "g g | home", "Top", "To the first line.", ""),
        ("bottom", "G | end", "Bottom", "To the last line.", ""),
        ("half-down", "ctrl+d", "Half a page down", "Half a page down.", ""),
        ("half-up", "ctrl+u", "Half a page up", "Half a page up.", ""),
        ("page-down", "space | pagedown", "Page down", "A page down.", ""),
        ("page-up", "pageup | shift+space", "Page up", "A page up.", ""),
    ),
    *_place(
        "text",
        ("paragraph-forward", "}", "Next paragraph", "The caret to the next paragraph.", ""),
        ("paragraph-back", "{", "Previous paragraph", "The caret to the paragraph before.", ""),
        ("sentence-forward", ")", "Next sentence", "The caret to the next sentence.", ""),
        ("sentence-back", "(", "Previous sentence", "The caret to the sentence before.", ""),
        ("word-forward", "w", "Next word", "The caret to the next word.", ""),
        ("word-back", "b", "Previous word", "The caret to the word before.", ""),
        ("select", "v", "Select", "Select from the caret, by character; what moves it selects more.", ""),
        ("select-sentence", "V", "Select sentences", "Select the sentence at the caret.", "select"),
    ),
    # `select`: the article answers to these while something is selected in it, and digits are counts: 3).
    *_place(
        "select",
        ("swap", "o", "Other end", "To the other end of the selection, to move that.", "other end"),
        ("leave", "escape", "Leave", "Select nothing.", "leave"),
        ("character", "v", "By character", "Select by character; if so already, nothing.", ""),
        ("sentence", "V", "By sentence", "Select whole sentences; if so already, nothing.", ""),
        ("left", "h | left", "Left", "One character to the left.", ""),
        ("right", "l | right", "Right", "One character to the right.", ""),
        ("line-start", "0 | ^", "Line start", "To the start of the line.", ""),
        ("line-end", "$", "Line end", "To the end of the line.", ""),
        ("object-word", "i w", "A word", "Select the word at the caret; again, the next one too.", ""),
        (
            "object-sentence",
            "i s",
            "A sentence",
            "Select the sentence at the caret; again, the next too.",
            "",
        ),
        ("object-paragraph", "i p", "A paragraph", "Select the paragraph; again, the next one too.", ""),
    ),
    *_place(
        "pane",
        ("go", "enter", "Go there", "Go to the passage in the article; on an actor, open it.", "go there"),
        ("open", "right", "Open", "Open the line: role, names, statements, mentions, evidence.", "open"),
        ("close", "left", "Close", "Close the opened line.", ""),
    ),
    *_place(
        "library",
        ("open", "enter", "Open", "Open the article.", "open"),
        _filter("List what matches words, feed:, tag:, is:unread and more."),
        ("select", "space", "Select", "Select the article, to do something to several at once.", "select"),
        (
            "read-all",
            "M",
            "All read",
            "Mark all that is listed read, as one change that u undoes.",
            "all read",
        ),
        ("sort", "S", "Sort", "Newest, oldest, by source, by title, or unread first.", "sort"),
        ("everything", "g a", "All articles", "List all articles of the library.", "all"),
        ("unread", "g u", "Unread", "List the unread articles.", "unread"),
        ("starred", "g s", "Starred", "List the starred articles.", "starred"),
        ("select-all", "*", "Select all", "Select all that is listed; again, none.", ""),
        ("tag", "t", "Tag", "Tag the article, or the selected ones; with a minus, take the tag away.", ""),
        ("unfold", "right", "Unfold", "Show the others that tell the same story.", ""),
        ("fold", "left", "Fold", "Hide the others that tell the same story.", ""),
        ("remove", "d d", "Remove", "Remove the article from the library; u puts it back.", ""),
    ),
    *_place(
        "reader",
        ("next-passage", "n", "Next passage", "The next evidence, mention or search match.", "passage"),
        ("previous-passage", "N", "Previous passage", "The evidence, mention or match before.", ""),
        ("annotate", "a", "Note", "Write a note on what is selected, or on the passage of a pane.", "note"),
        ("highlight", "H", "Mark", "Mark what is selected; then a digit chooses the colour.", "mark"),
        ("tag", "t", "Tag", "Tag what is selected, or the annotation at the caret.", "tag"),
        ("edit", "e", "Edit", "Edit the annotation at the caret.", ""),
        ("delete", "d d", "Delete", "Delete the annotation at the caret; u brings it back.", ""),
        ("copy", "y", "Copy", "Copy what is selected, with its source.", "copy"),
        ("next-annotation", "] a", "Next annotation", "The caret to the next annotation.", ""),
        ("previous-annotation", "[ a", "Annotation before", "The caret to the annotation before.", ""),
        ("next-article", "J", "Next article", "Open the next article of the list.", "article"),
        ("previous-article", "K", "Previous article", "Open the article before.", ""),
        ("next-unread", "U", "Next unread", "To the next unread article of the list.", "unread"),
        ("zoom", "z", "Zoom", "Give the focused part the whole screen, or take it back.", "zoom"),
        ("search", "slash", "Search", "Find words in the article.", "search"),
        ("next-pane", "tab | l", "Next part", "Focus the next part of the screen.", ""),
        ("previous-pane", "shift+tab | h", "Part before", "Focus the part of the screen before.", ""),
        ("pane-1", "1", "Summary", "Focus the Summary.", ""),
        ("pane-2", "2", "Key actors", "Focus the Key actors.", ""),
        ("pane-3", "3", "Open issues", "Focus the Open issues.", ""),
        ("pane-4", "4", "Timeline", "Focus the Timeline: what is told with a date.", "timeline, quotes"),
        ("pane-5", "5", "Quotes", "Focus the Quotes: what is said word for word, and by whom.", ""),
        ("go-back", "backspace | ctrl+o", "Back to reading", "Back to where you were reading.", ""),
        ("star", "s", "Star", "Star the article, or take the star away.", ""),
        ("read", "m", "Read", "Mark the article read, or unread.", ""),
        ("annotations", "A", "All annotations", "List the annotations, to filter, open, edit, export.", ""),
        ("tags", "T", "Tags", "List the tags, to rename, merge, delete.", ""),
        ("export", "E", "Export", "Export the annotations of the article.", ""),
        ("earlier-text", "X", "Earlier text", "Show the text that lost annotations were made on.", ""),
        ("browser", "o", "Open in browser", "Open the article's address in the web browser.", ""),
        ("full-text", "x", "Full text", "Show the text of the article's own page; again, the feed's.", ""),
        ("pipe", "|", "Pipe", "Give the article's text to a command, and show what comes back.", ""),
        ("address", "Y", "Copy address", "Copy the article's address, or its file's path.", ""),
        ("feeds", "F", "Feeds", "Feeds, folders, tags and saved queries: to list, follow, refresh.", "feeds"),
        (
            "refresh",
            "r",
            "Refresh",
            "Ask the feeds that are due; a briefing that failed comes first.",
            "refresh",
        ),
        ("refresh-all", "R", "Refresh all", "Ask all feeds now, also those that failed; Esc stops it.", ""),
        ("failures", "!", "Failures", "List the feeds that failed: why, and when they are tried next.", ""),
        ("starters", "", "Starter feeds", "Pick from the feeds that came with the program.", ""),
        ("again", "f5", "Analyse again", "Make the briefing again.", ""),
        ("add", "+", "Add an article", "Read a file, a folder or an address into the library.", "add"),
        ("undo", "u", "Undo", "Undo the last change.", ""),
        _REDO,
        ("messages", "f2", "Messages", "What the status row said since the start.", ""),
        _close("Close the innermost thing: a search, an opened line, a zoom."),
        _back("One level back: pane, article, library; from there, quit."),
    ),
    # `color`: the screen answers to these after H, until another key is pressed.
    *_place(
        "color",
        ("yellow", "1", "Yellow", "Make the mark yellow.", "yellow"),
        ("green", "2", "Green", "Make the mark green.", "green"),
        ("blue", "3", "Blue", "Make the mark blue.", "blue"),
        ("orange", "4", "Orange", "Make the mark orange.", "orange"),
        ("violet", "5", "Violet", "Make the mark violet.", "violet"),
        ("next", "H", "Next colour", "Give the mark the next colour.", "next"),
    ),
    # `notes`: the list of all annotations.
    *_place(
        "notes",
        ("open", "enter", "Open", "Open the article at the passage.", "open"),
        ("edit", "e", "Edit", "Edit the note.", "edit"),
        ("tag", "t", "Tag", "Change the tags.", "tag"),
        ("delete", "d d", "Delete", "Delete the annotation, or the selected ones; u brings back.", "delete"),
        _filter("List what matches words, tag:, kind:, since: and more."),
        ("export", "E", "Export these", "Export the selected annotations, or all that are listed.", "export"),
        _UNDO,
        _REDO,
        ("scope", "A | tab", "Article or library", "Those of the article, or of the whole library.", "scope"),
        ("sort", "S", "Sort", "Newest first, by article, or by their place in it.", "sort"),
        ("recolor", "H", "Recolour", "Another colour, by its digit.", "colour"),
        ("select", "space", "Select", "Select it, to delete, tag or export several at once.", "select"),
        ("copy", "y", "Copy", "Copy the quote with its source.", "copy"),
        ("reattach", "R", "Attach again", "Select the passage of an orphan anew, in its article.", ""),
        ("next-article", "J", "Next article", "To the annotations of the next article.", ""),
        ("previous-article", "K", "Previous article", "To the annotations of the article before.", ""),
        ("preview-down", "}", "Preview down", "Show more of the passage and the note.", ""),
        ("preview-up", "{", "Preview up", "Back towards the start of the passage.", ""),
        ("tags", "T", "Tags", "Every tag, to rename, merge or delete.", "tags"),
        _close("Take the filter away; without one, leave."),
        _back("Leave the list."),
    ),
    # `tags`: the tag view.
    *_place(
        "tags",
        ("open", "enter", "Annotations", "List the annotations that have the tag.", "annotations"),
        ("rename", "e | r", "Rename", "Rename the tag; to the name of another, they become one.", "rename"),
        ("merge", "M", "Merge", "Make the selected tags one with the tag under the cursor.", "merge"),
        ("delete", "d d", "Delete", "Take the tag from its annotations; the notes stay, u undoes.", "delete"),
        _UNDO,
        _REDO,
        _filter("List the tags that hold these words."),
        ("sort", "S", "Sort", "By name, or by how often they are used.", "sort"),
        ("select", "space", "Select", "Select the tag, to merge or delete several at once.", "select"),
        _close("Take the filter away; without one, leave."),
        _back("Leave the tags."),
    ),
    # `feeds`: the Feeds screen.
    *_place(
        "feeds",
        ("open", "enter", "List", "List its articles in the library.", "list"),
        ("follow", "+", "Follow", "Follow the feed at an address, or a feed of the site there.", "follow"),
        ("refresh", "r", "Refresh", "Ask the feed, or the feeds of the folder, now.", "refresh"),
        ("unfollow", "d d", "Unfollow", "Follow it no more; its articles go, u brings all back.", "unfollow"),
        ("read", "M", "Mark read", "Mark all of it read, as one change that u undoes.", "mark read"),
        ("move", "m", "Move", "Put the feed or the folder into another folder.", "move"),
        _filter("Show the lines that hold these words."),
        ("expand", "right | l", "Open folder", "Show what lies in the folder.", ""),
        ("collapse", "left | h", "Close folder", "Hide what lies in the folder, or in the one around.", ""),
        ("rename", "e", "Rename", "Give the feed or the folder another name.", "rename"),
        ("refresh-all", "R", "Refresh all", "Ask all feeds now; Esc stops it.", ""),
        ("failures", "!", "Failures", "List the feeds that failed: why, and when they are tried next.", ""),
        ("import", "i", "Import", "Follow the feeds that another reader's OPML file names.", "import"),
        ("export", "E", "Export", "Write your feeds into an OPML file for other readers.", "export"),
        ("query", "N", "Save query", "Say what to write in config.toml to have this listed by name.", ""),
        ("starters", "", "Starter feeds", "Pick from the feeds that came with the program.", ""),
        _UNDO,
        _REDO,
        _close("Take the filter away, stop a refresh; else leave."),
        _back("Leave the feeds."),
    ),
    # `failures`: the feeds that failed.
    *_place(
        "failures",
        ("retry", "enter | r", "Try again", "Ask the feed again now.", "try again"),
        ("retry-all", "R", "Try all again", "Ask all feeds that failed again now; Esc stops it.", "try all"),
        ("unfollow", "d d", "Unfollow", "Follow it no more; its articles go, u brings all back.", "unfollow"),
        ("copy", "y", "Copy address", "Copy the feed's address.", "copy address"),
        _filter("Show the failures that hold these words."),
        _UNDO,
        _REDO,
        _close("Take the filter away, stop a refresh; else leave."),
        _back("Leave the failures."),
    ),
    # `pick`: feeds to choose among, such as those that came with the program.
    *_place(
        "pick",
        ("toggle", "space", "Pick", "Pick the feed, or the whole folder; again, leave it.", "pick"),
        ("follow", "enter", "Follow", "Follow what is picked, or the feed under the cursor.", "follow"),
        _close("Take the filter away; without one, follow none.", "follow none"),
        ("all", "a", "All", "Pick all that is listed; again, none.", "all"),
        _filter("Show the feeds that hold these words."),
        _back("Follow none.", ""),
    ),
    # `export`: the export screen. What is typed into its path is text.
    *_place(
        "export",
        (
            "write",
            "enter",
            "Export",
            "Write the files; what they hold of yours stays, or is asked about.",
            "export",
        ),
        ("next", "tab", "Next field", "To the next field.", "next field"),
        ("previous", "shift+tab", "Field before", "To the field before.", ""),
        ("toggle", "space", "Tick", "Put the tick before what can go with it, or take it away.", "tick"),
        ("down", "j", "Next format", "Choose the next format.", ""),
        ("up", "k", "Format before", "Choose the format before.", ""),
        ("close", "escape | q", "Close", "Leave without exporting.", "close"),
    ),
    *_place(
        "app",
        ("palette", ": | ctrl+p", "Commands", "Every command by name.", "commands"),
        ("theme", "f3", "Next theme", "Switch to the next theme; the palette has each by name.", ""),
        ("help", "? | f1", "Help", "The keys of this place, and every other.", "help"),
        ("quit", "Q | ctrl+q", "Quit", "Leave briefing.", ""),
    ),
)

_NAMED_KEYS = frozenset(
    "up down left right home end pageup pagedown enter escape tab space backspace delete insert slash".split()
    + [f"f{n}" for n in range(1, 25)]
)
_INDISTINCT = {"ctrl+i": "Tab", "ctrl+m": "Enter", "ctrl+h": "Backspace", "ctrl+j": "a new line"}
_SHOWN = {
    "escape": "Esc", "enter": "Enter", "space": "Space", "tab": "Tab", "backspace": "Backspace",
    "slash": "/", "pageup": "PgUp", "pagedown": "PgDn", "up": "↑", "down": "↓", "left": "←", "right": "→",
    "home": "Home", "end": "End", "delete": "Del", "insert": "Ins",
}  # fmt: skip


def display_key(keys: str) -> str:
    """A key or sequence as it is shown: "g g" → "gg", "ctrl+d" → "^d"."""
    return "".join(_display_one(key) for key in keys.split(" "))


def _display_one(key: str) -> str:
    *modifiers, name = key.split("+") if len(key) > 1 else [key]
    shown = _SHOWN.get(name) or (name.upper() if re.fullmatch(r"f\d+", name) else name)
    for modifier in reversed(modifiers):
        shown = f"^{shown}" if modifier == "ctrl" else f"{modifier.capitalize()}+{shown}"
    return shown


MODAL_PLACES = frozenset({"select", "color"})
"""Places that are active at times. Their keys then have priority, and digits are counts."""


def commands_for(commands: Iterable[Command], places: Iterable[str]) -> tuple[Command, ...]:
    """The commands of these places, place by place, in the order of the list.

    Where a modal place is among them, the others' commands come without the keys that mean something else.
    """
    wanted = tuple(places)
    listed = tuple(commands)
    found = tuple(command for place in wanted for command in listed if command.place == place)
    modal = {key for command in found if command.place in MODAL_PLACES for key in command.keys}
    if not modal:
        return found
    taken = set("123456789") | {key.split(" ")[0] for key in modal}
    return tuple(
        command
        if command.place in MODAL_PLACES
        else replace(command, keys=tuple(key for key in command.keys if key.split(" ")[0] not in taken))
        for command in found
    )


def resolve_keymap(overrides: Mapping[str, str]) -> tuple[tuple[Command, ...], tuple[str, ...]]:
    """The commands with the user's keys, and a sentence for each override that cannot be used.

    An override replaces every default key of its command; several keys are parted by commas or " | ".
    An override takes its key from another command of the same place, and says so.
    """
    problems: list[str] = []
    by_id = {command.id: command for command in COMMANDS}
    for id_, keys in overrides.items():
        if id_ not in by_id:
            near = get_close_matches(id_, by_id, 1, 0.5)
            hint = f"; did you mean “{near[0]}”?" if near else "; `briefing keys` lists them."
            problems.append(f"[keymap] has no command “{id_}”{hint}")
            continue
        wanted = tuple(part.strip() for part in re.split(r"\s\|\s|,(?=.)", keys) if part.strip())
        bad = next((problem for key in wanted if (problem := _key_problem(key))), None)
        if bad or not wanted:
            problems.append(f"[keymap] {id_}: {bad or 'names no key'}; its default stays.")
            continue
        for other in by_id.values():
            if other.id == id_ or not _answer_together(other.place, by_id[id_].place):
                continue
            # What two share by default, they share on purpose: the place that has the focus gets it.
            asked = [key for key in wanted if not _is_shared(key, by_id[id_], other)]
            lost = {key for key in other.keys if any(_shut_out(key, each) for each in asked)}
            if lost:
                left = tuple(key for key in other.keys if key not in lost)
                by_id[other.id] = replace(other, keys=left)
                if other.id not in overrides:
                    named = ", ".join(display_key(key) for key in sorted(lost))
                    problems.append(f"[keymap] {id_} takes {named} from {other.id}.")
        by_id[id_] = replace(by_id[id_], keys=wanted)
    return tuple(by_id.values()), tuple(problems)


_FOCUSED = ("text", "pane", "library")
_SCREENS = LIST_PLACES | {"export"}
"""Places that are screens of their own."""


def _answer_together(place: str, other: str) -> bool:
    """Whether one key could mean commands of both places at the same time.

    A modal place shares its keys with nobody: what they mean elsewhere they mean again when it is left.
    """
    if place in MODAL_PLACES or other in MODAL_PLACES:
        return place == other
    if place != other and {place, other} & _SCREENS:
        return bool({place, other} & {"move", "app"})
    return place == other or not (place in _FOCUSED and other in _FOCUSED)


def _is_shared(key: str, command: Command, other: Command) -> bool:
    return key in command.keys and key in other.keys


def _shut_out(keys: str, others: str) -> bool:
    """Whether the two cannot both be typed: they are equal, or one is a prefix of the other."""
    mine, theirs = keys.split(" "), others.split(" ")
    shorter = min(len(mine), len(theirs))
    return mine[:shorter] == theirs[:shorter]


def _key_problem(keys: str) -> str | None:
    for key in keys.split(" "):
        name = key.removeprefix("ctrl+").removeprefix("alt+").removeprefix("shift+") or key
        if key.startswith("ctrl+shift+"):
            return f"most terminals cannot tell {key} from its plain Ctrl chord"
        if key in _INDISTINCT:
            return f"terminals cannot tell {key} from {_INDISTINCT[key]}"
        if len(name) != 1 and name not in _NAMED_KEYS:
            near = get_close_matches(name, _NAMED_KEYS, 1)
            return f"“{key}” is no key" + (f" (did you mean “{near[0]}”?)" if near else "")
    return None
