"""What somebody adds, such as a setting, is declared in one place: tests add one to a copy of the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.program_copy import change, copy_program, run

pytestmark = pytest.mark.slow


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return copy_program(tmp_path)


def test_a_setting_is_declared_in_one_file(copy: Path) -> None:
    """It is read, checked, listed on the Settings screen, and documented."""
    added = change(
        copy,
        {
            "briefing/settings/table.py": [
                (
                    "    preset: str = _value(\n",
                    '    spread: int = _value(7, whole_number(1, 9), "Lines between articles: 1 to 9.")\n{}',
                )
            ]
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
    added = change(
        copy,
        {
            "briefing/cli/commands.py": [
                (
                    '    "doctor": Subcommand(',
                    '    "greet": Subcommand("greet somebody", _greet, "greeting:greet"),\n{}',
                ),
                (
                    "_FEED_ACTIONS: _Actions =",
                    "def _greet(command):\n    command.add_argument('--name', help='who')\n\n\n{}",
                ),
            ],
            "briefing/cli/greeting.py": [
                ("", "def greet(args, session):\n    print('Hello', args.name)\n    return 0\n")
            ],
        },
    )
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
    added = change(
        copy,
        {
            "briefing/exchange/formats.py": [
                ('    _format("csv",', '    _format("quotes", "Quotes alone", ".quotes"),\n{}')
            ],
            "briefing/exchange/exporters/quotes.py": [("", "def to_quotes(bundle):\n    return 'none\\n'\n")],
        },
    )
    assert added == 2
    said = run(
        copy,
        """
from briefing.cli import main
from briefing.ui.screens.export.export_screen import FORMATS
print([each.title for each in FORMATS if each.name == "quotes"])
main(["--home", "home", "show", "--help"])
main(["--home", "home", "export", "--format", "quotes"])
main(["--home", "home", "export", "-o", "out.quotes"])
print(open("out.quotes").read())
""",
    )
    assert said.startswith("['Quotes alone']\n") and said.endswith("none\nout.quotes\nnone\n\n")


def test_a_command_of_the_reader_is_its_row_and_its_method(copy: Path, tmp_path: Path) -> None:
    """Its keys run it, the palette lists it, and the table of keys has it."""
    added = change(
        copy,
        {
            "briefing/presentation/keys/registry.py": [
                ('        ("tour", "", "Tour",', '        ("greet", "g h", "Greet", "Say hello."),\n{}')
            ],
            "briefing/ui/screens/reader/navigation.py": [
                (
                    '            "reader.tour": self.take_tour,\n',
                    '            "reader.greet": lambda: self.screen.say("Hello."),\n{}',
                )
            ],
        },
    )
    assert added == 2
    said = run(
        copy,
        """
import asyncio, sys
from pathlib import Path
from scripts.tables import keys as documented
from tests.libraries import library_at
from tests.ui.conftest import StubEngine, reader_app
from tests.ui.reading import settle, status

async def read(home):
    with library_at(home, StubEngine()) as library:
        async with reader_app(library).run_test(size=(100, 30)) as pilot:
            for keys in (["g", "h"], [":", *"greet", "enter"]):
                screen = await settle(pilot)
                screen.status.clear()
                await pilot.press(*keys)
                print(status(await settle(pilot)))

asyncio.run(read(Path(sys.argv[1])))
print(next(line for line in documented().splitlines() if "Say hello" in line))
""",
        str(tmp_path / "home"),
    )
    assert said.splitlines() == ["Hello.", "Hello.", "| `` gh `` |  | Say hello. | `reader.greet` |"]
