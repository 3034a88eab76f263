. tests/story.sh

S=$TMP/store
echo 'a paper, synthetic' >"$TMP/paper.txt"
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

# The number that the last command gave, of an entry or an import.
last_entry() { sed -n 's/^entry \([0-9]*\).*/\1/p' "$TMP/out" | head -1; }

# What waits of a person, settled by a second one.
settle_all() {
	for settle_entry in $(FORESTAY_NOW='' "$FORESTAY" waiting "$S" |
		sed -n 's/^entry \([0-9]*\).*: nationality.*/\1/p'); do
		"$FORESTAY" confirm "$S" "$settle_entry" --by j.okafor \
			>/dev/null || echo "entry $settle_entry is not settled"
	done
}

story 'someone is put on record once, whatever way the number is written'
run forestay people add "$S" --a-number 'A 000-123-456' \
	--name 'Hanna Yousif Warda' --birth 1980-03-04 \
	--fact 'nationality IQ' --by m.weiss
expect_status 0
expect_out 'new on record'
run forestay people add "$S" --a-number 123456 --by m.weiss
expect_status 2
expect_err 'eight or nine digits'
run forestay people add "$S" --a-number 00123456 --by m.weiss
expect_status 2
expect_err "somebody's on record"
run forestay people add "$S" --name 'Hanna Warda'
expect_status 2
expect_err 'say who says so'

story 'a near match is a candidate with a score and a reason, never the person'
run forestay people find "$S" A000-123-465
expect_status 0
expect_out 'Nobody exactly'
expect_out 'digits 8 and 9 exchanged'
run forestay people find "$S" 'Warda, Hana Yusuf'
expect_out 'same name in another order'
run forestay people find "$S" 1980-04-03 --json
expect_out '"exact": false'
expect_out 'day and month of birth exchanged'
run forestay people find "$S" 000123456
expect_out 'The first carries this number'
run forestay people find "$S" 'Nobody Atall'
expect_status 1
run forestay facts add "$S" A000-123-465 'nationality SY' --by m.weiss
expect_status 2
expect_err 'nobody on record is exactly A000-123-465'
expect_err 'digits 8 and 9 exchanged'

story 'no bar of one who may be another is a hold until somebody unlinks them'
run forestay people add "$S" --a-number A000-123-465 \
	--name 'Toma Yousif Warda' --birth 1980-03-04 \
	--fact 'nationality SY; no other nationality' --by m.weiss
expect_status 2
expect_err 'takes protection away'
run forestay people add "$S" --a-number A000-123-465 \
	--name 'Toma Yousif Warda' --birth 1980-03-04 \
	--fact 'nationality SY' --by m.weiss
expect_status 0
expect_out 'perhaps a twin'
expect_out 'waits for a second person'
run forestay check A000-123-465 --to SY --store "$S" --asked-by a.guard
expect_status 1
expect_out 'HOLD'
expect_out 'by m.weiss waits for a second person'
settle_all
run forestay check A000-123-465 --to SY --store "$S" --asked-by a.guard
expect_status 1
expect_out 'HOLD'
expect_out 'this may be A000-123-456'
run forestay check A000-123-456 --to IQ --store "$S" --asked-by a.guard
expect_status 1
expect_out 'BARRED'
run forestay people unlink "$S" A000-123-456 A000-123-465 --by m.weiss
expect_status 2
expect_err 'needs the paper'
run forestay people unlink "$S" A000-123-456 A000-123-465 --by m.weiss \
	--document "$TMP/paper.txt"
expect_status 0
entry=$(last_entry)
run forestay check A000-123-465 --to SY --store "$S" --asked-by a.guard
expect_out 'HOLD'
run forestay confirm "$S" "$entry" --by m.weiss
expect_status 1
run forestay confirm "$S" "$entry" --by j.okafor
expect_status 0
run forestay check A000-123-465 --to SY --store "$S" --asked-by a.guard
expect_status 0
expect_out 'NO BAR ON RECORD'

story 'a number that two carry, of whatever kind, is nobody for certain'
run forestay people add "$S" --other-id 000-500-600 --name 'Odisho Zaya' \
	--fact 'nationality IQ' --by m.weiss
expect_status 0
run forestay people add "$S" --a-number A000-500-600 \
	--name 'Khoshaba Adam' --fact 'nationality SY' --by m.weiss
expect_status 0
settle_all
run forestay check 000500600 --to SY --store "$S" --asked-by a.guard
expect_status 1
expect_out 'HOLD'
run forestay check A000-500-600 --to SY --store "$S" --asked-by a.guard
expect_status 0
expect_out 'NO BAR ON RECORD'

