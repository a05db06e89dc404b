"""Finds commands and themes for the palette: by name, key, and the words that other programs use for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from briefing.presentation.keys.registry import PLACE_NAMES, Command, display_keys

SYNONYMS: Mapping[str, str] = {
    "move.down": "next line scroll",
    "move.up": "previous line scroll",
    "move.top": "beginning start first",
    "move.bottom": "end last",
    "move.page-down": "scroll forward",
    "move.page-up": "scroll back",
    "text.select": "visual mark passage characters",
    "text.select-sentence": "visual mark passage",
    "select.leave": "cancel deselect unselect",
    "select.swap": "corner anchor",
    "select.count": "number repeat times digits",
    "pane.go": "jump passage evidence show",
    "pane.open": "expand unfold details more",
    "close": "cancel escape leave clear stop",
    "pane.select": "visual mark passage characters",
    "pane.select-sentence": "visual mark passage",
    "reader.correct": "hide rename merge keep kind fix wrong mistake actor issue",
    "pane.dismiss": "hide remove wrong actor issue",
    "library.open": "read view article",
    "filter": "search find query words narrow list",
    "select": "choose check multiple several",
    "library.read-all": "mark catch up clear unread",
    "sort": "order newest oldest date source title count",
    "library.everything": "list inbox home",
    "library.unread": "new list inbox",
    "library.starred": "favourites favorites bookmarks saved flagged list",
    "library.select-all": "choose check everything",
    "tag": "label category keyword untag",
    "library.unfold": "expand similar duplicates group story",
    "library.fold": "collapse similar duplicates group story",
    "library.split": "separate apart divide ungroup story",
    "library.merge": "join unite combine group story together",
    "library.remove": "delete erase trash article",
    "next-passage": "evidence mention match find again",
    "previous-passage": "evidence mention match find again",
    "annotate": "annotation comment write add new",
    "highlight": "color colour marker underline recolor recolour annotation",
    "edit": "change modify note comment annotation",
    "delete": "remove erase annotation note highlight",
    "copy": "yank clipboard quote cite citation",
    "reader.next-annotation": "note highlight",
    "reader.previous-annotation": "note highlight",
    "reader.next-article": "forward news",
    "reader.previous-article": "backward news",
    "reader.next-unread": "new article skip",
    "zoom": "maximize maximise full screen fullscreen enlarge expand",
    "reader.search": "find text grep",
    "reader.library": "list articles home back inbox",
    "reader.article": "text read focus",
    "reader.next-pane": "focus window switch panel",
    "reader.previous-pane": "focus window switch panel",
    "reader.pane-1": "briefing points abstract",
    "reader.pane-2": "briefing people persons organizations organisations countries who",
    "reader.pane-3": "briefing questions disputes risks pending",
    "reader.pane-4": "briefing dates events chronology when",
    "reader.pane-5": "briefing quotations said statements",
    "reader.go-back": "jump history return previous position",
    "star": "favourite favorite bookmark save flag keep later unstar",
    "read": "unread mark toggle seen",
    "reader.annotations": "notes highlights list comments",
    "tags": "labels categories keywords list",
    "export": "save write file markdown json csv obsidian readwise annotations notes share",
    "reader.earlier-text": "version history old previous changed diff orphan",
    "reader.browser": "web url link website external www",
    "reader.links": "url urls hyperlinks web images pictures follow open",
    "reader.full-text": "fetch page website whole complete article",
    "reader.pipe": "shell external program run script",
    "reader.address": "url link clipboard yank path share",
    "reader.feeds": "subscriptions rss atom sources folders",
    "refresh": "update reload sync fetch check new",
    "refresh-all": "update reload sync fetch check everything",
    "failures": "errors problems broken dead feeds",
    "reader.take-feeds": "sync import move freshrss miniflux",
    "reader.give-feeds": "sync export move freshrss miniflux",
    "starters": "follow subscribe examples suggestions discover",
    "reader.tour": "tutorial introduction guide lesson learn start new help",
    "reader.again": "reanalyse reanalyze redo briefing rerun summarize summarise engine",
    "reader.add": "open file folder url import new load",
    "reader.today": "news overview morning stories digest events what happened",
    "reader.charts": "statistics stats graph plot picture activity time calendar actors figures histogram",
    "undo": "revert back mistake restore",
    "redo": "again repeat",
    "reader.settings": "preferences options configuration config setup theme color colour keys width rebind "
    "keymap preset arrows vim",
    "reader.model": "llm ai ollama openai llama.cpp lm studio vllm gpt local summary off",
    "reader.save-filter": "store keep smart search saved queries query",
    "reader.messages": "log history errors notifications",
    "back": "leave up return exit close",
    "color.next": "change",
    "notes.open": "go jump show",
    "notes.scope": "all this switch",
    "notes.recolor": "color colour highlight change",
    "notes.reattach": "orphan lost repair fix",
    "tags.open": "list notes show",
    "rename": "change edit name",
    "tags.merge": "combine join unite",
    "feeds.open": "show articles",
    "feeds.follow": "subscribe add new rss atom url feed import opml load subscriptions migrate newsboat",
    "feeds.unfollow": "unsubscribe remove delete feed",
    "feeds.read": "catch up clear unread all",
    "feeds.move": "folder group category organize organise",
    "feeds.rename": "change edit name title feed folder",
    "feeds.expand": "unfold show",
    "feeds.collapse": "fold hide",
    "feeds.export": "opml save write subscriptions backup",
    "failures.retry": "refresh reload",
    "failures.retry-all": "refresh reload everything",
    "failures.unfollow": "unsubscribe remove delete",
    "failures.copy": "url link clipboard yank",
    "pick.toggle": "choose check",
    "pick.follow": "subscribe add",
    "pick.all": "choose select check everything",
    "settings.change": "edit set value toggle theme color colour",
    "settings.reset": "undo restore remove delete",
    "settings.edit": "open config toml editor",
    "charts.open": "show articles",
    "charts.days": "daily activity time history",
    "charts.weeks": "weekly activity time history",
    "charts.actors": "people persons organizations organisations countries who",
    "dossiers": "matter followed threads history chronology timeline weeks",
    "issues": "tracker follow up pending questions settled todo watch",
    "ask": "question answer search find passages model",
    "reader.actor": "person people who said quotes statements profile",
    "export.write": "save file",
    "app.palette": "menu run",
    "app.theme": "color colour scheme dark light appearance style switch",
    "app.help": "keys shortcuts keybindings bindings manual cheat sheet hotkeys legend signs",
    "app.suspend": "background shell stop pause job",
    "app.quit": "exit close leave end bye",
}
"""Words that a user may type for a command, by its id or its verb, besides those of its title and help."""

WAYS: Mapping[str, str] = {
    "move": "reader.article",
    "text": "reader.article",
    "select": "reader.article",
    "color": "reader.article",
    "pane": "reader.pane-1",
    "library": "reader.library",
    "list": "reader.feeds",
    "page": "reader.story",
    "notes": "reader.annotations",
    "tags": "reader.tags",
    "feeds": "reader.feeds",
    "failures": "reader.failures",
    "pick": "reader.starters",
    "export": "reader.export",
    "settings": "reader.settings",
    "story": "reader.story",
    "actor": "reader.actor",
    "issues": "reader.issues",
    "dossiers": "reader.dossiers",
    "answer": "reader.ask",
    "charts": "reader.charts",
    "today": "reader.today",
}
"""The command of the reader that goes to a place."""

MODE_STARTS = {"select": ("text.select", "text.select-sentence"), "color": ("reader.highlight",)}
"""The commands that begin a mode."""

_AT_ONCE = frozenset(
    "library.everything library.unread library.starred library.sort library.filter "
    "list.filter list.undo list.redo notes.sort notes.scope notes.tags tags.sort "
    "feeds.follow feeds.refresh-all settings.edit issues.sort "
    "charts.next charts.days charts.weeks charts.actors".split()
)
_LATER = frozenset({"reader.delete", "reader.close", "reader.back"})


def runs_on_arrival(command: Command) -> bool:
    """Whether a command of another place runs once one is there, since nothing is to be chosen first."""
    return command.id in _AT_ONCE or (
        command.place in ("move", "text", "reader", "app") and command.id not in _LATER
    )


THEME = "theme:"
"""Begins the keys of the entries that are themes."""


class Entry(NamedTuple):
    """A line of the palette."""

    key: str
    """The id of a command, or "theme:" and a name."""
    title: str
    about: str
    keys: str = ""
    """Its keys, as they are shown."""
    place: str = ""
    """Where it works, if not where the focus is: "among the feeds"."""
    words: str = ""
    """All further words that find it."""


def entries_for(
    here: Sequence[Command], elsewhere: Iterable[Command], themes: Iterable[str]
) -> tuple[Entry, ...]:
    """Return the entries of the palette: commands that work here, those of other places, themes."""
    last = sorted(here, key=lambda command: command.place == "move")
    return (
        *(_entry(command, is_here=True) for command in last),
        *(_entry(command, is_here=False) for command in elsewhere),
        *(
            Entry(f"{THEME}{name}", f"Theme: {name}", "Switch to this theme.", words=SYNONYMS["app.theme"])
            for name in themes
        ),
    )


def _entry(command: Command, *, is_here: bool) -> Entry:
    place = PLACE_NAMES[command.place]
    return Entry(
        command.id,
        command.title,
        command.help,
        "  ".join(display_keys(command.keys)),
        "" if is_here else f"{place[0].lower()}{place[1:]}",
        f"{_synonyms(command)} {command.id.replace('.', ' ').replace('-', ' ')} {place}",
    )


def _synonyms(command: Command) -> str:
    return SYNONYMS.get(command.id) or SYNONYMS.get(command.id.partition(".")[2], "")


def find_entries(entries: Sequence[Entry], typed: str) -> tuple[tuple[Entry, ...], str]:
    """The entries that each typed word finds, best first, and the words that found them.

    Those words are others than typed if no entry has all of those: words like them, or, where those find
    nothing either, the longest typed word that finds something. Of equally good entries those come first that
    work here.
    """
    found = _ranked(entries, typed)
    if found or not typed.strip():
        return found, typed
    known = {word for entry in entries for word in _words(entry)}
    near = " ".join(
        word if word in known else next(iter(get_close_matches(word, known, 1, 0.7)), word)
        for word in typed.lower().split()
    )
    for words in (near, *sorted(typed.split(), key=len, reverse=True)):
        if found := _ranked(entries, words):
            return found, words
    return (), typed


def _ranked(entries: Sequence[Entry], typed: str) -> tuple[Entry, ...]:
    scored = [
        (score, bool(entry.place), number)
        for number, entry in enumerate(entries)
        if (score := _score(entry, typed.strip())) is not None
    ]
    return tuple(entries[number] for *_, number in sorted(scored))


def _score(entry: Entry, typed: str) -> int | None:
    """Rate how well the entry fits, less being better; None if a typed word is not found."""
    if typed and typed in entry.keys.split("  "):
        return -2
    title, wanted = entry.title.lower(), typed.lower()
    if wanted == title:
        return -1
    scores = [_score_word(word, title, entry) for word in wanted.split()]
    return None if None in scores else sum(score for score in scores if score is not None)


def _score_word(word: str, title: str, entry: Entry) -> int | None:
    if title.startswith(word):
        return 0
    if _begins(word, title.split()):
        return 1
    if _begins(word, entry.words.lower().split()):
        return 2
    if word in title:
        return 3
    if _begins(word, _words(entry)):
        return 4
    return 5 if word in f"{entry.words} {entry.about}".lower() else None


def _begins(word: str, words: Collection[str]) -> bool:
    return any(each.startswith(word) for each in words)


def _words(entry: Entry) -> tuple[str, ...]:
    everything = f"{entry.title} {entry.words} {entry.about}".lower()
    return tuple(word.strip(".,:;()“”") for word in everything.split())
