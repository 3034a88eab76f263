. tests/story.sh

story 'the example of docs/people-files.md is one that is read'
awk '/^## Lines/ { on = 1; next } on && /^    / { print substr($0, 5) }
	on && /^- / { exit } on && /^$/ { print "" }' \
	docs/people-files.md >"$TMP/doc.people"
run forestay check A000-000-001 --to IQ --people "$TMP/doc.people" \
	--at '2017-06-23 10:00'
expect_status 1
expect_out 'BARRED'
expect_no_err '.'

story 'a table says what lines say'
cat >"$TMP/t.csv" <<'CSV'
a_number,name,nationality,final_order.since,final_order.in_absentia,custody.agency,custody.place,custody.since,document,#phone
A000-000-001,"One, Synthetic",IQ,1995,no,ICE,area.DET,2017-06-11,A-file,000
CSV
run forestay check 000000001 --to IQ --people "$TMP/t.csv" \
	--zone America/Detroit --at '2017-06-23 10:00'
expect_status 1
expect_out '# hamama.detroit'
expect_out 'One, Synthetic'
expect_no_err '.'

story 'what a spreadsheet got wrong is listed, with what to do'
cat >"$TMP/bad.csv" <<'CSV'
a_number,nationality,final_order.since,custdy.agency
A000-000-001,IQ,06/11/1995,ICE
,IQ,1995,
A000-000-002,XQ,1995,
CSV
run forestay check A000-000-002 --to IQ --people "$TMP/bad.csv" \
	--zone America/Detroit --at '2017-06-23 10:00'
expect_status 1
expect_err 'bad.csv:1: column custdy.agency: .* means nothing'
expect_err 'did you mean custody'
expect_err 'bad.csv:2: column final_order.since: this is not a day'
expect_err '06/11/1995'
expect_err 'bad.csv:3: column a_number: the row names nobody'
expect_err 'bad.csv:4: column nationality:'
expect_err '4 parts of the people files could not be read'
expect_out 'HOLD'

story 'someone of whom a line was lost is never told no bar'
sed 's/^    custody agency.*/&\n    custdy agency CBP/' examples/hamama.people \
	>"$TMP/lost.people"
run forestay check A000-000-002 --to IQ --people "$TMP/lost.people" \
	--at '2018-02-07 09:00'
expect_status 1
expect_out 'HOLD'
expect_out 'something about this person in the people file'
expect_err 'lost.people:17: no fact is called custdy'

story 'an hour without a zone is refused, not guessed'
printf 'person A000-000-001\n  nationality IQ\n' >"$TMP/nozone.people"
run forestay check A000-000-001 --to IQ --people "$TMP/nozone.people" \
	--at '2017-06-23 10:00'
expect_status 2
expect_err 'an hour without a zone: add --zone'
run forestay check A000-000-001 --to IQ --people "$TMP/nozone.people" \
	--at '2017-06-23T14:00:00Z'
expect_status 1

story 'words that the vocabulary does not have'
run forestay check A000-000-001 --to Iraq --people examples/hamama.people
expect_status 2
expect_err 'no "Iraq" for `to`: a country is its two capital'
run forestay check A000-000-001 --act remval --people examples/hamama.people
expect_status 2
expect_err 'did you mean removal'
run forestay check A000-000-001 --zone America/Detriot \
	--people examples/hamama.people
expect_status 2
expect_err 'did you mean America/Detroit'

story 'no people file, no person, no file'
run forestay check A000-000-001
expect_status 2
expect_err 'name a people file'
run forestay check --people examples/hamama.people
expect_status 2
expect_err 'say of whom'
run forestay check A000-000-001 --people "$TMP/none"
expect_status 3
expect_err 'none: cannot be opened'

story 'a destination not given is a hold'
run forestay check A000-000-001 --people examples/hamama.people \
	--at '2017-06-12 09:00'
expect_status 0

story 'a name cannot move the cursor'
printf 'zone UTC\nperson A000-000-001 "\033[2Jx"\n  nationality IQ\n' \
	>"$TMP/evil.people"
run forestay check A000-000-001 --to IQ --people "$TMP/evil.people" \
	--at '2017-06-23 10:00'
expect_no_out "$(printf '\033')"
expect_no_err "$(printf '\033')"

story 'a file of people may be as long as the limit, and no longer'
{
	printf 'person A000-000-001\n  nationality IQ\n#'
	head -c 16777177 /dev/zero | tr '\0' '#'
	echo
} >"$TMP/long.people"
expect_true 'at the limit' test "$(wc -c <"$TMP/long.people")" = 16777216
run forestay check A000-000-001 --to IQ --people "$TMP/long.people" \
	--zone America/Detroit --at '2017-06-23 10:00'
expect_out 'A000-000-001'
expect_no_err 'longer'
echo >>"$TMP/long.people"
run forestay check A000-000-001 --to IQ --people "$TMP/long.people" \
	--zone America/Detroit --at '2017-06-23 10:00'
expect_status 3
expect_err 'long.people: longer than 16777216 bytes'

story 'a relation may be to someone of the files, with facts of their own'
mkdir "$TMP/kin"
cp casebook/removal.vocab "$TMP/kin"
cat >"$TMP/kin/kin.law" <<'LAW'
order kin.order
  zone     "America/Detroit"
  document "Dkt. 1"  entered 2015-01-01
  covers   some spouse (nationality is US)
  bars     removal
LAW
cat >"$TMP/kin.people" <<'PEOPLE'
zone   America/Detroit
source "synthetic" document "made up"

person A000-000-001
    spouse person A000-000-002 since 2015-03-01
    no other spouse

person A000-000-002
    nationality SY
    nationality US since 2019-05-01
PEOPLE
run forestay check A000-000-001 --to IQ --casebook "$TMP/kin" \
	--people "$TMP/kin.people" --at '2019-04-30 10:00'
expect_status 0
expect_no_err '.'
run forestay check A000-000-001 --to IQ --casebook "$TMP/kin" \
	--people "$TMP/kin.people" --at '2019-05-02 10:00'
expect_status 1
expect_out 'BARRED'
expect_no_err '.'
echo '    natonality US' >>"$TMP/kin.people"
run forestay check A000-000-001 --to IQ --casebook "$TMP/kin" \
	--people "$TMP/kin.people" --at '2019-04-30 10:00'
expect_status 1
expect_out 'someone whom this person is related to'
sed -i 's/^person A000-000-002/person A000-000-009/' "$TMP/kin.people"
run forestay check A000-000-001 --to IQ --casebook "$TMP/kin" \
	--people "$TMP/kin.people" --at '2019-04-30 10:00'
expect_status 1
expect_err 'kin.people:5: the files say nothing of this person'
