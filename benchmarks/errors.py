"""Show gold beside system, article by article: what was missed, what is spurious, what differs.

    python benchmarks/errors.py GOLD_DIR [ARTICLE_ID…]

GOLD_DIR holds gold briefings, one JSON file an article; an article id may be a part of one.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from briefing.domain import Actor, Article, Issue, Passage, Span
from briefing.nlp.actors.actor_extraction import extract_actors
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES, SUMMARY_POINTS
from briefing.nlp.engine.models import Models, load_models
from briefing.nlp.engine.spacy_pipelines import load_pipeline
from briefing.nlp.issues.issue_extraction import extract_issues
from briefing.nlp.parsing.document import Document, parse
from briefing.nlp.summary.summary_extraction import extract_summary

Gold = dict[str, Any]


def fold(form: str) -> str:
    """One spelling of a surface form: no case, article, possessive or outer punctuation."""
    form = re.sub(r"\s+", " ", form.lower().replace("’", "'").replace("‘", "'")).strip(" .,;:\"'")
    return re.sub(r"^(the|a|an) ", "", re.sub(r"'s?$", "", form))


def actor_errors(gold: Gold, document: Document, models: Models) -> Iterator[str]:
    """A line an actor: = found, ~ found with another kind or role, - missed, + spurious, 2 found twice."""
    actors = extract_actors(document, models)
    names = [{fold(n) for n in (a.name, *a.aliases)} for a in actors]
    matched: set[int] = set()
    for wanted in gold["actors"]:
        forms = {fold(f) for f in (wanted["name"], *wanted["surface_forms"])}
        hits = [i for i, n in enumerate(names) if n & forms]
        told = (
            f"[{wanted['importance']:.0f}] {wanted['name']} ({wanted['kind']}) {'; '.join(wanted['roles'])}"
        )
        if not hits:
            yield f"- {told}"
            continue
        found = actors[hits[0]]
        right = found.kind == wanted["kind"] and _roles_agree(found.role, wanted["roles"])
        yield f"{'=' if right else '~'} {told}" + ("" if right else f"   HAVE {_told(found)}")
        yield from (f"2 {_told(actors[i])}   OF {wanted['name']}" for i in hits[1:])
        matched.update(hits)
    yield from (f"+ {_told(actor)}" for i, actor in enumerate(actors) if i not in matched)


def issue_errors(gold: Gold, document: Document, models: Models) -> Iterator[str]:
    """A line an issue: = found, ~ found with another kind, - missed, + spurious."""
    issues = extract_issues(document, extract_actors(document, models), models)
    matched: set[int] = set()
    for wanted in gold["issues"]:
        told = f"[{wanted['importance']:.0f}] {wanted['label']} ({wanted['kind']})"
        hits = [
            n for n, i in enumerate(issues) if n not in matched and _covers(i.evidence, wanted["evidence"])
        ]
        if not hits:
            quotes = " // ".join(gold["text"][start:end] for start, end in wanted["evidence"])
            yield f"- {told}   IN {quotes}"
            continue
        matched.add(hits[0])
        found = issues[hits[0]]
        yield f"{'=' if found.kind == wanted['kind'] else '~'} {told}   HAVE {_named(found)}"
    yield from (f"+ {_named(issue)}" for n, issue in enumerate(issues) if n not in matched)


def summary_errors(gold: Gold, document: Document, models: Models) -> Iterator[str]:
    """A line a sentence: = an annotator chose it too (votes), + none did, - missed."""
    points = extract_summary(document, models, SUMMARY_POINTS)
    keys = gold["key_sentences"]
    for point in points:
        votes = sum(key["votes"] for key in keys if _covers([point], [(key["start"], key["end"])]))
        yield f"{'=' if votes else '+'} [{votes}] {point.text}"
    for key in keys:
        if not any(_covers([point], [(key["start"], key["end"])]) for point in points):
            yield f"- [{key['votes']}] {gold['text'][key['start'] : key['end']]}"


PARTS = {"actors": actor_errors, "issues": issue_errors, "summary": summary_errors}


def _covers(passages: Sequence[Passage], quotes: Sequence[Sequence[int]]) -> bool:
    """Whether a quote and the passages share half of the shorter."""
    size = sum(len(passage.span) for passage in passages)
    return any(
        2 * sum(passage.span.overlap(Span(start, end)) for passage in passages) >= min(size, end - start)
        for start, end in quotes
    )


def _named(issue: Issue) -> str:
    return f"{issue.label} ({issue.kind}, {issue.when})   IN {' // '.join(p.text for p in issue.evidence)}"


def _roles_agree(role: str | None, wanted: Sequence[str]) -> bool:
    have = set(re.findall(r"\w+", (role or "").lower()))
    return not wanted or any(
        2 * len(have & words) >= (len(have) + len(words)) / 2
        for words in (set(re.findall(r"\w+", w.lower())) for w in wanted)
    )


def _told(actor: Actor) -> str:
    return f"{actor.name} ({actor.kind}) {actor.role or ''} {actor.salience:.2f} x{len(actor.mentions)}"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("article", nargs="*", help="only articles whose id contains one of these")
    parser.add_argument("--part", choices=sorted(PARTS), action="append", help="only this part")
    arguments = parser.parse_args()
    nlp, models = load_pipeline(DEFAULT_PIPELINES["en"]).nlp, load_models()
    for path in sorted(arguments.gold.glob("*.json")):
        if arguments.article and not any(a in path.stem for a in arguments.article):
            continue
        gold: Gold = json.loads(path.read_text(encoding="utf-8"))
        article = Article(path.stem, gold["title"], gold["text"], published=gold["date"], language="en")
        document = parse(nlp, article)
        print(f"\n# {path.stem}: {article.title}")
        for part in arguments.part or sorted(PARTS):
            print(*(f"{part:8}{line}" for line in PARTS[part](gold, document, models)), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
