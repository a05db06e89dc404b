"""Reads a mailbox in a thread, within a limit of time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from briefing.diagnostics import log_fault, see_log
from briefing.sources.http.credentials import strip_login
from briefing.sources.http.fetch_policy import FetchLimits
from briefing.sources.http.fetch_result import FetchOutcome, FetchRequest, ReceivedMails, Refused
from briefing.sources.mailboxes.imap_folder import ImapFolder
from briefing.sources.mailboxes.local_mailbox import read_local
from briefing.sources.text.normalize_text import clean_line

DEADLINES = 10
"""A mailbox may take so many times as long as a feed: a thousand mails may come at once."""


async def read_mailbox(
    request: FetchRequest, limits: FetchLimits, password_of: Callable[[str, str], str | None]
) -> FetchOutcome:
    """Read the new mails of a mailbox; the outcome of a failure is a sentence."""
    shown = clean_line(strip_login(request.url))
    folder = ImapFolder(request, limits, password_of) if request.url.startswith("imaps:") else None
    seconds = limits.deadline * DEADLINES
    try:
        reading = asyncio.ensure_future(
            asyncio.to_thread(folder.read if folder else partial(read_local, request))
        )
        done, _ = await asyncio.wait([reading], timeout=seconds)
        if not done and folder:  # the thread ends with the mails that have come
            folder.close()
            done, _ = await asyncio.wait([reading], timeout=limits.connect)
            if done and isinstance(outcome := reading.result(), ReceivedMails):
                return outcome
        elif done:
            return reading.result()
        return Refused(f"{shown} could not be read in full within {seconds:g} seconds; retrying later.")
    except Exception as error:  # an unforeseen answer fails this mailbox alone, not a whole refresh
        log_fault(error)
        return Refused(f"{shown} could not be read: unexpected error ({type(error).__name__}), {see_log()}.")
    finally:
        if folder:
            folder.close()
