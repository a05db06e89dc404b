-- The actors as the reader has corrected them, JSON like that of an analysis; NULL where nothing is corrected.
ALTER TABLE analysis_names ADD COLUMN shown TEXT;
