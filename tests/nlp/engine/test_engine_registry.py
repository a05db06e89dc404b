"""Engines of other packages: found by entry point, their faults reported as EngineError."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefing.domain import Article, EngineInfo, Part, Passage
from briefing.domain.analysis import PARTS
from briefing.errors import EngineError
from briefing.nlp.engine.built_in_names import BUILT_IN, DEFAULT_PIPELINES, built_in_info
from briefing.nlp.engine.engine_pool import EnginePool
from briefing.nlp.engine.engine_registry import InstalledEngine, installed_engines, make_engine
from briefing.nlp.engine.protocol import Engine, analyse
from tests.nlp.installing import ECHO, install_engine

ARTICLE = Article("id", "Talks", "Talks go on. Nobody knows for how long.\n\nMore talks.", language="en")
DOCUMENT = (Path(__file__).parents[3] / "docs" / "engine.md").read_text(encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that Python imports from, also in processes that are started."""
    import sys

    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for module in ("echo_engine", "opening"):
        sys.modules.pop(module, None)


def test_what_packages_bring_is_told_without_loading_it(site: Path) -> None:
    install_engine(site, "raise SystemExit")
    assert InstalledEngine("echo", "echo-engine 2.5") in installed_engines()


def test_an_engine_goes_by_the_name_it_is_installed_under_with_its_own_version(site: Path) -> None:
    install_engine(site)
    engine = make_engine("echo", DEFAULT_PIPELINES)
    assert engine.info == EngineInfo("echo", "7", "none")
    assert analyse(engine, ARTICLE).summary == (Passage.at(ARTICLE.text, 0, 4),)


def test_it_is_given_the_pipelines_of_the_settings(site: Path) -> None:
    install_engine(
        site, ECHO.replace("self.pipelines = pipelines", 'self.info = EngineInfo("", "1", pipelines["fr"])')
    )
    assert make_engine("echo", {"fr": "fr_x"}).info.model == "fr_x"


def test_what_it_does_not_give_is_told_and_given_as_empty_so_that_nobody_waits(site: Path) -> None:
    install_engine(site)
    summary, notice, *others = make_engine("echo", {}).parts(ARTICLE)
    assert summary == Part("summary", (Passage.at(ARTICLE.text, 0, 4),))
    assert notice == Part(
        "notice",
        "The engine “echo” has given no actors and no open issues and no dates and no quotes: "
        "choose another under [engine] in config.toml to have them.",
    )
    assert others == [Part(name, ()) for name in PARTS if name != "summary"]


@pytest.mark.parametrize(
    ("answers", "notice"),
    [
        pytest.param(["Part('notice', 'Only today.')"], "Only today.", id="it tells why"),
        pytest.param([f"Part('{name}', ())" for name in PARTS], None, id="all"),
    ],
)
def test_nothing_is_said_of_what_is_left_out_where_it_says_why_or_leaves_nothing_out(
    site: Path, answers: list[str], notice: str | None
) -> None:
    lines = "; ".join(f"yield {answer}" for answer in answers)
    install_engine(site, ECHO.replace("yield Part('summary', (Passage.at(article.text, 0, 4),))", lines))
    assert analyse(make_engine("echo", {}), ARTICLE).notice == notice


@pytest.mark.slow
def test_it_works_in_a_process_of_its_own(site: Path) -> None:
    install_engine(site)
    process = EnginePool(DEFAULT_PIPELINES, "echo")
    try:
        assert not process.knows_info
        assert process.info == EngineInfo("echo", "7", "none")
        assert process.knows_info
        assert analyse(process, ARTICLE).summary[0].text == "Talk"
    finally:
        process.close()


@pytest.mark.slow
def test_it_can_get_ready_in_its_process_before_the_first_article(site: Path) -> None:
    warm = "letters = 4\n\n        def warm(self): self.letters = 8\n\n        def parts("
    install_engine(site, ECHO.replace("def parts(", warm).replace("0, 4)", "0, self.letters)"))
    process = EnginePool(DEFAULT_PIPELINES, "echo")
    try:
        assert analyse(process, ARTICLE).summary[0].text == "Talks go"
    finally:
        process.close()


@pytest.mark.slow
@pytest.mark.parametrize("code", ["import os\nos._exit(3)", "raise SystemExit", "import no_such_module"])
def test_one_that_ends_its_process_or_does_not_load_costs_an_error(site: Path, code: str) -> None:
    install_engine(site, code)
    process = EnginePool(DEFAULT_PIPELINES, "echo")
    try:
        with pytest.raises(EngineError):
            list(process.parts(ARTICLE))
        with pytest.raises(EngineError):
            _ = process.info
    finally:
        process.close()


def test_the_built_in_engine_keeps_its_name(site: Path) -> None:
    install_engine(site, name=BUILT_IN)
    assert make_engine(BUILT_IN, DEFAULT_PIPELINES).info == built_in_info(DEFAULT_PIPELINES)
    assert BUILT_IN not in [each.name for each in installed_engines()]


