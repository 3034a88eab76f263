. tests/story.sh

# A rehearsal of thirty people of the demo; an order is entered that protects
# them, then one that takes it away.  The clock is told.
store=$TMP/store
now() {
	FORESTAY_NOW=$1
	export FORESTAY_NOW
}
check() {
	run forestay check A000-000-003 --to IQ --store "$store" \
		--asked-by officer "$@"
}

cat >"$TMP/stay.law" <<'LAW'
case story
  title "Story v. Nobody"
  court mied  docket "0:00-cv-00000"

order story.stay
  text     "Iraqi nationals, in a story that did not happen"
  document "Dkt. 1"  entered 2019-04-12
  covers   nationality is IQ
  bars     removal
LAW
cat >"$TMP/vacatur.law" <<'LAW'
case story2
  title "Story v. Nobody, appeal"
  court ca6  docket "00-0000"

order story2.vacatur
  document "Dkt. 9"  entered 2019-04-13
  vacates  story.stay at once
LAW
echo 'a paper that shows it' >"$TMP/paper.pdf"

story 'the demo lives in a store, and answers from it as from files'
run forestay demo --store "$store" --first 30
expect_status 0
expect_out '660 answers asked of it.* 0 unlike'

story 'no bar is said once it is written down'
now 2019-04-11T14:00:00Z
check
expect_status 0
expect_out 'NO BAR ON RECORD'
expect_out 'Written down as entry [0-9]+'
expect_out 'rehearsal'
run forestay entries "$store"
expect_out 'answer'

story 'of a store, all that is on record is known, and no later'
check --known 2019-05-01T00:00Z
expect_status 2
expect_err 'nothing is known yet'
check --at 2017-06-23T14:00Z --known 2017-06-23T14:00Z --zone America/Detroit
expect_out 'as known Fri 23 Jun 2017 10:00 EDT'

story 'what protects is entered by one person, and shows whom it gains'
now 2019-04-12T14:00:00Z
run forestay order enter "$store" "$TMP/stay.law" --by m.weiss --dry-run
expect_status 0
run forestay order enter "$store" "$TMP/stay.law" --by m.weiss
expect_status 0
expect_out '^lose: 0'
expect_out '^gain: 28'
expect_out '^unchanged: 2'
expect_out '^entry [0-9]+  stay.law$'
now 2019-04-14T14:00:00Z
check
expect_status 1
expect_out 'BARRED'
expect_out 'story.stay'

story 'entered again word for word, it is there already'
run forestay order enter "$store" "$TMP/stay.law" --by m.weiss
expect_status 0
expect_out 'already'

story 'what takes is refused without a document, losers by number and name'
run forestay order enter "$store" "$TMP/vacatur.law" --by m.weiss
expect_status 1
expect_err 'refused'
expect_err '--document'
expect_out 'story2.vacatur vacates story.stay'
expect_out '^lose: 28'
expect_out 'A000-000-030 +Synthetic'
expect_out 'anyone not on the registry'
check
expect_out 'BARRED'

story 'with one it waits: HOLD, with the reason and since when'
run forestay order enter "$store" "$TMP/vacatur.law" --by m.weiss \
	--document "$TMP/paper.pdf" --source 'Dkt. 9'
expect_status 0
entry=$(sed -n 's/^entry \([0-9]*\)  vacatur.law.*/\1/p' "$TMP/out")
check
expect_status 1
expect_out 'HOLD'
expect_out "entry $entry by m.weiss waits for a second person since 2019-04-14"
run forestay waiting "$store"
expect_out "^entry $entry  law, by m.weiss, since"
expect_out 'answers it changes: 28: A000-000-001'
run forestay order list "$store"
expect_out 'waits for a second person'

story 'who recorded it cannot confirm it, however the name is written'
run forestay confirm "$store" "$entry" --by 'M. Weiss'
expect_status 1
expect_err 'm.weiss recorded entry'
check
expect_out 'HOLD'

