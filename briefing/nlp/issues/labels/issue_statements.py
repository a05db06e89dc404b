"""Words what a clause leaves open as a statement that can be read alone: who is to do what, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from spacy.tokens import Span, Token

from briefing.domain import Actor, ActorKind
from briefing.nlp.actors.naming.names import HONORIFICS
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.issues.labels.references import References, is_bare_definite
from briefing.nlp.issues.labels.statement_words import (
    TIME,
    WH_TAGS,
    fitted,
    is_condition,
    render,
    tells_when,
    without_asides,
)
from briefing.nlp.parsing.clauses import FINITE_TAGS, SUBJECTS, Clause, subject_of
from briefing.nlp.parsing.document import Sentence
from briefing.nlp.parsing.reporting_verbs import ATTRIBUTION_VERBS, SPEECH_VERBS

StatementForm = Literal["ahead", "question", "clause"]

MAX_LENGTH = 160
"""The most code points of a label."""
MAX_WORDS = 26
_MAX_CLAIM = 29
"""The most words of a statement, and of one with its claimant before it."""
_MAX_TOKENS = 150
"""The most tokens of a clause that is worded."""
_MAX_SUBJECT = 16
"""The most tokens of a subject."""
_WORDS = load_words("statements")
_PRONOUNS = _WORDS["pronouns"]
_OWN = _WORDS["own"]
"""Possessives, which may refer to the subject of the same statement."""
_BAD_START = _WORDS["bad start"]
_BAD_END = _WORDS["bad end"]
_DUE = _WORDS["due"]
"""Participles and adjectives between "is" and an infinitive that say no more than "will"."""
_NEWS = frozenset(("after", "as", "amid", "before"))
_WILL = frozenset(("will", "shall", "’ll", "'ll"))


@dataclass(frozen=True, slots=True)
class IssueLabel:
    """A label for an issue."""

    text: str
    form: StatementForm
    verb: Token
    sentence: Sentence
    sources: tuple[Token, ...]
    """The words of the article that the label consists of, besides names put in place of pronouns."""
    subject: str
    """The subject: "actor", "noun", "bare" (a noun that refers back), "expletive", "pronoun" or "none"."""
    leftover: int
    """The number of pronouns and the like that the label cannot explain."""
    claimant: str = ""
    """The name of who says it, if the label begins with it."""
    is_reported: bool = False
    """Whether somebody says so, whom the label does not name."""


def statements(clause: Clause, references: References) -> list[IssueLabel]:
    """Return the statements that the clause can be worded as, each text once; may be empty."""
    found: dict[str, IssueLabel] = {}
    for verb in _verbs(clause):
        for statement in _of_verb(verb, clause.sentence, references):
            if is_well_formed(statement.text, statement.subject == "expletive"):
                found.setdefault(statement.text.casefold(), statement)
    return list(found.values())


def item_label(item: Span) -> str:
    """Return the label of an item of an enumeration: the item itself, without its article."""
    start = item.start + (item[0].pos_ == "DET" and len(item) > 1)
    return format_label(item.doc[start : item.end].text)


def _verbs(clause: Clause) -> Iterator[Token]:
    """Yield the clause's verb, those that govern it, and those that it governs."""
    yield clause.head
    above = clause.head
    for _ in range(3):
        if above.dep_ not in (
            "ccomp",
            "xcomp",
            "acl",
            "advcl",
            "conj",
            "pcomp",
            "relcl",
            "attr",
            "acomp",
            "oprd",
        ):
            break
        above = above.head
        while above.pos_ not in ("VERB", "AUX") and above.dep_ != "ROOT":
            above = above.head
        if above.pos_ in ("VERB", "AUX"):
            yield above
    inside = [
        t
        for t in clause.passage_tokens
        if t.pos_ in ("VERB", "AUX")
        and t.dep_ in ("ccomp", "xcomp", "conj", "relcl", "acl", "advcl", "pcomp", "csubj")
    ]
    yield from inside[:6]


def _of_verb(verb: Token, sentence: Sentence, references: References) -> Iterator[IssueLabel]:
    if verb.i < sentence.tokens.start or verb.i >= sentence.tokens.end or _is_endless(verb):
        return
    is_finite = verb.tag_ in FINITE_TAGS or any(
        child.dep_ in ("aux", "auxpass") and child.tag_ in FINITE_TAGS for child in verb.children
    )
    question = _question_word(verb)
    statement: IssueLabel | None = None
    if question is not None:
        statement = _question(verb, question, sentence, references)
    elif is_finite and not _has_gap(verb) and not _is_conditional(verb):
        statement = _clause(verb, sentence, references)
    if statement is not None:
        yield from _with_claimant(statement, references)


