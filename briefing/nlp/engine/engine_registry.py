"""Finds and loads engines: the built-in one, and those that other packages register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from briefing import domain
from briefing.diagnostics import log_fault, see_log
from briefing.domain import Analysis, Article, EngineInfo, Part
from briefing.domain.analysis import PARTS
from briefing.domain.briefing import SECTIONS
from briefing.errors import BriefingError, EngineError
from briefing.nlp.engine.built_in_names import BUILT_IN, SUMMARY_POINTS
from briefing.nlp.engine.protocol import Engine, Warmable
from briefing.nlp.engine.spacy_import import without_spacy_commands

GROUP = "briefing.engines"
"""The entry point group in which packages register engines. An entry point names a factory, which is called
with the pipelines of config.toml by language and returns an `Engine`."""


@dataclass(frozen=True, slots=True)
class InstalledEngine:
    """An engine that another package registers, and that is not loaded yet."""

    name: str
    """The value of `[engine] name` in config.toml that selects it."""
    package: str
    """The package with its version."""


def installed_engines() -> tuple[InstalledEngine, ...]:
    return tuple(
        InstalledEngine(point.name, f"{point.dist.name} {point.dist.version}" if point.dist else "")
        for point in _entry_points()
    )


def make_engine(name: str, pipelines: Mapping[str, str], points: int = SUMMARY_POINTS) -> Engine:
    """Return the engine of a name. Raises EngineError if none is installed, or it cannot be loaded.

    `points` is the number of points in the built-in engine's summaries.
    """
    if name == BUILT_IN:
        try:
            with without_spacy_commands():
                import_module("briefing.nlp.engine.built_in_engine")
        except Exception as error:  # another version of spaCy may need what is left out: then it gets all
            log_fault(error)
        from briefing.nlp.engine.built_in_engine import SpacyEngine  # spaCy takes half a second to import

        return SpacyEngine(pipelines, points)
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
    except Exception as error:  # third-party code may raise anything
        raise _failure(name, "cannot be loaded", error) from error
    return _CheckedEngine(engine, info)


def _entry_points() -> list[EntryPoint]:
    """Return an entry point for each name, the first on Python's path, without the built-in engine's name."""
    found = {point.name: point for point in reversed(list(entry_points(group=GROUP)))}
    return [found[name] for name in sorted(found) if name != BUILT_IN]


class _CheckedEngine:
    """An engine of another package, whose faults become EngineErrors.

    Its name is the one by which it was selected, whatever the engine reports: two engines that share a name
    would share cached analyses.
    """

    def __init__(self, engine: Engine, info: EngineInfo) -> None:
        self._engine = engine
        self.info = info

    def warm(self) -> None:
        if isinstance(self._engine, Warmable):
            try:
                self._engine.warm()
            except Exception as error:  # third-party code may raise anything
                raise _failure(self.info.name, "could not get ready", error) from error

    def parts(self, article: Article) -> Iterator[Part]:
        name = self.info.name
        missing, is_explained = list(PARTS), False
        try:
            for part in self._engine.parts(article):
                if not _is_valid(part, self.info, article):
                    raise EngineError(
                        f"The engine “{name}” answered with what is no part of a briefing "
                        f"({type(part).__name__}): update the package that brings it."
                    )
                if part.name in missing:
                    missing.remove(part.name)
                is_explained = is_explained or part.name == "notice"
                yield part
            if missing and not is_explained:  # else the article would seem to have none
                lacking = " and no ".join(each.missing for each in SECTIONS if each.name in missing)
                yield Part(
                    "notice",
                    f"The engine “{name}” has given no {lacking}: "
                    f"choose another under [engine] in config.toml to have them.",
                )
            yield from (Part(each, ()) for each in missing)  # callers wait for every part
        except BriefingError as error:
            # Callers expect no other subclass, and one of another package may not survive pickling.
            raise EngineError(str(error)) from error
        except Exception as error:  # third-party code may raise anything
            raise _failure(name, "failed on this article", error) from error


def _is_valid(part: object, info: EngineInfo, article: Article) -> bool:
    """Whether a part survives encoding and decoding; the library checks the spans of its passages."""
    if type(part) is not Part or part.name not in ("notice", *PARTS):
        return False
    try:
        analysis = Analysis.from_parts(info, [part])
        if not all(passage.holds_in(article.text) for passage in analysis.passages()):
            return True
        return (
            # These belong to the package, which imports them at first use: the built-in engine does without.
            domain.analysis_from_dict(domain.analysis_to_dict(analysis), article.text) == analysis
            and all(actor.mentions for actor in analysis.actors)
            and all(issue.evidence for issue in analysis.issues)
        )
    except (TypeError, AttributeError, ValueError):
        return False


def _failure(name: str, what: str, error: Exception) -> EngineError:
    """Log what another package's engine raised, and return the error to show."""
    log_fault(error)
    fault = f"{type(error).__name__}: {error}".rstrip(": ")
    return EngineError(
        f"The engine “{name}” {what} ({fault}): update the package that brings it, or choose another under "
        f"[engine] in config.toml; {see_log()}."
    )
