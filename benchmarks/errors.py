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

from briefing.domain import Actor, Article
from briefing.nlp.actors import extract_actors
from briefing.nlp.document import Document, parse
from briefing.nlp.engine import DEFAULT_PIPELINES
from briefing.nlp.pipeline import load_pipeline

Gold = dict[str, Any]


def fold(form: str) -> str:
    """One spelling of a surface form: no case, article, possessive or outer punctuation."""
    form = re.sub(r"\s+", " ", form.lower().replace("’", "'").replace("‘", "'")).strip(" .,;:\"'")
    return re.sub(r"^(the|a|an) ", "", re.sub(r"'s?$", "", form))


def actor_errors(gold: Gold, document: Document) -> Iterator[str]:
    """A line an actor: = found, ~ found with another kind or role, - missed, + spurious, 2 found twice."""
    actors = extract_actors(document)
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


PARTS = {"actors": actor_errors}


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
    nlp = load_pipeline(DEFAULT_PIPELINES["en"])
    for path in sorted(arguments.gold.glob("*.json")):
        if arguments.article and not any(a in path.stem for a in arguments.article):
            continue
        gold: Gold = json.loads(path.read_text(encoding="utf-8"))
        article = Article(path.stem, gold["title"], gold["text"], published=gold["date"], language="en")
        document = parse(nlp, article)
        print(f"\n# {path.stem}: {article.title}")
        for part in arguments.part or sorted(PARTS):
            print(*(f"{part:8}{line}" for line in PARTS[part](gold, document)), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
