# story.sh - shell stories: what a person types, and what must come back.
# shellcheck shell=sh
#
# A story is a file tests/cli/*.sh or tests/law/*.sh that begins with
#
#	. tests/story.sh
#	story "a person nobody knows is held"
#	run forestay check A000-000-001 --act removal --to IQ --people "$DATA"
#	expect_status 1
#	expect_out 'HOLD'
#
# It runs at the top of the tree with $FORESTAY the program, $TMP a folder of
# its own (removed afterwards), and closes with "N passed, N failed".  A file
# that checks nothing, or stops half way, has failed.

set -u
: "${FORESTAY:=build/forestay}"
export FORESTAY
export LC_ALL=C TZ=UTC
unset FORESTAY_NOW 2>/dev/null || :
TMP=$(mktemp -d "${TMPDIR:-/tmp}/forestay-story.XXXXXX") || exit 1
export TMP
STORY_FILE=$0
STORY_NAME=
STORY_COMMAND=
STORY_STATUS=
STORY_PASSED=0
STORY_FAILED=0

story_end() {
	status=$?
	trap - EXIT
	if [ "$status" -ne 0 ]; then
		story_fail "the story stopped with status $status"
	elif [ $((STORY_PASSED + STORY_FAILED)) -eq 0 ]; then
		story_fail 'nothing was checked'
	fi
	rm -rf "$TMP"
	echo "$STORY_PASSED passed, $STORY_FAILED failed"
	[ "$STORY_FAILED" -eq 0 ] || exit 1
	exit 0
}
trap story_end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

story_pass() {
	STORY_PASSED=$((STORY_PASSED + 1))
}

# What went wrong, then what the command said, so that a log is enough.
story_fail() {
	STORY_FAILED=$((STORY_FAILED + 1))
	echo "FAILED $STORY_FILE: $STORY_NAME"
	echo "    $1"
	[ -z "$STORY_COMMAND" ] && return
	echo "    after: $STORY_COMMAND  (status $STORY_STATUS)"
	sed 's/^/    out| /' "$TMP/out" | head -40
	sed 's/^/    err| /' "$TMP/err" | head -20
}

# story NAME: what the checks below it are about.
story() {
	STORY_NAME=$1
	STORY_COMMAND=
}

# run COMMAND...: keeps its output and status.  "forestay" is the program
# under test.  Standard input is empty unless IN names a file.
run() {
	STORY_COMMAND=$*
	if [ "$1" = forestay ]; then
		shift
		set -- "$FORESTAY" "$@"
	fi
	STORY_STATUS=0
	"$@" <"${IN:-/dev/null}" >"$TMP/out" 2>"$TMP/err" || STORY_STATUS=$?
}

expect_status() {
	if [ "$STORY_STATUS" = "$1" ]; then
		story_pass
	else
		story_fail "expected status $1"
	fi
}

# expect_out PATTERN, expect_err PATTERN: an extended regular expression that
# some line of standard output (error) matches; expect_no_out, expect_no_err:
# none does.
expect_out() {
	if grep -Eq -e "$1" "$TMP/out"; then
		story_pass
	else
		story_fail "expected on standard output: $1"
	fi
}
expect_err() {
	if grep -Eq -e "$1" "$TMP/err"; then
		story_pass
	else
		story_fail "expected on standard error: $1"
	fi
}
expect_no_out() {
	if grep -Eq -e "$1" "$TMP/out"; then
		story_fail "not expected on standard output: $1"
	else
		story_pass
	fi
}
expect_no_err() {
	if grep -Eq -e "$1" "$TMP/err"; then
		story_fail "not expected on standard error: $1"
	else
		story_pass
	fi
}

# golden FILE [out|err]: the whole output is that file, byte for byte.
# GOLDEN_UPDATE=1 writes it instead: read the difference before committing.
golden() {
	if [ -n "${GOLDEN_UPDATE:-}" ]; then
		mkdir -p "$(dirname "$1")"
		cp "$TMP/${2:-out}" "$1"
	fi
	if diff -u "$1" "$TMP/${2:-out}" >"$TMP/golden" 2>&1; then
		story_pass
	else
		story_fail "differs from $1"
		sed 's/^/    /' "$TMP/golden" | head -60
	fi
}

# expect_true WHAT COMMAND...: any other check.
expect_true() {
	story_what=$1
	shift
	if "$@" >/dev/null 2>&1; then
		story_pass
	else
		story_fail "$story_what"
	fi
}
