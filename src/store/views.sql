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

-- put
INSERT OR REPLACE INTO kv (view, key, value) VALUES (?1, ?2, ?3);

-- scan
SELECT key, value FROM kv
WHERE view = ?1 AND key >= ?2 AND key < ?3 ORDER BY key LIMIT ?4;

-- scan_end
SELECT key, value FROM kv
WHERE view = ?1 AND key >= ?2 ORDER BY key LIMIT ?3;
