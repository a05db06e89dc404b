"""Finds the clauses that report somebody's words, and chooses what each actor says that can be read alone."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from spacy.tokens import Token

from briefing.domain import Actor, ActorKind, Passage, Quote, Span
from briefing.nlp.actors.naming.names import PERSONAL_PRONOUNS, can_mean
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.clauses import FINITE_TAGS
from briefing.nlp.parsing.document import Document, Sentence
from briefing.nlp.parsing.reporting_verbs import SPEECH_VERBS, is_called_untrue, is_not_said
from briefing.nlp.parsing.word_stems import word_stems
from briefing.nlp.quotes.quote_choice import Topic, best

_ASKING = frozenset("whether if how why what who where when which".split())
"""Words that open a question, or what is only named and not told."""
_WORDS = load_words("spoken")
_OPENINGS, _STANCES = _WORDS["openings"], _WORDS["stances"]
_LINKS = frozenset("and but so or not".split())
"""Words before that which a statement opens with."""
_JOINING = frozenset(("because", "however"))
"""Words that open what only goes on from something said before."""
_OWN_PRONOUNS = {
    ActorKind.PERSON: frozenset("he she his her".split()),
    ActorKind.ORGANIZATION: frozenset("it its they their".split()),
    ActorKind.COUNTRY: frozenset("it its".split()),
    ActorKind.GROUP: frozenset("they their".split()),
}
"""Pronouns by which reported speech means its speaker."""
_IMPERSONAL = re.compile(
    r"it(?:['’]s| is| was) (?:(?:un)?(?:likely|clear)\b|(?!going|used|set|due|able|about)\w+ (?:that|to)\b)",
    re.I,
)
"""“It” that means nothing before it: “it is likely”, “it is shameful that”."""
_MIN_WORDS = 4
_MAX_STATEMENTS = 3
"""The most statements of an actor that are told: a speech has too many for a list of people."""
_MAX_POSITION = 140
"""The most code points of a position: what one line of a screen holds beside a name."""
_MAX_SHARED = 3
"""The most words shared with the headline that count: more only repeat it."""
_STANCE = 1.5
"""The worth of a stance, in words shared with the headline."""
_MIN_POSITION = 1.2
"""The worth from which a statement is a position: a stance, or much of the headline."""
_SENTENCES = 2
"""The sentences into which the parser may cut a quotation that are searched for a verb."""
_MIN_CLAUSE = 3
_SUBJECTS = frozenset("nsubj nsubjpass expl csubj".split())
_MARKS = frozenset('“”"')
_ANY_MARKS = frozenset("“\"‘'")
_OPENING, _CLOSING = re.compile(r"(?<!\w)['‘](?=\w)"), re.compile(r"['’](?!\w)")
"""Single marks around words; the second is an apostrophe too."""
_SAID_ON = frozenset(f"{day}day" for day in "mon tues wednes thurs fri satur sun".split()) | {
    "last",
    "earlier",
}
"""Words of a time behind a verb of speech, at which something was said."""
_FIRST_PERSON = re.compile(r"\b(?:I|my|me)\b")
_WORD = re.compile(r"[\w'’]+")


def with_statements(
    actors: Iterable[Actor], quotes: Iterable[Quote], reports: Iterable[Quote]
) -> tuple[Actor, ...]:
    """Give each actor its quotes and what is reported of it; a quoted part of a report is in the report.

    Whoever says "I" is a person, whatever a surname alone was taken for.
    """
    quotes = tuple(quotes)
    persons = {each.speaker for each in quotes if _FIRST_PERSON.search(each.passage.text)}
    said: dict[str | None, dict[Span, Passage]] = defaultdict(dict)
    for each in sorted(
        (*quotes, *reports), key=lambda each: (each.passage.span.start, -each.passage.span.end)
    ):
        if not any(span.overlap(each.passage.span) for span in said[each.speaker]):
            said[each.speaker][each.passage.span] = each.passage
    return tuple(
        replace(
            actor,
            statements=tuple(said[actor.name].values()),
            kind=ActorKind.PERSON if actor.name in persons and _is_surname(actor) else actor.kind,
        )
        for actor in actors
    )


def _is_surname(actor: Actor) -> bool:
    """Whether an organization has a name that may be a person's: one word, and no acronym."""
    return actor.kind is ActorKind.ORGANIZATION and actor.name.isalpha() and actor.name.istitle()


