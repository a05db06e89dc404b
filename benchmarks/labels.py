"""How open issues are named: every label of the gold articles as it came, and what is wrong with it.

    python -m benchmarks.labels EVAL_DIR [SET]

EVAL_DIR is that of `benchmarks.quality`; SET is briefing-dev unless said. A label is 3 to 10 words with a
noun at its head and no finite verb of its own, no loose determiner, preposition or quotation mark at either
end, and shares its head, or the verb that its head is made from, with the evidence.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from spacy.language import Language

from briefing.domain import Article, Issue
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
from briefing.nlp.engine.models import load_models
from briefing.nlp.engine.spacy_pipelines import load_pipeline
from briefing.nlp.issues.issue_extraction import extract_issues
from briefing.nlp.issues.labels.nominalizations import NOMINALS, STANCES
from briefing.nlp.parsing.document import parse

__all__ = ["faults"]

FEWEST, MOST = 3, 10
_LOOSE = frozenset(
    "the a an this that these those his her its their of in on for to with by at from as and or but than no "
    "some any every over about into between".split()
)
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_NOUNS = frozenset(("NOUN", "PROPN", "NUM"))
_STEM = 4
"""Letters that a word and its other forms have in common, as "demand" and "demanded"."""
_OPENERS = re.compile(
    r"(?:(?:outcome|prospect|risk|question|lack) of|(?:dispute|uncertainty) over|risk from|call for)"
    r" (?:the )?",
    re.IGNORECASE,
)
"""What the engine puts before a name that is too short, and what it makes of "no": the head that counts
comes after it."""


def faults(nlp: Language, issue: Issue) -> list[str]:
    """What is wrong with the label of an issue, in words; nothing where all is well."""
    return [*_outer_faults(issue.label), *_inner_faults(nlp, issue.label), *_strange(nlp, issue)]


def _outer_faults(label: str) -> Iterator[str]:
    words = label.lower().split()
    if not FEWEST <= len(words) <= MOST:
        yield f"{len(words)} words"
    if re.search(r"[\"“”„«»]|(?<!\w)[‘’']|[‘’'](?!\w)(?<!s[’'])", label):
        yield "quotation mark"
    if words and (words[0] in _LOOSE or words[-1] in _LOOSE):
        yield "loose end"
    if any(one == other for one, other in pairwise(words)):
        yield "a word twice"


def _inner_faults(nlp: Language, label: str) -> Iterator[str]:
    first = label.split()[0].lower()
    gerund = first.endswith("ing")
    # The parser takes a bare phrase for a sentence less often where it follows "the".
    doc = nlp(label if gerund else "The " + label[:1].lower() + label[1:])
    root = next(token for token in doc if token.dep_ == "ROOT")
    possessive = root.tag_ == "POS"  # the parser's slip in "Russia’s war"
    if not (root.pos_ in _NOUNS or gerund or possessive or first in _made_nouns()):
        yield f"no noun at the head: {root.text}"
    if root.tag_ in _FINITE and any(child.dep_ == "nsubj" for child in root.children):
        yield f"finite verb: {root.text}"


def _strange(nlp: Language, issue: Issue) -> Iterator[str]:
    """Where no word of the label's head, as it stands or as a verb, is found in the evidence."""
    core = _OPENERS.sub("", issue.label)
    head = re.split(r" (?:of|for|on|to|in|with|from|over|about|between|by|at|into|against) ", core)[0]
    evidence = nlp(" ".join(passage.text for passage in issue.evidence))
    said = {token.lemma_.lower() for token in evidence} | {token.lower_ for token in evidence}
    made = {NOMINALS[verb].noun for verb in said & NOMINALS.keys()}
    made |= {STANCES[verb] for verb in said & STANCES.keys()}
    stems = {word[:_STEM] for word in said | made if len(word) >= _STEM}
    words = re.findall(r"\w+", head.lower())
    if not any(word in said | made or word[:_STEM] in stems for word in words):
        yield f"head not in the evidence: {head}"


def _made_nouns() -> frozenset[str]:
    return frozenset((*(nominal.noun for nominal in NOMINALS.values()), *STANCES.values()))


def main() -> int:
    folder = Path(sys.argv[1]) / (sys.argv[2] if len(sys.argv) > 2 else "briefing-dev")
    nlp = load_pipeline(DEFAULT_PIPELINES["en"]).nlp
    models = load_models()
    count = faulty = 0
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        article = Article(path.stem, gold["title"], gold["text"], published=gold["date"], language="en")
        print(f"\n# {gold['title']}")
        for issue in extract_issues(parse(nlp, article), (), models):
            found = faults(nlp, issue)
            count, faulty = count + 1, faulty + bool(found)
            print(f"{issue.kind.value:9}{issue.label}" + (f"   <-- {'; '.join(found)}" if found else ""))
    print(f"\n{count} labels, {faulty} with a fault")
    return 0


if __name__ == "__main__":
    sys.exit(main())
