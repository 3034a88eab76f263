-- The ledger: what was said, in order, and never otherwise.
--
-- Triggers refuse every change and removal, by whomever and with whichever
-- program; an insert that would take the place of a row is refused too,
-- since REPLACE fires no trigger of removal.

CREATE TABLE entries (
	seq   INTEGER PRIMARY KEY,
	salt  BLOB NOT NULL CHECK (length(salt) = 32),
	bytes BLOB NOT NULL
) STRICT;

-- Which entries touched a subject.
CREATE TABLE touches (
	subject TEXT NOT NULL,
	seq     INTEGER NOT NULL,
	PRIMARY KEY (subject, seq)
) STRICT, WITHOUT ROWID;

-- A batch by the id its author gave it: entries first .. first + n - 1.
-- "at" is microseconds since 1970, UTC.
CREATE TABLE batches (
	id    BLOB PRIMARY KEY CHECK (length(id) = 16),
	first INTEGER NOT NULL,
	n     INTEGER NOT NULL,
	at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Where it stands: one row.
CREATE TABLE head (
	one   INTEGER PRIMARY KEY CHECK (one = 1),
	size  INTEGER NOT NULL,
	hash  BLOB NOT NULL CHECK (length(hash) = 32),
	at    INTEGER NOT NULL,
	epoch INTEGER NOT NULL
) STRICT;

INSERT INTO head VALUES (1, 0, zeroblob(32), 0, 0);

CREATE TRIGGER entries_only_grow BEFORE INSERT ON entries
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM entries)
BEGIN SELECT raise(FAIL, 'an entry follows the last one'); END;

CREATE TRIGGER entries_stay BEFORE UPDATE ON entries
BEGIN SELECT raise(ABORT, 'an entry is never changed'); END;

CREATE TRIGGER entries_are_kept BEFORE DELETE ON entries
BEGIN SELECT raise(ABORT, 'an entry is never removed'); END;

CREATE TRIGGER touches_stay BEFORE UPDATE ON touches
BEGIN SELECT raise(ABORT, 'a touch is never changed'); END;

CREATE TRIGGER touches_are_kept BEFORE DELETE ON touches
BEGIN SELECT raise(ABORT, 'a touch is never removed'); END;

CREATE TRIGGER batches_only_grow BEFORE INSERT ON batches
WHEN EXISTS (SELECT 1 FROM batches WHERE id = NEW.id)
BEGIN SELECT raise(FAIL, 'a batch is written once'); END;

CREATE TRIGGER batches_stay BEFORE UPDATE ON batches
BEGIN SELECT raise(ABORT, 'a batch is never changed'); END;

CREATE TRIGGER batches_are_kept BEFORE DELETE ON batches
BEGIN SELECT raise(ABORT, 'a batch is never removed'); END;

CREATE TRIGGER head_never_falls BEFORE UPDATE ON head
WHEN NEW.size < OLD.size OR NEW.at < OLD.at OR NEW.epoch < OLD.epoch
BEGIN SELECT raise(FAIL, 'the head never goes back'); END;

CREATE TRIGGER head_is_kept BEFORE DELETE ON head
BEGIN SELECT raise(ABORT, 'the head is never removed'); END;

CREATE TRIGGER head_is_one BEFORE INSERT ON head
BEGIN SELECT raise(ABORT, 'the head is never replaced'); END;
