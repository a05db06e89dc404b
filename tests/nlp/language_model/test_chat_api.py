"""What servers send beside and around the words of an answer is read, or passed over."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain.text.sanitize import safe_line
from briefing.nlp.language_model.chat_api import ChatEvent, Refusal, chat_address, events_of, read_event
from briefing.nlp.language_model.model_config import Api, ModelConfig

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(
                "error message code choices delta content text usage prompt_tokens done done_reason refusal "
                "finish_reason thinking eval_count detail loc msg param".split()
            ),
            inner,
        )
    ),
)


def choice(**members: object) -> dict[str, object]:
    return {"choices": [{"index": 0, **members}]}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (choice(delta={"content": "One "}), ChatEvent("One ")),
        (choice(delta={"reasoning_content": "Hm."}), ChatEvent(is_thought=True)),
        (choice(delta={"reasoning": "Hm.", "content": ""}), ChatEvent(is_thought=True)),
        ({"message": {"thinking": "Hm.", "content": ""}, "done": False}, ChatEvent(is_thought=True)),
        (choice(delta={"content": None, "refusal": "No."}), ChatEvent(refusal="No.")),
        (choice(delta={}, finish_reason="length"), ChatEvent(ending="length")),
        (
            choice(
                delta={"content": [{"type": "thinking", "thinking": []}, {"type": "text", "text": "One"}]}
            ),
            ChatEvent("One"),
        ),
        ({"message": {"content": "One"}, "done": True}, ChatEvent("One", ending="stop")),
        (
            {"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": True}},
            ChatEvent(tokens_in=3),
        ),
        ({"error": {"message": "busy", "code": 503}}, ChatEvent(error=Refusal("busy"), status=503)),
        ({"error": "full"}, ChatEvent(error=Refusal("full"))),
        ({"error": None, **choice(delta={"content": "One"})}, ChatEvent("One")),
    ],
)
def test_an_event(sent: dict[str, object], expected: ChatEvent) -> None:
    assert read_event(sent) == expected


PIECE = json.dumps(choice(delta={"content": "One"}))


@pytest.mark.parametrize(
    ("body", "events"),
    [
        pytest.param(f"data: {PIECE}\n\ndata: [DONE]\n\n", [ChatEvent("One")], id="events"),
        pytest.param(f"event: x\r\nid: 1\r\ndata:{PIECE}\r\n\r\n", [ChatEvent("One")], id="named events"),
        pytest.param(f": ping\n\ndata: {PIECE}\n\n", [ChatEvent(), ChatEvent("One")], id="a sign of life"),
        pytest.param(f"{PIECE}\n{PIECE}", [ChatEvent("One"), ChatEvent("One")], id="lines"),
        pytest.param(
            json.dumps(choice(message={"content": "One"}), indent=1), [ChatEvent("One")], id="many lines"
        ),
        pytest.param(json.dumps({"message": {"content": "One"}}), [ChatEvent("One")], id="one value on one"),
    ],
)  # fmt: skip
def test_a_stream_wherever_it_is_divided(body: str, events: list[ChatEvent]) -> None:
    content = body.encode()
    for size in (1, 7, len(content)):
        pieces = [content[at : at + size] for at in range(0, len(content), size)]
        assert list(events_of(pieces)) == events


@pytest.mark.parametrize("body", ["", "<html>Hello</html>", "[1]", "{", '"words"'])
def test_an_answer_of_another_kind_is_none(body: str) -> None:
    with pytest.raises(ValueError, match="no JSON"):
        list(events_of([body.encode()]))


def test_a_line_without_an_end_is_given_up() -> None:
    with pytest.raises(ValueError, match="without an end"):
        list(events_of(b"{" * 100_000 for _ in range(1_000)))


@given(VALUES)
def test_no_value_is_a_fault(value: object) -> None:
    if isinstance(value, dict):
        read_event(value)
    refusal = Refusal.read(json.dumps(value).encode())
    assert refusal.said == safe_line(refusal.said) and len(refusal.said) <= 201
    refusal.names({"model": "m", "messages": [{"role": "system"}], "temperature": 0})


@pytest.mark.parametrize(
    ("said", "parameter", "expected"),
    [
        ("no", "temperature", {"temperature"}),
        ("no", "response_format.json_schema.strict", {"response_format"}),
        ("'max_tokens' is not supported. Use 'max_completion_tokens'.", "", {"max_tokens"}),
        ("Invalid schema for the answer", "", {"response_format"}),
        ("You must be verified to stream this model", "", {"stream"}),
        ("Unknown field stream_options", "", {"stream_options"}),
        ("System role not supported", "", {"system"}),
        ("the model and its messages are too long", "", set()),
        ("no", "model", set()),
    ],
)
def test_which_members_a_server_names(said: str, parameter: str, expected: set[str]) -> None:
    request = dict.fromkeys(
        ("model", "stream", "stream_options", "temperature", "max_tokens", "response_format")
    )
    messages = [{"role": "system"}, {"role": "user"}]
    assert Refusal(said, parameter).names({**request, "messages": messages}) == expected


@pytest.mark.parametrize(
    ("api", "address", "expected"),
    [
        ("ollama", "http://a:1", "http://a:1/api/chat"),
        ("openai", "http://a:1", "http://a:1/v1/chat/completions"),
        ("openai", "https://a/openai/v2", "https://a/openai/v2/chat/completions"),
        ("openai", "https://a/v1/chat/completions", "https://a/v1/chat/completions"),
    ],
)
def test_where_it_is_asked(api: Api, address: str, expected: str) -> None:
    assert chat_address(ModelConfig(api, address, "m")) == expected
