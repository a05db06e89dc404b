"""Words what a clause leaves open as a statement that can be read alone: who is to do what, and when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from spacy.tokens import Doc, Span, Token

from briefing.domain import Actor, ActorKind
from briefing.nlp.actors.naming.names import HONORIFICS
from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.issues.content_words import content_words
from briefing.nlp.issues.labels.references import References, is_bare_definite
from briefing.nlp.issues.labels.statement_words import (
    COMPLEMENTS,
    TIME,
    WH_TAGS,
    count_pieces,
    is_broken,
    is_condition,
    is_cut,
    is_infinitive,
    needed_children,
    placed,
    rank,
    render,
    whole_clause,
    without_article,
)
from briefing.nlp.parsing.clauses import FINITE_TAGS, Clause, subject_of
from briefing.nlp.parsing.document import Sentence
from briefing.nlp.parsing.reporting_verbs import ATTRIBUTION_VERBS, SPEECH_VERBS

StatementForm = Literal["to", "question", "clause", "title"]

MAX_LENGTH = 120
"""The most code points of a label."""
MAX_WORDS = 18
_MAX_NEEDED = 20
_MAX_CLAIM = 21
"""The most words of a statement, of one that cannot be shorter, and of one with its claimant before it."""
_MAX_DEPTH = 12
_MAX_TOLD = 60
"""The most tokens of a sentence that a headline can word: a longer one shares words with any."""
_WORDS = load_words("statements")
_PRONOUNS = _WORDS["pronouns"]
_OWN = _WORDS["own"]
"""Possessives, which may refer to the subject of the same statement."""
_BAD_START = _WORDS["bad start"]
_BAD_END = _WORDS["bad end"]
_DUE = _WORDS["due"]
"""Participles and adjectives between "is" and an infinitive that say no more than "will"."""
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
    claim: str = ""
    """The text after the name of who says it."""
    claimant: str = ""
    """The name of who says it, if the label begins with it."""
    left_out: int = 0
    """The number of phrases that were left out."""
    is_reported: bool = False
    """Whether somebody says so, whom the label does not name."""

    @property
    def words(self) -> int:
        return len(self.text.split())


def statements(clause: Clause, references: References) -> list[IssueLabel]:
    """Return the statements that the clause can be worded as, each text once; may be empty."""
    found: dict[str, IssueLabel] = {}
    for verb in _verbs(clause):
        for statement in _of_verb(verb, clause.sentence, references):
            if is_well_formed(statement.text, statement.subject == "expletive"):
                found.setdefault(statement.text.casefold(), statement)
    return list(found.values())


def title_statement(title: Doc, clause: Clause) -> IssueLabel | None:
    """Return the headline as a statement of the clause's matter, if it is about that."""
    tokens = [t for t in title if not t.is_space]
    words, told = content_words(tokens).keys(), content_words(clause.sentence.tokens).keys()
    text = format_label(re.split(r" [-–|] ", "".join(t.text_with_ws for t in tokens))[0])
    verbs = [t for t in tokens if t.pos_ in ("VERB", "AUX")]
    is_long = len(clause.sentence.tokens) > _MAX_TOLD
    if not verbs or is_long or len(words & told) < 3 or len(words & told) < len(words) / 2:
        return None
    if len(text.split()) > MAX_WORDS or not is_well_formed(text):
        return None
    root = next(t for t in tokens if t.head == t)
    plan = next((c for c in root.rights if c.dep_ in ("acl", "relcl") and c.tag_ == "VB"), None)
    is_planned = root.pos_ in ("NOUN", "PROPN") and plan is not None  # "nurses to strike"
    verb = plan if plan is not None and is_planned else root
    subject = root if is_planned else subject_of(root)
    is_present = verb.tag_ in ("VB", "VBP", "VBZ")  # "condemned for" tells what has happened
    is_open = verb.tag_ == "VBG" or (is_present and verb.lemma_.lower() in _WORDS["headline acts"])
    if not is_open and not any(c.lower_ in ("to", "will", "may", "could") for c in verb.lefts):
        return None
    if subject is None or subject.i > verb.i:
        return None
    kind = "pronoun" if subject.pos_ == "PRON" else "noun"
    return IssueLabel(text, "title", verb, clause.sentence, tuple(tokens), kind, _leftovers(tokens, kind))


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
    if verb.i < sentence.tokens.start or verb.i >= sentence.tokens.end:
        return
    is_finite = verb.tag_ in FINITE_TAGS or any(
        child.dep_ in ("aux", "auxpass") and child.tag_ in FINITE_TAGS for child in verb.children
    )
    question = _question_word(verb)
    fuller: IssueLabel | None = None
    for is_lean in (False, True):
        wording = _Wording(verb, sentence, references, is_lean)
        if question is not None:
            statement = wording.question(question)
        elif is_finite and not _has_gap(verb):
            statement = wording.clause()
        else:
            return
        if statement is not None and (fuller is None or statement.text != fuller.text):
            yield from _with_claimant(statement, references)
        if statement is not None and not statement.left_out:
            return
        fuller = statement


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
            is_asked = verb.head.lemma_.lower() in _WORDS["unclear"] or child.lower_ == "whether"
            return child if is_asked and verb.dep_ != "relcl" else None
    if verb.dep_ not in ("ccomp", "pcomp", "csubj", "attr"):
        return None
    return next((t for t in _before(verb) if t.tag_ in WH_TAGS and t.lower_ != "that"), None)


