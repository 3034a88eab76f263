-- begin
BEGIN IMMEDIATE;

-- begin_read
BEGIN;

-- commit
COMMIT;

-- rollback
ROLLBACK;

-- stand
SELECT at, version, head FROM stand;

-- move
UPDATE stand SET at = ?1, version = ?2, head = ?3;

-- clear
DELETE FROM kv;

-- clear_entry
DELETE FROM entry;

-- put
INSERT OR REPLACE INTO kv (view, key, value) VALUES (?1, ?2, ?3);

-- put_entry
INSERT OR REPLACE INTO entry (seq, value) VALUES (?1, ?2);

-- put_many
INSERT OR REPLACE INTO kv (view, key, value)
VALUES (?, ?, ?), (?, ?, ?), (?, ?, ?), (?, ?, ?),
       (?, ?, ?), (?, ?, ?), (?, ?, ?), (?, ?, ?),
       (?, ?, ?), (?, ?, ?), (?, ?, ?), (?, ?, ?),
       (?, ?, ?), (?, ?, ?), (?, ?, ?), (?, ?, ?);

-- put_entries
INSERT OR REPLACE INTO entry (seq, value)
VALUES (?, ?), (?, ?), (?, ?), (?, ?),
       (?, ?), (?, ?), (?, ?), (?, ?),
       (?, ?), (?, ?), (?, ?), (?, ?),
       (?, ?), (?, ?), (?, ?), (?, ?);

-- scan
SELECT key, value FROM kv
WHERE view = ?1 AND key >= ?2 AND key < ?3 ORDER BY key LIMIT ?4;

-- scan_end
SELECT key, value FROM kv
WHERE view = ?1 AND key >= ?2 ORDER BY key LIMIT ?3;

-- scan_entry
SELECT seq, value FROM entry
WHERE seq >= ?1 AND seq <= ?2 ORDER BY seq LIMIT ?3;
