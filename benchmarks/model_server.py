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
    ends within the answer, "plain" refuses a form of the answer."""
    counts_tokens: bool = True
    prompt_tokens: int | None = None
    """What it says that it has read; else what the prompt has."""
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

    def do_POST(self) -> None:
        state = self.server_state
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        state.requests.append(request)
        state.request_headers.append(dict(self.headers.items()))
        form = request.get("response_format") or request.get("format")
        if state.behaviour == "plain" and form:
            self._refuse(400)
        elif state.status != 200:
            self._refuse(state.status)
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

    def _refuse(self, status: int) -> None:
        self.send_response(status)
        for name, value in self.server_state.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def _answer(self, request: dict[str, Any]) -> None:
        state = self.server_state
        is_ollama = self.path == "/api/chat"
        prompt = request["messages"][-1]["content"]
        words = state.answer(prompt)
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson" if is_ollama else "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        read = state.prompt_tokens or sum(len(each["content"]) for each in request["messages"]) * 10 // 35
        try:
            for piece in self._pieces(words):
                self._send(is_ollama, piece)
            if state.behaviour != "break":
                self._end(is_ollama, read, len(words) * 10 // 35, "stop_when_cut" not in state.behaviour)
        except OSError:
            pass  # whoever asked has gone

    def _pieces(self, words: str) -> Iterator[str]:
        if self.server_state.behaviour == "drip":
            while not self.server_state.ended.wait(0.05):
                yield "x "
        elif self.server_state.behaviour == "break":
            yield words[: len(words) // 2]
        else:
            yield from re.findall(r"\S+\s*|\s+", words)

    def _send(self, is_ollama: bool, piece: str) -> None:
        if is_ollama:
            chunk = {"model": "m", "message": {"role": "assistant", "content": piece}, "done": False}
            self.wfile.write(json.dumps(chunk).encode() + b"\n")
        else:
            choice = {"index": 0, "delta": {"content": piece}, "finish_reason": None}
            self._event({"choices": [choice]})

    def _end(self, is_ollama: bool, read: int, written: int, is_whole: bool) -> None:
        counts = self.server_state.counts_tokens
        if is_ollama:
            end: dict[str, Any] = {
                "model": "m",
                "message": {"role": "assistant", "content": ""},
                "done": True,
            }
            end["done_reason"] = "stop" if is_whole else "length"
            if counts:
                end |= {"prompt_eval_count": read, "eval_count": written}
            self.wfile.write(json.dumps(end).encode() + b"\n")
            return
        self._event(
            {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop" if is_whole else "length"}]}
        )
        if counts:
            usage = {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
            self._event({"choices": [], "usage": usage})
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, values: dict[str, Any]) -> None:
        head = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m"}
        self.wfile.write(b"data: " + json.dumps(head | values).encode() + b"\n\n")


@contextmanager
def model_server(**told: Any) -> Iterator[ModelServer]:  # Any: the fields of ModelServer
    """A server that is told how to answer; its fields may be changed meanwhile."""
    state = ModelServer(**told)
    handler = type("_ToldHandler", (_Handler,), {"server_state": state})
    server = ThreadingHTTPServer((state.host, 0), handler)
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
