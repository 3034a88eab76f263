-- The views: rows made of the entries, to be made anew at will.

-- Entries as they were written, by their number.
CREATE TABLE entry (
	seq   INTEGER PRIMARY KEY,
	value BLOB NOT NULL
) STRICT;

-- Everything else.
CREATE TABLE kv (
	view  INTEGER NOT NULL,
	key   BLOB NOT NULL,
	value BLOB NOT NULL,
	PRIMARY KEY (view, key)
) STRICT, WITHOUT ROWID;

-- Up to which entry, and the head of the ledger there: changed in the
-- transaction that puts the rows, so that a reader sees both or neither.
CREATE TABLE stand (
	one     INTEGER PRIMARY KEY CHECK (one = 1),
	at      INTEGER NOT NULL,
	version INTEGER NOT NULL,
	head    BLOB NOT NULL CHECK (length(head) = 32)
) STRICT;

INSERT INTO stand VALUES (1, 0, 0, zeroblob(32));
