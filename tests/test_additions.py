"""What somebody adds, such as a setting, is declared in one place: tests add one to a copy of the program."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.slow


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the program's files, which a test may change."""
    for folder in ("briefing", "scripts", "docs", "themes", "seeds"):
        shutil.copytree(
            ROOT / folder,
            tmp_path / folder,
            ignore=shutil.ignore_patterns("__pycache__"),
            copy_function=link_or_copy,
        )
    return tmp_path


def link_or_copy(source: str, target: str) -> None:
    """Copy Python files, which a test may change, and link to all others, such as weights."""
    if source.endswith(".py"):
        shutil.copy(source, target)
    else:
        Path(target).symlink_to(source)


def add(copy: Path, additions: Mapping[str, tuple[str, str]]) -> int:
    """Put text in front of what each file has only once; return how many files had to know.

    Without a place the text is that of a new file.
    """
    for name, (before, text) in additions.items():
        file = copy / name
        source = file.read_text(encoding="utf-8") if before else ""
        assert not before or source.count(before) == 1, (name, before)
        file.write_text(source.replace(before, text + before) if before else text, encoding="utf-8")
    return len(additions)


def run(copy: Path, code: str) -> str:
    """What the code prints, run with the copy in place of the program."""
    ended = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(copy)!r})\n{code}"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_a_setting_is_declared_in_one_file(copy: Path) -> None:
    """It is read, checked, listed on the Settings screen, and documented."""
    added = add(
        copy,
        {
            "briefing/settings/table.py": (
                "    preset: str = _value(\n",
                '    spread: int = _value(7, whole_number(1, 9), "Lines between articles: 1 to 9.")\n',
            )
        },
    )
    assert added == 1
    said = run(
        copy,
        """
from scripts.tables import settings as documented
from briefing.settings.settings_file import parse_settings
from briefing.presentation.setting_rows import setting_lines, setting_row
for content in (b"spread = 3", b"spread = 12", b"spred = 3"):
    settings, problems = parse_settings(content, "config.toml")
    print(settings.spread, *problems)
row = next(setting_row(line) for line in setting_lines(settings, {}) if line.name == "spread")
print(row.text, row.count, row.about)
print(next(line for line in documented().splitlines() if "spread" in line))
""",
    )
    assert said.splitlines() == [
        "3",
        "7 config.toml line 1: “spread” must be a whole number from 1 to 9; 7 is used.",
        "7 config.toml line 1: unknown setting “spred”; did you mean “spread”?",
        "Lines between articles: 1 to 9. 7 Default 7",
        "| `spread` | `7` | Lines between articles: 1 to 9. | at once |",
    ]


def test_a_command_of_the_command_line_is_its_row_and_its_module(copy: Path) -> None:
    """It is in the help and the man page, its options are parsed, and it runs."""
    added = add(
        copy,
        {
            "briefing/cli/commands.py": (
                '    "doctor": Subcommand(',
                '    "greet": Subcommand("greet somebody", _greet, "greeting:greet"),\n',
            ),
            "briefing/cli/greeting.py": (
                "",
                "def greet(args, session):\n    print('Hello', args.name)\n    return 0\n",
            ),
        },
    )
    declaration = "def _greet(command):\n    command.add_argument('--name', help='who')\n\n\n"
    add(copy, {"briefing/cli/commands.py": ("_FEED_ACTIONS: _Actions =", declaration)})
    assert added == 2
    said = run(
        copy,
        """
from scripts.man_page import page
from briefing.cli import main
print(".SS \\"greet\\"" in page())
main(["--home", "home", "greet", "--name", "Ada"])
main(["--help"])
""",
    )
    assert said.startswith("True\nHello Ada\n") and "    greet" in said and "greet somebody" in said


def test_an_export_format_is_its_row_and_its_module(copy: Path) -> None:
    """It is offered by the command line and the export form, found by its suffix, and renders."""
    added = add(
        copy,
        {
            "briefing/exchange/formats.py": (
                '    _format("csv",',
                '    _format("quotes", "Quotes alone", ".quotes"),\n',
            ),
            "briefing/exchange/exporters/quotes.py": ("", "def to_quotes(bundle):\n    return 'none\\n'\n"),
        },
    )
    assert added == 2
    said = run(
        copy,
        """
from briefing.cli import main
from briefing.ui.screens.export.export_form import FORMATS
print([each.title for each in FORMATS if each.name == "quotes"])
main(["--home", "home", "show", "--help"])
main(["--home", "home", "export", "--format", "quotes"])
main(["--home", "home", "export", "-o", "out.quotes"])
print(open("out.quotes").read())
""",
    )
    assert said.startswith("['Quotes alone']\n") and said.endswith("none\nout.quotes\nnone\n\n")
