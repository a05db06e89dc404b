from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from briefing.cli import main
from briefing.cli.doctor import command, installed_checks
from briefing.domain import (
    Actor,
    ActorKind,
    Article,
    EngineInfo,
    Event,
    Issue,
    IssueKind,
    Part,
    Passage,
    Quote,
)
from briefing.nlp.engine.protocol import Engine


class PatternEngine:
    """An engine of patterns: first paragraph, `Name Name`, “unclear”, a Monday in March, and quotations."""

    info = EngineInfo("patterns", "1", "none")

    def parts(self, article: Article) -> Iterator[Part]:
        text = article.text
        if "notice" in text:
            yield Part("notice", "Patterns know little.")
        yield Part("summary", tuple(_passages(r"\A[^\n]+", text)))
        quotes = tuple(_passages(r"“[^”]+”", text))
        names = dict.fromkeys(each.text for each in _passages(r"\b[A-Z]\w+ [A-Z]\w+\b", text))
        yield Part(
            "actors",
            tuple(
                Actor(
                    name=name,
                    kind=ActorKind.PERSON,
                    role="envoy" if rank == 0 else None,
                    aliases=(name.split()[1],) if rank == 0 else (),
                    salience=1 / (rank + 1),
                    mentions=tuple(_passages(re.escape(name), text)),
                    statements=quotes if rank == 0 else (),
                )
                for rank, name in enumerate(names)
            ),
        )
        yield Part(
            "issues",
            tuple(
                Issue(
                    "what comes next",
                    IssueKind.PENDING,
                    2,
                    (evidence,),
                    tuple(names),
                    "in May",
                    due="2026-05",
                    is_sure=True,
                )
                for evidence in _passages(r"[^.\n]*unclear[^.\n]*\.", text)
            ),
        )
        yield Part(
            "timeline", tuple(Event("2026-03-02", each) for each in _passages(r"[^.\n]* on Monday\b", text))
        )
        yield Part(
            "quotes",
            tuple(
                Quote("Kim Sen" if "return" in words.text else None, words)
                for words in _passages(r"(?<=“)[^”]+(?=”)", text)
            ),
        )


def _passages(pattern: str, text: str) -> Iterator[Passage]:
    return (Passage.at(text, *match.span()) for match in re.finditer(pattern, text))


@dataclass(frozen=True, slots=True)
class Run:
    status: int
    out: str
    err: str


Briefing = Callable[..., Run]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    monkeypatch.setenv("BRIEFING_HOME", str(home))
    monkeypatch.delenv("BRIEFING_DEBUG", raising=False)
    return home


@pytest.fixture
def briefing(home: Path, capsys: pytest.CaptureFixture[str]) -> Briefing:
    """Runs one command line in this process, with an engine that needs no pipeline."""

    def run(*arguments: str | Path, engine: Engine | None = None) -> Run:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments], engine=engine or PatternEngine())
        return Run(status, *capsys.readouterr())

    return run


@pytest.fixture
def without_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """`doctor` looks at all but the engine, whose pipeline takes seconds to load."""
    checks = [each for each in command._CHECKS if each is not installed_checks.engine]
    monkeypatch.setattr(command, "_CHECKS", checks)


TALKS = (
    "World\n"
    "Talks on the *border* [road] go on\n\n"
    "Kim Sen met Ada Roe in the capital on Monday to talk about the border road and its two bridges.\n\n"
    "“We will return,” Sen said after four hours. The guards stayed where they were on either side.\n\n"
    "It is unclear who pays for the bridges. Both sides named sums that do not agree with each other.\n"
)
STORM = (
    "Rain fell for days on the coast\n\n"
    "Rain fell for days on the coast, and the harbour of the old town stayed closed to every ship.\n\n"
    "Tom Fry, who runs the harbour, said that it would open again as soon as the wind had turned.\n\n"
    "A board at the gate of the harbour had two words, “no entry”, and no date.\n"
)


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with two articles."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "talks.txt").write_text(TALKS, encoding="utf-8")
    (folder / "storm.txt").write_text(STORM, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder
