"""Resolves dates without a year in the year of the account that an article tells."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from briefing.nlp.parsing.document import Sentence
from briefing.nlp.parsing.tense import PLANNED
from briefing.nlp.timeline.date_expressions import DateExpression, find_dates
from briefing.nlp.timeline.relative_days import Tense

MAX_DATES = 50
"""The most dates of a sentence that are examined; a sentence with more is a table."""
_RECENT = timedelta(days=92)
"""The age up to which a day without a year is of the last months, whatever year was told of its month."""


class AccountYears:
    """Resolves dates, with the years of the accounts that the article tells of."""

    def __init__(self, published: date | None) -> None:
        self._published = published
        self._told: dict[str, date] = {}
        """The last day of the past year that the article has named with a month."""
        self._paragraph: dict[str, date] = {}
        self._sentence: date | None = None

    def enter(self, sentence: Sentence, is_new_paragraph: bool) -> None:
        """Note the months of a sentence, whose dates are resolved next."""
        self._sentence = None
        if is_new_paragraph:
            self._paragraph = {}
        for expression in islice(find_dates(sentence.tokens.text, every=True), MAX_DATES):
            iso = expression.resolve(None, Tense.PAST) or ""
            if len(iso) > 4 and self._is_past(iso):
                self._told[iso[5:7]] = date(int(iso[:4]), 12, 31)

    def _is_past(self, iso: str) -> bool:
        return self._published is None or int(iso[:4]) < self._published.year

    def resolve(self, expression: DateExpression, tokens: Tokens, verb: Token, tense: Tense) -> str | None:
        is_planned = tense is Tense.PAST and verb.head.lemma_ in PLANNED
        is_open = any(t.lower_ == "would" or (t.tag_ == "TO" and is_planned) for t in verb.children)
        if expression.lacks_year and is_open:
            # "was ordered to appear on August 19", "feared that it would happen in May"
            tense = Tense.UNKNOWN
        lacks_year = expression.lacks_year
        iso = expression.resolve(self._sentence if self._sentence and lacks_year else self._published, tense)
        if iso is None:
            return None
        if lacks_year and not self._sentence:
            return self._in_account(expression, iso, tense)
        if iso[:4] in tokens.text and self._is_past(iso):
            last_day = date(int(iso[:4]), 12, 31)
            if len(iso) == 4:
                self._sentence = last_day  # "In 2019 … on February 6"
            self._paragraph[iso[5:7]] = last_day
        return iso

    def _in_account(self, expression: DateExpression, iso: str, tense: Tense) -> str:
        """Return the date in the year that was told with its month: "November 15, 2017 … on November 21"."""
        month, published = iso[5:7], self._published
        if published is None or published.month == int(month):
            return iso
        year = self._paragraph.get(month)
        if year is None and tense is Tense.PAST and iso[:10] < (published - _RECENT).isoformat()[: len(iso)]:
            year = self._told.get(month)
        return iso if year is None else expression.resolve(year, Tense.PAST) or iso
