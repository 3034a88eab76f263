-- begin
BEGIN IMMEDIATE;

-- commit
COMMIT;

-- rollback
ROLLBACK;

-- head
SELECT size, hash, at, epoch FROM head;

-- last
SELECT max(seq) FROM entries;

-- take
UPDATE head SET epoch = epoch + 1 RETURNING epoch;

-- stands
SELECT 1 FROM head WHERE size = ?1 AND hash = ?2 AND epoch = ?3;

-- advance
UPDATE head SET size = ?1, hash = ?2, at = ?3;

-- entry
INSERT INTO entries (seq, salt, bytes) VALUES (?1, ?2, ?3);

-- touch
INSERT OR IGNORE INTO touches (subject, seq) VALUES (?1, ?2);

-- batch
INSERT INTO batches (id, first, n, at) VALUES (?1, ?2, ?3, ?4);

-- touched
SELECT seq FROM touches WHERE subject = ?1 AND seq > ?2
ORDER BY seq DESC LIMIT 1;

-- top_ids
SELECT id FROM batches ORDER BY id DESC LIMIT ?1;

-- batch_by_id
SELECT first, n, at FROM batches WHERE id = ?1;

-- read
SELECT seq, salt, bytes FROM entries WHERE seq > ?1 ORDER BY seq LIMIT ?2;
