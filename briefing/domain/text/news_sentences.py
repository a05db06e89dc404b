"""Tells sentences that report an event from openings of other kinds, and columns from news; for English."""

from __future__ import annotations

import re

from briefing.domain.article import Article
from briefing.domain.text.captions import MONTH

DAY = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tonight|yesterday"
    r"|this (?:week|weekend|month|morning|evening)|(?:last|over the) (?:week|weekend|night))\b",
    re.IGNORECASE,
)
COLUMN, MIN_ARGUED = 10, 8
"""Words that argue in a thousand, less those that report, from which an article is a column, and their least
number: in a few lines, one word tells nothing."""
MAX_OWN = 20
"""The most words for the author and the reader in a thousand that count: an interview has more."""
REPORT = 2
"""The weight of a word that reports against one that argues."""
OPENING, READ = 300, 5_000
"""The code points of an article that are its beginning, and those whose words are counted."""
MIN_WORDS, MANY_WORDS = 7, 40
"""The fewest words of a sentence that tells an event, and the number from which it is long."""
FOREIGN = 1.2
"""How plainly a sentence of another language is taken to report."""

_QUOTED = re.compile(r"“[^”\n]*”?|\"[^\"\n]*\"?|(?<!\w)[‘'](?:[^’'\n]|\b[’']\b)*[’'](?!\w)")
_SELF = re.compile(
    r"\b(?:I(?![-.])(?:['’](?:m|ve|d|ll))?|me|us|[Ll]et['’]s"
    r"|(?:[Ww]e|[Yy]ou)(?:['’](?:re|ve|ll))?|(?:[Mm]y|[Oo]ur|[Yy]our)(?:self|selves)?)\b"
)
"""Words for the author, and for the reader."""
_OPINED = re.compile(
    r"\b(?:should|must|ought|need to|of course|indeed|surely|perhaps|frankly|alas|after all|in fact|no doubt"
    r"|to be sure|it seems|apparently|never mind)\b",
    re.IGNORECASE,
)
_ARGUED = re.compile(
    r"\b(?:but|yet|not|never|even|only|just|simply|merely|so|too|really|actually|very|because|rather|instead"
    r"|course|why|how|what)\b",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:said|told|says|announced|according to|reported|added|wrote|tweeted|statement|spokes\w+"
    r"|percent)\b|\d%"
)
_COLUMN_PATH = re.compile(
    r"/(?:opinions?|columnists?|columns?|commentary|commentisfree|editorials?|op-?eds?|perspectives?|letters"
    r"|ideas|contributors?|corner|pundits-blog|the-morning-jolt)(?:[/-]|$)",
    re.IGNORECASE,
)
_COLUMN_NAME = re.compile(
    r"\b(?<!public )(?:opinion|op-?ed|editorial|commentary|column|columnist)s?\b", re.IGNORECASE
)
_COLUMN_TITLE = re.compile(
    rf"{_COLUMN_NAME.pattern}\s*[:|]"
    r"|(?:facepalm|ugh|wow|oof|lol|yikes|nope|oh|ouch|whoa|sorry|yes|well)\b[,:!]"
    r"|[^:‘“'\"]*\b(?:is|are|was|were)(?:n['’]t)? (?:(?:still|not|just|always|an?|the|no|so|very|actually) )*"
    r"(?:essential|wrong|right|good|bad|better|worse|great|broken|doomed|dangerous|necessary|mistake|absurd"
    r"|ridiculous|stupid|disgrace|joke|myth|lie|terrible|awful)(?=$|[.!,]| (?:about|for|that)\b)"
    r"(?!.*\bsays?\b)",
    re.IGNORECASE,
)
"""A title that calls itself a column, begins with a cry, or judges."""

