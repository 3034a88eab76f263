/* Whole files, and what happens when the system refuses. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "intake/file.h"

static char folder[64];
static char path[128];
static struct arena arena;

static int
begin(void **state)
{
	snprintf(folder, sizeof(folder), "/tmp/forestay-file.XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/x", folder);
	arena_init(&arena, &mem_system, 1 << 20);
	return 0;
}

static int
end(void **state)
{
	char other[160];

	unlink(path);
	snprintf(other, sizeof(other), "%s.new", path);
	unlink(other);
	rmdir(folder);
	arena_release(&arena);
	return 0;
}

/* The N-th call of the system fails; writes are short. */
static int calls, fail_at;

static bool
refused(void)
{
	if (++calls != fail_at)
		return false;
	errno = EIO;
	return true;
}

static int
f_open(const char *p, int flags, mode_t mode)
{
	return refused() ? -1 : file_system_real.open(p, flags, mode);
}

static ssize_t
f_read(int fd, void *to, size_t n)
{
	return refused() ? -1 : file_system_real.read(fd, to, n > 3 ? 3 : n);
}

static ssize_t
f_write(int fd, const void *from, size_t n)
{
	return refused() ? -1 : file_system_real.write(fd, from, n > 3 ? 3 : n);
}

static int
f_sync(int fd)
{
	return refused() ? -1 : file_system_real.sync(fd);
}

static int
f_close(int fd)
{
	int r = file_system_real.close(fd);

	return refused() ? -1 : r;
}

static int
f_rename(const char *a, const char *b)
{
	return refused() ? -1 : file_system_real.rename(a, b);
}

static const struct file_system faulty = { f_open, f_read, f_write, f_sync,
	f_close, f_rename, unlink, NULL, NULL, NULL, NULL };

static void
put(const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	fclose(f);
}

static void
assert_holds(const char *text)
{
	struct source_text src;
	const char *why;

	assert_int_equal(file_read(&file_system_real, &arena, path, 1000, &src,
			     &why),
	    0);
	assert_string_equal(src.bytes, text);
	assert_int_equal(src.len, strlen(text));
}

static void
the_limit_is_the_limit(void **state)
{
	struct source_text src;
	const char *why = NULL;

	put("0123456789");
	assert_int_equal(file_read(&file_system_real, &arena, path, 11, &src,
			     &why),
	    0);
	assert_int_equal(file_read(&file_system_real, &arena, path, 10, &src,
			     &why),
	    0);
	assert_int_equal(file_read(&file_system_real, &arena, path, 9, &src,
			     &why),
	    E_LIMIT);
	assert_non_null(strstr(why, "longer than 9 bytes"));
}

/* Whichever call fails, the file holds the old text or the new one, whole;
 * nothing is left beside it; and the failure is told. */
static void
a_replaced_file_is_never_half(void **state)
{
	const char *why = NULL;
	char other[160];
	int r = E_IO;

	snprintf(other, sizeof(other), "%s.new", path);
	for (fail_at = 1; r != 0; fail_at++) {
		put("old");
		calls = 0;
		r = file_replace(&faulty, &arena, path, "new text", 8, &why);
		if (r == 0)
			break;
		assert_int_equal(r, E_IO);
		assert_non_null(why);
		assert_int_not_equal(access(other, F_OK), 0);
		/* Only the sync of the folder comes after the rename. */
		assert_holds(
		    strstr(why, "folder") != NULL ? "new text" : "old");
		assert_true(fail_at < 100);
	}
	assert_true(fail_at > 5);
	assert_holds("new text");
}

static void
a_read_that_fails_is_told(void **state)
{
	struct source_text src;
	const char *why = NULL;
	int r = E_IO;

	put("some text");
	for (fail_at = 1; fail_at < 6; fail_at++) {
		calls = 0;
		r = file_read(&faulty, &arena, path, 100, &src, &why);
		if (r != 0) {
			assert_int_equal(r, E_IO);
			assert_non_null(strstr(why, path));
		}
	}
}

static void
the_mode_is_kept(void **state)
{
	const char *why;
	struct stat st;

	put("old");
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(file_replace(&file_system_real, &arena, path, "x", 1,
			     &why),
	    0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_limit_is_the_limit),
		T(a_replaced_file_is_never_half),
		T(a_read_that_fails_is_told),
		T(the_mode_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
