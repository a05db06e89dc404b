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
