"""The commands of the reader: id, default keys, where each works and what it does.

Bindings, hints, help, the palette, `briefing keys` and the `[keymap]` of the settings are made from it. The
module does not import Textual, so that the command line can print the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Command(NamedTuple):
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

    def bound_to(self, keys: tuple[str, ...]) -> Command:
        return Command(self.id, keys, self.title, self.help, self.hint)

    @property
    def place(self) -> str:
        return self.id.partition(".")[0]

    @property
    def action(self) -> str:
        """The Textual action that runs it, in the namespace of the screen, the app or the focused widget."""
        if self.id == COUNT:
            return "app.explain_count"
        if self.place in _READER_PLACES:
            return f"screen.command('{self.id}')"
        verb = self.id.partition(".")[2]
        if self.place in _CITING_PLACES and verb in _PASSAGE_VERBS:
            return f"screen.passage('{verb}')"
        if self.place in _CITING_PLACES and verb.startswith("pane-"):
            return f"screen.pane({verb.removeprefix('pane-')})"
        owner = {"app": "app.", "move": "", "text": "", "select": ""}.get(self.place, "screen.")
        return owner + self.id.replace(".", "_").replace("-", "_")


COUNT = "select.count"
"""The command whose keys are digits, after modifiers or alone, and repeat the motion that follows."""

SUSPEND = "app.suspend"
"""The command whose key works over a dialog too, which hides the other keys of the app."""

_READER_PLACES = frozenset({"pane", "library", "reader", "color"})
"""Places whose commands the controllers of the reader's screen run."""

_Row = tuple[str, str, str, str] | tuple[str, str, str, str, str | bool]
"""Verb, keys separated by " | ", title, help; and the hint, or True for the title in lower case."""


def _place(place: str, *rows: _Row) -> tuple[Command, ...]:
    return tuple(_command(place, *row) for row in rows)


def _command(place: str, verb: str, keys: str, title: str, help_: str, hint: str | bool = "") -> Command:
    shown = hint if isinstance(hint, str) else title.lower()
    return Command(f"{place}.{verb}", keys_from(keys), title, help_, shown)


def keys_from(keys: str) -> tuple[str, ...]:
    """The keys of a text that has them separated by " | "."""
    return tuple(keys.split(" | ")) if keys else ()