def _is_conditional(verb: Token) -> bool:
    """Whether a clause tells what is so only perhaps: a statement of it would tell it as a fact."""
    return any(c.dep_ == "mark" and c.lower_ in ("if", "unless", "whether", "lest") for c in verb.lefts)


def _has_gap(verb: Token) -> bool:
    """Whether the clause lacks what a noun before it stands for, as in "what the agency is examining"."""
    said = ("ccomp", "xcomp") if verb.lemma_ == "tell" else ("ccomp", "dobj", "xcomp")
    lemma = verb.lemma_.lower()
    if lemma in ATTRIBUTION_VERBS and lemma != "continue" and not any(c.dep_ in said for c in verb.rights):
        return True
    subject = subject_of(verb)
    if any(t.tag_ in WH_TAGS and t != subject for t in _before(verb)):
        return True
    return (
        verb.dep_ == "relcl"
        and subject is not None
        and subject.tag_ not in WH_TAGS
        and subject.lower_ != "that"
    )


def _before(verb: Token) -> Iterator[Token]:
    """Yield the words before the verb that open its clause, down to those of a noun phrase."""
    for child in verb.lefts:
        if child.pos_ not in ("VERB", "AUX"):
            near = (
                child,
                *child.children,
                *(t for c in child.children if c.dep_ != "relcl" for t in c.children),
            )
            yield from sorted(near, key=lambda token: token.i)


def _question_word(verb: Token) -> Token | None:
    """Return the word that opens an indirect question, such as "whether", if the verb heads one."""
    for child in verb.lefts:
        if child.lower_ == "whether" or (child.lower_ == "if" and child.dep_ == "mark"):
            above = (verb.head, *(c for c in verb.head.rights if c.dep_ == "acomp"))  # "it is unclear if"
            is_asked = child.lower_ == "whether" or any(t.lemma_.lower() in _WORDS["unclear"] for t in above)
            return child if is_asked and verb.dep_ != "relcl" else None
    if verb.dep_ not in ("ccomp", "pcomp", "csubj", "attr"):
        return None
    return next((t for t in _before(verb) if t.tag_ in WH_TAGS and t.lower_ != "that"), None)


def _clause(verb: Token, sentence: Sentence, references: References) -> IssueLabel | None:
    """Word a clause as it stands: its subject named, without asides and, if it is long, its last phrases."""
    subject = subject_of(verb)
    if subject is None or subject.lower_ == "whom" or _says_when(verb):
        return None
    if any(c.dep_ == "aux" and c.i < subject.i for c in verb.lefts):
        return None  # "is China pushing …?" asks
    start, kind = _subject(verb, subject, sentence, references)
    return _filled(verb, subject, start, kind, sentence, references) if start else None


def _question(verb: Token, word: Token, sentence: Sentence, references: References) -> IssueLabel | None:
    """Word an indirect question as it stands."""
    is_whether = word.lower_ in ("if", "whether")
    subject = subject_of(verb)
    if subject is None or (is_whether and any(t.tag_ in WH_TAGS for t in verb.lefts)):
        return None  # "whether and how"
    lead: list[Token | str] = ["whether"]
    if not is_whether:
        top = word
        while top.head != verb and top.head != top:
            top = top.head
        lead = [t for t in _subtree(top) if t.i >= word.i]
    if subject in lead:
        return _filled(verb, subject, lead, "noun", sentence, references, is_question=True)
    start, kind = _subject(verb, subject, sentence, references)
    return (
        _filled(verb, subject, [*lead, *start], kind, sentence, references, is_question=True)
        if start
        else None
    )


def _filled(
    verb: Token,
    subject: Token,
    start: Sequence[Token | str],
    kind: str,
    sentence: Sentence,
    references: References,
    is_question: bool = False,
) -> IssueLabel | None:
    """Return the label of a subject and its predicate, of whose last phrases as many are left out as must."""
    group = [c for c in verb.lefts if c.dep_ in ("aux", "auxpass", "neg", "advmod") and c.i > subject.i]
    first = min([verb.i, *(c.left_edge.i for c in group)])
    apart = {t.i for c in verb.children if _is_apart(c, verb) for t in c.subtree}
    whole = [t for t in _subtree(verb) if t.i >= first and t.i not in apart and t not in start]
    predicate = without_asides(whole)
    openings = [c for c in verb.lefts if c.right_edge.i < min(subject.left_edge.i, first) and _opens(c)]
    is_dated = verb.dep_ == "ccomp" or any(t.ent_type_ in TIME for t in predicate)
    late = [
        t
        for c in openings
        if is_condition(c) or (tells_when(c) and not is_dated)
        for t in c.subtree
        if not t.is_punct
    ]
    words = fitted(predicate, verb.i, partial(_fits, start, late))
    if not words:
        return None
    sources = tuple(t for t in (*start, *words, *late) if isinstance(t, Token))
    is_ahead = _is_ahead(verb, words)
    form: StatementForm = "question" if is_question else "ahead" if is_ahead else "clause"
    left = _leftovers(sources, kind)
    text = format_label(render([*start, *_described(words, sentence, references), *late]))
    return IssueLabel(text, form, verb, sentence, sources, kind, left)


