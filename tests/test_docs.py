"""The documents say all there is: every command, setting and key."""

from __future__ import annotations

import ast
import dataclasses
import importlib.util
import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from types import ModuleType

import pytest

from briefing import __version__
from briefing.cli import commands
from briefing.cli.parser import parse
from briefing.domain.feeds.feed import FeedOptions
from briefing.presentation.keys.registry import COMMANDS
from briefing.settings import FeedSettings, load_settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
KEYS = (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
MAN_PAGE = (ROOT / "man" / "briefing.1").read_text(encoding="utf-8")
COMMAND_LINE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tables_of_keys_signs_settings_and_columns_are_up_to_date() -> None:
    tables = script("tables")
    for name, path in tables.DOCUMENTS.items():
        document = path.read_text(encoding="utf-8")
        assert tables.with_table(name, document) == document, "run scripts/tables.py"
    assert all(f"`{command.id}`" in KEYS for command in COMMANDS)


def test_the_picture_of_the_packages_is_up_to_date() -> None:
    picture = script("architecture_picture")
    assert picture.PICTURE.read_text(encoding="utf-8") == picture.svg(), "run scripts/architecture_picture.py"


def test_every_option_of_a_feed_is_documented() -> None:
    of_a_feed = (field.name for field in dataclasses.fields(FeedOptions))
    for name in of_a_feed:  # the others stand in the table, which is made from the code
        assert re.search(rf"^{name} = ", SETTINGS, re.MULTILINE), name


def test_the_documented_settings_are_read_without_a_complaint(tmp_path: Path) -> None:
    example = SETTINGS.partition("```toml\n")[2].partition("```")[0]
    file = tmp_path / "config.toml"
    file.write_text(example, encoding="utf-8")
    settings, problems = load_settings(file)

    assert problems == ()
    assert settings.queries and settings.rules and settings.feeds.of
    assert dataclasses.replace(settings.feeds, of={}) == FeedSettings(), "what it says is not the default"


def test_every_subcommand_is_documented() -> None:
    for name in commands.COMMANDS:
        assert f"`briefing {name}" in COMMAND_LINE, name


def test_the_man_page_is_up_to_date() -> None:
    assert script("man_page").page() == MAN_PAGE, "run scripts/man_page.py"


def test_the_man_page_has_exactly_the_commands_and_options_that_exist() -> None:
    page = re.sub(r"\\(.)", lambda match: "-" if match[1] == "-" else match[0], MAN_PAGE)
    described = page.partition(".SH COMMANDS\n")[2].partition("\n.SH ")[0]
    sections = {}
    for section in described.split('.SS "')[1:]:
        title, _, text = section.partition('"\n')
        name = re.sub(r" [^a-z].*", "", title)
        sections[name] = set(re.findall(r"^\\fB.*?(--[a-z-]+)", text, re.MULTILINE))
    general = {"--help", "--home", "--debug"}

    existing: dict[str, set[str]] = {}
    for name in commands.COMMANDS:
        actions = re.findall(r"^    ([a-z]+)\b", _help([name]).partition("actions:")[2], re.MULTILINE)
        for words in ([name], *([name, action] for action in actions)):
            options = re.findall(r"^  (?:-\w.*, )?(--[a-z-]+)", _help(words), re.MULTILINE)
            existing[" ".join(words)] = set(options)
    assert "feeds import" in existing
    assert sections == {name: options - general for name, options in existing.items()}
    assert all(f"\\fB{option}" in page or f", {option}" in page for option in general | {"--version"})


def _help(words: list[str]) -> str:
    with redirect_stdout(StringIO()) as printed, pytest.raises(SystemExit):
        parse([*words, "--help"])
    return printed.getvalue()


def test_the_man_page_has_exactly_the_keys_of_the_reader() -> None:
    listed = re.findall(r"\(([a-z]+\.[a-z0-9-]+)\)$", MAN_PAGE.replace("\\-", "-"), re.MULTILINE)
    assert sorted(listed) == sorted(command.id for command in COMMANDS)


def test_the_readme_begins_with_exactly_two_commands() -> None:
    first_screen = "\n".join(README.splitlines()[:24])
    assert len(re.findall(r"^```sh$", first_screen, re.MULTILINE)) == 2


def test_the_readme_is_short_and_links_to_every_page() -> None:
    assert len(README.splitlines()) <= 200
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert f"docs/{page.name}" in README + contributing, page.name


def test_the_changelog_begins_with_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[(.+?)\]", changelog, re.MULTILINE)
    assert newest and newest[1] == __version__


def test_links_between_the_documents_lead_somewhere() -> None:
    for document in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_every_place_that_the_documents_name_exists() -> None:
    for name in ("docs/architecture.md", "CONTRIBUTING.md"):
        document = (ROOT / name).read_text(encoding="utf-8")
        for path in re.findall(r"`((?:\w+/)+(?:\w+\.\w+)?)`", document):
            assert (ROOT / path).exists() or (ROOT / "briefing" / path).exists(), f"{name}: {path}"
        for path, place in re.findall(r"`([\w/]+\.py): ([\w.]+)`", document):
            assert _defines(ROOT / "briefing" / path, place.split(".")), f"{name}: {path}: {place}"


def test_every_row_of_the_threat_model_names_tests_that_exist() -> None:
    document = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    threats, _, _ = document.partition("\n## Licences\n")
    rows = [line for line in threats.splitlines() if line.startswith("| ") and "what enters" not in line]
    for row in rows:
        tests = re.findall(r"`(tests/[\w/]+\.py)::([\w:]+)`", row.rpartition(" | ")[2])
        assert tests, row
        for path, place in tests:
            assert _defines(ROOT / path, place.split("::")), f"{path}::{place}"


def _defines(module: Path, names: list[str]) -> bool:
    node: ast.AST = ast.parse(module.read_text(encoding="utf-8"))
    for name in names:
        kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        found = [each for each in ast.walk(node) if isinstance(each, kinds) and each.name == name]
        if not found:
            return False
        node = found[0]
    return True


_INSTALL = re.compile(r"(?:pipx?|uv tool|uv pip)\s+install\s+([^`\n]*)|\buvx\s+([^`\n]*)")
_STRANGER = re.compile(r"(?<![\w./-])briefing(?![\w-])")
"""The bare name, which is another distribution's."""
_SEARCHED = ("*.md", "*.py", "*.toml", "*.1", "*.sh", "*.yaml", "*.yml", ".ci/*")


def test_no_document_or_message_installs_the_distribution_of_a_stranger() -> None:
    """On PyPI `briefing` belongs to somebody else; ours is `briefing-reader`."""
    assert 'name = "briefing-reader"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found, ours = [], 0
    for path in sorted({path for pattern in _SEARCHED for path in ROOT.rglob(pattern)}):
        if path.name == Path(__file__).name or ".venv" in path.parts or not path.is_file():
            continue
        for match in _INSTALL.finditer(path.read_text(encoding="utf-8")):
            named = (match[1] or match[2]).partition("#")[0].partition("--spec")[0]
            ours += "briefing-reader" in named
            found += [f"{path.relative_to(ROOT)}: {match[0]}"] if _STRANGER.search(named) else []
    assert not found
    assert ours >= 6  # of the extras, each where it is needed


def test_continuous_integration_runs_the_commands_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    _, command, *_ = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    assert "-m pytest" in command and command in script


def test_every_document_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert all(f"({path.name})" in index for path in (ROOT / "docs").glob("*.md") if path.name != "README.md")
