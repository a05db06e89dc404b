"""Which words speak of plans, demands, disputes, doubts and dangers, by the sense they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

__all__ = ["CUES", "Senses", "senses"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CUES: Final[Mapping[str, frozenset[str]]] = {
    # Steps that somebody means to take or that are due.
    "plan": _words(
        "plan intend intention schedule schedule prepare preparation aim expect expectation "
        "anticipate await consider pledge promise vow commit commitment undertake decide "
        "determined poise ready set due slate pend pending upcoming forthcoming impending "
        "imminent eventual draft roadmap timetable deadline target proposed planned scheduled "
        "expected intended"
    ),
    "soon": _words(
        "tomorrow soon shortly later next coming upcoming ahead forthcoming future until till "
        "eventually remaining interim acting transition meanwhile tonight currently ongoing "
        "underway continue begin start"
    ),
    "demand": _words(
        "urge demand request ask appeal petition insist recommend recommendation propose "
        "proposal seek plead plea require press encourage ultimatum implore call/VERB exhort beseech "
        "lobby pressure advise invite bid suggest suggestion advocate campaign push want"
    ),
    "duty": _words(
        "must should need ought shall obligation necessary necessity essential responsibility overdue"
    ),
    # Statements that are not yet taken as fact.
    "allege": _words(
        "accuse allege allegation claim blame suspect charge accusation alleged allegedly "
        "reportedly purported purportedly suspected indict indictment apparently supposedly "
        "rumor rumour believe belief presumably presume assume speculate speculation unverified "
        "unproven credible implicate"
    ),
    "probe": _words(
        "investigate investigation investigator probe inquiry enquiry inquest examine "
        "examination search hunt manhunt review audit autopsy evidence clue motive cause trace "
        "identify question query inspect monitor seek determine assess study explore look"
    ),
    "unknown": _words(
        "unknown unclear uncertain uncertainty unconfirmed undisclosed unspecified unidentified "
        "unaccounted missing mystery mysterious undetermined unresolved unexplained unanswered "
        "doubt doubtful ambiguous whether why inconclusive disappear disappearance speculative "
        "undecided decline withhold refuse anonymous"
    ),
    # Parties that stand against each other.
    "dispute": _words(
        "dispute deny denial reject rejection refuse refusal disagree disagreement oppose "
        "opposition opponent criticize criticise criticism critic condemn condemnation "
        "controversy controversial conflict clash tension object objection contest contend "
        "challenge argue argument contradict dismiss row feud standoff stalemate deadlock "
        "strain resist resistance boycott veto rift divide division rival rivalry hostile "
        "hostility denounce decry slam rebuke skeptical sceptical skepticism scepticism "
        "unlawful illegal unconstitutional illegitimate defy violate violation breach "
        "contentious backlash outrage contested"
    ),
    "protest": _words(
        "protest protester protestor demonstrator demonstration march rally riot strike unrest "
        "uprising revolt rebellion rebel insurgent separatist independence activist crackdown "
        "curfew occupy blockade"
    ),
    "war": _words(
        "war ceasefire truce troop invade invasion offensive attack militant militia missile "
        "airstrike hostage terrorist terrorism bombing shelling nuclear weapon sanction embargo "
        "occupation annex annexation fight fighting army military retaliate retaliation revenge "
        "threat aggression"
    ),
    "risk": _words(
        "risk threat threaten fear concern worry danger dangerous warn warning possible "
        "possibility possibly potential potentially likely unlikely likelihood vulnerable "
        "hazard outbreak worsen crisis endanger jeopardize jeopardise jeopardy alarm alert "
        "caution afraid anxiety anxious escalate escalation collapse extinction shortage spread "
        "severe emergency susceptible prone chance expose face"
    ),
    "if": _words("if unless otherwise in_case provided should_it"),
    "law": _words(
        "trial court hearing appeal bail custody lawsuit sue verdict extradite extradition "
        "plead prosecutor prosecute prosecution tribunal judge jury defendant plaintiff charge "
        "convict conviction impeach impeachment subpoena testify injunction petition litigation "
        "face arraign arraignment detain arrest jail"
    ),
    "policy": _words(
        "bill amendment legislation vote election referendum ballot candidate parliament senate "
        "congress constitution law budget tax reform ratify ratification treaty approve "
        "approval confirmation nomination nominate inquiry policy programme program deal "
        "agreement negotiation negotiate talk discuss discussion summit meeting conference "
        "dialogue round"
    ),
    # What ends a matter, or lies behind it.
    "settled": _words(
        "win won die died death born graduate complete completed conclude finish sign signed "
        "open retire retired celebrate honor honour award receive debut release found founded "
        "serve served obituary marry publish earn survive burial funeral former previously "
        "formerly originally ago once since"
    ),
    "welcome": _words(
        "welcome commend praise thank congratulate appreciate appreciation gratitude grateful "
        "proud pride pleased honor delighted celebrate friendship partnership reaffirm "
        "underscore recognize recognise value"
    ),
    "hope": _words("hope wish dream aspire aspiration optimistic optimism confident confidence desire"),
    "say": _words(
        "say tell add state announce report note write explain describe declare comment remark "
        "stress emphasize emphasise mention reveal disclose confirm acknowledge admit speak "
        "according"
    ),
    "fail": _words(
        "fail failure lack without unable cannot stall delay postpone suspend suspension "
        "suspended halt block cancel withdraw withdrawal pending shortage inadequate "
        "insufficient limited remain incomplete unfinished"
    ),
    "study": _words(
        "researcher scientist study research theory hypothesis model experiment finding suggest "
        "indicate data species fossil university author team science paper journal"
    ),
    "reporter": _words("reporter interview interviewer wikinews ask answer"),
}
"""Lemmas by sense; a word may stand in several. "call/VERB" is the verb alone: calls are telephoned."""


def senses() -> Senses:
    """Made once for each article; looking a word up costs little then."""
    by_lemma: dict[str, list[str]] = {}
    for sense, lemmas in CUES.items():
        for lemma in lemmas:
            by_lemma.setdefault(lemma, []).append(sense)
    return Senses({lemma: tuple(names) for lemma, names in by_lemma.items()})


@dataclass(frozen=True)
class Senses:
    """For each lemma, the senses it has, in the order of CUES."""

    by_lemma: Mapping[str, tuple[str, ...]]

    def of(self, lemma: str, pos: str) -> tuple[str, ...]:
        """The senses of a lower-case lemma that stands as this part of speech."""
        found = self.by_lemma.get(lemma)
        return found if found is not None else self.by_lemma.get(f"{lemma}/{pos}", ())
