-- The tables of library.db. One that is changed takes a new VERSION in schema.py, and what it was called before.

CREATE TABLE articles (
    number        INTEGER PRIMARY KEY,  -- named, since VACUUM may change a rowid that is not
    id            TEXT NOT NULL UNIQUE,
    title         TEXT NOT NULL,
    author        TEXT,
    published     TEXT,
    source        TEXT,
    section       TEXT,
    url           TEXT,
    path          BLOB,                 -- text, or a BLOB when the name is not Unicode
    language      TEXT,
    text_sha256   TEXT NOT NULL,
    input_sha256  TEXT NOT NULL,        -- of all that an analysis depends on
    fetched       TEXT NOT NULL,
    newest        REAL NOT NULL,        -- seconds since 1970; what lists are ordered by
    same_text     TEXT NOT NULL,        -- the same for articles that have the same text
    read          INTEGER NOT NULL DEFAULT 0,
    starred       INTEGER NOT NULL DEFAULT 0,
    muted         INTEGER NOT NULL DEFAULT 0,
    place         INTEGER NOT NULL DEFAULT 0,
    by_hand       INTEGER NOT NULL DEFAULT 1    -- the reader put it in, not a feed
);

CREATE INDEX articles_newest ON articles (newest);
CREATE INDEX articles_title ON articles (title COLLATE NOCASE);
CREATE INDEX articles_source ON articles (ifnull(source, '') COLLATE NOCASE, newest DESC);
CREATE INDEX articles_unread ON articles (newest) WHERE read = 0 AND muted = 0;
CREATE INDEX articles_starred ON articles (newest) WHERE starred = 1;
CREATE INDEX articles_same_text ON articles (same_text);
CREATE INDEX articles_path ON articles (path) WHERE path IS NOT NULL;
CREATE INDEX articles_url ON articles (url) WHERE url IS NOT NULL;
-- Keys in random order: each transaction of a refresh changes most pages of their index, so it has few.
CREATE INDEX articles_text ON articles (text_sha256) WHERE path IS NOT NULL;
CREATE INDEX articles_input ON articles (substr(input_sha256, 1, 8));

CREATE TABLE texts (
    -- Apart from the articles, so that lists and marks read and write small rows.
    number INTEGER PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
    text   TEXT NOT NULL
);

CREATE TABLE structures (
    -- What an article's source shows beside its text: by the text, since an article may have several.
    article     INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    text_sha256 TEXT NOT NULL,
    payload     TEXT NOT NULL,          -- JSON
    PRIMARY KEY (article, text_sha256)
);

CREATE TABLE other_texts (
    -- What an article's feed and page say, where both are kept; one of them may be the text shown.
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    origin  TEXT NOT NULL CHECK (origin IN ('feed', 'page')),
    text    TEXT NOT NULL,
    PRIMARY KEY (article, origin)
);

CREATE TABLE article_tags (
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    tag     TEXT NOT NULL,
    PRIMARY KEY (article, tag)
) WITHOUT ROWID;

CREATE INDEX article_tags_tag ON article_tags (tag);

CREATE TABLE moved (
    -- A file that moved keeps its article; its new place would name another.
    id         TEXT PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE
);

CREATE INDEX moved_article ON moved (article_id);

CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE analyses (
    input_sha256 TEXT NOT NULL,
    engine       TEXT NOT NULL,
    version      TEXT NOT NULL,
    model        TEXT NOT NULL,
    payload      TEXT NOT NULL,     -- JSON; so long that half a page would be lost WITHOUT ROWID
    PRIMARY KEY (input_sha256, engine, model, version)
);

CREATE TABLE analysis_names (
    input_sha256 TEXT PRIMARY KEY,
    actors       TEXT NOT NULL,         -- folded, one a line
    issues       TEXT NOT NULL,
    shown        TEXT   -- JSON: the actors as the reader has corrected them; NULL where nothing is corrected
) WITHOUT ROWID;

-- What the files in annotations/ say, for lists and searches; can be rebuilt from them at any time.
CREATE TABLE annotation_files (
    article_id TEXT PRIMARY KEY,
    stamp      TEXT NOT NULL,       -- of the file as it was read
    head       TEXT NOT NULL        -- JSON
) WITHOUT ROWID;

CREATE TABLE annotations (
    article_id TEXT NOT NULL REFERENCES annotation_files (article_id) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    created    TEXT NOT NULL,
    modified   TEXT NOT NULL,
    color      TEXT NOT NULL,
    state      TEXT NOT NULL,
    confidence REAL,
    quote      TEXT NOT NULL,
    prefix     TEXT NOT NULL,
    suffix     TEXT NOT NULL,
    start      INTEGER,
    "end"      INTEGER,
    note       TEXT NOT NULL,
    tags       TEXT NOT NULL,       -- JSON
    made_on    TEXT,                -- JSON
    PRIMARY KEY (article_id, id)
);

