"""What is said to be unsettled is shown as open; what is only scheduled, or settled, is not."""

from __future__ import annotations

import pytest
from spacy.language import Language

from briefing.domain import Article
from briefing.nlp.issues.issue_extraction import MIN_RIGHT, judge_clauses, lines_of
from briefing.nlp.issues.labels.references import References
from briefing.nlp.parsing.document import parse
from tests.nlp.conftest import models

OPEN = """
Malden city has hired a law firm to review the sale of the harbour.
The senate has opened an inquiry into the leak at the mint.
The plan for the canal still needs to be approved.
It is unclear who pays for the repairs.
It was unclear whether the archive can be dried.
It is unclear how the US will pay for the dam.
It is not yet clear how the gas escaped.
It is not known whether the pilot survived.
It remains unclear who ordered the attack on the radio station.
It remains to be seen whether fishermen return to the bay.
Whether the copper smelter can be sold is unknown.
Why the alarm of the museum failed is still unknown.
The origin of the virus remains unknown.
The cause of the blackout has not been established.
The fate of the observatory is uncertain.
The election commission has yet to announce the turnout.
The supreme court has yet to decide on the appeal of the nurses.
Engineers have yet to determine why the crane fell.
The army has not said how many soldiers were wounded.
The ministry did not say when the schools in the valley would reopen.
The refinery did not disclose how much oil had leaked.
The university declined to say who had paid for the new tower.
The harbour authority declined to say when the ferries would sail again.
Police have not said what led to the shooting.
No decision has been made about the zoo.
No agreement has been reached on the wages of bus drivers.
No date has been set for the hearing of the bishop.
No group has claimed responsibility for the attack on the market.
The takeover of the brewery is subject to approval by the cartel office.
The defence budget remains subject to ratification by the two chambers.
The malaria vaccine is awaiting approval in Japan.
Residents are waiting for a decision on the dyke.
The jury is expected to start deliberating on Tuesday.
Judges are due to deliver their verdict on the foreman in June.
The city council is to decide on the bridge on Friday.
A verdict in the trial of the surgeon is expected on Monday.
Jurors are deliberating on the charges against the captain.
The lawsuit against the foundry is pending.
The investigation into the derailment continues.
The search for two missing climbers continues.
The negotiations between teachers and the state are ongoing.
The accident on the cable car is under investigation.
The ownership of the lake is unresolved.
The coast guard is investigating the captain of the tanker.
The finance ministry is pressing the bank to open its books.
Inspectors are looking into the sale of the two hotels.
Two parties are considering a tax on sugar.
Three tenants sued the owner of the tower on Monday.
Teachers have sued the state over their pensions.
Miners have filed lawsuits in four districts.
The widow of the foreman plans to file a complaint against the surgeon.
The verdict did not decide whether the old museum must return the masks.
There is debate over how the forest should be used.
The effect of the drought on prices is far from clear.
The senate will vote on the water bill on Tuesday.
The tribunal in Hamburg will rule on the border next week.
The two governments will hold talks on fishing rights in June.
""".strip().splitlines()
SETTLED = """
The senate rejected the water bill on Tuesday.
The court refused on Monday to hear the appeal of the union.
The tunnel was under investigation in 2019.
Tenants should not wait for the council to mend the roof.
Two tenants sued the owner of the tower in 2011.
The mayor used some tough negotiating tactics on the unions.
The coast guard investigated the spill and fined the owner.
The judge threw out the complaint of the widow.
The bridge would reopen Tuesday.
The library will reopen on Thursday.
The ceremony will be held on Friday.
The carnival will take place on 3 March.
The skating rink opens on Saturday.
The play will be performed on Wednesday evening.
The funeral of the painter will be held on Monday in Bergen.
The observatory is scheduled to open in May.
Lectures will start again on Monday.
The regatta is set for Sunday.
The night train will run from 5 June.
The film will be released on 14 February.
The series will be broadcast on Sunday evenings.
The orchestra will play in Lyon on Friday.
The queen will visit the shipyard on Wednesday.
The bishop will travel to Peru in May.
The market will be closed on Monday.
Tickets for the match will be sold from Thursday.
The lighthouse will be open to visitors on Sunday.
The captain is due to return on Saturday.
The new principal will start on 1 August.
The marathon will begin at nine on Sunday.
The garden show will welcome guests from 2 May.
The expedition is expected to return on Tuesday.
The gallery will show her drawings next month.
The cable car will run again on Saturday.
The tower was reopened on Monday.
The jury found the captain guilty on Friday.
The parliament has passed the law.
The union accepted the offer on Tuesday.
The painter is the subject of a new book.
The tunnel is subject to a toll at night.
The origin of the smell was unknown to the tenants until Monday.
The jury deliberated for two days and acquitted the captain.
""".strip().splitlines()


@pytest.fixture(scope="module")
def right(nlp: Language) -> dict[str, float]:
    """The highest probability of a line that words the sentence."""
    text = "\n\n".join([*OPEN, *SETTLED])
    document = parse(nlp, Article("id", "News of the day", text, published="2024-08-29"))
    judged = judge_clauses(document, models())
    assert judged is not None
    found = dict.fromkeys([*OPEN, *SETTLED], 0.0)
    references = References(document, ())
    for number, clause in enumerate(judged.clauses):
        for line in lines_of([number], judged, references, models().issue_judge):
            sentence = clause.sentence.passage.text
            found[sentence] = max(found[sentence], line.right)
    return found


def test_what_is_said_to_be_unsettled_is_shown(right: dict[str, float]) -> None:
    assert [sentence for sentence in OPEN if right[sentence] < MIN_RIGHT] == []


def test_what_is_scheduled_or_settled_is_not_shown(right: dict[str, float]) -> None:
    assert [sentence for sentence in SETTLED if right[sentence] >= MIN_RIGHT] == []


def test_what_is_said_to_be_unsettled_comes_before_what_is_scheduled(right: dict[str, float]) -> None:
    assert min(right[sentence] for sentence in OPEN) > max(right[sentence] for sentence in SETTLED)
