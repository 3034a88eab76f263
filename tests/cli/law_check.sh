. tests/story.sh

book=$TMP/book
mkdir "$book"
cp casebook/removal.vocab "$book"
cat >"$book/right.law" <<'LAW'
case right
  title "Right v. Right"
  court mied

order right.stay
  document "Dkt. 1"
  entered 2017-06-22
  covers nationality is IQ
  bars removal
  until 2017-07-06 end of day

vignette "the day after"
  person nationality IQ
  on 2017-06-23 10:00 removal to IQ barred by right.stay until 2017-07-06 end of day
  on 2017-07-07 00:00 removal to IQ no bar
LAW

story 'a text without errors'
run forestay law check "$book"
expect_status 0
expect_out '^2 files, 1 instrument, 1 vignette: 0 errors, '

story 'one file alone is read with the casebook around it'
run forestay law check "$book/right.law"
expect_status 0
expect_out '^1 file, 1 instrument, 1 vignette: 0 errors'

story 'alone it lacks its vocabulary'
run forestay law check --alone "$book/right.law"
expect_status 1
expect_err 'error: no vocabulary'

story 'an error has its place and says what to do'
sed 's/bars removal/bars removel/' "$book/right.law" >"$book/wrong.law"
run forestay law check "$book/wrong.law"
expect_status 1
expect_err 'wrong.law:9:[0-9]+: error: '
expect_err 'bars removel'
expect_err '\^~+'
expect_out ' 1 error'
expect_no_err 'right.law'

story 'the same for programs'
run forestay law check --json "$book/wrong.law"
expect_status 1
expect_out '"line": 9,'
expect_out '"errors": 1,'
rm "$book/wrong.law"
bad=$TMP/bad
mkdir "$bad"
cp casebook/removal.vocab "$bad"

story 'vignettes that pass'
run forestay law test "$book"
expect_status 0
expect_out '^2 passed, 0 failed$'

story 'a vignette that fails shows what was expected, what answered, and why'
sed 's/no bar$/held/' "$book/right.law" >"$bad/bad.law"
run forestay law test "$bad"
expect_status 1
expect_out 'bad.law:12: the day after'
expect_out 'bad.law:15: failed: on Fri 7 Jul 2017 00:00 EDT removal to IQ'
expect_out 'expected +held$'
expect_out 'answered +NO BAR ON RECORD'
expect_out '^1 passed, 1 failed$'

story 'until is compared to the minute'
sed 's/until 2017-07-06 end of day$/until 2017-07-05 end of day/
	s/^  until 2017-07-05/  until 2017-07-06/' "$book/right.law" >"$bad/bad.law"
run forestay law test "$bad"
expect_status 1
expect_out 'wrong +it is barred until 2017-07-06 end of day EDT'

story 'an end nobody asked for is not said to have no date'
sed 's/ until 2017-07-06 end of day$//
	s/^  bars removal/&\
  until 2017-07-06 end of day/' "$book/right.law" >"$bad/bad.law"
run forestay law test -v "$bad"
expect_status 0
expect_out 'BARRED by right.stay$'

story 'an instrument that does not bar is not named'
run forestay law test --only 'no title has this' "$book"
expect_status 1
expect_out '^0 passed, 0 failed$'

story 'what is not there cannot be read'
run forestay law check "$TMP/nothing.law"
expect_status 3
expect_err 'nothing.law: cannot be opened'
expect_err 'read it as HOLD'

story 'a folder without law is no casebook'
mkdir "$TMP/empty"
run forestay law check "$TMP/empty"
expect_status 3
expect_err 'holds no .law or .vocab file'

story 'fmt lays out, and says when it has nothing to do'
printf 'order  x\n document "Dkt. 1"\n   entered 2017-06-22\n' >"$TMP/x.law"
run forestay law fmt "$TMP/x.law"
expect_status 0
expect_out '^order x$'
run forestay law fmt --check "$TMP/x.law"
expect_status 1
expect_out 'not laid out'
chmod 640 "$TMP/x.law"
run forestay law fmt -w "$TMP/x.law"
expect_status 0
expect_true 'the mode is kept' test "$(stat -c %a "$TMP/x.law")" = 640
expect_true 'nothing is left beside it' test ! -e "$TMP/x.law.new"
run forestay law fmt --check "$TMP/x.law"
expect_status 0

story 'a text that cannot be read is left as it is'
printf 'order order order (' >"$TMP/y.law"
run forestay law fmt -w "$TMP/y.law"
expect_status 1
expect_true 'untouched' test "$(cat "$TMP/y.law")" = 'order order order ('

story 'a file that cannot be replaced is left as it is'
printf 'order  x\n' >"$TMP/z.law"
: >"$TMP/z.law.new"
run forestay law fmt -w "$TMP/z.law"
expect_status 3
expect_err 'z.law.new: cannot be made'
expect_true 'untouched' test "$(cat "$TMP/z.law")" = 'order  x'

story 'fmt has results for programs'
printf 'order  x # "c"\n' >"$TMP/j.law"
printf 'order order (' >"$TMP/k.law"
run forestay law fmt --json "$TMP/j.law" "$TMP/k.law" "$TMP/l.law"
expect_status 3
expect_out '^\[$'
expect_out '"file": ".*/j.law",$'
expect_out '"text": "order x  # \\"c\\"\\n"$'
expect_out '"file": ".*/k.law",$'
expect_out '"read": false,$'
expect_err 'k.law:1:'
expect_err 'l.law: cannot be opened'
expect_no_out '^order x'
run forestay law fmt --json --check "$TMP/j.law"
expect_status 1
expect_out '"changes": true,$'
expect_out '"text": null$'
run forestay law fmt --json -w "$TMP/j.law"
expect_status 0
expect_out '"written": true,$'
expect_true 'it is' test "$(cat "$TMP/j.law")" = 'order x  # "c"'
run forestay law fmt --json --check "$TMP/j.law"
expect_status 0
expect_out '"changes": false,$'

story 'a file may be as long as the limit, and no longer'
head -c 16777215 /dev/zero | tr '\0' '#' >"$TMP/long.law"
echo >>"$TMP/long.law"
run forestay law fmt --check "$TMP/long.law"
expect_status 0
echo >>"$TMP/long.law"
run forestay law fmt --check "$TMP/long.law"
expect_status 3
expect_err 'long.law: longer than 16777216 bytes'