def _described(words: Sequence[Token], sentence: Sentence, references: References) -> Iterator[Token | str]:
    """Yield the words of a predicate, with what the article called "the deal" before in its place."""
    called = {t.i: references.description(sentence, t) for t in words if is_bare_definite(t)}
    articles = {t.i: t for t in words if t.head.i == t.i + 1 and called.get(t.head.i)}
    for word in words:
        if word.i in articles:
            yield called[word.i + 1] or word
        elif word.i - 1 not in articles:
            yield word


def _says_when(verb: Token) -> bool:
    """Whether a clause only says when news came: "the call comes after leaders pulled the bill"."""
    return verb.lemma_ == "come" and any(t.lower_ in _NEWS for c in verb.rights for t in (c, *c.lefts))


def _opens(phrase: Token) -> bool:
    """Whether a phrase opens its sentence or follows a comma or "and", and belongs to nothing before."""
    before = phrase.left_edge.i - 1
    return before < phrase.sent.start or phrase.doc[before].is_punct or phrase.doc[before].dep_ == "cc"


def _fits(start: Sequence[Token | str], late: Sequence[Token], words: Sequence[Token]) -> bool:
    text = render([*start, *words, *late])
    return len(text) <= MAX_LENGTH and len(text.split()) <= MAX_WORDS


def _is_apart(part: Token, verb: Token) -> bool:
    """Whether a part of a clause is another statement: "…, and the union will strike", a parenthesis."""
    has_subject = any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in part.children)
    is_after = part.i > verb.i
    return part.dep_ in ("parataxis", "intj", "meta") or (is_after and part.dep_ == "conj" and has_subject)


def _is_ahead(verb: Token, words: Sequence[Token]) -> bool:
    """Whether a clause tells what is to come: "will meet", "is due to open", "expires in June"."""
    aux = [t for t in words if t.head == verb and t.i < verb.i]
    if any(t.lower_ in _WILL for t in aux):
        return not any(t.dep_ == "neg" for t in aux)
    if verb.lower_ in _DUE and any(c.dep_ in ("xcomp", "prep") for c in verb.rights):
        return True
    is_present = verb.tag_ in ("VBZ", "VBP") and not aux  # "expire June 11"
    return is_present and any(t.ent_type_ == "DATE" and verb in (t.head, t.head.head) for t in words)


def _subject(
    verb: Token, subject: Token, sentence: Sentence, references: References
) -> tuple[list[Token | str], str]:
    """Return the subject's words, or those of what it refers to, and what it is."""
    if subject.dep_ == "expl" or subject.lower_ == "there" or _is_expletive(subject):
        return [subject], "expletive"
    if subject.tag_ in WH_TAGS or (subject.lower_ == "that" and subject.pos_ == "PRON"):
        if verb.dep_ != "relcl":
            return [subject], "pronoun"
        subject = _antecedent_of(subject, verb)
        if subject.pos_ not in ("NOUN", "PROPN"):
            return [], "none"
    actor = references.actor_at(sentence, subject)
    refers_back = subject.pos_ == "PRON" or is_bare_definite(subject)
    found = references.antecedent(sentence, subject) if refers_back or actor is None else None
    if isinstance(found, Actor):
        return [found.name], "actor"
    if found is not None:
        where, noun = found
        return [*_noun(noun, verb)], "actor" if references.actor_at(where, noun) is not None else "noun"
    words = _noun(subject, verb)
    if is_bare_definite(subject) and (called := references.description(sentence, subject)) is not None:
        return [called], "noun"
    if refers_back or not words:
        return [*words], "pronoun" if subject.pos_ == "PRON" else "bare"
    if words[0].lower_ in ("his", "her") and words[0].head == subject:
        owner = references.antecedent(sentence, words[0])
        return (
            ([f"{owner.name}'s", *words[1:]], "noun") if isinstance(owner, Actor) else ([*words], "pronoun")
        )
    if actor is not None and actor.kind is ActorKind.PERSON and len(actor.name.split()) > 1:
        own = [t for t in words if references.actor_at(sentence, t) is actor]
        if own == [subject]:  # a surname alone
            place = words.index(subject)
            is_titled = place and words[place - 1].lower_.rstrip(".") in HONORIFICS
            return [*words[: place - bool(is_titled)], actor.name, *words[place + 1 :]], "actor"
    if subject.dep_ == "csubj":
        return [*words], "none"  # "letting it go will end the row" tells nobody who acts
    if subject.pos_ not in ("NOUN", "PROPN", "NUM", "SYM"):
        return [*words], "pronoun"
    return [*words], "actor" if references.actors_in(sentence, words) else "noun"


