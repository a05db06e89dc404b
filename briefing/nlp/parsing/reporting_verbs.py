"""Which verbs report what somebody says."""

from __future__ import annotations

__all__ = ["SPEECH_VERBS"]

SPEECH_VERBS = frozenset(
    """
    say tell state add note announce claim warn argue explain write tweet declare insist report
    describe comment remark reply respond acknowledge admit confirm deny stress emphasize emphasise
    highlight reiterate reaffirm assert allege accuse suggest predict recall think believe hope call
    condemn criticize criticise denounce praise vow pledge promise urge ask demand conclude observe
    quote testify ask caution contend maintain post underscore express welcome complain joke concede
    estimate propose recommend affirm proclaim opine lament read continue point
    """.split()
)
