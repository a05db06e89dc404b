"""Processes that follow feeds, for the tests of what is left when they are killed or write at once.

Run as a script; each line that it prints is the address of a feed whose writing was acknowledged.

    python subscribing.py shared FILE NAME COUNT    says “ready”, waits for a line, follows so many
    python subscribing.py endless FILE NAME 0       follows feeds until it is killed
"""

from __future__ import annotations

import importlib
import itertools
import sys
from pathlib import Path

from briefing.domain.feeds.feed import Subscription
from briefing.store.feeds.subscriptions import Subscriptions


def follow(file: Path, name: str, count: int | None) -> None:
    subscriptions = Subscriptions(file, wait_seconds=60)
    for number in range(count) if count is not None else itertools.count():
        url = f"https://{name}.example.org/{number}"
        subscriptions.add([Subscription(url, f"{name} {number}", (name,))])
        print(url, flush=True)


if __name__ == "__main__":
    task, where, name, count = sys.argv[1:]
    importlib.import_module("filelock")  # now, so that the first write comes as soon as it may
    if task == "shared":
        print("ready", flush=True)
        sys.stdin.readline()
        follow(Path(where), name, int(count))
    else:
        follow(Path(where), name, None)
