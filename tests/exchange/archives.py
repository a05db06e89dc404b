"""What other reading programs write, in the forms of their own sources and tests."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Mapping

__all__ = [
    "ARCHIVES",
    "INSTAPAPER",
    "KINDLE",
    "KOREADER_JSON",
    "KOREADER_LUA",
    "PAGE",
    "POCKET_CSV",
    "POCKET_HIGHLIGHTS",
    "POCKET_PAGE",
    "TEXT",
    "WALLABAG",
    "kobo",
    "omnivore",
    "zipped",
]

PAGE = "https://example.org/harbour"
TEXT = "Talks over the harbour ended without an agreement. The port is shut. Neither side would say who pays."

KINDLE = """\
\ufeffTalks over the harbour (News) (Ada Roe)\r
- Your Highlight on page 5 | Location 100-105 | Added on Friday, January 5, 2024 10:30:45 PM\r
\r
ended without an agreement\r
==========\r
\ufeffTalks over the harbour (News) (Ada Roe)\r
- Your Note on page 5 | Location 105 | Added on Friday, January 5, 2024 10:31:00 PM\r
\r
who says so?\r
==========\r
\ufeffTalks over the harbour (News) (Ada Roe)\r
- Your Bookmark on page 9 | Location 200 | Added on Friday, January 5, 2024 10:32:00 PM\r
\r
\r
==========\r
"""

KOREADER_LUA = """\
-- we can read Lua syntax here!
return {
    ["annotations"] = {
        [1] = {
            ["chapter"] = "The \\"first\\"",
            ["color"] = "green",
            ["datetime"] = "2024-01-05 22:30:45",
            ["datetime_updated"] = "2024-01-06 09:00:00",
            ["drawer"] = "lighten",
            ["note"] = "who says so?\\
and when?",
            ["page"] = "/body/DocFragment[1]/body/p[1]/text().24",
            ["pageno"] = 5,
            ["pos0"] = "/body/DocFragment[1]/body/p[1]/text().24",
            ["text"] = "ended without an agreement",
        },
        [2] = {
            ["datetime"] = "2024-01-05 22:32:00",
            ["page"] = "/body/DocFragment[1]/body/p[9]/text().0",
            ["text"] = "in The first",
        },
    },
    ["doc_pages"] = 12,
    ["doc_path"] = "/mnt/onboard/talks.epub",
    ["doc_props"] = {
        ["authors"] = "Ada Roe\\
Ben Poe",
        ["title"] = "Talks over the harbour",
    },
    ["percent_finished"] = 0.5,
}
"""

KOREADER_JSON = json.dumps(
    {
        "title": "Talks over the harbour",
        "author": "Ada Roe",
        "file": "/mnt/onboard/talks.epub",
        "created_on": 1704495600,
        "version": "json/1.0.0",
        "entries": [
            {
                "sort": "highlight",
                "page": 5,
                "time": 1704493845,
                "text": "ended without an agreement",
                "note": "who says so?",
                "drawer": "underscore",
                "color": "red",
            }
        ],
    }
)

WALLABAG = json.dumps(
    [
        {
            "id": 1,
            "url": PAGE,
            "title": "Talks over the harbour",
            "is_archived": 1,
            "is_starred": 1,
            "created_at": "2024-01-05T10:00:00+0000",
            "updated_at": "2024-01-05T10:00:00+0000",
            "published_at": "2024-01-04T00:00:00+0000",
            "published_by": ["Ada Roe"],
            "content": f"<p>{TEXT}</p>",
            "language": "en",
            "tags": ["harbour", "to check"],
            "annotations": [
                {
                    "id": 5,
                    "text": "who says so?",
                    "quote": "ended without an agreement",
                    "created_at": "2024-01-05T22:30:45+0000",
                    "updated_at": "2024-01-06T09:00:00+0000",
                    "ranges": [{"start": "/p[1]", "startOffset": "23", "end": "/p[1]", "endOffset": "49"}],
                },
                {"id": 7, "quote": ""},
            ],
        }
    ]
)

POCKET_CSV = (
    "title,url,time_added,tags,status\n"
    f"Talks over the harbour,{PAGE},1704448800,harbour|to check,archive\n"
    '"Rain, again",https://example.org/rain,1704448801,,unread\n'
    "Nothing,about:blank,1704448802,,unread\n"
)
POCKET_HIGHLIGHTS = json.dumps(
    [
        {
            "url": PAGE,
            "title": "Talks over the harbour",
            "highlights": [{"quote": "ended without an agreement", "created_at": 1704493845}],
        }
    ]
)
_RAIN = "https://example.org/rain?a=1&amp;b=2"
POCKET_PAGE = f"""\
<!DOCTYPE html>
<html>
	<!--So long and thanks for all the fish-->
	<head><title>Pocket Export</title></head>
	<body>
		<h1>Unread</h1>
		<ul><li><a href="{_RAIN}" time_added="1704448801" tags="">Rain &amp; wind</a></li></ul>
		<h1>Read Archive</h1>
		<ul><li><a href="{PAGE}" time_added="1704448800"
			tags="harbour,to check">Talks over the harbour</a></li></ul>
	</body>
