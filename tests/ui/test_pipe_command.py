"""Articles given to a command: all of them, whatever it reads, and ended when nobody waits any more."""

from __future__ import annotations

import sys
from threading import Thread

import pytest

from briefing.domain import Article
from briefing.ui.pipe_command import MAX_LINES, Pipe, piped_text

ARTICLE = Article(
    "a", "Ferry fares to rise", "It begins here.\n\nIt ends.", source="Wire", url="http://x.example/1"
)


def test_an_article_is_its_title_where_it_is_from_and_its_text() -> None:
    assert piped_text(ARTICLE) == (
        "Ferry fares to rise\n\nWire\n\nhttp://x.example/1\n\nIt begins here.\n\nIt ends.\n"
    )


def test_several_articles_are_parted_by_a_new_page() -> None:
    answer = Pipe("cat -A | head -6").run(["one\n", "two\n"])
    assert answer.lines == ("one$", "$", "^L$", "two$")


def test_what_a_command_says_of_its_failure_comes_back_with_its_status() -> None:
    answer = Pipe("echo out; echo err >&2; exit 7").run(["text"])
    assert (set(answer.lines), answer.status) == ({"out", "err"}, 7)


def test_a_command_that_reads_only_the_beginning_is_not_waited_for() -> None:
    answer = Pipe("head -1").run(f"line {number}\n" * 1000 for number in range(1000))
    assert answer.lines == ("line 0",) and answer.status == 0


def test_a_command_that_answers_before_it_has_read_all_does_not_stop_for_ever() -> None:
    answer = Pipe("cat").run(["x" * 70 + "\n"] * 10_000)
    assert len(answer.lines) == MAX_LINES and answer.is_cut


def test_what_would_reach_the_terminal_is_taken_out_of_an_answer() -> None:
    assert Pipe("printf 'a\\033[31mb\\tc\\n'").run([""]).lines[0].isprintable()


@pytest.mark.slow
def test_a_command_that_is_stopped_ends_with_all_that_it_started() -> None:
    pipe = Pipe(f"{sys.executable} -c 'print(1, flush=True); import time; time.sleep(600)' | cat")
    waiting = Thread(target=lambda: pipe.run(["text"]))
    waiting.start()
    while pipe._process is None:
        waiting.join(0.01)
    pipe.stop()
    waiting.join(10)
    assert not waiting.is_alive()


def test_a_command_that_is_stopped_before_it_began_does_not_begin() -> None:
    pipe = Pipe("echo begun")
    pipe.stop()
    assert pipe.run(["text"]).lines == ()
