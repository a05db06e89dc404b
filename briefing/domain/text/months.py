"""Names the months in the languages that many documents are written in."""

from __future__ import annotations

MONTH_NAMES = (
    "january januar jänner janvier enero gennaio janeiro januari stycznia января",
    "february februar février febrero febbraio fevereiro februari lutego февраля",
    "march märz mars marzo março maart marca марта",
    "april avril abril aprile kwietnia апреля",
    "may mai mayo maggio maio mei maja мая",
    "june juni juin junio giugno junho czerwca июня",
    "july juli juillet julio luglio julho lipca июля",
    "august août agosto augustus sierpnia августа",
    "september septembre septiembre settembre setembro września сентября",
    "october oktober octobre octubre ottobre outubro października октября",
    "november novembre noviembre novembro listopada ноября",
    "december dezember décembre diciembre dicembre dezembro grudnia декабря",
)
"""The names of each month, the English one first."""
MONTHS = {name: at for at, names in enumerate(MONTH_NAMES, 1) for name in names.split()}
"""The numbers of the months by their names, in lower case."""
