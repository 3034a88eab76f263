. tests/story.sh

# The log over a store: signed, verified, proved from; what is altered is
# found and named.  Everyone in it is made up.
S=$TMP/store
K=$TMP/keys
FORESTAY_NOW=2019-04-10T17:00:00Z
export FORESTAY_NOW

story 'keys are made once, for their owner alone, and shown by half'
run forestay keys init "$K" --name rehearsal.example/log --holder 'K. Keeper'
expect_status 0
expect_true 'mode 700' test "$(stat -c %a "$K")" = 700
expect_true 'mode 600' test "$(stat -c %a "$K/log.key")" = 600
run forestay keys init "$K" --name other.example/log --holder 'K. Keeper'
expect_status 3
expect_err 'is there already'
run forestay keys list "$K"
expect_status 0
expect_out '^log +20[0-9-]+T.* +K\. Keeper$'
expect_out '^  rehearsal\.example/log\+[0-9a-f]{8}\+A[A-Za-z0-9+/=]{43}$'
expect_out '^backup '
for secret in "$K"/*.key; do
	expect_no_out "$(sed -n 's/^secret //p' "$secret" | sed 's/[+]/\\+/g')"
done
run forestay keys list "$K" --json
expect_status 0
expect_out '"purpose": "seal"'
expect_no_out secret
run forestay keys export "$K" log
expect_status 0
cp "$TMP/out" "$TMP/log.pub"
run forestay keys export "$K" seal
expect_status 2
run forestay keys init "$TMP/bad" --name 'a name' --holder 'K. Keeper'
expect_status 3
expect_err 'no blank'
run forestay keys init "$TMP/bad"
expect_status 2

story 'a key that others may read is refused'
cp -r "$K" "$TMP/open"
chmod 644 "$TMP/open/log.key"
run forestay keys list "$TMP/open"
expect_status 3
expect_err 'may be read by others'
echo 'forestay key v2' >"$TMP/open/log.key"
chmod 600 "$TMP/open/log.key"
run forestay keys list "$TMP/open"
expect_status 3
expect_err 'is no key'

story 'a store is signed, entry by entry'
run forestay demo --store "$S" --first 3
expect_status 0
run forestay log verify "$S" --log "$TMP/log.pub"
expect_status 1
expect_out 'NOT VERIFIED: nothing was signed yet'
run forestay log sign "$S" --keys "$K"
expect_status 0
expect_out '^rehearsal\.example/log$'
cp "$TMP/out" "$TMP/first"
cp -r "$S" "$TMP/old"
run forestay check A000-000-001 --to IQ --store "$S"
said=$(sed -n 's/.*Written down as entry \([0-9]*\)\..*/\1/p' "$TMP/out")
run forestay log prove "$S" "$said"
expect_status 3
expect_err 'is not signed for'
run forestay log sign "$S" --keys "$K"
expect_status 0
expect_err "^forestay: 1 entries more; $said in all$"
cp "$TMP/out" "$TMP/second"
run forestay log verify "$S" --log "$TMP/log.pub" --seen "$TMP/first" \
	--seen "$TMP/second"
expect_status 0
expect_out "^VERIFIED: $said entries, of which $said are signed for; 2 earlier"
run forestay log verify "$S" --log "$(cat "$TMP/log.pub")" --json
expect_status 0
expect_out '"verified": true'
run forestay log verify "$S"
expect_status 2
run forestay log verify "$S" --log "$TMP/none"
expect_status 3

story 'a rehearsal is signed as one, and nothing else is'
run forestay keys init "$TMP/real" --name example.org/log --holder Nobody
run forestay log sign "$S" --keys "$TMP/real"
expect_status 3
expect_err 'is a rehearsal'
run forestay init "$TMP/earnest"
run forestay log sign "$TMP/earnest" --keys "$K"
expect_status 3
expect_err 'signs rehearsals'

