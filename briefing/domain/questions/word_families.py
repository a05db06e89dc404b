"""Words of the news that stand for each other: irregular forms of one word, and words of like meaning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

ALIKE = 0.4
"""Strength of a word of like meaning; that of another form of the same word is 1."""

_FORMS = """
pay paid payment payout; lead led; leave left; win won winner; lose lost loss; fall fell fallen; rise rose
risen; begin began begun; meet met; hold held; tell told; say said; speak spoke spoken speech; write wrote
written; take took taken; give gave given; get got gotten; go went gone; come came; become became; send
sent; spend spent; buy bought; bring brought; think thought; teach taught; catch caught; fight fought;
seek sought; sell sold sale; steal stole stolen theft; shoot shot; find found; strike struck; stand stood;
choose chose chosen choice; break broke broken; drive drove driven; fly flew flown flight; grow grew grown
growth; know knew known; throw threw thrown; swear swore sworn; wear wore worn; hide hid hidden; ride rode
ridden; see saw seen; draw drew drawn; lend lent loan; build built; feed fed; flee fled; keep kept; feel
felt; deal dealt; mean meant; hear heard hearing; make made; sit sat; shake shook shaken; sink sank sunk;
freeze froze frozen; forbid forbade forbidden; bear bore born birth; tear tore torn; bind bound; decide
decision; invade invasion; conclude conclusion; expand expansion; divide division; explode explosion;
permit permission; admit admission; submit submission; commit commission; extend extension; suspend
suspension; succeed succession successor success; receive receipt; destroy destruction; produce production
output; reduce reduction; introduce introduction; resolve resolution; apply applied application; deny
denied denial; approve approval; refuse refusal; propose proposal; arrive arrival; survive survivor
survival; believe belief; prove proof; respond response; defend defense defence; prison prisoner imprison
imprisonment; strong strength; long length; high height; wide width; deep depth; young youth; hot heat;
die died dead death dying; advise advice adviser advisor; child children; man men; woman women; foot feet;
injure injury; employ employee employer; recover recovery; discover discovery; deliver delivery; inquire
inquiry enquiry; marry married marriage; enter entry entrance; complain complaint; weigh weight; sign
signature; try tried; carry carried; study studied; bury buried burial; rally rallied; testify testified;
identify identified; justify justified; qualify qualified; notify notified; certify certified; supply
supplied; ally allied alliance; lie lied
"""

_ALIKE = """
die kill dead fatal fatality toll perish slay deadly casualty victim body; injure wound hurt casualty;
resign quit depart ouster oust exit leave; fire dismiss sack oust remove; hire appoint name choose pick
nominate select; replace succeed successor acting interim; arrest detain custody apprehend capture; jail
prison imprison sentence incarcerate bars cell; charge indict accuse count prosecute; convict guilty
verdict; trial court prosecution; sue lawsuit suit complaint; punish penalty sentence fine; law bill act
legislation statute measure ordinance; ban prohibit bar forbid outlaw block; allow permit let approve
authorize; approve pass back endorse; support back endorse favor; oppose against reject object resist;
refuse decline reject; cancel scrap scrub abandon drop postpone suspend; stop halt end suspend cease
pause; delay postpone; start begin launch open; end finish conclude over; say state declare announce
claim; announce unveil reveal declare; deny reject dispute; blame accuse fault; criticize condemn slam
denounce blast rebuke; praise laud commend applaud; demand call urge insist want; want seek hope wish
plan; plan intend aim expect; agree deal agreement accord pact treaty; talk negotiate discuss speak
discussion negotiation; meet summit talk gather conference; buy purchase acquire acquisition; pay give
cost spend finance fund; money dollar fund cash million billion euro ruble sum; cost price expense;
increase rise grow jump climb surge gain higher soar; fall drop decline decrease plunge lower cut reduce
slump; cut reduce slash lower trim; salary wage pay earnings; job employment work worker; fire blaze burn
wildfire; crash accident collision wreck; storm hurricane cyclone typhoon tornado; quake earthquake; shoot
gunman shooter gun gunfire; attack assault strike raid bomb; attacker assailant suspect gunman
perpetrator; bomb explosive blast explosion; weapon gun arm rifle; soldier troop force; army military
defense; war conflict fighting; invade incursion offensive; escape flee; rescue save; topple collapse
fall; stampede crush; sick ill illness disease; disease virus illness outbreak; virus coronavirus covid;
doctor physician medic; hospital clinic; drug medicine medication; infect infection case positive; vote
ballot election poll; survey poll; lead ahead; win beat defeat victory; candidate nominee contender;
president leader; leader head chief; head lead chair run; chair chairman chairwoman; run campaign;
lawmaker senator representative congressman legislator; government administration; house home; home
residence; car vehicle; plane aircraft jet airplane; train rail; ship vessel boat; police officer cop;
lawyer attorney counsel; judge justice; company firm business corporation; factory plant; school
university college; student pupil; teacher educator; child kid boy girl baby minor; parent mother father;
worker employee staff; country nation state; american us; britain british uk; moscow russia russian
kremlin; beijing china chinese; washington american; tehran iran iranian; brussels eu european europe;
film movie; show series program; tariff duty tax levy; trade export import commerce; sanction restriction
penalty; ban restriction; border frontier; migrant immigrant refugee asylum; protest demonstration rally
march; protester demonstrator; supporter backer; opponent critic rival; letter memo; document file record;
report study finding; study research survey; researcher scientist; find discover; show reveal indicate;
crop harvest yield; oil crude petroleum; climate warming; connect link related tie; reason cause because;
cause lead trigger prompt; prevent stop avoid; help aid assist relief; give donate provide offer; get
receive obtain; return back; send dispatch deploy; break violate breach; force compel; threaten threat
warn; warn caution alert; fear concern worry; reveal disclose; leak disclose; conceal hide; lie false
mislead; apologize sorry regret; age old; wife spouse; husband spouse; live reside; visit trip travel;
move transfer relocate; close shut closure; join member; change alter amend; build construct; destroy
demolish raze; try attempt; expect forecast predict; estimate predict; decide rule; overturn strike
reverse invalidate unconstitutional; hit strike; number total figure; share percent percentage proportion
"""


def families(stem: Callable[[str], str], groups: str) -> Mapping[str, frozenset[str]]:
    """Return, by stem, the stems of the other words of its groups."""
    found: dict[str, set[str]] = defaultdict(set)
    for group in groups.split(";"):
        stems = {stem(word) for word in group.split()}
        for each in stems:
            found[each] |= stems - {each}
    return {each: frozenset(others) for each, others in found.items()}


class WordFamilies:
    """The words that may stand in an answer for a word of the question, by their stems."""

    def __init__(self, stem: Callable[[str], str]) -> None:
        self._forms = families(stem, _FORMS)
        self._alike = families(stem, _ALIKE)

    def strengths(self, term: str) -> Mapping[str, float]:
        """Return how much each word counts for this one: 1 for itself and its other forms."""
        forms = {term, *self._forms.get(term, ())}
        alike = {other for form in forms for other in self._alike.get(form, ())}
        alike |= {form for other in alike for form in self._forms.get(other, ())}
        return dict.fromkeys(alike, ALIKE) | dict.fromkeys(forms, 1.0)
