. tests/story.sh

story 'an order in plain English'
run forestay law print --order hamama.detroit
expect_status 0
expect_out '^Covers      all of these:'
expect_out '^Until       14 days as a temporary restraining order'
expect_no_out 'hamama.injunction$'

run forestay law print --order hamama.detroit --json
expect_status 0
expect_out '"order": "hamama.detroit",'
expect_out '"text": "hamama.detroit'

story 'an order nobody wrote'
run forestay law print --order hamama.nothing
expect_status 2
expect_err 'no instrument is named hamama.nothing'

story 'what is seldom meant: warnings, and no failure'
run forestay law lint casebook
expect_status 0
expect_err 'warning: nothing on record ends'
expect_out ': 0 errors, [0-9]+ warnings'

story 'two casebooks that say the same'
run forestay law diff casebook casebook
expect_status 0
expect_out 'They say the same'

story 'what a change says, and whom it changes, losses first'
mkdir "$TMP/new"
cp casebook/* "$TMP/new"
sed 's/14 days tro/12 hours/' casebook/hamama.law >"$TMP/new/hamama.law"
run forestay law diff casebook "$TMP/new"
expect_status 1
expect_out 'hamama.detroit: until'
expect_out '--people FILE shows whom'
run forestay law diff casebook "$TMP/new" --people examples/hamama.people \
	--to IQ --at '2017-06-25 09:00'
expect_status 1
expect_out 'of 4 people, 4'
expect_out 'BARRED -> NO BAR ON RECORD: 4'
expect_out 'A000-000-001, A000-000-002'
run forestay law diff casebook "$TMP/new" --people examples/hamama.people \
	--to IQ --at '2017-06-25 09:00' --json
expect_out '"was": "BARRED"'

story 'one file stands in the place of the embedded one of its name'
run forestay law diff "$TMP/new/hamama.law"
expect_status 1
expect_out 'hamama.detroit: until'

story 'a casebook with errors is not compared'
echo 'order' >>"$TMP/new/hamama.law"
run forestay law diff casebook "$TMP/new"
expect_status 3
expect_err 'says nothing to compare'

story 'whose judgment a court of appeals has before it is printed, and compared'
cat >"$TMP/appeal.law" <<'LAW'
case appeal
  title    "One v. Two"

order appeal.one
  court    ca6 from mied
  document "Dkt. 1"  entered 2019-04-05 10:00
  covers   everyone
  bars     removal
LAW
sed 's/ from mied//' "$TMP/appeal.law" >"$TMP/appeal2.law"
run forestay law print "$TMP/appeal.law"
expect_status 0
expect_out '6th Cir. on appeal from E.D. Michigan'
run forestay law print "$TMP/appeal2.law"
expect_no_out 'E.D. Michigan'
run forestay law diff "$TMP/appeal.law" "$TMP/appeal2.law"
expect_out '^  - .*on appeal from E.D. Michigan'