story 'a receipt says what was answered, and needs no store'
run forestay log prove "$S" "$said"
expect_status 0
cp "$TMP/out" "$TMP/receipt"
expect_out '^asked of      A000-000-001$'
expect_out '^act           removal, to IQ$'
run forestay receipt verify "$TMP/receipt" --log "$TMP/log.pub"
expect_status 0
expect_out '^(HOLD|BARRED|NO BAR ON RECORD)$'
expect_out "^VERIFIED: entry $said of $said in the log rehearsal.example/log$"
run forestay receipt verify "$TMP/receipt" --log "$TMP/log.pub" --json
expect_status 0
expect_out '"verified": true'
run forestay log prove "$S" 0
expect_status 2
run forestay log prove "$S" 100000
expect_status 3

story 'a receipt that was changed is not verified, wherever'
for change in 's/A000-000-001/A000-000-002/' 's/removal, to IQ/removal, to FR/' \
	's/"to":"IQ"/"to":"FR"/' 's/^salt ./salt Z/' 's/^index ../index 77/' \
	"s/^$said\$/1$said/" 's/^forestay receipt v1/forestay receipt v2/'; do
	sed "$change" "$TMP/receipt" >"$TMP/changed"
	run forestay receipt verify "$TMP/changed" --log "$TMP/log.pub"
	expect_status 1
	expect_out '^NOT VERIFIED: '
	expect_no_out '^VERIFIED'
done
sed 's/^act  /act /' "$TMP/receipt" >"$TMP/changed"
run forestay receipt verify "$TMP/changed" --log "$TMP/log.pub" --json
expect_status 1
expect_out 'its words say something else than its entry'
forged=$TMP/forged
run forestay keys init "$forged" --name rehearsal.example/log --holder Nobody
run forestay keys export "$forged" log
cp "$TMP/out" "$TMP/forged.pub"
run forestay receipt verify "$TMP/receipt" --log "$TMP/forged.pub"
expect_status 1
expect_out 'the log has not signed it'

story 'an entry that was altered is found, the first one named'
cp -r "$S" "$TMP/altered"
LC_ALL=C sed -i 's/synthetic: clerk/synthetic: clark/g' "$TMP/altered/ledger.db"
first=$("$FORESTAY" entries "$S" | grep -n -m 1 'synthetic: clerk' |
	cut -d : -f 1)
run forestay log verify "$TMP/altered" --log "$TMP/log.pub"
expect_status 1
expect_out "NOT VERIFIED: entry $first is not what was logged"

story 'a leaf of the log that was altered is found too'
cp -r "$S" "$TMP/leaf"
tile=$TMP/leaf/tiles/tile/0/000.p/$said
printf 'x' | dd of="$tile" bs=1 seek=$((32 * 9)) conv=notrunc 2>/dev/null
run forestay log verify "$TMP/leaf" --log "$TMP/log.pub"
expect_status 1
expect_out 'another leaf for entry 10; the entries are what was signed for'
run forestay log prove "$TMP/leaf" 1
expect_status 3
expect_err 'another root'
run forestay log sign "$TMP/leaf" --keys "$K"
expect_status 3
rm "$tile"
run forestay log verify "$TMP/leaf" --log "$TMP/log.pub"
expect_status 1
expect_out 'is not there'

story 'yesterday brought back is older than what was signed'
cp -r "$S/tiles" "$TMP/old"
run forestay log verify "$TMP/old" --log "$TMP/log.pub"
expect_status 1
expect_out 'NOT VERIFIED: the log.s own checkpoint speaks of .* is older$'
run forestay log sign "$TMP/old" --keys "$K"
expect_status 3
expect_err 'this store is older than'

story 'another history is not that of a checkpoint that was handed out'
run forestay demo --store "$TMP/other" --first 3
run forestay log sign "$TMP/other" --keys "$K"
run forestay log verify "$TMP/other" --log "$TMP/log.pub" --seen "$TMP/first"
expect_status 1
expect_out 'is of another history'
run forestay log verify "$TMP/other" --log "$TMP/log.pub" --seen "$TMP/second"
expect_status 1
expect_out 'this store is older'
run forestay log verify "$TMP/other" --log "$TMP/log.pub" --seen "$TMP/receipt"
expect_status 3
expect_err 'is no checkpoint'

