"""The signs and numbers of the screen, and their meanings: for the help and the README."""

from __future__ import annotations

from collections.abc import Mapping

from briefing.domain.analysis import IssueKind

ISSUE_KINDS: Mapping[IssueKind, str] = {
    IssueKind.PENDING: "planned, expected or due, and not done yet",
    IssueKind.DISPUTE: "a disagreement between parties that goes on",
    IssueKind.UNKNOWN: "a fact that is missing, unconfirmed, withheld or alleged",
    IssueKind.RISK: "a bad or decisive turn that is warned of, or depends on something",
    IssueKind.DEMAND: "a call, a proposal or a condition without an answer",
    IssueKind.QUESTION: "a question that somebody raises and nobody answers",
}

KIND_LETTERS: Mapping[IssueKind, str] = {
    IssueKind.PENDING: "P",
    IssueKind.DISPUTE: "D",
    IssueKind.UNKNOWN: "U",
    IssueKind.RISK: "R",
    IssueKind.DEMAND: "M",
    IssueKind.QUESTION: "Q",
}

SIGNS: Mapping[str, Mapping[str, str]] = {
    "Signs in the library": {
        "N": "unread",
        "S": "starred",
        "*7": "7 annotations",
        "+1": "1 more article tells this story; {library.unfold} shows it",
        "+ Title": "selected with {library.select}",
        "3h  6d": "how old it is; older ones have their day",
    },
    "Signs left of the text": {
        ">": "the line under the cursor of a pane rests on this passage",
        "*": "a passage with a note begins here",
        "-": "a marked passage without a note begins here",
        "|": "a marked passage goes on",
        "2": "2 marked passages begin here",
        "•  ◦  ▪": "an item of a list, and of lists within it",
        "▏": "a quotation that the source sets apart",
        "┆": "a row of a table",
        "[image: …]": "an image stands here in the source; {reader.links} opens it",
    },
    "Numbers and signs in panes": {
        "4 (title)": "how many lines the pane has; 2/4 is the line under the cursor",
        "7 (actor)": "how often the article mentions the actor",
        "2 (issue)": "how many passages show that it is open",
        "*  -": "in a story: a passage of the line has a note, or is marked without one",
        "~": "words of a language model, which {app.palette} model finds; their passage is in the article",
        "▶  ›": "the line under the cursor, with and without the focus; › before a title: that pane is shown",
    },
    "Kinds of open issues": {
        f"{KIND_LETTERS[kind]} {kind}": meaning for kind, meaning in ISSUE_KINDS.items()
    },
    "Signs among annotations": {
        "1 to 5": "the colour: yellow, green, blue, orange, violet",
        "moved": "the text changed and the passage was found again; 94% sure says how surely",
        "orphan": "the passage is no longer in the text; {notes.reattach} attaches the note to another",
    },
    "Signs among the feeds": {
        "!": "failed at its last refresh; {reader.failures} lists why",
        "12": "how many unread articles it has; on a tag, how many articles",
        "▾  ▸": "an open and a closed folder",
        "/": "a saved query",
    },
}
"""Meanings by sign, grouped by where the signs stand."""
