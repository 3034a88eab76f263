# tools/setup with a package manager that only writes down what it is told.
. tests/story.sh

bin=$TMP/bin
mkdir "$bin"
cat >"$bin/dpkg-query" <<'S'
#!/bin/sh
for p in $HAVE; do
	echo "installed $p"
done
S
cat >"$bin/apt-get" <<'S'
#!/bin/sh
echo "apt-get $*" >>"$TMP/told"
[ -z "${APT_FAILS:-}" ] || { echo "E: no such thing"; exit 100; }
S
cat >"$bin/id" <<'S'
#!/bin/sh
echo "$USER_ID"
S
chmod +x "$bin"/*
setup() {
	: >"$TMP/told"
	run env -u NO_SETUP TMP="$TMP" PATH="$bin:$PATH" "$@"
}
base=$(awk '$1 == "build" { printf " %s", $2 }' tools/packages.txt)

story 'nothing is missing: silent'
setup USER_ID=0 HAVE="$base" tools/setup build
expect_status 0
expect_no_out .
expect_no_err .
expect_true 'apt-get was not run' [ ! -s "$TMP/told" ]

story 'root: says what, updates once, installs only what is missing'
setup USER_ID=0 HAVE="$base curl openssl tzdata" tools/setup test
expect_status 0
expect_err 'installing: libcmocka-dev$'
expect_true 'one update' [ "$(grep -c ' update' "$TMP/told")" = 1 ]
expect_true 'one install' [ "$(grep -c ' install' "$TMP/told")" = 1 ]
expect_true 'only the missing one' \
	grep -q 'install -y --no-install-recommends libcmocka-dev -q' "$TMP/told"

story 'not root: the exact line to run, and nothing is run'
setup USER_ID=1000 HAVE="$base" tools/setup test
expect_status 1
expect_err 'sudo apt-get install -y --no-install-recommends curl libcmocka-dev openssl tzdata$'
expect_true 'apt-get was not run' [ ! -s "$TMP/told" ]

story 'NO_SETUP=1'
setup NO_SETUP=1 USER_ID=0 HAVE= tools/setup ci
expect_status 0
expect_true 'apt-get was not run' [ ! -s "$TMP/told" ]

story 'apt-get fails: so does setup, with the reason'
setup USER_ID=0 HAVE="$base" APT_FAILS=1 tools/setup test
expect_status 1
expect_err 'E: no such thing'

story 'an unknown group'
setup USER_ID=0 HAVE= tools/setup everything
expect_status 2