story 'a second person confirms'
now 2019-04-15T09:00:00Z
run forestay confirm "$store" "$entry" --by k.second
expect_status 0
expect_out "confirms entry $entry"
run forestay confirm "$store" "$entry" --by third
expect_status 1
expect_err 'confirmed by k.second'
check
expect_status 0
expect_out 'NO BAR ON RECORD'
run forestay waiting "$store"
expect_out 'Nothing waits'

story 'as known before that, it is what it was'
check --known 2019-04-14T20:00Z --at 2019-04-14T14:00Z
expect_out 'HOLD'
check --known 2019-04-13T20:00Z --at 2019-04-14T14:00Z
expect_out 'BARRED'

story 'another is refused by a second person, and never counts'
sed 's/story2/story3/g' "$TMP/vacatur.law" >"$TMP/third.law"
sed 's/-04-13/-04-15/; s/vacates  story.stay/vacates  story2.vacatur/' \
	"$TMP/third.law" >"$TMP/undone.law"
run forestay order enter "$store" "$TMP/undone.law" --by m.weiss \
	--document "$TMP/paper.pdf"
expect_status 0
entry=$(sed -n 's/^entry \([0-9]*\)  undone.law.*/\1/p' "$TMP/out")
check
expect_out 'HOLD'
run forestay refuse "$store" "$entry" --by k.second
expect_status 0
check
expect_out 'NO BAR'

story 'to lift the stay of a vacatur takes, as the vacatur did'
cat >"$TMP/stayed.law" <<'LAW'
case story4
  title "Story v. Nobody, stayed"
  court ca6

order story4.stay
  document "Dkt. 10"
  entered 2019-04-14
  stays story2.vacatur until further order
LAW
cat >"$TMP/lifted.law" <<'LAW'
case story5
  title "Story v. Nobody, lifted"
  court ca6

order story5.lifts
  document "Dkt. 11"
  entered 2019-04-15
  lifts story4.stay
LAW
run forestay order enter "$store" "$TMP/stayed.law" --by m.weiss \
	--document "$TMP/paper.pdf"
expect_status 0
entry=$(sed -n 's/^entry \([0-9]*\)  stayed.law.*/\1/p' "$TMP/out")
run forestay confirm "$store" "$entry" --by k.second
check
expect_out 'BARRED'
run forestay order enter "$store" "$TMP/lifted.law" --by m.weiss
expect_status 1
expect_err 'refused'
expect_out 'story5.lifts lifts story4.stay'
expect_out '^lose: 28'
check
expect_out 'BARRED'

story 'to extend the stay of a vacatur takes nothing'
sed 's/lifts story4.stay/extends story4.stay until 2019-12-01/' \
	"$TMP/lifted.law" >"$TMP/longer.law"
run forestay order enter "$store" "$TMP/longer.law" --by m.weiss --dry-run
expect_status 0

story 'no more orders wait than can be weighed'
for i in 1 2 3 4 5; do
	sed "s/story2/wait$i/g" "$TMP/vacatur.law" >"$TMP/wait$i.law"
done
run forestay order enter "$store" "$TMP"/wait?.law --by m.weiss \
	--document "$TMP/paper.pdf"
expect_status 1
expect_err '5 of these would wait'
check
expect_out 'BARRED'
run forestay order enter "$store" "$TMP/lifted.law" --by m.weiss \
	--document "$TMP/paper.pdf"
entry=$(sed -n 's/^entry \([0-9]*\)  lifted.law.*/\1/p' "$TMP/out")
check
expect_out 'HOLD'
run forestay confirm "$store" "$entry" --by k.second
now 2019-04-16T09:00:00Z
check
expect_out 'NO BAR'

story 'an order that is not understood is not entered'
sed 's/nationality/nationalty/' "$TMP/stay.law" >"$TMP/wrong.law"
run forestay order enter "$store" "$TMP/wrong.law" --by m.weiss
expect_status 1
expect_err 'nationality'

story 'a fifth order that would wait is refused, with what to do'
run forestay order list "$store"
expect_out 'stay.law +counts: 1 instrument; by m.weiss'
for n in 1 2 3 4 5; do
	sed "s/story2/wait$n/g; s/-04-13/-04-15/" "$TMP/vacatur.law" \
		>"$TMP/wait$n.law"