story 'who is near one of two records linked is near both'
run forestay people add "$S" --a-number A000-611-222 \
	--name 'Sargon Shlimon' --birth 1970-01-01 \
	--fact 'nationality SY' --by m.weiss
run forestay people add "$S" --a-number A000-955-444 \
	--name 'Toma Gewargis' --birth 1955-05-05 \
	--fact 'nationality SY' --by m.weiss
run forestay people add "$S" --a-number A000-611-232 \
	--name 'Sargon Shlimun' --birth 1970-01-01 \
	--fact 'nationality IQ' --by m.weiss
settle_all
run forestay check A000-955-444 --to SY --store "$S" --asked-by a.guard
expect_out 'NO BAR ON RECORD'
run forestay people link "$S" A000-955-444 A000-611-222 --by m.weiss \
	--document "$TMP/paper.txt"
expect_status 0
entry=$(last_entry)
for settled in no yes; do
	test "$settled" = no ||
		run forestay confirm "$S" "$entry" --by j.okafor
	for number in A000-955-444 A000-611-222; do
		run forestay check "$number" --to SY --store "$S" \
			--asked-by a.guard
		expect_out 'HOLD'
		expect_out 'this may be A000-611-232'
	done
done

story 'what takes protection away is refused without a document, and waits'
run forestay facts add "$S" A000-123-456 \
	'no motion_to_reopen through 2018-02-06' --by m.weiss
expect_status 2
expect_err 'needs the paper that shows it'
run forestay facts add "$S" A000-123-456 \
	'no motion_to_reopen through 2018-02-06' --by m.weiss \
	--document "$TMP/paper.txt" --page 3 --zone America/Detroit
expect_status 0
expect_out 'waits for a second person'
fact=$(last_entry)
run forestay facts correct "$S" "$fact" --withdraw --by m.weiss \
	--document "$TMP/paper.txt"
expect_status 0
run forestay facts correct "$S" "$fact" 'no motion' --by m.weiss \
	--document "$TMP/paper.txt"
expect_status 2
run forestay facts add "$S" A000-123-456 'nationality SY' \
	--source 'another list' --by m.weiss
expect_status 2
expect_err 'removal to IQ, BARRED would be HOLD'
run forestay facts add "$S" A000-123-456 'nationality SY' \
	--source 'another list' --by m.weiss --document "$TMP/paper.txt"
expect_status 0
other=$(last_entry)
run forestay people show "$S" 000123456
expect_status 0
expect_out 'a_number A 000-123-456'
expect_out 'waits for a second person'
expect_out 'page 3'
expect_out 'from another list'
run forestay facts resolve "$S" "$other" --by m.weiss \
	--document "$TMP/paper.txt"
expect_status 2
expect_err 'over ENTRY'
run forestay facts resolve "$S" "$other" --over "$fact" --by m.weiss \
	--document "$TMP/paper.txt"
expect_status 0
expect_out 'chooses it'

story 'a later state that ends an earlier one is refused, and waits'
run forestay people add "$S" --a-number A000-345-678 --name 'Ashur Bet' \
	--fact 'nationality IQ' --by m.weiss
expect_status 0
run forestay facts add "$S" A000-345-678 'nationality SY since 2020' \
	--by m.weiss
expect_status 2
expect_err 'BARRED would be NO BAR ON RECORD'
expect_err 'A000-345-678 Ashur Bet'
run forestay facts add "$S" A000-345-678 'nationality SY since 2020' \
	--by m.weiss --document "$TMP/paper.txt"
expect_status 0
expect_out 'It waits for a second person'
entry=$(last_entry)
run forestay check A000-345-678 --to IQ --store "$S" --asked-by a.guard
expect_status 1
expect_out 'HOLD'
expect_out "entry $entry by m.weiss waits"
run forestay waiting "$S"
expect_out "entry $entry +fact, by m.weiss"
expect_out 'answers it changes: 1: A000-345-678'
run forestay people show "$S" A000-345-678
expect_out 'waits for a second person'
run forestay confirm "$S" "$entry" --by 'M Weiss'
expect_status 1
run forestay confirm "$S" "$entry" --by j.okafor --json
expect_status 0
expect_out '"lose": 1'
expect_out '"settled": "confirmed"'
run forestay check A000-345-678 --to IQ --store "$S" --asked-by a.guard
expect_status 0