class _Wording:
    """Chooses words of a verb's clause: what it needs, then as many phrases as there is room for."""

    def __init__(self, verb: Token, sentence: Sentence, references: References, is_lean: bool) -> None:
        self._verb = verb
        self._is_lean = is_lean
        """Whether what is mostly needed is added only if there is room."""
        self._sentence = sentence
        self._references = references
        self._chosen: set[int] = set()
        self._options: list[tuple[int, int, Token]] = []
        self._left_out = 0

    def clause(self) -> IssueLabel | None:
        subject = subject_of(self._verb)
        if subject is None:
            return None
        start, subject_kind = self._subject(subject)
        if not start:
            return None
        predicate, form = self._verb_group(is_clausal=subject.dep_ in ("csubj", "csubjpass"))
        return self._filled(start, subject_kind, predicate, form)

    def question(self, word: Token) -> IssueLabel | None:
        opening = "whether" if word.lower_ in ("if", "whether") else None
        if opening and any(t.tag_ in WH_TAGS for t in self._verb.lefts):
            return None  # "whether and how"
        subject = subject_of(self._verb)
        wh_phrase: list[Token] = []
        if opening is None:
            top = word
            while top.head != self._verb and top.head != top:
                top = top.head
            self._need(top, 0)
            wh_phrase = [t for t in self._take_chosen() if t.i >= word.i or top.left_edge.i > word.i]
        if subject is None:
            return None
        is_asked = any(t in subject.subtree for t in wh_phrase)
        start, kind = ([], "noun") if is_asked else self._subject(subject)
        if not start and not is_asked:
            return None
        lead: list[Token | str] = [opening] if opening else [*wh_phrase]
        group = self._group_tokens(exclude={word.i, *(t.i for t in wh_phrase)})
        return self._filled([*lead, *start], kind, group, "question")

    def _subject(self, subject: Token) -> tuple[list[Token | str], str]:
        """Return the subject's words, or those of what it refers to, and what it is."""
        if subject.dep_ == "expl" or subject.lower_ == "there":
            return [subject], "none"
        if subject.tag_ in WH_TAGS or (subject.lower_ == "that" and subject.pos_ == "PRON"):
            if self._verb.dep_ != "relcl":
                return [subject], "pronoun"
            subject = _antecedent_of(subject, self._verb)
            if subject.pos_ not in ("NOUN", "PROPN"):
                return [], "none"
        if _is_expletive(subject):
            return [subject], "expletive"
        actor = self._references.actor_at(self._sentence, subject)
        refers_back = subject.pos_ == "PRON" or is_bare_definite(subject)
        found = self._antecedent(subject) if refers_back or actor is None else None
        if isinstance(found, Actor):
            return [found.name], "actor"
        if found is not None:
            sentence, noun = found
            is_actor = self._references.actor_at(sentence, noun) is not None
            words = self._noun(noun)
            self._options.clear()  # what hangs on the antecedent stays there
            return [*words], "actor" if is_actor else "noun"
        if refers_back:
            return [*self._noun(subject)], "pronoun" if subject.pos_ == "PRON" else "bare"
        words = self._noun(subject)
        if words[0].lower_ in ("his", "her") and words[0].head == subject:
            owner = self._references.antecedent(self._sentence, words[0])
            if isinstance(owner, Actor):
                return [f"{owner.name}'s", *words[1:]], "noun"
            return [*words], "pronoun"
        if actor is not None and actor.kind is ActorKind.PERSON and len(actor.name.split()) > 1:
            own = [t for t in words if self._references.actor_at(self._sentence, t) is actor]
            if len(own) == 1 and subject in own:  # a surname alone
                place = words.index(subject)
                if place and words[place - 1].lower_.rstrip(".") in HONORIFICS:
                    del words[place - 1]
                    place -= 1
                return [*words[:place], actor.name, *words[place + 1 :]], "actor"
        if subject.pos_ not in ("NOUN", "PROPN", "NUM", "SYM") and subject.dep_ != "csubj":
            return [*words], "pronoun"
        return [*words], "actor" if self._references.actors_in(self._sentence, words) else "noun"

    def _antecedent(self, subject: Token) -> tuple[Sentence, Token] | Actor | None:
        """Return what the subject refers to; "I" is who speaks."""
        if subject.lower_ == "i":
            auxiliaries = {c.tag_ for c in self._verb.children if c.dep_ == "aux"}
            if self._verb.tag_ != "VBD" and "MD" not in auxiliaries:
                return None  # "I am" would have another form
            return self._references.speaker_of(self._sentence, subject)
        return self._references.antecedent(self._sentence, subject)

    def _noun(self, noun: Token) -> list[Token]:
        """Return the words that a noun phrase needs, and room for what follows it."""
        self._need(noun, 0, without=self._verb)
        return self._take_chosen(noun.doc)

    def _take_chosen(self, doc: Doc | None = None) -> list[Token]:
        doc = self._verb.doc if doc is None else doc
        chosen, self._chosen = sorted(self._chosen), set()
        return [doc[i] for i in chosen]

    def _verb_group(self, is_clausal: bool) -> tuple[list[Token | str], StatementForm]:
        """Return verb and complements; "will" and "is due to" become "to" after a noun."""
        group = self._group_tokens(exclude=set())
        words: list[Token | str] = [*group]
        if is_clausal:
            return words, "clause"
        is_negated = any(t.dep_ == "neg" and t.head == self._verb for t in group)
        for place, token in enumerate(group):
            if token.lower_ in _WILL and token.dep_ == "aux" and token.head == self._verb and not is_negated:
                rest = words[place + 1 :]
                if rest and isinstance(rest[0], Token) and rest[0].lower_ != "have":
                    return [*words[:place], "to", *rest], "to"
        if (self._verb.lemma_ == "be" and self._verb.tag_ in ("VBZ", "VBP")) or any(
            t.dep_ == "auxpass" and t.tag_ in ("VBZ", "VBP") for t in group
        ):
            to = next((n for n, t in enumerate(group) if t.lower_ == "to" and t.dep_ == "aux"), None)
            if to is not None and not is_negated:
                between = [t for t in group[:to] if t.lower_ not in ("is", "are", "'s", "’s", "now", "also")]
                if all(t.lower_ in _DUE for t in between):
                    return ["to", *words[to + 1 :]], "to"
        return words, "clause"

    def _group_tokens(self, exclude: set[int]) -> list[Token]:
        subject = subject_of(self._verb)
        skipped = set(exclude)
        if subject is not None:
            skipped |= {t.i for t in subject.subtree} if subject.head == self._verb else set()
        skipped |= {c.i for c in self._verb.children if c.dep_ == "mark"}
        self._need(self._verb, 0, skipped=skipped)
        return [t for t in self._take_chosen() if t.i not in skipped]

    def _need(
        self, token: Token, depth: int, without: Token | None = None, skipped: Iterable[int] = ()
    ) -> None:
        """Choose the token with what it cannot be understood without; note what else hangs on it."""
        if depth > _MAX_DEPTH:
            return
        self._chosen.add(token.i)
        children = [c for c in token.children if c != without and c.i not in skipped]
        needed = needed_children(token, children, self._is_lean)
        for child in children:
            is_stray = child.lower_ == "that" and child.tag_ == "IN" and token.pos_ in ("NOUN", "PROPN")
            if child.is_space or child.i in self._chosen or is_stray:
                continue
            if child in needed:
                self._need(child, depth + 1, without)
            elif child.dep_ not in ("punct", "cc", "conj", "dobj", "intj", "meta", "parataxis", "ccomp"):
                self._options.append((rank(child, self._verb), child.i, child))

    def _filled(
        self, start: Sequence[Token | str], kind: str, predicate: Sequence[Token | str], form: StatementForm
    ) -> IssueLabel | None:
        """Add the phrases for which there is room, in the order of their use."""
        chosen = {t.i: t for t in [*start, *predicate] if isinstance(t, Token) and t.doc == self._verb.doc}
        fixed = [*start, *predicate]
        if count_pieces(fixed) > (_MAX_NEEDED if self._is_lean else MAX_WORDS):
            return None
        added: list[list[Token]] = []
        options = sorted(self._options, key=lambda option: option[:2])
        for number in range(60):
            if number >= len(options):
                break
            _, _, option = options[number]
            if option.i in chosen:
                continue
            self._chosen, self._options, self._is_lean = set(), [], False
            self._need(option, 0)
            taken = [*fixed, *(t for more in added for t in more)]
            if option.dep_ in ("relcl", "acl", "advcl") and not is_infinitive(option):
                clause = whole_clause(option, partial(_fits, taken))
                self._chosen, self._options = {t.i for t in clause}, []
            phrase = [t for t in self._take_chosen() if t.i not in chosen]
            if not phrase or not _fits(taken, phrase) or _leftovers(phrase, kind):
                self._left_out += 1
                if is_condition(option):
                    return None  # without its condition the statement would say another thing
                continue
            if is_cut(phrase):
                continue
            added.append(phrase)
            chosen.update((t.i, t) for t in phrase)
            options.extend(sorted(self._options, key=lambda option: option[:2]))
        pieces = placed([*start], [*predicate], added, self._verb)
        if is_broken(pieces):
            return None
        text = claim = format_label(render(pieces))
        if form == "to":
            claim = format_label(render(["will" if piece == "to" else piece for piece in pieces]))
            text = without_article(text)
        sources = tuple(t for t in pieces if isinstance(t, Token))
        left = _leftovers(sources, kind)
        return IssueLabel(
            text, form, self._verb, self._sentence, sources, kind, left, claim=claim, left_out=self._left_out
        )


