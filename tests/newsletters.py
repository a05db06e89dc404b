"""Newsletters as firms send them, for tests: layout tables, preheaders, footers, many charsets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from functools import cache
from html import escape
from pathlib import Path

FIRST_DAY = datetime(2026, 1, 5, 6, 30, tzinfo=UTC)
_PIXEL = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00"
_PADDING = "&#847;&zwnj;&nbsp;&#8199;&shy;" * 40


@dataclass(frozen=True)
class Kind:
    """A newsletter of a sender; `frame` is its markup around the words."""

    sender: str
    address: str
    charset: str
    encoding: str
    shape: str
    """alternative, related, html or plain."""
    subject: str
    heading: str
    paragraph: str
    items: tuple[str, str, str]
    preheader: str
    browser: str
    unsubscribe: str


KINDS = (
    Kind(
        "The Harbour Brief",
        "hello@harbourbrief.example",
        "utf-8",
        "quoted-printable",
        "alternative",
        "Harbour Brief {n}: the port’s new cranes",
        "Cranes, part {n}",
        "The port authority said on Monday that it would order {n} new cranes, which it called “overdue”.",
        ("Grain exports rose by {n} per cent", "The pilots’ union wants talks", "A tender is due in May"),
        "Preview {n}: cranes, grain and pilots",
        "View this email in your browser",
        "You can update your preferences or unsubscribe from this list.",
    ),
    Kind(
        "Morgenbrief",
        "redaktion@morgenbrief.example",
        "iso-8859-1",
        "quoted-printable",
        "alternative",
        "Morgenbrief Nr. {n}: Züge fallen aus",
        "Was heute wichtig ist ({n})",
        "Die Bahn streicht {n} Züge; für Pendler wäre das die größte Änderung seit Jahren.",
        ("Der Landtag berät über {n} Anträge", "Ärzte fordern höhere Löhne", "Die Straße bleibt gesperrt"),
        "Vorschau {n}: Bahn, Landtag, Ärzte",
        "Newsletter im Browser ansehen",
        "Newsletter abbestellen",
    ),
    Kind(
        "La Lettre du Soir",
        "lettre@soir.example",
        "windows-1252",
        "base64",
        "related",
        "La lettre nº {n} : l’été des élus",
        "À la une, {n}",
        "Le conseil a voté {n} millions d’euros – « un effort sans précédent », selon l’œuvre des élus.",
        ("Le maire répond à {n} questions", "Un pont rouvre à Évreux", "Grève prévue jeudi"),
        "Aperçu {n} : budget, pont, grève",
        "Voir cette lettre dans votre navigateur",
        "Se désinscrire de cette newsletter",
    ),
    Kind(
        "Ana Ruiz from Valley Notes",
        "ana+valley@letters.example",
        "utf-8",
        "base64",
        "html",
        "Notes {n} – water, again 💧",
        "Water in the valley {n}",
        "Farmers told me that {n} wells have run dry this year. “We have never seen this,” one of them said.",
        (
            "The reservoir is {n} per cent full",
            "Rain is expected next week",
            "The court hears the case in June",
        ),
        "Today {n}: wells and courts",
        "View in browser",
        "Unsubscribe",
    ),
    Kind(
        "Cotton & Code Weekly",
        "list@cotton.example",
        "iso-8859-15",
        "quoted-printable",
        "plain",
        "Weekly {n}: €9 chips",
        "Chips at €9 ({n})",
        "A maker of chips has sold {n} thousand of them for €9 apiece, which its rivals call dumping.",
        ("Issue {n} of the standard is out", "A compiler learns new tricks", "Who owns the fabs now?"),
        "",
        "Having trouble viewing this email? https://cotton.example/view/{n}",
        "To unsubscribe: https://cotton.example/u/{n}",
    ),
    Kind(
        "朝のニュース",
        "asa@news.example",
        "iso-2022-jp",
        "7bit",
        "html",
        "朝刊 {n} 号",
        "今日の見出し {n}",
        "市長は月曜日に、新しい橋を {n} 本建設すると発表しました。費用はまだ決まっていません。",
        ("議会は {n} 件を審議", "電車の運賃が上がる", "雨は明日まで続く"),
        "プレビュー {n}",
        "View online",
        "Unsubscribe",
    ),
)


@dataclass(frozen=True)
class Newsletter:
    """A mail, and what of it a reader has to find, or must not."""

    data: bytes
    subject: str
    sender: str
    day: str
    heading: str
    words: tuple[str, ...]
    furniture: tuple[str, ...]


def newsletters(count: int = 300) -> Iterator[Newsletter]:
    for number in range(count):
        yield newsletter(number)


@cache
def newsletter(number: int, **headers: str) -> Newsletter:
    kind = KINDS[number % len(KINDS)]
    sent = FIRST_DAY + timedelta(hours=13 * number)
    mail = EmailMessage()
    mail["From"] = formataddr((kind.sender, kind.address))
    mail["To"] = "ada@reader.example"
    mail["Subject"] = _of(kind.subject, number)
    mail["Date"] = format_datetime(sent)
    mail["Message-ID"] = f"<{number}.{kind.address}>"
    mail["List-Unsubscribe"] = f"<https://track.example/u/{number}>, <mailto:u@track.example>"
    for name, value in headers.items():
        name = name.replace("_", "-")
        del mail[name]
        mail[name] = value
    _fill(mail, kind, number)
    return Newsletter(
        mail.as_bytes(),
        _of(kind.subject, number),
        kind.sender,
        sent.date().isoformat(),
        _of(kind.heading, number),
        tuple(_of(each, number) for each in (kind.heading, kind.paragraph, *kind.items)),
        tuple(_of(each, number) for each in (kind.preheader, kind.browser, kind.unsubscribe) if each),
    )


def _fill(mail: EmailMessage, kind: Kind, number: int) -> None:
    plain, page = _plain(kind, number), _page(kind, number)
    charset, encoding = kind.charset, kind.encoding
    if kind.shape in ("plain", "alternative", "related"):
        mail.set_content(plain, charset=charset, cte=encoding)
    if kind.shape == "html":
        mail.set_content(page, subtype="html", charset=charset, cte=encoding)
    if kind.shape in ("alternative", "related"):
        mail.add_alternative(page, subtype="html", charset=charset, cte=encoding)
    if kind.shape == "related":
        parts = mail.get_payload()
        assert isinstance(parts, list) and isinstance(parts[1], EmailMessage)
        parts[1].add_related(_PIXEL, "image", "gif", cid="<logo@soir.example>")


def _of(words: str, number: int) -> str:
    return words.replace("{n}", str(number))


def _plain(kind: Kind, number: int) -> str:
    heading, items = kind.heading, "\n".join(f"* {each}" for each in kind.items)
    parts = (kind.browser, heading, kind.paragraph, items, kind.unsubscribe)
    return _of("\n\n".join(parts) + "\n", number)


def _page(kind: Kind, number: int) -> str:
    """Nested layout tables, as programs for newsletters write them."""
    items = "".join(f'<li style="margin:0 0 8px">{escape(each)}</li>' for each in kind.items)
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={kind.charset}">'
    style = "<style>@media only screen{.c{width:100%!important}}</style><!--[if mso]><xml></xml><![endif]-->"
    pixel = '<img src="https://track.example/o/{n}.gif" width="1" height="1" alt="" style="display:block">'
    logo = '<img src="cid:logo@soir.example" alt="" width="200">' if kind.shape == "related" else pixel
    hidden = "display:none;font-size:1px;max-height:0px;overflow:hidden;mso-hide:all"
    return _of(
        f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x.dtd">
<html><head>{head}<title>{escape(kind.subject)}</title>{style}</head>
<body style="margin:0;padding:0"><div style="{hidden}">{escape(kind.preheader)}{_PADDING}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center">
<table class="c" width="600" cellpadding="0" cellspacing="0" border="0"><tbody>
<tr><td align="right"><a href="https://track.example/v/{{n}}?e=abc">{escape(kind.browser)}</a></td></tr>
<tr><td>{logo}</td></tr>
<tr><td style="padding:18px"><h2 style="font:700 22px Arial">{escape(kind.heading)}</h2>
<p>{escape(kind.paragraph)} <a href="https://track.example/c/{{n}}">&rarr;</a></p><ul>{items}</ul></td></tr>
<tr><td><table width="100%"><tr><td>{pixel}</td></tr></table></td></tr>
<tr><td align="center"><a href="https://track.example/u/{{n}}?e=abc">{escape(kind.unsubscribe)}</a></td></tr>
</tbody></table></td></tr></table></body></html>
""",
        number,
    )


def write_maildir(folder: Path, mails: Iterator[Newsletter] | list[Newsletter]) -> Path:
    """Put the mails into a maildir, every third into `new`; names as Dovecot and Courier give them."""
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for number, mail in enumerate(mails):
        is_new = number % 3 == 0
        name = f"{1770000000 + number}.M{number}P{number}.host,S={len(mail.data)}" + (
            "" if is_new else ":2,S"
        )
        (folder / ("new" if is_new else "cur") / name).write_bytes(mail.data)
    return folder


def as_mbox(mails: Iterator[Newsletter] | list[Newsletter]) -> bytes:
    return b"".join(
        b"From list@news.example Mon Jan  5 06:30:00 2026\n"
        + mail.data.replace(b"\nFrom ", b"\n>From ")
        + b"\n"
        for mail in mails
    )
