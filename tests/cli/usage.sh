. tests/story.sh

story 'without a command: what there is, and that this was no command'
run forestay
expect_status 2
expect_out '^usage: forestay COMMAND'

story 'help'
run forestay --help
expect_status 0
expect_out '^  law '
expect_out 'no legal advice'
expect_out 'NO BAR ON RECORD is never a permission'

story 'a command nearly right'
run forestay lwa check x
expect_status 2
expect_err 'no command "lwa"; did you mean law\?'

story 'an option nearly right'
run forestay law check --jsom x
expect_status 2
expect_err 'no option --jsom; did you mean --json\?'

story 'an option without its value'
run forestay law test --only
expect_status 2
expect_err '--only needs a value'

story 'nothing to read'
run forestay law check
expect_status 2
expect_err 'name at least one FILE'

story 'every command has help that fits eighty columns'
for cmd in $("$FORESTAY" --help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
	run forestay "$cmd" --help
	expect_status 0
	expect_out "^usage: forestay $cmd"
	expect_no_out '^.{81}'
done

story 'versions'
run forestay version --json
expect_status 0
expect_out '"zones": "20'
run forestay --version
expect_status 0

story 'an answer that cannot be written is a failure'
"$FORESTAY" --help >/dev/full 2>"$TMP/err"
expect_true 'status 3' test $? -eq 3
expect_err 'could not be written'

story 'no colour where there is no terminal, nor with NO_COLOR'
run forestay law check "$TMP/no.law"
expect_no_err "$(printf '\033')"
