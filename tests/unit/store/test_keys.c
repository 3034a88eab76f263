/* Keys in a folder: whatever fails while one is made or rotated, no key is
 * lost and none is written over. */

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

#include "store/keys.h"

static char top[64], folder[96];
static struct arena arena;
static const char *why;

/* The system, of which the N-th call fails. */
static unsigned fail_at, calls;

static bool
fails(void)
{
	if (++calls != fail_at)
		return false;
	errno = EIO;
	return true;
}

static int
f_open(const char *path, int flags, mode_t mode)
{
	return fails() ? -1 : file_system_real.open(path, flags, mode);
}

static ssize_t
f_read(int fd, void *to, size_t n)
{
	return fails() ? -1 : file_system_real.read(fd, to, n);
}

static ssize_t
f_write(int fd, const void *from, size_t n)
{
	return fails() ? -1 : file_system_real.write(fd, from, n);
}

static int
f_sync(int fd)
{
	return fails() ? -1 : file_system_real.sync(fd);
}

static int
f_close(int fd)
{
	bool bad = fails();
	int r = file_system_real.close(fd);

	return bad ? -1 : r;
}

static int
f_rename(const char *from, const char *to)
{
	return fails() ? -1 : file_system_real.rename(from, to);
}

static int
f_mkdir(const char *path, mode_t mode)
{
	return fails() ? -1 : file_system_real.mkdir(path, mode);
}

static int
f_unlink(const char *path)
{
	return file_system_real.unlink(path);
}

static int
f_random(void *ctx, void *out, size_t n)
{
	static uint8_t next;

	if (fails())
		return E_IO;
	memset(out, ++next, n);
	return 0;
}

static const struct file_system files = { .open = f_open,
	.read = f_read,
	.write = f_write,
	.sync = f_sync,
	.close = f_close,
	.rename = f_rename,
	.unlink = f_unlink,
	.mkdir = f_mkdir };
static const struct keys_world world = { &files, f_random, NULL };
static const struct instant then = { INT64_C(1800000000000000) };

static int
begin(void **state)
{
	snprintf(top, sizeof(top), "/tmp/forestay-keys.XXXXXX");
	assert_non_null(mkdtemp(top));
	snprintf(folder, sizeof(folder), "%s/k", top);
	arena_init(&arena, &mem_system, (size_t)1 << 26);
	fail_at = calls = 0;
	return 0;
}

static int
end(void **state)
{
	char command[128];

	arena_release(&arena);
	snprintf(command, sizeof(command), "rm -rf '%s'", top);
	return system(command);
}

static int
init(void)
{
	return keys_init(&arena, &world, folder, "log.example", "K. Keeper",
	    then, &why);
}

static void
test_made_and_read(void **state)
{
	struct key k, again;

	assert_int_equal(init(), 0);
	for (int p = 0; p < KEY_PURPOSES; p++) {
		enum key_purpose back;

		assert_int_equal(keys_get(&arena, &world, folder,
				     (enum key_purpose)p, 0, &k, &why),
		    0);
		assert_int_equal(k.purpose, p);
		assert_string_equal(k.holder, "K. Keeper");
		assert_int_equal(k.since.us, then.us);
		assert_int_equal(k.signs, p == KEY_LOG || p == KEY_WITNESS);
		assert_true(
		    key_purpose_read(key_purpose_text(k.purpose), &back));
		assert_int_equal(back, p);
	}
	assert_int_equal(keys_get(&arena, &world, folder, KEY_LOG, 0, &k, &why),
	    0);
	assert_int_equal(k.public.type, NOTE_ED25519);
	/* Nothing is made over what is there. */
	assert_int_equal(init(), E_NAME);
	assert_int_equal(keys_get(&arena, &world, folder, KEY_LOG, 0, &again,
			     &why),
	    0);
	assert_memory_equal(again.bytes, k.bytes, KEY_BYTES);
	assert_int_equal(keys_get(&arena, &world, folder, KEY_LOG, 1, &k, &why),
	    E_NAME);
}

