"""A briefing from several articles: what each says once, with all passages that say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from briefing.domain.analysis import Analysis, Issue, ModelShare, ModelWords, PartName
from briefing.domain.briefing import Citation, CitedLine
from briefing.domain.followups.tracked_issue import IssueState, LaterPassage


@dataclass(frozen=True, slots=True)
class StoryText:
    """An article that a story's briefing is made from. Copies of another's text are left out."""

    id: str
    title: str
    text: str
    publisher: str
    """Articles of one publisher are one voice."""
    time: float
    """Seconds since 1970: when it was published, or else fetched."""
    analysis: Analysis | None = None
    is_new: bool = False
    """Whether it came since the reader left the story last."""


class LineState(StrEnum):
    AGREED = "agreed"
    """Two publishers or more say it."""
    SINGLE = "single"
    DIFFER = "differ"
    """Publishers number the same thing differently on one day."""
    CHANGED = "changed"
    """A later article numbers it differently."""


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A sentence of a story's summary."""

    JSON: ClassVar = "voices state new=is_new versus numbers model=words?"

    citations: tuple[Citation, ...]
    """The sentence, then those of other articles that say the same, in the order of their time."""
    voices: int
    """Publishers that say it."""
    state: LineState
    is_new: bool
    """Whether every article that says it came since the reader left the story last, and those before lack
    many of its words; of a change, whether the article that says it came since.
    """
    versus: Citation | None = None
    """The sentence that numbers it differently; of a change, the earlier one."""
    numbers: tuple[str, str] | None = None
    """What this line and what the other says: "34 people", "20 people"."""
    words: ModelWords | None = None
    """What is shown in place of the passage, where a language model wrote it."""


@dataclass(frozen=True, slots=True)
class StoryIssue:
    """A matter that is open, as the article that is surest of it names it."""

    issue: Issue
    evidence: tuple[Citation, ...]
    articles: int
    later: tuple[LaterPassage, ...] = ()
    """What articles after those say on it, be they of this story or not."""
    state: IssueState = IssueState.OPEN


@dataclass(frozen=True, slots=True)
class StoryBriefing:
    summary: tuple[StoryLine, ...] = ()
    issues: tuple[StoryIssue, ...] = ()
    lines: Mapping[PartName, tuple[CitedLine, ...]] = field(default_factory=dict)
    """The lines of the other sections: what several articles have is one line that cites them all."""
    missing: tuple[str, ...] = ()
    """Ids of articles that have no analysis."""
    model: ModelShare | None = None
    """What a language model has done for the summary."""
    notice: str | None = None
    """A sentence on why it has not."""

    def citations(self) -> Iterator[Citation]:
        """Every passage that the briefing points at."""
        for line in self.summary:
            yield from line.citations
        for issue in self.issues:
            yield from issue.evidence
        for lines in self.lines.values():
            for each in lines:
                yield from (*each.citations, *each.below)
