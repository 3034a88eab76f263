. tests/story.sh

# What somebody might try on the record, or do to it by mistake: rows that
# cannot be read, lists brought again and otherwise, links said later, times
# written into a file.  The clock is told.
S=$TMP/store
now() {
	FORESTAY_NOW=$1
	export FORESTAY_NOW
}
check() {
	run forestay check "$@" --store "$S" --asked-by a.guard
}
import() {
	run forestay people import "$S" "$@" --by m.weiss
	import=$(sed -n 's/^import \([^,]*\),.*/\1/p' "$TMP/out")
}
last_entry() { sed -n 's/^entry \([0-9]*\).*/\1/p' "$TMP/out" | head -1; }
confirm_last() {
	run forestay confirm "$S" "$(last_entry)" --by j.okafor
	expect_status 0
}

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
now 2019-03-01T09:00:00Z
"$FORESTAY" init "$S" --rehearsal >/dev/null &&
	"$FORESTAY" order enter "$S" casebook/removal.vocab "$TMP/one.law" \
		--by m.weiss --own-dates >/dev/null || exit 1

story 'who is not Iraqi, as two persons say, has no bar'
cat >"$TMP/list.csv" <<'CSV'
a_number,name,birth,nationality
A000-123-456,Hanna Warda,1980-03-04,IQ
A000-500-600,Toma Kassab,1971-12-09,SY
A000-700-800,Sargon Bet Yonan,1955-05-05,SY
A000-900-111,Nahrin Shlimon,1962-06-06,SY
CSV
import "$TMP/list.csv"
expect_status 0
run forestay confirm "$S" "$import" --by j.okafor
expect_status 0
for number in A000-500-600 A000-700-800 A000-900-111; do
	check "$number" --to IQ
	expect_out 'NO BAR ON RECORD'
done

story 'what of a row is not read holds whom it is about'
now 2019-03-02T09:00:00Z
cat >"$TMP/second.csv" <<'CSV'
a_number,name,birth,nationality,final_order.since
A000-500-600,Toma Kassab,1971-12-09,Irak?,1995
A000-700-800,Somebody Else Entirely,1990-01-01,IQ,1996
A000-900-111,Nahrin Shlimon,1962-06-06,#REF!,1997
CSV
import "$TMP/second.csv"
expect_status 1
expect_out '3 of what was rejected is about somebody on record'
for number in A000-500-600 A000-700-800 A000-900-111; do
	check "$number" --to IQ
	expect_status 1
	expect_out 'HOLD'
	expect_out "of what import $import says of them"
done
check A000-500-600 --to IQ
expect_out 'nationality "Irak\?": `country` holds a place'
check A000-700-800 --to IQ
expect_out 'A000-700-800: the number is p-'
check A000-123-456 --to IQ
expect_out 'BARRED'

story 'as known before, they are as they were'
check A000-500-600 --to IQ --known 2019-03-01T20:00Z --at 2019-03-01T20:00Z
expect_out 'NO BAR ON RECORD'

story 'brought again, it is not said again'
second=$import
import "$TMP/second.csv"
expect_out 'nothing was written'

story 'one person cannot put it away; the second one does'
run forestay people show "$S" A000-500-600
expect_out 'SAID OF THEM AND NOT READ'
unread=$(sed -n 's/^  \([0-9]*\) *row 2: nationality.*/\1/p' "$TMP/out")
run forestay facts correct "$S" "$unread" --withdraw --by m.weiss
expect_status 2
run forestay facts correct "$S" "$unread" 'nationality SY' --by m.weiss \
	--document "$TMP/paper.txt"
expect_status 0
entry=$(last_entry)
check A000-500-600 --to IQ
expect_out 'HOLD'
expect_out "entry $entry by m.weiss waits"
run forestay waiting "$S"
expect_out "^entry $entry  correct"
expect_out 'answers it changes: 1: A000-500-600'
run forestay confirm "$S" "$entry" --by j.okafor
check A000-500-600 --to IQ
expect_out 'NO BAR ON RECORD'
import "$TMP/second.csv"
expect_out 'nothing was written'

story 'an import undone takes what was not read with it'
run forestay people import "$S" --undo "$second" --by m.weiss \
	--document "$TMP/paper.txt"
entry=$(last_entry)
check A000-900-111 --to IQ
expect_out 'HOLD'
run forestay confirm "$S" "$entry" --by j.okafor
expect_status 0
for number in A000-500-600 A000-700-800 A000-900-111; do
	check "$number" --to IQ
	expect_out 'NO BAR ON RECORD'
done

cat >"$TMP/again.csv" <<'CSV'
a_number,name,nationality
A000-246-800,Zaya Odisho,IQ
CSV
import "$TMP/again.csv"
expect_status 0

story 'an undo that was refused leaves the list as it was'
run forestay people import "$S" --undo "$import" --by m.weiss \
	--document "$TMP/paper.txt"
entry=$(last_entry)
run forestay refuse "$S" "$entry" --by j.okafor
expect_status 0
import "$TMP/again.csv"
expect_status 0
expect_out 'nothing was written'

