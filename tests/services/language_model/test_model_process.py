"""The process that asks a language model: cancelled, cached, counted, left alone where it is busy."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks.model_server import ModelServer, lines_of, model_server
from briefing.errors import ModelError
from briefing.nlp.language_model.budget import tokens_of
from briefing.nlp.language_model.model_config import ModelConfig
from briefing.nlp.language_model.prompt import Material, Task, make_prompt
from briefing.services.language_model.client import Limits
from briefing.services.language_model.model_process import LanguageModel
from briefing.services.language_model.usage_ledger import Usage, UsageLedger, cost_of

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_proxy")]

PROMPT = make_prompt(Task.ARTICLE, [Material("Ruling", "The court ruled on Monday that the law is void.")])
OTHER = make_prompt(Task.ARTICLE, [Material("Ruling", "The court rules on Tuesday.")])
ANSWER = lines_of(("summary", "The law is void.", "The court ruled on Monday that the law is void."))


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server(answer=lambda prompt: ANSWER) as server:
        yield server


def model_at(server: ModelServer, folder: Path, *, first_token: float = 30, **options: Any) -> LanguageModel:
    """Any: the options of ModelConfig."""
    config = ModelConfig("ollama", server.address, "small", **options)
    return LanguageModel(config, folder, Limits(first_token=first_token))


def test_an_answer_is_asked_for_once(server: ModelServer, tmp_path: Path) -> None:
    sent: list[str] = []
    with closing(model_at(server, tmp_path)) as model:
        model.on_sent = sent.append
        first, again = model.ask(PROMPT), model.ask(PROMPT)
    assert first.text == again.text == ANSWER
    assert sent == [f"sent {PROMPT.words:,} words to 127.0.0.1"] and len(server.requests) == 1
    with closing(model_at(server, tmp_path, context=4096)) as model:
        model.ask(PROMPT)
    assert len(server.requests) == 2, "another context may cut, and so answer otherwise"


def test_a_server_that_is_busy_is_left_alone(server: ModelServer, tmp_path: Path) -> None:
    server.status, server.headers = 429, {"Retry-After": "3600"}
    with closing(model_at(server, tmp_path)) as model:
        with pytest.raises(ModelError, match=r"limiting requests \(HTTP 429\), and is left alone until"):
            model.ask(PROMPT)
        server.status = 200
        with pytest.raises(ModelError, match="waiting until"):
            model.ask(PROMPT)
    assert len(server.requests) == 1
    usage = UsageLedger(tmp_path / "usage.state").usage()
    wait = datetime.fromisoformat(usage.next_try) - datetime.now(UTC)
    assert timedelta(minutes=55) < wait <= timedelta(hours=1) and usage.failures == 1


def test_what_a_server_refuses_is_remembered_for_this_model(server: ModelServer, tmp_path: Path) -> None:
    server.refuses = {"temperature": (400, {"error": "no temperature, please"})}
    with closing(model_at(server, tmp_path)) as model:
        model.ask(PROMPT)
        assert len(server.requests) == 2
        model.ask(OTHER)
    assert len(server.requests) == 3 and "temperature" not in server.requests[2]["options"]


def test_the_servers_own_sentence_is_told_and_logged(
    server: ModelServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server.status, server.body = 402, {"error": {"message": "Top up\x1b[2J your account"}}
    with closing(model_at(server, tmp_path)) as model, pytest.raises(ModelError) as refused:
        model.ask(PROMPT)
    said = "it asks for money: see your account there (HTTP 402: “Top up\ufffd[2J your account”)"
    assert str(refused.value) == f"The language model at 127.0.0.1 gave no answer: {said}."
    assert said in caplog.text


@pytest.mark.usefixtures("real_process")
def test_it_can_be_called_off(server: ModelServer, tmp_path: Path) -> None:
    server.behaviour = "drip"
    with closing(model_at(server, tmp_path)) as model:
        cancelled = threading.Event()
        model.on_sent = lambda sentence: threading.Timer(0.1, cancelled.set).start()
        with pytest.raises(ModelError, match="The language model was stopped"):
            model.ask(PROMPT, cancelled.is_set)
        server.behaviour = ""
        assert model.ask(PROMPT).text == ANSWER


@pytest.mark.usefixtures("real_process")
def test_calling_off_one_that_waits_leaves_the_other(server: ModelServer, tmp_path: Path) -> None:
    came, goes, cancelled = threading.Event(), threading.Event(), threading.Event()

    def answer(prompt: str) -> str:
        came.set()
        assert goes.wait(30)
        return ANSWER

    server.answer = answer
    with closing(model_at(server, tmp_path)) as model, ThreadPoolExecutor(2) as threads:
        first = threads.submit(model.ask, PROMPT, lambda: False)
        assert came.wait(30)
        second = threads.submit(model.ask, OTHER, cancelled.is_set)
        cancelled.set()
        with pytest.raises(ModelError, match="was stopped"):
            second.result(30)
        goes.set()
        assert first.result(30).text == ANSWER
    assert len(server.requests) == 1


@pytest.mark.usefixtures("real_process")
@pytest.mark.parametrize("behaviour", ["silence", "headers"])
def test_a_server_that_never_says_a_word_is_given_up(
    server: ModelServer, tmp_path: Path, behaviour: str
) -> None:
    """Also one that goes on sending headers."""
    server.behaviour = behaviour
    config = ModelConfig("openai", server.address, "small")
    with (
        closing(LanguageModel(config, tmp_path, Limits(connect=1, first_token=1))) as model,
        pytest.raises(ModelError, match=r"does not answer|was silent for 2 seconds"),
    ):
        model.ask(PROMPT)


def test_half_an_answer_is_asked_for_again(server: ModelServer, tmp_path: Path) -> None:
    server.behaviour = "break"
    with closing(model_at(server, tmp_path)) as model:
        half = model.ask(PROMPT)
        server.behaviour = ""
        assert len(half.text) < len(ANSWER) and model.ask(PROMPT).text == ANSWER


def test_a_key_comes_from_the_environment(
    server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODEL_KEY", "the-key")
    with closing(model_at(server, tmp_path, key="${MODEL_KEY}")) as model:
        model.ask(PROMPT)
    assert server.request_headers[0]["authorization"] == "Bearer the-key"


def test_what_is_set_for_other_servers_is_not_used(
    server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_API_KEY", "of another server")
    monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:9")
    with closing(model_at(server, tmp_path)) as model:
        model.ask(PROMPT)
    assert "authorization" not in server.request_headers[0]


def test_a_key_that_is_nowhere(server: ModelServer, tmp_path: Path) -> None:
    with (
        closing(model_at(server, tmp_path, key="${NO_SUCH_KEY}")) as model,
        pytest.raises(ModelError, match="NO_SUCH_KEY is neither in the environment nor in the keyring"),
    ):
        model.ask(PROMPT)
    assert server.requests == []


def test_money_is_counted_and_has_a_limit(server: ModelServer, tmp_path: Path) -> None:
    prices = {"price_in": 1_000.0, "price_out": 2_000.0, "spend_limit": 0.5}
    with closing(model_at(server, tmp_path, **prices)) as model:
        made = model.ask(PROMPT)
        assert made.tokens_in is not None and made.tokens_out is not None
        assert made.cost == pytest.approx((made.tokens_in + 2 * made.tokens_out) / 1_000)
        with pytest.raises(ModelError, match=r"of 0\.50 are spent this month: raise spend_limit"):
            model.ask(OTHER)
        assert model.ask(PROMPT).cost == 0, "what is there costs nothing"
    assert len(server.requests) == 1


def test_what_the_server_does_not_count_is_reckoned_for_the_limit(
    server: ModelServer, tmp_path: Path
) -> None:
    server.counts_tokens = False
    with closing(model_at(server, tmp_path, price_in=1_000.0, price_out=2_000.0, spend_limit=0.5)) as model:
        assert model.ask(PROMPT).cost is None
        with pytest.raises(ModelError, match="are spent this month"):
            model.ask(OTHER)
    usage = UsageLedger(tmp_path / "usage.state").usage()
    assert (usage.tokens_in, usage.tokens_out) == (tokens_of(PROMPT.characters), tokens_of(len(ANSWER)))


# The ledger


def test_a_month_begins_with_nothing_spent(tmp_path: Path) -> None:
    now = datetime(2026, 11, 30, 23, tzinfo=UTC)
    ledger = UsageLedger(tmp_path / "usage.state", lambda: now)
    config = ModelConfig("openai", "http://127.0.0.1", "m", price_in=1.0, price_out=1.0, spend_limit=1.0)
    ledger.answered(config, 800_000, 300_000)
    assert ledger.why_not(config) is not None
    now += timedelta(hours=2)
    assert ledger.why_not(config) is None and ledger.usage().cost == 0
    assert ledger.why_not(replace(config, spend_limit=0.0)) is not None


def test_each_failure_doubles_the_wait_and_a_success_ends_it(tmp_path: Path) -> None:
    now = datetime(2026, 11, 30, 12, tzinfo=UTC)
    config = ModelConfig("openai", "http://127.0.0.1", "m")
    ledger, other = (UsageLedger(tmp_path / "usage.state", lambda: now) for _ in range(2))
    assert [ledger.failed(None).seconds // 60 for _ in range(3)] == [5, 10, 20]
    assert other.why_not(config) is not None, "all processes know"
    now += timedelta(minutes=21)
    assert other.why_not(config) is None
    other.answered(config, 1, 1)
    assert ledger.failed(None).seconds // 60 == 5


def test_a_ledger_that_is_damaged_begins_anew(tmp_path: Path) -> None:
    file = tmp_path / "usage.state"
    config = ModelConfig("openai", "http://127.0.0.1", "m")
    without_zone = '{"next_try": "2026-11-02T09:31:00"}'
    soon = json.dumps({"next_try": "soon", "month": "2026-11"})
    wrong = [json.dumps({name: [1]}) for name in asdict(Usage())]
    for content in ("", "[]", '{"month": 3}', '{"later": 1}', without_zone, soon, *wrong):
        file.write_text(content)
        ledger = UsageLedger(file)
        assert ledger.why_not(config) is None, content
        ledger.answered(config, 1, 1)
        assert ledger.usage().requests == 1


def test_without_prices_nothing_is_known_of_money() -> None:
    config = ModelConfig("openai", "http://127.0.0.1", "m", price_in=2.0)
    assert cost_of(config, 10, 10) is None
    assert cost_of(replace(config, price_out=4.0), 500_000, 250_000) == 2.0