def told_statements(actors: Sequence[Actor], document: Document) -> tuple[Actor, ...]:
    """Leave each actor the few statements that can be read beside its name, and tell something."""
    topic = Topic.of(document, actors)
    told = (replace(actor, statements=_told(actor, topic, document)) for actor in actors)
    return tuple(replace(actor, position=_position(actor, topic)) for actor in told)


def _told(actor: Actor, topic: Topic, document: Document) -> tuple[Passage, ...]:
    texts = [passage.text.rstrip(" .,") for passage in actor.statements]
    once = {text: passage for text, passage in zip(reversed(texts), reversed(actor.statements), strict=True)}
    worth = dict[Quote, float]()
    for text, passage in once.items():
        if any(text in other for other in once if other != text):
            continue  # said again at greater length
        before = document.article.text[: passage.span.start][-1:]
        is_reported = before not in _ANY_MARKS
        own = {each for each in _OWN_PRONOUNS[actor.kind] if is_reported and _can_mean(each, actor)}
        if _stands_alone(passage.text, own, is_reported) and _has_verb(passage.span, document):
            quote = Quote(actor.name, passage)
            worth[quote] = topic.worth(quote, is_reported=is_reported)
    return tuple(sorted(each.passage for each in best(worth, _MAX_STATEMENTS)))


def _position(actor: Actor, topic: Topic) -> Passage | None:
    """Return the statement that is nearest to the headline and takes a stance, if one does."""
    own = word_stems(" ".join((actor.name, *actor.aliases)))
    worth = dict[Passage, float]()
    for passage in actor.statements:
        stems, length = word_stems(passage.text) - own, len(passage.text)
        shared = len(stems & topic.headline) + len(stems & topic.lead - topic.headline) / 2
        if shared and length <= _MAX_POSITION:
            takes = any(word in _STANCES or word.endswith("n't") for word in plain_words(passage.text))
            worth[passage] = min(shared, _MAX_SHARED) + _STANCE * takes - length / (2 * _MAX_POSITION)
    return max((each for each in worth if worth[each] >= _MIN_POSITION), key=lambda e: worth[e], default=None)


def _can_mean(pronoun: str, actor: Actor) -> bool:
    return pronoun not in PERSONAL_PRONOUNS or can_mean(pronoun, actor.name, {})


def _stands_alone(text: str, own: Set[str], is_reported: bool) -> bool:
    """Whether a statement can be read beside the speaker's name, whom the pronouns `own` mean.

    It opens with nothing that is named before it, and is not the end of a sentence.
    """
    words = plain_words(text)
    is_unclosed = (
        text.count("“") != text.count("”")
        or text.count('"') % 2 == 1
        or len(_OPENING.findall(text)) > len(_CLOSING.findall(text))
    )
    if len(words) < _MIN_WORDS or "?" in text[-2:] or is_unclosed or (not is_reported and text[:1].islower()):
        return False
    if words[0] in _JOINING:
        return False
    first = words[words[0] in _LINKS].partition("'")[0]
    return first not in _OPENINGS or first in own or _IMPERSONAL.match(text) is not None


def plain_words(text: str) -> list[str]:
    return [word.casefold().replace("’", "'") for word in _WORD.findall(text)]


def _has_verb(span: Span, document: Document) -> bool:
    """Whether a statement has a finite verb: “a wrong vote on the hospital” is none."""
    sentences = document.sentences
    number = max(0, bisect_right(sentences, span.start, key=lambda sentence: sentence.span.start) - 1)
    return any(
        token.tag_ in FINITE_TAGS and sentence.span_of(token).overlap(span)
        for sentence in sentences[number : number + _SENTENCES]
        for token in sentence.tokens
    )