story 'a list brought again does not undo a correction'
now 2019-03-03T09:00:00Z
run forestay people show "$S" A000-123-456
fact=$(sed -n 's/^  \([0-9]*\) *nationality IQ.*/\1/p' "$TMP/out")
run forestay facts correct "$S" "$fact" 'nationality SY' --by m.weiss \
	--document "$TMP/paper.txt"
confirm_last
check A000-123-456 --to IQ
expect_out 'NO BAR ON RECORD'
import "$TMP/list.csv"
expect_status 0
expect_out 'nothing was written'
check A000-123-456 --to IQ
expect_out 'NO BAR ON RECORD'

story 'the same rows under another mapping say only what is new of them'
cat >"$TMP/more.csv" <<'CSV'
a_number,name,birth,nationality,Since
A000-500-600,Toma Kassab,1971-12-09,SY,1995
CSV
import "$TMP/more.csv" --map 'Since=#' --preview
expect_out '0 new\), 0 new identifiers'
import "$TMP/more.csv" --map 'Since=final_order.since'
expect_status 0
expect_out '2 facts \(1 new\)'

story 'a mapping that turns what protects into what does not is refused'
now 2019-03-04T09:00:00Z
cat >"$TMP/iraqi.csv" <<'CSV'
a_number,name,nationality
A000-333-444,Ashur Odisho,IQ
CSV
import "$TMP/iraqi.csv"
check A000-333-444 --to IQ
expect_out 'BARRED'
import "$TMP/iraqi.csv" --value IQ=SY
expect_status 1
expect_err 'takes protection away, and no document shows it'
import "$TMP/iraqi.csv" --map 'nationality=#' --set nationality=SY \
	--set nationality.since=1990
expect_err 'takes protection away, and no document shows it'
check A000-333-444 --to IQ
expect_out 'BARRED'

story 'when it was recorded is never taken from the table'
sed '1s/$/,When/; 2s/$/,2016-01-01/' "$TMP/iraqi.csv" >"$TMP/when.csv"
import "$TMP/when.csv" --map 'When=recorded'
expect_err 'is recorded when it is brought'
import "$TMP/when.csv" --map 'When=#' --set recorded=2016-01-01
expect_err 'is recorded when it is brought'
run forestay entries "$S"
expect_no_out 'recorded 2016'
run forestay facts add "$S" A000-333-444 'final_order since 1995 recorded 2016-01-01' \
	--by m.weiss
expect_status 2
expect_err 'recorded is when it is written down'

story 'links said later change nothing of what was known'
now 2019-03-05T09:00:00Z
check A000-700-800 --to IQ
expect_out 'NO BAR ON RECORD'
now 2019-03-06T09:00:00Z
run forestay people link "$S" A000-700-800 A000-333-444 --by m.weiss \
	--document "$TMP/paper.txt"
entry=$(last_entry)
check A000-700-800 --to IQ
expect_out 'HOLD'
now 2019-03-07T09:00:00Z
run forestay confirm "$S" "$entry" --by j.okafor
check A000-700-800 --to IQ
expect_status 1
now 2019-03-08T09:00:00Z
run forestay people unlink "$S" A000-700-800 A000-333-444 --by m.weiss \
	--document "$TMP/paper.txt"
confirm_last
check A000-700-800 --to IQ
expect_out 'NO BAR ON RECORD'
check A000-700-800 --to IQ --known 2019-03-05T20:00Z --at 2019-03-05T20:00Z
expect_out 'NO BAR ON RECORD'
check A000-700-800 --to IQ --known 2019-03-06T20:00Z --at 2019-03-06T20:00Z
expect_out 'HOLD'
check A000-700-800 --to IQ --known 2019-03-07T20:00Z --at 2019-03-07T20:00Z
expect_status 1
check A000-333-444 --to IQ --known 2019-03-05T20:00Z --at 2019-03-05T20:00Z
expect_out 'BARRED'
run forestay replay "$S"
expect_status 0
expect_out ' 0 differ'

story 'an order entered with dates of its own takes nothing back in time'
cat >"$TMP/vacatur.law" <<'LAW'
case two
  title "One v. Two, appeal"
  court ca6
order two.vacatur
  document "Dkt. 9"
  entered 2017-06-23
  vacates one.stay at once
LAW
now 2019-03-09T09:00:00Z
run forestay order enter "$S" "$TMP/vacatur.law" --own-dates --by m.weiss
expect_status 1
expect_err 'refused'
run forestay order enter "$S" "$TMP/vacatur.law" --own-dates --by m.weiss \
	--document "$TMP/paper.txt"
expect_status 0
confirm_last
check A000-333-444 --to IQ
expect_out 'NO BAR ON RECORD'
check A000-333-444 --to IQ --known 2019-03-08T20:00Z --at 2019-03-08T20:00Z
expect_out 'BARRED'
run forestay replay "$S"
expect_out ' 0 differ'
