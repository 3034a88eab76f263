. tests/story.sh

# Whoever can write to the store's files changes what was logged: each time
# it is found, and the first entry that is not as it was is named.
S=$TMP/store
K=$TMP/keys
FORESTAY_NOW=2019-04-10T17:00:00Z
export FORESTAY_NOW

# The ledger as somebody with a program of their own would change it: nothing
# in the file hinders them.
ledger() {
	sqlite3 "$1/ledger.db" "SELECT 'DROP TRIGGER ' || name || ';' \
		FROM sqlite_master WHERE type = 'trigger'" |
		sqlite3 "$1/ledger.db" && sqlite3 "$1/ledger.db" "$2"
}

story 'a log'
run forestay keys init "$K" --name rehearsal.example/log --holder 'K. Keeper'
run forestay keys export "$K" log
cp "$TMP/out" "$TMP/log.pub"
run forestay demo --store "$S" --first 3
run forestay log sign "$S" --keys "$K"
expect_status 0
cp "$TMP/out" "$TMP/given"
size=$(sed -n 2p "$TMP/given")
expect_true 'it is long enough' test "$size" -gt 60

# found STORY ENTRY SQL
found() {
	story "$1"
	rm -rf "$TMP/bad"
	cp -r "$S" "$TMP/bad"
	expect_true 'it can be changed' ledger "$TMP/bad" "$3"
	run forestay log verify "$TMP/bad" --log "$TMP/log.pub" \
		--seen "$TMP/given"
	expect_status 1
	expect_out "NOT VERIFIED: entry $2 is not"
	run forestay log verify "$TMP/bad" --log "$TMP/log.pub" --json
	expect_status 1
	expect_out "\"first_bad\": $2,"
}

found 'one bit flipped' 31 "UPDATE entries SET bytes =
	CAST(substr(bytes, 1, 40) || char(unicode(substr(bytes, 41, 1)) + 1)
		|| substr(bytes, 42) AS BLOB) WHERE seq = 31"
found 'one leaf altered' 44 \
	"UPDATE entries SET salt = zeroblob(32) WHERE seq = 44"
found 'one leaf dropped' 29 'DELETE FROM entries WHERE seq = 29'
found 'one leaf dropped, and the others closed up' 29 "
	DELETE FROM entries WHERE seq = 29;
	UPDATE entries SET seq = -seq WHERE seq > 29;
	UPDATE entries SET seq = -seq - 1 WHERE seq < 0;
	INSERT INTO entries SELECT $size, salt, bytes FROM entries
		WHERE seq = $size - 1"
found 'two leaves reordered' 20 "
	UPDATE entries SET seq = 1000000 WHERE seq = 20;
	UPDATE entries SET seq = 20 WHERE seq = 21;
	UPDATE entries SET seq = 21 WHERE seq = 1000000"
found 'one leaf back-dated' 37 "UPDATE entries SET bytes =
	CAST(replace(CAST(bytes AS TEXT), '\"at\":\"1970-01-02',
		'\"at\":\"1970-01-01') AS BLOB) WHERE seq = 37"
found 'one leaf put in between' 25 "
	DELETE FROM entries WHERE seq = 60;
	UPDATE entries SET seq = -seq WHERE seq >= 25 AND seq < 60;
	UPDATE entries SET seq = -seq + 1 WHERE seq < 0;
	INSERT INTO entries SELECT 25, salt, bytes FROM entries WHERE seq = 24"

# refused SQL SENTENCE: it is not even opened.
refused() {
	rm -rf "$TMP/bad"
	cp -r "$S" "$TMP/bad"
	expect_true 'it can be changed' ledger "$TMP/bad" "$1"
	run forestay log verify "$TMP/bad" --log "$TMP/log.pub"
	expect_status 3
	expect_err "$2"
	run forestay check A000-000-001 --to IQ --store "$TMP/bad"
	expect_status 3
	expect_no_out 'NO BAR'
}

story 'the last leaf dropped'
refused "DELETE FROM entries WHERE seq = $size" \
	"entry $((size - 1)) is the"

story 'the last leaf dropped, and the head set back'
refused "DELETE FROM entries WHERE seq = $size;
	UPDATE head SET size = size - 1" 'fewer entries than its views have seen'

story 'yesterday.s store whole, and a witness who has seen more'
W=$TMP/witness
run forestay keys init "$W" --name agency.example/witness --holder 'A. Monitor'
run forestay keys export "$W" witness
cp "$TMP/out" "$TMP/witness.pub"
# witness STORE: it signs, and what it signed is kept elsewhere.
witness() {
	run forestay log ask "$1" --witness "$TMP/witness.pub"
	cp "$TMP/out" "$TMP/request"
	run forestay log witness "$TMP/state" "$TMP/request" --keys "$W" \
		--log "$TMP/log.pub"
	expect_status 0
	cp "$TMP/out" "$TMP/answer"
	run forestay log cosigned "$1" "$TMP/request" "$TMP/answer" \
		--log "$TMP/log.pub" --witness "$TMP/witness.pub"
	expect_status 0
	cp "$1/tiles/witnessed" "$TMP/elsewhere"
}
# refused_keeper STORE SENTENCE
refused_keeper() {
	before=$(cksum <"$1/tiles/checkpoint")
	run timeout 20 "$FORESTAY" keeper "$1" --keys "$K" \
		--witnessed "$TMP/elsewhere" --witness "$TMP/witness.pub"
	expect_status 3
	expect_err "$2"
	expect_true 'nothing was signed' \
		test "$before" = "$(cksum <"$1/tiles/checkpoint")"
}
T=$TMP/today
cp -r "$S" "$T"
cp -r "$T" "$TMP/older"
run forestay check A000-000-001 --to IQ --store "$T"
run forestay log sign "$T" --keys "$K"
witness "$T"
refused_keeper "$TMP/older" 'older than what was'

story 'yesterday.s store that went on as if nothing were'
for person in A000-000-001 A000-000-002 A000-000-003; do
	run forestay check "$person" --to IQ --store "$TMP/older"
done
refused_keeper "$TMP/older" 'entries of another history'
run forestay log sign "$TMP/older" --keys "$K"
refused_keeper "$TMP/older" 'entries of another history'

story 'today.s store is kept'
"$FORESTAY" keeper "$T" --keys "$K" --witnessed "$TMP/elsewhere" \
	--witness "$TMP/witness.pub" >"$TMP/keeper" 2>&1 &
keeper=$!
for _ in $(seq 200); do
	grep -qs '^keeps ' "$TMP/keeper" && break
	sleep 0.05
done
expect_true 'it keeps' grep -qs '^keeps ' "$TMP/keeper"
kill -TERM "$keeper"
wait "$keeper"

story 'whom it does not know, and what was not signed'
run forestay keeper "$T" --keys "$K" --witnessed "$TMP/given" \
	--witness "$TMP/witness.pub"
expect_status 3
expect_err 'witness has not'
run forestay keeper "$T" --keys "$K" --witnessed "$TMP/elsewhere"
expect_status 2

story 'yesterday.s ledger and views, beside the log of today'
cp -r "$S" "$TMP/yesterday"
run forestay check A000-000-001 --to IQ --store "$S"
run forestay log sign "$S" --keys "$K"
rm -rf "$TMP/yesterday/tiles"
cp -r "$S/tiles" "$TMP/yesterday"
run forestay keeper "$TMP/yesterday" --keys "$K"
expect_status 3
expect_err 'this store is older than'
