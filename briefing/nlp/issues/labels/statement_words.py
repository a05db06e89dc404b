"""Tells which words a statement needs, in which order others are added, and joins them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from spacy.tokens import Token

from briefing.nlp.engine.word_lists import load_words
from briefing.nlp.parsing.clauses import subject_of

WH_TAGS = frozenset(("WDT", "WP", "WP$", "WRB"))
SUBJECTS = frozenset("nsubj nsubjpass csubj csubjpass expl".split())
COMPLEMENTS = frozenset("dobj attr acomp xcomp ccomp oprd dative agent prt".split())
TIME = frozenset(("DATE", "TIME"))
CONDITIONS = frozenset("if unless until till once provided whether".split())
_INVERTED = frozenset(("should", "had", "were"))
"""Auxiliaries that open a condition: "should the talks fail"."""
_WORDS = load_words("statements")
_BAD_END = _WORDS["bad end"]
_KEPT_ADVERBS = _WORDS["kept adverbs"]
_VERB_NEEDS = SUBJECTS | COMPLEMENTS | frozenset("aux auxpass neg mark".split())
_NOUN_NEEDS = frozenset(
    "det compound amod nummod poss case quantmod nmod neg predet advmod npadvmod cc conj".split()
)
_CONTRACTIONS = {
    f"{mark}{short}": long for mark in "'’" for short, long in (("ve", "have"), ("re", "are"), ("ll", "will"))
}
_ARTICLES = frozenset(("the", "a", "an"))


def needed_children(token: Token, children: Sequence[Token], is_lean: bool) -> list[Token]:
    """Return the phrases without which a word has another sense or makes a broken sentence.

    A list is kept whole, with what stands between its members, or in a lean statement only its first member.
    """
    needed = [
        child
        for child in children
        if _is_needed(child, token, children)
        and not (is_lean and _is_dispensable(child, token))
        and not _is_in_brackets(child)
    ]
    is_verb = token.pos_ in ("VERB", "AUX")
    members = [c.i for c in needed if c.dep_ == ("dobj" if is_verb else "conj") and c.i > token.i]
    if not is_verb:
        members = [token.i, *members]
    elif is_lean and len(members) > 1:
        return [c for c in needed if c.i not in members[1:]]
    if len(members) < 2:
        return needed
    return [c for c in children if c in needed or (members[0] < c.i < members[-1] and not c.is_punct)]


def _is_needed(child: Token, parent: Token, siblings: Sequence[Token]) -> bool:
    """Whether a phrase cannot be left out without another sense or a broken sentence."""
    dep = child.dep_
    if (child.lower_ in ("'s", "’s") and child.i == parent.i + 1) or dep in SUBJECTS or dep == "aux":
        return True  # of a noun, too: the parser takes "will fast-track" for one
    if parent.pos_ in ("VERB", "AUX"):
        if dep in ("advmod",):
            return (
                (child.lower_ in _KEPT_ADVERBS and not child.is_sent_start)
                or child.tag_ in (*WH_TAGS, "RP")
                or (
                    parent.lemma_ == "be"
                    and not any(c.dep_ in COMPLEMENTS for c in siblings)
                    and child.i > parent.i
                )
            )
        if dep == "prep" and child.i > parent.i:
            if child.lower_ == "of":
                return True  # "accuse somebody of something"
            has_object = any(c.dep_ in COMPLEMENTS and c.i < child.i for c in siblings)
            return not has_object and child.i <= parent.i + 1 and child.ent_type_ not in TIME
        if dep == "advcl":
            return child.i > parent.i and is_infinitive(child) and not _own_subject(child)
        if dep == "conj":
            return not any(c.dep_ in COMPLEMENTS | {"prep"} for c in siblings) and not _own_subject(child)
        if dep == "cc":
            return any(c.dep_ == "conj" and _is_needed(c, parent, siblings) for c in siblings)
        if dep == "ccomp":
            return child.i > parent.i
        return dep in _VERB_NEEDS
    if parent.pos_ == "ADP" or parent.dep_ == "prep":
        return dep not in ("punct", "cc", "conj") or dep == "advmod"
    if dep == "prep":
        if parent.pos_ in ("ADJ", "ADV", "NUM"):
            return child.i > parent.i
        return child.i > parent.i and (child.lower_ == "of" or any(map(_singles_out, siblings)))
    if dep == "acl" or (dep == "relcl" and is_infinitive(child)):
        return child.tag_ == "VB"
    if dep == "relcl":
        return parent.lower_ in ("those", "anyone", "everyone")
    if dep == "appos":
        return child.ent_type_ == "PERSON" and parent.ent_type_ != "PERSON" and child.i > parent.i
    if dep in ("conj", "cc"):
        return not (dep == "conj" and child.pos_ in ("VERB", "AUX") and parent.pos_ in ("NOUN", "PROPN"))
    if dep == "punct":
        return child.text in ("-", "–", "/", "%", "$") and bool(
            (child.i > 0 and not child.nbor(-1).whitespace_) and not child.whitespace_
        )
    if parent.pos_ == "ADJ" and dep in ("xcomp", "ccomp", "pcomp", "advmod", "mark"):
        return True
    if dep in ("amod", "npadvmod") and child.i > parent.i:
        return False  # "a group, alarmed by the news, …", "the order, days before leaving office, …"
    return dep in _NOUN_NEEDS or (parent.pos_ == "NUM" and dep not in ("relcl", "appos"))


def _is_dispensable(child: Token, parent: Token) -> bool:
    """Whether what a word mostly needs can be left out of a long statement.

    Not what tells which one it is ("the American government"), nor members of a subject or of a pair that
    "between" needs.
    """
    if child.dep_ == "advcl":
        return parent.lemma_.lower() not in _WORDS["asking"]
    if parent.pos_ not in ("NOUN", "PROPN"):
        return False
    if child.dep_ in ("conj", "cc"):
        first = parent
        while first.dep_ == "conj":
            first = first.head
        is_in_name = bool(parent.ent_type_) and child.ent_iob_ == "I"
        return first.dep_ not in SUBJECTS and first.head.lower_ != "between" and not is_in_name
    if child.dep_ == "amod" and child.is_alpha:
        is_definite = parent.left_edge.lower_ in ("the", "this", "these", "those")
        return not is_definite and child.lower_ not in _WORDS["limiting"]
    return child.dep_ in ("acl", "relcl") and not any(map(_singles_out, parent.lefts))


def _is_in_brackets(phrase: Token) -> bool:
    first = phrase.left_edge
    return first.i > 0 and first.nbor(-1).text in ("(", "[")


def _singles_out(modifier: Token) -> bool:
    """Whether an adjective makes a noun the only one of what follows it: "the only member from Leeds"."""
    return modifier.dep_ in ("amod", "advmod") and (
        modifier.lower_ in ("only", "first", "last", "sole") or modifier.tag_ == "JJS"
    )


def is_infinitive(verb: Token) -> bool:
    """Whether a verb is one with "to"."""
    return verb.tag_ == "VB" and any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.lefts)


def whole_clause(verb: Token, fits: Callable[[list[Token]], bool]) -> list[Token]:
    """Return the words of a clause, or none if they do not fit: a part of it would be cut.

    A relative clause may lose its last phrases, but not its only one.
    """
    words = [t for t in verb.subtree if not t.is_punct and not t.is_space]
    adjuncts = [c for c in verb.rights if c.dep_ in ("prep", "advcl", "npadvmod") and verb.dep_ != "advcl"]
    while not fits(words) and adjuncts and len(list(verb.rights)) > 1:
        start = adjuncts.pop().left_edge.i
        words = [t for t in words if t.i < start]
        if not any(t.i > verb.i for t in words):
            return []
    return words if fits(words) else []


def _own_subject(verb: Token) -> bool:
    return any(c.dep_ in SUBJECTS for c in verb.children)


def rank(option: Token, verb: Token) -> int:
    """Return the order in which phrases are added: conditions first, asides last."""
    if is_condition(option):
        return 0
    times = option.ent_type_ in TIME or any(c.ent_type_ in TIME for c in option.children if c.dep_ == "pobj")
    if times and option.head == verb:
        return 2
    if option.dep_ == "amod":
        return 1
    if option.dep_ == "prep":
        return 1 if option.i > verb.i or option.head != verb else 4
    if option.dep_ in ("relcl", "acl"):
        is_aside = option.left_edge.i > 0 and option.left_edge.nbor(-1).text in (",", "—", "–", "(")
        return 6 if is_aside else 1 if option.i < verb.i else 3
    if option.dep_ in ("npadvmod", "advcl"):
        return 4
    return 5 if option.dep_ == "advmod" else 7


def is_condition(phrase: Token) -> bool:
    """Whether a phrase says under which condition or until when; "once expected in May" is none."""
    opening = phrase.left_edge.lower_
    is_clause = phrase.dep_ == "advcl" and (opening != "once" or _own_subject(phrase))
    is_inverted = is_clause and opening in _INVERTED and phrase.left_edge.dep_ == "aux"
    return is_inverted or ((is_clause or phrase.dep_ == "prep") and opening in CONDITIONS)


def is_cut(phrase: Sequence[Token]) -> bool:
    """Whether a phrase is an aside that does not help, or hangs in the air."""
    first, last = phrase[0], phrase[-1]
    if first.left_edge.i > 0 and any(
        t.dep_ in ("relcl", "acl", "advcl", "amod", "appos")
        and t.left_edge.i == first.i
        and first.nbor(-1).text in (",", "—", "–", "(")
        for t in phrase
    ):
        return True
    if first.dep_ == "appos" or (len(phrase) == 1 and first.dep_ in ("advmod", "dep", "mark")):
        return first.lower_ not in _WORDS["useful adverbs"]
    places = {t.i for t in phrase}
    is_absolute = first.lower_ == "with" and any(
        c.dep_ == "acl" and c.i not in places for noun in first.children for c in noun.children
    )  # "with sales expected to rise" says nothing without its verb
    return is_absolute or last.dep_ == "prep" or last.lower_ in _BAD_END


def is_broken(pieces: Sequence[Token | str]) -> bool:
    """Whether a word was cut at a hyphen, or the last one needs what follows it: "up to $5m"."""
    places = {t.i for t in pieces if isinstance(t, Token)}
    for token in (t for t in pieces if isinstance(t, Token)):
        for step in (-1, 1):
            if _is_joined(token, step) and token.i + 2 * step not in places:
                return True
    for token in (t for t in pieces if isinstance(t, Token) and t.lower_ in ("which", "that")):
        verb = token.head
        while verb.dep_ in ("xcomp", "ccomp"):
            verb = verb.head  # "that he plans to sign"
        if token.tag_ == "WDT" and (verb.dep_ != "relcl" or verb.head.i not in places):
            return True
    if any(_lacks_subject(token) for token in pieces if isinstance(token, Token)):
        return True
    last = pieces[-1]
    return isinstance(last, Token) and (
        last.lower_ in _WORDS["unfinished"] and last.i + 1 < len(last.doc) and not last.nbor().is_punct
    )


def _lacks_subject(verb: Token) -> bool:
    """Whether the parser found no subject of a clause that has one: "that cutting taxes requires a vote"."""
    return (
        verb.dep_ == "ccomp"
        and verb.tag_ in ("VBZ", "VBP", "VBD")
        and not any(c.dep_ in SUBJECTS or c.tag_ in WH_TAGS for c in verb.lefts)
    )


def _is_joined(token: Token, step: int) -> bool:
    """Whether a hyphen joins the token to the one after it, or with a step of -1 to the one before."""
    if not 0 <= token.i + 2 * step < len(token.doc):
        return False
    hyphen = token.nbor(step)
    first, second = (token, hyphen) if step == 1 else (token.nbor(-2), hyphen)
    return hyphen.text in ("-", "–") and not first.whitespace_ and not second.whitespace_


def placed(
    start: list[Token | str], predicate: list[Token | str], added: list[list[Token]], verb: Token
) -> list[Token | str]:
    """Put each added phrase where it stood; what stood before the subject goes to the end."""
    subject = [t.i for t in start if isinstance(t, Token) and t.sent == verb.sent]
    first = min(subject, default=min((t.i for t in predicate if isinstance(t, Token)), default=verb.i))
    named = subject_of(verb)
    if named is not None:
        first = min(first, named.left_edge.i)
    is_reported = verb.dep_ == "ccomp" or any(
        t.dep_ in ("xcomp", "ccomp", "acl") for t in predicate if isinstance(t, Token)
    )  # what stands before may tell when somebody said so, not what happens then
    after = [*predicate, *(t for phrase in added if phrase[0].i >= first for t in phrase)]
    is_dated = is_reported or any(isinstance(t, Token) and t.ent_type_ in TIME for t in after)
    late = [
        t
        for phrase in added
        if phrase[0].i < first
        and (phrase[0].lower_ in CONDITIONS | _INVERTED or (_tells_when(phrase) and not is_dated))
        for t in phrase
    ]
    rest = [t for phrase in added if phrase[0].i >= first for t in phrase]
    verb_start = min((t.i for t in predicate if isinstance(t, Token)), default=verb.i)
    in_subject = [t for t in rest if t.i < verb_start and any(a.i in subject for a in t.ancestors)]
    head = _merged(start, in_subject)
    tail = _merged(predicate, [t for t in rest if t not in in_subject])
    return [*head, *tail, *late]


def _tells_when(phrase: Sequence[Token]) -> bool:
    """Whether a phrase before the subject can stand at the end: "on Monday", "next week"."""
    is_time = any(t.ent_type_ in TIME for t in phrase)
    return (is_time and phrase[0].pos_ == "ADP") or any(t.lower_ in _WORDS["days"] for t in phrase)


def _merged(base: list[Token | str], more: list[Token]) -> list[Token | str]:
    """Insert tokens by their place in the text; added words stay before the token that they preceded."""
    result = list(base)
    for token in sorted(more, key=lambda t: t.i):
        place = len(result)
        for number, piece in enumerate(result):
            if isinstance(piece, Token) and piece.i > token.i:
                place = number
                while place > 1 and isinstance(result[place - 1], str):
                    place -= 1
                break
        result.insert(place, token)
    return result


def count_pieces(pieces: Sequence[Token | str]) -> int:
    return sum(
        len(piece.split())
        if isinstance(piece, str)
        else not piece.is_punct and piece.dep_ != "case" and piece.tag_ != "POS" and "'" not in piece.text[:2]
        for piece in pieces
    )


def render(pieces: Sequence[Token | str]) -> str:
    """Join the words; a comma of the text stays if the words around it do."""
    out: list[str] = []
    before: Token | None = None
    for number, piece in enumerate(pieces):
        if isinstance(piece, str):
            out.append(f"{piece} ")
            before = None
            continue
        if before is not None and before.doc is piece.doc and before.i < piece.i:
            gap = [before.doc[i] for i in range(before.i + 1, piece.i)]
            marks = [t for t in gap if t.text in (",", "(", ")")]
            if len(gap) == 1 and gap[0].text in "-–/" and not gap[0].whitespace_:
                out[-1] = out[-1].rstrip() + gap[0].text
            elif piece.ent_type_ == "PERSON" and any(t.dep_ == "appos" for t in (piece, *piece.ancestors)):
                out[-1] = out[-1].rstrip() + " "
            elif gap and all(t.is_punct or t.is_space for t in gap) and any(t.text == "," for t in marks):
                out[-1] = out[-1].rstrip() + ", "
            elif gap and not out[-1].endswith(" "):
                out[-1] += " "
        elif before is not None and not out[-1].endswith(" "):
            out[-1] += " "
        text = _CONTRACTIONS.get(piece.lower_, piece.text)
        if text != piece.text and out and not out[-1].endswith(" "):
            out[-1] += " "
        if (
            piece.is_sent_start
            and piece.pos_ != "PROPN"
            and piece.ent_type_ in ("", "DATE", "TIME")
            and number
        ):
            text = piece.lower_
        after = pieces[number + 1] if number + 1 < len(pieces) else None
        together = isinstance(after, Token) and after.doc is piece.doc and after.i == piece.i + 1
        out.append(text + (piece.whitespace_ if together else " "))
        before = piece
    text = " ".join("".join(out).split())
    return re.sub(r"\s+(['’]s?\b|n['’]t\b|%)", r"\1", text)


def without_article(text: str) -> str:
    first, _, rest = text.partition(" ")
    return rest[:1].upper() + rest[1:] if first.lower() in _ARTICLES else text