def _is_endless(token: Token) -> bool:
    """Whether so much hangs on a word that no label can hold it, and that it would take long to try."""
    return token.right_edge.i - token.left_edge.i > _MAX_TOKENS


def _subtree(token: Token) -> list[Token]:
    """Return the words below a token in reading order, which branches that cross do not keep."""
    return sorted((t for t in token.subtree if not t.is_space), key=lambda t: t.i)


def _noun(noun: Token, verb: Token) -> list[Token]:
    """Return the words of a noun phrase without asides and, if it is long, its last phrases."""
    if _is_endless(noun):
        return []
    below = set(verb.subtree)
    own = set() if noun in below else below
    words = without_asides([t for t in _subtree(noun) if t not in own])
    return fitted(words, noun.i, lambda kept: len(kept) <= _MAX_SUBJECT)


def _antecedent_of(pronoun: Token, verb: Token) -> Token:
    """Return the noun that "who" or "which" stands for: of a list its last member before a singular verb."""
    noun = verb.head
    members = [t for t in noun.subtree if noun.i < t.i < pronoun.left_edge.i and t.dep_ == "conj"]
    auxiliary = next((c for c in verb.lefts if c.dep_ in ("aux", "auxpass")), verb)
    if members and (auxiliary.tag_ == "VBZ" or members[-1].head != noun):
        return members[-1]
    is_described = noun.dep_ == "appos" and noun.head.pos_ == "PROPN"  # "Lee, a senator who has not left"
    return noun.head if is_described else noun


def _is_expletive(subject: Token) -> bool:
    """Whether "it" stands for a clause that follows: "it is unclear if …", "it was reported that …"."""
    verb = subject.head
    if subject.lower_ != "it":
        return False
    heads = [verb, *(c for c in verb.rights if c.dep_ in ("acomp", "attr"))]
    return (
        verb.pos_ == "AUX"
        or verb.lemma_ == "be"
        or verb.lower_ in ("'s", "’s")
        or any(c.dep_ == "auxpass" for c in verb.children)
    ) and any(c.dep_ in ("ccomp", "xcomp", "advcl", "csubj") for head in heads for c in head.rights)


def _leftovers(tokens: Sequence[Token], subject: str) -> int:
    """Count the words that refer to what the label does not name."""
    count = 0
    for number, token in enumerate(tokens):
        word = token.lower_
        is_part = word == "so" and token.i + 1 < len(token.doc) and token.nbor().text == "-"  # "so-called"
        if (not number and subject == "expletive") or token.text == "US" or token.dep_ == "expl" or is_part:
            continue
        if (token.dep_ == "det" and token.ent_type_ in TIME) or _is_named_before(
            token, tokens[:number], subject
        ):
            continue  # "this week"
        is_relative = word == "that" and (token.tag_ in ("IN", "WDT") or token.dep_ == "mark")
        is_unclear = word in _OWN and (number == 0 or subject in ("pronoun", "none"))
        is_unclear |= word in ("his", "her")
        count += (word in _PRONOUNS and not is_relative) or is_unclear
    return count


def _is_named_before(pronoun: Token, before: Sequence[Token], subject: str) -> bool:
    """Whether a pronoun within a label can mean what stands there before it, as "they" after "executives"."""
    word = pronoun.lower_
    if word in ("they", "them"):
        return any(t.tag_ in ("NNS", "NNPS") for t in before)
    is_person = any(t.ent_type_ == "PERSON" for t in before)
    if word in ("his", "her"):  # "police have not released his name", but "Ann Lee" in place of "she"
        return is_person or (subject == "actor" and not any(t.dep_ in SUBJECTS for t in before))
    return word in ("he", "she", "him") and (is_person or subject == "actor")


