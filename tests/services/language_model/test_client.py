"""What servers of both kinds may do: answer, refuse, redirect, be silent, drip, break off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from benchmarks.model_server import ModelServer, lines_of, model_server
from briefing.nlp.language_model.answers import parse_answer
from briefing.nlp.language_model.model_config import Api, ModelConfig, is_loopback
from briefing.nlp.language_model.prompt import Material, Task, make_prompt
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
    server: ModelServer,
    api: Api,
    limits: Limits = Limits(),  # noqa: B008 - it is frozen
    key: str = "",
    *,
    refused: frozenset[str] = frozenset(),
    effort: str | None = None,
    counted: list[int] | None = None,
) -> Completion:
    config = ModelConfig(api, server.address, "small", context=4096, reasoning_effort=effort)
    work = complete(config, PROMPT, key, limits, refused)
    while True:
        try:
            words = next(work)
        except StopIteration as end:
            made: Completion = end.value
            return made
        if counted is not None:
            counted.append(words)


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
        (503, "it has an error (HTTP 503)", True),
        (401, "it does not take the key: correct key under [model] (HTTP 401)", False),
        (404, f"it knows no model “small” at this address: {CORRECT} (HTTP 404)", False),
        (418, "it does not take the request: see its log (HTTP 418)", False),
    ],
)  # fmt: skip
def test_a_refusal(server: ModelServer, api: Api, status: int, why: str, is_busy: bool) -> None:
    server.status, server.headers = status, {"Retry-After": "7"}
    with pytest.raises(ServerError) as refused:
        ask(server, api)
    assert (str(refused.value), refused.value.is_busy, refused.value.retry_after) == (why, is_busy, "7")
    assert len(server.requests) == 1, "nothing is tried again at once"


# What servers there are

LINES = lines_of(
    ("summary", "The law is void.", "The court ruled on Monday that the law is void."),
    ("summary", "It was a Monday on which the court ruled, in the words of the article.", "ruled on Monday"),
)
CUT = "the answer was cut off{}, and only its whole lines count"
NO_FORM = "the server does not take the form of the answer, so it was only asked for"
TOO_NEW = (
    "Unsupported parameter: 'max_tokens' is not supported with this model. "
    "Use 'max_completion_tokens' instead."
)
ONLY_DEFAULT = "Unsupported value: 'temperature' does not support 0 with this model."


def refusing(said: str, parameter: str | None = None, status: int = 400) -> tuple[int, object]:
    return status, {"error": {"message": said, "type": "invalid_request_error", "param": parameter}}


@pytest.mark.parametrize(
    ("told", "lines", "notices", "requests", "again"),
    [
        pytest.param({}, 2, (), 1, 1, id="as it should be"),
        pytest.param({"behaviour": "whole"}, 2, (), 1, 1, id="not streaming"),
        pytest.param(
            {"refuses": {"max_tokens": refusing(TOO_NEW), "num_predict": refusing("no num_predict")}},
            2, (), 2, 1, id="refuses a limit",
        ),
        pytest.param(
            {"refuses": {"temperature": refusing(ONLY_DEFAULT, "temperature")}},
            2, (), 2, 1, id="refuses a temperature",
        ),
        pytest.param(
            {
                "refuses": {
                    "max_tokens": refusing("no", "max_tokens"), "temperature": refusing("no temperature"),
                    "num_predict": refusing("no num_predict"),
                },
            },
            2, (), 3, 1, id="refuses both, one after the other",
        ),
        pytest.param(
            {"refuses": {"response_format": (400, {}), "format": (400, {})}},
            2, (NO_FORM,), 2, 1, id="refuses the form and does not say so",
        ),
        pytest.param(
            {"refuses": dict.fromkeys(("response_format", "format"), (422, {"detail": [
                {"loc": ["body", "response_format"], "msg": "schema: extra inputs are not permitted"}
            ]}))},
            2, (NO_FORM,), 2, 1, id="refuses the form and says so",
        ),
        pytest.param(
            {"refuses": dict.fromkeys(("response_format", "format"), (500, "failed to parse grammar"))},
            2, (NO_FORM,), 2, 1, id="has an error on the form, and says so",
        ),
        pytest.param(
            {"refuses": dict.fromkeys(("response_format", "format"), (500, "Internal Server Error"))},
            2, (NO_FORM,), 2, 2, id="has an error that may be another",
        ),
        pytest.param(
            {"refuses": {"stream": refusing("Your organization must be verified to stream this model.")},
             "behaviour": "whole"},
            2, (), 2, 1, id="refuses to stream",
        ),
        pytest.param({"thoughts": 50_000}, 2, (), 1, 1, id="thinks for long"),
        pytest.param(
            {"behaviour": "error"}, 1,
            (CUT.format(" by an error of the server (“CUDA out of memory”)"),), 1, 1,
            id="has an error within the answer",
        ),
        pytest.param({"behaviour": "break"}, 1, (CUT.format(""),), 1, 1, id="ends within the answer"),
        pytest.param(
            {"behaviour": "reset"}, 1, (CUT.format(" as the connection ended"),), 1, 1,
            id="breaks off within the answer",
        ),
        pytest.param({"ending": "length"}, 2, (CUT.format(""),), 1, 1, id="has a limit of its own"),
        pytest.param(
            {"ending": "content_filter"}, 2, (CUT.format(" by the server's filter"),), 1, 1,
            id="filters the answer",
        ),
    ],
)  # fmt: skip
def test_lines_come_of_a_server_that(
    server: ModelServer,
    api: Api,
    told: dict[str, Any],
    lines: int,
    notices: tuple[str, ...],
    requests: int,
    again: int,
) -> None:
    """`again` is how many requests the next question takes."""
    server.answer = lambda prompt: LINES
    for name, value in told.items():
        setattr(server, name, value)
    made = ask(server, api)
    assert len(parse_answer(made.text).lines) == lines
    assert made.notices == notices and made.is_ended is (
        lines == 2 and not any("cut off" in n for n in notices)
    )
    assert len(server.requests) == requests
    assert ask(server, api, refused=made.refused).text == made.text
    assert len(server.requests) == requests + again


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"status": 401, "body": {"error": {"message": "Wrong key: secret"}}},
         "it does not take the key: correct key under [model] (HTTP 401: “Wrong key: ...”)"),
        ({"status": 404, "body": {"error": "model 'small' not found"}},
         f"it knows no model “small” at this address: {CORRECT} (HTTP 404: “model 'small' not found”)"),
        ({"status": 404, "body": "<html><h1>Not Found</h1></html>"},
         f"it knows no model “small” at this address: {CORRECT} (HTTP 404)"),
        ({"status": 429, "body": {"message": "You exceeded\x1b[31m\nyour quota"}},
         "it is limiting requests (HTTP 429: “You exceeded\ufffd[31m your quota”)"),
        ({"status": 500, "body": {"detail": "x" * 300}}, f"it has an error (HTTP 500: “{'x' * 200}…”)"),
        ({"status": 400, "body": {"error": {"message": "the context is too long"}}},
         "it does not take the request: see its log (HTTP 400: “the context is too long”)"),
        ({"behaviour": "refusal"}, "it refuses to answer (“I cannot help.”): try another model"),
        ({"ending": "content_filter", "answer": lambda prompt: ""},
         "the server's filter keeps the answer back: try another model"),
        ({"behaviour": "error", "answer": lambda prompt: ""}, "it has an error (“CUDA out of memory”)"),
        ({"thoughts": 3, "answer": lambda prompt: ""},
         'it thought and wrote nothing: write reasoning_effort = "low", or raise timeout or context, under '
         "[model]"),
        ({"answer": lambda prompt: ""}, "it answered nothing: see that it runs well"),
    ],
    ids=["wrong key", "no model", "a page", "a limit", "an error", "a request", "a refusal", "a filter",
         "an error within", "thoughts alone", "nothing"],
)  # fmt: skip
def test_one_sentence_comes_of_a_server_with(
    server: ModelServer, api: Api, told: dict[str, Any], why: str
) -> None:
    server.answer = lambda prompt: "I cannot help."
    for name, value in told.items():
        setattr(server, name, value)
    with pytest.raises(ServerError) as refused:
        ask(server, api, key="secret")
    assert str(refused.value) == why


def test_thoughts_that_use_up_the_answer_get_room_the_next_time(server: ModelServer, api: Api) -> None:
    server.thoughts, server.ending = 3, "length"
    refused = ask(server, api).refused
    server.requests.clear()
    ask(server, api, refused=refused)
    (request,) = server.requests
    assert not {"max_tokens", "num_predict", "max_completion_tokens"} & {
        *request,
        *request.get("options", {}),
    }


def test_a_model_that_wants_another_limit_gets_room_for_its_thoughts(server: ModelServer) -> None:
    server.refuses = {"max_tokens": refusing(TOO_NEW, "max_tokens")}
    ask(server, "openai")
    first, second = server.requests
    assert "max_tokens" not in second
    assert second["max_completion_tokens"] >= first["max_tokens"] + 25_000


def test_thoughts_take_no_time_from_the_answer(
    server: ModelServer, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    server.thoughts = 1
    config = ModelConfig(api, server.address, "small")
    counts = complete(config, PROMPT, "", Limits(first_token=1_000, whole=100))
    assert next(counts) == 0
    now += 90
    assert next(counts) > 0
    now += 90
    with pytest.raises(StopIteration) as end:
        while True:
            next(counts)
    made: Completion = end.value.value
    assert made.text == ANSWER and made.is_ended


@pytest.mark.parametrize("effort", [None, "none", "low"])
def test_how_much_it_thinks_can_be_set(server: ModelServer, api: Api, effort: str | None) -> None:
    ask(server, api, effort=effort)
    (request,) = server.requests
    if api == "ollama":
        assert request["think"] == (effort if effort == "low" else False)
    else:
        assert request.get("reasoning_effort") == effort


def test_what_it_does_not_take_of_the_settings_is_told(server: ModelServer, api: Api) -> None:
    said = '"small" does not support thinking, nor reasoning_effort'
    server.refuses = {"think": refusing(said), "reasoning_effort": refusing(said)}
    assert ask(server, api, effort="low").notices == (
        "the server does not take reasoning_effort, so it was left out",
    )


def test_words_are_counted_as_they_come(server: ModelServer, api: Api) -> None:
    server.thoughts = 2
    counted: list[int] = []
    ask(server, api, counted=counted)
    assert counted[:2] == [0, 0] and counted == sorted(counted) and counted[-1] == len(ANSWER.split())


# What servers may do


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(server: ModelServer, api: Api, status: int) -> None:
    with model_server() as elsewhere:
        server.status, server.headers = status, {"Location": f"{elsewhere.address}/api/chat"}
        with pytest.raises(ServerError, match=f"leads to {elsewhere.address}/api/chat, which was not"):
            ask(server, api)
        assert elsewhere.requests == []


@pytest.mark.parametrize("behaviour", ["silence", "headers"])
def test_silence_has_an_end(server: ModelServer, api: Api, behaviour: str) -> None:
    server.behaviour = behaviour
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
