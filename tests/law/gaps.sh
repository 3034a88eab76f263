# What `law lint` finds between the orders of one case, and in stages: each
# file of fixtures/gaps has what is said of it beside it, and says in its
# comments why nothing is said of the rest.
# GOLDEN_UPDATE=1 writes what is said anew: read the difference.
. tests/story.sh

dir=tests/law/fixtures/gaps

for law in "$dir"/*.law; do
	story "$law"
	run forestay law lint --alone "$dir/gaps.vocab" "$law"
	expect_status 0
	golden "${law%.law}.says" err
	# The person made up is one that a vignette could have.
	grep 'for example: ' "$TMP/err" | sed 's/.*for example: //' | sort -u |
	    grep -v '^anybody$' >"$TMP/people"
	while read -r person; do
		{
			cat "$law"
			printf '\nvignette "made up" under casebook\n'
			printf '  person %s\n' "$person"
			printf '  on 2019-01-01 10:00 transfer no bar\n'
		} >"$TMP/read.law"
		run forestay law check --alone "$dir/gaps.vocab" "$TMP/read.law"
		expect_status 0
	done <"$TMP/people"
done

story 'the casebook: what was read in it and found true, and no more'
run forestay law lint casebook
expect_status 0
expect_err 'stage court does not say what follows motion_to_reopen.withdrawn'
expect_err 'stage circuit does not say what follows circuit_stay.granted'
expect_no_err 'ends before|both bar|says again'