# The screens based on `FilteredListScreen`, which runs the commands of "list" for all of them.
LIST_PLACES = frozenset(
    "notes tags feeds failures pick settings charts today actor issues dossiers answer".split()
)
RENAMED = {
    **{
        f"{place}.{verb}": f"list.{verb}"
        for place in LIST_PLACES
        for verb in ("undo", "redo", "filter", "close", "back")
    },
    "feeds.import": "feeds.follow",
    "feeds.query": "reader.save-filter",
    "pane.correct": "reader.correct",
    "feeds.failures": "reader.failures",
    "feeds.starters": "reader.starters",
    "today.issues": "reader.issues",
    "story.issues": "reader.issues",
    "story.export": "page.export",
    "dossiers.export": "page.export",
}
"""The commands that have become one with another, which keymaps of earlier versions still name."""
GOING = frozenset(
    "library.everything library.unread library.starred reader.today reader.issues reader.dossiers "
    "reader.charts reader.ask reader.failures reader.starters reader.feeds reader.annotations".split()
)
"""The commands that go to another place: they are those of the place "go" too, of screens to come back to."""
_CITING_PLACES = frozenset({"story", "actor", "answer"})
"""Screens whose rows rest on passages of articles that are not open."""
_PASSAGE_VERBS = frozenset(
    {"next-passage", "previous-passage", "annotate", "highlight", "edit", "delete", "copy"}
)
_FOLLOW = "Follow the matter of the story, or no longer; Today leads with what is new on it."
_MUTE = "Mute the story, or no longer; Today leaves it out, whatever comes."
_WATCH = "Watch the story, or no longer; Today and the list tell what comes."
_UNDO: _Row = ("undo", "u", "Undo", "Undo the last change.", True)
_REDO: _Row = ("redo", "ctrl+r", "Redo", "Redo what was undone.")


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
        ("down", "j | down", "Down", "One line down."),
        ("up", "k | up", "Up", "One line up."),
        ("top", "g g | home", "Top", "To the first line."),
        ("bottom", "G | end", "Bottom", "To the last line."),
        ("half-down", "ctrl+d", "Half a page down", "Half a page down."),
        ("half-up", "ctrl+u", "Half a page up", "Half a page up."),
        ("page-down", "space | pagedown", "Page down", "A page down."),
        ("page-up", "pageup | shift+space", "Page up", "A page up."),
    ),
    *_place(
        "text",
        ("paragraph-forward", "}", "Next paragraph", "Move the caret to the next paragraph."),
        ("paragraph-back", "{", "Previous paragraph", "Move the caret to the previous paragraph."),
        ("sentence-forward", ")", "Next sentence", "Move the caret to the next sentence."),
        ("sentence-back", "(", "Previous sentence", "Move the caret to the previous sentence."),
        ("word-forward", "w", "Next word", "Move the caret to the next word."),
        ("word-back", "b", "Previous word", "Move the caret to the previous word."),
        ("select", "v", "Select", "Select from the caret, by character; motions extend it."),
        ("select-sentence", "V", "Select sentences", "Select the sentence at the caret.", "select"),
    ),
    # `select`: the article answers to these while something is selected in it, and digits are counts: 3).
    *_place(
        "select",
        ("swap", "o", "Other end", "Move the other end of the selection.", True),
        ("leave", "escape | q", "Leave", "Leave the selection.", True),
        ("character", "v", "By character", "Select by character; again, leave the selection."),
        ("sentence", "V", "By sentence", "Select whole sentences; again, leave the selection."),
        ("left", "h | left", "Left", "One character to the left."),
        ("right", "l | right", "Right", "One character to the right."),
        (
            "count",
            " | ".join("123456789"),
            "Count",
            "Repeat the motion that follows: 3{text.sentence-forward} is three sentences.",
        ),
        ("line-start", "0 | ^", "Line start", "To the start of the line."),
        ("line-end", "$", "Line end", "To the end of the line."),
        ("word-end", "e", "Word end", "To the end of the word; again, of the next."),
        ("object-word", "i w", "A word", "Select the word at the caret; again, add the next."),
        ("object-sentence", "i s", "A sentence", "Select the sentence at the caret; again, add the next."),
        ("object-paragraph", "i p", "A paragraph", "Select the paragraph; again, add the next."),
    ),
    *_place(
        "pane",
        ("go", "enter", "Go there", "Go to the passage in the article; on an actor, open it.", True),
        ("open", "right", "Open", "Open the line: role, names, statements, mentions, evidence.", True),
        ("close", "left", "Close", "Close the opened line."),
        ("select", "v", "Select", "Select in the article, from the line's passage on, by character."),
        ("select-sentence", "V", "Select sentences", "Select the sentence of the line's passage."),
        ("dismiss", "D", "Dismiss", "Leave the line out of the briefing; {reader.undo} undoes it."),
    ),
    *_place(
        "library",
        ("open", "enter", "Open", "Open the article.", True),
        _filter("List what matches words, feed:, tag:, is:unread and more."),
        ("select", "space", "Select", "Select the article, to act on several at once.", True),
        ("read-all", "M", "All read", "Mark every listed article read; {reader.undo} undoes it.", True),
        ("sort", "S", "Sort", "Sort by date, source or title, or unread first.", True),
        ("everything", "g a", "All articles", "List all articles of the library.", "all"),
        ("unread", "g u", "Unread", "List the unread articles.", True),
        ("starred", "g s", "Starred", "List the starred articles.", True),
        ("select-all", "*", "Select all", "Select every listed article; again, none."),
        ("tag", "t", "Tag", "Tag the article or the selected ones; -tag removes a tag."),
        ("unfold", "right", "Unfold", "Show the other articles on the same story."),
        ("fold", "left", "Fold", "Hide the other articles on the same story."),
        ("split", "-", "Split off", "Make the article, or the selected ones, a story of their own."),
        ("merge", "=", "One story", "Put the stories of the selected articles together."),
        ("remove", "d d", "Remove", "Remove the article from the library; {reader.undo} puts it back."),
    ),
    *_place(
        "reader",
        ("correct", "c", "Correct", "Correct the line: name, kind, date; or add what is selected.", True),
        ("next-passage", "n", "Next passage", "Go to the next evidence, mention or search match.", "passage"),
        ("previous-passage", "N", "Previous passage", "Go to the previous evidence, mention or match."),
        ("annotate", "a", "Note", "Write a note on what is selected, or on the passage of a pane.", True),
        ("highlight", "H", "Mark", "Mark what is selected; then a digit chooses the colour.", True),
        ("tag", "t", "Tag", "Tag what is selected, or the annotation at the caret.", True),
        ("edit", "e", "Edit", "Edit the annotation at the caret, or of the passage shown."),
        ("delete", "d d", "Delete", "Delete the annotation at the caret, or of the passage shown."),
        ("copy", "y", "Copy", "Copy what is selected, with its source.", True),
        ("next-annotation", "] a", "Next annotation", "Move the caret to the next annotation."),
        ("previous-annotation", "[ a", "Previous annotation", "Move the caret to the previous annotation."),
        ("next-article", "J", "Next article", "Open the next article of the list.", "article"),
        ("previous-article", "K", "Previous article", "Open the previous article of the list."),
        ("next-unread", "U", "Next unread", "Go to the next unread article of the list.", "unread"),
        ("zoom", "z", "Zoom", "Give the focused pane the whole screen, or end that.", True),
        ("search", "slash", "Search", "Find words in the article.", True),
        ("next-pane", "tab | l", "Next pane", "Focus the next pane."),
        ("previous-pane", "shift+tab | h", "Previous pane", "Focus the previous pane."),
        ("library", "L", "Library", "Go to the list of articles."),
        ("article", "0", "Article", "Go to the text of the article."),
        ("pane-1", "1", "Summary", "Focus the Summary."),
        ("pane-2", "2", "Key actors", "Focus the Key actors."),
        ("pane-3", "3", "Open issues", "Focus the Open issues."),
        ("pane-4", "4", "Timeline", "Focus the Timeline: events with their dates.", "timeline, quotes"),
        ("pane-5", "5", "Quotes", "Focus the Quotes: who said what, word for word."),
        ("go-back", "backspace | ctrl+o", "Back to reading", "Go back to where you were reading."),
        ("star", "s", "Star", "Star or unstar the article."),
        ("read", "m", "Read", "Mark the article read or unread."),
        ("annotations", "A", "All annotations", "List the annotations, to filter, edit or export them."),
        ("tags", "T", "Tags", "List the tags, to rename, merge or delete them."),
        ("export", "E", "Export annotations", "Export the annotations of the article."),
        ("earlier-text", "X", "Earlier text", "Show the text that lost annotations were made on."),
        ("earlier-notes", "", "Earlier notes", "Bring back an earlier state of the article's annotations."),
        ("browser", "o", "Open in browser", "Open the article's address in the web browser."),
        ("links", "g l", "Links", "List the article's links and images: to open here or in the browser."),
        (
            "full-text",
            "x",
            "Full text",
            "Show the full text of the article's page; again, what was cut off; then, the feed's text.",
        ),
        ("pipe", "|", "Pipe", "Send the article's text to a shell command, and show its output."),
        ("address", "Y", "Copy address", "Copy the article's address, or its file's path."),
        ("feeds", "F", "Feeds", "List feeds, folders, tags and saved queries; follow feeds.", True),
        ("refresh", "r", "Refresh", "Refresh the feeds that are due, or retry a failed briefing.", True),
        (
            "refresh-all",
            "R",
            "Refresh all",
            "Refresh all feeds now, failed ones too; {reader.close} stops it.",
        ),
        ("failures", "!", "Failures", "List the feeds that failed, why, and when they are retried."),
        ("starters", "", "Starter feeds", "Choose from feeds that come with the program."),
        ("take-feeds", "", "Take feeds from the server", "Choose from the feeds of your sync server."),
        ("give-feeds", "", "Give feeds to the server", "Choose feeds to follow on your sync server too."),
        ("brief-anyway", "g b", "Brief anyway", "Brief what looks like a paywall, a live page or a list."),
        ("tour", "", "Tour", "Five steps on the sample article; during the tour, the next step."),
        ("again", "f5", "Analyse again", "Make the briefing again."),
        ("add", "+", "Add an article", "Add a file, a folder or an address to the library.", "add"),
        ("charts", "g c", "Charts", "Count what is listed by day, by week or by actor, as bars."),
        ("today", "g t", "Today", "The stories since your last look, cut to five minutes."),
        ("story", "O", "Story", "Open the story of the article: all articles on the event."),
        ("actor", "@", "Actor", "The page of the actor under the cursor, or of one that you name."),
        ("issues", "g i", "Open issues", "What articles leave open, and what later ones say on it."),
        (
            "dossiers",
            "g d",
            "Dossiers",
            "The matters that you follow: what happened day by day, what is open.",
        ),
        ("ask", "g q", "Ask", "Ask a question of the article, its story or what is listed."),
        ("why-story", "W", "Why one story", "Say what the articles of the story share."),
        ("follow-story", "f", "Follow the story", _FOLLOW),
        ("mute-story", "i", "Mute the story", _MUTE),
        ("undo", "u", "Undo", "Undo the last change."),
        _REDO,
        ("settings", ",", "Settings", "List every setting with its value and default, to change it."),
        (
            "model",
            "",
            "Model",
            "Find a language model on this machine, try it on the sample, and have it write, or none.",
        ),
        (
            "save-filter",
            "ctrl+s",
            "Save filter",
            "Save what is listed under a name, which {reader.feeds} then lists.",
        ),
        ("messages", "f2", "Messages", "List the last messages of the status row."),
        _close("Close what was opened last: a search, a line, a zoom."),
        _back("Go one level back: pane, article, what opened it or the list; from the first list, quit."),
    ),
    # `color`: the screen answers to these after H, until another key is pressed.
    *_place(
        "color",
        ("yellow", "1", "Yellow", "Make the mark yellow.", True),
        ("green", "2", "Green", "Make the mark green.", True),
        ("blue", "3", "Blue", "Make the mark blue.", True),
        ("orange", "4", "Orange", "Make the mark orange.", True),
        ("violet", "5", "Violet", "Make the mark violet.", True),
        ("next", "H", "Next colour", "Give the mark the next colour.", "next"),
    ),
    # `list`: the screens based on `FilteredListScreen` answer to these besides their own.
    *_place(
        "list",
        _filter("Show only the lines that contain these words."),
        _UNDO,
        _REDO,
        _close("Clear the filter, or stop what is under way; else leave."),
        _back("Leave the list."),
    ),
    # `page`: the screens whose text can be taken along.
    *_place(
        "page",
        (
            "export",
            "E",
            "Export page",
            "Write what is shown, with your notes on it, into a Markdown file.",
            "export",
        ),
    ),
    # `notes`: the list of all annotations.
    *_place(
        "notes",
        ("open", "enter", "Open", "Open the article at the passage.", True),
        ("edit", "e", "Edit", "Edit the note.", True),
        ("tag", "t", "Tag", "Change the tags.", True),
        (
            "delete",
            "d d",
            "Delete",
            "Delete the annotation or the selected ones; {list.undo} undoes it.",
            True,
        ),
        ("export", "E", "Export these", "Export the selected annotations, or all that are listed.", "export"),
        ("scope", "A | tab", "Article or library", "Switch between article and library.", "scope"),
        ("sort", "S", "Sort", "Sort by date, by article, or by place in the article.", True),
        ("recolor", "H", "Recolour", "Choose another colour by its digit.", "colour"),
        ("select", "space", "Select", "Select it, to delete, tag or export several at once.", True),
        ("copy", "y", "Copy", "Copy the quote with its source.", True),
        ("reattach", "p", "Attach again", "Choose a new passage for an orphan, in its article."),
        ("next-article", "J", "Next article", "Go to the annotations of the next article."),
        ("previous-article", "K", "Previous article", "Go to the annotations of the previous article."),
        ("preview-down", "}", "Preview down", "Show more of the passage and the note."),
        ("preview-up", "{", "Preview up", "Scroll the preview back."),
        ("tags", "T", "Tags", "List the tags, to rename, merge or delete them.", True),
    ),
    # `tags`: the tag view.
    *_place(
        "tags",
        ("open", "enter", "Annotations", "List the annotations that have the tag.", True),
        ("rename", "e", "Rename", "Rename the tag; the name of another tag merges the two.", True),
        ("merge", "=", "Merge", "Merge the selected tags into the one under the cursor.", True),
        ("delete", "d d", "Delete", "Remove the tag from its annotations; {list.undo} undoes it.", True),
        ("sort", "S", "Sort", "Sort by name or by use.", True),
        ("select", "space", "Select", "Select the tag, to merge or delete several at once.", True),
    ),
    # `feeds`: the Feeds screen.
    *_place(
        "feeds",
        ("open", "enter", "List", "List its articles in the library.", True),
        (
            "follow",
            "+",
            "Follow",
            "Follow the feed at an address or of a site, or those of an OPML file.",
            True,
        ),
        ("refresh", "r", "Refresh", "Refresh the feed, or the feeds of the folder, now.", True),
        ("unfollow", "d d", "Unfollow", "Unfollow it and remove its articles; {list.undo} undoes it.", True),
        ("read", "M", "Mark read", "Mark all its articles read; {list.undo} undoes it.", True),
        ("move", "p", "Move", "Move the feed or the folder into another folder.", True),
        ("expand", "right | l", "Open folder", "Show what is in the folder."),
        ("collapse", "left | h", "Close folder", "Hide what is in the folder, or in the one around."),
        ("rename", "e", "Rename", "Rename the feed or the folder.", True),
        ("refresh-all", "R", "Refresh all", "Refresh all feeds now; {list.close} stops it."),
        ("export", "E", "Export feeds", "Write your feeds into an OPML file for other readers.", "export"),
    ),
    # `failures`: the feeds that failed.
    *_place(
        "failures",
        ("retry", "enter | r", "Try again", "Refresh the feed again now.", True),
        (
            "retry-all",
            "R",
            "Try all again",
            "Refresh all failed feeds again now; {list.close} stops it.",
            "try all",
        ),
        ("unfollow", "d d", "Unfollow", "Unfollow it and remove its articles; {list.undo} undoes it.", True),
        ("copy", "y", "Copy address", "Copy the feed's address.", True),
    ),
    # `pick`: feeds to choose among, such as those that came with the program.
    *_place(
        "pick",
        ("toggle", "space", "Select", "Select or clear the feed, or the whole folder.", True),
        ("follow", "enter", "Follow", "Follow the selected feeds, or the one under the cursor.", True),
        ("all", "*", "All", "Select every listed feed; again, none.", True),
    ),
    # `settings`: the Settings screen.
    *_place(
        "settings",
        ("change", "enter", "Change", "Change the setting, switch it, or add a line to the table.", True),
        ("reset", "d d", "Default", "Restore the default, or remove the line from the file.", True),
        ("edit", "e", "Edit file", "Open config.toml in your editor; what is saved is used at once.", "file"),
    ),
    # `charts`: the Charts screen.
    *_place(
        "charts",
        ("open", "enter", "List", "List the articles of the bar in the library.", True),
        ("next", "tab", "Next chart", "Show the next chart: by day, by week, by actor.", True),
        ("days", "1", "By day", "Count the articles of each day.", "days"),
        ("weeks", "2", "By week", "Count the articles of each week.", "weeks"),
        ("actors", "3", "By actor", "Count the articles of each actor of their briefings.", "actors"),
    ),
    # `today`: the Today screen.
    *_place(
        "today",
        ("open", "enter", "Open", "Open the story: its articles, and what they say together.", True),
        ("follow", "f", "Follow", _FOLLOW, True),
        ("watch", "w", "Watch", _WATCH),
        ("mute", "i", "Mute", _MUTE, True),
        ("next", "J", "Next story", "Go to the next story.", True),
        ("previous", "K", "Previous story", "Go to the previous story."),
        ("ask", "g q", "Ask", "Ask a question of the articles of the story."),
        ("actor", "@", "Actor", "Open the page of an actor that you name."),
        ("dossiers", "g d", "Its dossier", "The dossier of the story's matter, else all dossiers."),
        ("read-all", "M", "All read", "Mark the articles of the story read; {list.undo} undoes it.", True),
        ("refresh", "r", "Refresh", "Refresh the feeds that are due; what came is then listed here.", True),
    ),
    # `issues`: the tracker of open issues.
    *_place(
        "issues",
        ("open", "enter", "Go there", "Open the article at the passage.", True),
        ("unfold", "right", "All passages", "Show where it was raised, and what came later.", True),
        ("fold", "left", "Fold", "Hide the passages of the issue."),
        (
            "settle",
            "C",
            "Settle",
            "Settle the issue, by the passage under the cursor; again sets it aside, and opens it.",
            True,
        ),
        ("sort", "S", "Sort", "Sort by news, by sources or by silence.", True),
    ),
    # `dossiers`: the matters that are followed.
    *_place(
        "dossiers",
        ("open", "enter", "Open", "Open the article at the passage; on a matter, show its dossier.", True),
        ("unfold", "right", "Unfold dossier", "Show the dossier of the matter.", "dossier"),
        ("fold", "left", "Fold", "Hide the dossier of the matter."),
        ("story", "O", "Story", "Open the story of the day or of the article.", True),
        ("follow", "f", "Follow", "Follow the matter no longer, or again; its dossier stays."),
        ("rename", "e", "Rename", "Name the matter; without a name it has a title of its news.", True),
        ("merge", "=", "Put together", "Put this matter into another one: on that one, press it again."),
        (
            "split-off",
            "P",
            "Split off",
            "Make the story of the line a matter of its own; of the next lines, put it into that one.",
        ),
        ("split", "-", "Take out", "Take the story of the line out of the matter, for good.", True),
        ("copy", "y", "Copy", "Copy the passage of the line, with its source.", True),
    ),
    # `story`: the screen of a story.
    *_place(
        "story",
        ("open", "enter", "Go there", "Open the article, at the passage of the line.", True),
        ("next-passage", "n", "Next passage", "Choose the next passage that says the line.", "passage"),
        ("previous-passage", "N", "Previous passage", "Choose the previous passage that says the line."),
        ("articles", "0 | L", "Articles", "Focus the articles of the story."),
        ("pane-1", "1", "Summary", "Focus the summary: what the articles say, and how many sources."),
        ("pane-2", "2", "Key actors", "Focus the key actors."),
        ("pane-3", "3", "Open issues", "Focus the open issues."),
        ("pane-4", "4", "Timeline", "Focus the timeline.", "timeline, quotes"),
        ("pane-5", "5", "Quotes", "Focus the quotes."),
        ("next-pane", "tab | l", "Next pane", "Focus the next pane.", "pane"),
        ("previous-pane", "shift+tab | h", "Previous pane", "Focus the previous pane."),
        ("follow", "f", "Follow", _FOLLOW, True),
        ("watch", "w", "Watch", _WATCH),
        ("mute", "i", "Mute", _MUTE),
        ("next", "J", "Next story", "Open the next story of Today, or of the list.", "story"),
        ("previous", "K", "Previous story", "Open the previous story of Today, or of the list."),
        ("annotate", "a", "Note", "Write a note on the passage shown, in its article.", True),
        ("highlight", "H", "Mark", "Mark the passage shown; again, give it the next colour.", True),
        ("edit", "e", "Edit", "Edit the annotation of the passage shown."),
        ("delete", "d d", "Delete", "Delete the annotation of the passage shown; {story.undo} undoes it."),
        ("copy", "y", "Copy", "Copy the passage shown, with its source."),
        ("star", "s", "Star", "Star or unstar the article, or that of the passage shown."),
        ("read", "m", "Read", "Mark the article, or that of the passage shown, read or unread."),
        ("zoom", "z", "Zoom", "Give the focused part the whole screen, or end that.", True),
        ("split", "-", "Split off", "Make the article, or that of the passage, a story of its own.", True),
        ("read-all", "M", "All read", "Mark the articles of the story read; {story.undo} undoes it."),
        ("why", "W", "Why one story", "Say what the articles share.", "why"),
        ("ask", "g q", "Ask", "Ask a question of the articles of the story."),
        ("actor", "@", "Actor", "The page of the actor under the cursor, or of one that you name.", True),
        ("dossiers", "g d", "Dossier of story", "The dossier of the story's matter, if you follow it."),
        (
            "settle",
            "C",
            "Settle",
            "Settle the issue, by the passage chosen; again sets it aside, and opens it.",
        ),
        _UNDO,
        _REDO,
        _close("End the zoom; without one, leave."),
        _back("Leave the story; what came until now is seen."),
    ),
    # `actor`: the page of an actor.
    *_place(
        "actor",
        ("open", "enter", "Go there", "Open the article at the passage, or the story.", True),
        ("next-passage", "n", "Next passage", "Choose the next passage that has the line.", "passage"),
        ("previous-passage", "N", "Previous passage", "Choose the previous passage that has the line."),
        ("watch", "w", "Watch", "Watch the actor, or no longer; Today and the list tell what comes.", True),
        ("copy", "y", "Copy", "Copy the quote with its source.", True),
        ("pane-1", "1", "Said and did", "Focus what they said, and dated events that name them."),
        ("pane-2", "2", "Stories", "Focus the stories."),
        ("pane-3", "3", "Open with them", "Focus what is open with them."),
        ("next-pane", "tab | l", "Next part", "Focus the next part.", "part"),
        ("previous-pane", "shift+tab | h", "Previous part", "Focus the previous part."),
        ("ask", "g q", "Ask", "Ask a question of the articles with the actor."),
        ("other", "@", "Another actor", "Open the page of another actor that you name."),
    ),
    # `answer`: a question and its answer.
    *_place(
        "answer",
        ("open", "enter", "Go there", "Open the article at the passage, or unfold the nearest.", True),
        ("scope", "tab", "Other articles", "Ask the article, its story or what is listed.", "articles"),
        ("next-passage", "n", "Next passage", "Choose the next passage that has the line.", "passage"),
        ("previous-passage", "N", "Previous passage", "Choose the previous passage that has the line."),
        ("copy", "y", "Copy", "Copy the passage with its source.", True),
    ),
    # `export`: the export screen. What is typed into its path is text.
    *_place(
        "export",
        (
            "write",
            "enter",
            "Write files",
            "Write the files; it asks before it replaces any of yours.",
            "export",
        ),
        ("next", "tab", "Next field", "Go to the next field.", True),
        ("previous", "shift+tab", "Previous field", "Go to the previous field."),
        ("toggle", "space", "Tick", "Tick or clear the option.", True),
        ("down", "j", "Next format", "Choose the next format."),
        ("up", "k", "Previous format", "Choose the previous format."),
        ("close", "escape | q", "Close", "Leave without exporting.", True),
    ),
    *_place(
        "app",
        ("palette", ": | ctrl+p", "Commands", "Find every command by name.", True),
        ("theme", "f3", "Theme", "Choose a theme, each shown on the screen as the cursor moves over it."),
        ("help", "? | f1", "Help", "List the keys that work here, all others, and the signs.", True),
        ("suspend", "ctrl+z", "Suspend", "Suspend to the shell; fg there returns."),
        ("quit", "Q | ctrl+q", "Quit", "Leave briefing."),
    ),
)

