CREATE TABLE structures (
    -- What an article's source shows beside its text: by the text, since an article may have several.
    article     INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    text_sha256 TEXT NOT NULL,
    payload     TEXT NOT NULL,          -- JSON
    PRIMARY KEY (article, text_sha256)
);
