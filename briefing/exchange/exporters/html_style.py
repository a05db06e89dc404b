"""How the HTML report looks: on a screen, in the dark, on a telephone and on paper."""

from __future__ import annotations

__all__ = ["STYLE"]

STYLE = """
:root {
  color-scheme: light dark;
  --page: #fdfcf9; --ink: #1d1c1a; --faint: #5d5a54; --line: #dcd7cc; --link: #1f4f8f; --panel: #f5f2ea;
  --yellow: #f6e58d; --green: #bfe5b8; --blue: #bcdcf5; --orange: #fbd0a4; --violet: #dccdf6;
  --yellow-edge: #8a6d00; --green-edge: #2f7d32; --blue-edge: #1f6fa8; --orange-edge: #b35900;
  --violet-edge: #6b46b8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #181818; --ink: #e8e4da; --faint: #a9a498; --line: #3a3833; --link: #8fbcf0; --panel: #222120;
    --yellow: #5b4f0e; --green: #23502a; --blue: #1d4663; --orange: #64390f; --violet: #463069;
    --yellow-edge: #e3c94a; --green-edge: #7cc885; --blue-edge: #7db9e8; --orange-edge: #eba45c;
    --violet-edge: #b79af0;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 68rem; background: var(--page); color: var(--ink);
  font: 1.0625rem/1.6 Charter, "Bitstream Charter", "Iowan Old Style", Georgia, "Noto Serif", serif;
  overflow-wrap: break-word;
}
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: 1.4rem; margin: 0 0 1rem; color: var(--faint); font-weight: 600; }
h2 { font-size: 2rem; margin: 0 0 .35rem; }
h3 { font-size: 1.15rem; margin: 2.25rem 0 .75rem; padding-bottom: .25rem;
  border-bottom: 1px solid var(--line); }
h4 { font-size: 1rem; margin: 1rem 0 .25rem; }
a { color: var(--link); text-underline-offset: .15em; }
:target { outline: 2px solid var(--link); outline-offset: 3px; }
.facts, .tags, .kind, footer, th { color: var(--faint); font-family: system-ui, sans-serif;
  font-size: .875rem; }
.facts { margin: 0 0 1rem; }
.facts span:not(:last-child)::after { content: " · "; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: .4rem .75rem .4rem 0;
  border-bottom: 1px solid var(--line); }
.date, .number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.number { text-align: end; }
article { margin-top: 3.5rem; padding-top: 2rem; border-top: 3px double var(--line); }
.briefing { background: var(--panel); padding: .25rem 1.25rem 1rem; border-radius: .4rem; margin: 1.5rem 0; }
.briefing h3 { margin-top: 1rem; border: 0; padding: 0; }
.briefing ul { margin: 0; padding-inline-start: 1.2rem; }
ol.annotations { list-style: none; margin: 0; padding: 0; max-width: 46rem; }
ol.annotations > li {
  margin: 0 0 1.5rem; padding-inline-start: 1rem; border-inline-start: .3rem solid var(--edge);
}
blockquote { margin: 0 0 .5rem; }
blockquote p { margin: 0 0 .5rem; }
li > blockquote p span { background: var(--mark); color: var(--ink); box-decoration-break: clone;
  -webkit-box-decoration-break: clone; padding: .1em .15em; }
mark { background: var(--mark); color: inherit; padding: .1em 0; border-bottom: 2px solid var(--edge); }
.yellow { --mark: var(--yellow); --edge: var(--yellow-edge); }
.green { --mark: var(--green); --edge: var(--green-edge); }
.blue { --mark: var(--blue); --edge: var(--blue-edge); }
.orange { --mark: var(--orange); --edge: var(--orange-edge); }
mark[data-number]::before {
  content: attr(data-number); font: .7em system-ui, sans-serif; vertical-align: super; padding-inline: .15em;
}
.violet { --mark: var(--violet); --edge: var(--violet-edge); }
.note > :first-child { margin-top: 0; } .note > :last-child { margin-bottom: 0; }
.note { max-width: 42rem; }
.note blockquote { margin: 1rem 0; border-inline-start: 2px solid var(--line); padding-inline-start: .75rem; }
.note pre { background: var(--panel); padding: .6rem .8rem; overflow-x: auto; border-radius: .3rem; }
.note code { font-size: .9em; }
.heading { font-weight: 700; }
.tags { margin: .4rem 0 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: .35rem; }
.tags li { border: 1px solid var(--line); border-radius: 1rem; padding: 0 .6rem; }
.row { display: grid; grid-template-columns: minmax(0, 42rem) minmax(0, 1fr); gap: 0 2.25rem; }
.row > p { margin: 0 0 1.1rem; }
.row aside { border-inline-start: .2rem solid var(--edge); padding-inline-start: .75rem; margin: 0 0 .9rem;
  font-size: .9rem;
  line-height: 1.45; }
.aside-label { margin: 0; font-family: system-ui, sans-serif; font-size: .8125rem; color: var(--faint); }
footer { margin-top: 4rem; }
@media (max-width: 52rem) {
  body { padding-top: 1.25rem; }
  h2 { font-size: 1.6rem; }
  .row { grid-template-columns: minmax(0, 1fr); }
  .row aside { margin-inline-start: 1rem; }
}
@media print {
  :root { --page: #fff; --ink: #000; --faint: #333; --line: #999; --link: #000; --panel: #fff; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  .briefing { border: 1px solid var(--line); }
  mark, li > blockquote p span { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  ol.annotations > li, aside, tr { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
  article + article { break-before: page; }
}
""".lstrip()
