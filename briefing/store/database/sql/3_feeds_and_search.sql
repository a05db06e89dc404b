CREATE TABLE numbered (
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
    story         TEXT NOT NULL,        -- the same for articles that have the same text
    read          INTEGER NOT NULL DEFAULT 0,
    starred       INTEGER NOT NULL DEFAULT 0,
    muted         INTEGER NOT NULL DEFAULT 0,
    place         INTEGER NOT NULL DEFAULT 0,
    by_hand       INTEGER NOT NULL DEFAULT 1    -- the reader put it in, not a feed
);

CREATE TABLE texts (
    -- Apart from the articles, so that lists and marks read and write small rows.
    number INTEGER PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
    text   TEXT NOT NULL
);

INSERT INTO numbered (
    id, title, author, published, source, section, url, path, language, text_sha256, input_sha256,
    fetched, newest, story, read, starred, place
)
SELECT
    id, title, author, published, source, section, url, path, language, text_sha256, input_sha256,
    fetched, newest, CASE WHEN length(text) < 200 THEN id ELSE substr(text_sha256, 1, 16) END,
    read, starred, place
FROM articles ORDER BY rowid;

INSERT INTO texts SELECT n.number, a.text FROM numbered n JOIN articles a ON a.id = n.id;
DROP TABLE articles;
ALTER TABLE numbered RENAME TO articles;
CREATE INDEX articles_newest ON articles (newest);
CREATE INDEX articles_title ON articles (title COLLATE NOCASE);
CREATE INDEX articles_source ON articles (ifnull(source, '') COLLATE NOCASE, newest DESC);
CREATE INDEX articles_unread ON articles (newest) WHERE read = 0 AND muted = 0;
CREATE INDEX articles_starred ON articles (newest) WHERE starred = 1;
CREATE INDEX articles_story ON articles (story);
CREATE INDEX articles_path ON articles (path) WHERE path IS NOT NULL;
CREATE INDEX articles_url ON articles (url) WHERE url IS NOT NULL;
CREATE INDEX articles_text ON articles (text_sha256);
CREATE INDEX articles_input ON articles (input_sha256);

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

CREATE TABLE analysis_names (
    input_sha256 TEXT PRIMARY KEY,
    actors       TEXT NOT NULL,         -- folded, one a line
    issues       TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE unindexed (
    -- Articles that the full-text index does not hold yet, in the order in which they changed.
    turn   INTEGER PRIMARY KEY AUTOINCREMENT,
    number INTEGER NOT NULL UNIQUE REFERENCES articles (number) ON DELETE CASCADE
);

INSERT INTO unindexed (number) SELECT number FROM articles ORDER BY newest DESC;

CREATE VIEW indexed AS
    SELECT a.number, a.title, a.source, a.author, t.text
    FROM articles a JOIN texts t ON t.number = a.number
    WHERE a.number NOT IN (SELECT number FROM unindexed);

CREATE VIRTUAL TABLE words USING fts5 (
    title, source, author, text,
    content = 'indexed', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2'
);