_SHOWN = {
    "escape": "Esc", "enter": "Enter", "space": "Space", "tab": "Tab", "backspace": "Backspace",
    "slash": "/", "pageup": "PgUp", "pagedown": "PgDn", "up": "↑", "down": "↓", "left": "←", "right": "→",
    "home": "Home", "end": "End", "delete": "Del", "insert": "Ins",
}  # fmt: skip


def display_key(keys: str) -> str:
    """A key or sequence as it is shown: "g g" → "gg", "ctrl+d" → "^d"."""
    return "".join(_display_one(key) for key in keys.split(" "))


def display_keys(keys: Sequence[str]) -> tuple[str, ...]:
    """Keys as a list shows them: of many, such as digits, the first and the last."""
    shown = tuple(map(display_key, keys))
    return (shown[0], "…", shown[-1]) if len(shown) > _MOST_KEYS else shown


_MOST_KEYS = 4


def key_name(command: Command) -> str:
    """Its first key as it is shown; its title if it has none."""
    return display_key(command.keys[0]) if command.keys else f"“{command.title}”"


def with_keys(words: str, commands: Iterable[Command]) -> str:
    """The words with the ids of commands in braces replaced by the keys: "{app.help} helps" → "? helps".

    A verb alone, such as "{undo}", means the first of the commands that has it.
    """
    if "{" not in words:
        return words
    named: dict[str, Command] = {}
    for command in commands:
        named[command.id] = command
        named.setdefault(command.id.partition(".")[2], command)
    named |= {old: named[new] for old, new in RENAMED.items() if new in named and old not in named}
    return re.sub(
        r"\{([\w.-]+)\}", lambda found: key_name(named[found[1]]) if found[1] in named else found[0], words
    )


