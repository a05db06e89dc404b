-- Keys in random order: each transaction of a refresh changes most pages of their index, so it has few.
DROP INDEX articles_text;
DROP INDEX articles_input;
CREATE INDEX articles_text ON articles (text_sha256) WHERE path IS NOT NULL;
CREATE INDEX articles_input ON articles (substr(input_sha256, 1, 8));

-- FTS5 merges 4 segments by default, and so writes each word of a large refresh twice as often as with 12.
-- From crisismerge segments on it merges them all in one transaction: none should ever wait for that.
INSERT INTO words (words, rank) VALUES ('automerge', 12);
INSERT INTO words (words, rank) VALUES ('crisismerge', 32);
