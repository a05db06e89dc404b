"""Write the licences of all that is installed with the program into docs/security.md, by pip-licenses.

python -m pip install --target /tmp/licences pip-licenses
PYTHONPATH=/tmp/licences python scripts/licences.py PYTHON

PYTHON belongs to an environment in which the wheel alone was installed.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

DOCUMENT = Path(__file__).parent.parent / "docs" / "security.md"
OUR_OWN = ("briefing-reader", "pip", "setuptools")
"""What the environment has besides: the program itself, and what installed it."""
BEGIN, END = "<!-- licences: made by scripts/licences.py -->\n", "<!-- end of licences -->"
_SAME = {
    "Apache Software License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "BSD License": "BSD",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""What packages call a licence, and its SPDX name where there is one."""


def table(installed: Sequence[Mapping[str, str]]) -> str:
    """Return a row for each licence, with the packages that are under it; those of several are named so."""
    packages: dict[str, list[str]] = {}
    for each in installed:
        if each["Name"].lower() not in OUR_OWN:
            names = re.split(r"\s*;\s*", " ".join(each["License"].split()))
            licence = ", ".join(sorted({_SAME.get(name, name) for name in names}))
            packages.setdefault(licence, []).append(each["Name"])
    rows = [f"| {licence} | {', '.join(sorted(packages[licence]))} |" for licence in sorted(packages)]
    return "\n".join(["| licence | packages |", "|---|---|", *rows]) + "\n"


def with_table(document: str, made: str) -> str:
    head, _, rest = document.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{made}\n{END}{tail}"


if __name__ == "__main__":
    command = [sys.executable, "-m", "piplicenses", "--python", sys.argv[1], "--format", "json"]
    made = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    DOCUMENT.write_text(with_table(DOCUMENT.read_text("utf-8"), table(json.loads(made))), "utf-8")
