from __future__ import annotations

import gc
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import briefing.cli.library as article_commands
from briefing import diagnostics
from briefing.cli import main
from briefing.diagnostics import LogTarget, catch_uncaught, log_fault, report_error, see_log, set_up
from briefing.errors import StoreError
from tests.logged import logging_to, tracebacks

SECRET_TEXT = "The minister’s words that nobody may find"


@pytest.fixture(autouse=True)
def log(tmp_path: Path) -> Iterator[Path]:
    file = tmp_path / "state" / "briefing.log"
    with logging_to(file):
        yield file


def raised(error: Exception) -> Exception:
    try:
        raise error
    except Exception as caught:
        return caught


class TestTheFile:
    def test_setting_it_up_makes_no_file(self, log: Path) -> None:
        assert not log.parent.exists()

    def test_a_fault_is_logged_with_its_frames(self, log: Path) -> None:
        log_fault(raised(ValueError("x")))
        assert "in raised" in log.read_text("utf-8") and tracebacks(log) == 1

    def test_a_fault_that_is_passed_on_is_logged_once(self, log: Path) -> None:
        error = raised(ValueError("x"))
        log_fault(error)
        report_error(error)
        assert tracebacks(log) == 1

    def test_a_fault_and_its_cause_are_one_traceback(self, log: Path) -> None:
        try:
            try:
                raise KeyError("x")
            except KeyError as error:
                raise RuntimeError from error
        except RuntimeError as error:
            log_fault(error)
        text = log.read_text("utf-8")
        assert tracebacks(log) == 1 and text.index("\nKeyError\n") < text.index("\nRuntimeError\n")

    def test_it_rotates(self, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(diagnostics, "MAX_BYTES", 1_000)
        for _ in range(50):
            log_fault(raised(ValueError("x")))
        names = sorted(path.name for path in log.parent.glob("briefing.log*"))
        assert names == ["briefing.log", "briefing.log.1", "briefing.log.2"]
        assert all((log.parent / name).stat().st_size < 2_000 for name in names)

    @pytest.mark.slow
    def test_several_processes_write_whole_records(self, log: Path) -> None:
        program = (
            "import sys; from pathlib import Path; from briefing.diagnostics import *\n"
            "set_up(LogTarget(Path(sys.argv[1])))\n"
            "for _ in range(100): log_fault(ValueError('x'))"
        )
        writers = [subprocess.Popen([sys.executable, "-c", program, str(log)]) for _ in range(4)]
        assert [writer.wait(60) for writer in writers] == [0] * 4
        assert tracebacks(log) == 400

    def test_one_that_cannot_be_written_raises_nothing(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "state").write_text("a file where the folder should be")
        set_up(LogTarget(tmp_path / "state" / "briefing.log"))
        assert report_error(raised(ValueError("x"))).startswith("Unexpected error (ValueError): see ")
        assert capsys.readouterr() == ("", "")


class TestWhatIsLogged:
    @pytest.mark.parametrize(
        "error",
        [
            ValueError(SECRET_TEXT),
            KeyError(SECRET_TEXT),
            StoreError(SECRET_TEXT),
            UnicodeEncodeError("ascii", SECRET_TEXT, 0, 1, "no"),
            OSError(28, "No space left on device", f"{SECRET_TEXT}.json"),
            ExceptionGroup(SECRET_TEXT, [ValueError(SECRET_TEXT)]),
        ],
        ids=lambda error: type(error).__name__,
    )
    def test_no_exception_tells_the_text_of_an_article(self, log: Path, error: Exception) -> None:
        log_fault(raised(error))
        try:
            raise RuntimeError from raised(error)
        except RuntimeError as chained:
            log_fault(chained)
        assert tracebacks(log) and SECRET_TEXT not in log.read_text("utf-8")

    def test_with_debug_it_says_all(self, log: Path) -> None:
        set_up(LogTarget(log, debug=True))
        log_fault(raised(StoreError(SECRET_TEXT)))
        assert SECRET_TEXT in log.read_text("utf-8")

    def test_the_interpreters_own_words_are_there(self, log: Path) -> None:
        log_fault(raised(AttributeError("'Article' object has no attribute 'txt'")))
        log_fault(raised(OSError(28, "whatever")))
        text = log.read_text("utf-8")
        assert "no attribute 'txt'" in text and "No space left on device" in text

    def test_an_expected_error_is_logged_only_with_debug(self, log: Path) -> None:
        assert report_error(raised(StoreError("The disk is full."))) == "The disk is full."
        assert not log.exists()

    @pytest.mark.parametrize(
        "secret",
        [
            "https://me:pass-w0rd@news.example/feed",
            "https://news.example/feed?token=pass-w0rd",
            "https://news.example/private/pass-w0rd/rss.xml",
            "http://pass-w0rd@news.example",
            "http://me:'pass-w0rd@news.example/feed",
            "http://me:#/pass-w0rd@news.example/feed",
            "Illegal header value b'pass-w0rd\\n'",
            "Authorization: Basic pass-w0rd==",
            "Bearer pass-w0rd",
        ],
    )
    def test_no_secret_is_logged_even_with_debug(self, log: Path, secret: str) -> None:
        set_up(LogTarget(log, debug=True))
        log_fault(raised(ValueError(f"of {secret} and more")))
        text = log.read_text("utf-8")
        assert "pass-w0rd" not in text and "and more" in text

    def test_asyncio_tells_no_values(self, log: Path) -> None:
        logging.getLogger("asyncio").error(f"Task exception was never retrieved\nfuture: <{SECRET_TEXT}>")
        text = log.read_text("utf-8")
        assert "never retrieved" in text and SECRET_TEXT not in text


def test_the_log_is_named_in_a_row_of_80_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    set_up(LogTarget(tmp_path / ".local" / "state" / "briefing" / "log" / "briefing.log"))
    sentence = report_error(raised(AttributeError()))
    assert sentence == "Unexpected error (AttributeError): see ~/.local/state/briefing/log/briefing.log."
    assert len(sentence) <= 80


class TestUncaught:
    @pytest.fixture
    def shown(self, log: Path) -> list[str]:
        shown: list[str] = []
        catch_uncaught(shown.append)
        return shown

    def test_in_a_thread(self, log: Path, shown: list[str]) -> None:
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
        assert shown == [f"Unexpected error (ZeroDivisionError): {see_log()}."] and tracebacks(log) == 1

    def test_in_the_main_thread(self, log: Path, shown: list[str]) -> None:
        error = raised(ValueError("x"))
        sys.excepthook(type(error), error, error.__traceback__)
        assert len(shown) == 1 and tracebacks(log) == 1

    def test_in_a_destructor(self, log: Path, shown: list[str]) -> None:
        class Broken:
            def __del__(self) -> None:
                raise ValueError

        Broken()
        gc.collect()
        assert tracebacks(log) == 1


class TestTheCommandLine:
    @pytest.fixture
    def home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.delenv("BRIEFING_DEBUG", raising=False)
        monkeypatch.setenv("BRIEFING_HOME", str(tmp_path / "home"))
        return tmp_path / "home"

    @pytest.fixture
    def fail_with(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
        def plant(error: Exception) -> None:
            def fail(*_: object) -> int:
                raise error

            monkeypatch.setattr(article_commands, "list_articles", fail)

        return plant

    def test_a_fault_is_one_line_that_names_the_log(
        self, home: Path, fail_with: Callable[[Exception], None], capsys: pytest.CaptureFixture[str]
    ) -> None:
        fail_with(ZeroDivisionError("one\ntwo"))
        assert main(["list"]) == 1
        log = home / "briefing.log"
        assert capsys.readouterr() == ("", f"briefing: Unexpected error (ZeroDivisionError): see {log}.\n")
        assert tracebacks(log) == 1

    @pytest.mark.parametrize("words", [["--debug", "list"], ["list", "--debug"]], ids=["before", "behind"])
    def test_debug_logs_expected_errors_as_well(
        self, home: Path, fail_with: Callable[[Exception], None], words: list[str]
    ) -> None:
        fail_with(StoreError("The disk is full."))
        assert main(words) == 1
        assert "The disk is full." in (home / "briefing.log").read_text("utf-8")

    def test_the_variable_does_the_same(
        self, home: Path, fail_with: Callable[[Exception], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("BRIEFING_DEBUG", "1")
        fail_with(StoreError("The disk is full."))
        assert main(["list"]) == 1
        assert tracebacks(home / "briefing.log") == 1

    def test_without_a_fault_there_is_no_log(self, home: Path) -> None:
        assert main(["list"]) == 0
        assert not (home / "briefing.log").exists()
