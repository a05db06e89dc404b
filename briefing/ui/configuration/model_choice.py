"""Controller that finds language models, tries the chosen one on the sample article, and uses it or none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from operator import call
from typing import TYPE_CHECKING

from briefing.presentation.model_messages import HOW_TO_GET_ONE, trial_note
from briefing.presentation.sentences import shortened
from briefing.ui.configuration.settings_controller import SettingsController
from briefing.ui.screens.choice_screen import ChoiceOption, ChoiceScreen
from briefing.ui.screens.reader.context import Commands, Controller
from briefing.ui.tasks import nothing

if TYPE_CHECKING:
    from briefing.services.language_model.model_setup import FoundModel, FoundModels, Trial


@dataclass(eq=False)
class ModelChoice(Controller):
    settings: SettingsController
    on_sent: Callable[[str], object]
    """Shows what is sent to a language model; called in any thread."""
    on_end: Callable[[], object]
    """Shows that a language model is no longer waited for; called in any thread."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.settings.on_model = self.listen
        self.listen()

    @property
    def commands(self) -> Commands:
        return {"reader.model": self.look}

    def listen(self) -> None:
        """Show what the language model in use is sent."""
        if self.library.writing is not None:
            model = self.library.writing.model
            model.on_sent, model.on_end = self.on_sent, self.on_end

    def look(self) -> None:
        """Look for language models on this machine, and let the user choose one."""
        self.screen.say("Looking for language models on this machine…")
        self.tasks.in_thread(lambda: self.library.model_setup.find(), self._offer)

    def _offer(self, found: FoundModels) -> None:
        if found.notices:
            self.screen.say(" ".join(found.notices))
        options: list[ChoiceOption[Callable[[], object]]] = [
            ChoiceOption(
                partial(self._try, each), each.name, ", ".join(filter(None, (each.server.title, each.about)))
            )
            for each in found.models
        ]
        if host := found.elsewhere:
            options.append(ChoiceOption(partial(self._ask_to_send, host), f"{host}…", "not on this machine"))
        if self.settings.app.settings.model is not None:
            stop = partial(self.settings.use_model, "No language model is asked", None)
            options.append(ChoiceOption(stop, "None", "asks no model any more"))
        title, enter = "A language model of your own", "tries and uses it"
        if not (found.models or found.elsewhere):
            title, enter = "No model answers on this machine: ways to get one", "looks again"
            options[:0] = [ChoiceOption(self.look, what, size) for what, size in HOW_TO_GET_ONE]
        self.screen.app.push_screen(ChoiceScreen(title, options, call, enter=enter))

    def _ask_to_send(self, host: str) -> None:
        """Ask another machine for its models, once the user has agreed to send articles there."""
        options: list[ChoiceOption[Callable[[], object]]] = [
            ChoiceOption(nothing, "No", "nothing is sent"),
            ChoiceOption(self._look_elsewhere, f"Yes: {host} gets the articles that you open"),
        ]
        title = f"OPENAI_BASE_URL leads to {host}, which is not this machine"
        self.screen.app.push_screen(ChoiceScreen(title, options, call))

    def _look_elsewhere(self) -> None:
        self.tasks.in_thread(lambda: self.library.model_setup.find_elsewhere(), self._offer_elsewhere)

    def _offer_elsewhere(self, found: FoundModels) -> None:
        if found.models:
            self._offer(found)
        else:
            self.screen.say(" ".join(found.notices), error=True)

    def _try(self, found: FoundModel) -> None:
        self.screen.say(f"{shortened(found.name, 30)} reads the sample article…")
        self.tasks.in_thread(
            lambda: self.library.model_setup.try_model(found.config, self.on_sent),
            self._use,
            failed=partial(self.screen.say, error=True),
        )

    def _use(self, trial: Trial) -> None:
        self.settings.use_model(trial_note(trial.share, trial.seconds), trial.config)