def reported_clause(verb: Token, sentence: Sentence) -> Passage | None:
    """Return what a verb of speech, or "according to", reports as said; None if it reports no statement."""
    is_source = verb.lower_ == "to"  # "according to"
    content = _governor(verb) if is_source else _complement(verb)
    if content is None or not (is_source or _is_said(verb)):
        return None
    inside = {token.i for token in content.subtree}
    if is_source:
        inside -= {token.i for token in verb.head.subtree} | {token.i for token in verb.subtree}
    for child in content.children:
        if child.dep_ == "conj" and not _has_subject(child) and _is_other_predicate(child, content):
            inside = {i for i in inside if i < child.left_edge.i}  # "said it will end, and told them to go"
        if child.dep_ == "advcl" and child.tag_ == "VBG" and _is_after_comma(child, content):
            inside = {i for i in inside if i < child.left_edge.i}  # "said it will end, adding another twist"
    start = end = content.i
    while start - 1 in inside:
        start -= 1
    while end + 1 in inside:
        end += 1
    doc = verb.doc
    end += 1
    for child in content.lefts:
        if start == verb.i + 1 == child.left_edge.i and any(t.lower_ in _SAID_ON for t in child.subtree):
            start = child.right_edge.i + 1  # "said on Friday it will end"
    while start < end and (
        doc[start].is_punct
        or doc[start].is_space
        or (doc[start].lower_ == "that" and doc[start].dep_ == "mark")
    ):
        start += 1
    while end > start and (doc[end - 1].is_punct or doc[end - 1].is_space or doc[end - 1].dep_ == "cc"):
        end -= 1
    if end - start < _MIN_CLAUSE:
        return None
    opened = sum(doc[i].text in _MARKS for i in range(start, end)) % 2
    while opened and end < len(doc) and doc[end].is_punct:
        end += 1
        opened = doc[end - 1].text not in _MARKS
    return sentence.passage_of(doc[start:end])


def _is_after_comma(clause: Token, verb: Token) -> bool:
    """Whether a participle goes on after a comma, and so may be the comment of the author."""
    first = clause.left_edge
    return first == clause and clause.i > verb.i and clause.doc[clause.i - 1].text == ","


def _is_said(verb: Token) -> bool:
    """Whether somebody says something now or did, which is not called untrue: no "will tell"."""
    if is_not_said(verb) or is_called_untrue(verb):
        return False
    return verb.lemma_ in SPEECH_VERBS and verb.tag_ != "VB"


def _complement(verb: Token) -> Token | None:
    """Return the verb of what is said, not of what is asked or demanded: "vowed to mend it"."""
    contents = [child for child in (*verb.rights, *verb.lefts) if child.dep_ in ("ccomp", "xcomp")]
    is_joined = any(token.tag_ in ("WP", "WDT", "WRB") for token in verb.lefts)
    if verb.dep_ == "relcl" and not is_joined and not any(t.tag_ == "IN" for t in verb.lefts):
        return None  # "the call that Sen says she made": what it is said of stands outside
    if not contents or any(child.lower_ in _ASKING or child.tag_ == "TO" for child in contents[0].lefts):
        return None
    return contents[0] if _has_subject(contents[0]) and _finite_tag(contents[0]) is not None else None


def _has_subject(verb: Token) -> bool:
    """Whether a verb, or its auxiliary, has a subject of its own."""
    parts = (verb, *(child for child in verb.lefts if child.pos_ == "AUX"))
    return any(child.dep_ in _SUBJECTS for part in parts for child in part.children)


def _is_other_predicate(verb: Token, first: Token) -> bool:
    """Whether a coordinate verb belongs rather to who speaks: a verb of speech, or one of another tense."""
    return verb.lemma_ in SPEECH_VERBS or _finite_tag(verb) not in (None, _finite_tag(first))


def _finite_tag(verb: Token) -> str | None:
    """Return the tag of the finite word of a predicate; all forms of the present have one."""
    tags = (each.tag_ for each in (*verb.lefts, verb) if each.tag_ in FINITE_TAGS)
    return {"VBP": "VBZ"}.get(tag, tag) if (tag := next(tags, None)) is not None else None


def _governor(token: Token) -> Token | None:
    """Return the verb that "according to" modifies: its clause is the statement."""
    return next((each for each in token.ancestors if each.pos_ in ("VERB", "AUX")), None)
