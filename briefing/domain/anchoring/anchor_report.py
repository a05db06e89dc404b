"""Reports in one sentence what happened to annotations when their article's text changed."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.domain.annotation import AnchorState, Annotation


def anchor_report(
    before: Sequence[Annotation], after: Sequence[Annotation], *, waited: bool = False
) -> str | None:
    """Describe what happened to annotations; None if nothing changed, or all are where they were made.

    If they `waited`, the annotations existed before their article did, and this is its first text; then only
    uncertain matches are reported.
    """
    lost = sum(each.is_orphan for each in after)
    reworded = sum(each.state is AnchorState.FUZZY for each in after)
    doubtful = lost or reworded
    if not doubtful and (waited or all(each.state is AnchorState.EXACT for each in after)):
        return None
    known = {each.id: each for each in before}
    if not waited and all(each == known.get(each.id) for each in after):
        return None
    opening = "The article is here now" if waited else "The text has changed"
    where = f" (“All annotations” lists {'it' if doubtful == 1 else 'them'}" if doubtful else ""
    if lost and not waited:
        where += f"; “Earlier text” shows the text {'it was' if lost == 1 else 'they were'} made on"
    return f"{opening}: {_found(len(after), lost, reworded)}{where}{')' if where else ''}."


def _found(number: int, lost: int, reworded: int) -> str:
    """Describe how many were found, and how many on other words if none is lost: the list shows both."""
    notes = "your note" if number == 1 else f"your {number} notes"
    if lost == number:
        return f"{notes} {'was' if number == 1 else 'were'} not found again"
    if lost:
        found = number - lost
        return (
            f"{found} of {notes} {'was' if found == 1 else 'were'} found again, "
            f"{lost} {'is' if lost == 1 else 'are'} lost"
        )
    again = f"{notes} {'was' if number == 1 else 'were'} found again"
    if not reworded:
        return again
    return f"{again} on other words" if number == 1 else f"{again}, {reworded} on other words"
