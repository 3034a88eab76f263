# shellcheck shell=sh
# What people write in files of people and mean otherwise than it reads: none
# of it may end in no bar on record.
. tests/story.sh

cat >"$TMP/o.law" <<'LAW'
case elm
  title    "Elm v. Roe (invented)"
  court    mad  docket "1:31-cv-00009"

order elm.petition
  document "Dkt. 1"  entered 2031-05-23 15:30
  covers   person is elm
  bars     removal
  until    72 hours

order elm.absent
  document "Dkt. 2"  entered 2031-06-02 10:00
  covers   ever final_order (in_absentia is yes)
  except   visa: visa now
  bars     removal
  until    further order
LAW

ask() {
	run forestay check A000-000-701 --casebook casebook/removal.vocab \
		--casebook "$TMP/o.law" --people "$TMP/p" \
		--zone America/New_York "$@"
}

story 'a petitioner misspelt is not nobody'
printf 'person A000-000-701\n  is emm\n' >"$TMP/p"
ask --at '2031-05-24 10:00'
expect_status 1
expect_out 'HOLD'
expect_err 'no order speaks of a person called emm'
expect_err 'did you mean elm'
printf 'person A000-000-701\n  is elm\n' >"$TMP/p"
ask --at '2031-05-24 10:00'
expect_status 1
expect_out 'BARRED'
expect_no_err '.'

story 'a day alone is the whole day, and what was entered in it is known'
ask --at 2031-05-22
expect_status 0
expect_out 'as known at its end'
ask --at 2031-05-23
expect_status 1
expect_out 'BARRED'
ask --at 2031-05-23 --known '2031-05-23 15:29'
expect_status 0
ask --at '2031-05-23 15:29'
expect_status 0
expect_out 'as known then'

story 'yes is yes in capitals, and what is neither yes nor no is not known'
for word in yes Yes YES; do
	printf 'a_number,final_order.in_absentia,final_order.since,no visa,document\n' \
		>"$TMP/p"
	printf 'A000-000-701,%s,2020,2031-06-10,DOS\n' "$word" >>"$TMP/p"
	ask --at '2031-06-10 10:00'
	expect_status 1
	expect_out 'BARRED'
done
for word in Y true; do
	printf 'person A000-000-701\n  no visa; no other final_order document "x"\n' \
		>"$TMP/p"
	printf '  final_order in_absentia %s since 2020\n' "$word" >>"$TMP/p"
	ask --at '2031-06-10 10:00'
	expect_status 1
	expect_out 'HOLD'
done

story 'no visa is not a visa of class no'
for word in no none N/A; do
	printf 'a_number,final_order.in_absentia,visa\nA000-000-701,yes,%s\n' \
		"$word" >"$TMP/p"
	ask --at '2031-06-10 10:00'
	expect_status 1
	expect_out 'HOLD'
	expect_err 'column visa: .* is no value of visa'
	expect_err 'write `no visa` if there is none'
done

story 'a number is a number with the dashes of a word processor too'
printf 'a_number,nationality\nA000\342\200\223000\342\200\223701,IQ\n' >"$TMP/p"
ask --at '2031-05-24 10:00'
expect_no_out 'not in the people file'
expect_no_err '.'
printf 'a_number,nationality\nA000-000-701,IQ\nA000-000-7O1,SY\n' >"$TMP/p"
ask --at '2031-05-24 10:00'
expect_status 1
expect_err 'this is no A-number'
printf 'a_number,id,nationality\nA000-000-702,A000-000-701,IQ\n' >"$TMP/p"
ask --at '2031-05-24 10:00'
expect_status 1
expect_err 'two columns say who a row is about'
printf 'A_Number,Nationality\nA000-000-701,IQ\n' >"$TMP/p.csv"
run forestay check A000-000-701 --people "$TMP/p.csv" \
	--zone America/New_York --at '2031-05-24 10:00'
expect_status 1
expect_err 'did you mean a_number'

story 'nobody is their own spouse'
printf 'person A000-000-701\n  spouse person A000-000-701\n' >"$TMP/p"
ask --at '2031-05-24 10:00'
expect_status 1
expect_out 'HOLD'
expect_err 'p:2: nobody is related to themselves'