story 'a new key signs from now on; the old one is kept'
run forestay keys rotate "$K" log --holder 'Second Keeper'
expect_status 0
run forestay keys list "$K"
expect_out '^log \(rotated, 1\) .*K\. Keeper$'
expect_out '^log  .*Second Keeper$'
run forestay log sign "$S" --keys "$K"
expect_status 0
run forestay log verify "$S" --log "$TMP/log.pub"
expect_status 1
expect_out 'not signed by that key'
run forestay keys export "$K" log
cp "$TMP/out" "$TMP/new.pub"
run forestay log verify "$S" --log "$TMP/new.pub"
expect_status 0
run forestay receipt verify "$TMP/receipt" --log "$TMP/log.pub"
expect_status 0

story 'a keeper with the key signs with every batch'
L=$TMP/kept
run forestay demo --store "$L" --first 3
keep() {
	: >"$TMP/keeper" # of the one before
	"$FORESTAY" keeper "$L" --keys "$K" >"$TMP/keeper" 2>&1 &
	keeper=$!
	for _ in $(seq 200); do
		grep -qs '^keeps ' "$TMP/keeper" && break
		sleep 0.05
	done
}
run forestay log sign "$L"
expect_status 3
expect_err 'nobody signs this store.s log: forestay keeper STORE --keys KEYS'
keep
run forestay log sign "$L"
expect_status 0
cp "$TMP/out" "$TMP/kept.1"
run forestay check A000-000-001 --to IQ --store "$L"
said=$(sed -n 's/.*Written down as entry \([0-9]*\)\..*/\1/p' "$TMP/out")
run forestay log prove "$L" "$said"
expect_status 0
cp "$TMP/out" "$TMP/kept.receipt"
run forestay receipt verify "$TMP/kept.receipt" --log "$TMP/new.pub"
expect_status 0
run forestay log sign "$L"
expect_out "^$said\$"
cp "$TMP/out" "$TMP/kept.2"
run forestay log sign "$L" --keys "$K"
expect_status 3
expect_err 'somebody else is writing to this log'

story 'killed, it leaves a log that grew out of all it ever gave out'
run forestay check A000-000-002 --to IQ --store "$L"
run forestay log sign "$L"
cp "$TMP/out" "$TMP/kept.3"
kill -KILL "$keeper"
wait "$keeper" 2>/dev/null
run forestay check A000-000-003 --to IQ --store "$L"
keep
run forestay log sign "$L"
cp "$TMP/out" "$TMP/kept.4"
kill -TERM "$keeper"
wait "$keeper"
run forestay log verify "$L" --log "$TMP/new.pub" --seen "$TMP/kept.1" \
	--seen "$TMP/kept.2" --seen "$TMP/kept.3" --seen "$TMP/kept.4"
expect_status 0
expect_out 'VERIFIED: .* 4 earlier checkpoints are of this history'
run forestay keeper "$TMP/earnest" --keys "$K"
expect_status 3
expect_err 'signs rehearsals, and this store is none'

story 'a witness signs, and receipts carry it'
W=$TMP/witness
run forestay keys init "$W" --name agency.example/witness --holder 'A. Monitor'
run forestay keys export "$W" witness
cp "$TMP/out" "$TMP/witness.pub"
run forestay log ask "$L" --witness "$TMP/witness.pub"
expect_status 0
expect_out '^old 0$'
expect_no_out 'A000'
cp "$TMP/out" "$TMP/request"
run forestay log witness "$TMP/seen" "$TMP/request" --keys "$W" \
	--log "$TMP/new.pub"
