"""How proper names are written: titles before them, acronyms for them, one folded form of each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

__all__ = [
    "ARTIFACT_WORDS",
    "BODIES",
    "GOVERNMENT_WORDS",
    "HONORIFICS",
    "MEDIA_WORDS",
    "OFFICES",
    "PARTICLES",
    "PORTFOLIOS",
    "REGNAL",
    "SMALL_WORDS",
    "acronym_letters",
    "fold_name",
    "has_organization_word",
    "is_office",
    "leading_titles",
]

HONORIFICS = frozenset(
    """
    mr mrs ms miss mx dr prof sir dame lord lady rev reverend fr father sister brother hon honourable
    honorable gen lt lieutenant col maj capt cpl sgt sergeant adm cmdr rep sen gov pres det supt insp st
    mme mlle monsieur madame excellency he cde comrade hrh majesty highness pfc sec rabbi imam mullah
    sheikh shaikh ayatollah cardinal
    """.split()
)
"""Forms of address: part of no name, and no office by themselves."""

REGNAL = frozenset(
    """
    pope king queen prince princess emperor empress saint sultan emir
    """.split()
)
"""Titles that a lone given name cannot be told apart without: Pope Francis, King Charles."""

RANKS = frozenset(
    """
    general colonel major captain corporal commander marshal admiral brigadier commodore superintendent
    inspector detective constable officer trooper sheriff private airman
    """.split()
)

_ARMS = frozenset("air rear wing flight squadron fleet group staff lance".split())
"""What a rank may begin with: "Air" Marshal, "Rear" Admiral."""

OFFICES = frozenset(
    """
    president minister premier chancellor secretary representative senator governor mayor judge justice
    ambassador king queen prince princess pope bishop archbishop speaker director chairman chairwoman
    chairperson chair coach envoy congressman congresswoman voter congressmember spokesman spokeswoman
    spokesperson official leader chief head deputy adviser advisor commissioner administrator attorney
    lawyer prosecutor solicitor counsel professor scientist researcher author editor journalist reporter
    analyst economist activist founder co-founder cofounder owner manager executive ceo cfo cto coo
    vice-president treasurer member candidate nominee lawmaker legislator assemblyman assemblywoman
    assemblymember councillor councilman councilwoman councilor alderman commandant taoiseach emperor
    dictator strongman ruler monarch sultan emir crown superintendent sheriff detective inspector actor
    actress singer musician drummer guitarist bassist violinist pianist cellist composer artist designer
    writer novelist poet filmmaker producer astronaut engineer pilot driver captain player striker
    goalkeeper footballer midfielder champion winner student teacher principal dean rector provost
    physician doctor surgeon nurse epidemiologist biologist ecologist astronomer geologist physicist
    chemist palaeontologist paleontologist anthropologist archaeologist historian oceanographer
    meteorologist psychologist scholar expert specialist consultant strategist commentator columnist
    correspondent host presenter broadcaster entrepreneur businessman businesswoman billionaire investor
    banker trader farmer worker campaigner organizer organiser volunteer resident eyewitness witness
    survivor victim suspect gunman killer shooter defendant convict inmate prisoner fugitive hacker
    whistleblower father mother son daughter brother sister wife husband widow widower fiancé fiancée
    girlfriend boyfriend friend aunt uncle cousin grandfather grandmother grandson granddaughter
    successor predecessor colleague co-author coauthor investigator delegate negotiator diplomat
    counselor counsellor undersecretary under-secretary secretary-general general-secretary
    governor-general selectman magistrate clerk auditor comptroller controller ombudsman
    inspector-general general colonel commander admiral marshal lieutenant sergeant officer trooper
    ranger firefighter paramedic nonpartisan republican democrat conservative liberal chef athlete
    swimmer runner boxer wrestler rapper comedian priest pastor preacher cleric imam rabbi monk nun
    theologian missionary philosopher curator archivist librarian whip coordinator co-ordinator liaison
    technician inventor developer programmer publisher blogger youtuber employee intern fellow graduate
    alumnus veteran soldier sailor chairholder caretaker mp mep msp congressperson tourist undergraduate
    attacker lord heiress heir personality cosplayer puppeteer illustrator cartoonist keyboardist
    vocalist shopkeeper spokespersons
    """.split()
)
"""Heads of phrases that say what a person does or is."""

PORTFOLIOS = frozenset(
    """
    prime vice foreign defense defence interior finance home chief deputy acting former ex attorney
    crown lieutenant house senate state treasury justice health education labor labour energy commerce
    trade transport transportation agriculture environment housing security intelligence opposition
    majority minority assistant associate senior junior principal national district federal regional
    general press communications immigration culture science information planning economy
    """.split()
)
"""What an office is an office of; never an actor where an office follows at once ("Defense Secretary")."""

ARTIFACT_WORDS = frozenset(
    """
    act acts agreement airport amendment anthem avenue award awards bay bill book bridge building
    cathedral championship charter code constitution convention cup day decade declaration dialogue
    directive drug election elections event festival field fund games highway hotel house island islands
    lake law medal memorial monument month mosque mountain mountains ocean olympics order park phase
    plan playbook prize protocol resolution river road route score sea show square stadium station
    statute strategy street summit system tower treaty tunnel valley virus vaccine war week year
    initiative report program programme project advisory assessment memorandum patent patents tour
    referendum manifesto bible pandemic outbreak earthquake tsunami wildfire
    """.split()
)
"""Last words of names of what is made, signed, held or built: such things do not act."""

_PROFESSIONS = ("ologist", "ographer", "ician", "iatrist", "onomist", "swoman", "sperson")
"""Endings of nouns for what somebody does."""

MEDIA_WORDS = frozenset(
    """
    news times post herald tribune journal gazette magazine radio tv television broadcasting press
    telegraph guardian reuters bbc cnn nbc abc cbs npr pbs afp ap msnbc jazeera xinhua tass interfax
    bloomberg wikinews newspaper broadcaster independent mail mirror sun globe chronicle observer
    express today week review letters nature science lancet proceedings plos reports
    """.split()
)
"""Words by which newspapers, broadcasters and journals are known: they carry a story, seldom act in it."""

GOVERNMENT_WORDS = frozenset(["administration", "government", "regime", "cabinet"])

ORGANIZATION_WORDS = frozenset(
    """
    agency alliance army association authority bank board brigade broadcaster bureau center centre
    church club coalition college command commission committee company congress cooperative corporation
    corps council court department directorate embassy facility federation fleet force forces forum
    foundation front fund group guard guards headquarters hospital inc institute institution laboratory
    laboratories league legislature ltd media ministry mission movement museum network news newspaper
    observatory office organisation organization panel parliament parliamentary party police post press
    programme project railway regiment school secretariat senate service services society stations
    studio studios syndicate taskforce team telegraph times tribunal trust union university herald
    airline airlines airways motors industries technologies systems llc plc corp gmbh charity ombudsman
    registry treasury pentagon sheriff's militia militias brotherhood survey academy assembly chamber
    consortium initiative conference administration international tribe tribes nation nations patrol
    squad coastguard navy ministries
    """.split()
)

BODIES = frozenset(
    """
    administration agency army association authority bank board bureau center centre chamber church club
    coalition commission committee company conference council court department embassy foundation fund group
    hospital institute ministry mission museum office organisation organization panel party police project
    school secretariat service society team tribunal union university
    """.split()
)
"""What kind of body an organization is: alone it names one that the text has named in full."""

PARTICLES = frozenset("de da del dela della der di du dos el al van von bin ibn la le ter y e".split())
"""Small words inside persons' names."""

