"""Nothing of a language model is loaded without one, and nothing leaves this machine without leave."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.model_server import model_server
from briefing.nlp.language_model.model_config import ModelConfig
from tests.libraries import library_at
from tests.services.test_stories import ingest, told
from tests.ui.conftest import StubEngine
from tests.ui.newsstand import press, the_list

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_proxy", "real_process")]

ROOT = Path(__file__).parents[3]

LOADED = """\
import multiprocessing, os, sys
from pathlib import Path
sys.path.insert(0, os.getcwd())
from briefing.cli.main import main
from tests.cli.conftest import TALKS, PatternEngine
home, before = Path(sys.argv[1]), set(sys.modules)
(home / "talks.txt").write_text(TALKS)
commands = ["list"], ["stories"], ["today"], ["ask", "Who met Ada Roe?"]
for command in (["show", "--keep", str(home / "talks.txt")], *commands):
    assert main(["--home", str(home), *command], engine=PatternEngine()) == 0
assert not multiprocessing.active_children()
heavy = ("openai", "ollama", "httpx", "pydantic", "rapidfuzz", "httpcore")
ours = ("briefing.nlp.language_model.", "briefing.services.language_model.")
loaded = sys.modules.keys() - before
print([name for name in loaded if name.split(".")[0] in heavy or name.startswith(ours)], file=sys.stderr)
"""


def test_without_a_model_nothing_of_it_is_imported_or_started(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", LOADED, str(tmp_path)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert run.stderr.splitlines()[-1] == "[]", run.stderr


async def test_the_reader_sends_nothing_before_an_article_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the start, in the list, and while it would analyse unread articles ahead."""
    monkeypatch.setattr("briefing.ui.screens.reader.list_commands.IDLE_SECONDS", 0.01)
    with model_server() as server:
        model = ModelConfig(
            "ollama", server.address, "small", uses=("article", "story", "today"), check=False
        )
        with library_at(tmp_path, StubEngine(), model=model) as library:
            ingest(library, told(0, 0), told(0, 1))
            async with the_list(library) as (pilot, _):
                await press(pilot, "j", "k", "question_mark", "escape")
                await pilot.pause(0.1)
                assert library.writing is not None and library.writing.model.pid is None
        assert server.requests == []


ELSEWHERE = """\
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from benchmarks.model_server import lines_of, model_server
from briefing.cli.main import main
from tests.cli.conftest import PatternEngine

home, article = Path(sys.argv[2]), sys.argv[3]
QUOTE = "Kim Sen met Ada Roe in the capital on Monday"
if __name__ == "__main__":
    home.mkdir()
    answer = lines_of(("summary", "They met.", QUOTE))
    with model_server(host="192.0.2.7", answer=lambda prompt: answer) as server:
        for allowed in ("", "allow_remote = true\\n"):
            config = f'[model]\\napi = "openai"\\nname = "m"\\nfor = ["article"]\\ncheck = false\\n{allowed}'
            (home / "config.toml").write_text(f'{config}address = "{server.address}"\\n')
            assert main(["--home", str(home), "show", article], engine=PatternEngine()) == 0
            print(f"requests: {len(server.requests)}")
"""


def test_another_address_is_asked_only_where_that_is_allowed(tmp_path: Path) -> None:
    """In a network of its own, which has an address that is none of this machine."""
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        pytest.skip("needs a network namespace")
    script, article = tmp_path / "elsewhere.py", tmp_path / "talks.txt"
    script.write_text(ELSEWHERE)
    article.write_text(
        "Talks go on\n\nKim Sen met Ada Roe in the capital on Monday to talk about the border road.\n"
    )
    inside = 'ip link set lo up && ip addr add 192.0.2.7/32 dev lo && exec "$@"'
    program = [sys.executable, str(script), str(ROOT), str(tmp_path / "home"), str(article)]
    run = subprocess.run(
        ["unshare", "-rn", "sh", "-c", inside, "sh", *program],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    if "unshare" in run.stderr or "Operation not permitted" in run.stderr:
        pytest.skip(f"no network namespace: {run.stderr}")
    assert run.returncode == 0, run.stderr
    assert [line for line in run.stdout.splitlines() if line.startswith("requests")] == [
        "requests: 0",
        "requests: 1",
    ], run.stderr
    assert "192.0.2.7 is not on this machine" in run.stderr and "words to 192.0.2.7" in run.stderr
