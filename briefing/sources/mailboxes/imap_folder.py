"""Reads the new mails of a folder on an IMAP server, over TLS, and changes nothing there."""

from __future__ import annotations

import base64
import imaplib
import re
import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from briefing.sources.http.credentials import login_of_url, password_variable, strip_login
from briefing.sources.http.fetch_policy import FetchLimits
from briefing.sources.http.fetch_result import (
    ErrorKind,
    FetchOutcome,
    FetchRequest,
    ReceivedMails,
    Refused,
    Unchanged,
)
from briefing.sources.http.secrets import KEYRING_SERVICE
from briefing.sources.http.transports import tls_context
from briefing.sources.mailboxes.new_mails import MAX_BYTES, MAX_MAIL, MAX_MAILS, read_new
from briefing.sources.text.normalize_text import clean_line

MAX_RECEIVED = 2 * MAX_BYTES
"""Bytes that are received from a server at one refresh, whatever it sends."""
_PORT = 993
MAX_NAMED = 20
"""Folders that a message names."""
_LISTED = re.compile(rb'"?([^"]+)"?$')
"""The name at the end of a line about a folder."""
_UTF7 = re.compile("&([^-]*)-")
_Answer = TypeVar("_Answer")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_REASONS: tuple[tuple[type[Exception], str, ErrorKind], ...] = (
    (
        ssl.SSLCertVerificationError,
        "its certificate is not valid for this host, so check the host's name; an authority of your own is "
        "named by SSL_CERT_FILE",
        ErrorKind.OTHER,
    ),
    (ssl.SSLError, "no secure connection could be made, so check the port (993 as a rule)", ErrorKind.OTHER),
    (socket.gaierror, "its host is unknown, so check it and that you are online", ErrorKind.UNREACHABLE),
    (
        ConnectionRefusedError,
        "the server refused the connection, so check host and port",
        ErrorKind.UNREACHABLE,
    ),
    (TimeoutError, "the server does not answer; retrying later", ErrorKind.UNREACHABLE),
    (OSError, "the server cannot be reached; retrying later", ErrorKind.UNREACHABLE),
    (Exception, "the server broke off or does not speak IMAP; retrying later", ErrorKind.OTHER),
)


