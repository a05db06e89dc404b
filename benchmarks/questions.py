"""How often a passage that answers a question is among the first, of its article and of all articles.

    python -m benchmarks.questions EVAL_DIR

A line of `questions.tsv` (articles of EVAL_DIR/briefing-*) and of `questions_dated.tsv` (those of
EVAL_DIR/stories-dated) has the number of the question, the article, the question, and words of a sentence
that answers it; lines of one number are alternatives. The first were written before anything was measured,
in other words than the sentence where that is natural, the second by somebody who had not seen the program.
A line of `questions_unanswerable.tsv` is a question about an event of another year, which nothing answers.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from briefing.domain import Article
from briefing.domain.span import Passage
from briefing.nlp.passage_likeness import PassageLikeness
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
    name: str, questions: Collection[Question], articles: Mapping[str, Article], ask: Ask, *, whole: bool
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


def through_index(service: QuestionService, question: str, ids: Sequence[str]) -> Iterable[Sequence[Place]]:
    lines = service.passages(question, ids, max(FIRST)).lines
    return ([(each.article, each.passage) for each in line.citations] for line in lines)


def is_sure(service: QuestionService, question: str, articles: Mapping[str, Article]) -> bool:
    return any(line.shown for line in service.passages(question, list(articles), max(FIRST)).lines)


def measure_set(name: str, given: Iterable[Article]) -> None:
    questions = read_questions(name)
    with tempfile.TemporaryDirectory() as folder, ArticleStore(Path(folder) / "library.db") as store:
        articles = {each.id: store.put(each, fetched=datetime.now(UTC)) for each in given}
        SearchIndex(store.database).index_all()
        service = QuestionService(store, ArticleSearch(store.database), None, PassageLikeness())
        indexed = partial(through_index, service)
        print(f"{name}: {len(questions)} questions")
        halves = [[each for at, each in questions.items() if int(at) % 2 == rest] for rest in (1, 0)]
        measure("  its article", questions.values(), articles, indexed, whole=False)
        measure(f"  {len(articles)} articles", questions.values(), articles, indexed, whole=True)
        for half, asked in zip(("odd", "even"), halves, strict=True):
            measure(f"  {len(articles)} articles, {half} numbers", asked, articles, indexed, whole=True)
        unsure = [not is_sure(service, each.text, articles) for each in questions.values()]
        print(f"  said to be answered by nothing surely: {sum(unsure)}")
        if name == "questions_dated.tsv":
            lines = Path(__file__).with_name("questions_unanswerable.tsv").read_text("utf-8").splitlines()
            unsure = [not is_sure(service, each, articles) for each in lines]
            print(f"  of {len(lines)} that no article answers: {sum(unsure)}")


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
