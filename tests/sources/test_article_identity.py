from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain.article import article_id
from briefing.sources.article_identity import identify, normalize_url, same_site


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        pytest.param(
            "HTTPS://Example.COM/World/A", "https://example.com/World/A", id="case of scheme and host"
        ),
        pytest.param("https://example.com", "https://example.com/", id="no path"),
        pytest.param("https://example.com/a#top", "https://example.com/a", id="fragment"),
        pytest.param("https://example.com:443/a", "https://example.com/a", id="default port"),
        pytest.param("http://example.com:80/a", "http://example.com/a", id="default port of http"),
        pytest.param("https://example.com:8443/a", "https://example.com:8443/a", id="another port"),
        pytest.param("https://me:secret@example.com/a", "https://example.com/a", id="user and password"),
        pytest.param(
            "https://example.com/a?utm_source=x&id=7&fbclid=y&utm_medium=z",
            "https://example.com/a?id=7",
            id="tracking",
        ),
        pytest.param("https://example.com/a?utm_source=x", "https://example.com/a", id="only tracking"),
        pytest.param("https://example.com/a?b=2&a=1", "https://example.com/a?b=2&a=1", id="order stays"),
        pytest.param("https://example.com/a b", "https://example.com/a%20b", id="blank"),
        pytest.param("https://example.com/caf%C3%A9", "https://example.com/caf%C3%A9", id="escapes stay"),
        pytest.param("https://example.com/café", "https://example.com/caf%C3%A9", id="letters are escaped"),
        pytest.param("https://bücher.example/", "https://xn--bcher-kva.example/", id="host past ASCII"),
        pytest.param("http://[::1]:8000/a", "http://[::1]:8000/a", id="IPv6"),
        pytest.param("https://example.com./a", "https://example.com/a", id="dot at the host's end"),
        pytest.param("ftp://example.com/a", None, id="ftp"),
        pytest.param("javascript:alert(1)", None, id="script"),
        pytest.param("https://", None, id="no host"),
        pytest.param("https://exa mple.com/", None, id="blank in the host"),
        pytest.param("http://[::1/", None, id="broken IPv6"),
        pytest.param("http://example.com:port/", None, id="broken port"),
        pytest.param("/path", None, id="path"),
    ],
)
def test_one_form_of_each_address(url: str, normal: str | None) -> None:
    assert normalize_url(url) == normal


@given(
    st.builds(
        "{}://{}{}/{}?{}#{}".format,
        st.sampled_from(["http", "https", "HTTP", "ftp"]),
        st.sampled_from(["example.com", "EXAMPLE.com.", "bücher.de", "[::1]", "u:p@h.org", "1.2.3.4"]),
        st.sampled_from(["", ":80", ":443", ":8080", ":x"]),
        st.text(max_size=10),
        st.text(max_size=20),
        st.text(max_size=5),
    )
)
def test_the_one_form_is_its_own(url: str) -> None:
    normal = normalize_url(url)
    assert normal is None or normalize_url(normal) == normal


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("https://www.example.com/a", "https://example.com/b", True, id="www"),
        pytest.param("https://amp.example.com/a", "https://www.example.com/b", True, id="subdomains"),
        pytest.param("https://news.example.co.uk/a", "https://www.example.co.uk/b", True, id="under co.uk"),
        pytest.param("https://one.co.uk/a", "https://two.co.uk/b", False, id="two sites under co.uk"),
        pytest.param("https://example.com/a", "https://example.org/a", False, id="another suffix"),
        pytest.param("https://example.com/a", "https://notexample.com/a", False, id="only the same ending"),
        pytest.param("https://a.github.io/x", "https://b.github.io/x", False, id="two users of a host"),
        pytest.param("https://a.substack.com/x", "https://b.substack.com/x", False, id="two newsletters"),
        pytest.param("http://127.0.0.1:1/a", "http://127.0.0.1:2/a", True, id="one machine"),
        pytest.param("http://127.0.0.1/a", "http://127.0.0.2/a", False, id="two machines"),
        pytest.param("http://localhost/a", "http://server/a", False, id="names without a suffix"),
        pytest.param("nonsense", "nonsense", False, id="no addresses"),
        pytest.param("http://[", "http://[", False, id="broken"),
    ],
)
def test_sites(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same


def test_the_best_name_that_there_is_gives_the_id() -> None:
    def id_of(url: str | None = None, own_id: str | None = None, path: str | None = None) -> str:
        return identify(url=url, own_id=own_id, path=path, text="words")

    assert id_of("https://example.com/", "mid:x", "/p") == article_id("https://example.com/")
    assert id_of(None, "mid:x", "/p") == article_id("mid:x")
    assert id_of(None, None, "/p") == article_id("/p")
    assert id_of() != identify(url=None, own_id=None, path=None, text="other words")
