-- What was told about a series already. Runs are named by uid: an event outlives a run that is pruned.
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    series INTEGER NOT NULL REFERENCES series (id),
    change TEXT NOT NULL,
    evidence TEXT NOT NULL,
    before_run TEXT,
    before_commit TEXT,
    after_run TEXT NOT NULL,
    after_commit TEXT,
    ratio REAL,
    low REAL,
    high REAL,
    told TEXT NOT NULL,
    note TEXT,
    UNIQUE (series, change, evidence, after_run)
) STRICT;

-- Commits that were accepted as the reference: the newest counts. `after` is the newest night of that moment.
CREATE TABLE accepted (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL,
    subject TEXT NOT NULL,
    after TEXT,
    at TEXT NOT NULL,
    reason TEXT
) STRICT;
