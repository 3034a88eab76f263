# What is embedded comes out byte for byte, whatever bytes it is.
. tests/story.sh

mkdir "$TMP/book"
printf 'a "quoted" \\ line ??/ ??=\n\ttab \303\251 then 7: \0017\n\nno newline' \
	>"$TMP/book/odd.law"
: >"$TMP/book/empty.law"
awk 'BEGIN { for (i = 0; i < 5000; i++) print "line", i, "of many" }' \
	>"$TMP/book/long.vocab"
dd if=/dev/urandom of="$TMP/book/random.law" bs=1000 count=20 2>/dev/null
cat >"$TMP/main.c" <<'C'
#include "cli/embedded.h"
#include <stdio.h>
#include <string.h>
int
main(int argc, char **argv)
{
	size_t i;

	for (i = 0; i < casebook_nfiles; i++)
		if (argc > 1 && strcmp(casebook_files[i].name, argv[1]) == 0) {
			fwrite(casebook_files[i].bytes, 1,
			    casebook_files[i].len, stdout);
			return casebook_files[i].bytes[casebook_files[i].len];
		}
	return 99;
}
C

story 'every byte of a file comes out of the binary'
run sh -c 'build/gen/embed "$1" "$1"/* >"$2/book.c"' sh "$TMP/book" "$TMP"
expect_status 0
run "${CC:-cc}" -std=c11 -Wall -Wextra -Werror -Isrc -o "$TMP/a.out" \
	"$TMP/main.c" "$TMP/book.c"
expect_status 0
for f in odd.law empty.law long.vocab random.law; do
	run "$TMP/a.out" "$f"
	expect_status 0
	expect_true "$f is the same" cmp "$TMP/out" "$TMP/book/$f"
done

story 'no file at all'
run build/gen/embed casebook
expect_status 0
expect_out 'casebook_nfiles = 0'

story 'a file that is not there, or not below the folder'
run build/gen/embed "$TMP/book" "$TMP/book/none.law"
expect_status 1
expect_err 'none.law: cannot be read'
run build/gen/embed "$TMP/book" "$TMP/main.c"
expect_status 1
expect_err 'not in that directory'