_ENGLISH = re.compile(
    r"\b(?:the|of|and|to|with|from|by|has|for|who|his|her|their|than|that|are|were|been|its|said|which|it|not|but|you|they|she"
    r"|this|would|some|about)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"""
    \b(?:sign\ up|subscribe|newsletter|click\ here|follow\ us|breaking\ news\ alerts|read\ more|log\ in)\b
    | \b(?:opinions?|views?)\ (?:\w+\ ){0,4}?expressed\b
    | \bdo(?:es)?\ not\ (?:necessarily\ )?(?:represent|reflect)\b
    | (?:^|\b(?:story|article|post|piece|column|essay)\ (?:\w+\ ){0,9})
        (?:originally|first)\ (?:published|appeared)\b
    | ^\| | ^the\ claim: | \bvia\ (?:AP|Getty|Reuters)\b | \bproduced\ in\ (?:collaboration|partnership)\b
    | \bthis\ (?:article|story|video|post|column|essay|transcript|interview|episode|series|op-ed)\b
    | ^(?:here(?:['’]s|\ is|\ are)|each\ (?:week|day|month)|every\ (?:week|day|month)|in\ this)\b
    | \b(?:shows\ you|takes?\ a\ look\ at|bring(?:s|ing)?\ you)\b
    | ^(?-i:(?:[A-Z]{2,}\ ){3}) | ^[^:.]{3,30}:\ """
    + rf"{MONTH}\ \d",
    re.IGNORECASE | re.VERBOSE,
)
"""Words of a publisher on what is read there, and how."""
_EXPLAINING = re.compile(
    r"^(?:Why|How|What|When|Who|Here['’]s|Here Are)\b"
    r"|^\d+ (?:[\w-]+ ){0,2}(?i:winners|things|ways|takeaways|reasons|facts|tips|questions)\b"
    r"|\?\W*$|\b[Ee]xplained\b|[:?—] (?i:and )?(?i:what|why|how|here['’]s (?:how|why))\b"
)
_SENTENCE_END = re.compile(r"(?<=[a-z]{3}[.!]) ")
_LEANING = re.compile(
    r"(?:but|and|so|yet|or|nor|if|now|well|still|however|instead|also|then|thus|that"
    r"|this(?! (?:week|month|morning)\b)|the (?:two|three|four|pair|duo|trio)"
    r"|these|those|what|it|he|she|they|such|his|her|their|its|here|there|because of|after all|in other words"
    r"|in fact|in the same|for (?:example|instance)|meanwhile|moreover|further(?:more)?|similarly|not|no"
    r"|as such|even so|of course|among them|originally|one was|another(?! \d)|what['’]s more"
    r"|(?:first|second|third),|at the same time|in addition"
    r"|(?:\w+ )?(?:hours|days|weeks|months|years) (?:later|earlier|before)"
    r"|last (?:week|month|year|summer|fall)"
    r"|the (?:move|decision|announcement|comments?|remarks?|statement|latter|news|speech|post|tweet"
    r"|change|others?)"
    r"|(?:while|when|after|as|since|with|despite|amid|following)"
    r" (?:that|these|those|it|he|she|they|his|her|their|its)"
    rf"|when the|while an?|in {MONTH},? (?:19|20)\d\d)\b"
    r"|(?:under|in|at|on) (?:this|that|these|the other)\b|(?:when|after|as) (?:the )?news broke\b"
    r"|[^.]{0,60}\b[a-z]+ed that (?:law|bill|ban|order|ruling|rule|plan|measure|policy|lawsuit|deal)\b"
    r"|(?:\S+ ){1,4}(?:also|had(?! [“\"]?(?:an?|the|no)\b))\b"
    r"|[^.]{0,60}?,\s(?:though|however|meanwhile|for (?:example|instance)),",
    re.IGNORECASE,
)
"""First words of a sentence that needs the one before it, or tells what was before."""
_SPOKEN = re.compile(r"[“\"][^”\"\n]{12,}[,.?!][”\"]")
"""A sentence that begins with what somebody says."""
_VERB = re.compile(
    r"\b(?:[a-z]+(?:ed|[^su'’]s)|is|was|has|are|were|have|had|will|would|can|could|may|might|must)\b"
)
"""What may be a verb."""
_TOLD = re.compile(
    r"\b(?:said|told|says|according to|won|lost|took|made|gave|held|met|came|went|began|ran|put|shot|left"
    r"|sued|sought|tore|threw|drove|chose|fled|fought|bought|brought|caught|sold|beat|shook|swept|built|fell|rose|broke|became|struck|drew|saw|found|led|paid|sent|hit|cut|quit|spoke|wrote|was|were"
    r"|has|have|had|will|(?:is|are)\ [a-z]{3,}ing|won['’]t|(?<!\ba\ )(?<!\bthe\ )[a-z]{3,}ed)\b"
)
"""Verbs of a report: in the past, the perfect or the future, or of what goes on now."""
_BACKGROUND = re.compile(
    r"\b(?:already|always|never|often|every|everyone|everybody|nobody|nothing|anyone|seems?|appears? to"
    r"|likely|(?-i:may)|might|could|can|once|decades?|for years|long been|since the|years ago|months ago"
    r"|hallmark|thing|kind of|sort of)\b|^some of\b|\bsome fellow\b",
    re.IGNORECASE,
)
"""Words of background and of comment."""
_PRESUMING = re.compile(
    r"^yesterday\b|\b(?:also|came (?:amid|as|after)|ongoing"
    r"|the (?:opening|news|feud|fight|move|controversy|backlash)|has since"
    r"|continu(?:es|ed)|meanwhile|latest)\b",
    re.IGNORECASE,
)
"""Words of a sentence that presumes the event to be known."""
_NAME = re.compile(r"(?<=\s)[A-Z][\w.'’-]+")
_DATED = re.compile(rf"\b{MONTH} \d{{1,2}},? (?:19|20)\d\d\b")


def is_column(article: Article) -> bool:
    """Whether an article is somebody's opinion, by its title, its address, or the names of its publisher and
    section; or by its words, which argue, or are of its author and its reader, and hardly report.
    """
    if _is_marked(article.title, article.url, f"{article.source} {article.section}"):
        return True
    opening = article.text[:OPENING]
    if DAY.search(opening) and _TOLD.search(opening) and not _SELF.search(_QUOTED.sub("", opening)):
        return False
    own = _QUOTED.sub("", article.text[:READ])
    words = len(own.split())
    argued = min(_count(own, _SELF), MAX_OWN * words / 1_000) + _count(own, _OPINED, _ARGUED)
    counted = argued - REPORT * _count(own, _REPORTED, DAY)
    return counted >= MIN_ARGUED and counted * 1_000 >= COLUMN * words


def _is_marked(title: str, url: str | None, names: str) -> bool:
    return (
        _COLUMN_TITLE.match(title) is not None
        or _COLUMN_NAME.search(names) is not None
        or (url is not None and _COLUMN_PATH.search(url.partition("?")[0]) is not None)
    )


def names_event(title: str, url: str | None, source: str | None) -> bool:
    """Whether the title of an article can name a story: it is marked as no column, and no question."""
    return not _is_marked(title, url, source or "") and not is_no_news(title, "")


def _count(text: str, *patterns: re.Pattern[str]) -> int:
    return sum(len(pattern.findall(text)) for pattern in patterns)


def is_hardly_news(title: str, told: str) -> bool:
    """Whether a sentence below this title tells of no day, or of somebody themselves, or asks."""
    return DAY.search(told) is None or is_no_news(title, told)


def is_no_news(title: str, told: str) -> bool:
    """Whether a sentence below this title, or the title, tells of its author or its reader, or asks."""
    return explains(title) or any(
        _SELF.search(_QUOTED.sub("", text)) or text.rstrip("”\"’'").endswith("?")
        for text in (told, _first_sentence(title))
    )


def explains(title: str) -> bool:
    """Whether a title asks, or promises an explanation or a list, rather than to tell an event.

    Of several sentences the first one tells.
    """
    return _EXPLAINING.search(_first_sentence(title)) is not None


def _first_sentence(title: str) -> str:
    return _SENTENCE_END.split(title, maxsplit=1)[0]


def is_english(sentence: str) -> bool:
    """Whether a sentence has one of the commonest English words."""
    return _ENGLISH.search(sentence) is not None


def telling(sentence: str) -> float | None:
    """Return how plainly a sentence reports an event, from -3 to 2.

    Return None where it does not: it asks, speaks of its author, its reader or its publisher, or needs the
    sentence before it.
    """
    if not is_english(sentence):
        return None if "?" in sentence else FOREIGN
    own, words = _QUOTED.sub("", sentence), sentence.split()
    if "?" in own or len(words) < MIN_WORDS or 2 * len(own.split()) < len(words) or "”" in own:
        return None
    if sentence.count('"') % 2 or sentence.count("“") > sentence.count("”"):
        return None  # what is quoted goes on
    if sentence.endswith(("...", "…")) or sentence[0].islower():
        return None  # it is cut off
    if any(pattern.search(own) for pattern in (_BESIDE, _SELF)) or _SPOKEN.match(sentence):
        return None
    if _LEANING.match(sentence.lstrip("“\"‘'")):
        return None
    has_day, is_told = DAY.search(own) is not None, _TOLD.search(own) is not None
    if not (is_told or _VERB.search(own)) or (_DATED.search(own) and not is_told):
        return None  # a caption
    return (
        1.0 * has_day
        + 0.6 * is_told
        - 0.4 * (not has_day and not is_told)
        + 0.4 * (_NAME.search(own) is not None)
        - 0.6 * len(_BACKGROUND.findall(own))
        - 0.4 * len(_OPINED.findall(own))
        - 0.8 * len(_PRESUMING.findall(own))
        - 0.02 * max(0, len(words) - MANY_WORDS)
    )
