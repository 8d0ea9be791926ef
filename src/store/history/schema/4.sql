-- Faults that were rehearsed: `vitals drill`.
CREATE TABLE drill (
    id INTEGER PRIMARY KEY,
    started TEXT NOT NULL,
    hash TEXT,
    fault TEXT NOT NULL,
    ending TEXT NOT NULL,
    took INTEGER NOT NULL,
    document TEXT NOT NULL
) STRICT;
CREATE INDEX drill_by_fault ON drill (fault, started);
