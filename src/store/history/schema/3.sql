-- The words that the documents use: reported, calibration.
ALTER TABLE event RENAME COLUMN told TO reported;
UPDATE measure SET relation = 'calibration' WHERE relation = 'yardstick';

-- What a run and its samples are, as one hash: a number that is changed later no longer fits it. Filled for older runs.
ALTER TABLE run ADD COLUMN digest TEXT NOT NULL DEFAULT '';
ALTER TABLE measure ADD COLUMN samples_digest TEXT;
