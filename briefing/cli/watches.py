"""Runs `briefing watch`: adds, lists and removes what Today tells of."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from datetime import UTC, datetime

from briefing.cli.output.terminal import print_objects
from briefing.cli.session import Session, say
from briefing.domain.annotation import stamp
from briefing.services.library import Library
from briefing.store.stories.watch_store import Watch


def run_watch(args: Namespace, session: Session) -> int:
    with session.library() as library:
        if args.action == "list":
            return _list(args, library)
        watch = library.watches.parse(args.what)
        change = library.watches.add if args.action == "add" else library.watches.remove
        if not change(watch):
            say(f"{library.watches.name(watch)}: {'already' if args.action == 'add' else 'not'} watched.")
            return 0 if args.action == "add" else 1
        print(watch.kind, library.watches.name(watch))
    return 0


def _list(args: Namespace, library: Library) -> int:
    watches = library.watches.all()
    if args.format == "json":
        print_objects([_object(watch, library) for watch in watches], "json")
    elif not watches:
        say('Nothing is watched: `briefing watch add actor:"NAME"`, story:ID or a query adds one.')
    else:
        for watch in watches:
            print(f"{library.watches.count_new(watch):4} {watch.kind:5} {library.watches.name(watch)}")
    return 0


def _object(watch: Watch, library: Library) -> dict[str, object]:
    times = {name: stamp(datetime.fromtimestamp(getattr(watch, name), UTC)) for name in ("created", "seen")}
    return {
        **asdict(watch),
        **times,
        "kind": str(watch.kind),
        "name": library.watches.name(watch),
        "query": watch.query,
        "new": library.watches.count_new(watch),
    }
