# The mutator, on small casebooks: what it takes for the same by a rule of
# the language, what only looks so and must be made, and each way a run fails.
. tests/story.sh

mutate=$(dirname "$FORESTAY")/tests/law/mutate
same=tests/law/fixtures/mutants

story 'each change, and which rule says it is none'
run "$mutate" "$same" --list
expect_status 1
golden "$same/list"

implied='what the act implies is so'
made='^(killed|survived): '

story 'implied by the one act that is barred'
expect_out "^same: m.removal: ever custody \(agency is ICE\): once -- $implied\$"

story 'more is asked than the act implies'
expect_out "${made}m.more: ever custody \(agency is CBP\): now"
expect_out "${made}m.more: once custody \(agency is ICE and place in IQ\): ever"

story 'another act asks, here and through whom another order covers'
expect_out "${made}m.two_acts: ever custody \(agency is ICE\): now"
expect_out "${made}m.asked: ever custody \(agency is ICE\): now"
expect_out "${made}m.narrows: ever custody \(agency is ICE\): now"

story 'it has an end, of which any act asks whom it concerns'
expect_out "${made}m.ends: once present \(place in US\): now"
expect_out "${made}m.ends: ever custody .* or will be custody .*: and"

story 'a filing is no event: now asks whether it is open'
expect_out '^same: m.events: ever motion.denied: now -- of an event'
expect_out "${made}m.events: ever motion \(basis is joint\): now"

story 'a stage with a way out is not of text alone'
expect_out "${made}m.stages: stage second: free"
expect_out '^same: m.stages: stage third: free -- a stage of text alone'

story 'dates and lengths are never the same'
expect_no_out '^same: .*(a day|a minute|one) (earlier|later|more|less)'

# An order of which three changes are noticed, and a `source` that is none.
book=$TMP/book
mkdir "$book"
cp "$same/small.vocab" "$book/"
cat >"$book/one.law" <<'END'
case one
  court mied

order one.stay
  entered 2020-01-02
  covers  nationality is IQ
  bars    removal

vignette "the days"
  person  nationality IQ
  on      2020-01-01 23:59  removal to IQ  no bar
  on      2020-01-02 23:59  removal to IQ  barred by one.stay
END

story 'all killed'
run "$mutate" "$book"
expect_status 0
expect_out ' 3 left: 3 killed \(100.0%\), 0 survived'
expect_out '^3 passed, 0 failed$'

story 'a survivor that is not listed'
sed 's/2020-01-01 23:59/2019-12-31 23:59/' "$book/one.law" >"$TMP/changed"
mv "$TMP/changed" "$book/one.law"
run "$mutate" "$book"
expect_status 1
expect_out '^survived: one.stay: entered: a day earlier$'

story 'listed with a reason, and still fewer than 95%'
echo 'one.stay: entered: a day earlier -- nobody was there' >"$book/MUTANTS"
run "$mutate" "$book"
expect_status 1
expect_no_out '^survived: '
expect_out 'fewer than 95% killed'
expect_out '^3 passed, 1 failed$'

story 'listed without a reason'
echo 'one.stay: entered: a day earlier -- ' >"$book/MUTANTS"
run "$mutate" "$book"
expect_status 1
expect_out '^survived: one.stay: entered: a day earlier$'

story 'listed, and killed after all'
echo 'one.stay: entered: a day later -- surely not' >"$book/MUTANTS"
run "$mutate" "$book"
expect_status 1
expect_out '^in MUTANTS, and did not survive: one.stay: entered: a day later'

story 'a casebook that does not pass as it is'
sed 's/barred by one.stay/no bar/' "$book/one.law" >"$TMP/changed"
mv "$TMP/changed" "$book/one.law"
run "$mutate" "$book"
expect_status 1
expect_err 'does not pass as it is'
