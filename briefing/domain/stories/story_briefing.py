"""A briefing from several articles: each line once, with every passage that says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from briefing.domain.analysis import Analysis, Issue, ModelShare, ModelWords, PartName
from briefing.domain.briefing import Citation, CitedLine
from briefing.domain.followups.tracked_issue import IssueState, LaterPassage
from briefing.domain.span import Passage


@dataclass(frozen=True, slots=True)
class StoryText:
    """An article from which a story's briefing is made; copies of another article's text are left out."""

    id: str
    title: str
    text: str
    publisher: str
    """The publisher's name; articles of one publisher are one voice."""
    time: float
    """The time of publication, or else of the fetch, in seconds since 1970."""
    analysis: Analysis | None = None
    is_new: bool = False
    """Whether the article came since the reader last left the story."""
    is_column: bool = False
    """Whether the article is somebody's opinion and no news."""

    def cite(self, passage: Passage) -> Citation:
        """Cite a passage of it, whatever rank that has among its points."""
        return Citation(self.id, Passage(passage.span, passage.text))


class LineState(StrEnum):
    AGREED = "agreed"
    """Two publishers or more say it."""
    SINGLE = "single"
    DIFFER = "differ"
    """Publishers give different numbers for the same thing on one day."""
    CHANGED = "changed"
    """A later article gives another number for the same thing."""


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A sentence of a story's summary."""

    JSON: ClassVar = "voices state new=is_new versus numbers model=words?"

    citations: tuple[Citation, ...]
    """The sentence, then those of other articles that say the same, in the order of their time."""
    voices: int
    """The number of publishers that say it."""
    state: LineState
    is_new: bool
    """Whether every article that says it came since the reader last left the story, and earlier ones lack
    many of its words; for a changed number, whether the article with the later number came since.
    """
    versus: Citation | None = None
    """The sentence that gives another number; for a changed number, the earlier sentence."""
    numbers: tuple[str, str] | None = None
    """The number of this line and that of the other: "34 people", "20 people"."""
    words: ModelWords | None = None
    """The words of a language model that are shown in place of the passage."""


@dataclass(frozen=True, slots=True)
class StoryIssue:
    """An open issue, as the article that is surest of it names it."""

    issue: Issue
    evidence: tuple[Citation, ...]
    articles: int
    later: tuple[LaterPassage, ...] = ()
    """Passages of later articles, of this story or another, that come back to the issue."""
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
    """The language model's share in the summary."""
    notice: str | None = None
    """A sentence on why a language model has not written the summary."""
    is_told: bool = True
    """Whether the first line of the summary tells the event."""

    def citations(self) -> Iterator[Citation]:
        """Yield every passage of the articles that the briefing cites, except those that differ."""
        for line in self.summary:
            yield from line.citations
        for issue in self.issues:
            yield from issue.evidence
        for lines in self.lines.values():
            for each in lines:
                yield from (*each.citations, *each.below)
