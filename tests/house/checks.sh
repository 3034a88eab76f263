# Each check is broken once on purpose, in a copy of the tree: a check that
# cannot fail protects nothing.
. tests/story.sh

copy=$TMP/tree
mkdir -p "$copy/src/core" "$copy/src/terms" "$copy/src/law" "$copy/src/cli"
mkdir -p "$copy/src/decide" "$copy/tests/unit" "$copy/fuzz"
# A tree of a few rooms: the whole one is asked elsewhere, and this asks
# thirty times.
for f in arena buf utf8; do
	cp "src/core/$f.c" "src/core/$f.h" "$copy/src/core/"
done
cp src/core/banned.h src/core/embedded.h src/core/limits.h "$copy/src/core/"
cp src/terms/tri.h "$copy/src/terms/"
cp src/cli/embedded.h "$copy/src/cli/"
cp -R Makefile .clang-format .clang-tidy tools "$copy/"
cp -R tests/run tests/fuzz tests/story.sh "$copy/tests/"
mkdir "$copy/tests/support"
cp tests/support/fault_mem.c tests/support/fault_mem.h "$copy/tests/support/"
printf '#include "law/law.h"\n\nint\nmain(void)\n{\n\treturn 0;\n}\n' \
	>"$copy/src/cli/main.c"
printf '/* Nothing. */\n' >"$copy/src/law/law.h"
# Its own build directory, since that is what the checks read.
quiet_make() {
	make -C "$copy" -s "$@"
}

