"""Finds and loads engines: the built-in one, and those that other packages register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from briefing.diagnostics import log_fault, see_log
from briefing.domain import Analysis, Article, EngineInfo, Part
from briefing.domain.analysis import PARTS, PartName
from briefing.domain.analysis_codec import analysis_from_dict, analysis_to_dict
from briefing.errors import BriefingError, EngineError
from briefing.nlp.engine.built_in_names import BUILT_IN
from briefing.nlp.engine.protocol import Engine, Warmable

GROUP = "briefing.engines"
"""The group of entry points by which a package makes its engine known. What the entry point names is called
with the pipelines that config.toml names, by language, and gives an `Engine`."""

_WORDS: Mapping[PartName, str] = {
    "summary": "summary",
    "actors": "actors",
    "issues": "open issues",
    "timeline": "dates",
    "quotes": "quotes",
}
"""What a reader calls the parts."""


@dataclass(frozen=True, slots=True)
class InstalledEngine:
    """An engine that another package registers; nothing of it has been loaded."""

    name: str
    """What `[engine] name` in config.toml says to choose it."""
    package: str
    """The package with its version."""


def installed_engines() -> tuple[InstalledEngine, ...]:
    """Return the engines of other packages, by name."""
    return tuple(
        InstalledEngine(point.name, f"{point.dist.name} {point.dist.version}" if point.dist else "")
        for point in _entry_points()
    )


def make_engine(name: str, pipelines: Mapping[str, str]) -> Engine:
    """Return the engine of that name. Raises EngineError if none is installed, or it does not load."""
    if name == BUILT_IN:
        from briefing.nlp.engine.built_in_engine import SpacyEngine  # which takes a second to import

        return SpacyEngine(pipelines)
    point = next((point for point in _entry_points() if point.name == name), None)
    if point is None:
        known = ", ".join((BUILT_IN, *(point.name for point in _entry_points())))
        raise EngineError(
            f"There is no engine “{name}”: install the package that brings it, or choose another under "
            f"[engine] in config.toml (there is {known})."
        )
    try:
        engine: Engine = point.load()(dict(pipelines))
        info = EngineInfo(name, str(engine.info.version), str(engine.info.model))
    except Exception as error:  # whatever somebody else's code may raise
        log_fault(error)
        raise EngineError(
            f"The engine “{name}” cannot be loaded ({_fault(error)}): update the package that brings it, or "
            f"choose another under [engine] in config.toml; {see_log()}."
        ) from error
    return _Checked(engine, info)


def _entry_points() -> list[EntryPoint]:
    """One for each name, the first on Python's path; none in the place of the built-in engine."""
    found = {point.name: point for point in reversed(list(entry_points(group=GROUP)))}
    return [found[name] for name in sorted(found) if name != BUILT_IN]


class _Checked:
    """An engine of another package: what it does wrong becomes an EngineError.

    It goes by the name that it was chosen by, whatever it calls itself: two engines that share a name would
    be given each other's kept analyses.
    """

    def __init__(self, engine: Engine, info: EngineInfo) -> None:
        self._engine = engine
        self._info = info

    @property
    def info(self) -> EngineInfo:
        return self._info

    def warm(self) -> None:
        if isinstance(self._engine, Warmable):
            try:
                self._engine.warm()
            except Exception as error:  # whatever somebody else's code may raise
                log_fault(error)
                raise EngineError(
                    f"The engine “{self._info.name}” could not get ready ({_fault(error)}): update the "
                    f"package that brings it, or choose another under [engine] in config.toml; {see_log()}."
                ) from error

    def parts(self, article: Article) -> Iterator[Part]:
        name = self._info.name
        missing, is_explained = list(PARTS), False
        try:
            for part in self._engine.parts(article):
                if not _is_sound(part, self._info, article):
                    raise EngineError(
                        f"The engine “{name}” answered with what is no part of a briefing "
                        f"({type(part).__name__}): update the package that brings it."
                    )
                if part.name in missing:
                    missing.remove(part.name)
                is_explained = is_explained or part.name == "notice"
                yield part
            if missing and not is_explained:  # or it would be said of the article that it has none
                yield Part(
                    "notice",
                    f"The engine “{name}” has given no {' and no '.join(map(_WORDS.__getitem__, missing))}: "
                    f"choose another under [engine] in config.toml to have them.",
                )
            yield from (Part(each, ()) for each in missing)  # or whoever waits for them would wait for ever
        except BriefingError as error:
            # An error of another kind is not looked for here, and may not come through the pipe of a process.
            raise EngineError(str(error)) from error
        except Exception as error:  # whatever somebody else's code may raise
            log_fault(error)
            raise EngineError(
                f"The engine “{name}” failed on this article ({_fault(error)}): update the package that "
                f"brings it, or choose another under [engine] in config.toml; {see_log()}."
            ) from error


def _is_sound(part: object, info: EngineInfo, article: Article) -> bool:
    """Whether it can be kept and read again, except for where its passages stand: that is for the library."""
    if type(part) is not Part or part.name not in ("notice", *PARTS):
        return False
    try:
        made = Analysis.from_parts(info, [part])
        if not all(passage.holds_in(article.text) for passage in made.passages()):
            return True
        return (
            analysis_from_dict(analysis_to_dict(made), article.text) == made
            and all(actor.mentions for actor in made.actors)
            and all(issue.evidence for issue in made.issues)
        )
    except (TypeError, AttributeError, ValueError):
        return False


def _fault(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".rstrip(": ")
