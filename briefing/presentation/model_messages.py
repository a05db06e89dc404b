"""Texts about a language model: its mark on a line, and what it did for a briefing."""

from __future__ import annotations

from briefing.domain.analysis import ModelShare, ModelWords
from briefing.domain.span import Passage
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.sentences import pluralize

HOW_TO_GET_ONE = (
    ("Ollama: ollama pull qwen3:4b", "2.5 GB, for 8 GB of memory"),
    ("better: ollama pull qwen3:8b", "5.2 GB, for 16 GB of memory"),
    ("best: ollama pull qwen3:30b", "19 GB, for 32 GB of memory"),
)
"""Ways to a model where no server answers, each with its sizes."""
REMOTE_CONSENT = (
    "OPENAI_BASE_URL leads to {host}, which is not this machine. List its models, and send it the articles "
    "that you open once you use one?"
)
NO_SERVER = "No model answers on this machine: install Ollama, or start LM Studio, llama.cpp or vLLM."

MODEL_MARK = "~"
"""The mark before words that are no article's."""


def shown_text(passage: Passage, words: ModelWords | None) -> str:
    """Return the shown line: the passage, or what a model says in its place."""
    return passage.text if words is None else in_own_words(words.text)


def in_own_words(text: str) -> str:
    return f"{MODEL_MARK} {safe_line(text)}"


def model_note(share: ModelShare) -> str:
    """Return what the model did: "~ qwen3:4b · 3 lines dropped: not in the articles"."""
    notes = [f"{MODEL_MARK} {safe_line(share.name)}"]
    if share.dropped:
        notes.append(f"{pluralize(share.dropped, 'line')} dropped: not in the articles")
    if share.repaired:
        notes.append(f"{pluralize(share.repaired, 'quote')} put right")
    if failed := max(0, share.quoted - share.repaired):
        notes.append(f"{pluralize(failed, 'line')} in the article's words: a check failed")
    return " · ".join(notes if len(notes) > 1 else (*notes, "every line was checked"))


def model_wait(name: str, host: str, seconds: float, words: int) -> str:
    """Return how long a model has been writing: "qwen3:4b at localhost: 12 s, 140 words"."""
    written = pluralize(words, "word") if words else "no word yet"
    return f"{safe_line(name)} at {host}: {seconds:.0f} s, {written}"


def trial_note(share: ModelShare, seconds: float | None) -> str:
    """Return what a model did: "small: 12 s, 5 lines kept, 1 quoted, 2 dropped, 1,579 tokens"."""
    took = (
        "answered before" if seconds is None else f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.1f} s"
    )
    kept = pluralize(share.kept, "line")
    facts = [took, f"{kept} kept", f"{share.quoted} quoted", f"{share.dropped} dropped"]
    if share.tokens_in is not None and share.tokens_out is not None:
        facts.append(f"{share.tokens_in + share.tokens_out:,} tokens")
    return f"{safe_line(share.name)}: {', '.join(facts)}"


def model_cost(share: ModelShare) -> str:
    """Return the tokens and the cost of the answer, and its notice."""
    facts = []
    if share.tokens_in is not None and share.tokens_out is not None:
        facts.append(f"{share.tokens_in:,} tokens sent, {share.tokens_out:,} answered")
    if share.cost:
        facts.append(f"{share.cost:.4f} spent")
    return " · ".join((*facts, *filter(None, (share.notice,))))
