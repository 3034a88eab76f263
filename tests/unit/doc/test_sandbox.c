/* Shut in: what was open can be read, nothing can be opened or reached, and
 * whatever else is tried ends the process. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "doc/sandbox.h"

#if defined(__SANITIZE_ADDRESS__)
#define SHUT_IN 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SHUT_IN 0
#endif
#endif
#ifndef SHUT_IN
#define SHUT_IN 1
#endif

static void
try_open(void)
{
	if (open("/etc/passwd", O_RDONLY) >= 0 || errno != EACCES)
		_exit(1);
}

static void
try_socket(void)
{
	(void)socket(AF_INET, SOCK_STREAM, 0);
	_exit(1);
}

static void
try_fork(void)
{
	(void)fork();
	_exit(1);
}

static void
try_nothing(void)
{
	char c;

	if (read(STDIN_FILENO, &c, 0) != 0)
		_exit(1);
}

/* How a child ends that enters and then tries. */
static int
ends(void (*try)(void))
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		if (sandbox_enter() != 0)
			_exit(9);
		try();
		_exit(0);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
shut_in(void **state)
{
	int s;

	s = ends(try_nothing);
	assert_true(WIFEXITED(s) && WEXITSTATUS(s) == 0);
	if (!SHUT_IN)
		return;
	s = ends(try_open);
	assert_true(WIFEXITED(s) && WEXITSTATUS(s) == 0);
	s = ends(try_socket);
	assert_true(WIFSIGNALED(s) && WTERMSIG(s) == SIGSYS);
	s = ends(try_fork);
	assert_true(WIFSIGNALED(s) && WTERMSIG(s) == SIGSYS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shut_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
