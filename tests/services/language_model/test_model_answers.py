"""A language model answers a question: every line is checked, else the best passages stand in its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.model_server import ModelServer, lines_of, model_server
from briefing.domain import Article
from briefing.nlp.language_model.model_config import ModelConfig
from briefing.services.library import Library
from tests.cli.conftest import PatternEngine
from tests.libraries import library_at

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_proxy")]

BRIDGE = "The ministry will pay for the repairs of the bridge. Nobody knows when it opens.\n\nFerries run."
HARBOUR = "The town will pay for the cranes of the harbour.\n\nA storm is expected on Monday."
IDS = ("a" * 16, "b" * 16)
QUESTION = "Who will pay for the repairs?"
PAYS = "The ministry will pay for the repairs of the bridge."


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server(
        answer=lambda prompt: lines_of(("answer", "The ministry pays for repairs.", PAYS))
    ) as server:
        yield server


@pytest.fixture
def library(tmp_path: Path, server: ModelServer) -> Iterator[Library]:
    with library_at(
        tmp_path, PatternEngine(), model=ModelConfig("ollama", server.address, "small", check=False)
    ) as library:
        for id_, text in zip(IDS, (BRIDGE, HARBOUR), strict=True):
            library.ingest.ingest(Article(id_, "Title", text, language="en"))
        yield library


def test_its_words_stand_with_the_passage_that_bears_them_out(library: Library, server: ModelServer) -> None:
    answer = library.questions.ask(QUESTION, IDS)
    (line,) = answer.lines
    assert (line.words, line.citations[0].article) == ("The ministry pays for repairs.", IDS[0])
    assert line.citations[0].passage.holds_in(BRIDGE)
    assert answer.model is not None and answer.model.name == "small" and answer.notice == ""
    assert list(answer.heads) == [IDS[0]]


def test_articles_are_sent_whole_where_the_context_has_room(library: Library, server: ModelServer) -> None:
    library.questions.ask(QUESTION, IDS)
    sent = str(server.requests[-1])
    assert all(words in sent for words in (PAYS, "Nobody knows", "Ferries run", "The town will", "A storm"))


FILLER = "This paragraph is about the weather of another year. " * 30
THEFT = "\n\n".join(
    (
        "Thieves took a car from the museum on Friday.",
        "It was found burnt out in a quarry on Sunday.",
        *[FILLER] * 6,
    )
)


def test_beside_a_passage_its_neighbours_are_sent_before_what_is_far(tmp_path: Path) -> None:
    """The sentence that answers a question has seldom all its words."""
    texts = [THEFT.replace("Friday", day) for day in ("Friday", "Monday", "Tuesday")]
    with model_server() as server:
        model = ModelConfig("ollama", server.address, "small", context=4096)
        with library_at(tmp_path, PatternEngine(), model=model) as library:
            ids = [str(at) * 16 for at in range(len(texts))]
            for id_, text in zip(ids, texts, strict=True):
                library.ingest.ingest(Article(id_, "Theft", text, language="en"))
            library.questions.ask("What did the thieves do with the car?", ids, limit=1)
        (request,) = server.requests
        sent = request["messages"][-1]["content"]
    assert sent.count("Thieves took a car") == sent.count("burnt out in a quarry") == 3
    assert "Friday.\n\nIt was found" in sent, "paragraphs that follow each other are not parted"
    assert len(sent) > 0.8 * 0.6 * 4096 * 3.5 - 2_500, "the room is used"


def test_what_the_articles_do_not_say_is_dropped_and_counted(library: Library, server: ModelServer) -> None:
    invented = ("answer", "Mars pays for it.", "The planet Mars will pay for the bridge")
    altered = ("answer", "The ministry will pay 7 euros.", PAYS)
    server.answer = lambda prompt: lines_of(invented, altered)
    answer = library.questions.ask(QUESTION, IDS)
    (line,) = answer.lines
    assert (line.words, line.citations[0].passage.text) == (None, PAYS)
    assert answer.model is not None and answer.model.dropped == 1


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (lines_of(), "small has no answer in these articles. These are"),
        (
            lines_of(("answer", "Mars.", "The planet Mars will pay for it")),
            "small answered nothing that is in",
        ),
        ("no JSON", "gave no answer: what it wrote has no lines in it: try another model. These are"),
    ],
)
def test_without_a_proved_line_the_passages_stand(
    library: Library, server: ModelServer, made: str, says: str
) -> None:
    server.answer = lambda prompt: made
    answer = library.questions.ask(QUESTION, IDS)
    assert answer.lines == library.questions.passages(QUESTION, IDS).lines != ()
    assert says in answer.notice and answer.model is None


def test_where_no_passage_matches_nothing_is_sent(library: Library, server: ModelServer) -> None:
    assert library.questions.ask("Who sang at the concert?", IDS).lines == ()
    assert server.requests == []


def test_articles_of_feeds_with_a_login_are_not_sent(library: Library, server: ModelServer) -> None:
    assert library.writing is not None
    library.writing._feeds_of = lambda ids: {
        id_: ["https://me:word@a.example/feed"] for id_ in ids if id_ == IDS[0]
    }
    library.questions.ask(QUESTION, IDS)
    assert PAYS not in str(server.requests[-1]) and "The town will pay" in str(server.requests[-1])
    answer = library.questions.ask(QUESTION, IDS[:1])
    assert "was not sent" in answer.notice and answer.lines[0].citations[0].passage.text == PAYS
    assert len(server.requests) == 1
