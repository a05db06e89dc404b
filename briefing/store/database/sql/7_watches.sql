CREATE TABLE watches (
    number  INTEGER PRIMARY KEY,
    kind    TEXT NOT NULL,              -- actor, story or query
    what    TEXT NOT NULL,              -- a name, the id of a story, or a query
    created REAL NOT NULL,              -- seconds since 1970
    seen    REAL NOT NULL,              -- when the reader last looked at what is watched
    UNIQUE (kind, what)
);
