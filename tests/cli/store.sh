# A store: made, kept, listed, rebuilt.
. tests/story.sh
S=$TMP/store

story 'a store is made once, for its owner alone'
run forestay init "$S" --name 'a rehearsal of June' --rehearsal
expect_status 0
expect_out 'store for rehearsals'
expect_true 'mode 700' test "$(stat -c %a "$S")" = 700
expect_true 'ledger 600' test "$(stat -c %a "$S/ledger.db")" = 600
run forestay init "$S"
expect_status 3
expect_err 'a store in it already'
run forestay init "$TMP/other" --json
expect_status 0
expect_out '"rehearsal": false'
run forestay init
expect_status 2

story 'its first entry says what it is'
run forestay entries "$S"
expect_status 0
expect_out '^\{"entry":\{"at":"1970-.*"kind":"store".*\},"seq":1\}$'
expect_out '"name":"a rehearsal of June","rehearsal":true'
run forestay entries "$S" --after 1
expect_status 0
expect_no_out .
run forestay entries "$S" --after one
expect_status 2

story 'no store, or one of somebody later'
run forestay entries "$TMP/none"
expect_status 3
expect_err 'read it as HOLD'
mkdir -m 700 "$TMP/empty"
run forestay entries "$TMP/empty"
expect_status 3
expect_err 'there is no store in it'
cp -r "$TMP/other" "$TMP/later"
sqlite3 "$TMP/later/ledger.db" 'PRAGMA user_version=99' 2>/dev/null ||
	printf '\0\0\0\143' | dd of="$TMP/later/ledger.db" bs=1 seek=60 \
		conv=notrunc 2>/dev/null
run forestay entries "$TMP/later"
expect_status 3
expect_err 'later forestay'

story 'a ledger in WAL mode is refused, with what to do'
cp -r "$TMP/other" "$TMP/wal"
printf '\2\2' | dd of="$TMP/wal/ledger.db" bs=1 seek=18 conv=notrunc \
	2>/dev/null
run forestay entries "$TMP/wal"
expect_status 3
expect_err 'WAL mode'
expect_err 'journal_mode=DELETE'

story 'rebuilt'
run forestay rebuild "$S"
expect_status 0
expect_out '^1 entries in '
run forestay rebuild "$S" --json
expect_status 0
expect_out '"entries": 1,'

story 'a ledger put back from an older copy gets back what the views hold'
B=$TMP/back
run forestay init "$B" --rehearsal
cp "$B/ledger.db" "$TMP/older"
FORESTAY_NOW=2017-06-12T09:00:00Z
export FORESTAY_NOW
run forestay people add "$B" --by m.weiss --name 'Ann Example' \
	--a-number A000-000-017
expect_status 0
unset FORESTAY_NOW
run forestay rebuild "$B"
expect_status 0
run forestay entries "$B"
cp "$TMP/out" "$TMP/entries"
cp "$TMP/older" "$B/ledger.db"
run forestay entries "$B"
expect_status 3
expect_err 'fewer entries than its views have seen'
expect_err 'rebuild --recover'
run forestay rebuild --recover "$B"
expect_status 0
expect_err '^[1-9][0-9]* entries brought back from the views'
run forestay entries "$B"
expect_status 0
expect_true 'all of it, as it was' cmp "$TMP/out" "$TMP/entries"
run forestay verify "$B"
expect_status 0
run forestay rebuild --recover "$B"
expect_status 0
expect_err '^0 entries brought back'

story 'every entry hashed again'
run forestay verify "$S"
expect_status 0
expect_out '^1 entries, each as it was written$'
run forestay verify "$S" --json
expect_status 0
expect_out '"whole": true'
run forestay verify
expect_status 2

# changed NAME SED: the store with its ledger's bytes changed, the views as
# they were; forestay opens it, since it knew these entries to be good.
changed() {
	cp -r "$S" "$TMP/$1" && LC_ALL=C sed -i "$2" "$TMP/$1/ledger.db"
}

story 'one letter is another: the entry is named'
changed letter 's/a rehearsal of June/a rehearsal of Juny/'
run forestay verify "$TMP/letter"
expect_status 3
expect_err 'entry 1 of 1: it is not the entry that the views were made of'
expect_err 'newest backup'
run forestay verify "$TMP/letter" --json
expect_status 3
expect_out '"entry": 1,'

story 'the first entry is none any more: it is not opened'
changed form 's/"kind":"store"/"kind":"STORE"/'
run forestay verify "$TMP/form"
expect_status 3
expect_err 'the first entry does not say what it is'

story 'a keeper that stays, and hands over when told to end'
"$FORESTAY" keeper "$S" >"$TMP/keeper" 2>&1 &
keeper=$!
for i in $(seq 100); do
	grep -q '^keeps ' "$TMP/keeper" && break
	sleep 0.1
done
expect_true 'it says that it keeps' grep -q '^keeps ' "$TMP/keeper"
expect_true 'it listens' test -S "$S/keeper.sock"
run forestay entries "$S"
expect_status 0
expect_out '"seq":1\}'
kill -TERM "$keeper"
wait "$keeper"
expect_true 'status 0' test $? -eq 0
expect_true 'nothing is left' test ! -e "$S/keeper.sock"
run forestay entries "$S"
expect_status 0

story 'a keeper that is killed leaves nothing to repair'
# What the last one said is not what this one says.
"$FORESTAY" keeper "$S" >"$TMP/killed" 2>&1 &
keeper=$!
for i in $(seq 100); do
	grep -q '^keeps ' "$TMP/killed" 2>/dev/null && break
	sleep 0.1
done
kill -KILL "$keeper"
wait "$keeper" 2>/dev/null
expect_true 'its socket is left' test -S "$S/keeper.sock"
run forestay entries "$S"
expect_status 0
expect_out '"seq":1\}'
expect_true 'and is gone' test ! -e "$S/keeper.sock"