story 'orders named alone lack words, and the message says which'
run forestay check A000-000-701 --people "$TMP/p" --casebook "$TMP/o.law"
expect_status 3
expect_err 'name a .vocab file too, as casebook/removal.vocab'

story 'a spouse on record is told by number, whatever is known of them'
cat >"$TMP/kin.law" <<'LAW'
case fir
  title    "Fir v. Roe (invented)"
  court    mad  docket "1:31-cv-00010"

order fir.spouses
  document "Dkt. 1"  entered 2031-06-02 10:00
  covers   some spouse (nationality is US)
  bars     removal
  until    2031-06-20 16:00
LAW
cat >"$TMP/p" <<'PEOPLE'
person A000-000-701
  spouse person A000-000-702 since 2031-05-30
person A000-000-702
  nothing else happened
  no final_order document "x"
PEOPLE
for command in explain timeline; do
	run forestay $command A000-000-701 --people "$TMP/p" \
		--casebook casebook/removal.vocab --casebook "$TMP/kin.law" \
		--zone America/New_York --at '2031-06-10 09:00'
	expect_status 1
	expect_out 'spouse person A000-000-702 since 2031-05-30'
	expect_no_out 'final_order'
done

story 'a timeline lists where the answer changes'
expect_out '20 Jun 2031 16:01  the answer becomes NO BAR ON RECORD, if nothing'
expect_out '2 Jun 2031 10:00   the answer becomes HOLD$'

story 'an order entered some day up to one, and for so long, decides'
sed -i 's/entered .*/entered by 2031-06-02/; s/until .*/until 3 days/' \
	"$TMP/kin.law"
run forestay check A000-000-701 --people "$TMP/p" \
	--casebook casebook/removal.vocab --casebook "$TMP/kin.law" \
	--zone America/New_York --at '2031-06-01 09:00'
expect_status 1
expect_out 'HOLD'
expect_out 'earliest    not known'
expect_no_err '.'

story 'an order for one named person stands beside a no bar, and says so'
cat >"$TMP/ash.law" <<'EOF'
case ash
  title "Ash v. Roe (invented)"
  court mad  docket "1:31-cv-00001"

order ash.stay
  text "Petitioner shall not be removed"
  document "Dkt. 2"  entered 2031-05-23 10:00
  covers person is ash
  bars removal
  until 2031-06-30 end of day
EOF
cat >"$TMP/ash.people" <<'EOF'
person A000-000-701 "Joao Ash"
  nationality BR; final_order since 2020-01-01 authority INA_240; no other final_order
person A000-000-702
  nationality BR; final_order since 2020-01-01 authority INA_240; no other final_order; is ash
EOF
ash() {
	run forestay check "$1" --to BR --at "$2" --zone America/New_York \
		--casebook casebook/removal.vocab --casebook "$TMP/ash.law" \
		--people "$TMP/ash.people" $3
}
ash A000-000-701 '2031-05-24 09:00' ''
expect_out 'NO BAR'
expect_out '^IN FORCE FOR ONE NAMED PERSON$'
expect_out 'ash\.stay covers ash; nobody said that this person is ash'
ash A000-000-701 '2031-05-24 09:00' --json
expect_out '"name": "ash"'
ash A000-000-702 '2031-05-24 09:00' ''
expect_status 1
expect_out 'BARRED'
expect_no_out 'ONE NAMED PERSON'
ash A000-000-702 '2031-07-01 00:00' ''
expect_out 'NO BAR'
expect_no_out 'ONE NAMED PERSON'
ash A000-000-701 '2031-07-01 00:00' --json
expect_no_out '"name": "ash"'
run forestay init "$TMP/store-ash" --rehearsal
FORESTAY_NOW=2031-05-23T15:00:00Z
export FORESTAY_NOW
run forestay order enter "$TMP/store-ash" casebook/removal.vocab \
	"$TMP/ash.law" --by 'A. Clerk'
expect_status 0
expect_out 'ash.stay covers ash, and says nothing of who that is'
unset FORESTAY_NOW