def test_a_name_that_no_package_brings_is_told_with_those_that_there_are(site: Path) -> None:
    install_engine(site)
    with pytest.raises(EngineError, match=r"no engine “ecko”: install .*there is briefing, .*echo"):
        make_engine("ecko", {})


@pytest.mark.parametrize(
    ("code", "factory", "says"),
    [
        pytest.param("import no_such_module", "echo_engine:Echo", "ModuleNotFoundError", id="import"),
        pytest.param("Echo = 5", "echo_engine:Echo", "TypeError", id="not callable"),
        pytest.param("Echo = dict", "echo_engine:Echo", "AttributeError", id="no engine"),
        pytest.param(ECHO, "echo_engine:Ecko", "AttributeError", id="no such name"),
        pytest.param(
            "def Echo(_): raise ValueError('no licence')", "echo_engine:Echo", "no licence", id="raises"
        ),
    ],
)
def test_one_that_does_not_load_is_told_in_a_sentence(site: Path, code: str, factory: str, says: str) -> None:
    install_engine(site, code, factory=factory)
    with pytest.raises(EngineError, match=rf"“echo” cannot be loaded \(.*{says}.*config\.toml"):
        make_engine("echo", {})


@pytest.mark.parametrize(
    "answer",
    [
        "yield 'a summary'",
        "yield Part('summary', ['a', 'list'])",
        "yield Part('summary', 5)",
        "yield Part('summary', ('a', 'tuple'))",
        "yield Part('opening', ())",
        "yield Part(['summary'], ())",
        "yield Part('summary', [Passage.at(article.text, 0, 4)])",
        "yield Part('actors', (Actor('Ann', 'person', None, (), 1.0, (), ()),))",
        "yield Part('actors', (Actor('A', 'robot', None, (), 1.0, (Passage.at(article.text, 0, 4),), ()),))",
        "yield Part('issues', (Issue('Talks', 'pending', 1, (), (), None),))",
        "yield Part('notice', 5)",
        "yield type('Opening', (Part,), {})('summary', (Passage.at(article.text, 0, 4),))",
    ],
)
def test_an_answer_that_is_no_part_of_a_briefing_is_refused(site: Path, answer: str) -> None:
    code = ECHO.replace("yield Part('summary', (Passage.at(article.text, 0, 4),))", answer)
    install_engine(site, code.replace("EngineInfo, Part", "Actor, EngineInfo, Issue, Part"))
    with pytest.raises(EngineError, match="“echo” answered with what is no part of a briefing"):
        list(make_engine("echo", {}).parts(ARTICLE))


@pytest.mark.parametrize("answer", ["raise KeyError('x')", "return 5", "yield from None", "return None"])
def test_a_fault_of_it_is_told_in_a_sentence(site: Path, answer: str) -> None:
    install_engine(site, ECHO.replace("yield Part('summary', (Passage.at(article.text, 0, 4),))", answer))
    with pytest.raises(EngineError, match=r"“echo” failed on this article \((KeyError|TypeError)"):
        list(make_engine("echo", {}).parts(ARTICLE))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["EngineError", "StoreError"])
def test_an_error_of_a_kind_of_its_own_comes_out_of_its_process_as_a_plain_one(site: Path, kind: str) -> None:
    code = f"""
        from briefing.domain import EngineInfo
        from briefing.errors import EngineError, StoreError

        class NoLicence({kind}):
            def __init__(self, number, sentence):
                super().__init__(sentence)

        class Echo:
            info = EngineInfo("echo", "1", "none")

            def __init__(self, pipelines): pass

            def parts(self, article):
                raise NoLicence(5, "Renew the licence.")
                yield
    """
    install_engine(site, code)
    process = EnginePool(DEFAULT_PIPELINES, "echo")
    try:
        with pytest.raises(EngineError, match=r"^Renew the licence\.$"):
            list(process.parts(ARTICLE))
    finally:
        process.close()


def test_the_example_in_the_readme_is_an_engine(site: Path) -> None:
    section = DOCUMENT.partition("## Another engine")[2].partition("\n## ")[0]
    code = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    point = re.search(r'"briefing\.engines"\]\n(\w+) = "([\w:]+)"', section)
    assert code and point
    assert sum(bool(line.strip()) for line in code[1].splitlines()) <= 10
    install_engine(site, "", name=point[1], factory=point[2])
    (site / f"{point[2].partition(':')[0]}.py").write_text(code[1], encoding="utf-8")

    engine: Engine = make_engine(point[1], {})
    first = next(engine.parts(ARTICLE))
    assert first == Part("summary", (Passage.at(ARTICLE.text, 0, ARTICLE.text.index("\n")),))
    assert f'name = "{point[1]}"' in section
