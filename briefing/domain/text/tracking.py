"""Strips tracking parameters from addresses."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

_TRACKING = (
    r"utm_\w+|(?:mtm|pk|piwik|hsa|guce)_\w+|at_(?:medium|campaign|custom\d|format|link_\w+|ptr_name|bbc_team|emailtype)"
    r"|ns_(?:mchannel|source|campaign|linkname|fee)|cmpid|ocid|xtor|ito|ncid|smid|smtyp|sref|s_cid|wt_z?mc|guccounter"
    r"|soc_(?:src|trk)|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ymclid|ysclid|twclid|ttclid|li_fat_id"
    r"|igsh|igshid|rb_clickid|srsltid|wickedid|_ga|_gl|_openstat|_hsenc|_hsmi|__hs(?:tc|sc|fp)|hsctatracking|mkt_tok"
    r"|mc_cid|mc_eid|ml_subscriber(?:_hash)?|oly_(?:anon|enc)_id|vero_(?:conv|id)|__twitter_impression"
)
"""Parameters that only track: more than article ids leave out, as stored ids were made with the others."""


def without_tracking(url: str) -> str:
    """Remove the query parameters that only track, and leave the rest of an address as it is."""
    address, hash_, fragment = url.partition("#")
    page, mark, query = address.partition("?")
    if not mark:
        return url
    pairs = query.split("&")
    kept = [pair for pair in pairs if not _tracks(unquote_plus(pair.partition("=")[0]))]
    if len(kept) == len(pairs):
        return url
    return page + (f"?{'&'.join(kept)}" if kept else "") + hash_ + fragment


def _tracks(parameter: str) -> bool:
    return re.fullmatch(_TRACKING, parameter, re.IGNORECASE) is not None