story 'what lowers nothing counts at once'
run forestay facts add "$S" A000-123-456 \
	'custody agency ICE place area.DET since 2017-06-11' --by m.weiss
expect_status 0
expect_no_out 'waits'
run forestay facts add "$S" A000-123-456 \
	'custody agency ICE place area.CHI since 2017-06-20' --by m.weiss
expect_status 0
expect_no_out 'waits'

story 'rows that lower a bar are rejected; with a document they wait'
cat >"$TMP/lower.csv" <<'CSV'
a_number,nationality,nationality.since
A000-123-456,SY,2021
A000-900-679,SY,
CSV
run forestay people import "$S" "$TMP/lower.csv" --by m.weiss --preview
expect_err 'removal to IQ, BARRED would be'
expect_err 'name the document'
run forestay people import "$S" "$TMP/lower.csv" --by m.weiss
expect_status 1
expect_out '1 of them wait for a second person'
import=$(sed -n 's/^import \([^,]*\),.*/\1/p' "$TMP/out")
run forestay check A000-900-679 --to SY --store "$S" --asked-by a.guard
expect_status 1
run forestay waiting "$S"
expect_out "import $import +1 fact, by m.weiss"
run forestay confirm "$S" "$import" --by m.weiss
expect_status 1
run forestay confirm "$S" "$import" --by j.okafor
expect_status 0
run forestay confirm "$S" "$import" --by j.okafor
expect_status 1
expect_err 'nothing of import'
run forestay people import "$S" "$TMP/lower.csv" --by m.weiss \
	--document "$TMP/paper.txt"
expect_status 0
expect_out '1 of them wait for a second person'

story 'a number that was wrong is withdrawn: near, with the reason, and no more'
run forestay people add "$S" --a-number A000-246-800 --name 'Nahrin Yonan' \
	--fact 'nationality IQ' --by m.weiss
run forestay people show "$S" A000-246-800
number=$(sed -n 's/^  \([0-9]*\) *a_number A000-246-800.*/\1/p' "$TMP/out")
run forestay people correct "$S" "$number" A000-864-200 --by m.weiss
expect_status 2
expect_err 'with the paper that shows it'
run forestay people correct "$S" "$number" A000-123-456 --by m.weiss \
	--document "$TMP/paper.txt"
expect_status 2
expect_err "somebody's on record"
run forestay people correct "$S" "$number" A12 --by m.weiss \
	--document "$TMP/paper.txt"
expect_status 2
expect_err 'eight or nine digits'
run forestay people correct "$S" "$number" A000-864-200 --by m.weiss \
	--document "$TMP/paper.txt"
expect_status 0
entry=$(sed -n 's/^entry \([0-9]*\)  withdraws.*/\1/p' "$TMP/out")
run forestay people correct "$S" "$number" --withdraw --by m.weiss \
	--document "$TMP/paper.txt"
expect_status 2
expect_err 'is withdrawn, by m.weiss'
run forestay facts add "$S" A000-246-800 'present place US' --by m.weiss
expect_status 2
expect_err 'name the record by its own id'
run forestay check A000-864-200 --to IQ --store "$S" --asked-by a.guard
expect_out 'BARRED'
run forestay confirm "$S" "$entry" --by j.okafor
expect_status 0
run forestay check A000-246-800 --to IQ --store "$S" --asked-by a.guard
expect_out 'who may be meant'
expect_out 'by m.weiss, 20.*, entry'
run forestay people find "$S" A000-246-800
expect_out 'Nobody exactly'
expect_out 'was withdrawn by m.weiss'
run forestay people show "$S" A000-864-200
expect_out 'NO LONGER KNOWN BY'
cat >"$TMP/old.csv" <<'CSV'
a_number,name,nationality
A000-246-800,Nahrin Yonan,IQ
CSV
run forestay people import "$S" "$TMP/old.csv" --by m.weiss
expect_status 1
expect_err 'was withdrawn by m.weiss'

story 'a number more, of somebody without a bar, waits'
run forestay people add "$S" --to A000-500-600 --court-id 17-cv-999 \
	--by m.weiss
expect_status 0
expect_out 'waits for a second person'
run forestay check 17-cv-999 --to SY --store "$S" --asked-by a.guard
expect_status 1
expect_out 'is theirs waits for a second person'

story '1,444 messy rows: shown first, every row that is not taken listed'
awk -v rows=1444 -v bad="$TMP/bad" -f tests/cli/messy_rows.awk >"$TMP/m.csv"
run forestay people import "$S" "$TMP/m.csv" --preview --dates mdy \
	--value Iraq=IQ --map 'Phone=#'