class ImapFolder:
    """One reading of a folder, which another thread may close."""

    def __init__(
        self, request: FetchRequest, limits: FetchLimits, password_of: Callable[[str, str], str | None]
    ) -> None:
        self._request = request
        self._limits = limits
        self._password_of = password_of
        self._socket: socket.socket | None = None
        parts = urlsplit(request.url)
        self._host, self._port = parts.hostname or "", parts.port or _PORT
        self._folder = unquote(parts.path.removeprefix("/"))
        self._shown = clean_line(unquote(strip_login(request.url)))

    def close(self) -> None:
        """Break off the connection, if there is one; the thread that reads from it ends."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def read(self) -> FetchOutcome:
        user, password = login_of_url(self._request.url)
        if user is None:
            return Refused(
                f"{self._shown} needs your user name: write it before the host, as in "
                f"imaps://USER@{self._host}/INBOX."
            )
        login = f"run keyring set {KEYRING_SERVICE} {clean_line(user)}@{self._host}"
        login += f", or set {password_variable(self._host)}"
        password = password or self._password_of(self._host, user)
        if password is None:
            return Refused(f"There is no password for {clean_line(user)} at {self._host}: {login}.")
        if _CONTROL.search(self._folder):
            return Refused(f"There is no folder {clean_line(self._folder)} at {self._host}: check its name.")
        try:
            connection = _Connection(self._host, self._port, self._limits.connect, self._keep)
            try:
                if not _log_in(connection, user, password):
                    return Refused(
                        f"{self._host} does not take your login: check user name and password, which some "
                        f"servers want to be one for this program alone; to change it, {login}."
                    )
                return self._read(connection)
            finally:
                connection.shutdown()
        except (imaplib.IMAP4.error, OSError, ValueError) as error:
            reason, kind = next((why, kind) for type_, why, kind in _REASONS if isinstance(error, type_))
            return Refused(f"{self._shown} could not be read: {reason}.", kind)

    def _keep(self, connected: socket.socket) -> None:
        self._socket = connected

    def _read(self, connection: _Connection) -> FetchOutcome:
        status, answer = connection.select(_quoted(self._folder), readonly=True)
        if status != "OK":
            return Refused(
                f"There is no folder {clean_line(self._folder)} at {self._host} that may be read: "
                f"choose from {_folders(connection)}."
            )
        count = _number(answer)
        validity = _number(connection.response("UIDVALIDITY")[1])
        known, _, uid = (self._request.etag or "").partition(".")
        since = int(uid) if known == str(validity) and uid.isdecimal() else 0
        if not count:
            uids = []
        elif since:
            uids = _uids(_done(connection.uid("FETCH", f"{since + 1}:*", "(UID)")))
        else:
            uids = _uids(_done(connection.fetch(f"{max(1, count - MAX_MAILS + 1)}:*", "(UID)")))

        def load(some: Sequence[int]) -> list[bytes]:
            asked = ",".join(map(str, sorted(some)))
            found = _done(connection.uid("FETCH", asked, f"(BODY.PEEK[]<0.{MAX_MAIL}>)"))
            return [each[1] for each in found if isinstance(each, tuple)]

        # "5:*" names the last mail, too, if its number is less.
        mails, last = read_new([each for each in uids if each > since], load, is_first=not since)
        mark = f"{validity}.{last or since}"
        if mails or not self._request.etag:
            title = clean_line(self._folder.rpartition("/")[2])
            return ReceivedMails(mails, mark, f"{title} ({self._host})")
        return Unchanged(mark, None)


class _Connection(imaplib.IMAP4_SSL):
    """A connection that takes no more than a mailbox may have, whatever the server sends."""

    def __init__(self, host: str, port: int, seconds: float, opened: Callable[[socket.socket], None]) -> None:
        self._left = MAX_RECEIVED
        self._opened = opened
        super().__init__(host, port, ssl_context=tls_context(), timeout=seconds)

    def open(self, host: str = "", port: int | None = _PORT, timeout: float | None = None) -> None:
        super().open(host, port, timeout)
        self._opened(self.sock)

    def read(self, size: int) -> bytes:
        self._count(size)
        return super().read(size)

    def readline(self) -> bytes:
        line = super().readline()
        self._count(len(line))
        return line

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise self.abort("more than was asked for")


def _log_in(connection: _Connection, user: str, password: str) -> bool:
    """Log in by SASL, which takes every character; return whether the server agreed."""
    try:
        connection.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
    except connection.abort:
        raise
    except connection.error:
        return False
    return True


def _quoted(folder: str) -> str:
    """Return a folder's name as a quoted string in the UTF-7 of IMAP (RFC 3501, 5.1.3)."""

    def encoded(found: re.Match[str]) -> str:
        word = base64.b64encode(found[0].encode("utf-16-be")).rstrip(b"=").replace(b"/", b",")
        return f"&{word.decode()}-"

    name = re.sub("[^\x20-\x7e]+", encoded, folder.replace("&", "&-"))
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _folders(connection: _Connection) -> str:
    """Name the folders that there are, as an address has them."""
    lines = (each for each in _done(connection.list()) if isinstance(each, bytes))
    names = [found[1].decode("ascii", "replace") for line in lines if (found := _LISTED.search(line))]
    return ", ".join(clean_line(_UTF7.sub(_decoded, name)) for name in names[:MAX_NAMED]) or "none"


def _decoded(found: re.Match[str]) -> str:
    word = found[1].replace(",", "/")
    return base64.b64decode(word + "==").decode("utf-16-be", "replace") if word else "&"


def _done(answer: tuple[str, Sequence[_Answer]]) -> Sequence[_Answer]:
    """Return what a server answered to a command. Raises an error if it refused it."""
    if answer[0] != "OK":
        raise imaplib.IMAP4.error
    return answer[1]


def _uids(answer: Sequence[object]) -> list[int]:
    lines = (each for each in answer if isinstance(each, bytes))
    return sorted({int(found[1]) for line in lines if (found := re.search(rb"\bUID (\d{1,10})\b", line))})


def _number(values: Sequence[object]) -> int:
    return int(values[0]) if values and isinstance(values[0], bytes) and values[0].isdigit() else 0
