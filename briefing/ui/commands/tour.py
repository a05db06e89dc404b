"""A tour of five steps on the sample article, each of them done by the user's own key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from briefing.presentation.keys.registry import Command, with_keys

OFFER = "A sample article with its briefing.  {app.help} Enter: a tour  {reader.feeds}: feeds to start with"
"""Shown with the sample at the first start. Braces hold the id of a command, and become its key."""
END = (
    "That was the tour. {app.help} lists the keys of any place and has the tour again, "
    "{app.palette} finds every command by name: model finds a language model of your own."
)


@dataclass(frozen=True, slots=True)
class _Step:
    done_by: str
    """The command that was run, the part of the screen that was focused, or "note" once one is saved."""
    text: str
    leave: str = "{reader.close} leaves the tour."


_STEPS = (
    _Step(
        "issues",
        "{reader.pane-3} goes to what the article leaves open.",
    ),
    _Step(
        "pane.go",
        "{move.down} {move.up} move, and the passage that a line rests on lights up. {pane.go} goes to it, "
        "{reader.next-passage} to the line's next one, {reader.go-back} back to where you were reading.",
    ),
    _Step(
        "note",
        "{text.select-sentence} selects a sentence, {reader.annotate} writes a note on it. "
        "Esc saves the note, {reader.undo} takes it back;",
        "otherwise {reader.close} leaves the tour.",
    ),
    _Step(
        "reader.annotations",
        "{reader.annotations} lists your notes, to filter, edit and export: those on the article, "
        "again those on all. From there {list.back} comes back.",
    ),
    _Step(
        "reader.feeds",
        "{reader.feeds} lists your feeds, and some to start with; {list.back} comes back. "
        "{reader.add} adds a single file or address.",
    ),
)


@dataclass(eq=False)
class Tour:
    """Follows what the user does, and shows the sentence of the step that is next."""

    show: Callable[[str], object]
    """Shows a sentence until the next one; "" shows none."""
    say: Callable[[str], object]
    commands: Callable[[], Iterable[Command]]
    _at: int | None = None
    """The index of the step; None while there is no tour."""
    _is_offered: bool = False

    @property
    def is_on(self) -> bool:
        return self._at is not None

    def offer(self) -> None:
        """Show how to begin, until something is done, or something else is opened."""
        if not self.is_on:
            self._is_offered = True
            self.show(self._text(OFFER))

    def withdraw(self) -> bool:
        """Hide the offer; return whether it was shown."""
        was_offered, self._is_offered = self._is_offered, False
        if was_offered:
            self.show("")
        return was_offered

    def begin(self) -> None:
        self._is_offered = False
        self._go_to(0)

    def next(self) -> None:
        """Skip a step."""
        if self._at is not None:
            self._go_to(self._at + 1)

    def done(self, what: str) -> None:
        """Go on if this is what the step asks for; anything but reading on hides the offer."""
        if what != "article":
            self.withdraw()
        if self._at is not None and _STEPS[self._at].done_by == what:
            self.next()

    def leave(self) -> bool:
        """End the tour, or hide the offer; return whether there was either."""
        was_on, self._at = self.is_on, None
        if was_on:
            self.show("")
        return was_on or self.withdraw()

    def _go_to(self, at: int) -> None:
        if at < len(_STEPS):
            self._at = at
            step = _STEPS[at]
            self.show(self._text(f"Tour {at + 1}/{len(_STEPS)}: {step.text} {step.leave}"))
        else:
            self.leave()
            self.say(self._text(END))

    def _text(self, words: str) -> str:
        return with_keys(words, self.commands())
