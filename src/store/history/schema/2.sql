-- What was told about a series already. Runs are named by uid: an event outlives a run that is pruned.
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    series INTEGER NOT NULL REFERENCES series (id),
    machine TEXT NOT NULL,
    relation TEXT NOT NULL,
    kind TEXT NOT NULL,
    before_run TEXT,
    before_commit TEXT,
    after_run TEXT NOT NULL,
    after_commit TEXT,
    ratio REAL,
    low REAL,
    high REAL,
    told TEXT NOT NULL,
    closed TEXT,
    note TEXT,
    UNIQUE (series, machine, relation, kind, after_run)
) STRICT;

-- Levels that were accepted: the newest of a series on a machine counts.
CREATE TABLE reference (
    id INTEGER PRIMARY KEY,
    series INTEGER NOT NULL REFERENCES series (id),
    machine TEXT NOT NULL,
    relation TEXT NOT NULL,
    value REAL NOT NULL,
    low REAL,
    high REAL,
    run TEXT NOT NULL,
    hash TEXT,
    accepted TEXT NOT NULL,
    reason TEXT,
    UNIQUE (series, machine, relation)
) STRICT;
