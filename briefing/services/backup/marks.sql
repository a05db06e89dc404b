-- What is marked while the library is open, by the number of the article or the story.
CREATE TEMP TABLE marked (kind TEXT, number INTEGER);

CREATE TEMP TRIGGER article_changed AFTER UPDATE OF read, starred, muted ON main.articles
    WHEN old.read <> new.read OR old.starred <> new.starred OR old.muted <> new.muted
    BEGIN INSERT INTO marked VALUES ('article', new.number); END;
CREATE TEMP TRIGGER article_came AFTER INSERT ON main.articles WHEN new.read OR new.starred OR new.muted
    BEGIN INSERT INTO marked VALUES ('article', new.number); END;
CREATE TEMP TRIGGER tag_came AFTER INSERT ON main.article_tags
    BEGIN INSERT INTO marked VALUES ('article', new.article); END;
CREATE TEMP TRIGGER tag_went AFTER DELETE ON main.article_tags
    BEGIN INSERT INTO marked VALUES ('article', old.article); END;

CREATE TEMP TRIGGER story_changed AFTER UPDATE OF followed, muted, seen ON main.stories
    BEGIN INSERT INTO marked VALUES ('story', new.number); END;
CREATE TEMP TRIGGER member_came AFTER INSERT ON main.story_members WHEN new.by_hand
    BEGIN INSERT INTO marked VALUES ('story', new.story); END;
CREATE TEMP TRIGGER member_moved AFTER UPDATE OF story, by_hand ON main.story_members
    WHEN old.by_hand OR new.by_hand
    BEGIN INSERT INTO marked VALUES ('story', old.story), ('story', new.story); END;

CREATE TEMP TRIGGER watch_came AFTER INSERT ON main.watches
    BEGIN INSERT INTO marked VALUES ('watch', 0); END;
CREATE TEMP TRIGGER watch_went AFTER DELETE ON main.watches
    BEGIN INSERT INTO marked VALUES ('watch', 0); END;