expect_status 0
expect_out 'heading in row 3'
expect_out 'Detained Since +custody.since +\(a guess\)'
expect_out 'Phone +left out'
expect_out 'Nothing was written'
expect_err 'm.csv:100: column A# .a_number.: this is no A-number'
expect_err 'A12-34'
expect_err 'Atlantis is not known as a place'
sed -n 's/^[^ ]*m.csv:\([0-9]*\):.*/\1/p' "$TMP/err" >"$TMP/rejected"
cut -d' ' -f1 "$TMP/bad" >"$TMP/expected"
expect_true 'exactly the bad rows are rejected' \
	cmp "$TMP/rejected" "$TMP/expected"
run forestay people import "$S" "$TMP/m.csv" --by m.weiss --dates mdy \
	--value Iraq=IQ --map 'Phone=#'
expect_status 1
expect_err 'headings are guessed'
expect_out 'Nothing was written'

story 'brought, and brought again: nothing changes'
run forestay people import "$S" "$TMP/m.csv" --by m.weiss --dates mdy \
	--value Iraq=IQ --map 'Phone=#' --save ice.list --source 'a list'
expect_status 1
expect_out '1,444 rows, 1,416 taken: 1,416 people \(1,416 new\)'
import=$(sed -n 's/^import \([^,]*\),.*/\1/p' "$TMP/out")
run forestay people import "$S" "$TMP/m.csv" --by m.weiss --mapping ice.list
expect_out '\(0 new\), 4,113 facts \(0 new\), 0 new identifiers'
expect_out 'nothing was written'

story 'of a row that changed, only what changed is written; a blank is nothing'
sed -e '4s|,06/02/2017,|,06/20/2017,|' -e '5s|,IQ,|,,|' "$TMP/m.csv" \
	>"$TMP/m2.csv"
run forestay people import "$S" "$TMP/m2.csv" --by m.weiss --mapping ice.list
expect_out '\(0 new\), 4,112 facts \(1 new\), 0 new identifiers'

story 'a number beside somebody else'\''s name is not taken'
cat >"$TMP/wrong.csv" <<'CSV'
a_number,name,birth,nationality
A000-123-456,Jabbar Kareem,1955-11-12,IQ
CSV
run forestay people import "$S" "$TMP/wrong.csv" --by m.weiss
expect_status 1
expect_err 'the row is about somebody else'
expect_out '0 new identifiers'

story 'absences of a table need a document'
cat >"$TMP/absent.csv" <<'CSV'
no motion_to_reopen,a_number
2018-02-06,A000-123-456
2018-02-06,A000-123-465
CSV
run forestay facts import "$S" "$TMP/absent.csv" --by m.weiss
expect_status 1
expect_err 'no document shows it'
run forestay facts import "$S" "$TMP/absent.csv" --by m.weiss \
	--document "$TMP/paper.txt"
expect_status 0
expect_out 'wait for a second person'

story 'an import is undone by an entry, which a second person confirms'
run forestay people import "$S" --undo "$import" --by m.weiss
expect_status 2
expect_err 'needs the paper'
run forestay people import "$S" --undo "$import" --by m.weiss \
	--document "$TMP/paper.txt"
expect_status 0
entry=$(last_entry)
expect_out 'nothing is deleted'
run forestay confirm "$S" "$entry" --by j.okafor
expect_status 0
expect_out 'entries about 1416 people are settled together'
expect_out 'lose: 1,4'
expect_out 'more, not shown here: --all names them'
run forestay people show "$S" 000000037
expect_status 0
expect_out 'import .* brought is withdrawn'
expect_out 'nationality IQ'
run forestay people import "$S" "$TMP/m.csv" --by m.weiss --mapping ice.list
expect_out '\(0 new\), 4,113 facts \(4,113 new\)'

story 'a workbook: titles above, days by style, which sheet is asked'
run forestay facts import "$S" tests/cli/fixtures/log.xlsx --by m.weiss \
	--preview
expect_status 2
expect_err 'say which sheet: --sheet NAME, of: List'
run forestay facts import "$S" tests/cli/fixtures/log.xlsx --by m.weiss \
	--sheet List --save ice.log --source 'production log'
