"""An IMAP server on loopback for tests, over TLS, which may also misbehave."""

from __future__ import annotations

import base64
import re
import socket
import ssl
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self


class ImapServer:
    """A context manager. Mails have their numbers as UIDs, from 1 on; `None` is one that was deleted."""

    def __init__(self, certificate: Path) -> None:
        self.folders: dict[str, list[bytes | None]] = {}
        """Mails by the folder's name on the wire."""
        self.validity = 7
        self.password = "s3cr3t pass"
        self.fault = ""
        """How it misbehaves; one that names a mail does so when that is fetched."""
        self.commands: list[str] = []
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._is_left = False
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_left = True
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._open:
            each.close()
        self._thread.join(5)

    def url(self, folder: str = "INBOX", login: str = "ada@") -> str:
        return f"imaps://{login}127.0.0.1:{self._listener.getsockname()[1]}/{folder}"

    def _serve(self) -> None:
        while not self._is_left:
            try:
                plain, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(plain,), daemon=True).start()

    def _talk(self, plain: socket.socket) -> None:
        try:
            if self.fault == "no tls":
                plain.sendall(b"* OK plain words\r\n")
                plain.close()
                return
            with self.context.wrap_socket(plain, server_side=True) as stream:
                self._open.append(stream)
                _Session(self, stream).run()
        except (OSError, ValueError):
            pass


class _Session:
    def __init__(self, server: ImapServer, stream: ssl.SSLSocket) -> None:
        self._server = server
        self._stream = stream
        self._lines = stream.makefile("rb")
        self._mails: list[bytes | None] = []

    def run(self) -> None:
        if self._server.fault == "silent":
            self._lines.read()
        self._say(b"* OK ready" if self._server.fault != "other protocol" else b"220 mail ESMTP")
        while line := self._lines.readline():
            command = line.decode("utf-8", "replace").rstrip("\r\n")
            tag, _, rest = command.partition(" ")
            self._server.commands.append(rest)
            name = rest.split(" ")[0].upper()
            if name == "LOGOUT":
                self._say(b"* BYE")
                self._say(f"{tag} OK".encode())
                return
            if not self._answer(tag, name, rest):
                return

    def _say(self, line: bytes) -> None:
        self._stream.sendall(line + b"\r\n")

    def _answer(self, tag: str, name: str, rest: str) -> bool:
        """Answer a command; return False to hang up."""
        server, status = self._server, "OK done"
        if name == "CAPABILITY":
            self._say(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN")
        elif name == "AUTHENTICATE":
            self._say(b"+ ")
            login = base64.b64decode(self._lines.readline()).decode()
            if login != f"\0ada\0{server.password}":
                status = f"NO [AUTHENTICATIONFAILED] {login!r} is wrong"
        elif name == "EXAMINE":
            folder = rest.split(" ", 1)[1].strip('"')
            if folder in server.folders:
                self._mails = server.folders[folder]
                self._say(f"* {sum(mail is not None for mail in self._mails)} EXISTS".encode())
                self._say(f"* OK [UIDVALIDITY {server.validity}] here".encode())
                status = "OK [READ-ONLY] done"
            else:
                status = "NO [NONEXISTENT] no such folder"
        elif name == "LIST":
            for folder in server.folders:
                self._say(f'* LIST (\\HasNoChildren) "." "{folder}"'.encode())
        elif rest.upper().startswith(("FETCH", "UID FETCH")):
            return self._fetch(tag, rest)
        else:
            status = "BAD unknown"
        self._say(f"{tag} {status}".encode())
        return True

    def _fetch(self, tag: str, rest: str) -> bool:
        words = rest.split(" ", 3 if rest.upper().startswith("UID") else 2)
        numbers = [number for number, mail in enumerate(self._mails, 1) if mail is not None]
        is_uid = words[0].upper() == "UID"
        chosen = _chosen(words[2 if is_uid else 1], numbers if is_uid else range(1, len(numbers) + 1))
        uids = chosen if is_uid else [numbers[place - 1] for place in chosen]
        wants_text = "BODY.PEEK[]" in rest
        fault = self._server.fault
        if fault == "refuses" and wants_text:
            self._say(f"{tag} NO not now".encode())
            return True
        for uid in uids:
            mail = self._mails[uid - 1]
            assert mail is not None
            if not wants_text:
                self._say(f"* {numbers.index(uid) + 1} FETCH (UID {uid})".encode())
                continue
            limit = re.search(r"<0\.(\d+)>", rest)
            text = mail[: int(limit[1])] if limit else mail
            size = {"endless literal": 10**12, "half a mail": len(text)}.get(fault, len(text))
            self._stream.sendall(b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n" % (uid, uid, size))
            if fault in ("half a mail", f"half of mail {uid}"):
                self._stream.sendall(text[: len(text) // 2])
                return False
            if fault == f"stuck at mail {uid}":
                threading.Event().wait()
            self._stream.sendall(text + b")\r\n")
            while fault == "endless answers":
                self._say(b"* 1 FETCH (FLAGS ())" + b" " * 60_000)
            if fault == "trickle":
                threading.Event().wait()
        self._say(f"{tag} OK done".encode() if fault != "garbage" else b"\xff\x00 (((")
        return fault != "garbage"


def _chosen(wanted: str, numbers: Sequence[int]) -> list[int]:
    found: set[int] = set()
    for each in wanted.split(","):
        first, _, last = each.partition(":")
        ends = sorted(max(numbers, default=0) if end == "*" else int(end) for end in (first, last or first))
        found |= {number for number in numbers if ends[0] <= number <= ends[1]}
    return sorted(found)
