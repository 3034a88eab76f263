. tests/story.sh

# A server asked from the command line: answers, receipts of them, and what
# is altered is found.  Everyone in it is made up.
S=$TMP/store
K=$TMP/keys
T=$TMP/token

# serve STORE LOG [OPTION...]: a server over it, at $URL; its process is
# $server.
serve() {
	store=$1 said=$2
	shift 2
	"$FORESTAY" serve "$store" --keys "$K" --plain --listen 127.0.0.1:0 \
		"$@" >"$said" 2>&1 &
	server=$!
	listens "$said"
}

# listens LOG: what it says it listens at is $URL.
listens() {
	for _ in $(seq 100); do
		URL=$(sed -n 's/.* listens at \(http:.*\)/\1/p' "$1")
		[ -z "$URL" ] || return
		sleep 0.1
	done
}

story 'a server over a store'
run forestay keys init "$K" --name example.org/log --holder 'K. Keeper'
expect_status 0
run forestay keys export "$K" log
cp "$TMP/out" "$TMP/log.pub"
run forestay init "$S"
expect_status 0
run forestay order enter "$S" --builtin --own-dates --by test
run forestay account add "$S" ero-detroit-7 --role officer \
	--holder 'ERO Detroit'
expect_status 0
cp "$TMP/out" "$T"
run forestay roster add "$S" --name 'N. Night' --telephone '+1 555 0100' \
	--from 2020-01-01T00:00Z --until 2090-01-01T00:00Z
expect_status 0
serve "$S" "$TMP/serve"
expect_true 'it listens' test -n "$URL"

ask() {
	run forestay check "$@" --server "$URL" --token "$T" \
		--log "$TMP/log.pub"
}

story 'an answer and its receipt'
ask A000-000-001 --to IQ --receipt "$TMP/receipt"
expect_status 1
expect_out '  HOLD  '
expect_out '^desk'
expect_out 'name +"N. Night"'
expect_no_out '\.\.\.\.\.'
run forestay receipt verify "$TMP/receipt" --log "$TMP/log.pub"
expect_status 0
expect_out '^person +"A000-000-001"'
expect_out '^verdict +"hold"'
expect_out '^VERIFIED: example.org/log has signed this reply'
run forestay receipt verify "$TMP/receipt" --log "$TMP/log.pub" --json
expect_status 0
expect_out '"verified": true'

story 'a receipt that was altered is refused'
sed 's/"verdict":"hold"/"verdict":"no_bar_on_record"/' "$TMP/receipt" \
	>"$TMP/altered"
run forestay receipt verify "$TMP/altered" --log "$TMP/log.pub"
expect_status 1
expect_out '^NOT VERIFIED: it is not what the log has signed'
run forestay keys init "$TMP/others" --name other.org/log --holder 'O. Other'
run forestay keys export "$TMP/others" log
cp "$TMP/out" "$TMP/other.pub"
run forestay receipt verify "$TMP/receipt" --log "$TMP/other.pub"
expect_status 1
expect_out '^NOT VERIFIED: it is not what the log has signed'
head -c 2000 "$TMP/receipt" >"$TMP/cut"
run forestay receipt verify "$TMP/cut" --log "$TMP/log.pub"
expect_status 1
expect_out '^NOT VERIFIED'

story 'a receipt that cannot be kept, or that nobody gave'
ask A000-000-001 --to IQ --receipt "$TMP/none/receipt"
expect_status 3
expect_err 'the receipt is not kept'
kill -TERM "$server"
wait "$server"
expect_true 'it ends when it is told' test $? -eq 0
ask A000-000-001 --to IQ --receipt "$TMP/nobody"
expect_status 3
expect_out '^Held, because the gate cannot be asked'
expect_true 'no file' test ! -e "$TMP/nobody"

story 'a manifest, and its receipt'
serve "$S" "$TMP/serve.2"
printf 'person,list,to\nA000-000-001,main,IQ\nA000-000-002,alternate,FR\n' \
	>"$TMP/flight.csv"
run forestay manifest "$TMP/flight.csv" --server "$URL" --token "$T" \
	--log "$TMP/log.pub" --receipt "$TMP/manifest"
expect_status 1
expect_out '0 barred, 2 held, 0 with no bar on record'
run forestay receipt verify "$TMP/manifest" --log "$TMP/log.pub"
expect_status 0
expect_out 'person +"A000-000-002"'
expect_out '^VERIFIED: example.org/log has signed this reply'
sed 's/A000-000-002/A000-000-003/' "$TMP/manifest" >"$TMP/altered"
run forestay receipt verify "$TMP/altered" --log "$TMP/log.pub"
expect_status 1
kill -TERM "$server"
wait "$server"
expect_true 'it ends when it is told' test $? -eq 0

story 'a witness signs while it serves, and yesterday.s store is not served'
cp -r "$S" "$TMP/yesterday"
W=$TMP/witness
run forestay keys init "$W" --name agency.example/witness --holder 'A. Monitor'
run forestay keys export "$W" witness
cp "$TMP/out" "$TMP/witness.pub"
"$FORESTAY" log witness "$TMP/seen" --listen 127.0.0.1:0 --plain --keys "$W" \
	--log "$TMP/log.pub" >"$TMP/said" 2>&1 &
witness=$!
listens "$TMP/said"
at=$URL
serve "$S" "$TMP/serve.3"
ask A000-000-001 --to IQ
expect_status 1
run forestay log cosign "$S" --at "$at" --log "$TMP/log.pub" \
	--witness "$TMP/witness.pub"
expect_status 0
cp "$S/tiles/witnessed" "$TMP/elsewhere"
kill -TERM "$server" "$witness"
wait "$server" "$witness"
run timeout 20 "$FORESTAY" serve "$TMP/yesterday" --keys "$K" --plain \
	--listen 127.0.0.1:0 --witnessed "$TMP/elsewhere" \
	--witness "$TMP/witness.pub"
expect_status 3
expect_out 'older than what was'
run forestay serve "$S" --keys "$K" --plain --witness "$TMP/witness.pub"
expect_status 2
serve "$S" "$TMP/serve.4" --witnessed "$TMP/elsewhere" \
	--witness "$TMP/witness.pub"
ask A000-000-001 --to IQ
expect_out 'entry +[0-9]+'
kill -TERM "$server"
wait "$server"
