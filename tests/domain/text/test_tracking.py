from __future__ import annotations

import pytest

from briefing.domain.text.tracking import without_tracking


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://a.example/x?utm_source=rss&utm_medium=feed", "https://a.example/x"),
        ("https://a.example/x?id=7&fbclid=y&page=2#top", "https://a.example/x?id=7&page=2#top"),
        ("https://a.example/?UTM_Campaign=x&gclid=1&mc_cid=2&mc_eid=3&igshid=4", "https://a.example/"),
        ("https://a.example/?at_medium=RSS&at_campaign=x&cmpid=1&ocid=2", "https://a.example/"),
        ("https://a.example/?utm%5Fsource=x&q=%20a+b", "https://a.example/?q=%20a+b"),
        (
            "https://a.example/?q=utm_source&utm=1&gclids=2&a&&b=",
            "https://a.example/?q=utm_source&utm=1&gclids=2&a&&b=",
        ),
        ("https://a.example/#/x?utm_source=rss", "https://a.example/#/x?utm_source=rss"),
        ("https://a.example/utm_source=rss", "https://a.example/utm_source=rss"),
    ],
)
def test_only_what_tracks_is_left_out(url: str, plain: str) -> None:
    assert without_tracking(url) == plain
    assert without_tracking(plain) == plain
