. tests/story.sh

cat >"$TMP/page.law" <<'EOF'
case page
  title  "Page v. Roe (invented)"
  court  vtd

order page.stay
  document "Dkt. 4"  entered 2031-03-03 09:52
  names    page_one a_number A000-000-951 birth 1980-03-04 name "Page One"
  covers   person is page_one
  bars     removal

order ash.stay
  document "Dkt. 5"  entered 2031-03-03 09:52
  covers   person is ash
  bars     transfer
EOF
cat >"$TMP/one.people" <<'EOF'
person A000-000-951
person A000-000-915
person A000-555-777 "Rowan Other"
  birth 1975-11-22
EOF
files() {
	run forestay check "$1" --act "$2" --to IS --zone America/New_York \
		--at '2031-03-03 10:20' --casebook casebook/removal.vocab \
		--casebook "$TMP/page.law" --people "$TMP/one.people"
}
story 'a stay of 9:52: nobody said who that is, and the number does'
files A000-000-951 removal
expect_status 1
expect_out 'BARRED'
files 'A 000 000 951' removal
expect_out 'BARRED'

story 'near the number: a hold, with what settles it'
files A000-000-915 removal
expect_status 1
expect_out 'HOLD'
expect_out 'whether this is page_one .digits 8 and 9'
expect_out '^WHAT WOULD SETTLE IT$'

story 'another altogether'
files A000-555-777 removal
expect_out 'NO BAR'

story 'not in the file, and asked for by the number of the order'
sed -i '/951/d; /915/d' "$TMP/one.people"
files A000-000-951 removal
expect_out 'BARRED'

story 'an order that says nothing of whom it names holds everybody'
files A000-555-777 transfer
expect_out 'HOLD'
expect_out 'whether this is ash: say of whom it is'

story 'until it is said who that is'
printf 'person A000-000-111\n  is ash\n' >>"$TMP/one.people"
files A000-555-777 transfer
expect_out 'NO BAR'
files A000-000-111 transfer
expect_out 'BARRED'

story 'said later, it settles nothing before'
sed -i 's/is ash/is ash recorded 2031-03-05T09:00Z/' "$TMP/one.people"
files A000-555-777 transfer
expect_out 'HOLD'
sed -i 's/is ash.*/is ash unconfirmed/' "$TMP/one.people"
files A000-555-777 transfer
expect_out 'HOLD'

story 'who is said not to be the one, with a paper and without'
sed -i 's/is ash.*/nationality IS/' "$TMP/one.people"
printf 'person A000-000-112\n  is not ash\nperson A000-000-113\n  is not ash document "memo"\n' >>"$TMP/one.people"
files A000-000-112 transfer
expect_out 'HOLD'
files A000-000-113 transfer
expect_out 'NO BAR'

S=$TMP/store
FORESTAY_NOW=2031-03-03T14:55:00Z
export FORESTAY_NOW
person() {
	number=$1
	shift
	"$FORESTAY" people add "$S" --a-number "$number" --by m.weiss "$@" \
		>/dev/null || exit 1
}
store() {
	run forestay check "$1" --store "$S" --act "$2" --to IS ${3:-}
}
run forestay init "$S" --rehearsal
story 'a store says what follows for whom'
run forestay order enter "$S" casebook/removal.vocab "$TMP/page.law" --by clerk
expect_status 0
expect_out 'page.stay covers page_one: whoever carries the number'
expect_out 'ash.stay covers ash, and says nothing of who that is'
person A000-000-951 --name 'Page One' --birth 1980
person A000-000-915
person A000-555-777 --name 'Rowan Other' --birth 1975-11-22
person A000-666-888 --name 'Ash Tree' --birth 1969-02-03

story 'in a store: by number, near it, another'
store A000-000-951 removal
expect_out 'BARRED'
store A000-000-915 removal
expect_out 'HOLD'
expect_out 'whether this is page_one'
store A000-555-777 removal
expect_out 'NO BAR'

story 'nobody on record is asked for by the number'
FORESTAY_NOW=2031-03-03T14:56:00Z
run forestay init "$TMP/empty" --rehearsal
run forestay order enter "$TMP/empty" casebook/removal.vocab "$TMP/page.law" --by clerk
run forestay check A000-000-951 --store "$TMP/empty" --act removal --to IS
expect_out 'BARRED'
run forestay check A000-444-333 --store "$TMP/empty" --act removal --to IS
expect_out 'HOLD'

story 'one person says who it is: that protects, and frees nobody else'
store A000-555-777 transfer
expect_out 'HOLD'
FORESTAY_NOW=2031-03-03T15:00:00Z
run forestay facts add "$S" A000-666-888 'is ash' --by m.weiss
expect_status 0
expect_out 'waits for a second person'
entry=$(sed -n 's/^entry \([0-9]*\) .*/\1/p' "$TMP/out")
store A000-666-888 transfer
expect_out 'BARRED'
store A000-555-777 transfer
expect_out 'HOLD'

story 'a second person confirms it'
FORESTAY_NOW=2031-03-03T15:10:00Z
run forestay confirm "$S" "$entry" --by m.weiss
expect_status 1
run forestay confirm "$S" "$entry" --by j.okafor
expect_status 0
store A000-666-888 transfer
expect_out 'BARRED'
store A000-555-777 transfer
expect_out 'NO BAR'
store A000-555-777 transfer '--at 2031-03-03T15:05Z --known 2031-03-03T15:05Z'
expect_out 'HOLD'
store A000-666-888 transfer '--at 2031-03-03T14:57Z --known 2031-03-03T14:57Z'
expect_out 'HOLD'

story 'not the one: it needs a paper, and waits'
run forestay facts add "$S" A000-000-915 'is not page_one' --by m.weiss
expect_status 2
echo memo >"$TMP/memo.txt"
FORESTAY_NOW=2031-03-03T15:20:00Z
run forestay facts add "$S" A000-000-915 'is not page_one' --by m.weiss --document "$TMP/memo.txt"
expect_status 0
entry=$(sed -n 's/^entry \([0-9]*\) .*/\1/p' "$TMP/out")
store A000-000-915 removal
expect_out 'HOLD'
run forestay confirm "$S" "$entry" --by j.okafor
expect_status 0

story 'a number is no fact'
run forestay facts add "$S" A000-000-915 'birth 1980' --by m.weiss
expect_status 2
expect_err 'is no fact: forestay people add'


story 'a word that no vocabulary declares, a letter wrong'
cat >"$TMP/talk.law" <<'EOF'
order talk.stay
  court mad  document "Dkt. 1"  entered 2031-03-01
  covers everyone
  bars   interview where subject is reasonable_fear
EOF
unset FORESTAY_NOW
talk() {
	run forestay check A000-555-777 --act interview --slot "subject=$1" \
		--zone America/New_York --at '2031-03-03 10:20' \
		--casebook casebook/removal.vocab --casebook "$TMP/talk.law" \
		--people "$TMP/one.people"
}
talk reasonable_fear
expect_out 'BARRED'
talk reasonable_feer
expect_status 2
expect_err 'speaks of subject=reasonable_feer; did you mean'
talk something_else
expect_out 'NO BAR'
