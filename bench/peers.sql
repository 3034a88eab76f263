.mode csv
PRAGMA journal_mode=OFF;
PRAGMA synchronous=OFF;
PRAGMA cache_size=-2000000;
CREATE TABLE persons(id INTEGER PRIMARY KEY, nat INT, fod INT, det INT, ddate INT, off INT, cor INT);
CREATE TABLE orders(id INTEGER PRIMARY KEY, nat INT, fod_lo INT, fod_hi INT, dd_lo INT, dd_hi INT, off INT, cor INT, entered INT, expires INT);
.import --skip 1 persons.csv persons
.import --skip 1 orders.csv orders
CREATE INDEX pn ON persons(nat, fod, ddate, off, cor);
CREATE INDEX po ON persons(off, ddate, fod, nat, cor);
CREATE INDEX pc ON persons(cor, fod, ddate);
CREATE INDEX pd ON persons(ddate, fod);
ANALYZE;
CREATE VIEW force AS SELECT * FROM orders WHERE entered <= 20605 AND 20605 < expires;
CREATE VIEW pairs AS
SELECT p.id AS pid, o.id AS oid FROM force o JOIN persons p ON p.nat = o.nat
  AND p.fod BETWEEN o.fod_lo AND o.fod_hi AND p.ddate BETWEEN o.dd_lo AND o.dd_hi
  AND (o.off = -1 OR o.off = p.off) AND (o.cor = -1 OR o.cor = p.cor) WHERE o.nat >= 0
UNION ALL SELECT p.id, o.id FROM force o JOIN persons p ON p.off = o.off
  AND p.ddate BETWEEN o.dd_lo AND o.dd_hi AND p.fod BETWEEN o.fod_lo AND o.fod_hi
  AND (o.cor = -1 OR o.cor = p.cor) WHERE o.nat < 0 AND o.off >= 0
UNION ALL SELECT p.id, o.id FROM force o JOIN persons p ON p.cor = o.cor
  AND p.fod BETWEEN o.fod_lo AND o.fod_hi AND p.ddate BETWEEN o.dd_lo AND o.dd_hi
  WHERE o.nat < 0 AND o.off < 0 AND o.cor >= 0
UNION ALL SELECT p.id, o.id FROM force o JOIN persons p
  ON p.ddate BETWEEN o.dd_lo AND o.dd_hi AND p.fod BETWEEN o.fod_lo AND o.fod_hi
  WHERE o.nat < 0 AND o.off < 0 AND o.cor < 0;
.timer on
SELECT count(*), sum((pid+1)*(oid+1)) FROM pairs;
SELECT count(*), sum((pid+1)*(oid+1)) FROM pairs;
