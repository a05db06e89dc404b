"""How often a passage that answers a question is among the first, of its article and of all articles.

    python -m benchmarks.questions EVAL_DIR

A line of `questions.tsv` (articles of EVAL_DIR/briefing-*) and of `questions_dated.tsv` (those of
EVAL_DIR/stories-dated) has the number of the question, the article, the question, and words of a sentence
that answers it; lines of one number are alternatives. The first were written before anything was measured,
in other words than the sentence where that is natural, the second by somebody who had not seen the program.

"through the index" is the way of a question that is typed: the full-text index chooses the articles. "all
sentences" compares those of all articles.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from briefing.domain import Article
from briefing.domain.questions.passage_ranking import best_passages
from briefing.domain.span import Passage
from briefing.services.questions.question_service import QuestionService
from briefing.store.articles.article_search import ArticleSearch
from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.search_index import SearchIndex

FIRST = (1, 3, 5)

Place = tuple[str, Passage]
Ask = Callable[[str, Sequence[str]], Iterable[Sequence[Place]]]
"""Returns the places of each passage that is found for a question in articles, by their ids."""


@dataclass
class Question:
    text: str
    answers: dict[str, list[str]] = field(default_factory=dict)
    """Words of answering sentences, by article."""

    def rank(self, found: Iterable[Sequence[Place]], articles: Mapping[str, Article]) -> int:
        """The number of passages before the first that answers, or of all that count."""
        ranks = (
            rank for rank, places in enumerate(found) if any(self._answers(at, articles) for at in places)
        )
        return next(ranks, max(FIRST))

    def _answers(self, place: Place, articles: Mapping[str, Article]) -> bool:
        id_, passage = place
        text = articles[id_].text.replace("\xa0", " ")
        return any(
            text.index(words) in range(passage.span.start, passage.span.end)
            for words in self.answers.get(id_, ())
        )


def read_questions(name: str) -> dict[str, Question]:
    questions: dict[str, Question] = {}
    for line in Path(__file__).with_name(name).read_text("utf-8").splitlines():
        number, article, text, words = line.split("\t")
        questions.setdefault(number, Question(text)).answers.setdefault(article, []).append(words)
    return questions


def measure(
    name: str, questions: Iterable[Question], articles: Mapping[str, Article], ask: Ask, *, whole: bool
) -> None:
    """Print the share of questions that one of the first 1, 3 and 5 passages answers."""
    ranks = [
        each.rank(ask(each.text, list(articles if whole else each.answers)), articles) for each in questions
    ]
    shares = (sum(rank < first for rank in ranks) for first in FIRST)
    print(
        f"{name:44}",
        *(f"R@{first} {share / len(ranks):.2f}" for first, share in zip(FIRST, shares, strict=True)),
        sep="  ",
    )


def from_all(articles: Mapping[str, Article], question: str, ids: Sequence[str]) -> Iterable[Sequence[Place]]:
    asked = [articles[id_] for id_ in ids]
    found = best_passages(question, [each.text for each in asked], max(FIRST), [each.title for each in asked])
    return ([(ids[place], passage) for place, passage in each.places] for each in found)


def through_index(service: QuestionService, question: str, ids: Sequence[str]) -> Iterable[Sequence[Place]]:
    lines = service.passages(question, ids, max(FIRST)).lines
    return ([(each.article, each.passage) for each in line.citations] for line in lines)


def measure_set(name: str, given: Iterable[Article]) -> None:
    questions = read_questions(name)
    with tempfile.TemporaryDirectory() as folder, ArticleStore(Path(folder) / "library.db") as store:
        articles = {each.id: store.put(each, fetched=datetime.now(UTC)) for each in given}
        SearchIndex(store.database).index_all()
        indexed = partial(through_index, QuestionService(store, ArticleSearch(store.database), None))
        everything = partial(from_all, articles)
        print(f"{name}: {len(questions)} questions")
        measure("  its article", questions.values(), articles, everything, whole=False)
        measure(
            f"  {len(articles)} articles, through the index",
            questions.values(),
            articles,
            indexed,
            whole=True,
        )
        measure(
            f"  {len(articles)} articles, all sentences", questions.values(), articles, everything, whole=True
        )


def main() -> None:
    folder = Path(sys.argv[1])
    briefed = {
        file.stem: json.loads(file.read_text("utf-8")) for file in sorted(folder.glob("briefing-*/*.json"))
    }
    lines = (folder / "stories-dated" / "articles.jsonl").read_text("utf-8").splitlines()
    dated = {row["id"]: row for row in map(json.loads, lines)}
    for name, rows in (("questions.tsv", briefed), ("questions_dated.tsv", dated)):
        articles = (
            Article(id_, row["title"], row["text"], published=row["date"], source=row["source"])
            for id_, row in rows.items()
        )
        measure_set(name, articles)


if __name__ == "__main__":
    main()