</html>
"""

INSTAPAPER = (
    "URL,Title,Selection,Folder,Timestamp,Tags\n"
    f"{PAGE},Talks over the harbour,ended without an agreement,Starred,1704448800,"
    '"[""harbour"",""to check""]"\n'
    'https://example.org/rain,"Rain, again",,Weather,1704448801,[]\n'
)


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


def omnivore() -> bytes:
    entry = {
        "id": "a1",
        "slug": "talks-over-the-harbour-18c",
        "title": "Talks over the harbour",
        "author": "Ada Roe",
        "url": PAGE,
        "state": "Archived",
        "readingProgress": 100,
        "labels": ["harbour", "to check"],
        "savedAt": "2024-01-05T10:00:00.000Z",
        "updatedAt": "2024-01-06T09:00:00.000Z",
        "publishedAt": "2024-01-04T00:00:00.000Z",
    }
    markdown = "> ended without an agreement \n\n#disputed #to check\n\nwho says so?\n\n> The port is shut. "
    return zipped(
        {
            "metadata_0_to_20.json": json.dumps([entry], indent=2),
            f"content/{entry['slug']}.html": f"<div><p>{TEXT}</p></div>",
            f"highlights/{entry['slug']}.md": markdown,
        }
    )


def kobo(*, color: bool = True, is_log: bool = False) -> bytes:
    """A database with a highlight that has a note, and the corner of a page that was turned down."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        "CREATE TABLE content (ContentID TEXT PRIMARY KEY, Title TEXT, Attribution TEXT);"
        "CREATE TABLE Bookmark (BookmarkID TEXT NOT NULL, VolumeID TEXT NOT NULL, Text TEXT, Annotation TEXT,"
        f" DateCreated TEXT, DateModified TEXT, Type TEXT{', Color INTEGER DEFAULT 0' if color else ''},"
        " PRIMARY KEY (BookmarkID));"
        "INSERT INTO content VALUES ('file:///mnt/onboard/talks.epub', 'Talks over the harbour', 'Ada Roe');"
        "INSERT INTO Bookmark (BookmarkID, VolumeID, Text, Annotation, DateCreated, DateModified, Type)"
        " VALUES ('b1', 'file:///mnt/onboard/talks.epub', 'ended without an agreement', 'who says so?',"
        " '2024-01-05T22:30:45.000', '2024-01-06T09:00:00Z', 'note'),"
        " ('b2', 'file:///mnt/onboard/talks.epub', NULL, NULL, '2024-01-05T22:32:00.000', NULL, 'dogear');"
    )
    if color:
        connection.execute("UPDATE Bookmark SET Color = 2")
    connection.commit()
    data = bytes(connection.serialize())
    connection.close()
    return data[:18] + b"\2\2" + data[20:] if is_log else data


ARCHIVES: dict[str, bytes] = {
    "kindle": KINDLE.encode(),
    "koreader lua": KOREADER_LUA.encode(),
    "koreader json": KOREADER_JSON.encode(),
    "kobo": kobo(),
    "wallabag": WALLABAG.encode(),
    "omnivore": omnivore(),
    "pocket csv": POCKET_CSV.encode(),
    "pocket page": POCKET_PAGE.encode(),
    "pocket archive": zipped(
        {
            "annotations/part_000000.json": POCKET_HIGHLIGHTS,
            "part_000000.csv": POCKET_CSV,
            "notes.bin": b"\xff",
        }
    ),
    "instapaper": INSTAPAPER.encode(),
}
"""A file of each program by the program's name."""
