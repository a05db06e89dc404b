PRAGMA application_id = 1651666535;
PRAGMA user_version = 2;
BEGIN TRANSACTION;
CREATE TABLE analyses (
            input_sha256 TEXT NOT NULL,
            engine       TEXT NOT NULL,
            version      TEXT NOT NULL,
            model        TEXT NOT NULL,
            payload      TEXT NOT NULL,     -- JSON
            PRIMARY KEY (input_sha256, engine, model, version)
        ) WITHOUT ROWID
        ;
INSERT INTO "analyses" VALUES('2fb492c7f6ea6a7ed752e9594a36bc1bca558606f84bdf6e33977c85f9c51250','briefing','1','model','{"engine":{"name":"briefing","version":"1","model":"model"},"notice":null,"summary":[{"text":"Kim Sen met Ada Roe on Monday.","start":0,"end":30}],"actors":[{"name":"Kim Sen","kind":"person","role":null,"aliases":["Śen"],"salience":0.3333333333333333,"mentions":[{"text":"Kim Sen","start":0,"end":7}],"statements":[]}],"issues":[{"label":"outcome of the talks","kind":"pending","importance":2,"evidence":[{"text":"Talks go on.","start":32,"end":44}],"actors":["Kim Sen"],"when":null}]}');
CREATE TABLE annotation_files (
            article_id TEXT PRIMARY KEY,
            stamp      TEXT NOT NULL,       -- of the file as it was read
            head       TEXT NOT NULL        -- JSON
        ) WITHOUT ROWID
        ;
INSERT INTO "annotation_files" VALUES('0123456789abcdef','stamp','{"id":"0123456789abcdef","title":"Talks go on","url":"https://example.com/talks","path":null,"source":"The Wire","author":"Ann Lee","published":"2026-03-02","text_sha256":"bfb1e335b0b36a05fe41bb4340e871edef1129441c145b9a35a94b90079b0f95"}');
CREATE TABLE annotation_tags (
            article_id    TEXT NOT NULL,
            annotation_id TEXT NOT NULL,
            tag           TEXT NOT NULL,
            FOREIGN KEY (article_id, annotation_id) REFERENCES annotations (article_id, id) ON DELETE CASCADE
        );
INSERT INTO "annotation_tags" VALUES('0123456789abcdef','urn:uuid:d302199f-1485-4dba-b21e-3a67e81d58c7','talks');
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
INSERT INTO "annotations" VALUES('0123456789abcdef','urn:uuid:d302199f-1485-4dba-b21e-3a67e81d58c7','2026-03-04T12:00:00Z','2026-03-04T12:00:00Z','yellow','exact',NULL,'Kim Sen','',' met Ada Roe on Monday.

Talks g',0,7,'Who?','["talks"]',NULL);
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
INSERT INTO "articles" VALUES('0123456789abcdef','Talks go on','Ann Lee','2026-03-02','The Wire','World','https://example.com/talks',NULL,'en','bfb1e335b0b36a05fe41bb4340e871edef1129441c145b9a35a94b90079b0f95','2fb492c7f6ea6a7ed752e9594a36bc1bca558606f84bdf6e33977c85f9c51250','2026-03-04T12:00:00Z',1772409600.0,0,1,7,'Kim Sen met Ada Roe on Monday.

Talks go on.');
INSERT INTO "articles" VALUES('00000000000000b0','Odd name',NULL,NULL,NULL,NULL,NULL,X'2F6E6577732F636166E92E747874',NULL,'8a3acfa78851cb25fba82d95b8b7f014c3464444332781e028f14fefd494428f','92a8ffa349d851947e93fb666ce928b4bdb1ef628cab11530da7dc0c02b461b1','2026-03-04T13:00:00Z',1772629200.0,1,0,0,'À L’Élysée.');
INSERT INTO "articles" VALUES('00000000000000c0','Moved',NULL,NULL,NULL,NULL,NULL,'/news/old.txt',NULL,'7cd2e416245d20d83b1e2a7e8bbeb7f55ea9de7264e9c0a03ac093ee00f7761f','f9faaabeca8b76ceae4761cd5f54fbcaa25715090968fd8299c82dfe253b36b6','2026-03-04T14:00:00Z',1772632800.0,0,0,0,'It moved.');
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO "facts" VALUES('sample','0123456789abcdef');
CREATE TABLE moved (
            -- A file that moved keeps its article; its new place would name another.
            id         TEXT PRIMARY KEY,
            article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE
        );
INSERT INTO "moved" VALUES('00000000000000d0','00000000000000c0');
CREATE INDEX articles_newest ON articles (newest DESC, id);
CREATE INDEX articles_path ON articles (path) WHERE path IS NOT NULL;
CREATE INDEX articles_url ON articles (url) WHERE url IS NOT NULL;
CREATE INDEX articles_text ON articles (text_sha256);
CREATE INDEX articles_input ON articles (input_sha256);
CREATE INDEX moved_article ON moved (article_id);
CREATE INDEX annotations_newest ON annotations (modified DESC);
CREATE INDEX annotation_tags_tag ON annotation_tags (tag);
CREATE INDEX annotation_tags_annotation ON annotation_tags (article_id, annotation_id);
COMMIT;
