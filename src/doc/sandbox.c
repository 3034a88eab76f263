/* sandbox.c - limits and seccomp; see sandbox.h. */

#include <errno.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "doc/sandbox.h"

/* The sanitizers map terabytes and call what they like: under them only the
 * limits on time and files are kept. */
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

#define MEMORY_MAX ((rlim_t)1 << 30)
#define SECONDS    60

static int
limit(int what, rlim_t value)
{
	const struct rlimit l = { value, value };

	return setrlimit(what, &l) == 0 ? 0 : E_IO;
}

static int
filter(void)
{
	static const int allowed[] = { SCMP_SYS(read), SCMP_SYS(write),
		SCMP_SYS(lseek), SCMP_SYS(close), SCMP_SYS(brk), SCMP_SYS(mmap),
		SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
		SCMP_SYS(mprotect), SCMP_SYS(futex), SCMP_SYS(fstat),
		SCMP_SYS(newfstatat), SCMP_SYS(getrandom), SCMP_SYS(getpid),
		SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
		SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigaction),
		SCMP_SYS(rt_sigprocmask), SCMP_SYS(exit),
		SCMP_SYS(exit_group) };
	/* Asked for by libraries that do without: told no. */
	static const int refused[] = { SCMP_SYS(open), SCMP_SYS(openat),
		SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(readlink),
		SCMP_SYS(ioctl), SCMP_SYS(fcntl) };
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
	size_t i;
	int r = ctx == NULL ? -ENOMEM : 0;

	for (i = 0; r == 0 && i < sizeof(allowed) / sizeof(allowed[0]); i++)
		r = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, allowed[i], 0);
	for (i = 0; r == 0 && i < sizeof(refused) / sizeof(refused[0]); i++)
		r = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EACCES), refused[i],
		    0);
	if (r == 0)
		r = seccomp_load(ctx);
	if (ctx != NULL)
		seccomp_release(ctx);
	return r == 0 ? 0 : E_IO;
}

int
sandbox_enter(void)
{
	return sandbox_enter_for(SECONDS);
}

int
sandbox_enter_for(unsigned seconds)
{
	int r;

	if ((r = limit(RLIMIT_CPU, seconds)) != 0 ||
	    (r = limit(RLIMIT_FSIZE, 0)) != 0 ||
	    (r = limit(RLIMIT_CORE, 0)) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return r != 0 ? r : E_IO;
	if (SANITIZED)
		return 0;
	if ((r = limit(RLIMIT_AS, MEMORY_MAX)) != 0 ||
	    (r = limit(RLIMIT_NPROC, 0)) != 0)
		return r;
	return filter();
}
