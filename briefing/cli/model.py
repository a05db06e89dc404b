"""Runs `briefing model`: lists language models that answer, tries one on the sample, and uses it or none."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from difflib import get_close_matches

from briefing.cli.output.terminal import print_cut
from briefing.cli.session import Session, say
from briefing.domain.text.sanitize import safe_line
from briefing.errors import NotFoundError
from briefing.nlp.language_model.model_config import OFF, ModelConfig
from briefing.presentation.model_messages import HOW_TO_GET_ONE, NO_SERVER, REMOTE_CONSENT, trial_note
from briefing.services.language_model.model_setup import (
    SERVERS,
    FoundModel,
    ModelSetup,
    find_models,
    named_server,
)
from briefing.settings.config_writer import change_settings, setting_at


def model(args: Namespace, session: Session) -> int:
    """Use the model that is named, or ask for one in a terminal; into a pipe, only list them."""
    if args.name == OFF:
        return _turn_off(session)
    is_asking = sys.stdin.isatty() and sys.stdout.isatty()
    models = _found(may_ask=sys.stdin.isatty())
    if not models:
        print(NO_SERVER)
        print_cut(f"  {what:32}{size}" for what, size in HOW_TO_GET_ONE)
        return 1
    if args.name is not None:
        return _use(_named(models, args.name), session)
    _print(models, session.settings.model)
    return _choose(models, session) if is_asking else 0


def _found(*, may_ask: bool) -> Sequence[FoundModel]:
    """List the models of this machine; those of another that the environment names, if the reader agrees."""
    servers, named = list(SERVERS), named_server()
    if named is not None and (named.is_local or (may_ask and _agrees(named.host))):
        servers.append(named)
    elif named is not None:
        say(f"OPENAI_BASE_URL leads to {named.host}, not to this machine, and was not asked.")
    found = find_models(servers)
    for notice in found.notices:
        say(notice)
    return found.models


def _agrees(host: str) -> bool:
    return _answer(f"{REMOTE_CONSENT.format(host=host)} y/N ").lower() in ("y", "yes")


def _answer(question: str) -> str:
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def _print(models: Sequence[FoundModel], used: ModelConfig | None) -> None:
    widest = max(len(each.name) for each in models)
    in_use = None if used is None else (used.address, used.name)
    print_cut(
        f"{'*' if in_use == (each.server.address, each.name) else ' '}{number:3} "
        f"{each.name:{widest}}  {each.server.title}{', ' * bool(each.about)}{each.about}"
        for number, each in enumerate(models, 1)
    )


def _choose(models: Sequence[FoundModel], session: Session) -> int:
    choice = _answer(f"Which one is to be tried on the sample and used? 1 to {len(models)}; Enter for none: ")
    if choice == OFF:
        return _turn_off(session)
    if choice.isdecimal() and 1 <= int(choice) <= len(models):
        return _use(models[int(choice) - 1], session)
    return _use(_named(models, choice), session) if choice else 0


def _named(models: Sequence[FoundModel], name: str) -> FoundModel:
    """Return the model of this name, which Ollama's ":latest" may follow. Raises NotFoundError."""
    for each in models:
        if each.name in (name, f"{name}:latest"):
            return each
    close = get_close_matches(name, [each.name for each in models], 1, 0.4)
    instead = f": did you mean {close[0]}?" if close else ": `briefing model` lists those that answer."
    raise NotFoundError(f"No model is called {safe_line(name)}{instead}")


def _use(found: FoundModel, session: Session) -> int:
    """Try a model, and write it into config.toml. Raises ModelError if it gives no answer."""
    say(f"{found.name} reads the sample article…")
    trial = ModelSetup(session.paths.model_dir).try_model(found.config, say)
    print(f"{trial_note(trial.share, trial.seconds)}.")
    if trial.share.notice:
        say(trial.share.notice)
    _write(trial.config, session)
    print("It is used from now on; `briefing model off` uses none.")
    return 0


def _turn_off(session: Session) -> int:
    if (used := session.settings.model) is None:
        print("No language model is used.")
    else:
        _write(None, session)
        print(f"No language model is used; `briefing model {used.name}` uses it again.")
    return 0


def _write(config: ModelConfig | None, session: Session) -> None:
    file = session.paths.config_file
    change_settings(file, *ModelSetup.writes(config, setting_at(file, ("model",))))
