"""Turns of phrase that tell how a matter stands open: "has not said", "called on", "could"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

__all__ = ["TURNS", "turn_features"]

TURNS: Final[Mapping[str, str]] = {
    # Steps that lie ahead, and what tells that they do.
    "will": r"will(?! not have)",
    "would": r"would(?! have)",
    "is to do": r"(?:is|are|was|were) (?:also |now |still )?to (?!blame\b|date\b|some\b)[a-z]+",
    "set for": r"(?:set|due|slated|scheduled|poised|about|expected|planned|ready|meant|projected) (?:to|for"
    r"|on|in)",
    "plan": r"plan(?:s|ned|ning)?|intend(?:s|ed)?|intention|aim(?:s|ed)?|prepar\w+|pledg\w+|promis\w+"
    r"|vow\w*|commit(?:s|ted|ment)?|agree[ds]? to|determined to|seek(?:s|ing)? to|hopes? to|going to"
    r"|look(?:s|ing)? to",
    "ahead in time": r"next|coming|upcoming|forthcoming|later this|tomorrow|in the future|near future"
    r"|by the end of|soon|shortly|eventually|deadline|until",
    "day or month": r"(?:on|by|until|for|from) (?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january"
    r"|february|march|april|may|june|july|august|september|october|november|december)",
    "formal step": r"elections?|referendum|vote|summit|hearing|trial|meeting|talks|conference|launch"
    r"|mission|release|appeal|sentencing|appearance|nomination|confirmation|inquiry|impeachment|bill"
    r"|legislation|amendment|ballot|primary|primaries|ratif\w+|negotiations?",
    "goes on": r"continu\w+|ongoing|under ?way|in progress|remain\w*|still|currently|beg[iau]n|start(?:s|ed"
    r"|ing)?",
    "not yet": r"not yet|yet to|has yet|have yet|pending|await(?:s|ing)?|interim|acting|vacant|unfinished"
    r"|incomplete|being considered|considering|under consideration",
    "may yet be done": r"(?:may|might|could|can) (?:also )?(?:be )?(?:appeal|charged?|laid|fil\w+|sue"
    r"|announc\w+|call(?:ed)? for|return|extend\w*|appoint\w*|vote)",
    "before a court": r"custody|arrested|charged|detained|suspects?|prosecut\w+|plead\w*|court|bail|jail\w*"
    r"|sentenc\w+|extradit\w+",
    "money": r"fund(?:s|ed|ing)?|invest(?:s|ed|ing|ments?)?|budget|billion|million",
    "announced": r"announc\w+|unveil\w*|introduc\w+|launch\w*|establish\w*|propos\w+|develop\w*|build\w*"
    r"|support\w*|strengthen\w*|expand\w*|cooperat\w+|explor\w+|discuss\w*",
    "legal appeal": r"appeals?(?! (?:to|for)\b)",
    # What somebody asks of somebody.
    "calls for": r"call(?:s|ed|ing)? (?:\w+ )?(?:on|upon|for)",
    "urges": r"urg(?:e|es|ed|ing)|implor\w+|pleads?|pleaded|pleas?|beg(?:s|ged|ging)?|exhort\w*",
    "demands": r"demand(?:s|ed|ing)?|insist(?:s|ed|ing)?|ultimatum|petition\w*|request(?:s|ed|ing)?"
    r"|appeal(?:s|ed|ing)? (?:to|for)|subpoena\w*|pressur\w+|lobb\w+",
    "should": r"should(?:n't|n’t| not)?(?! have\b)(?! (?:the|an?|any)\b)|ought to",
    "must": r"must(?! have\b)",
    "needs": r"needs?|needed to|necessary|essential|imperative|in need|it['’]s time|time (?:to|for|that)"
    r"|ha(?:ve|s) to|vital|crucial|important (?:that|for|to)",
    "asks": r"ask(?:s|ed|ing)? (?:for|that|[\w ]{1,40}? to)",
    "encourages": r"encourag\w+|advis(?:e|es|ed|ing)|recommend\w*|advocat\w+|invit\w+|press(?:es|ed"
    r"|ing)? (?:for|the)|push(?:es|ed|ing)? (?:for|to)",
    "wants": r"want(?:s|ed)?|would like|wish(?:es)?",
    "proposes": r"propos(?:e|es|ed|al|als|ing)",
    "let us": r"let['’]?s|let us|please|don['’]t",
    "protests for": r"(?:protest|march|rall|demonstrat|campaign|strik|placard)\w*\b[^.]{0,60}\b(?:demand\w*"
    r"|call\w*|for|asking|urging|to)",
    "release or resignation": r"release of|withdrawal of|resign|step down|brought to justice|accountab\w+"
    r"|reinstat\w+|recall",
    # Parties that stand against each other.
    "denies": r"den(?:y|ies|ied|ial|ials|ying)|reject\w*|refus\w+|dismiss(?:es|ed|ing)|rebuff\w*|refut\w+"
    r"|repudiat\w+|disput\w+|contest(?:s|ed|ing)|contradict\w*",
    "criticizes": r"critici[sz]\w+|critics?|critical of|condemn\w*|denounc\w+|decri\w+|slam\w+|blast(?:ed"
    r"|s)|outrage\w*|unfair\w*|unjust\w*|backlash|sharply|lambast\w*|blam(?:e|es|ed|ing)",
    "opposes": r"oppos\w+|object(?:s|ed|ions?|ing)|disagre\w+|against|resist\w*|veto\w*|boycott\w*"
    r"|defi(?:ed|es|ance)|challeng(?:e|ed|es|ing)",
    "debated": r"controvers\w+|contentious|debat\w+|argu(?:e|es|ed|ing|ments?)|quarrel\w*|row over|feud\w*"
    r"|rift|divid\w+|divisi\w+|split|polari\w+|skeptic\w*|sceptic\w*|question(?:ed|s) (?:the|his|her|its)",
    "accuses": r"accus\w+|alleg(?:e|es|ed) that|complain\w*|claim(?:s|ed|ing)?",
    "armed conflict": r"conflicts?|wars?|fight(?:s|ing|ers?)?|clash\w*|battle\w*|offensive|invasion"
    r"|invad\w+|troops|militar\w+|airstrikes?|rebels?|militants?|militias?|insurgen\w+|aggression|siege"
    r"|ceasefire|occup(?:y|ied|ation)|annex\w*",
    "protest": r"protest\w*|demonstrat\w+|riots?|rioting|unrest|standoff|rall(?:y|ies|ied)|march(?:ed|es"
    r"|ing)",
    "tension": r"tensions?|strain\w*|stalemate|deadlock|impasse|shutdown|sanctions?|dispute|rival\w*"
    r"|hostil\w+|confront\w+|crackdown|repress\w+|suppress\w*|persecut\w+|harass\w*|arbitrary"
    r"|discriminat\w+",
    "against the law": r"lawsuits?|sue[ds]?|suing|unconstitutional|unlawful\w*|illegal\w*|violat\w+"
    r"|breach\w*|infring\w+|plaintiffs?|null and void|constitution\w*|rights?|legality|legitima\w+",
    "but": r"but|however|although|though|while|despite|instead|whereas|rather than",
    "not": r"(?:was|is|are|were|did|does|do|has|have|had|will|would) ?(?:not|n['’]t)|never|no",
    "harsh word": r"lousy|dangerous|lies?|lying|lied|wrong|false\w*|mistake|stunt|absurd|disgrac\w+"
    r"|shame\w*|betray\w*|corrupt\w*|abuse of|abandon\w*|hypocri\w+|ridiculous|nonsense|insult\w*|pretext"
    r"|propaganda|authoritarian|tyran\w+|waste of time",
    "territory": r"sovereign\w*|territor\w+|border|independence|status of|separatis\w+|autonom\w+",
    # What is not known, or not known for sure.
    "has not said": r"(?:not|n['’]t) (?:yet |immediately |been |be |publicly |fully )*(?:known|clear"
    r"|confirm\w*|identif\w+|specif\w+|disclos\w+|determin\w+|releas\w+|named?|provid\w+|say|said"
    r"|mention\w*|elaborat\w+|reveal\w*|comment\w*|explain\w*|recover\w*|found|list|set)",
    "unknown": r"unknown|unclear|uncertain\w*|unconfirmed|undisclosed|unspecified|unidentified|unexplained"
    r"|unresolved|unaccounted|unverified|undetermined|myster\w+|inconclusive|unsure|anonymous\w*|unnamed"
    r"|doubt\w*|secret|withh\w+",
    "nobody knows": r"no(?: one|body) (?:knows|has|immediately|claimed|was)|(?:do|did|does)(?:n['’]t"
    r"| not) (?:yet )?know|no (?:official|further|specific|cause|details?|evidence|suspects?|motive"
    r"|information|word|organization|group|comment|indication|explanation|trace|sign)|not sure",
    "without saying": r"without (?:specifying|elaborating|naming|giving|saying|providing|public explanation"
    r"|explanation|details?|identifying|mentioning)",
    "alleged": r"alleg\w+|reportedly|reports? (?:of|that|suggest\w*|indicat\w*|say|vary)|supposed(?:ly)?"
    r"|purported(?:ly)?|apparently|rumou?r\w*|speculat\w+|suspected|presumed|believed|thought to|assum\w+"
    r"|accused of|according to (?:eyewitness|witness|reports?|anonymous|unnamed|local)",
    "investigated": r"investigat\w+|probes?|probing|inquir\w+|enquir\w+|examin\w+|autops\w+|forensic"
    r"|search(?:ed|ing|es)?|look(?:ing)? into|ascertain|determine|tr(?:y|ying) to (?:find|identify"
    r"|establish)|evidence|clues?|identify",
    "cause or identity": r"causes?|motives?|identit\w+|whereabouts|reasons?|origins?|responsib\w+"
    r"|perpetrators?|culprit|purpose|circumstances|nature of|how (?:many|much)|extent|number of",
    "indirect question": r"whether|if (?:it|the|he|she|they) (?:is|was|were|had|has)|who|why|how",
    "death toll": r"death toll|tolls?|casualt\w+|dead|bodies|missing|injur(?:ed|ies)|wounded"
    r"|critical condition|stable condition|killed",
    "at least": r"(?:at least|more than|over|up to|around|about|approximately|roughly|nearly"
    r"|as many as) \d[\d,.]*",
    "estimate": r"estimat\w+|some reports|conflicting|var(?:y|ies|ying)|discrepan\w+|revised|initially"
    r"|initial reports|unofficial\w*|preliminary|approximate\w*",
    "may have": r"(?:may|might|could|must)(?: not| well| also)? have (?!to\b)",
    "claimed": r"claim(?:s|ed|ing)? (?:responsibility|credit|he|she|that|it|they|to)",
    "study": r"stud(?:y|ies)|research\w*|scientists?|hypothes\w+|theor(?:y|ies|etical|ized)|findings?"
    r"|suggest(?:s|ed|ing)?|model\w*|observations?|scholars?|archaeolog\w+|data",
    "possible": r"possib(?:le|ly|ility)|likely|probabl[ey]|perhaps|seem(?:s|ed|ingly)?|appear(?:s|ed)?"
    r"|implying|impl(?:y|ies|ied)|consistent with",
    "depends": r"depend(?:s|ing|ed)?|to be (?:seen|determined)|too early|early days|results?|outcome",
    # What could come about.
    "could": r"could(?! (?:not|have|be seen|only)\b)(?!n)",
    "may": r"(?:may|might)(?! (?:have|not have|\d|be (?:charged|laid|appealed)))",
    "if": r"if|unless|otherwise|or else|in (?:case|the event)",
    "fears": r"fears?|feared|fearing|worr(?:y|ies|ied|ying)|concern(?:s|ed|ing)?|afraid|anxi\w+|alarm\w*"
    r"|nervous|dread",
    "warns": r"warn(?:s|ed|ing|ings)?|caution(?:s|ed|ing|ary)?|alert\w*|advisory|forecast\w*|predict\w*",
    "risk": r"risk(?:s|y|ing)?|danger\w*|threat\w*|endanger\w*|jeopard\w+|hazard\w*|peril\w*|vulnerab\w+"
    r"|at stake|prone|susceptible|unsafe|safety|expos(?:e|ed|ure)",
    "harm": r"harm\w*|damag\w+|destroy\w*|destruct\w*|devastat\w+|catastroph\w+|disaster\w*|collaps\w+"
    r"|cris[ie]s|worsen\w*|deteriorat\w*|escalat\w+|loss|los(?:e|ing)|declin(?:e|es|ed|ing)|drop|fall"
    r"|shortages?|recession|suffer\w*|extinct\w*|flood\w*|wildfires?|hurricane|storms?|earthquakes?"
    r"|eruption|drought",
    "disease": r"spread\w*|virus\w*|covid\S*|coronavirus|sars\S*|outbreaks?|infect\w+|disease\w*"
    r"|pandemic\w*|epidemic\w*|health|contagio\w+|transmi\w+|overdos\w+|resistan\w+|deaths?",
    "likely": r"(?:un)?likely|likelihood|chances?|potential(?:ly)?|probability|prospects?|possib(?:le|ly"
    r"|ility)",
    "violence": r"terror\w*|attacks?|violen\w+|crime|criminal\w*|gangs?|kidnap\w*|revenge|retaliat\w*"
    r"|retribution|weapons?|nuclear|bomb\w*|security",
    "prevents": r"prevent\w*|avoid\w*|avert\w*|stop(?:ping)?|protect\w*|mitigat\w+|contain\w*|guard against"
    r"|deter(?:s|red)?",
    "nature": r"climate|warming|pollution|temperatures?|habitat|species|emissions?|ice|sea",
    "grows": r"increas\w+|ris(?:e|es|ing|en)|rose|grow\w*|surg\w+|higher|further|widespread|high levels?"
    r"|common",
    # What is asked.
    "wonders": r"wonder\w*|asked (?:if|whether|why|how|what|about|when)|questions? (?:remain|about|of"
    r"|whether|over)|questioned whether",
    # Who speaks, and in which tense.
    "we": r"we|i|our",
    "you": r"you",
    "past": r"was|were|had been",
    "present perfect": r"has|have",
    "said": r"said|says|told|stated|according",
    "court": r"court|judge|ruling|ruled|jury|attorney",
    "police": r"police|officials?|authorit\w+|spokes\w+",
    "government": r"government|president|minister|congress|parliament|senate|house|administration|party",
    "united states": r"united states|secretary|u\.s",
}
"""By what it tells: what the learned models have a weight for. Whole words, in lower case."""

_TURNS = {name: re.compile(rf"\b(?:{pattern})\b") for name, pattern in TURNS.items()}
_SCALE = 1.5
"""Weights are trained under a strong penalty; what is this telling is spared some of it."""


def turn_features(text: str) -> dict[str, float]:
    """A feature for each turn of phrase that the text holds."""
    lower = text.lower()
    return {f"turn={name}": _SCALE for name, pattern in _TURNS.items() if pattern.search(lower)}