def with_keys_in_help(commands: Sequence[Command]) -> tuple[Command, ...]:
    """The commands with keys in place of the ids in their sentences."""
    return tuple(
        Command(each.id, each.keys, each.title, with_keys(each.help, commands), each.hint)
        for each in commands
    )


def _display_one(key: str) -> str:
    *modifiers, name = key.split("+") if len(key) > 1 else [key]
    shown = _SHOWN.get(name) or (name.upper() if re.fullmatch(r"f\d+", name) else name)
    for modifier in reversed(modifiers):
        shown = f"^{shown}" if modifier == "ctrl" else f"{modifier.capitalize()}+{shown}"
    return shown


MODAL_PLACES = frozenset({"select", "color"})
"""Modes. While one is active, its keys have priority."""

PLACE_NAMES = {
    "select": "While selecting",
    "color": "While choosing a colour",
    "text": "In the article",
    "pane": "In a pane",
    "library": "In the library",
    "reader": "Everywhere in the reader",
    "list": "In every list",
    "page": "On a page of what articles say",
    "notes": "In the list of annotations",
    "tags": "Among the tags",
    "feeds": "Among the feeds",
    "failures": "Among the failures",
    "pick": "Choosing feeds",
    "settings": "Among the settings",
    "charts": "Among the charts",
    "today": "In Today",
    "story": "In a story",
    "actor": "On the page of an actor",
    "issues": "Among the open issues",
    "dossiers": "Among the dossiers",
    "answer": "In an answer",
    "export": "On the export screen",
    "app": "Everywhere",
    "move": "Moving",
}


