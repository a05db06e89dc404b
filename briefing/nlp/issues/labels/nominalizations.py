"""The nouns that name what verbs do: "extradite" is the extradition of somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

__all__ = ["NOMINALS", "STANCES", "Nominal"]


@dataclass(frozen=True, slots=True)
class Nominal:
    """A verb's noun, and the preposition that its object takes."""

    noun: str
    preposition: str


def _table(text: str) -> Mapping[str, Nominal]:
    rows = (entry.split() for entry in text.replace("\n", ",").split(",") if entry.strip())
    return {verb: Nominal(noun.replace("_", " "), preposition) for verb, noun, preposition in rows}


NOMINALS: Final[Mapping[str, Nominal]] = _table(
    """
    abandon abandonment of, abduct abduction of, abolish abolition of, accept acceptance of
    access access to, accuse accusation against, achieve achievement of, acquire acquisition of
     adapt adaptation of, address response to, adjust adjustment of
    administer administration of, admit admission of, adopt adoption of, advance advance of
    affect effect on, aid aid to, allege allegation of, allow permission for, alter alteration of
    amend amendment of, analyze analysis of, analyse analysis of, announce announcement of
    annex annexation of, apologize apology for, apologise apology for, appeal appeal against
    appear appearance of, apply application of, appoint appointment of, approve approval of
    argue argument over, arrest arrest of, arrive arrival of, assassinate assassination of
    assault assault on, assemble assembly of, assess assessment of, assist assistance for
    attack attack on, attend attendance of, ban ban on, begin start of, benefit benefit to
    block blocking of, boost boost to, boycott boycott of, break breaking of, bomb bombing of
    build construction of, call call for, cancel cancellation of, capture capture of, care care of
    celebrate celebration of, change change in,  check check of
    choose choice of, cite citation of, claim claim of, clarify clarification of, clash clash with
    close closure of, collaborate collaboration with, collapse collapse of, collect collection of
    combat fight against, compensate compensation of, compete competition with
    complain complaint about, complete completion of, conclude conclusion of, condemn condemnation of
    conduct conduct of, confirm confirmation of, confiscate confiscation of, conserve conservation of
    consider consideration of, construct construction of, consult consultation with
    contain containment of, contest contest over, continue continuation of, contribute contribution of
    control control of, convene convening of, convert conversion of, convict conviction of
    cooperate cooperation with, coordinate coordination of, counter response to, create creation of
    criticize criticism of, criticise criticism of, cut cut in, damage damage to, deal handling of
    debate debate on, decide decision on, declare declaration of, decline decline of
    deepen deepening of, defeat defeat of, defend defence of, delay delay of, deliver delivery of
    demand demand for, demolish demolition of, deny denial of, depart departure of
    deploy deployment of, deport deportation of, describe description of, design design of
    destroy destruction of, detain detention of, deter deterrence of, deteriorate deterioration of
    determine determination of, develop development of, die death of, disappear disappearance of
    disagree disagreement with, disband disbandment of, disclose disclosure of
    discontinue discontinuation of, discover discovery of, discuss discussion of, dismiss dismissal of
    disperse dispersal of, displace displacement of, dispute dispute over
    disqualify disqualification of, disrupt disruption of, dissolve dissolution of
    distribute distribution of, divert diversion of, doubt doubt about, drop withdrawal of
    elect election of, eliminate elimination of, emerge emergence of, employ employment of
    enable enabling of, encourage encouragement of, end end of, endanger danger to
    endorse endorsement of, enforce enforcement of, engage engagement with, enhance enhancement of
    ensure guarantee of, enter entry into, eradicate eradication of, erupt eruption of
    escape escape of, establish establishment of, evacuate evacuation of, evaluate evaluation of
    evict eviction of, examine examination of, exchange exchange of, execute execution of
    exit exit from, expand expansion of, expel expulsion of, explain explanation of
    explode explosion of, exploit exploitation of, explore exploration of, export export of
    expose exposure of, extend extension of, extradite extradition of,  fall fall in
     fight fight against, file filing of, finance financing of,
     flee flight from, flood flooding of, fly flight of, form formation of
     free release of, freeze freeze of, fulfil fulfilment of
    fulfill fulfilment of, fund funding of, govern governance of, grant grant of, grow growth of
    guarantee guarantee of, harm harm to, help help for,
    host hosting of, identify identification of, impact impact on, impeach impeachment of
    implement implementation of, implicate implication of, import import of, impose imposition of
    imprison imprisonment of, improve improvement of, inaugurate inauguration of,
    increase increase in, indict indictment of, influence influence on, inform notification of
    injure injury of, inspect inspection of, install installation of, integrate integration of
    intensify intensification of, interfere interference in, interpret interpretation of
    intervene intervention in, introduce introduction of, invade invasion of, invest investment in
    investigate investigation into, invite invitation to, involve involvement of, isolate isolation of
    issue issuance of, join accession to, judge judgment of, kidnap kidnapping of, kill killing of
    lack lack of, land landing of, launch launch of, lead leadership of, leave departure from
    legalize legalization of, legalise legalisation of, lift lifting of, limit limit on
    locate location of, lose loss of, lower reduction of, maintain maintenance of
    manage management of, march march of, mediate mediation of, meet meeting with, merge merger of
    migrate migration of, mishandle mishandling of, misuse misuse of, mobilize mobilization of
    modernize modernization of, modify modification of, monitor monitoring of, move move of
    murder murder of, name naming of, negotiate negotiation of, nominate nomination of
    notify notification of, object objection to, observe observance of, obstruct obstruction of
    obtain acquisition of, occupy occupation of, occur occurrence of, offer offer of, open opening of
    operate operation of, oppose opposition to, order order for, organize organization of
    oust ousting of, oversee oversight of, overturn overturning of, participate participation in
    pass passage of, pay payment of, perform performance of, permit permission for
    persecute persecution of, plan plan for, plead plea of, poison poisoning of, pollute pollution of
    possess possession of, postpone postponement of, praise praise for, predict prediction of
    preserve preservation of, press pressure on, pressure pressure on, prevent prevention of
    proceed continuation of, produce production of, prohibit prohibition of, promote promotion of
    propose proposal for, prosecute prosecution of, protect protection of, protest protest against
    provide provision of, provoke provocation of, publish publication of, punish punishment of
    purchase purchase of, pursue pursuit of,  quit resignation from
    raise increase in, ratify ratification of, reach conclusion of, react reaction to
    rebuild rebuilding of, recall recall of, recognize recognition of, recognise recognition of
    recommend recommendation of, reconsider reconsideration of, recount recount of
    recover recovery of, recruit recruitment of, reduce reduction of, reelect re-election of
    reform reform of, refuse refusal of, regulate regulation of, reinforce reinforcement of
    reinstate reinstatement of, reject rejection of, release release of, relocate relocation of
     remand remand of, remove removal of, renew renewal of
    renovate renovation of, reopen reopening of, repair repair of, repatriate repatriation of
    repay repayment of, repeal repeal of, replace replacement of, report report of
    request request for, rescue rescue of, reshape reshaping of, resign resignation of
    resist resistance to, resolve resolution of, respond response to, restart restart of
    restore restoration of, restrict restriction of, restructure restructuring of,
    resume resumption of, retain retention of, retaliate retaliation against, retire retirement of
    retreat retreat of, retrieve retrieval of, return return of, reveal disclosure of
    reverse reversal of, review review of, revise revision of, revive revival of, revoke revocation of
    rise rise in, risk risk to, rule ruling on,  sanction sanction against
    save rescue of, scrutinize scrutiny of, search search for, secure securing of, seize seizure of
    select selection of, sell sale of, send dispatch of, sentence sentencing of
    separate separation of,  settle settlement of, share sharing of
    shoot shooting of, shorten shortening of, shut shutdown of, sign signing of, speak conversation with
    spend spending of, sponsor sponsorship of, spread spread of, stabilize stabilization of
     start start of, stay stay of, steal theft of, stop end of
    strengthen strengthening of,  strike strike on, strip stripping of
     submit submission of, succeed succession to, sue lawsuit against, suffer suffering of
    supply supply of, support support for, suppress suppression of, surrender surrender of
    survive survival of, suspect suspicion of, suspend suspension of, sustain sustaining of
    tackle fight against,  target targeting of, teach teaching of
    terminate termination of, test test of, testify testimony of, threaten threat to, trace tracing of
    track tracking of, trade trade with, train training of, transfer transfer of
    transform transformation of, transport transport of, travel travel of, treat treatment of
    trigger triggering of,  undermine undermining of, unify unification of
    update update of, upgrade upgrade of, use use of, vaccinate vaccination of, verify verification of
    veto veto of, violate violation of, visit visit to, vote vote on, warn warning of
    weaken weakening of, win winning of, withdraw withdrawal of, worsen worsening of
    wound wounding of, criminalize criminalization of, scrap scrapping of, tighten tightening of
    ease easing of, halt halt to, hire hiring of, allocate allocation of, seek pursuit of
    double doubling of, dump dumping of, evade evasion of, boost boost to, contact contact with
    fix repair of, harass harassment of, infect infection of,  abuse abuse of
    betray betrayal of, blame blame on, certify certification of,
    concede concession of, conceal concealment of, require requirement of, need need for
    calculate calculation of, screen screening of, question questioning of, draft drafting of
    cross crossing of, quash quashing of, incorporate incorporation of, contaminate contamination of
    count counting of, sink sinking of, derail derailment of, hijack hijacking of, smuggle smuggling of
    leak leak of, hack hacking of, crash crash of, collide collision with, quarantine quarantine of
    hospitalize hospitalization of, devalue devaluation of, nationalize nationalization of
    privatize privatization of, subsidize subsidy for, tax taxation of, mine mining of, connect connection of
    """
)

STANCES: Final[Mapping[str, str]] = {
    row.split()[0]: row.split()[1]
    for row in (
        "plan plan,intend intention,promise promise,pledge pledge,vow vow,threaten threat,"
        "refuse refusal,propose proposal,agree agreement,decide decision,attempt attempt,"
        "fail failure,offer offer,want wish,need need,order order,urge call,ask request,"
        "request request,call call,demand demand,invite invitation,encourage encouragement,"
        "press pressure,pressure pressure,aim aim,wish wish,"
        "commit commitment,recommend recommendation,appeal appeal,implore plea,"
        "require requirement,direct directive,instruct instruction,tell order,advise advice,"
        "warn warning,push push,seek effort,prepare preparation,struggle struggle,work work,"
        "continue continuation,undertake undertaking,choose choice,claim claim,permit permission"
    ).split(",")
}
"""Verbs that take "to" and a verb, with the noun that does so: "urged them to go", "call on them to go"."""
