"""What servers of both kinds may do: answer, refuse, redirect, be silent, drip, break off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from benchmarks.model_server import ModelServer, lines_of, model_server
from briefing.nlp.language_model.model_config import Api, ModelConfig, is_loopback
from briefing.nlp.language_model.prompt import Material, Prompt, Task, make_prompt
from briefing.services.language_model.client import Completion, Limits, ServerError, complete

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_proxy")]

PROMPT = make_prompt(Task.ARTICLE, [Material("Ruling", "The court ruled on Monday that the law is void.")])
ANSWER = lines_of(("summary", "The law is void.", "The court ruled on Monday that the law is void."))
CORRECT = "correct name or address under [model]"
SHORT = Limits(connect=5, first_token=0.3, whole=0.3)


@pytest.fixture(params=["ollama", "openai"])
def api(request: pytest.FixtureRequest) -> Api:
    chosen: Api = request.param
    return chosen


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server(answer=lambda prompt: ANSWER) as server:
        yield server


def ask(
    server: ModelServer, api: Api, limits: Limits = Limits(), key: str = "", prompt: Prompt = PROMPT  # noqa: B008
) -> Completion:  # fmt: skip
    work = complete(ModelConfig(api, server.address, "small", context=4096), prompt, key, limits)
    while True:
        try:
            next(work)
        except StopIteration as end:
            made: Completion = end.value
            return made


def test_an_answer_with_its_tokens(server: ModelServer, api: Api) -> None:
    made = ask(server, api)
    assert made.text == ANSWER and made.notices == () and made.is_ended
    assert made.tokens_in == sum(len(each["content"]) for each in server.requests[0]["messages"]) * 10 // 35
    assert made.tokens_out == len(ANSWER) * 10 // 35


def test_the_form_of_the_answer_and_the_context_are_asked_for(server: ModelServer, api: Api) -> None:
    ask(server, api)
    (request,) = server.requests
    assert request["model"] == "small" and request["stream"] is True
    if api == "ollama":
        assert request["format"] == PROMPT.schema
        assert request["options"]["num_ctx"] == 4096 and request["options"]["temperature"] == 0
    else:
        form = request["response_format"]
        assert form["type"] == "json_schema" and form["json_schema"]["schema"] == PROMPT.schema
        assert request["temperature"] == 0


def test_a_server_that_does_not_take_the_form_is_asked_once_more_without(server: ModelServer) -> None:
    server.behaviour = "plain"
    made = ask(server, "openai")
    assert made.text == ANSWER
    assert made.notices == ("the server does not take the form of the answer, so it was only asked for",)
    assert len(server.requests) == 2


def test_a_prompt_that_the_server_has_cut_is_told(server: ModelServer, api: Api) -> None:
    server.prompt_tokens = 100
    (notice,) = ask(server, api).notices
    assert notice.startswith("the server read only 100 tokens of about ") and "4,096" in notice


def test_a_key_is_sent_and_no_other(server: ModelServer, api: Api) -> None:
    ask(server, api, key="secret")
    sent = {name.lower(): value for name, value in server.request_headers[0].items()}
    assert sent["authorization"] == "Bearer secret"


def test_nothing_is_told_of_this_machine(server: ModelServer) -> None:
    ask(server, "openai")
    told = {name.lower().removeprefix("x-stainless-") for name in server.request_headers[0]}
    assert not told & {"lang", "package-version", "os", "arch", "runtime", "runtime-version", "async"}


@pytest.mark.parametrize(
    ("status", "why", "is_busy"),
    [
        (429, "it is limiting requests (HTTP 429)", True),
        (500, "it has an error (HTTP 500)", True),
        (503, "it has an error (HTTP 503)", True),
        (401, "it does not take the key: correct key under [model] (HTTP 401)", False),
        (404, f"it knows no model “small” at this address: {CORRECT} (HTTP 404)", False),
        (418, "it does not take the request (HTTP 418)", False),
    ],
)  # fmt: skip
def test_a_refusal(server: ModelServer, api: Api, status: int, why: str, is_busy: bool) -> None:
    server.status, server.headers = status, {"Retry-After": "7"}
    with pytest.raises(ServerError) as refused:
        ask(server, api)
    assert (str(refused.value), refused.value.is_busy, refused.value.retry_after) == (why, is_busy, "7")
    assert len(server.requests) == 1, "nothing is tried again at once"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(server: ModelServer, api: Api, status: int) -> None:
    with model_server() as elsewhere:
        server.status, server.headers = status, {"Location": f"{elsewhere.address}/api/chat"}
        with pytest.raises(ServerError, match="leads elsewhere, which was not followed"):
            ask(server, api)
        assert elsewhere.requests == []


def test_silence_has_an_end(server: ModelServer, api: Api) -> None:
    server.behaviour = "silence"
    with pytest.raises(ServerError, match="does not answer"):
        ask(server, api, replace(SHORT, whole=60))


def test_a_drip_has_an_end(server: ModelServer, api: Api) -> None:
    server.behaviour = "drip"
    made = ask(server, api, replace(SHORT, first_token=60))
    assert not made.is_ended and set(made.text.split()) == {"x"}
    assert made.notices == (
        "the answer was cut off after 0.3 seconds (timeout under [model]), and only its whole lines count",
    )


def test_half_an_answer_is_told(server: ModelServer, api: Api) -> None:
    server.behaviour = "break"
    made = ask(server, api)
    assert ANSWER.startswith(made.text) and not made.is_ended
    assert made.notices == ("the answer was cut off, and only its whole lines count",)


def test_an_endless_answer_has_an_end(server: ModelServer, api: Api) -> None:
    server.answer = lambda prompt: "x" * 200_000
    made = ask(server, api)
    assert 100_000 <= len(made.text) <= 200_000 and not made.is_ended


def test_an_empty_answer_is_none(server: ModelServer, api: Api) -> None:
    server.answer = lambda prompt: ""
    with pytest.raises(ServerError, match="answered nothing"):
        ask(server, api)


def test_nobody_there(api: Api) -> None:
    with model_server() as server:
        gone = replace(server)
    with pytest.raises(ServerError, match="cannot be reached: start it"):
        ask(gone, api)


def test_another_machine_is_asked_only_where_that_is_allowed(api: Api) -> None:
    config = ModelConfig(api, "http://model.invalid", "small")
    with pytest.raises(ServerError, match="nothing was sent"):
        next(complete(config, PROMPT, "", Limits()))
    with pytest.raises(ServerError, match="cannot be reached"):
        next(complete(replace(config, allow_remote=True), PROMPT, "", Limits()))


def test_no_proxy_sees_what_is_sent_to_this_machine(
    server: ModelServer, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    with model_server() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.address)
        assert ask(server, api).text == ANSWER
        assert proxy.requests == []


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("LocalHost.", True),
        ("0.0.0.0", False),
        ("192.168.1.5", False),
        ("localhost.example", False),
        ("127.0.0.1.example", False),
        ("2130706433", False),
        ("", False),
    ],
)
def test_what_is_this_machine(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_what_the_answer_has_the_form_of_is_json() -> None:
    assert json.loads(json.dumps(PROMPT.schema)) == PROMPT.schema
