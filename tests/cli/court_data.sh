# Court data: a release of forty made-up cases read, refused, kept.
. tests/story.sh
R=$TMP/release
cp -r tests/cli/fixtures/release "$R"

story 'read, and nothing is written'
run forestay import eoir "$R" --as-of 2026-08-01
expect_status 0
expect_out 'whole before 2026-08-01$'
expect_out '^  A_TblCase +40 rows$'
expect_out '^  tbl_schedule +[0-9]+ rows, counted only$'
expect_out '^40 cases: 1[0-9] with a final order, '
expect_out 'decisions by tblLookupCourtDecision of the release'
expect_out 'Nothing was written'

story 'a row too few is refused, the table named'
sed -i 2d "$R/tblAppeal.csv"
run forestay import eoir "$R" --to "$TMP/segments"
expect_status 3
expect_err 'tblAppeal has [0-9]+ rows, 1 fewer than Count.txt'
expect_true 'nothing written' test ! -e "$TMP/segments"
cp tests/cli/fixtures/release/tblAppeal.csv "$R"
rm "$R/tbl_CustodyHistory.csv"
run forestay import eoir "$R"
expect_status 3
expect_err 'tbl_CustodyHistory.csv'
cp tests/cli/fixtures/release/tbl_CustodyHistory.csv "$R"

story 'without Count.txt, only when that is said'
mv "$R/Count.txt" "$TMP/Count.txt"
run forestay import eoir "$R"
expect_status 3
expect_err 'Count.txt'
run forestay import eoir "$R" --uncounted
expect_status 0
cp "$TMP/Count.txt" "$R"

story 'a tab too many is mended, and the report says so'
sed -i '3s/\(\t[^\t]*\)\t/\1\t\t/' "$R/A_TblCase.csv"
run forestay import eoir "$R" --as-of 2026-08-01 --report "$TMP/said"
expect_status 0
expect_out 'surplus-tabs +1, 1 mended'
expect_true 'in the report' grep -q \
	'^A_TblCase	2		surplus-tabs	mended' "$TMP/said.dirt.tsv"
expect_true 'and as JSON' grep -q \
	'"table":"A_TblCase","row":2,.*"cause":"surplus-tabs"' \
	"$TMP/said.dirt.json"
cp tests/cli/fixtures/release/A_TblCase.csv "$R"

story 'a segment, the same each time'
run forestay import eoir "$R" --as-of 2026-08-01 --to "$TMP/segments" --json
expect_status 0
expect_out '"cases": 40'
expect_out '"segment": ".*/[0-9a-f]{64}.segment"'
run forestay import eoir "$R" --as-of 2026-08-01 --to "$TMP/segments" \
	--threads 1
expect_status 0
expect_true 'one segment' test \
	"$(find "$TMP/segments" -name '*.segment' | wc -l)" = 1

story 'into a store: one entry, with what came and what was made'
run forestay init "$TMP/store"
run forestay import eoir "$R" --as-of 2026-08-01 --store "$TMP/store"
expect_status 2
expect_err '--by'
run forestay import eoir "$R" --as-of 2026-08-01 --store "$TMP/store" \
	--by m.weiss
expect_status 0
expect_out '^entry 2$'
run forestay entries "$TMP/store" --after 1
expect_status 0
expect_out '"kind":"release"'
expect_out '"hash":"sha256:[0-9a-f]{64}","rows":40,"table":"A_TblCase"'
expect_out '"segment":"sha256:[0-9a-f]{64}"'
hash=$(sed -n 's/.*"segment":"sha256:\([0-9a-f]*\)".*/\1/p' "$TMP/out")
expect_true 'the segment is there' test -f "$TMP/store/segments/$hash.segment"
expect_true 'and its report' test -f "$TMP/store/segments/$hash.dirt.tsv"
sum=$(sha256sum "$R/A_TblCase.csv" | cut -d' ' -f1)
expect_out "sha256:$sum"

