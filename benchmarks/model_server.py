"""A language model's server on loopback that answers as it is told: well, badly, slowly, or not at all."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[str], str]
"""Given the user's part of the prompt, returns what the model writes."""


@dataclass
class ModelServer:
    """Answers with `answer`, unless `status` or `behaviour` says otherwise."""

    answer: Answer = lambda prompt: json.dumps({"lines": []})
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    behaviour: str = ""
    """"silence" sends nothing, "drip" a word at a time without an end, "headers" half of its headers, "break"
    ends within the answer, "reset" so that it can be told, "error" with an error, "whole" does not stream,
    "refusal" sends the answer as one, "plain" refuses a form
    of the answer, "page" lists models on a web page."""
    refuses: Mapping[str, tuple[int, object]] = field(default_factory=dict)
    """The status and the JSON body for a request with a member, by its name."""
    body: object = field(default_factory=dict)
    """The JSON body of an answer with another status than 200."""
    thoughts: int = 0
    """The number of pieces of thought before the answer."""
    ending: str = "stop"
    counts_tokens: bool = True
    prompt_tokens: int | None = None
    """What it says that it has read; else what the prompt has."""
    models: tuple[str, ...] = ("small",)
    """The names that it lists, by either interface."""
    looks: list[str] = field(default_factory=list)
    """The paths of the lists of models that were asked for."""
    requests: list[dict[str, Any]] = field(default_factory=list)  # Any: whatever JSON holds
    request_headers: list[Mapping[str, str]] = field(default_factory=list)
    host: str = "127.0.0.1"
    port: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}"


def lines_of(*lines: tuple[str, str, str]) -> str:
    """The answer with lines of a kind, a text and a quote of the first article."""
    return json.dumps(
        {
            "lines": [
                {"kind": kind, "text": text, "evidence": [{"article": 1, "quote": quote}]}
                for kind, text, quote in lines
            ]
        }
    )


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_state: ModelServer

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        state = self.server_state
        state.looks.append(self.path)
        state.request_headers.append({name.lower(): value for name, value in self.headers.items()})
        lists = {
            "/api/tags": {"models": [{"name": name, "size": 2_500_000_000} for name in state.models]},
            "/v1/models": {"object": "list", "data": [{"id": name} for name in state.models]},
        }
        if state.status != 200:
            self._refuse(state.status, state.body)
        elif self.path not in lists:
            self._refuse(404, {})
        elif state.behaviour == "silence":
            state.ended.wait(30)
            self.close_connection = True
        else:
            body = b"<html>" if state.behaviour == "page" else json.dumps(lists[self.path]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def do_POST(self) -> None:
        state = self.server_state
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        state.requests.append(request)
        state.request_headers.append({name.lower(): value for name, value in self.headers.items()})
        members = {*request, *request.get("options", {})}
        if refused := next((each for name, each in state.refuses.items() if name in members), None):
            self._refuse(*refused)
        elif state.status != 200:
            self._refuse(state.status, state.body)
        elif state.behaviour == "silence":
            state.ended.wait(30)
            self.close_connection = True
        elif state.behaviour == "headers":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while not state.ended.wait(0.05):
                self.wfile.write(b"X-More: again\r\n")
            self.close_connection = True
        else:
            self._answer(request)

    def _refuse(self, status: int, body: object) -> None:
        content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in self.server_state.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _answer(self, request: dict[str, Any]) -> None:
        state = self.server_state
        is_ollama = self.path == "/api/chat"
        prompt = request["messages"][-1]["content"]
        words = state.answer(prompt)
        if state.behaviour == "whole":
            message = {"role": "assistant", "content": words}
            whole = {"message": message, "done": True, "done_reason": state.ending}
            choice = {"index": 0, "message": message, "finish_reason": state.ending}
            return self._refuse(200, json.dumps(whole if is_ollama else {"choices": [choice]}, indent=2))
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson" if is_ollama else "text/event-stream")
        if state.behaviour == "reset":  # fewer bytes come than were promised
            self.send_header("Content-Length", "1000000")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        read = state.prompt_tokens or sum(len(each["content"]) for each in request["messages"]) * 10 // 35
        try:
            for _ in range(state.thoughts):
                self._send(is_ollama, thinking="hm ", reasoning_content="hm ")
            for piece in self._pieces(words):
                self._send(is_ollama, **{"refusal" if state.behaviour == "refusal" else "content": piece})
            if state.behaviour == "error":
                error = {"error": {"message": "CUDA out of memory"}}
                self.wfile.write(json.dumps(error).encode() + b"\n") if is_ollama else self._event(error)
            elif state.behaviour not in ("break", "reset"):
                self._end(is_ollama, read, len(words) * 10 // 35)
        except OSError:
            pass  # whoever asked has gone

    def _pieces(self, words: str) -> Iterator[str]:
        if self.server_state.behaviour == "drip":
            while not self.server_state.ended.wait(0.05):
                yield "x "
        elif self.server_state.behaviour in ("break", "reset", "error"):
            yield words[: len(words) // 2]
        else:
            yield from re.findall(r"\S+\s*|\s+", words)

    def _send(self, is_ollama: bool, **said: str) -> None:
        if is_ollama:
            chunk = {"model": "m", "message": {"role": "assistant", **said}, "done": False}
            self.wfile.write(json.dumps(chunk).encode() + b"\n")
        else:
            self._event({"choices": [{"index": 0, "delta": said, "finish_reason": None}]})

    def _end(self, is_ollama: bool, read: int, written: int) -> None:
        counts = self.server_state.counts_tokens
        if is_ollama:
            end: dict[str, Any] = {
                "model": "m",
                "message": {"role": "assistant", "content": ""},
                "done": True,
            }
            end["done_reason"] = self.server_state.ending
            if counts:
                end |= {"prompt_eval_count": read, "eval_count": written}
            self.wfile.write(json.dumps(end).encode() + b"\n")
            return
        choice = {"index": 0, "delta": {}, "finish_reason": self.server_state.ending}
        self._event({"choices": [choice]})
        if counts:
            usage = {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
            self._event({"choices": [], "usage": usage})
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, values: dict[str, Any]) -> None:
        head: dict[str, Any] = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m"}
        self.wfile.write(b"data: " + json.dumps(head | values).encode() + b"\n\n")


@contextmanager
def model_server(**told: Any) -> Iterator[ModelServer]:  # Any: the fields of ModelServer
    """A server that is told how to answer; its fields may be changed meanwhile."""
    state = ModelServer(**told)
    handler = type("_ToldHandler", (_Handler,), {"server_state": state})
    server = ThreadingHTTPServer((state.host, state.port), handler)
    server.daemon_threads = True
    server.block_on_close = False
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.ended.set()
        server.shutdown()
        server.server_close()