SMALL_WORDS = frozenset("of for the and in on at to & de du des del la le les et".split())
_GENERIC = frozenset(["the", "a", "an"])


def fold_name(name: str) -> str:
    """One spelling: no case, accents, full stops, articles, possessives or kinds of apostrophe and dash."""
    plain = name
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    plain = re.sub(r"[‘’ʼ`´]", "'", plain.casefold())
    plain = re.sub(r"'s\b|(?<=s)'(?=\s|$)", "", plain)
    plain = re.sub(r"[.\"“”]", "", plain)
    words = re.sub(r"[^\w'&-]+", " ", plain).split()
    while len(words) > 1 and words[0] in _GENERIC:
        words = words[1:]
    return " ".join(words)


def leading_titles(words: Sequence[str]) -> int:
    """How many words at the start are titles: 2 in "Chief Superintendent Graciano Mijares"."""
    count = 0
    for position, word in enumerate(words[:-1]):
        plain = word.casefold().rstrip(".")
        if plain in REGNAL and position == len(words) - 2:
            break
        if plain in HONORIFICS or plain in RANKS or plain in OFFICES:
            count = position + 1
        elif plain in PORTFOLIOS and count and words[position - 1].casefold() in ("of", "for"):
            count = position + 1  # Secretary of "State"
        elif plain not in PORTFOLIOS | _ARMS and plain not in ("of", "for", "-"):
            break
    return count


def is_office(word: str) -> bool:
    """Whether the word, singular or plural, heads a description of what someone does."""
    plain = word.casefold().rstrip(".")
    single = plain.removesuffix("s")
    return plain in OFFICES or single in OFFICES or plain in RANKS or single.endswith(_PROFESSIONS)


def has_organization_word(words: Iterable[str]) -> bool:
    return any(word.casefold().rstrip(".") in ORGANIZATION_WORDS for word in words)


def acronym_letters(acronym: str) -> str:
    """The letters that the initials of a name have to match; empty for what is no acronym."""
    letters = [c for c in unicodedata.normalize("NFKD", acronym) if c.isalnum()]
    capitals = sum(c.isupper() for c in letters)
    return "".join(letters).casefold() if len(letters) > 1 and 2 * capitals > len(letters) else ""
