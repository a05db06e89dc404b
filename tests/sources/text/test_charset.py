from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.errors import UnreadableError
from briefing.sources.text.charset import decode, html_charset

FRENCH = "Le président a déclaré que les négociations s’étaient achevées à Genève, où l’évêque fut reçu."
GERMAN = "Der Außenminister erklärte, die Gespräche über den Rückzug würden später fortgesetzt."
POLISH = "Premier powiedział w środę, że rząd będzie kontynuował rozmowy. Żądania związkowców są łatwe."
CZECH = "Premiér ve středu řekl, že jednání budou pokračovat příští týden. Ministr na otázky neodpověděl."
TURKISH = "Cumhurbaşkanı çarşamba günü görüşmelerin gelecek hafta süreceğini söyledi, bakan yanıt vermedi."
RUSSIAN = "Президент заявил в среду, что переговоры продолжатся на следующей неделе. Министр молчал."
GREEK = "Ο πρωθυπουργός δήλωσε την Τετάρτη ότι οι διαπραγματεύσεις θα συνεχιστούν στην Αθήνα."
ARABIC = "قال الرئيس يوم الأربعاء إن المحادثات ستستمر الأسبوع المقبل. ولم يجب وزير الخارجية على الأسئلة."
HEBREW = "הנשיא אמר ביום רביעי כי השיחות יימשכו בשבוע הבא. שר החוץ לא ענה על השאלות."
HEBREW_BUDGET = (
    "ראש הממשלה הודיע אמש כי הממשלה תתכנס ביום ראשון לדיון מיוחד בנושא התקציב. לדבריו, הכנסת תצביע על ההצעה."
)
HEBREW_RIGHTS = (
    "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם. כולם חוננו בתבונה ובמצפון, לפיכך חובה עליהם."
)
HEBREW_POINTED = "בְּרֵאשִׁית בָּרָא אֱלֹהִים אֵת הַשָּׁמַיִם וְאֵת הָאָרֶץ: וְהָאָרֶץ הָיְתָה תֹהוּ וָבֹהוּ וְחֹשֶׁךְ עַל־פְּנֵי תְהוֹם"
BULGARIAN = "Президентът заяви в сряда, че преговорите ще продължат следващата седмица. Министърът мълча."
SERBIAN = "Председник је у среду изјавио да ће преговори бити настављени следеће недеље. Министар је ћутао."
JAPANESE = "首相は水曜日、来週も協議を続けると述べた。外務大臣は質問に答えなかった。"
CHINESE = "外交部发言人星期三表示，双方将在下周继续会谈。外长没有回答记者的提问。"
TAIWANESE = "外交部發言人星期三表示，雙方將在下週繼續會談。外長沒有回答記者的提問。"
KOREAN = "대통령은 수요일 다음 주에도 협상을 계속할 것이라고 밝혔다. 외교부 장관은 답하지 않았다."
ENGLISH = "The “minister” said café talks — the third since May — would go on for some time."

LEGACY = [
    (FRENCH, "cp1252"),
    (GERMAN, "latin-1"),
    (GERMAN, "cp850"),
    (POLISH, "cp1250"),
    (POLISH, "iso8859-2"),
    (CZECH, "cp1250"),
    (TURKISH, "cp1254"),
    (RUSSIAN, "cp1251"),
    (RUSSIAN, "koi8-r"),
    (GREEK, "cp1253"),
    (ARABIC, "cp1256"),
    (HEBREW, "cp1255"),
    (HEBREW, "iso8859-8"),
    (HEBREW_BUDGET, "cp1255"),
    (HEBREW_RIGHTS, "cp1255"),
    (HEBREW_POINTED, "cp1255"),
    (BULGARIAN, "cp1251"),
    (SERBIAN, "cp1251"),
    (JAPANESE, "cp932"),
    (JAPANESE, "euc_jp"),
    (JAPANESE, "iso2022_jp"),
    (CHINESE, "gb18030"),
    (TAIWANESE, "big5"),
    (KOREAN, "cp949"),
    (KOREAN, "iso2022_kr"),
    (ENGLISH, "cp1252"),
]


@pytest.mark.parametrize(("text", "charset"), LEGACY, ids=[f"{text[:12]}-{name}" for text, name in LEGACY])
@pytest.mark.parametrize("declared", [False, True], ids=["undeclared", "declared"])
def test_legacy_sets(text: str, charset: str, declared: bool) -> None:
    assert decode(text.encode(charset), charset if declared else None, name="x") == text


