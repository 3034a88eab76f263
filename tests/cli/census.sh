. tests/story.sh

S=$TMP/store
cat >"$TMP/one.law" <<'LAW'
case one
  title "One v. Two"
  court mied
order one.stay
  document "Dkt. 1"
  entered 2017-06-22
  covers nationality is IQ
  bars removal
  until 2030-07-06 end of day
LAW
"$FORESTAY" init "$S" >/dev/null &&
	"$FORESTAY" order enter "$S" casebook/removal.vocab "$TMP/one.law" \
		--by m.weiss --own-dates >/dev/null || exit 1

# Nine people: five Iraqis, of whom three were ordered removed in time and two
# nobody knows of; two of El Salvador, as one person alone has it, which shows
# nobody to be no Iraqi; two of whom nothing is known.
n=0
add() {
	n=$((n + 1))
	"$FORESTAY" people add "$S" --a-number "A000-000-1$((n + 10))" --by m.weiss \
		--name "Synthetic Person $n" --birth "19$((n + 70))-0$((n % 9 + 1))-1$((n % 9))" "$@" \
		>/dev/null || exit 1
}
for since in 1995 2001-03 2017-06-23; do
	add --fact 'nationality IQ' --fact "final_order since $since" \
		--fact 'custody agency ICE place area.DET since 2017-06-11'
done
add --fact 'nationality IQ' --fact 'final_order since 2018-01-05'
add --fact 'nationality IQ'
add --fact 'nationality SV' --fact 'final_order since 2001-03-04'
add --fact 'nationality SV'
add
add
scope='nationality is IQ and final_order on 2017-06-24'

story 'a draft class is counted: yes, not known, no'
run forestay census "$S" --scope "$scope" --at 2019-01-01 --json
expect_status 0
expect_out '"yes": 3,'
expect_out '"unknown": 6,'
expect_out '"no": 0,'
expect_out '"people": 9,'
expect_out '"what": "final_order on 2017-06-24"'
run forestay census "$S" --scope "$scope" --at 2019-01-01
expect_status 0
expect_out '^9 people, at 2019-01-01 23:59 UTC'
expect_out 'not known +6$'
expect_out '^ +6  final_order on 2017-06-24'
expect_out '^ +4  nationality is IQ'

story 'it names nobody'
expect_no_out 'Synthetic'
expect_no_out 'A000'

story 'where they are; few are not told, nor what would give them away'
run forestay census "$S" --scope "$scope" --at 2019-01-01 \
	--by nationality --by office --by year
expect_status 0
expect_out '^  IQ +3 +2$'
expect_out '^  area.DET +3 +0$'
expect_out '^  1995 +1 +0$'
run forestay census "$S" --scope "$scope" --at 2019-01-01 --by year \
	--suppress 2
expect_out '^  1995 +few '
expect_no_out '^  2017 +1 '
run forestay census "$S" --scope "$scope" --at 2019-01-01 --by nationality \
	--csv
expect_out '^2019-01-01T23:59:00Z,,,3,6,0$'
expect_out ',"nationality","IQ",3,2,$'

story 'how it grew, and another draft'
run forestay census "$S" --scope 'nationality is IQ and final_order now' \
	--at 1994-01-01 --at 2000-01-01 --at 2019-01-01
expect_status 0
expect_out '^  1994-01-01 23:59 UTC +0 +9 +0$'
expect_out '^  2000-01-01 23:59 UTC +1 +8 +0$'
expect_out '^  2019-01-01 23:59 UTC +4 +5 +0$'
run forestay census "$S" --scope "$scope" --at 2019-01-01 \
	--compare 'nationality is IQ' --json
expect_out '"yes_yes": 3,'
expect_out '"unknown_yes": 2,'
expect_out '"unknown_unknown": 4,'

story 'before anything was recorded there was nothing to count by'
run forestay census "$S" --scope "$scope" --at 2019-01-01 \
	--known 2018-01-01
expect_status 3
expect_err 'the store holds no'

