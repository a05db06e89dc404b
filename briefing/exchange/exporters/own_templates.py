"""The reader's own templates as formats: each file of a folder is one."""

from __future__ import annotations

from pathlib import Path

from briefing.errors import ExchangeError
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.formats import ExportFormat

__all__ = ["own_templates", "template_format"]


def own_templates(folder: Path) -> tuple[ExportFormat, ...]:
    """A format for each template in the folder, by name; none where there is no such folder."""
    try:
        files = sorted(each for each in folder.iterdir() if each.is_file())
    except OSError:
        return ()
    return tuple(template_format(each) for each in files if not each.name.startswith(".") and each.suffix)


def template_format(file: Path) -> ExportFormat:
    """The template in this file, which is read anew whenever it renders, and raises ExchangeError then."""

    def render(bundle: ExportBundle) -> str:
        from briefing.exchange.exporters.template import render_template

        try:
            source = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise ExchangeError(f"The template {file} cannot be read ({reason}): check its name.") from error
        return render_template(source, bundle, name=file.name)

    return ExportFormat(
        "template",
        f"{file.name}, a template of yours",
        file.suffix,
        lossless=False,
        one_file_per_article=False,
        render=render,
        has_briefings=True,
    )
