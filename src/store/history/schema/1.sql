-- Who recorded a run: each database has an origin of its own, and imported runs keep theirs.
-- `seq` and `at` are those of its newest run, kept although that run may be pruned.
CREATE TABLE origin (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    own INTEGER NOT NULL,
    seq INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What was measured: a commit (or a changed checkout, or none) on a machine with an interpreter.
CREATE TABLE variant (
    id INTEGER PRIMARY KEY,
    label TEXT,
    hash TEXT,
    subject TEXT,
    dirty INTEGER,
    machine TEXT NOT NULL
) STRICT;
CREATE INDEX variant_by_hash ON variant (hash);

-- A run. `started` is what the clock said; `at` (milliseconds) never runs backwards within an origin.
CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    origin INTEGER NOT NULL REFERENCES origin (id),
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    started TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    variant INTEGER NOT NULL REFERENCES variant (id),
    measures INTEGER NOT NULL
) STRICT;
CREATE INDEX run_in_order ON run (at, origin, seq, id);
CREATE INDEX run_by_variant ON run (variant);

-- The whole report, apart: what lists runs and reads series never reads this.
CREATE TABLE content (
    run INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
    fingerprint TEXT,
    document BLOB NOT NULL
) STRICT;

CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    probe TEXT NOT NULL,
    target TEXT NOT NULL,
    quantity TEXT NOT NULL,
    unit TEXT NOT NULL,
    UNIQUE (probe, target, quantity, unit)
) STRICT;
CREATE INDEX series_by_target ON series (target);

-- One number of one run. `relation` is raw, ratio or yardstick; `base` is what a ratio is to.
CREATE TABLE measure (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    series INTEGER NOT NULL REFERENCES series (id),
    variant INTEGER NOT NULL REFERENCES variant (id),
    relation TEXT NOT NULL,
    base TEXT,
    value REAL NOT NULL,
    low REAL,
    high REAL,
    n INTEGER NOT NULL,
    verdict TEXT
) STRICT;
CREATE INDEX measure_by_series ON measure (series, run);
CREATE INDEX measure_by_run ON measure (run);
CREATE INDEX measure_by_variant ON measure (variant);

CREATE TABLE sample (
    measure INTEGER PRIMARY KEY REFERENCES measure (id) ON DELETE CASCADE,
    packed BLOB NOT NULL
) STRICT;
