"""Splits sentences into clauses, finds their subjects, and trims the marks at their edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from briefing.nlp.parsing.document import Sentence

SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "expl"))
FINITE_TAGS = frozenset(("VBD", "VBP", "VBZ", "MD"))
"""Tags of the verb forms that have a subject of their own: past, present and modal."""
_AUXILIARIES = frozenset(("aux", "auxpass", "neg"))
_NOUNS = frozenset(("NOUN", "PROPN", "PRON"))
MIN_WORDS = 3
"""The fewest words of a clause."""
_MAX_STANDALONE = 40
"""The most tokens of a passage that begins before its clause."""
_SET_OFF = frozenset(",;:—–-")
_LIMITING = frozenset(
    "if unless until till because whether than so lest once before after when as since to".split()
)
"""Words that bind a clause to another one, which it limits."""
_QUOTES = frozenset("\"'“”‘’")
_EDGE_MARKS = frozenset(",;:—–-") | _QUOTES


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence that is classified separately, with its syntactic head.

    Its tokens need not be adjacent: a relative clause in their midst is a clause of its own.
    """

    sentence: Sentence
    tokens: Tokens | Sequence[Token]
    head: Token

    @property
    def text(self) -> str:
        return "".join(token.text_with_ws for token in self.tokens)

    @property
    def passage_tokens(self) -> Tokens:
        """The adjacent tokens from the first to the last, with the words that the head reports or doubts."""
        whole = self.sentence.tokens
        own = [token for token in self.tokens if not token.is_punct] or list(self.tokens)
        if own[0].dep_ == "mark" and own[0].lower_ == "that" and len(own) > 1:
            own = own[1:]
        complements = [child for child in self.head.rights if child.dep_ == "ccomp"]
        end = min(whole.end, max([own[-1].i, *(child.right_edge.i for child in complements)]) + 1)
        if all(token.is_punct or token.is_space for token in self.head.doc[end : whole.end]):
            end = whole.end  # the full stop
        return trimmed(self.head.doc[own[0].i : end], coordinator=True)

    @property
    def standalone_tokens(self) -> Tokens:
        """The passage with the clause's subject, or the noun that the clause describes, unless too long."""
        passage = self.passage_tokens
        named = self.head.head if self.head.dep_ in ("relcl", "acl") else subject_of(self.head)
        if named is None or not self.sentence.tokens.start <= named.left_edge.i < passage.start:
            return passage
        whole = self.head.doc[named.left_edge.i : passage.end]
        return whole if len(whole) <= _MAX_STANDALONE else passage


def split_clauses(sentence: Sentence) -> list[Clause]:
    """Split a sentence into its clauses, each token in that of its nearest head.

    Coordinate clauses, reported content, relative clauses and free participles stand alone; conditions and
    purposes stay with the clause that they limit, and so does what is shorter than three words.
    """
    tokens = sentence.tokens
    heads = [token for token in tokens if token == tokens.root or _heads_clause(token, tokens)]
    owners = {head.i: head.i for head in heads}
    own: dict[int, list[Token]] = {head.i: [] for head in heads}
    for token in tokens:
        if token.is_space:
            continue
        path, above = list[int](), token
        while above.i not in owners and above.head != above:
            path.append(above.i)
            above = above.head
        owner = owners.get(above.i, tokens.root.i)
        owners.update(dict.fromkeys(path, owner))  # each word is passed once, however long the chain
        own[owner].append(token)
    clauses = [Clause(sentence, own[head.i], head) for head in heads if count_words(own[head.i]) >= MIN_WORDS]
    return clauses or [Clause(sentence, [token for token in tokens if not token.is_space], tokens.root)]


def count_words(tokens: Tokens | Sequence[Token]) -> int:
    return sum(token.is_alpha or token.like_num for token in tokens)


def _heads_clause(token: Token, tokens: Tokens) -> bool:
    first = token.left_edge.i
    if token.right_edge.i + 1 - first <= MIN_WORDS:
        return False
    is_verb = token.pos_ in ("VERB", "AUX")
    is_predicate = is_verb or any(child.dep_ in ("nsubj", "nsubjpass") for child in token.children)
    is_set_off = first == tokens.start or (first > tokens.start and token.doc[first - 1].text in _SET_OFF)
    match token.dep_:
        case "conj":
            return is_verb and token.head.pos_ in ("VERB", "AUX")
        case "ccomp" | "parataxis":
            return is_predicate
        case "relcl":
            return True
        case "acl":
            return is_verb and token.tag_ != "VB" and is_set_off
        case "advcl":
            marks = {child.lower_ for child in token.children if child.dep_ in ("mark", "advmod", "aux")}
            return is_predicate and is_set_off and not marks & _LIMITING
    return False


def subject_of(verb: Token) -> Token | None:
    """Return the verb's subject, or the one that it shares as a later member of a coordination."""
    for _ in range(4):
        for child in verb.children:
            if child.dep_ in SUBJECTS:
                return child
        if verb.dep_ not in ("conj", "xcomp"):
            return None
        first = min([verb.i, *(child.i for child in verb.lefts if child.dep_ in _AUXILIARIES)])
        before = verb.doc[max(0, first - 1)]
        if verb.dep_ == before.dep_ == "conj" and before.i > verb.head.i and before.pos_ in _NOUNS:
            return before  # taken for a further object: "they hold a majority and Democrats would need votes"
        if verb.dep_ == "conj" and before.pos_ == "VERB" and before.tag_ in FINITE_TAGS:
            return None  # "a probe that he claims is biased", wherever the parser puts it
        verb = verb.head
    return None


def trimmed(tokens: Tokens, coordinator: bool = False) -> Tokens:
    """Strip commas, dashes and unpaired quotation marks at either end; never empty.

    With `coordinator`, an "and" or "but" at either end goes as well.
    """
    doc, start, end = tokens.doc, tokens.start, tokens.end
    while end - start > 1:
        last = doc[end - 1]
        if last.is_space or last.text in _EDGE_MARKS - _QUOTES or (coordinator and last.dep_ == "cc"):
            end -= 1
        else:
            break
    while end - start > 1:
        first = doc[start]
        if first.is_space or first.text in _EDGE_MARKS - _QUOTES or (coordinator and first.dep_ == "cc"):
            start += 1
        else:
            break
    return unquoted(doc[start:end])


def unquoted(tokens: Tokens) -> Tokens:
    """Strip a quotation mark whose partner is not inside, and a pair around all of the tokens."""
    doc, start, end = tokens.doc, tokens.start, tokens.end
    if end - start > 2 and doc[start].text in _QUOTES and doc[end - 1].text in _QUOTES:
        start, end = start + 1, end - 1
    for _ in range(3):
        marks = sum(doc[i].text in ('"', "“", "”") for i in range(start, end))
        if marks % 2 == 0 or end - start < 3:
            break
        if doc[start].text in _QUOTES:
            start += 1
        elif doc[end - 1].text in _QUOTES:
            end -= 1
        else:
            break
    while end - start > 1 and (doc[end - 1].is_space or doc[end - 1].text in ",;:—–-"):
        end -= 1
    return doc[start:end]
