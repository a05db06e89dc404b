"""Runs `briefing batch`, which briefs an archive and goes on where it was broken off."""

from __future__ import annotations

import time
from argparse import Namespace
from pathlib import Path

from briefing.cli.output.terminal import ProgressLine
from briefing.cli.session import Session, say
from briefing.errors import BriefingError
from briefing.nlp.engine.built_in_names import BUILT_IN
from briefing.nlp.engine.engine_pool import EnginePool
from briefing.presentation.sentences import pluralize
from briefing.services.batch.input_rows import Columns, count_rows, read_rows
from briefing.services.batch.output_parts import OutputParts
from briefing.services.batch.run_batch import (
    BatchProgress,
    dask_parts,
    engine_name,
    in_shard,
    local_parts,
    run_batch,
)

NOTHING_RAN = 2


def batch(args: Namespace, session: Session) -> int:
    """Return 0, 1 if articles failed, and 2 if nothing could run."""
    try:
        return _run(args, session)
    except BriefingError as error:
        say(str(error))
        return NOTHING_RAN


def _run(args: Namespace, session: Session) -> int:
    for problem in session.problems:
        say(problem)
    settings, inputs = session.settings, [Path(name) for name in args.inputs]
    if args.dask and settings.engine != BUILT_IN:
        say("On a Dask cluster only the built-in engine runs: set engine.name to briefing.")
        return NOTHING_RAN
    columns = Columns(args.id, args.text, args.title, args.published, args.url)
    progress = BatchProgress(count_rows(inputs))
    pool = EnginePool(settings.pipelines, settings.engine, settings.summary_points, size=args.workers)
    engine = session.given_engine or pool
    try:
        parts = OutputParts(Path(args.output), args.format, engine_name(engine), args.shard)
        begun = (
            dask_parts(args.dask, settings.pipelines, settings.summary_points)
            if args.dask
            else local_parts(engine, args.workers)
        )
        with begun as (begin, at_once), ProgressLine() as line:
            run_batch(
                read_rows(inputs, columns, lambda id_: in_shard(id_, args.shard)),
                parts,
                begin,
                at_once=at_once,
                shard=args.shard,
                progress=progress,
                on_part=_Told(line).tell,
            )
    finally:
        pool.close()
    known = f", {progress.known} were done before" if progress.known else ""
    say(f"{pluralize(progress.done, 'article')} briefed in {args.output}, {progress.failed} failed{known}.")
    return 1 if progress.failed else 0


class _Told:
    """Tells on a terminal how far the batch is, at most once a second."""

    def __init__(self, line: ProgressLine) -> None:
        self._line = line
        self._begun = self._last = time.monotonic()

    def tell(self, progress: BatchProgress) -> None:
        now = time.monotonic()
        if now - self._last < 1:
            return
        self._last = now
        rate = progress.done / (now - self._begun)
        left = max(0, progress.total - progress.known - progress.done) / rate
        self._line.say(
            f"{progress.done + progress.known} of {progress.total}, {progress.failed} failed, "
            f"{rate:.1f} a second, {left / 60:.0f} minutes left"
        )
