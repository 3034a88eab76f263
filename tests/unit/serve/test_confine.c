/* In each process open, connect, execve and ptrace are refused, and so are
 * sockets of the network; confine_calls tries all of it by itself, and here
 * it is tried again from outside. */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "serve/confine.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

static int
refuses_all(const char *folder, enum confined as, bool landlock)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX, .sun_path = "/x" };
	char *const none[] = { NULL };
	char path[256];
	int fd;

	if ((socket(AF_INET, SOCK_STREAM, 0) >= 0) != (as == CONFINE_POST))
		return 2;
	if (as != CONFINE_POST &&
	    (connect(0, (const struct sockaddr *)(const void *)&to,
		 sizeof(to)) == 0 ||
		errno != EPERM))
		return 3;
	if (execve("/bin/true", none, none) == 0 || errno != EPERM)
		return 4;
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 || errno != EPERM)
		return 5;
	if (mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
		-1, 0) != MAP_FAILED)
		return 6;
	snprintf(path, sizeof(path), "%s/file", folder);
	fd = open(path, O_RDONLY);
	if ((fd >= 0) != (as != CONFINE_GATE))
		return 7;
	if (!landlock)
		return 0;
	if (open("/etc/passwd", O_RDONLY) >= 0)
		return 8;
	fd = open(path, O_WRONLY);
	if ((fd >= 0) != (as == CONFINE_KEEPER))
		return 9;
	return 0;
}

static int
inside(const char *folder, enum confined as)
{
	struct buf said;
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		buf_init(&said, &mem_system, 1024);
		if (confine_files(as, folder, &said) != 0)
			_exit(20);
		status = said.len == 0;
		if (confine_calls(as, &said) != 0)
			_exit(21);
		_exit(refuses_all(folder, as, status != 0));
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
each_process(void **state)
{
	char folder[] = "/tmp/forestay-confine.XXXXXX", path[64];
	enum confined as;
	int fd;

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/file", folder);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	assert_true(fd >= 0);
	(void)close(fd);
	for (as = CONFINE_GATE; as <= CONFINE_POST; as++)
		assert_int_equal(inside(folder, as), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

/* Unconfined, what is tried can be done: the tries mean something. */
static void
without_it_they_are_possible(void **state)
{
	int fd = open("/etc/passwd", O_RDONLY);

	assert_true(fd >= 0);
	(void)close(fd);
	fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_true(fd >= 0);
	(void)close(fd);
}

int
main(void)
{
	const struct CMUnitTest possible[] = {
		cmocka_unit_test(without_it_they_are_possible),
	};
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_process),
		cmocka_unit_test(without_it_they_are_possible),
	};

	/* A sanitizer maps and opens what a confined process may not. */
	if (SANITIZED)
		return cmocka_run_group_tests(possible, NULL, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
