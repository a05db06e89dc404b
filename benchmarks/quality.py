"""How right the panes are: the engine against gold briefings, by the scorers that come with them.

    python -m benchmarks.quality EVAL_DIR

`benchmarks.engine` prints these and all others as one table. EVAL_DIR holds `score_briefing.py`, `score.py`
and the gold folders `briefing-dev`, `briefing-train` and `gum-news-dev`. What is learned from
`briefing-train` is measured there on what it has seen; `benchmarks.unseen` measures on what it has not.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from briefing.domain import Analysis, Article, Passage
from briefing.domain.analysis import analysis_to_dict
from briefing.nlp.engine.built_in_engine import SpacyEngine
from briefing.nlp.engine.protocol import analyse

SETS = {
    "briefing-dev": "score_briefing.py",
    "briefing-train": "score_briefing.py",
    "gum-news-dev": "score.py",
}


def system_object(id_: str, title: str, analysis: Analysis) -> dict[str, Any]:
    """What both scorers read."""

    def passages(found: tuple[Passage, ...]) -> list[dict[str, Any]]:
        return [{"text": each.text, "start": each.span.start, "end": each.span.end} for each in found]

    return {
        "id": id_,
        "title": title,
        "summary": analysis_to_dict(analysis)["summary"],
        "actors": [
            {
                "name": actor.name,
                "kind": actor.kind.value,
                "role": actor.role,
                "aliases": list(actor.aliases),
                "mentions": passages(actor.mentions),
            }
            for actor in analysis.actors
        ],
        "issues": [
            {"label": issue.label, "kind": issue.kind.value, "evidence": passages(issue.evidence)}
            for issue in analysis.issues
        ],
    }


def run(engine: SpacyEngine, gold: Path, out: Path) -> None:
    """Write the engine's answer to each gold article, one file each and all as JSON Lines."""
    lines = []
    for path in sorted(gold.glob("*.json")):
        article = json.loads(path.read_text(encoding="utf-8"))
        asked = Article(
            path.stem, article["title"], article["text"], published=article["date"], language="en"
        )
        answer = system_object(article["id"], article["title"], analyse(engine, asked))
        (out / f"{path.stem}.json").write_text(json.dumps(answer), encoding="utf-8")
        lines.append(json.dumps(answer))
    (out / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")


def score(folder: Path, name: str, system: Path) -> dict[str, float]:
    """All figures of the set's scorer; `system` is what it reads, a file or a folder."""
    command = [sys.executable, str(folder / SETS[name]), str(folder / name), str(system), "--json"]
    with tempfile.TemporaryDirectory() as out:
        written = Path(out) / "figures.json"
        if SETS[name] == "score.py":  # which writes them where it is told
            subprocess.run([*command, str(written)], check=True, stdout=subprocess.DEVNULL)
            text = written.read_text(encoding="utf-8")
        else:
            text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    figures = json.loads(text)
    for part in ("summary", "actors"):  # where `score.py` has them
        figures |= figures.pop(part, {})
    return {key: float(value) for key, value in figures.items() if isinstance(value, int | float)}


def main() -> int:
    folder = Path(sys.argv[1])
    engine = SpacyEngine()
    status = 0
    for name, scorer in SETS.items():
        with tempfile.TemporaryDirectory() as out:
            run(engine, folder / name, Path(out))
            system = out if scorer == "score.py" else f"{out}/all.jsonl"
            print(f"== {name}", flush=True)
            command = [sys.executable, str(folder / scorer), str(folder / name), system]
            status = subprocess.run(command, check=False).returncode or status
    return status


if __name__ == "__main__":
    sys.exit(main())
