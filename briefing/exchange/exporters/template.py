"""Offers the reader's own Jinja2 templates as export formats, rendered in a limited process."""

from __future__ import annotations

from pathlib import Path

from briefing.errors import ExchangeError
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.exporters.template_values import TOO_MUCH_MEMORY, article_values, template_error
from briefing.exchange.formats import ExportFormat
from briefing.processes import WorkerError, WorkerFailure, WorkerProcess
from briefing.regular_files import MAX_TEXT_BYTES, read_regular

SECONDS = 20.0
"""The time in seconds that a template may take: one in the documentation takes two for 50,000 annotations."""
MEMORY_BYTES = 2 << 30


class TemplateRenderer:
    """Renders one template at a time in a process, which starts with the first and serves until `close`."""

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        target = "briefing.exchange.exporters.template_worker:make_handler"
        self._worker = WorkerProcess(target, name="briefing-templates", niceness=0, memory=MEMORY_BYTES)

    def render(self, source: str, bundle: ExportBundle, name: str) -> str:
        """Render a template. Raises ExchangeError if it is wrong or exceeds a limit, with the line if known.

        Values are escaped if the file's name ends in `.html` or `.xml`.
        """
        try:
            text: str
            (text,) = self._worker.request((source, name, article_values(bundle)), seconds=self._seconds)
        except WorkerError as error:
            reason = {
                WorkerFailure.TIMEOUT: f"it takes more than {error.detail} seconds",
                WorkerFailure.NOT_STARTED: f"the process that renders it did not start ({error.detail})",
            }.get(error.failure, TOO_MUCH_MEMORY)
            raise template_error(name, None, reason) from error
        return text

    def formats(self, folder: Path) -> tuple[ExportFormat, ...]:
        """Return a format for each template in the folder, by name; none if there is no such folder."""
        try:
            files = sorted(each for each in folder.iterdir() if each.is_file())
        except OSError:
            return ()
        return tuple(self.format(each) for each in files if not each.name.startswith(".") and each.suffix)

    def format(self, file: Path) -> ExportFormat:
        """Return a template as a format, which reads it anew at each rendering. That raises ExchangeError."""

        def render(bundle: ExportBundle) -> str:
            try:
                source = read_regular(file, MAX_TEXT_BYTES).decode()
            except (OSError, UnicodeDecodeError) as error:
                reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
                raise ExchangeError(
                    f"The template {file} cannot be read ({reason}): check its name."
                ) from error
            return self.render(source, bundle, file.name)

        title = f"{file.name}, a template of yours"
        return ExportFormat("template", title, file.suffix, render, has_briefings=True)

    def close(self) -> None:
        self._worker.close()
