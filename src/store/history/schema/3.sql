-- The words that the documents use: reported, calibration.
ALTER TABLE event RENAME COLUMN told TO reported;
UPDATE measure SET relation = 'calibration' WHERE relation = 'yardstick';
