. tests/story.sh

# A witness that is asked over a network: it signs one history, and a store
# that is older, or another's, is told so.
S=$TMP/store
K=$TMP/keys
W=$TMP/witness

# listens STATE: a witness with that file; it is at $URL.
witness=
listens() {
	[ -z "$witness" ] || { kill -TERM "$witness" && wait "$witness"; }
	: >"$TMP/said"
	"$FORESTAY" log witness "$1" --listen 127.0.0.1:0 --plain \
		--keys "$W" --log "$TMP/log.pub" >"$TMP/said" 2>&1 &
	witness=$!
	for _ in $(seq 100); do
		URL=$(sed -n 's/.* listens at \(http:.*\)/\1/p' "$TMP/said")
		[ -z "$URL" ] || break
		sleep 0.1
	done
}

cosign() {
	run forestay log cosign "$1" --at "$URL" --log "$TMP/log.pub" \
		--witness "$TMP/witness.pub"
}

grow() {
	run forestay roster add "$1" --name 'N. Night' --telephone "$2" \
		--from 2026-12-01T00:00Z --until 2026-12-02T00:00Z
	run forestay log sign "$1" --keys "$K"
	expect_status 0
}

story 'a witness listens, and signs what it is shown'
run forestay keys init "$K" --name rehearsal.example/log --holder 'K. Keeper'
run forestay keys export "$K" log
cp "$TMP/out" "$TMP/log.pub"
run forestay keys init "$W" --name agency.example/witness --holder 'A. Monitor'
run forestay keys export "$W" witness
cp "$TMP/out" "$TMP/witness.pub"
run forestay demo --store "$S" --first 3
expect_status 0
run forestay log sign "$S" --keys "$K"
expect_status 0
listens "$TMP/seen"
expect_true 'it listens' test -n "$URL"
expect_true 'confined' sh -c '! grep -q "can still" "$1"' sh "$TMP/said"
cosign "$S"
expect_status 0
expect_out '^agency\.example/witness has signed for [0-9]+ entries$'
size=$(sed -n 's/.* signed for \([0-9]*\) .*/\1/p' "$TMP/out")
run forestay log prove "$S" 1
cp "$TMP/out" "$TMP/receipt"
run forestay receipt verify "$TMP/receipt" --log "$TMP/log.pub" \
	--witness "$TMP/witness.pub"
expect_status 0
expect_out '^WITNESSED by agency\.example/witness'

story 'it goes on from what it saw, though we do not know what that is'
cp -r "$S" "$TMP/yesterday"
cp -r "$S" "$TMP/branch"
grow "$S" 1
cosign "$S"
expect_status 0
rm "$S/tiles/witnessed"
grow "$S" 2
cosign "$S"
expect_status 0
expect_no_out "for $size entries"
cosign "$S"
expect_status 0

story 'a store from yesterday, and another history'
cosign "$TMP/yesterday"
expect_status 3
expect_err 'older than what was witnessed'
for n in 3 4 5; do grow "$TMP/branch" "$n"; done
cosign "$TMP/branch"
expect_status 3
expect_err 'the witness has not signed \(status 422\)'

story 'a witness that forgets is asked from the beginning'
listens "$TMP/seen.2"
cosign "$S"
expect_status 0
listens "$TMP/seen"

story 'a witness of another log, one that is not there, and who asks badly'
run forestay keys init "$TMP/others" --name other.example/rehearsal \
	--holder 'O. Other'
run forestay keys export "$TMP/others" log
cp "$TMP/out" "$TMP/others.pub"
cp -r "$TMP/yesterday" "$TMP/other"
rm -r "$TMP/other/tiles"
run forestay log sign "$TMP/other" --keys "$TMP/others"
expect_status 0
run forestay log cosign "$TMP/other" --at "$URL" --log "$TMP/others.pub" \
	--witness "$TMP/witness.pub"
expect_status 3
expect_err 'the witness has not signed \(status 40[34]\)'
run forestay log cosign "$S" --at http://example.org --log "$TMP/log.pub" \
	--witness "$TMP/witness.pub"
expect_status 2
expect_err 'only within this machine'
kill -TERM "$witness"
wait "$witness"
expect_true 'it ends when it is told' test $? -eq 0
cosign "$S"
expect_status 3
expect_err 'the witness cannot be asked'
run forestay log witness "$TMP/seen" --listen 0.0.0.0:0 --plain --keys "$W" \
	--log "$TMP/log.pub"
expect_status 2
expect_err 'for this machine alone'