done
run forestay order enter "$store" "$TMP"/wait[1-5].law --by m.weiss \
	--document "$TMP/paper.pdf"
expect_status 1
expect_err '5 of these would wait for a second person, and 0 wait'
expect_err 'Enter them in$'
run forestay order enter "$store" "$TMP"/wait[1-4].law --by m.weiss \
	--document "$TMP/paper.pdf"
expect_status 0
first=$(sed -n 's/^entry \([0-9]*\)  wait1.law.*/\1/p' "$TMP/out")
run forestay order enter "$store" "$TMP/wait5.law" --by m.weiss \
	--document "$TMP/paper.pdf"
expect_status 1
expect_err '1 of these would wait for a second person, and 4 wait already'
run forestay order diff "$store" "$TMP/wait5.law"
expect_status 1
expect_err "entries $first, $((first + 1))"
expect_no_out '^entry'
run forestay check A000-000-001 --to IQ --store "$store" --asked-by officer
expect_no_out 'than can be weighed'
run forestay refuse "$store" "$first" --by k.second
expect_status 0
run forestay order enter "$store" "$TMP/wait5.law" --by m.weiss \
	--document "$TMP/paper.pdf"
expect_status 0
expect_out 'wait5.law  waits for a second person'

story 'a docket that one person read lifts no hold, until a second one has'
cat >"$TMP/later.law" <<'LAW'
case later
  title "Later v. Nobody"
  court mied  docket "0:00-cv-00001"

order later.stay
  document "Dkt. 1"  entered 2019-05-01  effective 2019-07-01
  covers   nationality is IQ
  bars     removal
LAW
now 2019-05-02T09:00:00Z
run forestay order enter "$store" "$TMP/later.law" --by m.weiss
expect_status 0
check
expect_out 'HOLD'
expect_out 'its docket was last read too long ago|later.stay'
run forestay order docket "$store" later --by m.weiss
expect_status 0
expect_out 'waits for a second person'
docket=$(sed -n 's/^entry \([0-9]*\) .*/\1/p' "$TMP/out")
check
expect_status 1
expect_out 'HOLD'
expect_out "entry $docket by m.weiss waits for a second person"
run forestay waiting "$store"
expect_out "^entry $docket  docket, by m.weiss"
run forestay confirm "$store" "$docket" --by 'M Weiss'
expect_status 1
run forestay order docket "$store" later --by 'm. weiss'
check
expect_out 'HOLD'
now 2019-05-02T10:00:00Z
run forestay order docket "$store" later --by k.second
expect_out 'with it entry [0-9]+, by m. weiss, counts'
check
expect_status 0
expect_out 'NO BAR ON RECORD'

story 'the older of two readings is what counts; a refused one never does'
now 2019-05-03T09:30:00Z
check
expect_out 'HOLD'
run forestay waiting "$store"
docket=$(sed -n 's/^entry \([0-9]*\)  docket, by k.second.*/\1/p' "$TMP/out")
run forestay refuse "$store" "$docket" --by m.weiss
expect_status 0
expect_out 'k.second has read the docket of later'
check
expect_out 'HOLD'
run forestay order docket "$store" later --by m.weiss
docket=$(sed -n 's/^entry \([0-9]*\) .*/\1/p' "$TMP/out")
run forestay confirm "$store" "$docket" --by k.second
expect_status 0
check
expect_out 'NO BAR ON RECORD'
check --known 2019-05-02T09:30Z --at 2019-05-02T09:30Z
expect_out 'HOLD'

story 'every answer decided again is the same'
run forestay replay "$store"
expect_status 0
expect_out 'answers decided again, 0 differ'

story 'a store that is not there, or cannot be written, never says no bar'
run forestay check A000-000-003 --to IQ --store "$TMP/none"
expect_status 3
expect_err 'read it as HOLD'
expect_no_out 'NO BAR'
run forestay check A000-000-003 --store "$store" --people x
expect_status 2
