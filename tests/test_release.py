"""What a release rests on: the checks that the workflows run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from scripts.release_check import problems

ROOT = Path(__file__).parent.parent
DATED = "# Changelog\n\n## [0.2.0] - 2026-12-01\n\n## [0.1.0] - 2026-11-25\n"


@pytest.mark.parametrize(
    ("tag", "changelog", "says"),
    [
        ("v0.2.0", DATED, []),
        ("v0.3.0", DATED, ["The tag is v0.3.0, and briefing/__init__.py says 0.2.0: they must agree."]),
        ("v0.2.0", DATED.replace("2026-12-01", "unreleased"), ["has no day, but “unreleased”"]),
        (
            "v0.2.0",
            DATED.replace("[0.2.0]", "[0.1.1]"),
            ["The first section of CHANGELOG.md is not that of 0.2.0"],
        ),
    ],
)
def test_a_release_agrees_with_its_tag_and_its_changelog(tag: str, changelog: str, says: list[str]) -> None:
    found = problems(tag, "0.2.0", changelog)
    assert len(found) == len(says)
    assert all(part in sentence for part, sentence in zip(says, found, strict=True))


@pytest.mark.thorough
def test_the_program_starts_and_briefs_its_sample() -> None:
    """It exits at its first frame, while the reader is being opened behind that: no fault comes of it."""
    command = [sys.executable, str(ROOT / "scripts" / "installed_check.py")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.endswith(": the reader draws, and briefs the sample.\n")


@pytest.mark.parametrize("name", ["tests", "publish"])
def test_workflows_run_what_is_there_with_pinned_actions_and_few_rights(name: str) -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / f"{name}.yml").read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert all(len(step["uses"].partition("@")[2]) == 40 for step in steps if "uses" in step)
    named = [
        word
        for step in steps
        for word in step.get("run", "").split()
        if word.startswith(("scripts/", ".ci/"))
    ]
    assert named
    assert all((ROOT / each).exists() for each in named)