PURPOSES = {
    "select": "A passage is being selected: motions extend it, then a note, a mark or a copy uses it.",
    "color": "A mark is being given its colour.",
    "text": "The article: read it, select passages, and write notes on them.",
    "pane": "A part of the briefing: the passages that the line under the cursor rests on light up.",
    "library": "Your articles: filter and sort them, and open one to read it with its briefing.",
    "notes": "Your notes and marks: filter, edit, tag and export them, or open one where it stands.",
    "tags": "The tags of your notes: rename, merge and remove them.",
    "feeds": "What you follow, and what else can be listed: a line's articles are listed in the library.",
    "failures": "The feeds that could not be refreshed, and why.",
    "pick": "Feeds to choose among: those you select are followed.",
    "settings": "Every setting with its value: what you change is used at once.",
    "charts": "How many of the listed articles there are by day, week or actor.",
    "today": "What happened since your last look: stories, each with how many sources tell it.",
    "story": "All articles on one event, and what they say together, differently, or for the first time.",
    "actor": "What one actor said and did in your articles, and what is open with them.",
    "issues": "What your articles leave open, and what later ones say on it.",
    "dossiers": "The matters that you follow, from their first day: what happened, what is open.",
    "answer": "A question, and the passages of your articles that answer it.",
    "export": "Writes your annotations into files for other programs.",
}
"""What each place is for."""