tools_lint() {
	(cd "$copy" && tools/lint src/core/*.c src/cli/*.c)
}

# broken FILE TEXT TARGET PATTERN: with TEXT at the end of FILE, `make TARGET`
# fails and says PATTERN.
broken() {
	if [ -e "$copy/$1" ]; then
		cp "$copy/$1" "$TMP/kept"
	else
		rm -f "$TMP/kept"
	fi
	mkdir -p "$(dirname "$copy/$1")"
	printf '%b\n' "$2" >>"$copy/$1"
	run quiet_make $3
	expect_true "make $3 fails" [ "$STORY_STATUS" -ne 0 ]
	cat "$TMP/err" >>"$TMP/out"
	expect_out "$4"
	if [ -e "$TMP/kept" ]; then
		mv "$TMP/kept" "$copy/$1"
	else
		rm -f "$copy/$1"
	fi
}

story 'the copy itself is in order'
run quiet_make check
expect_status 0
run tools_lint
expect_status 0

story 'a room that includes a later one'
broken src/core/zz.c '#include "law/law.h"' check-layers \
	'zz.c:1: core may not include law'

story 'an include that names no room'
broken src/core/zz.c '#include "arena.h"' check-layers 'name the room'

story 'a folder that is no room'
broken src/misc/zz.c 'extern int zz;' check-layers 'src/misc is not a room'

story 'a pure room that reads a file'
broken src/core/zz.c '#include <stdio.h>
int zz(void);
int zz(void) { return fopen("x", "r") != 0; }' check-layers \
	'a pure room calls fopen'

story 'a pure room that asks the clock'
broken src/terms/zz.c '#include <time.h>
long zz(void);
long zz(void) { return (long)time(NULL); }' check-layers \
	'a pure room calls time'

story 'a pure room that asks the environment'
broken src/law/zz.c '#include <stdlib.h>
char *zz(void);
char *zz(void) { return getenv("TZ"); }' check-layers \
	'a pure room calls getenv'

story 'a pure room that depends on the locale'
broken src/law/zz.c '#include <ctype.h>
int zz(int c);
int zz(int c) { return isalpha(c); }' check-layers \
	'a pure room calls __ctype_b_loc'

story 'a pure room that keeps state'
broken src/decide/zz.c 'int zz(void);
int zz(void) { static int calls; return ++calls; }' check-layers \
	'state that outlives a call: .*zz'

story 'a banned function'
broken src/core/zz.c 'char *zz(char *a, const char *b);
char *zz(char *a, const char *b) { return strcpy(a, b); }' all \
	'sorry_strcpy_is_banned'

story 'a narrowing that the compiler is asked to refuse'
broken src/core/zz.c 'int zz(long n);
int zz(long n) { return n; }' all 'conversion'

story 'a source that leans on what banned.h includes'
broken src/core/zz.c 'size_t zz(const char *s);
size_t zz(const char *s) { return strlen(s); }' check-headers \
	'zz.c does not stand by itself'

story 'a tri as a condition, under !, under && and as a bool'
for use in 'if (t) return 1; return 0' 'return !t' 'return c && t' \
	'_Bool b = t; return b' 'return t ? 1 : 0' 'while (t) c++; return c'; do
	broken src/core/zz.c '#include "terms/tri.h"
int zz(enum tri t, int c);
int zz(enum tri t, int c) {'"$use"'; }' check-tri \
		'zz.c:3:[0-9]+: a tri is not a truth value'
done

story 'a truth value as a tri: true would be unknown'
for use in 'return a == b' 'return !a' 'enum tri t = a < b; return t'; do
	broken src/core/zz.c '#include "terms/tri.h"
enum tri zz(int a, int b);
enum tri zz(int a, int b) {'"$use"'; }' check-tri \
		'zz.c:3:[0-9]+: a truth value is not a tri'
done

story 'layout'
broken src/core/zz.c 'int zz(void);\nint zz(void) { return 1; }' check-format \
	'make format'

story 'what clang-tidy finds'
broken src/core/zz.c '#include <stdlib.h>
int zz(void);
int zz(void) { int *p = malloc(4); return p == 0; }' lint \
	'Malloc|leak'

story 'a library that is not allowed'
rm -f "$copy/build/forestay"
run quiet_make all LIBS='-Wl,--no-as-needed -lm'
expect_status 0
run quiet_make check-links LIBS='-Wl,--no-as-needed -lm'
expect_true 'make check-links fails' [ "$STORY_STATUS" -ne 0 ]
expect_out 'links libm.so.6'

# What tests/run must count as a failure.
story 'tests that do not run are not passed'
mkdir -p "$copy/tests/unit/zz"
for fault in 'abort();' 'exit(0);' '*(volatile char *)0x10 = 1;' \
	'assert_int_equal(1, 2);'; do
	printf '%s\n' '#include <setjmp.h>' '#include <stdarg.h>' \
		'#include <stddef.h>' '#include <stdint.h>' \
		'#include <stdlib.h>' '#include <cmocka.h>' \
		'static void fine(void **s) { assert_true(1); }' \
		"static void faulty(void **s) { $fault }" \
		'int main(void) { const struct CMUnitTest t[] = {' \
		'cmocka_unit_test(fine), cmocka_unit_test(faulty) };' \
		'return cmocka_run_group_tests(t, NULL, NULL); }' \
		>"$copy/tests/unit/zz/test_zz.c"
	run env TEST=test_zz make -C "$copy" -s test \
		CFLAGS='-Wno-array-bounds -Wno-error'
	expect_true 'make test fails' [ "$STORY_STATUS" -ne 0 ]
	expect_out '^1 passed, 1 failed$'
done
rm -r "$copy/tests/unit/zz"

story 'a test that does not compile'
broken tests/unit/zz/test_zz.c 'int main(void) { return nothing; }' test \
	'^0 passed, 1 failed$'

story 'stories that stop, or check nothing'
cp -r tests "$TMP/t"
for body in 'exit 3' 'no_such_command' ':' 'run true; expect_status 1' \
	'run false; expect_status 0' 'run echo a; expect_out b' \
	'run echo a; golden /nowhere'; do
	printf '. tests/story.sh\nstory s\nset -e\n%s\n' "$body" \
		>"$TMP/s.sh"
	run sh "$TMP/s.sh"
	expect_true "a story that says '$body' fails" [ "$STORY_STATUS" -ne 0 ]
	expect_out '^0 passed, 1 failed$'
done
