ALTER TABLE articles RENAME COLUMN story TO same_text;
DROP INDEX articles_story;
CREATE INDEX articles_same_text ON articles (same_text);

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
