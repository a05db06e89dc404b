"""The text of an answer: its lines, where they stand, and who gave it."""

from __future__ import annotations

from briefing.domain.annotation import ArticleHead
from briefing.domain.questions.answer import Answer, AnswerLine
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.model_messages import in_own_words, model_note
from briefing.presentation.rows import Row
from briefing.presentation.sentences import pluralize, quoted, shortened

PASSAGE_CELLS = 200
SOURCE_CELLS = 24
NEAREST = "nearest"
"""The key of the row that folds passages which do not surely answer."""


def answer_text(line: AnswerLine) -> str:
    """Return the passage, or the words of a language model with its mark."""
    return safe_line(line.citations[0].passage.text) if line.words is None else in_own_words(line.words)


def where(head: ArticleHead) -> str:
    """Return "NBC, 2026-08-28", or the title of an article without source and date."""
    facts = (safe_line(head.source or ""), (head.published or "")[:10])
    return ", ".join(filter(None, facts)) or safe_line(head.title)


def answer_about(answer: Answer) -> str:
    """Return "3 passages in 2 of 5 articles", or the model with what it did."""
    if answer.model is not None:
        return model_note(answer.model)
    noun = "passage" if all(line.shown for line in answer.lines) else "nearest passage"
    count = pluralize(len(answer.lines), noun)
    cited = {each.article for line in answer.lines for each in line.citations}
    return f"{count} in {len(cited)} of {pluralize(answer.articles, 'article')}"


def answer_rows(answer: Answer, *, unfolded: bool = False) -> list[Row]:
    """Return a row for each line; those that do not surely answer are below one that unfolds them."""
    rows = []
    if any(not line.shown for line in answer.lines):
        nearest = f"{'−' if unfolded else '+'}{pluralize(len(answer.lines), 'nearest passage')}"
        rows = [Row(NEAREST, f"{answer.notice} {nearest}", expandable=True)]
    for line in answer.lines if unfolded or not rows else ():
        first = line.citations[0]
        more = f" +{len(line.citations) - 1}" if len(line.citations) > 1 else ""
        source = shortened(where(answer.heads[first.article]), SOURCE_CELLS)
        key = f"{first.article}:{first.passage.span.start}:{first.passage.span.end}:{line.words or ''}"
        row = Row(key, answer_text(line), count=f"{source}{more}", citations=line.citations, item=line)
        rows.append(row)
    return rows


def passage_status(answer: Answer, line: AnswerLine, at: int) -> str:
    """Return where Enter goes, with the passage below a model's words: "1 of 2 · NBC, 2026-08-28 · Title"."""
    cited = line.citations[at]
    head = answer.heads[cited.article]
    number = f"{at + 1} of {len(line.citations)} · " if len(line.citations) > 1 else ""
    if line.words is not None:
        return f"{number}{where(head)}: {quoted(safe_line(cited.passage.text), PASSAGE_CELLS)}"
    title = safe_line(head.title)
    return f"{number}{' · '.join(dict.fromkeys((where(head), title)))}"
