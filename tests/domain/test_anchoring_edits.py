"""Passages of the seed article after edits by hand: found in the right place, or an honest orphan."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing.domain.anchoring.reanchor import reanchor
from briefing.domain.annotation import Anchor, AnchorState, Annotation, anchor_at, new_annotation
from briefing.domain.span import Span
from briefing.sources.load import load

SEED = Path(__file__).parents[2] / "seeds" / "000_544e8202dd5ab671.txt"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
EXACT, MOVED, FUZZY, ORPHAN = AnchorState

Edit = Callable[[str], str]


@pytest.fixture(scope="module")
def article() -> str:
    return load(str(SEED)).text


@dataclass(frozen=True)
class Case:
    """A passage, what is done to the article, and where the passage then is."""

    passage: str
    edit: Edit
    found: str | None
    """The words in the new text; None for an orphan."""
    state: AnchorState
    which: int = 1
    """Which occurrence of the passage is marked, of those that are in the article."""
    there: int = 1
    """Which occurrence of the found words is the right one in the new text."""


def swap(old: str, new: str, times: int = 1) -> Edit:
    def edit(text: str) -> str:
        assert old in text, f"the article does not say {old!r}"
        return text.replace(old, new, times)

    return edit


def cut(start: str, end: str) -> Edit:
    """Without what stands from the beginning of one phrase to that of another."""

    def edit(text: str) -> str:
        return text[: text.index(start)] + text[text.index(end) :]

    return edit


def both(*edits: Edit) -> Edit:
    def edit(text: str) -> str:
        for each in edits:
            text = each(text)
        return text

    return edit


def before(words: str) -> Edit:
    return lambda text: words + text


def paragraph(text: str, start: str) -> str:
    return next(each for each in text.split("\n\n") if each.startswith(start))


def twice(start: str) -> Edit:
    """The paragraph a second time, after itself."""
    return lambda text: text.replace(paragraph(text, start), f"{paragraph(text, start)}\n\n" * 2).replace(
        "\n\n\n\n", "\n\n"
    )


def moved(sentence: str, to: str) -> Edit:
    """The sentence, in front of another."""
    return both(swap(sentence + " ", ""), lambda text: text.replace(to, f"{sentence} {to}"))


def moved_paragraph(start: str, to: str) -> Edit:
    def edit(text: str) -> str:
        block = paragraph(text, start) + "\n\n"
        return text.replace(block, "").replace(to, block + to)

    return edit


def straight(text: str) -> str:
    return text.translate(str.maketrans("“”’—", '""\'-'))


def on_other_pages(text: str) -> str:
    """Another article about the same people."""
    return OTHER


HEADLINE = "Biden and Xi Jinping to speak by phone in effort to improve U.S.-China ties"
STUB = "\n\nSubscribe to continue reading. Already a subscriber? Sign in."
NEWS = "The two governments have long been at odds over trade.\n\n"
RESPONSIBLY = (
    "The Biden administration has sought to “responsibly manage” competition with China while also "
    "seeking areas for cooperation such as climate change and the international flow of illicit drugs."
)
ANNOUNCED = (
    "The announcement came as national security adviser Jake Sullivan wrapped up two days of talks in "
    "Beijing with Chinese Foreign Minister Wang Yi."
)
VIENNA = "They met in Vienna in May 2023, Malta in September 2023 and Bangkok in January 2024."
RICE = (
    "Rice was also the last national security adviser to meet with a vice chairman of the Central Military "
    "Commission."
)
WANG = "Wang also visited Washington in October 2023 to meet with Biden."
PHONED = (
    "Biden and Xi have spoken only once by phone since November, when they held four hours of talks in "
    "California on the sidelines of a summit of Asia-Pacific leaders."
)
EMITTERS = "China and the U.S. are the world’s two biggest greenhouse gas emitters."
OTHER = (
    "BEIJING — Chinese leader Xi Jinping met U.S. national security adviser Jake Sullivan in the Great Hall "
    "of the People on Thursday, a rare audience for a visiting American official.\n\n"
    "Xi told Sullivan that China’s commitment to a stable relationship had not changed, the Foreign Ministry "
    "said. The White House confirmed the meeting but gave no details.\n\n"
    "“We believe that competition should not turn into conflict or confrontation,” Sullivan told reporters "
    "before flying home. Taiwan and the South China Sea were raised by both sides, officials said.\n\n"
    "President Joe Biden is expected to see Xi once more before he leaves office in January."
)

CASES = {
    # nothing near the passage
    "nothing changed": Case(VIENNA, lambda text: text, VIENNA, EXACT),
    "an edit after the passage": Case(VIENNA, swap("climate envoy.", "envoy."), VIENNA, EXACT),
    "a paragraph inserted before": Case(VIENNA, before(NEWS), VIENNA, MOVED),
    "a paragraph inserted before a word": Case("2018", before(NEWS), "2018", MOVED),
    "emoji inserted before": Case("Sullivan", before("🇺🇸👩‍👧 🤝 "), "Sullivan", MOVED, 3, 3),
    "Chinese inserted before": Case(ANNOUNCED, before("拜登与习近平将通电话。\n\n"), ANNOUNCED, MOVED),
    "a paragraph cut before": Case(
        VIENNA, cut("A readout from", "Both sides said there"), VIENNA, MOVED
    ),
    "headline copied into the text": Case(
        "improve relations", before(HEADLINE + "\n\n"), "improve relations", MOVED
    ),
    "headline copied, a word of it marked": Case(
        "U.S.-China", before(HEADLINE + "\n\n"), "U.S.-China", MOVED, 1, 2
    ),
    "headline copied, a word marked that begins the article": Case(
        "HONG KONG", before(HEADLINE + "\n\n"), "HONG KONG", MOVED
    ),
    "another word comes to stand at the very place": Case(
        "2023", swap("They met in Vienna in May 2023, ", ""), "2023", MOVED, 2, 1
    ),
    "the passage at the very start": Case("HONG KONG", swap("speak by phone", "talk"), "HONG KONG", EXACT),
    "the passage at the very end": Case("climate envoy.", before(NEWS), "climate envoy.", MOVED),
    "the passage at the very end, and more comes after": Case(
        "climate envoy.", lambda text: text + " He had held the post since 2021.", "climate envoy.", EXACT
    ),
    # copies
    "paragraph twice, a sentence of it marked": Case(ANNOUNCED, twice("The announcement"), ANNOUNCED, EXACT),
    "paragraph twice, after a paragraph inserted": Case(
        VIENNA, both(twice("In an attempt"), before("New.\n\n")), VIENNA, MOVED
    ),
    "the article twice": Case(VIENNA, lambda text: f"{text}\n\n{text}", VIENNA, EXACT),
    "the article twice, a word marked": Case("2018", lambda text: f"{text}\n\n{text}", "2018", EXACT),
    "the article twice, a little lower": Case(
        VIENNA, lambda text: f"Update: new photo.\n\n{text}\n\n{text}", VIENNA, MOVED
    ),
    "the article twice, far lower": Case(
        VIENNA, lambda text: f"{OTHER}\n\n{OTHER}\n\n{text}\n\n{text}", None, ORPHAN
    ),
    "the sentence quoted again elsewhere": Case(VIENNA, lambda text: f"{text}\n\n{VIENNA}", VIENNA, EXACT),
    "corrected, and the old words quoted in a note": Case(
        VIENNA,
        both(
            swap("Bangkok in January 2024", "Bangkok last January"),
            lambda text: f"{text}\n\nCorrection: an earlier version said: {VIENNA}",
        ),
        "They met in Vienna in May 2023, Malta in September 2023 and Bangkok last January.",
        FUZZY,
    ),
    "one of two equal phrases cut, the marked one": Case(
        "military-to-military communications",
        cut("Xi agreed to resume", "On Thursday, Sullivan"),
        None,
        ORPHAN,
    ),
    "one of two equal phrases cut, the other one": Case(
        "military-to-military communications",
        swap("counternarcotics, military-to-military communications,", "counternarcotics"),
        "military-to-military communications",
        EXACT,
    ),
    "the first of two cut, the second marked": Case(
        "in the coming weeks",
        swap(" “in the coming weeks,” the White House", " soon, the White House"),
        "in the coming weeks",
        MOVED,
        2,
    ),
    # typos and words
    "a typo fixed in the passage": Case(
        RESPONSIBLY, swap("illicit drugs", "ilicit drugs"), RESPONSIBLY.replace("illicit", "ilicit"), FUZZY
    ),
    "a typo in a short passage": Case("Nancy Pelosi", swap("Pelosi", "Peolsi"), "Nancy Peolsi", FUZZY),
    "a typo in a word": Case("counternarcotics", swap("narcotics", "narcotcis"), "counternarcotcis", FUZZY),
    "a word replaced in the middle": Case(
        VIENNA, swap("Malta in", "Valletta in"), VIENNA.replace("Malta", "Valletta"), FUZZY
    ),
    "the first word replaced": Case(
        VIENNA, swap("They met", "Both met"), VIENNA.replace("They", "Both"), FUZZY
    ),
    "the last word replaced": Case(
        ANNOUNCED, swap("Minister Wang Yi.", "Minister Wang."), ANNOUNCED.replace("Wang Yi", "Wang"), FUZZY
    ),
    "the last word replaced by another": Case(
        RICE, swap("Military Commission.\n\n“We", "Military Council.\n\n“We"),
        RICE.replace("Commission", "Council"), FUZZY,
    ),
    "a word replaced in a short passage": Case(
        "candid, substantive and constructive",
        swap("candid, substantive and", "candid, thorough and"),
        "candid, thorough and constructive",
        FUZZY,
    ),
    "a word inserted in a short passage": Case(
        "theater commanders", swap("theater commanders", "theater-level commanders"),
        "theater-level commanders", FUZZY,
    ),
    "a word deleted in the passage": Case(
        PHONED, swap("only once by phone", "once by phone"), PHONED.replace("only ", ""), FUZZY
    ),
    "the only word replaced": Case("Pelosi", swap("Pelosi", "Smith"), None, ORPHAN),
    "the only word gone": Case(
        "constructive", swap("candid, substantive and constructive", "good"), None, ORPHAN
    ),
    "the only word put into the plural": Case(
        "envoy", swap("climate envoy", "climate envoys"), "envoys", FUZZY
    ),
    "numbers updated": Case(
        VIENNA, both(swap("May 2023", "June 2022"), swap("January 2024", "March 2025")),
        "They met in Vienna in June 2022, Malta in September 2023 and Bangkok in March 2025.", FUZZY,
    ),
    "a year updated": Case("2018", swap("2018", "2019"), "2019", FUZZY),
    "names changed throughout": Case(
        ANNOUNCED,
        both(swap("Jake ", "Antony "), swap("Sullivan", "Blinken", 99), swap("Wang Yi", "Qin Gang")),
        "The announcement came as national security adviser Antony Blinken wrapped up two days of talks in "
        "Beijing with Chinese Foreign Minister Qin Gang.",
        FUZZY,
    ),
    "a name changed throughout, the name marked": Case(
        "Sullivan", swap("Sullivan", "Blinken", 99), None, ORPHAN
    ),
    "words around a name replaced on both sides": Case(
        "Susan Rice",
        both(swap("adviser since Susan", "aide after Susan"), swap("Rice near the end", "Rice at the end")),
        "Susan Rice",
        MOVED,
    ),
    "words before a year replaced": Case(
        "2018", swap("Secretary Jim Mattis in", "chief James Mattis in"), "2018", MOVED
    ),
    "a second sentence of another wording put in its place": Case(
        EMITTERS, swap(EMITTERS, "No date has been set, officials in both capitals said."), None, ORPHAN
    ),
    "rewritten beyond recognition": Case(
        PHONED, swap(PHONED, "Since a summit in San Francisco last fall the leaders talked a single time."),
        None, ORPHAN,
    ),
    "rewritten, yet the same": Case(
        PHONED,
        swap(
            "have spoken only once by phone since November, when they held",
            "spoke once since they held, in November,",
        ),
        "Biden and Xi spoke once since they held, in November, four hours of talks in California on the "
        "sidelines of a summit of Asia-Pacific leaders.",
        FUZZY,
    ),
    # typography
    "quotes straightened": Case(RESPONSIBLY, straight, straight(RESPONSIBLY), FUZZY),
    "quotes straightened, a passage without any": Case(VIENNA, straight, VIENNA, EXACT),
    "quotes straightened at its very ends": Case(
        "“discussed a new round of interaction between the two heads of state in the near future.”",
        straight,
        '"discussed a new round of interaction between the two heads of state in the near future."',
        FUZZY,
    ),
    "whitespace reflowed": Case(
        VIENNA, lambda text: re.sub(r"(\S+ \S+ \S+) ", r"\1\n", text),
        re.sub(r" ", " ", VIENNA), FUZZY,
    ),
    "no-break spaces": Case("Wang Yi", swap("Wang Yi", "Wang\u00a0Yi"), "Wang\u00a0Yi", FUZZY),
    "paragraphs joined": Case(VIENNA, lambda text: text.replace("\n\n", " "), VIENNA, MOVED),
    "paragraphs joined within the passage": Case(
        "to meet with Biden.\n\nBut this was Sullivan’s first trip",
        lambda text: text.replace("\n\n", " "),
        "to meet with Biden. But this was Sullivan’s first trip",
        FUZZY,
    ),
    "soft hyphens": Case(
        "counternarcotics", swap("counternarc", "counter\u00adnarc"), "counter\u00adnarcotics", FUZZY
    ),
    "in capitals": Case("HONG KONG", swap("HONG KONG", "Hong Kong"), "Hong Kong", FUZZY),
    "dashes": Case("HONG KONG — U.S. President", swap(" — ", " – "), "HONG KONG – U.S. President", FUZZY),
    # sentences and paragraphs
    "the sentence moved up": Case(WANG, moved(VIENNA, "On Thursday, Sullivan met"), WANG, EXACT),
    "the marked sentence moved up": Case(VIENNA, moved(VIENNA, "On Thursday, Sullivan met"), VIENNA, MOVED),
    "the paragraph moved down": Case(
        ANNOUNCED, moved_paragraph("The announcement", "Without specifying"), ANNOUNCED, MOVED
    ),
    "the paragraph moved, a word of it marked": Case(
        "Vienna", moved_paragraph("In an attempt", "The White House said the two"), "Vienna", MOVED
    ),
    "the paragraph cut": Case(ANNOUNCED, cut("The announcement", "The White House said the"), None, ORPHAN),
    "the paragraph cut, a name marked that stands elsewhere": Case(
        "Sullivan", cut("The announcement", "The White House said the"), None, ORPHAN
    ),
    "the sentence before it cut": Case(WANG, swap(VIENNA + " ", ""), WANG, MOVED),
    "the sentence after it cut": Case(VIENNA, swap(WANG, ""), VIENNA, EXACT),
    "the sentences on both sides cut": Case(
        VIENNA, both(cut("In an attempt", "They met in"), swap(WANG, "")), VIENNA, MOVED
    ),
    "cut from within the passage on": Case(
        RESPONSIBLY,
        cut(" such as climate change and the int", "\n\nIn an attempt"),
        RESPONSIBLY[: RESPONSIBLY.index(" such as")],
        FUZZY,
    ),
    "all but three words cut": Case(
        RESPONSIBLY, cut(" has sought to “resp", "\n\nIn an attempt"), None, ORPHAN
    ),
    "cut up to the middle of the passage": Case(
        PHONED, cut("“We are working", "when they held four"), PHONED[PHONED.index("when they") :], FUZZY
    ),
    "a sentence inserted into the passage": Case(
        "Both sides appeared to stand firm on those issues in readouts of the meeting.",
        swap("stand firm on those", "stand firm, as they have for some years now, on those"),
        "Both sides appeared to stand firm, as they have for some years now, on those issues in readouts of "
        "the meeting.",
        FUZZY,
    ),
    "a sentence inserted between two marked ones": Case(
        f"{VIENNA} {WANG}",
        swap(f"{VIENNA} ", f"{VIENNA} No meeting was announced beforehand. "),
        f"{VIENNA} No meeting was announced beforehand. {WANG}",
        FUZZY,
    ),
    "a sentence inserted right before it": Case(
        WANG, swap(WANG, f"Their aides met as well. {WANG}"), WANG, MOVED
    ),
    "a sentence inserted right after it": Case(
        VIENNA, swap(VIENNA, f"{VIENNA} Their aides met as well."), VIENNA, EXACT
    ),
    "two sentences exchanged": Case(
        VIENNA, swap(f"{VIENNA} {WANG}", f"{WANG} {VIENNA}"), VIENNA, MOVED
    ),
    "two sentences joined": Case(
        VIENNA, swap("last year. They met", "last year, and met"),
        "and met in Vienna in May 2023, Malta in September 2023 and Bangkok in January 2024.", FUZZY,
    ),
    # the whole article
    "a paywall's stub, the passage in it": Case(
        ANNOUNCED, lambda text: text[: text.index("The White House said the two")] + STUB, ANNOUNCED, EXACT
    ),
    "a paywall's stub, the passage behind it": Case(
        VIENNA, lambda text: text[: text.index("A readout from")] + STUB, None, ORPHAN
    ),
    "a paywall's stub, a common word behind it": Case(
        "Beijing", lambda text: text[: text.index("A readout from")] + STUB, None, ORPHAN, 3
    ),
    "a paywall's stub through the passage": Case(
        ANNOUNCED,
        lambda text: text[: text.index(" with Chinese Foreign Minister")] + "…" + STUB,
        ANNOUNCED[: ANNOUNCED.index(" with Chinese")] + "…",
        FUZZY,
    ),
    "everything replaced": Case(VIENNA, on_other_pages, None, ORPHAN),
    "everything replaced, a name marked that is there again": Case("Sullivan", on_other_pages, None, ORPHAN),
    "everything replaced, a phrase that is there alike": Case(
        "competition does not veer into conflict", on_other_pages, None, ORPHAN
    ),
    "everything replaced, by nothing": Case(VIENNA, lambda text: "", None, ORPHAN),
    "everything replaced, by an error page": Case(
        "the White House said", lambda text: "404. The page you asked for is not here.", None, ORPHAN
    ),
    # several at once
    "typo and paragraph before": Case(
        RICE, both(before(NEWS), swap("chairman of the Central", "chariman of the Central")),
        RICE.replace("chairman", "chariman"), FUZZY,
    ),
    "moved and edited": Case(
        VIENNA, both(moved(VIENNA, "On Thursday, Sullivan met"), swap("Malta in", "Valletta in")),
        VIENNA.replace("Malta", "Valletta"), FUZZY,
    ),
    "quotes straightened, a word replaced, a paragraph before": Case(
        RESPONSIBLY, both(straight, before(NEWS), swap("illicit", "illegal")),
        straight(RESPONSIBLY).replace("illicit", "illegal"), FUZZY,
    ),
    "both neighbours rewritten and moved by a paragraph": Case(
        EMITTERS,
        both(
            before(NEWS),
            swap("undocumented migrants and climate change.", "migrants."),
            swap("Without specifying a date", "Giving no date"),
        ),
        EMITTERS,
        MOVED,
    ),
    "doubled, and a typo in both copies": Case(
        VIENNA, lambda text: 2 * (text.replace("Vienna", "Vieena") + "\n\n"),
        VIENNA.replace("Vienna", "Vieena"), FUZZY,
    ),
}  # fmt: skip


def nth(text: str, words: str, which: int) -> Span:
    at = -1
    for _ in range(which):
        at = text.index(words, at + 1)
    return Span(at, at + len(words))


def reflowed(case: Case, edited: str) -> str | None:
    """The found words as the edit reflowed them."""
    if case.found is None or case.found in edited:
        return case.found
    match = re.search(r"\s+".join(map(re.escape, case.found.split())), edited)
    assert match, f"the edited article does not say {case.found!r}"
    return match.group()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_passage_is_found_where_it_is_after_an_edit(case: Case, article: str) -> None:
    annotation = new_annotation(article, nth(article, case.passage, case.which), NOW)
    edited = case.edit(article)
    (standing,) = reanchor([annotation], edited)

    words = reflowed(case, edited)
    found = standing.anchor.span.of(edited) if standing.anchor.span else None
    assert found == words
    if words is not None:
        assert standing.anchor.span == nth(edited, words, case.there)
    assert standing.state is case.state

    (back,) = reanchor([standing], article)
    assert back == annotation


def imported(
    article: str, quote: str, prefix: str = "", suffix: str = "", span: Span | None = None
) -> Annotation:
    made = new_annotation(article, Span(0, 1), NOW)
    return Annotation(made.id, Anchor(quote, prefix, suffix, span), made.created, made.modified)


IMPORTED: dict[str, tuple[str, str, str, str | None, int]] = {
    # quote, prefix, suffix; the words found and which of them
    "no context, one place": ("Susan Rice", "", "", "Susan Rice", 1),
    "no context, several places": ("Sullivan", "", "", None, 0),
    "no context, in the midst of words": ("eader-level cal", "", "", "eader-level cal", 1),
    "no context, not there": ("Angela Merkel", "", "", None, 0),
    "straight quotes": ('"responsibly manage"', "has sought to ", " competition", "“responsibly manage”", 1),
    "a newline for a paragraph": (
        "two superpowers.\nThe announcement came", "", "", "two superpowers.\n\nThe announcement came", 1
    ),
    "nothing for a paragraph": (
        "two superpowers.The announcement came", "", "", "two superpowers.\n\nThe announcement came", 1
    ),
    "a long context": (
        "Sullivan",
        "generally considered the most important bilateral relationship in the world, ",
        " and Wang have held a series of backchannel meetings since last year. They met in Vienna",
        "Sullivan",
        4,
    ),
    "a context that is not ours": ("Podesta", "Skip to content Menu", "Share this article", None, 0),
    "a sentence in a context that is not ours": (EMITTERS, "Skip to content Menu", "Share this", EMITTERS, 1),
    "other spaces, curled otherwise": (
        "the world's\u00a0two  largest", "Ties between", "economies", "the world’s two largest", 1
    ),
    "a blank at either end": (" Susan Rice ", "adviser since", "near the end", " Susan Rice ", 1),
}  # fmt: skip


@pytest.mark.parametrize("case", IMPORTED.values(), ids=IMPORTED.keys())
def test_what_another_program_marked_is_found(
    case: tuple[str, str, str, str | None, int], article: str
) -> None:
    quote, prefix, suffix, words, which = case
    annotation = imported(article, quote, prefix, suffix)
    (standing,) = reanchor([annotation], article)
    if words is None:
        assert standing == replace(annotation, state=ORPHAN)
        return
    span = nth(article, words, which)
    assert standing.anchor == anchor_at(article, span)
    if words == quote:
        assert (standing.state, standing.confidence, standing.first) == (EXACT, None, None)
    else:
        assert (standing.state, standing.first) == (FUZZY, annotation.anchor)
        assert standing.confidence is not None and standing.confidence > 0.8