static void
test_names(void **state)
{
	static const char *const bad[] = { "", "a b", "a+b", "a\nb" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(keys_init(&arena, &world, folder, bad[i],
				     "K. Keeper", then, &why),
		    E_SYNTAX);
	assert_int_equal(keys_init(&arena, &world, folder, "log.example",
			     "two\nlines", then, &why),
	    E_SYNTAX);
	assert_int_equal(access(folder, F_OK), -1);
}

/* Each call of a rotation failing: afterwards there is a key in use, the old
 * one or a new one, and the old one is not gone. */
static void
test_rotation_fails(void **state)
{
	struct key old, now, was;
	char command[128];
	unsigned at = 1;
	int r;

	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	for (;; at++) {
		fail_at = 0;
		assert_int_equal(system(command), 0);
		assert_int_equal(init(), 0);
		/* log.1.key is another one, which must stay. */
		assert_int_equal(keys_rotate(&arena, &world, folder, KEY_LOG,
				     "", then, &why),
		    0);
		assert_int_equal(keys_get(&arena, &world, folder, KEY_LOG, 0,
				     &old, &why),
		    0);
		assert_int_equal(keys_get(&arena, &world, folder, KEY_LOG, 1,
				     &was, &why),
		    0);
		calls = 0;
		fail_at = at;
		r = keys_rotate(&arena, &world, folder, KEY_LOG, "S. Keeper",
		    then, &why);
		if (calls < at)
			break; /* nothing failed */
		fail_at = 0;
		assert_int_equal(keys_get(&arena, &world, folder, KEY_LOG, 1,
				     &now, &why),
		    0);
		assert_memory_equal(now.bytes, was.bytes, KEY_BYTES);
		assert_int_equal(keys_get(&arena, &world, folder, KEY_LOG, 0,
				     &now, &why),
		    0);
		if (memcmp(now.bytes, old.bytes, KEY_BYTES) == 0) {
			assert_true(r != 0);
			continue;
		}
		assert_int_equal(keys_get(&arena, &world, folder, KEY_LOG, 2,
				     &was, &why),
		    0);
		assert_memory_equal(was.bytes, old.bytes, KEY_BYTES);
	}
	assert_int_equal(r, 0);
	assert_true(at > 10);
	assert_string_equal(old.name, "log.example");
}

static void
test_init_fails(void **state)
{
	char command[128];
	int r = -1;

	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	for (unsigned at = 1; r != 0 || calls >= at; at++) {
		assert_int_equal(system(command), 0);
		calls = 0;
		fail_at = at;
		r = init();
		assert_true(r == 0 || r == E_IO);
		assert_true(at < 500);
	}
}

static void
test_not_a_key(void **state)
{
	static const char *const bad[] = { "", "forestay key v1\n",
		"forestay key v1\npurpose log\nname a\nholder b\nsince "
		"2027-01-15T08:00:00Z\nsecret AAAA\n",
		"forestay key v1\npurpose seal\nname a\nholder b\nsince "
		"2027-01-15T08:00:00Z\nsecret "
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
		"forestay key v1\npurpose log\nname a\nholder b\nsince "
		"yesterday\nsecret "
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
		"forestay key v1\npurpose log\nname a b\nholder b\nsince "
		"2027-01-15T08:00:00Z\nsecret "
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" };
	char path[128];
	struct key k;

	assert_int_equal(init(), 0);
	snprintf(path, sizeof(path), "%s/log.key", folder);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		FILE *f = fopen(path, "w");

		assert_non_null(f);
		(void)fputs(bad[i], f);
		(void)fclose(f);
		assert_int_equal(keys_get(&arena, &world, folder, KEY_LOG, 0,
				     &k, &why),
		    E_SYNTAX);
	}
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(keys_get(&arena, &world, folder, KEY_LOG, 0, &k, &why),
	    E_IO);
	assert_non_null(strstr(why, "chmod 600"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_made_and_read, begin, end),
		cmocka_unit_test_setup_teardown(test_names, begin, end),
		cmocka_unit_test_setup_teardown(test_rotation_fails, begin,
		    end),
		cmocka_unit_test_setup_teardown(test_init_fails, begin, end),
		cmocka_unit_test_setup_teardown(test_not_a_key, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
