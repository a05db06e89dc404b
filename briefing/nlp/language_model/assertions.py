"""Finds what a line asserts otherwise than its evidence: denials, plans, opposites, names in turned order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from briefing.domain.stories.quantities import Quantity, quantities
from briefing.domain.stories.terms import terms_of
from briefing.domain.text.number_words import NUMBER_WORDS
from briefing.nlp.engine.word_lists import load_sections, load_words, words_of
from briefing.nlp.language_model.claims import (
    NEGATED,
    NEGATIONS,
    claims_of,
    is_common_word,
    with_countries,
)

_SECTIONS = load_sections("assertions")
_REVERSAL = words_of(_SECTIONS["reversal"])
_REVERSAL_PHRASE = re.compile(rf"\b(?:{'|'.join(_SECTIONS['reversal phrases'])})\b", re.IGNORECASE)
_UNREAL = words_of(_SECTIONS["unreal"])
_CLAIMED = words_of(_SECTIONS["claimed"])
_CLAIMANTS = words_of(_SECTIONS["claimants"])
_OPEN = words_of(_SECTIONS["open"])
_CUES = load_words("issue_cues")
_OPEN_STEMS_OF = ("plan", "demand", "unknown", "allege", "dispute", "risk")
_OPPOSITES: dict[str, set[str]] = {}
for _pair in _SECTIONS["opposites"]:
    _one, _other = _pair.split()
    _OPPOSITES.setdefault(_one, set()).add(_other)
    _OPPOSITES.setdefault(_other, set()).add(_one)
_REPORTING_VERBS = load_words("reporting_verbs")
_SPEECH_VERBS = _REPORTING_VERBS["attribution verbs"]
_PAST_FORMS = dict(line.split() for line in _SECTIONS["past forms"])
MIN_REVERSED = 4
"""The most letters of a word that no prefix turns into its opposite."""
_REVERSING_PREFIXES = ("un", "in", "il", "im", "ir", "non", "dis")

_CLAUSE_END = re.compile(
    r"[;:()—–]|,(?!\d)|\s-\s|\b(?:but|while|although|though|whereas|because|after|before|since|when|as|so)\b",
    re.IGNORECASE,
)
_SEGMENT_END = re.compile(r";|,?\s(?:but|while|whereas|although|though)\b", re.IGNORECASE)
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"")
_CONDITION = re.compile(r"\b(?:if|unless|provided|once|until|as long as|on condition)\b", re.IGNORECASE)
_ALMOST = re.compile(r"\b(?:almost|nearly|narrowly|all but)\s+(?=[a-z])(?!(?:all|every|an?|half)\b)")
_ACRONYM = re.compile(r"\([A-Z]{2,}\)")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_ENDINGS = re.compile(r"(?:ations?|ions?|ments?|ings?|ers?|ors?|ed|es|ly|als?|s|e|y)$")
_INFLECTIONS = [
    (ending, rest)
    for ending in ("ied", "ies", "ing", "est", "ed", "es", "er", "d", "s")
    for rest in ("", "e", "y")
]
STEM = 6
"""The most letters of a stem."""
_FUTURE = re.compile(
    r"\b(?:will|shall|(?:is|are)\s+(?:due\s+|set\s+|scheduled\s+|expected\s+|planning\s+|going\s+|about\s+)?to"
    r"|plans?\s+to)\s+(?:be\s+|not\s+|also\s+|officially\s+)*(\w+)",
    re.IGNORECASE,
)
_CONSEQUENCE = re.compile(r"\b(?:would|will)\s+(?:not\s+|be\s+|\w+ly\s+|[A-Z]\w+\s+)*(\w+)")
_POSSIBLE = re.compile(r"\b(?:may|might|could)\s+(?:not\s+|be\s+|also\s+|\w+ly\s+)*(\w+)", re.IGNORECASE)
_MODAL = re.compile(
    r"\b(?:will|shall|would|may|might|could|should|must|to)\s+(?:not\s+|be\s+|have\s+|also\s+|\w+ly\s+)*(\w+)",
    re.IGNORECASE,
)
_FOLLOWING = 5
"""The number of words after a number that tell what it is about."""


def stem(word: str) -> str:
    """Cut a word to letters that its forms share: decide, decision; constitution, constitutional."""
    word = _PAST_FORMS.get(word, word)
    for _ in range(2):  # the endings of "commented" are two
        bare = _ENDINGS.sub("", word) if len(word) > 4 else word
        word = bare if len(bare) >= 3 else word
    return word[:STEM]


_MONTHS = "january february march april may june july august september october november december"
_COUNTING_STEMS = frozenset(map(stem, (*NUMBER_WORDS, *_MONTHS.split())))
_OPEN_STEMS = frozenset(stem(word) for name in _OPEN_STEMS_OF for word in _CUES[name])
_NOT_YET = frozenset(
    "yet not no until never without remain remains nor next ongoing task tasked deadline".split()
)


def stems_of(text: str) -> list[str]:
    return [stem(term) for term in terms_of(with_countries(text).replace("-", " "))]


@dataclass(frozen=True)
class ClauseWords:
    """A clause of a sentence, with what its words say of its truth."""

    text: str

    @cached_property
    def words(self) -> list[str]:
        return [word.casefold().replace("’", "'") for word in _WORD.findall(self.text)]

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(stems_of(self.text))

    @property
    def is_negated(self) -> bool:
        return not NEGATIONS.isdisjoint(self.words) or NEGATED.search(self.text) is not None

    @property
    def reversals(self) -> frozenset[str]:
        phrases = _REVERSAL_PHRASE.findall(self.text.casefold())
        return frozenset(map(stem, _REVERSAL.intersection(self.words))).union(phrases)

    @property
    def is_denied(self) -> bool:
        return self.is_negated or bool(self.reversals)

    @property
    def is_unreal(self) -> bool:
        words = _WORD.findall(self.text)  # "May" with its capital is a month
        return not _UNREAL.isdisjoint(words) or _ALMOST.search(self.text) is not None

    @property
    def is_claimed(self) -> bool:
        if _CLAIMED.isdisjoint(self.words):
            return not _CLAIMANTS.isdisjoint(self.words) and _ATTRIBUTED.search(self.text) is not None
        return True

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset(each for each in claims_of(self.text).numbers if each[0].isdigit())

    @cached_property
    def uncounted(self) -> frozenset[str]:
        """The stems without numbers and months."""
        return frozenset(each for each in self.stems - _COUNTING_STEMS if not each.isdigit())


def clauses_of(sentence: str) -> list[ClauseWords]:
    """Divide a sentence at marks and conjunctions; a last clause with “which” belongs to the one before."""
    parts = [part.strip() for part in _CLAUSE_END.split(_ACRONYM.sub("", sentence)) if part.strip()]
    if len(parts) > 1 and re.match(r"which\b", parts[-1], re.IGNORECASE):
        parts[-2:] = [f"{parts[-2]} {parts[-1]}"]
    return [ClauseWords(part) for part in parts]


def is_open(sentence: str) -> bool:
    """Whether a sentence has a word that leaves a matter open, such as one of plans, demands or doubts."""
    words = {word.casefold() for word in _WORD.findall(sentence)}
    return (
        "?" in sentence
        or not _OPEN_STEMS.isdisjoint(map(stem, words))
        or not words.isdisjoint(_OPEN | _NOT_YET)
    )


def contradicts(line: str, sentences: Sequence[str]) -> bool:
    """Whether a sentence of a model says something else than the sentences of its evidence, as words tell."""
    evidence = [clause for sentence in sentences for clause in clauses_of(sentence)]
    clauses = clauses_of(line)
    return (
        _denies_wrongly(ClauseWords(line), evidence)
        or any(
            _affirms_wrongly(each, ClauseWords(line), evidence) or _is_opposite(each, evidence)
            for each in clauses
        )
        or (_is_certain(line) and any(_is_unreal(each, evidence) for each in clauses))
        or _lacks_condition(line, sentences)
        or _lacks_claimant(line, clauses, evidence, sentences)
        or _has_other_time(line, sentences)
        or _has_number_of_another_clause(line, clauses, evidence)
        or _has_other_comparison(line, sentences)
        or has_other_quantity(line, sentences)
        or _has_other_order(line, sentences)
        or _has_other_speaker(line, sentences)
    )


def _denies_wrongly(line: ClauseWords, evidence: Sequence[ClauseWords]) -> bool:
    """Whether a line denies something, and nothing that it shares with its evidence is denied there."""
    return line.is_denied and not any(each.is_denied and line.stems & each.stems for each in evidence)


def _affirms_wrongly(clause: ClauseWords, line: ClauseWords, evidence: Sequence[ClauseWords]) -> bool:
    """Whether most of a clause is denied wherever its evidence has it, and not by its line.

    A line that says “failed” denies nothing of what its evidence says did not fail.
    """
    denied = [all(_is_denied_beside(each, line) for each in places) for places in _places(clause, evidence)]
    return sum(denied) > max(1, len(denied) / 2)


def _is_denied_beside(there: ClauseWords, line: ClauseWords) -> bool:
    if not line.is_denied:
        return there.is_denied
    return there.is_negated and not line.is_negated and line.reversals <= there.reversals


def _is_certain(line: str) -> bool:
    return _OPEN.isdisjoint(ClauseWords(line).words) and _ALMOST.search(line) is None


def _is_unreal(clause: ClauseWords, evidence: Sequence[ClauseWords]) -> bool:
    """Whether most of a clause only may be, or would be, wherever its evidence has it."""
    unreal = [all(each.is_unreal for each in places) for places in _places(clause, evidence)]
    return sum(unreal) > max(1, len(unreal) / 2)


def _lacks_condition(line: str, sentences: Sequence[str]) -> bool:
    """Whether a line tells without a condition what would happen only on one."""
    if _CONDITION.search(line) or not _UNREAL.isdisjoint(_WORD.findall(line)):
        return False
    stems = frozenset(stems_of(line))
    best = max(sentences, key=lambda each: len(stems.intersection(stems_of(each))))
    verbs = _CONSEQUENCE.findall(best) if _CONDITION.search(best) else ()
    return any(stem(word.casefold()) in stems for word in verbs)


def _lacks_claimant(
    line: str, clauses: Sequence[ClauseWords], evidence: Sequence[ClauseWords], sentences: Sequence[str]
) -> bool:
    """Whether a line tells as a fact what its evidence has as a claim, or in quotation marks."""
    words = ClauseWords(line)
    if _ATTRIBUTED.search(line) or words.is_claimed or words.reversals or not _OPEN.isdisjoint(words.words):
        return False
    quoted = {each for one in sentences for mark in _QUOTED.findall(one) for each in stems_of(mark)}
    plain = {each for one in sentences for each in stems_of(_QUOTED.sub(" ", one))}
    if 2 * len(words.stems & (quoted - plain)) > len(words.stems & (quoted | plain)):
        return True
    for clause in clauses:
        claimed = [all(each.is_claimed for each in places) for places in _places(clause, evidence)]
        if sum(claimed) > max(1, len(claimed) / 2):
            return True
    return False


def _has_number_of_another_clause(
    line: str, clauses: Sequence[ClauseWords], evidence: Sequence[ClauseWords]
) -> bool:
    """Whether a clause with a number is more like those of its evidence that have another number alone."""
    said = ClauseWords(line).numbers
    evidence = [ClauseWords(part) for each in evidence for part in each.text.split(" and ")]
    for clause in clauses:
        for number in clause.numbers:
            same = [each for each in evidence if number in each.numbers]
            others = [each for each in evidence if each.numbers - said and number not in each.numbers]
            near, far = (
                max((len(clause.uncounted & each.uncounted) for each in group), default=0)
                for group in (same, others)
            )
            if same and far > near:
                return True
    return False


def _has_other_comparison(line: str, sentences: Sequence[str]) -> bool:
    """Whether a line compares two things in turned order."""
    said = _compared(line)
    return said is not None and any(
        there is not None and said[0] & there[1] and said[1] & there[0] for there in map(_compared, sentences)
    )


def _compared(sentence: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """Return the stems on either side of “than” that the other side lacks; None without the word."""
    before, than, after = sentence.partition(" than ")
    one, other = frozenset(stems_of(before)), frozenset(stems_of(after))
    return (one - other, other - one) if than else None


def _places(clause: ClauseWords, evidence: Sequence[ClauseWords]) -> Iterator[list[ClauseWords]]:
    """Yield the clauses of the evidence that have a word, for each word of a clause that some have."""
    for word in clause.stems:
        if places := [each for each in evidence if word in each.stems]:
            yield places


def _is_opposite(clause: ClauseWords, evidence: Sequence[ClauseWords]) -> bool:
    """Whether a clause has a word of which a clause like it in the evidence has the opposite."""
    there = frozenset(word for each in evidence for word in each.stems)
    matched = clause.stems & there
    like = [
        each
        for each in evidence
        if 2 * len(matched & each.stems) >= len(matched) and each.is_negated == clause.is_negated
    ]
    words = {word for each in like for word in each.words}
    stems = {word for each in like for word in each.stems}
    bases = set(map(_base, words))
    for word in clause.words:
        if word in words:
            continue
        opposites = _OPPOSITES.get(_base(word), set())
        if stem(word) not in there and (opposites & bases or any(stem(each) in stems for each in opposites)):
            return True
        bare = [word.removeprefix(prefix) for prefix in _REVERSING_PREFIXES if word.startswith(prefix)]
        reversed_ = [*(f"{prefix}{word}" for prefix in _REVERSING_PREFIXES), *bare]
        if any(len(each) > MIN_REVERSED and each in words for each in reversed_):
            return True
    return False


def _base(word: str) -> str:
    """Return the word of the list of opposites of which a word is a form, or the word."""
    if word in _OPPOSITES:
        return word
    for ending, rest in _INFLECTIONS:
        if word.endswith(ending) and (base := word.removesuffix(ending) + rest) in _OPPOSITES:
            return base
        if word.endswith(ending) and base[-1:] == base[-2:-1] and base[:-1] in _OPPOSITES:
            return base[:-1]  # trimmed
    return word


def _has_other_time(line: str, sentences: Sequence[str]) -> bool:
    """Whether a line tells as to come what has happened, or as happened what is to come."""
    evidence = " ".join(sentences)
    past_there = {stem(word) for word in _past_forms(evidence)}
    modal_there = {stem(word.casefold()) for word in _MODAL.findall(evidence)}
    coming = {stem(word.casefold()) for word in _FUTURE.findall(line)}
    possible = {stem(word.casefold()) for word in _POSSIBLE.findall(evidence)}
    certain = {stem(word.casefold()) for word in _FUTURE.findall(evidence)}
    if coming & ((past_there - modal_there) | (possible - certain)):
        return True
    if not _OPEN.isdisjoint(word.casefold() for word in _WORD.findall(line)):
        return False
    return any(word in modal_there and word not in past_there for word in map(stem, _past_forms(line)))


def _past_forms(text: str) -> Iterator[str]:
    for match in re.finditer(r"\b(?:(is|are|be|to|will)\s+)?(\w+)\b", text):
        word = match[2].casefold()
        if match[1] is None and (word.endswith("ed") or word in _PAST_FORMS):
            yield word


def has_other_quantity(line: str, sentences: Sequence[str]) -> bool:
    """Whether a number of a line counts something else in its evidence, which has another number for it."""
    there = [(each, sentence) for sentence in sentences for each in quantities(sentence)]
    for said in quantities(line):
        same = [each for each in there if each[0].value == said.value]
        others = [each for each in there if each[0].value != said.value and each[0].unit == said.unit]
        if same and others and not any(each.unit == said.unit for each, _ in same):
            return True
        after = _following(said, line)
        near, far = (
            max((len(after & _following(*each)) for each in group), default=0) for group in (same, others)
        )
        if same and far > near:
            return True
    return False


def _following(quantity: Quantity, sentence: str) -> set[str]:
    words = sentence[quantity.span.end :].split()[:_FOLLOWING]
    return set(stems_of(" ".join(words)))


# Who


_RUN = re.compile(r"[A-Z][\w’'-]*(?:\s+(?:[A-Z][\w’'-]*))*")
_PLACED = re.compile(
    r"\b(?:in|at|on|near|during|after|before|since|from|under|within|across|to|of)\s+(?:the\s+)?$", re.I
)
_JOINED = re.compile(r"\s*(?:,|and|or|&|,\s*and|-|–)\s*(?:the\s+)?", re.IGNORECASE)
_PASSIVE = re.compile(r"\bby\b", re.IGNORECASE)
_SURELY_PASSIVE = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being|get|gets|got)\s+(?:\w+\s+){1,3}by\s", re.IGNORECASE
)


def _saying(verbs: Iterable[str]) -> str:
    """Return a pattern of the forms of verbs, and of “according to”."""
    forms = {form for verb in verbs for form in (verb, f"{verb}s", f"{verb}d", f"{verb}ed")}
    words = sorted({*forms, "said", "told", "wrote", "thought"}, key=len, reverse=True)
    return rf"\b(?:{'|'.join(words)}|[Aa]ccording\s+to)\b"


_SPEECH = re.compile(_saying(_SPEECH_VERBS))
_ATTRIBUTED = re.compile(rf"{_saying(_REPORTING_VERBS['speech verbs'])}|[“”\":]")


@dataclass(frozen=True, slots=True)
class _Name:
    words: frozenset[str]
    last: str
    start: int
    end: int


def _names(sentence: str) -> list[_Name]:
    found = []
    for match in _RUN.finditer(sentence):
        words = [word.casefold().removesuffix("'s").removesuffix("’s") for word in match.group().split()]
        if match.start() == 0 and len(words) == 1 and is_common_word(words[0]):
            continue
        found.append(_Name(frozenset(words), words[-1], *match.span()))
    return found


def _has_other_order(line: str, sentences: Sequence[str]) -> bool:
    """Whether two names that act stand in the other order in the evidence."""
    plain = with_countries(line, seats=True)
    names = [each for each in _names(plain) if _acts(each, plain)]
    for sentence in (with_countries(each, seats=True) for each in sentences):
        there = [each for each in _names(sentence) if _acts(each, sentence)]
        for place, one in enumerate(names):
            for other in names[place + 1 :]:
                between = plain[one.end : other.start]
                if _JOINED.fullmatch(between) or one.words & other.words:
                    continue
                ones = [each for each in there if each.words & one.words]
                others = [each for each in there if each.words & other.words]
                if not ones or not others:
                    continue
                if ones[-1].end <= others[0].start:
                    is_turned = _SURELY_PASSIVE.search(f"{sentence[ones[-1].end : others[0].start]} ")
                    if (is_turned is None) != (_SURELY_PASSIVE.search(f"{between} ") is None):
                        return True
                if others[-1].end > ones[0].start:
                    continue
                voice = _PASSIVE.search(sentence[others[0].end : ones[-1].start]) is not None
                joined = _JOINED.fullmatch(sentence[others[-1].end : ones[0].start]) is not None
                if voice == (_PASSIVE.search(between) is not None) and not joined:
                    return True
    return False


def _acts(name: _Name, sentence: str) -> bool:
    """Whether a name is no place, time or owner, and nobody whose words are told."""
    before, after = sentence[: name.start], sentence[name.end :]
    return not (
        _PLACED.search(before)
        or sentence[name.start : name.end].endswith(("'s", "’s"))
        or re.search(rf"(?:{_SPEECH.pattern})\W*$", before[-30:])
        or re.match(rf"\W*(?:\w+ly\W+)?(?:{_SPEECH.pattern})", after[:30])
    )


def _has_other_speaker(line: str, sentences: Sequence[str]) -> bool:
    """Whether a line lays words into a mouth that its evidence does not name where they stand."""
    plain = with_countries(line, seats=True)
    segments = [each for sentence in sentences for each in _SEGMENT_END.split(sentence)]
    if (verb := _SAYS.search(plain)) is None:
        return False
    who, said = (set(stems_of(part)) for part in (plain[: verb.start()], plain[verb.end() :]))
    best = max(segments, key=lambda each: len(said & set(stems_of(each))))
    elsewhere = (set(stems_of(each)) for each in segments if each != best and _SAYS.search(each))
    is_another = not _MARKS.search(plain, 0, verb.start()) and who.isdisjoint(stems_of(best))
    if is_another and any(who <= each for each in elsewhere):
        return True
    speaker = next((each for each in _names(plain) if each.end == verb.start()), None)
    if speaker is None:
        return False
    there = _names(with_countries(best, seats=True))
    if any(speaker.last in each.words for each in there) or not there:
        return False
    return _ATTRIBUTED.search(best) is not None and not _PRONOUN_SAYS.search(best)


_MARKS = re.compile(r"[,;:”\"]")
_SAYS = re.compile(rf"\s+(?:(?:has|have|had|also|\w+ly)\s+)*{_saying(_REPORTING_VERBS['speech verbs'])}")
_PRONOUN_SAYS = re.compile(rf"\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ww]e|I|who)\s+(?:\w+\s+)?{_SPEECH.pattern}")