def _with_claimant(statement: IssueLabel, references: References) -> Iterator[IssueLabel]:
    """Yield the statement, and with who says it before it unless that is its subject."""
    verb, sentence = statement.verb, statement.sentence
    speaker = _speaker(verb, sentence, references)
    is_own = speaker is not None and statement.text.startswith(speaker)
    is_reported = (claimant_verb(verb) is not None or speaker is not None) and not is_own
    yield replace(statement, is_reported=is_reported)
    is_told = (speaker or "").lower() in statement.text.lower() or statement.form == "question"
    if speaker is None or is_told or verb.lemma_ in SPEECH_VERBS:
        return  # "he plans to resign and Sen said the vote will be held": she says so, not he
    text = f"{speaker}: {statement.text}"
    if len(text.split()) <= _MAX_CLAIM:
        yield replace(statement, text=text, claimant=speaker)


def claimant_verb(verb: Token) -> Token | None:
    """Return the verb of saying that reports the clause of a verb, if there is one."""
    above = verb
    for _ in range(3):
        if above.dep_ == "ccomp" and above.head.lemma_.lower() in SPEECH_VERBS | ATTRIBUTION_VERBS:
            between = above.doc[min(above.i, above.head.i) : max(above.i, above.head.i)]
            return None if any(t.text == ";" for t in between) else above.head
        if above.dep_ not in ("conj", "advcl", "relcl", "ccomp", "xcomp"):
            break
        above = above.head
    said = [
        c
        for c in above.children
        if c.dep_ in ("parataxis", "ccomp")
        and c.lemma_ in ATTRIBUTION_VERBS
        and not any(t.dep_ in ("dobj", "ccomp", "xcomp") for t in c.children)
    ]
    return said[0] if said else None


def _speaker(verb: Token, sentence: Sentence, references: References) -> str | None:
    """Return the name of who says the clause: an actor, or the noun phrase that a verb of saying has."""
    saying = claimant_verb(verb)
    if saying is not None and saying.lemma_ == "report":
        return None  # the press only passes it on
    subject = subject_of(saying) if saying is not None else None
    if subject is not None and subject.dep_ == "nsubjpass":
        return None  # who is told says nothing
    if subject is None and "according to" in sentence.tokens.text.lower():
        for token in sentence.tokens:
            if (
                token.lower_ == "to"
                and token.i > sentence.tokens.start
                and token.nbor(-1).lower_ == "according"
            ):
                subject = next((c for c in token.children if c.dep_ == "pobj"), None)
    if subject is not None:
        if (actor := references.actor_at(sentence, subject)) is not None:
            return actor.name
        found = references.antecedent(sentence, subject)
        if isinstance(found, Actor):
            return found.name
        if subject.pos_ == "NOUN" and not is_bare_definite(subject):
            of = [c for c in subject.rights if c.lower_ == "of"]
            end = of[0].right_edge.i if of else subject.i
            words = [t for t in subject.subtree if t.i <= end]
            text = " ".join("".join(t.text_with_ws for t in words).split())
            is_somebody = text.lower().startswith(("a ", "an ")) and len(text.split()) < 3
            return format_label(text) if len(text.split()) <= 5 and not is_somebody else None
        return None
    actor = references.speaker_of(sentence, verb)
    return actor.name if actor is not None else None


def is_well_formed(text: str, is_expletive: bool = False) -> bool:
    """Whether the form of a label lets it stand alone; "it" or "there" opens it only if it means nothing."""
    words = text.casefold().split()
    if is_expletive and words[0] in ("it", "there"):
        words = words[1:]
    return (
        len(words) >= 3
        and len(text) <= MAX_LENGTH
        and f" {' '.join(words[:2])} " not in f" {' '.join(words[2:])} "
        and words[0].strip(",") not in _BAD_START
        and words[-1] not in _BAD_END
        and not re.search(r"[a-z,] (?:The|A|An|It|He|She|They|We|This|But|And|In) ", text)
        and not re.search(r"[\"“”;!()\[\]…|]|^\W|\s[-–](?:\s|\w)|['’]s$", text)
    )


def format_label(label: str) -> str:
    label = re.sub(r"\s*\([^()]*\)", "", label)
    label = re.sub(r"[\"“”‘()\[\]]|(?<!\w)['’](?!s\b)|['’](?=\s|$)(?<!s['’])", "", label)
    label = " ".join(label.split()).strip(" ,;:-–—")
    if not re.search(r"\.\w\.$", label):  # "p.m." keeps its full stop
        label = label.strip(" ,.;:-–—")
    return label[:1].upper() + label[1:]
