. tests/story.sh

# A notice of a docket is a proposed order: it waits, and changes no answer,
# until a person enters the order from it or refuses it.
store=$TMP/store
FORESTAY_NOW=2019-04-11T14:00:00Z
export FORESTAY_NOW
check() {
	run forestay check A000-000-003 --to IQ --store "$store" \
		--asked-by officer "$@"
}
# What was answered, but for the number of the answer's own entry.
answer() {
	grep -v 'Written down as' "$TMP/out"
}

cat >"$TMP/stay.law" <<'LAW'
case story
  title "A v. B"
  court mied  docket "0:00-cv-00000"

order story.stay
  text     "Iraqi nationals, in a story that did not happen"
  document "Dkt. 1"  entered 2019-04-10
  covers   nationality is IQ
  bars     removal
LAW
cat >"$TMP/mail.txt" <<'MAIL'
A v. B, 0:00-cv-00000, entry 1: ORDER. <b>No removal</b> of Iraqi nationals.
MAIL
printf 'second notice \033[2J of A v. B, \342\200\256 turned\n' >"$TMP/second.txt"

run forestay demo --store "$store" --first 30
expect_status 0
check
expect_out 'NO BAR ON RECORD'
answer >"$TMP/before"

story 'a notice is pasted by somebody named, and changes no answer'
run forestay docket paste "$store" "$TMP/mail.txt"
expect_status 2
expect_err '--by NAME'
run forestay docket paste "$store" "$TMP/mail.txt" --by clerk \
	--source 'ECF mail'
expect_status 0
expect_out 'a notice that waits'
first=$(sed -n 's/^entry \([0-9]*\): .*/\1/p' "$TMP/out")
IN=$TMP/second.txt
run forestay docket paste "$store" --by clerk
IN=
expect_status 0
second=$(sed -n 's/^entry \([0-9]*\): .*/\1/p' "$TMP/out")
check
expect_out 'NO BAR ON RECORD'
answer >"$TMP/after"
expect_true 'the same answer' cmp "$TMP/before" "$TMP/after"

story 'the same text is the same notice'
run forestay docket paste "$store" "$TMP/mail.txt" --by another
expect_status 0
expect_out "entry $first is this notice already: waits"

story 'what is no text is refused'
printf 'a\0b' >"$TMP/nul"
printf '\377\376' >"$TMP/bytes"
printf ' \n\t\r\n' >"$TMP/blank"
for f in nul bytes blank; do
	run forestay docket paste "$store" "$TMP/$f" --by clerk
	expect_status 3
	expect_err 'text in UTF-8, and not blank'
done
head -c 262145 /dev/zero | tr '\0' x >"$TMP/large"
run forestay docket paste "$store" "$TMP/large" --by clerk
expect_status 3
head -c 262144 "$TMP/large" >"$TMP/largest"
run forestay docket paste "$store" "$TMP/largest" --by clerk
expect_status 0
largest=$(sed -n 's/^entry \([0-9]*\): .*/\1/p' "$TMP/out")

story 'it is shown as words, which move no cursor'
run forestay docket list "$store"
expect_out "^$first  .*ECF mail"
expect_out '^3 waiting'
run forestay docket show "$store" "$first"
expect_out 'entry 1: ORDER. <b>No removal</b>'
run forestay docket show "$store" "$second"
expect_out 'second notice'
expect_true 'no control' sh -c "! grep -q '$(printf '\033')' $TMP/out"
run forestay docket show "$store" "$first" --json
expect_out '"state": "waits"'
run forestay docket show "$store" 1
expect_status 3
expect_err 'entry 1 is no notice'
run forestay docket show "$store" -- -1
expect_status 3

story 'its words are in no entry'
run forestay entries "$store"
expect_out 'docket_notice'
expect_no_out 'No removal'

story 'a refusal names who and why'
run forestay docket refuse "$store" "$second" --by clerk
expect_status 2
expect_err '--why'
run forestay docket refuse "$store" "$second" --why 'a scheduling order'
expect_status 2
run forestay docket refuse "$store" "$second" --by clerk \
	--why 'a scheduling order'
expect_status 0
run forestay docket refuse "$store" "$second" --by clerk --why 'again'
expect_status 3
expect_err 'was refused already'
run forestay docket list "$store" --all
expect_out 'refused .* by clerk: a scheduling order'
run forestay docket take "$store" "$second" "$TMP/stay.law" --by clerk
expect_status 3
expect_err 'no notice that waits'
check
expect_out 'NO BAR ON RECORD'

story 'it is taken as an order is entered: shown first, then with the notice'
run forestay docket take "$store" "$first" "$TMP/stay.law" --dry-run
run forestay docket list "$store"
expect_out '^2 waiting'
run forestay docket take "$store" "$first" "$TMP/stay.law"
expect_status 2
expect_err '--by NAME'
run forestay docket take "$store" nothing "$TMP/stay.law" --by clerk
expect_status 2
run forestay docket take "$store" "$first" "$TMP/stay.law" --by clerk
expect_status 0
expect_out 'stay.law'
run forestay docket list "$store" --all --json
expect_out '"state": "taken"'
run forestay docket take "$store" "$first" "$TMP/stay.law" --by clerk
expect_status 3
check
expect_status 1
expect_out 'BARRED'

story 'of an order that stands already the notice waits, and says so'
run forestay docket take "$store" "$largest" "$TMP/stay.law" --by clerk
expect_status 1
expect_err 'still waits'

story 'a feed is an account; how long it may be quiet is its own'
run forestay account add "$store" cl --role feed --holder CL --by clerk \
	--quiet 24
expect_status 0
for quiet in 0 8761 x ''; do
	run forestay account add "$store" other --role feed --holder CL \
		--by clerk --quiet "$quiet"
	expect_status 2
done
run forestay account add "$store" other --role officer --holder CL \
	--by clerk --quiet 24
expect_status 2
run forestay docket list "$store"
expect_no_out ALARM
now_=$FORESTAY_NOW
FORESTAY_NOW=2019-04-13T14:00:00Z
run forestay docket list "$store"
expect_out 'ALARM: nothing new from cl for 24 hours'
FORESTAY_NOW=$now_
