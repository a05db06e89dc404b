CREATE TABLE articles (
    id            TEXT PRIMARY KEY,
    title         TEXT NOT NULL,
    author        TEXT,
    published     TEXT,
    source        TEXT,
    section       TEXT,
    url           TEXT,
    path          BLOB,             -- text, or a BLOB when the name is not Unicode
    language      TEXT,
    text_sha256   TEXT NOT NULL,
    input_sha256  TEXT NOT NULL,    -- of all that an analysis depends on
    fetched       TEXT NOT NULL,
    newest        REAL NOT NULL,    -- seconds since 1970; what lists are ordered by
    read          INTEGER NOT NULL DEFAULT 0,
    starred       INTEGER NOT NULL DEFAULT 0,
    place         INTEGER NOT NULL DEFAULT 0,
    text          TEXT NOT NULL     -- last, so that a list reads past none of it
);

CREATE INDEX articles_newest ON articles (newest DESC, id);
CREATE INDEX articles_path ON articles (path) WHERE path IS NOT NULL;
CREATE INDEX articles_url ON articles (url) WHERE url IS NOT NULL;
CREATE INDEX articles_text ON articles (text_sha256);
CREATE INDEX articles_input ON articles (input_sha256);

CREATE TABLE moved (
    -- A file that moved keeps its article; its new place would name another.
    id         TEXT PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE
);

CREATE INDEX moved_article ON moved (article_id);

CREATE TABLE analyses (
    input_sha256 TEXT NOT NULL,
    engine       TEXT NOT NULL,
    version      TEXT NOT NULL,
    model        TEXT NOT NULL,
    payload      TEXT NOT NULL,     -- JSON
    PRIMARY KEY (input_sha256, engine, model, version)
) WITHOUT ROWID;

CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