expect_status 1
expect_err 'log.xlsx:8: column Alien Number .a_number.: this is no A-number'
expect_out '2 rows, 1 taken: 1 people \(1 new\), 1 facts \(1 new\)'
run forestay people show "$S" 777000123
expect_out 'a_file.produced 2017-11-07'
expect_out 'page 9'
printf 'PK\003\004 not a workbook' >"$TMP/torn.xlsx"
run forestay facts import "$S" "$TMP/torn.xlsx" --by m.weiss
expect_status 3
expect_err 'torn.xlsx: the (workbook is damaged|file is no workbook)'

story 'links that contradict each other are a doubt, and say so'
i=0
for number in A000-310-001 A000-420-002 A000-530-003; do
	i=$((i + 1))
	run forestay people add "$S" --a-number $number \
		--name "Unlike$i Other$i" --by m.weiss --fact \
		"nationality $(test $i = 3 && echo IQ || echo SY)"
done
settle_all
for pair in 'link A000-310-001 A000-420-002' 'link A000-420-002 A000-530-003' \
	'unlink A000-310-001 A000-530-003'; do
	# shellcheck disable=SC2086
	set -- $pair
	run forestay people "$1" "$S" "$2" "$3" --by m.weiss \
		--document "$TMP/paper.txt"
	expect_status 0
	run forestay confirm "$S" "$(last_entry)" --by j.okafor
	expect_status 0
done
for number in A000-310-001 A000-420-002; do
	run forestay check $number --to SY --store "$S" --asked-by a.guard
	expect_status 1
	expect_out 'HOLD'
	expect_out 'who is who contradicts itself'
	expect_out 'are two,'
done
run forestay people show "$S" A000-310-001
expect_out 'LINKS THAT CONTRADICT'
run forestay people show "$S" A000-310-001 --json
expect_out '"contradiction": "what is said'

story 'an order that waits is said beside what counts'
cat >"$TMP/end.law" <<'LAW'
order one.end
  court mied
  document "Dkt. 9"
  entered 2018-11-01
  dissolves one.stay
LAW
run forestay order enter "$S" "$TMP/end.law" --by m.weiss \
	--document "$TMP/paper.txt"
expect_status 0
entry=$(last_entry)
run forestay explain A000-123-456 --to IQ --store "$S" --asked-by a.guard \
	--order one.stay
expect_out 'WAITS FOR A SECOND PERSON'
expect_out "entry $entry by m.weiss waits"
expect_out 'with it the answer would be NO BAR ON RECORD'
expect_out 'one.stay does not bar it: dissolved'
run forestay timeline A000-246-801 --to IQ --store "$S" --asked-by a.guard
expect_out "with entry $entry"
expect_out 'with it the answer would be'
run forestay timeline A000-123-456 --to IQ --store "$S" --asked-by a.guard \
	--json
expect_out "\"with_entry\": $entry"
expect_out '"verdict": "NO BAR ON RECORD"'
run forestay deadlines A000-123-456 --to IQ --store "$S" --asked-by a.guard
expect_out "With entry $entry, which waits"
run forestay refuse "$S" "$entry" --by j.okafor
expect_status 0
run forestay explain A000-123-456 --to IQ --store "$S" --asked-by a.guard \
	--order one.stay
expect_no_out "entry $entry by m.weiss waits"

story 'one number in three hands is one; what a spreadsheet lacks is no name'
cat >"$TMP/hands.csv" <<'CSV'
a_number,name,birth,nationality
A000-640-002,Nineb Shlimon,1971-02-03,IQ
a000640002,Nineb Shlimon,1971-02-03,IQ
00640002,#REF!,#N/A,IQ
12345678.0,Somebody Else,,IQ
000-000-000,Nobody Known,,IQ
CSV
run forestay people import "$S" "$TMP/hands.csv" --by m.weiss
expect_status 1
expect_out '1 people \(1 new\), 1 facts \(1 new\), 3 new identifiers, 4 rejected'
expect_err 'the spreadsheet holds no value here'
expect_err '12345678.0'
expect_err '000-000-000'