expect_status 0
expect_out '^— agency\.example/witness [A-Za-z0-9+/=]+$'
cp "$TMP/out" "$TMP/answer"
run forestay log cosigned "$L" "$TMP/request" "$TMP/answer" \
	--log "$TMP/new.pub" --witness "$TMP/witness.pub"
expect_status 0
expect_out '^agency\.example/witness has signed for'
run forestay log prove "$L" "$said"
cp "$TMP/out" "$TMP/cosigned"
run forestay receipt verify "$TMP/cosigned" --log "$TMP/new.pub" \
	--witness "$TMP/witness.pub"
expect_status 0
expect_out '^WITNESSED by agency\.example/witness, which saw it at 20'
run forestay receipt verify "$TMP/cosigned" --log "$TMP/new.pub" \
	--witness "$TMP/witness.pub" --json
expect_status 0
expect_out '"witness": "agency.example/witness"'
run forestay receipt verify "$TMP/kept.receipt" --log "$TMP/new.pub" \
	--witness "$TMP/witness.pub"
expect_status 1
expect_out 'NOT VERIFIED: agency\.example/witness has not signed it'
sed 's/^\(— agency.*\)....==$/\1AAAA==/; s/^\(— agency.*\)....$/\1AAAA/' \
	"$TMP/cosigned" >"$TMP/changed"
run forestay receipt verify "$TMP/changed" --log "$TMP/new.pub" \
	--witness "$TMP/witness.pub"
expect_status 1
expect_out 'the signature of agency\.example/witness is not right'
run forestay receipt verify "$TMP/cosigned" --log "$TMP/new.pub" \
	--witness "$TMP/new.pub"
expect_status 3
expect_err 'no public key of a witness'

story 'it goes on from what it saw, and signs no other history'
cp -r "$L" "$TMP/branch"
run forestay check A000-000-001 --to FR --store "$L"
run forestay log sign "$L" --keys "$K"
run forestay log ask "$L" --witness "$TMP/witness.pub"
expect_out '^old [1-9]'
cp "$TMP/out" "$TMP/request.2"
run forestay log witness "$TMP/seen" "$TMP/request.2" --keys "$W" \
	--log "$TMP/new.pub"
expect_status 0
cp "$TMP/out" "$TMP/answer.2"
run forestay log cosigned "$L" "$TMP/request.2" "$TMP/answer.2" \
	--log "$TMP/new.pub" --witness "$TMP/witness.pub"
expect_status 0
run forestay log cosigned "$L" "$TMP/request" "$TMP/answer" \
	--log "$TMP/new.pub" --witness "$TMP/witness.pub"
expect_status 3
expect_err 'a later checkpoint was witnessed already'
run forestay log witness "$TMP/seen" "$TMP/request" --keys "$W" \
	--log "$TMP/new.pub"
expect_status 3
expect_err 'this witness has signed a checkpoint of [0-9]+ entries'
run forestay check A000-000-002 --to FR --store "$TMP/branch"
run forestay check A000-000-003 --to FR --store "$TMP/branch"
run forestay log sign "$TMP/branch" --keys "$K"
run forestay log ask "$TMP/branch" --old "$(sed -n 2p "$L/tiles/witnessed")"
cp "$TMP/out" "$TMP/request.3"
run forestay log witness "$TMP/seen" "$TMP/request.3" --keys "$W" \
	--log "$TMP/new.pub"
expect_status 3
expect_err 'does not show that it grew out of what was seen'
run forestay log cosigned "$TMP/branch" "$TMP/request.2" "$TMP/answer.2" \
	--log "$TMP/new.pub" --witness "$TMP/witness.pub"
expect_status 3
expect_err 'of another history than this store'
run forestay log ask "$L" --old 100000
expect_status 3
expect_err 'older than what was witnessed'

story 'what is not understood'
run forestay log
expect_status 2
run forestay log sgn "$S"
expect_status 2
expect_err 'did you mean log sign'
run forestay receipt verify
expect_status 2
run forestay keys rotate "$K" lock
expect_status 2
