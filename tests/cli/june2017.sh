. tests/story.sh

# The sequence of the first chapter, as a person at the gate would ask it,
# against the casebook in the program.
people=examples/hamama.people

# ask WHO INSTANT [OPTION...]
ask() {
	story_who=$1
	story_at=$2
	shift 2
	run forestay check "$story_who" --act removal --to IQ \
		--people $people --at "$story_at" "$@"
}
barred() {
	expect_status 1
	expect_out '#  BARRED'
	expect_no_out 'NO BAR'
}
held() {
	expect_status 1
	expect_out '\?  HOLD'
	expect_no_out 'NO BAR'
}
no_bar() {
	expect_status 0
	expect_out 'o  NO BAR ON RECORD'
	expect_out 'never a permission'
	expect_out 'not legal advice'
}

story 'the day of the first order: its hour is not known'
ask A000-000-001 '2017-06-22 09:00'
held
expect_out 'hamama.detroit'

story 'the day after: barred, until the fourteenth day ends'
ask A000-000-001 '2017-06-23 10:00'
barred
expect_out 'until Thu 6 Jul 2017, end of day EDT'
expect_out '# hamama.detroit +in force'
expect_out 'from +Dkt. 32, Hamama v. Adducci'

story 'extended'
ask A000-000-001 '2017-07-07 12:00'
barred
expect_out '# hamama.nationwide'
expect_out 'until Mon 24 Jul 2017, end of day EDT'

story 'the last minute but one of the stay'
ask A000-000-001 '2017-07-24 23:58'
barred

story 'and the next day: the injunction'
ask A000-000-001 '2017-07-25 09:00'
barred
expect_out '# hamama.injunction'
expect_out 'stage +files'

story 'ninety days end on a Sunday; Monday if it rolls; three months on Tuesday'
for day in 04 05 06; do
	ask A000-000-001 "2018-02-$day 12:00"
	barred
	expect_out 'until Tue 6 Feb 2018, end of day EST'
	expect_out 'counsel, by +Sun 4 Feb 2018'
	expect_out 'bar holds to +Tue 6 Feb 2018'
	expect_out 'safe day +Fri 2 Feb 2018'
	expect_out '90 days from Mon 6 Nov 2017: Sun 4 Feb 2018; not rolled'
	expect_out '3 months from Mon 6 Nov 2017: Tue 6 Feb 2018'
done
ask A000-000-001 '2018-02-06 23:59'
barred

story 'the day after: nothing recorded is not nothing filed'
ask A000-000-001 '2018-02-07 00:00'
held
expect_out 'WHAT WOULD SETTLE IT'
expect_out '^whether motion_to_reopen.filed ever happened'

story 'the day after: nothing filed, and that is on record'
ask A000-000-002 '2018-02-07 09:00'
no_bar
expect_out 'expires Wed 7 Feb 2018 09:05 EST'

story 'but at midnight nobody had looked yet'
ask A000-000-002 '2018-02-07 00:00'
held

story 'nothing filed, which nobody confirmed'
ask A000-000-004 '2018-02-07 09:00'
held

story 'filed on the last day of the latest reading'
ask A000-000-003 '2018-02-07 09:00'
barred
expect_out 'late on the early reading'

story 'reversed, and no mandate on record'
ask A000-000-003 '2018-12-21 09:00'
barred
expect_out 'hamama.injunction .*awaiting'

story 'the mandate, its date not verified'
ask A000-000-003 '2019-04-10 09:00'
held

story 'the mandate, its date confirmed'
ask A000-000-003 '2019-04-10 13:00'
no_bar

story 'what we knew then stays what we knew then'
ask A000-000-003 '2019-04-10 13:00' --known '2019-04-10 09:00'
held
expect_out 'as known Wed 10 Apr 2019 09:00 EDT'

story 'the number written another way is the same number'
ask 'a 000 000 001' '2017-06-23 10:00'
barred
expect_out 'of A000-000-001'

story 'a number one digit off is a candidate, and never no bar'
ask A000-000-013 '2019-04-10 13:00'
held
expect_out 'near it: A000-000-003'

story 'two digits exchanged'
ask A000-000-010 '2019-04-10 13:00'
held
expect_out 'near it: A000-000-001'

story 'somebody nobody knows'
ask A000-777-777 '2019-04-10 13:00'
held
expect_out 'is not in the people file. That proves nothing'

story 'the air counts'
ask A000-000-001 '2017-06-21 23:00' --arrives '2017-06-23 06:00' \
	--known '2017-06-22 23:59'
barred

story 'an officer sees order and verdict, and no clock of a member'
ask A000-000-001 '2018-02-05 12:00' --officer
expect_status 1
expect_out '#  BARRED'
expect_out 'hamama.injunction'
expect_no_out '2018, end of day'
expect_no_out 'preparing|motion|Synthetic|files|DUE'
ask A000-000-001 '2018-02-05 12:00' --officer --json
expect_no_out '"(until|horizon|settle|stage|deadlines|holds)"'
expect_no_out '2018-02-0[67]'

story 'an officer does see the order'\''s own end'
ask A000-000-001 '2017-06-23 10:00' --officer
expect_out 'ends +Thu 6 Jul 2017, end of day EDT'

story 'no bar expires with the horizon, for an officer too'
ask A000-000-001 '2017-06-21 23:57' --officer --known '2017-06-21 23:57'
expect_status 0
expect_out 'it expires Thu 22 Jun 2017 00:02'
ask A000-000-002 '2018-02-07 09:00' --officer --json
expect_out '"expires": "2018-02-07T14:05:00Z"'

story 'for programs'
ask A000-000-001 '2017-06-23 10:00' --json
expect_status 1
expect_out '"verdict": "BARRED"'
expect_out '"until": "2017-07-07T04:00:00Z"'
expect_out '"order": "hamama.detroit"'

story 'deadlines'
run forestay deadlines A000-000-001 --people $people --at '2018-01-10'
expect_status 0
expect_out '^motion_to_reopen.filed +hamama.injunction, stage preparing'
expect_out 'counsel, by +Sun 4 Feb 2018'
