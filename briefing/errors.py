"""Exceptions whose messages say what failed, why, and what to do next.

BriefingError
├── SourceError            an article could not be had from where it was asked
│   ├── NotFoundError      no such file, or the server says 404/410
│   ├── UnreadableError    it is there, but it is not text we can read
│   ├── TooLargeError      past a limit on bytes
│   ├── NoArticleError     it was read, and there is no article in it
│   └── FetchError         the network or the server failed, or the address cannot be fetched
├── EngineError            the engine could not analyse
│   ├── PipelineMissingError     the named pipeline is not installed or cannot be loaded
│   └── ModelError         the language model gave no answer; what other engines made stands
├── StoreError             the library on disk could not be read or written
│   └── AlreadyRefreshingError   the feeds are being refreshed, by another process or thread
├── ExchangeError          annotations could not be read from another program's file, or written for it
├── ArticleError           a text that was handed to the Python interface could not be briefed
├── SettingsError          a setting could not be written
└── ThemeError             a theme file holds something we cannot use

Every message is one sentence, fit to be shown as it is.
"""


class BriefingError(Exception):
    """Base of every expected failure; `str(error)` is one plain sentence for the reader."""


class SourceError(BriefingError):
    """An article could not be had from where it was asked."""


class NotFoundError(SourceError):
    """Nothing is there."""


class UnreadableError(SourceError):
    """Something is there, but it is not text that can be read."""


class TooLargeError(SourceError):
    """The input is past a limit on its size."""


class NoArticleError(SourceError):
    """The input was read, and holds no article."""


class FetchError(SourceError):
    """The network or the server failed, or the address cannot be fetched."""


class EngineError(BriefingError):
    """The engine could not analyse the article."""


class PipelineMissingError(EngineError):
    """The pipeline that config.toml names is not installed, or cannot be loaded."""


class ModelError(EngineError):
    """The reader's language model gave no answer."""


class StoreError(BriefingError):
    """The library on disk could not be read or written."""


class AlreadyRefreshingError(StoreError):
    """The feeds are being refreshed already."""


class ExchangeError(BriefingError):
    """Annotations could not be read from another program's file, or written for it."""


class SettingsError(BriefingError):
    """A setting cannot be used, or could not be written."""


class ThemeError(BriefingError):
    """A theme file holds something that cannot be used."""


class ArticleError(BriefingError):
    """One of the texts that were handed over could not be briefed."""

    def __init__(self, sentence: str, id_: str | None = None) -> None:
        super().__init__(sentence, id_)
        self.id = id_
        """The id that the caller gave, if any."""

    def __str__(self) -> str:
        return str(self.args[0])
