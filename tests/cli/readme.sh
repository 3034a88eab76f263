# The README's lines do what it says, as they are written: but for the port,
# which another may have.
. tests/story.sh

mkdir "$TMP/here" "$TMP/bin"
ln -s "$PWD/casebook" "$PWD/examples" "$TMP/here/"
case $FORESTAY in
/*) ln -s "$FORESTAY" "$TMP/bin/forestay" ;;
*) ln -s "$PWD/$FORESTAY" "$TMP/bin/forestay" ;;
esac
port=$((20000 + $$ % 20000))
awk '/^### / { in_it = /^### Before an act/ }
	in_it && /^    / { print substr($0, 5) }
	in_it && /^$/ { print "" }' README.md |
	sed "s/localhost:8443/localhost:$port/" >"$TMP/lines"
sed -n "1,/^forestay serve /p" "$TMP/lines" |
	sed "s/^\(forestay serve .*\) &\$/\1 --listen 127.0.0.1:$port >said 2>\&1 \&/
		\$a echo \$! >pid" >"$TMP/begin"
sed '1,/^forestay serve /d' "$TMP/lines" >"$TMP/rest"

# As a person's shell would: `forestay` is the program under test.
typed() {
	# shellcheck disable=SC2016
	run env PATH="$TMP/bin:$PATH" sh -e -c 'cd "$1"; . "$2"' sh \
		"$TMP/here" "$1"
}

served() {
	for _ in $(seq 100); do
		grep -q 'gate listens' "$TMP/here/said" && return
		sleep 0.1
	done
	return 1
}

if ! command -v curl >/dev/null || ! command -v openssl >/dev/null; then
	story 'curl and openssl are there'
	expect_true 'curl and openssl are needed' false
fi

story 'a server, from nothing'
expect_true 'it has the lines' grep -q '^forestay serve ' "$TMP/begin"
typed "$TMP/begin"
expect_status 0
expect_true 'it listens' served

story 'no bar, an order, a recall, a manifest, a receipt'
expect_true 'it has the lines' grep -q '^ask ' "$TMP/rest"
typed "$TMP/rest"
expect_status 0
expect_out '"nonce":"7f3a".*"verdict":"no_bar_on_record"'
expect_out '"what":"recall".*"account":"ero-detroit-7"'
expect_out '"nonce":"7f3b"'
expect_out '"person":"A000-000-951".*"verdict":"barred"'
expect_out '"order":"roe.stay"'
expect_out '"name":"N. Night"'
expect_out '^do not act$'
expect_out '^verdict +"barred"$'
expect_out '^VERIFIED: example.org/log has signed this reply'
kill "$(cat "$TMP/here/pid")"
# Its folder goes when it has: it writes there.
for _ in $(seq 100); do
	kill -0 "$(cat "$TMP/here/pid")" 2>/dev/null || break
	sleep 0.1
done