def _antecedent_of(pronoun: Token, verb: Token) -> Token:
    """Return the noun that "who" or "which" stands for: of a list its last member before a singular verb."""
    noun = verb.head
    members = [t for t in noun.subtree if noun.i < t.i < pronoun.left_edge.i and t.dep_ == "conj"]
    auxiliary = next((c for c in verb.lefts if c.dep_ in ("aux", "auxpass")), verb)
    if members and (auxiliary.tag_ == "VBZ" or members[-1].head != noun):
        return members[-1]
    return noun


def _fits(taken: Sequence[Token | str], words: Sequence[Token]) -> bool:
    pieces = [*taken, *words]
    return count_pieces(pieces) <= MAX_WORDS and len(render(pieces)) <= MAX_LENGTH


def _is_expletive(subject: Token) -> bool:
    """Whether "it" stands for a clause that follows: "it is unclear if …", "it was reported that …"."""
    verb = subject.head
    if subject.lower_ != "it":
        return False
    heads = [verb, *(c for c in verb.rights if c.dep_ in ("acomp", "attr"))]
    return (verb.lemma_ == "be" or any(c.dep_ == "auxpass" for c in verb.children)) and any(
        c.dep_ in ("ccomp", "xcomp", "advcl", "csubj") for head in heads for c in head.rights
    )


