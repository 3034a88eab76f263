. tests/story.sh

# A store written by the first forestay that had any, kept as it was
# (tests/fixtures/store-1/make.sh says how), is opened by this one; one
# written by a later forestay is refused, with what to do.
F=tests/fixtures/store-1
FORESTAY_NOW=2017-06-29T09:00:00Z
export FORESTAY_NOW

# old NAME: a copy of it, as its owner has it.
old() {
	mkdir -m 700 "$TMP/$1" "$TMP/$1/blobs" &&
		cp "$F/ledger.db" "$TMP/$1" &&
		cp -R "$F/blobs/." "$TMP/$1/blobs" &&
		chmod -R u+rwX,go= "$TMP/$1"
}

# poke FILE OFFSET BYTES: those bytes, as printf writes them, put there.
poke() {
	# shellcheck disable=SC2059
	printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

# Nobody is told no bar by it, whatever is asked.
expect_refused() {
	for command in "check A000-222-002 --to IQ --asked-by officer --store" \
		'replay' 'waiting' 'order list' 'entries' 'rebuild'; do
		# shellcheck disable=SC2086
		run forestay $command "$1"
		expect_status 3
		expect_err 'later forestay'
		expect_err "$2"
		expect_no_out 'NO BAR'
	done
}

story 'an old store is opened as it is'
old store
run forestay entries "$TMP/store"
expect_status 0
expect_true 'all of it is there' test "$(wc -l <"$TMP/out")" -eq 31
expect_out '^\{"entry":.*"v":1\},"seq":31\}$'
cp "$TMP/out" "$TMP/entries"

story 'every answer of it decided again is the same'
run forestay replay "$TMP/store"
expect_status 0
expect_out '^8 answers decided again, 0 differ\.$'

story 'it answers as it did: a bar that may end, none, a correction that waits'
: >"$TMP/said"
for who in A000-000-001 A000-222-002 A000-777-123; do
	run forestay check "$who" --to IQ --asked-by officer \
		--store "$TMP/store"
	cat "$TMP/out" >>"$TMP/said"
done
run cat "$TMP/said"
golden tests/cli/golden/upgrade.txt
run forestay waiting "$TMP/store"
expect_status 0
expect_out '^entry 26  correct, by m.weiss'
expect_out '^entry 28  law, by m.weiss'

story 'its views are made anew, and answer the same'
run forestay rebuild "$TMP/store"
expect_status 0
expect_out '^34 entries in '
run forestay replay "$TMP/store"
expect_status 0
expect_out '^11 answers decided again, 0 differ\.$'

story 'what was written in it stands, byte for byte'
run forestay entries "$TMP/store"
expect_status 0
head -31 "$TMP/out" >"$TMP/again"
expect_true 'the first 31 entries' cmp "$TMP/entries" "$TMP/again"

story 'what waited in it is confirmed by this program'
run forestay confirm "$TMP/store" 28 --by 'M. Weiss'
expect_status 1
run forestay confirm "$TMP/store" 28 --by k.second
expect_status 0
run forestay check A000-000-001 --to IQ --asked-by officer \
	--store "$TMP/store"
expect_status 0
expect_out 'NO BAR ON RECORD'

# Made by the last forestay whose views were of version 3 (rebuild).
story 'views that another forestay made are made anew by whoever opens it'
old views
cp "$F/views-3.db" "$TMP/views/views.db"
chmod u+rw,go= "$TMP/views/views.db"
run forestay check A000-000-001 --to IQ --asked-by officer \
	--store "$TMP/views"
expect_no_out 'made by another forestay'
expect_no_err 'made by another forestay'
expect_out 'Written down as entry 32'
run forestay replay "$TMP/views"
expect_status 0
expect_out '^9 answers decided again, 0 differ\.$'
expect_true 'they are others' \
	sh -c '! cmp -s "$1" "$2"' sh "$F/views-3.db" "$TMP/views/views.db"

# The format of an SQLite file stands in its header, most significant first.
story 'a ledger of a later format is refused, with what to do'
old format
poke "$TMP/format/ledger.db" 60 '\000\000\000\143'
expect_refused "$TMP/format" 'use that one, or'