story 'the number of a case is a whole family'\''s: nobody is merged by it'
cat >"$TMP/family.csv" <<'CSV'
a_number,court_id,name,birth,nationality
A000-311-001,2:17-cv-11910,Ali Hassan Kareem,1980-03-04,IQ
CSV
run forestay people import "$S" "$TMP/family.csv" --by m.weiss
expect_status 0
cat >"$TMP/family.csv" <<'CSV'
a_number,court_id,name,birth,nationality
A000-822-777,2:17-cv-11910,Fatima Hassan Kareem,1984-07-01,SY
A000-933-111,2:17-cv-11910,Zaid Hassan Kareem,2004-07-01,SY
CSV
run forestay people import "$S" "$TMP/family.csv" --by m.weiss
expect_status 0
expect_out '2 people \(2 new\)'
run forestay people import "$S" "$TMP/family.csv" --by m.weiss
expect_out 'nothing was written'
run forestay people show "$S" A000-311-001
expect_no_out 'name Fatima'
run forestay check 2:17-cv-11910 --to SY --store "$S" --asked-by a.guard
expect_status 1
expect_out 'HOLD'
run forestay people add "$S" --court-id 2:18-cv-500 --name 'Layla Salim' \
	--birth 1980-03-04 --fact 'nationality IQ' --by m.weiss
expect_status 0
cat >"$TMP/family.csv" <<'CSV'
a_number,court_id,name,birth,nationality
A000-955-333,2:18-cv-500,Omar Salim,1977-11-23,SY
A000-966-444,2:18-cv-500,Layla Salim,1980-03-04,IQ
CSV
run forestay people import "$S" "$TMP/family.csv" --by m.weiss
expect_status 1
expect_out '1 people \(0 new\)'
expect_err 'the row is about somebody else'

story 'a word that means something else takes, whatever of it is another'
for other in 's/removal (\(.*\)) leaves US/removal (\1)/' \
	's/nationality (country) whole set/nationality (country) many/' \
	's/stale after 7 days/stale after 70 days/' \
	's/ closed by granted, denied, withdrawn/ closed by granted, denied/'; do
	sed -e "$other" casebook/removal.vocab >"$TMP/removal.vocab"
	expect_true "another vocabulary: $other" \
		test -n "$(diff casebook/removal.vocab "$TMP/removal.vocab")"
	run forestay order enter "$S" "$TMP/removal.vocab" --by m.weiss
	expect_status 1
	expect_out "the vocabulary's .* means something else"
	expect_err 'no document is named: refused'
done

story 'what was known of a number, of a link, of an undo, stays what it was'
S=$TMP/rehearsal
at() { FORESTAY_NOW=$1; export FORESTAY_NOW; shift; run forestay "$@"; }
asked() {
	at 2020-01-09T00:00:00Z check "$1" --to SY --store "$S" \
		--asked-by a.guard --known "$2"
}
at 2020-01-01T00:00:00Z init "$S" --rehearsal
at 2020-01-01T00:00:00Z order enter "$S" casebook/removal.vocab \
	"$TMP/one.law" --by m.weiss --own-dates
cat >"$TMP/two.csv" <<'CSV'
a_number,name,nationality
A000-111-777,Ashur Bet,IQ
CSV
at 2020-01-02T00:00:00Z people import "$S" "$TMP/two.csv" --by m.weiss
import=$(sed -n 's/^import \([^,]*\),.*/\1/p' "$TMP/out")
at 2020-01-02T00:00:00Z people show "$S" A000-111-777
number=$(sed -n 's/^  \([0-9]*\) *a_number A000-111-777.*/\1/p' "$TMP/out")
at 2020-01-03T00:00:00Z people correct "$S" "$number" A000-999-111 \
	--by m.weiss --document "$TMP/paper.txt"
entry=$(sed -n 's/^entry \([0-9]*\)  withdraws.*/\1/p' "$TMP/out")
at 2020-01-04T00:00:00Z confirm "$S" "$entry" --by j.okafor
at 2020-01-05T00:00:00Z people import "$S" --undo "$import" --by m.weiss \
	--document "$TMP/paper.txt"
entry=$(last_entry)
at 2020-01-06T00:00:00Z confirm "$S" "$entry" --by j.okafor
asked A000-111-777 2020-01-02T12:00Z
expect_out 'BARRED'
expect_no_out 'who may be meant'
asked A000-111-777 2020-01-03T12:00Z
expect_out 'who may be meant'
expect_out 'waits for a second person'
asked A000-111-777 2020-01-04T12:00Z
expect_out 'withdrawn by m.weiss'
expect_out 'BARRED'
asked A000-999-111 2020-01-04T12:00Z
expect_out 'BARRED'
expect_no_out 'who may be meant'
asked A000-999-111 2020-01-02T12:00Z
expect_out 'is not in the store'
asked A000-999-111 2020-01-05T12:00Z
expect_out 'HOLD'
expect_out "import $import brought is withdrawn"
asked A000-999-111 2020-01-06T12:00Z
expect_out 'HOLD'
expect_no_out 'is withdrawn'
unset FORESTAY_NOW