story 'a ZIP, by the pipe of 7zz'
cat >"$TMP/7zz" <<END
#!/bin/sh
cd '$R' || exit 1
case \$1 in
l) for f in Count.txt *.csv Lookup/*.csv; do
	printf 'Path = Release/%s\nSize = %s\n\n' "\$f" "\$(wc -c <"\$f")"
done ;;
x) shift 5; cat "\${1#Release/}" ;;
esac
END
chmod +x "$TMP/7zz"
: >"$TMP/release.zip"
run forestay import eoir "$TMP/release.zip" --7zz "$TMP/7zz" \
	--as-of 2026-08-01 --to "$TMP/segments"
expect_status 0
expect_true 'the same segment' test \
	"$(find "$TMP/segments" -name '*.segment' | wc -l)" = 1
run forestay import eoir "$TMP/release.zip" --7zz "$TMP/none"
expect_status 3
expect_err 'to unpack it with'
printf '#!/bin/sh\n[ $1 = l ] && exec %s "$@"\nexit 2\n' "$TMP/7zz" \
	>"$TMP/broken"
chmod +x "$TMP/broken"
run forestay import eoir "$TMP/release.zip" --7zz "$TMP/broken"
expect_status 3
expect_err 'cannot be read'
if command -v 7zz >/dev/null; then
	(cd "$TMP" && 7zz a -tzip -mm=Deflate64 real.zip release >/dev/null)
	run forestay import eoir "$TMP/real.zip" --as-of 2026-08-01 \
		--to "$TMP/segments"
	expect_status 0
	expect_true 'the same again' test \
		"$(find "$TMP/segments" -name '*.segment' | wc -l)" = 1
fi

story 'enforcement data: kept apart'
cat >"$TMP/arrests.csv" <<END
Made up for a test

Apprehension Date,Citizenship Country,Final Order Yes No,Final Order Date,Anonymized Identifier
6/11/2017,IRAQ,YES,1/5/1998,a1
6/12/2017,IRAQ,NO,,"b(6), b(7)C"
END
run forestay import ice "$TMP/arrests.csv" --to "$TMP/ice"
expect_status 0
expect_out '^  arrests +2$'
expect_out '^2 people, 5 facts$'
expect_out 'share no key'
expect_true 'a segment' test "$(find "$TMP/ice" -name '*.segment' | wc -l)" = 1
run forestay import ice "$TMP/arrests.csv" --json
expect_status 0
expect_out '"redacted": 1'
run forestay import ice "$TMP/release.zip"
expect_status 3
expect_err 'no sheet has the header'

story 'enforcement data into a store: an entry and a segment of their own'
run forestay import ice "$TMP/arrests.csv" --store "$TMP/store"
expect_status 2
expect_err '--by'
run forestay import ice "$TMP/arrests.csv" --store "$TMP/store" --by m.weiss \
	--to "$TMP/ice"
expect_status 2
expect_err 'leave out --to'
run forestay import ice "$TMP/arrests.csv" --store "$TMP/store" --by m.weiss
expect_status 0
expect_out '^entry 3$'
run forestay entries "$TMP/store" --after 2
expect_status 0
expect_out '"kind":"release"'
expect_out '"matter":"enforcement_data"'
expect_out '"kinds":.*"arrests":2.*"of":"ice","people":2,"reader":"ice-1"'
sum=$(sha256sum "$TMP/arrests.csv" | cut -d' ' -f1)
expect_out "\"file\":\"sha256:$sum\""
hash=$(sed -n 's/.*"segment":"sha256:\([0-9a-f]*\)".*/\1/p' "$TMP/out")
expect_true 'the segment is there' test -f "$TMP/store/segments/$hash.segment"
expect_true 'the same as without a store' test -f "$TMP/ice/$hash.segment"
run forestay import ice "$TMP/arrests.csv" --store "$TMP/nowhere" --by m.weiss
expect_status 3
expect_err 'nowhere'

story 'what the line got wrong'
run forestay import eoir
expect_status 2
run forestay import tea "$R"
expect_status 2
expect_err 'nothing is known of "tea" data'
run forestay import eoir "$R" --as-of soon
expect_status 2
run forestay import eoir "$R" --threads 0
expect_status 2
run forestay import eoir "$TMP/nowhere"
expect_status 3
expect_err 'nowhere'
