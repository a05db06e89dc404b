"""Everything that is measured of the engine, in one run: right, on unseen articles too, quick and small.

    python -m benchmarks.engine EVAL_DIR [--vectors FILE] [--further FOLDER --encoders F F F] [--write]

EVAL_DIR is that of `benchmarks.quality`, FILE and FOLDER those of `benchmarks.unseen`. It takes two to six
minutes on an idle machine. `--write` puts the tables between the markers in docs/engine.md; else they are
only printed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.engine_cost import (
    LONG,
    early_over_bare,
    over_bare,
    peak_memory,
    ten_times_the_words,
    two_processes,
)
from benchmarks.quality import run, score
from benchmarks.unseen import unseen_figures
from briefing.nlp.engine.built_in_engine import SpacyEngine

DOCUMENT = Path(__file__).parents[1] / "docs" / "engine.md"
BEGIN, END = "<!-- engine figures: made by python -m benchmarks.engine -->", "<!-- end of engine figures -->"

Figures = Mapping[str, float]

OF_BRIEFINGS = (
    ("summary: votes of annotators won, of those that three points can win", "key3"),
    ("summary: ROUGE-1 against the best of the annotators' own", "rouge1"),
    ("actors: F1 of the list", "A.F1"),
    ("actors: found, of those that matter", "A.R2"),
    ("actors: right kind, of those found", "A.kind"),
    ("actors: right role, of those found with one", "A.role"),
    ("actors: listed twice, an article", "A.dup"),
    ("open issues: right to a reader (passage, label and kind), F1 of the list", "I.read"),
    ("open issues: F1 of the list by the first passage", "I1.F1"),
    ("open issues: words of the label, of those found (F1)", "I.label"),
    ("open issues: right kind, of those found", "I.kind"),
)
"""What a row says, and what the scorer calls it."""
OF_GUM = (
    ("summary: ROUGE-1 at the references' length, the best of five", "cut.R1.max"),
    ("actors: mean average precision of the ranking", "MAP"),
    ("actors: F1 of the first five", "F@5"),
    ("actors: names rightly merged (B³ F)", "merge B3 F"),
    ("actors: listed twice, of those listed", "duplicate rate"),
    ("actors: mentions found, of those whom a summary names", "salient mentions found"),
    ("actors: words of the role, of persons who have one (F1)", "role F1"),
    ("points of the summary that stand word for word in the article", "grounded"),
)


def measured(folder: Path, name: str) -> Figures:
    """The engine as it ships, on one of the gold sets."""
    with tempfile.TemporaryDirectory() as out:
        run(SpacyEngine(), folder / name, Path(out))
        return score(folder, name, Path(out) / "all.jsonl" if name.startswith("briefing") else Path(out))


def table(dev: Figures, unseen: Figures, gum: Figures, costs: Sequence[tuple[str, str, str]]) -> str:
    """Three tables in Markdown; a figure that a set does not have is left open."""
    lines = ["| | 14 articles, three annotators | 164 articles, one annotator, unseen |", "|---|---|---|"]
    lines += [f"| {words} | {_figure(dev, key)} | {_figure(unseen, key)} |" for words, key in OF_BRIEFINGS]
    lines += ["", "| | 22 articles of GUM news |", "|---|---|"]
    lines += [f"| {words} | {_figure(gum, key)} |" for words, key in OF_GUM]
    lines += ["", "| | measured | bound |", "|---|---|---|"]
    lines += [f"| {words} | {figure} | {bound} |" for words, figure, bound in costs]
    return "\n".join(lines)


def _figure(figures: Figures, key: str) -> str:
    return f"{figures[key]:.2f}" if key in figures else ""


def costs(runs: int) -> list[tuple[str, str, str]]:
    """What is measured, the figure and its bound."""
    by_clock, by_work = two_processes()
    return [
        (
            "time of an article of 665 words until summary and actors, over bare `nlp(text)`",
            f"{early_over_bare(runs):.2f}x",
            "1.3x",
        ),
        ("the same, all five panes", f"{over_bare(runs):.2f}x", "3x"),
        ("time of 50,000 words over that of 5,000", f"{ten_times_the_words():.1f}x", "12x"),
        (
            "200 articles by two processes, as many times as quick as by one",
            f"{by_clock:.2f}x ({by_work:.2f}x by processor time)",
            "1.7x",
        ),
        ("memory of the engine's process, articles of 400 words", f"{peak_memory(400):.0f} MB", "400 MB"),
        ("the same, articles of 50,000 words", f"{peak_memory(LONG):.0f} MB", "400 MB"),
    ]


def with_table(document: str, made: str) -> str:
    """The document with the table between its markers. Raises ValueError where it has none."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the document has no {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{made}\n\n{END}{after}"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="the folder with the gold sets and their scorers")
    parser.add_argument("--vectors", type=Path, help="what training/word_vectors.py wrote")
    parser.add_argument("--further", type=Path, help="what training/further_golds.py wrote")
    parser.add_argument("--encoders", type=Path, nargs=3, default=(), help="one trained without each fold")
    parser.add_argument("--write", action="store_true", help="put the table into docs/engine.md")
    parser.add_argument("--runs", type=int, default=8, help="how often the sample is analysed")
    given = parser.parse_args()
    made = table(
        measured(given.folder, "briefing-dev"),
        unseen_figures(given.folder, given.vectors, given.further, given.encoders),
        measured(given.folder, "gum-news-dev"),
        costs(given.runs),
    )
    print(made)
    if given.write:
        DOCUMENT.write_text(with_table(DOCUMENT.read_text(encoding="utf-8"), made), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
