. tests/story.sh

people=examples/hamama.people

story 'explain: every clause, yes, no or not known, and the facts below it'
run forestay explain A000-000-001 --to IQ --people $people \
	--at '2017-06-22 09:00'
expect_status 1
expect_out 'not known  in force'
expect_out 'yes  nationality is IQ$'
expect_out '- custody agency ICE place area.DET since 2017-06-11 \[synthetic'
expect_out 'NOT BARRING THIS ACT'
expect_no_out '^.{81}'

story 'explain: why an order does not bar'
run forestay explain A000-000-002 --to IQ --people $people \
	--at '2018-02-07 09:00' --order hamama.injunction
expect_status 0
expect_out '^o hamama.injunction'
expect_out "no  the member's own clock"
expect_out 'no motion_to_reopen through 2018-02-06'

story 'explain: an order nobody wrote'
run forestay explain A000-000-002 --to IQ --people $people \
	--at '2018-02-07 09:00' --order hamama.injuction
expect_status 2
expect_err 'no instrument hamama.injuction'

story 'explain, for programs'
run forestay explain A000-000-001 --to IQ --people $people \
	--at '2017-06-23 10:00' --json
expect_status 1
expect_out '"why": \{'
expect_out '"parts": \['

story 'timeline: readable without colour and without UTF-8'
run forestay timeline A000-000-001 --to IQ --people $people \
	--at '2018-01-10 09:00'
expect_status 1
golden tests/cli/golden/timeline.txt

story 'timeline: with colour'
LC_ALL=C.UTF-8
run forestay timeline A000-000-001 --to IQ --people $people \
	--at '2018-01-10 09:00' --color
expect_status 1
expect_out "$(printf '\033')\\[38;5;88m"
LC_ALL=C

story 'timeline: a range that is none'
run forestay timeline A000-000-001 --to IQ --people $people \
	--at '2018-01-10 09:00' --since 2019-01-01 --through 2018-01-01
expect_status 2
expect_err 'since is not before'

story 'timeline, for programs'
run forestay timeline A000-000-001 --to IQ --people $people \
	--at '2018-01-10 09:00' --json
expect_out '"horizon": "2018-02-07T05:00:00Z"'