story 'a snapshot is made once; what is recorded after is laid over it'
current() {
	sed -n 's/^segment sha256:\([0-9a-f]*\)$/\1/p' "$S/snapshots/current"
}
expect_true 'one segment' test "$(ls "$S"/snapshots/*.segment | wc -l)" -eq 1
seg=$(current)
add --fact 'nationality IQ' --fact 'final_order since 1995'
"$FORESTAY" facts add "$S" A000-000-115 'final_order since 1996' \
	--by m.weiss >/dev/null || exit 1
run forestay census "$S" --scope "$scope" --at 2019-01-01 --json \
	--by nationality
expect_out '"yes": 5,'
expect_out '"people": 10,'
expect_true 'the same segment' test "$seg" = "$(current)"

story 'it can be thrown away'
rm -r "$S/snapshots"
run forestay census "$S" --scope "$scope" --at 2019-01-01 --json
expect_out '"yes": 5,'
expect_out '"people": 10,'
expect_true 'another segment' test "$seg" != "$(current)"
seg=$(current)

story 'what its rows rest on is not believed when it was changed'
echo 'people p-aaaaaaaaaaaa' >>"$S/snapshots/$seg.segment.rests"
run forestay census "$S" --scope "$scope" --at 2019-01-01 --json
expect_out '"yes": 5,'
expect_true 'it was made again' \
	test "$(tail -n 1 "$S/snapshots/$seg.segment.rests")" != \
	'people p-aaaaaaaaaaaa'

story 'a segment by itself says the same'
run forestay census "$S/snapshots/$seg.segment" --scope "$scope" \
	--at 2019-01-01 --json
expect_status 0
expect_out '"yes": 5,'

story 'one that is damaged is refused'
cp "$S/snapshots/$seg.segment" "$TMP/bad.segment"
printf 'x' | dd of="$TMP/bad.segment" bs=1 seek=4200 conv=notrunc 2>/dev/null
run forestay census "$TMP/bad.segment" --scope "$scope" --at 2019-01-01
expect_status 3
expect_err 'what its sections hold is not'

story 'what cannot be counted is said'
run forestay census "$S"
expect_status 2
expect_err 'say --scope'
run forestay census "$S" --scope 'nationality is'
expect_status 2
run forestay census "$S" --scope 'once custody (agency is ICE)'
expect_status 2
expect_err 'when an order began'
run forestay census "$S" --scope "$scope" --by shoe_size
expect_status 2
expect_err 'nothing is known by "shoe_size"'
run forestay census "$TMP/nothing" --scope "$scope"
expect_status 3

story 'as known then, whatever was withdrawn or recorded since'
T=$TMP/told
"$FORESTAY" init "$T" --rehearsal >/dev/null || exit 1
told() {
	at=$1
	shift
	FORESTAY_NOW=$at "$FORESTAY" "$@" --by m.weiss >/dev/null || exit 1
}
told 2019-01-01T10:00Z order enter "$T" casebook/removal.vocab \
	"$TMP/one.law" --own-dates
told 2019-01-02T10:00Z people add "$T" --a-number A000-000-201 \
	--name 'Synthetic Person' --birth 1971-02-03 \
	--fact 'nationality IQ' --fact 'final_order since 1995'
count() {
	run forestay census "$T" --scope "$scope" --at 2019-06-01 --json "$@"
	expect_status 0
}
count
expect_out '"yes": 1,'
entry=$("$FORESTAY" people show "$T" A000-000-201 |
	sed -n 's/^  \([0-9]*\) .*final_order since 1995$/\1/p')
told 2019-02-01T10:00Z facts correct "$T" "$entry" --withdraw \
	--document "$TMP/one.law"
told 2019-02-02T10:00Z people add "$T" --a-number A000-000-209 \
	--name 'Synthetic Other' --birth 1981-12-13 --fact 'nationality IQ'
count
expect_out '"people": 2,'
expect_out '"yes": 0,'
expect_out '"unknown": 2,'
count --known 2019-01-15
expect_out '"people": 1,'
expect_out '"yes": 1,'
count --known 2019-02-01
expect_out '"people": 1,'
expect_out '"unknown": 1,'