CREATE INDEX annotations_newest ON annotations (modified DESC);

CREATE TABLE annotation_tags (
    article_id    TEXT NOT NULL,
    annotation_id TEXT NOT NULL,
    tag           TEXT NOT NULL,
    FOREIGN KEY (article_id, annotation_id) REFERENCES annotations (article_id, id) ON DELETE CASCADE
);

CREATE INDEX annotation_tags_tag ON annotation_tags (tag);
CREATE INDEX annotation_tags_annotation ON annotation_tags (article_id, annotation_id);

CREATE TABLE feeds (
    number        INTEGER PRIMARY KEY,
    url           TEXT NOT NULL UNIQUE,
    title         TEXT,
    site          TEXT,
    etag          TEXT,
    last_modified TEXT,
    body_sha256   TEXT,
    checked       TEXT,
    changed       TEXT,
    next_try      TEXT,
    failures      INTEGER NOT NULL DEFAULT 0,
    error         TEXT,
    is_gone       INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE feed_articles (
    feed    INTEGER NOT NULL REFERENCES feeds (number) ON DELETE CASCADE,
    guid    TEXT NOT NULL,
    article INTEGER REFERENCES articles (number) ON DELETE SET NULL,
    removed TEXT,                       -- the id of an article that was taken out, not to come again
    said    TEXT NOT NULL,              -- input_sha256 of what the feed said last
    present INTEGER NOT NULL DEFAULT 1, -- whether the feed's last document held it
    UNIQUE (feed, guid)
);

CREATE INDEX feed_articles_article ON feed_articles (article, feed);
CREATE INDEX feed_articles_feed ON feed_articles (feed, article);
CREATE INDEX feed_articles_present ON feed_articles (feed) WHERE present = 1;
CREATE INDEX feed_articles_removed ON feed_articles (removed) WHERE removed IS NOT NULL;

CREATE TABLE synced (
    -- The articles of the sync server, also those that are not here, with the marks that both sides agreed on.
    item    TEXT PRIMARY KEY,           -- the server's id
    stream  TEXT NOT NULL,              -- the server's id of the feed
    article TEXT NOT NULL,              -- the id of the article here; empty if there was none
    read    INTEGER NOT NULL,
    starred INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX synced_article ON synced (article);

CREATE TABLE stories (
    number   INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,      -- that of the article that it began with
    terms    TEXT NOT NULL,             -- JSON: what most members share
    followed INTEGER NOT NULL DEFAULT 0,
    muted    INTEGER NOT NULL DEFAULT 0,
    seen     REAL                       -- seconds since 1970: when the reader left it last
);

CREATE TABLE story_members (
    article INTEGER PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
    story   INTEGER NOT NULL REFERENCES stories (number) ON DELETE CASCADE,
    score   REAL NOT NULL,              -- mean probability that another member tells of the same event
    by_hand INTEGER NOT NULL DEFAULT 0  -- the reader put it there, and it stays
);

CREATE INDEX story_members_story ON story_members (story);

CREATE TABLE story_names (
    -- Ids of stories that went into another: they still open it.
    id    TEXT PRIMARY KEY,
    story INTEGER NOT NULL REFERENCES stories (number) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE INDEX story_names_story ON story_names (story);

CREATE TABLE story_terms (
    -- Of the articles of the last days, which others are compared with; can be counted anew at any time.
    article     INTEGER PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
    text_sha256 TEXT NOT NULL,
    terms       TEXT NOT NULL           -- JSON
);

CREATE TABLE watches (
    number  INTEGER PRIMARY KEY,
    kind    TEXT NOT NULL,              -- actor, story or query
    what    TEXT NOT NULL,              -- a name, the id of a story, or a query
    created REAL NOT NULL,              -- seconds since 1970
    seen    REAL NOT NULL,              -- when the reader last looked at what is watched
    UNIQUE (kind, what)
);

CREATE TABLE unindexed (
    -- Articles that the full-text index does not hold yet, in the order in which they changed.
    turn   INTEGER PRIMARY KEY AUTOINCREMENT,
    number INTEGER NOT NULL UNIQUE REFERENCES articles (number) ON DELETE CASCADE
);

CREATE VIEW indexed AS
    SELECT a.number, a.title, a.source, a.author, t.text
    FROM articles a JOIN texts t ON t.number = a.number
    WHERE a.number NOT IN (SELECT number FROM unindexed);

CREATE VIRTUAL TABLE words USING fts5 (
    title, source, author, text,
    content = 'indexed', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2'
);
-- FTS5 merges 4 segments by default, and so writes each word of a large refresh twice as often as with 12.
-- From crisismerge segments on it merges them all in one transaction: none should ever wait for that.
INSERT INTO words (words, rank) VALUES ('automerge', 12);
INSERT INTO words (words, rank) VALUES ('crisismerge', 32);
