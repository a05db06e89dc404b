from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from briefing.domain.feeds.feed import FeedOptions
from briefing.settings import FeedSettings, Settings, load_settings

WIRE = "https://wire.example/feed"


def _load(folder: Path, content: str) -> tuple[FeedSettings, tuple[str, ...]]:
    file = folder / "config.toml"
    file.write_text(content)
    settings, problems = load_settings(file)
    assert settings == Settings(feeds=settings.feeds)
    return settings.feeds, problems


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param("[feeds]", FeedSettings(), id="nothing"),
        pytest.param(
            "[feeds]\nconnections = 8\nper_host = 2\nrefresh_minutes = 30",
            FeedSettings(connections=8, per_host=2, refresh_minutes=30),
            id="how they are asked for",
        ),
        pytest.param(
            "[feeds]\nkeep_days = 90\nkeep_per_feed = 500",
            FeedSettings(keep_days=90, keep_per_feed=500),
            id="what is kept",
        ),
        pytest.param("[feeds]\nkeep_days = 0\nkeep_per_feed = 0", FeedSettings(), id="0 keeps everything"),
        pytest.param(
            f'[feeds.of."{WIRE}"]\nfull_text = true\nproxy = ""\nuser = "me"',
            FeedSettings(of={WIRE: FeedOptions(full_text=True, proxy="", user="me")}),
            id="one feed",
        ),
        pytest.param(
            f'[feeds.of."{WIRE}".headers]\nAccept-Language = "de"\nX-Token = "${{TOKEN}}"',
            FeedSettings(of={WIRE: FeedOptions(headers={"Accept-Language": "de", "X-Token": "${TOKEN}"})}),
            id="headers, a secret only named",
        ),
        pytest.param(
            '[feeds.of."feed:HTTPS://Wire.example/feed#top"]\nfull_text = true',
            FeedSettings(of={WIRE: FeedOptions(full_text=True)}),
            id="an address in another form",
        ),
    ],
)
def test_what_the_file_says_of_feeds_is_used(tmp_path: Path, content: str, expected: FeedSettings) -> None:
    assert _load(tmp_path, content) == (expected, ())


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(
            "feeds = 1", "config.toml line 1: “feeds” must be a table, written [feeds].", id="no table"
        ),
        pytest.param(
            "[feeds]\nconections = 8",
            "config.toml line 2: unknown setting “conections” in [feeds]; did you mean “connections”?",
            id="misspelt",
        ),
        pytest.param(
            "[feeds]\nzzz = 8",
            "config.toml line 2: unknown setting “zzz” in [feeds]; the settings are connections, per_host, "
            "refresh_minutes, keep_days, keep_per_feed, private_addresses, "
            "tracking_parameters, of.",
            id="nothing near",
        ),
        pytest.param(
            "[feeds]\nconnections = 0",
            "config.toml line 2: “connections” must be a whole number from 1 to 256; 64 is used.",
            id="no connections",
        ),
        pytest.param(
            "[feeds]\nper_host = 99",
            "config.toml line 2: “per_host” must be a whole number from 1 to 32; 4 is used.",
            id="too many for a host",
        ),
        pytest.param(
            "[feeds]\nrefresh_minutes = 'often'",
            "config.toml line 2: “refresh_minutes” must be a whole number from 0 to 10080; 0 is used.",
            id="minutes in words",
        ),
        pytest.param(
            "[feeds]\nkeep_days = -1",
            "config.toml line 2: “keep_days” must be a whole number from 0 to 36500; it is left out.",
            id="days before the first",
        ),
        pytest.param(
            "[feeds]\nkeep_per_feed = true",
            "config.toml line 2: “keep_per_feed” must be a whole number from 0 to 1000000; it is left out.",
            id="a switch for a number",
        ),
        pytest.param(
            "[feeds]\n[feeds.of.wire]\nfull_text = true",
            'config.toml line 2: “wire” is no address of a feed: write [feeds.of."https://…"], in quotes.',
            id="no address",
        ),
        pytest.param(
            "[feeds]\nof = 1",
            "config.toml line 2: “feeds.of” must be a table, written [feeds.of].",
            id="no table of feeds",
        ),
    ],
)
def test_what_cannot_be_used_is_said_with_its_line_and_the_default_stays(
    tmp_path: Path, content: str, problem: str
) -> None:
    assert _load(tmp_path, content) == (FeedSettings(), (problem,))


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        pytest.param(
            "full_txt = true",
            "unknown setting “full_txt” in [feeds.of]; did you mean “full_text”?",
            id="misspelt",
        ),
        pytest.param("full_text = 1", "“full_text” must be true or false; false is used.", id="number"),
        pytest.param("user = ''", "“user” must be a name in quotes; it is left out.", id="nobody"),
        pytest.param(
            "proxy = 1",
            '“proxy” must be an address in quotes, or "" for none at all; it is left out.',
            id="a number for a proxy",
        ),
        pytest.param(
            "headers = { X = 1 }",
            '“headers” must be a table of texts, such as { X-Token = "${NEWS_TOKEN}" }; it is left out.',
            id="a number in a header",
        ),
    ],
)
def test_what_cannot_be_used_of_one_feed_is_said(tmp_path: Path, line: str, problem: str) -> None:
    expected = FeedSettings(of={WIRE: FeedOptions()})
    assert _load(tmp_path, f'[feeds.of."{WIRE}"]\n{line}') == (expected, (f"config.toml line 2: {problem}",))


@pytest.mark.parametrize(
    ("table", "line", "advice"),
    [
        pytest.param(
            WIRE, "headers = { Authorization = 'Bearer hush' }", "keyring set briefing NAME", id="bearer"
        ),
        pytest.param(WIRE, "headers.Cookie = 'id=hush'", "set NAME in the environment", id="cookie"),
        pytest.param(WIRE, "headers.X-Api-Key = 'hush'", "write ${NAME} in its place", id="key"),
        pytest.param(
            WIRE, "headers.X-Way-In = 'token hush'", "write ${NAME} in its place", id="told by its value"
        ),
        pytest.param(
            WIRE, "proxy = 'http://me:hush@proxy.example'", "write ${NAME} in its place", id="proxy"
        ),
        pytest.param(
            WIRE, "proxy = 'me:hush@proxy.example:80'", "write ${NAME}", id="proxy without its scheme"
        ),
        pytest.param(
            "https://me:hush@wire.example/feed",
            "full_text = true",
            'write user = "me", and run keyring set briefing me@wire.example, '
            "or set BRIEFING_FEED_PASSWORD_WIRE_EXAMPLE in the environment",
            id="in the address",
        ),
    ],
)
def test_a_secret_in_clear_is_used_and_warned_of_without_being_repeated(
    tmp_path: Path, table: str, line: str, advice: str
) -> None:
    feeds, problems = _load(tmp_path, f'[feeds.of."{table}"]\n{line}')

    (warning,) = problems
    assert warning.startswith("config.toml line ") and "in clear" in warning and advice in warning
    assert "hush" not in warning
    assert "hush" in str(feeds)


def test_a_secret_that_is_only_named_is_no_problem(tmp_path: Path) -> None:
    lines = "headers.Authorization = 'Bearer ${TOKEN}'\nproxy = 'http://me:${PASSWORD}@proxy.example'"
    assert _load(tmp_path, f'[feeds.of."{WIRE}"]\n{lines}')[1] == ()


def test_they_travel_to_another_process() -> None:
    settings = Settings(feeds=FeedSettings(of={WIRE: FeedOptions(headers={"A": "b"})}))
    assert pickle.loads(pickle.dumps(settings)) == settings
