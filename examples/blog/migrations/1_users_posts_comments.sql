CREATE TABLE users (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name <> '')
) STRICT;

-- AUTOINCREMENT: the id of a deleted post is never given to another one.
CREATE TABLE posts (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    title   TEXT    NOT NULL CHECK (title <> ''),
    body    TEXT    NOT NULL,
    -- Counts the changes of a post, from 1: what a reader sees is of one version.
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX posts_of_a_user ON posts (user_id, id);

-- A post that has comments cannot be deleted alone.
CREATE TABLE comments (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    post_id INTEGER NOT NULL REFERENCES posts (id),
    body    TEXT    NOT NULL CHECK (body <> ''),
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX comments_of_a_post ON comments (post_id, id);
