INSERT INTO users (id, name) VALUES (1, 'ann'), (2, 'bob'), (3, 'cem'), (4, 'dea'), (5, 'eli'), (6, 'fay');

INSERT INTO posts (user_id, title, body) VALUES
    (1, 'Why I keep a journal', 'Because on some days nothing else remembers what I was thinking.'),
    (1, 'Bread, third attempt', 'More water, less flour, and patience. It rose.'),
    (2, 'A walk along the canal', 'Two herons, one bicycle under water, no rain.'),
    (3, 'Notes on a small garden', 'Beans climb anything. Mint conquers everything.'),
    (4, 'Learning the cello at forty', 'The neighbours are kind people.');

INSERT INTO comments (user_id, post_id, body) VALUES
    (1, 2, 'Next time: a hotter oven.'),
    (3, 4, 'The mint has reached the fence.');