@pytest.mark.parametrize("text", [ENGLISH, RUSSIAN, JAPANESE, ARABIC, KOREAN], ids=lambda text: text[:12])
@pytest.mark.parametrize(
    "charset",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"],
)
def test_unicode_with_and_without_a_mark(text: str, charset: str) -> None:
    assert decode(text.encode(charset), name="x") == text


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        pytest.param("Zürich".encode(), "iso-8859-1", "Zürich", id="UTF-8 under another name"),
        pytest.param("Zürich".encode(), "x-unheard-of", "Zürich", id="unknown name"),
        pytest.param("“No”".encode("cp1252"), "iso-8859-1", "“No”", id="cp1252 under Latin-1's name"),
        pytest.param("“No”".encode("cp1252"), "us-ascii", "“No”", id="cp1252 under ASCII's name"),
        pytest.param("Zürich".encode("cp1252"), "utf-8", "Zürich", id="no UTF-8, whatever it says"),
        pytest.param(
            "Genève, être né".encode() + b"\xc3", None, "Genève, être né\ufffd", id="UTF-8 cut short"
        ),
        pytest.param("caf\xe9".encode("latin-1"), None, "café", id="a few words"),
        pytest.param(b"a\0b" + b"c" * 2000, None, "ab" + "c" * 2000, id="a stray NUL"),
        pytest.param(b"plain", "unicode-escape", "plain", id="no charset of documents"),
        pytest.param(b"\\u0041", "unicode-escape", "\\u0041", id="escapes are not undone"),
        pytest.param(b"plain", "hex", "plain", id="a codec that makes no text"),
        pytest.param(b"GIF8 is a file format", None, "GIF8 is a file format", id="words like a magic number"),
        pytest.param(b"", None, "", id="empty"),
        pytest.param(("a\ufffd" * 20).encode(), None, "a\ufffd" * 20, id="what was lost before"),
        pytest.param(
            ("a\ufffd" * 20).encode("utf-8-sig"), None, "a\ufffd" * 20, id="what was lost before, with a mark"
        ),
        pytest.param(
            ("a\ufffd" * 20).encode("utf-16"), None, "a\ufffd" * 20, id="what was lost before, in UTF-16"
        ),
    ],
)
def test_what_is_declared_is_weighed(data: bytes, declared: str | None, text: str) -> None:
    assert decode(data, declared, name="x") == text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"%PDF-1.7\n%\xe2\xe3", "a PDF document", id="PDF"),
        pytest.param(b"PK\x03\x04\x14\x00\x06", "an office document", id="DOCX"),
        pytest.param(b"{\\rtf1\\ansi Hello}", "an RTF document", id="RTF"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture", id="PNG"),
        pytest.param(b"GIF89a\x01\x00\x01\x00\xff", "a picture", id="GIF"),
        pytest.param(b"\x1f\x8b\x08\x00abc", "a compressed file", id="gzip"),
        pytest.param(bytes(range(256)) * 40, "no readable text", id="all bytes"),
        pytest.param(b"\0" * 1000, "no readable text", id="NULs"),
        pytest.param(b"\xcf\xfa\xed\xfe\x07\0\0\x01\x03\0\0\0" * 50, "no readable text", id="program"),
    ],
)
def test_what_is_no_text_is_said_to_be_none(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words) as raised:
        decode(data, name="report.txt")
    assert str(raised.value).startswith("report.txt ")


@given(st.binary(), st.sampled_from([None, "utf-8", "latin-1", "utf-16", "gb2312", "utf-7", "zip", "\udc80"]))
def test_any_bytes_are_text_or_said_to_be_unreadable(data: bytes, declared: str | None) -> None:
    try:
        assert isinstance(decode(data, declared, name="x"), str)
    except UnreadableError as error:
        assert str(error).startswith("x ")


@pytest.mark.parametrize(
    ("page", "charset"),
    [
        pytest.param(b'<html><head><meta charset="windows-1251">', "windows-1251", id="meta charset"),
        pytest.param(
            b'<META http-equiv=Content-Type content="text/html; charset=koi8-r">', "koi8-r", id="http-equiv"
        ),
        pytest.param(b'<?xml version="1.0" encoding="Shift_JIS"?><html>', "Shift_JIS", id="XML declaration"),
        pytest.param(b'<meta charset="utf-16">', "utf-8", id="what cannot be true"),
        pytest.param(b"<p>charset=latin-1", None, id="words of the text"),
        pytest.param(b" " * 5000 + b"<meta charset=latin-1>", None, id="far down"),
    ],
)
def test_what_a_page_declares(page: bytes, charset: str | None) -> None:
    assert html_charset(page) == charset