def _leftovers(tokens: Iterable[Token], subject: str) -> int:
    """Count the words that refer to what the label does not name."""
    count = 0
    for number, token in enumerate(tokens):
        word = token.lower_
        if (not number and subject == "expletive") or token.text == "US" or token.dep_ == "expl":
            continue
        if token.dep_ == "det" and token.ent_type_ in TIME:
            continue  # "this week"
        is_relative = word == "that" and (token.tag_ in ("IN", "WDT") or token.dep_ in ("nsubj", "mark"))
        is_unclear = word in _OWN and (number == 0 or subject in ("pronoun", "none"))
        count += (word in _PRONOUNS and not is_relative) or is_unclear
    return count


def _with_claimant(statement: IssueLabel, references: References) -> Iterator[IssueLabel]:
    """Yield the statement, and with who says it before it unless that is its subject."""
    verb, sentence = statement.verb, statement.sentence
    speaker = _speaker(verb, sentence, references)
    is_own = speaker is not None and statement.text.startswith(speaker)
    is_reported = (claimant_verb(verb) is not None or speaker is not None) and not is_own
    yield replace(statement, is_reported=is_reported)
    if speaker is None or speaker.lower() in statement.claim.lower() or statement.form == "question":
        return
    text = f"{speaker}: {statement.claim}"
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
        and not any(t.dep_ in COMPLEMENTS for t in c.children)
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
    """Whether the form of a label lets it stand alone; "it" opens it only if that refers to nothing."""
    words = text.casefold().split()
    if is_expletive and words[0] == "it":
        words = words[1:]
    return (
        len(words) >= 3
        and len(text) <= MAX_LENGTH
        and " ".join(words[:2]) not in " ".join(words[2:])
        and words[0].strip(",") not in _BAD_START
        and words[-1] not in _BAD_END
        and not re.search(r"[a-z,] (?:The|A|An|It|He|She|They|We|This|But|And|In) ", text)
        and not re.search(r"[\"“”;!()\[\]…|]|^\W|\s-\s|['’]s$", text)
    )


def format_label(label: str) -> str:
    label = re.sub(r"[\"“”‘()\[\]]|(?<!\w)['’](?!s\b)|['’](?=\s|$)(?<!s['’])", "", label)
    label = " ".join(label.split()).strip(" ,;:-–—")
    if not re.search(r"\.\w\.$", label):  # "p.m." keeps its full stop
        label = label.strip(" ,.;:-–—")
    return label[:1].upper() + label[1:]
