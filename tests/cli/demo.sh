. tests/story.sh

story 'the replay, in figures'
run forestay demo --json
expect_status 0
cp "$TMP/out" "$TMP/one"
expect_out '"people": 1444,'
expect_no_out '[Cc]haldean|[Ss]hia|[Kk]urd|[Yy]azidi|[Ss]unni'

story 'everyone is somewhere, at every event'
expect_true 'barred, held and no bar are 1,444' awk '
	/"people": 1444,/ { n++ }
	/"barred":/ { sub(",", "", $2); sum = $2 }
	/"held":/ { sub(",", "", $2); sum += $2 }
	/"no_bar":/ { sub(",", "", $2); sum += $2; if (sum != 1444) bad = 1 }
	END { exit bad || n < 20 }' "$TMP/one"

story 'the same people every time'
run forestay demo --people "$TMP/again"
expect_status 0
run forestay demo --people "$TMP/people"
expect_true 'byte for byte' cmp "$TMP/people" "$TMP/again"

story 'nobody is barred before the first order; the day after, Detroit is'
run forestay demo --json --at '2017-06-12 09:00'
expect_out '"barred": 0,'
run forestay demo --json --at '2017-06-23 09:00'
expect_out '"order": "hamama.detroit"'
expect_no_out '"order": "hamama.nationwide"'

story 'all who are expected on the flight are barred'
run forestay demo
expect_out '85 of the 85 expected aboard are barred'
expect_no_out '[Cc]haldean|[Ss]hia|[Kk]urd|[Yy]azidi|[Ss]unni'
expect_no_out '^.{81}'
expect_out 'HELD FOR WANT OF WHICH FACT'
expect_out 'the mandate.s date is confirmed, in the demo.s own'

story 'communities are for counsel, and asked for by name'
run forestay demo --counsel --at '2017-06-23 09:00'
expect_out 'FOR COUNSEL ALONE'
expect_out '^  Chaldean +[0-9]+'

story 'its people file is one that check reads'
expect_true '1,444 people' \
	test "$(grep -c '^person A000-' "$TMP/people")" = 1444
expect_true 'it names no community' \
	sh -c '! grep -Eiq "chaldean|shia|kurd|yazidi|sunni" "$TMP/people"'
run forestay check A000-000-001 --to IQ --people "$TMP/people" \
	--at '2017-06-27 06:00' --arrives '2017-06-28 06:00'
expect_status 1
expect_out 'BARRED'
expect_out '# hamama.nationwide'
expect_no_err '.'

story 'someone whose order is of 25 June is not in the class of 24 June'
run forestay check A000-001-444 --to IQ --people "$TMP/people" \
	--at '2017-07-25 09:00'
expect_status 0
expect_out 'NO BAR ON RECORD'

story 'the replay is a page that needs nothing beside it'
run forestay demo --page "$TMP/demo.html"
expect_status 0
expect_out 'The same as a page: '
expect_true 'under 100 KB' test "$(wc -c <"$TMP/demo.html")" -lt 102400
expect_true 'no script, nothing from elsewhere' sh -c \
	'! grep -Eiq "<script|https?:|url\(|@import|<link|<img| on[a-z]+=" "$1"' \
	sh "$TMP/demo.html"
expect_true 'no community' sh -c \
	'! grep -Eiq "chaldean|shia|kurd|yazidi|sunni" "$1"' sh "$TMP/demo.html"
events=$("$FORESTAY" demo --json | grep -c '"at": ')
expect_true 'every event has its button and its section' test "$events" -eq \
	"$(grep -c 'type="radio"' "$TMP/demo.html")" -a "$events" -eq \
	"$(grep -c '<section class="event' "$TMP/demo.html")"
expect_true 'the figures are those of the text' grep -q \
	'<b>1,418</b><span>barred</span>' "$TMP/demo.html"

story 'an instant that is none\'
run forestay demo --at yesterday
expect_status 2
expect_err 'yesterday: this is no instant'

story 'the log of it, and a witness'
run tools/demo-log "$FORESTAY"
expect_status 0
expect_no_err .
expect_out '  agency\.example/witness has signed for [0-9]+ entries$'
expect_out '  VERIFIED: entry 1 of [0-9]+ in the log rehearsal\.example/log'
expect_out '  WITNESSED by agency\.example/witness'
expect_out 'put back: the witness refuses it$'