_FIRST = {
    "text": (
        "move.page-down", "reader.pane-1", "reader.next-passage", "text.select-sentence", "reader.annotate",
        "reader.next-article", "reader.feeds", "reader.undo", "app.palette", "reader.back",
    ),
    "pane": (
        "move.down", "pane.go", "pane.open", "reader.next-passage", "reader.annotate", "reader.correct",
        "reader.zoom", "reader.undo", "app.palette", "reader.back",
    ),
    "library": (
        "library.open", "library.filter", "library.unread", "reader.star", "reader.read", "library.read-all",
        "reader.feeds", "reader.refresh", "app.palette", "reader.back",
    ),
    "story": (
        "story.open", "story.pane-1", "story.next-passage", "story.annotate", "story.follow", "story.next",
        "story.read-all", "story.undo", "app.palette", "story.back",
    ),
}  # fmt: skip
_EVERYWHERE = ("list.undo", "story.undo", "app.palette", "list.back", "story.back", "app.quit")
FIRST_KEYS = 10


def first_commands(here: Sequence[Command]) -> tuple[Command, ...]:
    """Return the ten commands to learn first, of those that work where the focus is, innermost place first.

    Where no ten are named, these are the ones with hints, and those that every list has.
    """
    by_id = {command.id: command for command in here}
    named = _FIRST.get(place_of(here))
    general = [by_id[id_] for id_ in named or _EVERYWHERE if id_ in by_id]
    own = [each for each in here if each not in general and each.id != "app.help"]
    own.sort(key=lambda each: not each.hint)
    return (*own[: FIRST_KEYS - len(general)], *general)


def place_of(here: Iterable[Command]) -> str:
    """Return the innermost place that the commands are of and that has a purpose of its own; "" for none."""
    return next((each.place for each in here if each.place in PURPOSES), "")


def commands_for(commands: Iterable[Command], places: Iterable[str]) -> tuple[Command, ...]:
    """The commands of these places, place by place, in the order of the list.

    If a modal place is among them, commands of others are without the keys that it uses.
    """
    by_place: dict[str, list[Command]] = {}
    for command in commands:
        for place in (command.place, "go") if command.id in GOING else (command.place,):
            by_place.setdefault(place, []).append(command)
    found = tuple(dict.fromkeys(command for place in places for command in by_place.get(place, ())))
    modal = {key for command in found if command.place in MODAL_PLACES for key in command.keys}
    if not modal:
        return found
    taken = {key.split(" ")[0] for key in modal}
    return tuple(
        command
        if command.place in MODAL_PLACES
        else command.bound_to(tuple(key for key in command.keys if key.split(" ")[0] not in taken))
        for command in found
    )
