/* confine.c - see confine.h. */

/* struct ucred, syscall(); the makefile says it too, since banned.h comes
 * before this line. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "serve/confine.h"

/* The sanitizers read /proc and call what they like. */
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

/* -- Landlock ------------------------------------------------------------ */

/* Later than the headers of Debian 12; see landlock(7). */
#define FS_TRUNCATE    ((uint64_t)1 << 14) /* version 3 */
#define FS_IOCTL_DEV   ((uint64_t)1 << 15) /* 5 */
#define NET_BIND       ((uint64_t)1 << 0)  /* 4 */
#define NET_CONNECT    ((uint64_t)1 << 1)
#define SCOPE_ABSTRACT ((uint64_t)1 << 0) /* 6 */
#define SCOPE_SIGNAL   ((uint64_t)1 << 1)

struct ruleset {
	uint64_t fs, net, scoped;
};

#define FS_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define FS_WRITE                                                         \
	(LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |   \
	    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_SOCK | \
	    LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR)
#define FS_ALL                                                            \
	(FS_READ | FS_WRITE | LANDLOCK_ACCESS_FS_EXECUTE |                \
	    LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_FIFO | \
	    LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)

static int
allow(int ruleset, const char *path, uint64_t what)
{
	struct landlock_path_beneath_attr rule = { .allowed_access = what };
	long r;

	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return E_IO;
	r = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
	    &rule, 0);
	(void)close(rule.parent_fd);
	return r == 0 ? 0 : E_IO;
}

/* What names and certificates are looked up in; those that are there. */
static int
allow_post(int ruleset, const char *authorities)
{
	static const char *const paths[] = { "/etc/resolv.conf", "/etc/hosts",
		"/etc/host.conf", "/etc/gai.conf", "/etc/nsswitch.conf",
		"/etc/services", "/etc/ssl/certs", "/usr/share/ca-certificates",
		"/run/systemd/resolve" };
	const uint64_t read = LANDLOCK_ACCESS_FS_READ_FILE;
	struct stat st;
	size_t i;
	int r = 0;

	for (i = 0; i < sizeof(paths) / sizeof(paths[0]) && r == 0; i++)
		if (stat(paths[i], &st) == 0)
			r = allow(ruleset, paths[i],
			    S_ISDIR(st.st_mode) ? FS_READ : read);
	if (r == 0 && authorities != NULL)
		r = allow(ruleset, authorities, read);
	return r;
}

static int
landlock(enum confined as, const char *store, long version)
{
	struct ruleset rules = { .fs = FS_ALL };
	size_t size = sizeof(rules.fs);
	uint64_t write = FS_WRITE;
	int fd, r = 0;

	/* Files move between folders of the store. */
	if (version >= 2)
		rules.fs |= LANDLOCK_ACCESS_FS_REFER;
	if (version >= 2)
		write |= LANDLOCK_ACCESS_FS_REFER;
	if (version >= 3)
		rules.fs |= FS_TRUNCATE;
	if (version >= 3)
		write |= FS_TRUNCATE;
	if (version >= 5)
		rules.fs |= FS_IOCTL_DEV;
	if (version >= 4) {
		rules.net = as == CONFINE_POST ? 0 : NET_BIND | NET_CONNECT;
		size = offsetof(struct ruleset, scoped);
	}
	if (version >= 6) {
		rules.scoped = SCOPE_ABSTRACT | SCOPE_SIGNAL;
		size = sizeof(rules);
	}
	fd = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
	if (fd < 0)
		return E_IO;
	if (as == CONFINE_POST)
		r = allow_post(fd, store);
	else if (as != CONFINE_GATE)
		r = allow(fd, store,
		    as == CONFINE_DESK ? FS_READ : FS_READ | write);
	/* Which boot of the machine it is: views that a power cut may have
	 * torn are known by it. */
	if (r == 0 && as == CONFINE_KEEPER)
		r = allow(fd, "/proc/sys/kernel/random/boot_id",
		    LANDLOCK_ACCESS_FS_READ_FILE);
	if (r == 0 && syscall(SYS_landlock_restrict_self, fd, 0) != 0)
		r = E_IO;
	(void)close(fd);
	return r;
}

int
confine_files(enum confined as, const char *store, struct buf *said)
{
	const struct rlimit none = { 0, 0 };
	long version;

	if (setrlimit(RLIMIT_CORE, &none) != 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
		buf_puts(said, "the kernel does not let it give up rights");
		return E_IO;
	}
	if (SANITIZED)
		return 0;
	version = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0,
	    LANDLOCK_CREATE_RULESET_VERSION);
	if (version < 1) {
		buf_puts(said,
		    "this kernel has no Landlock: files outside of the store "
		    "are not out of reach by it");
		return 0;
	}
	if (landlock(as, store, version) == 0)
		return 0;
	buf_puts(said, "Landlock refused its rules");
	return E_IO;
}

/* -- seccomp ------------------------------------------------------------- */

/* What each needs once it is started: bytes, time, memory, threads. */
static const int all_may[] = { SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv),
	SCMP_SYS(writev), SCMP_SYS(recvfrom), SCMP_SYS(recvmsg),
	SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(close), SCMP_SYS(poll),
	SCMP_SYS(ppoll), SCMP_SYS(fcntl), SCMP_SYS(fstat), SCMP_SYS(lseek),
	SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
	SCMP_SYS(futex), SCMP_SYS(getrandom), SCMP_SYS(getpid),
	SCMP_SYS(gettid), SCMP_SYS(tgkill), SCMP_SYS(clock_gettime),
	SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(nanosleep),
	SCMP_SYS(clock_nanosleep), SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(restart_syscall), SCMP_SYS(exit), SCMP_SYS(exit_group),
	SCMP_SYS(sched_yield), SCMP_SYS(shutdown), SCMP_SYS(getsockopt),
	SCMP_SYS(rseq), SCMP_SYS(set_robust_list) };

/* A listener's. */
static const int listener_may[] = { SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait),
	SCMP_SYS(epoll_ctl), SCMP_SYS(accept), SCMP_SYS(accept4),
	SCMP_SYS(setsockopt), SCMP_SYS(getsockname), SCMP_SYS(getpeername) };

static const int reader_may[] = { SCMP_SYS(openat), SCMP_SYS(open),
	SCMP_SYS(pread64), SCMP_SYS(newfstatat), SCMP_SYS(stat),
	SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(access), SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
	SCMP_SYS(getcwd), SCMP_SYS(getdents64), SCMP_SYS(geteuid),
	SCMP_SYS(getuid) };

static const int writer_may[] = { SCMP_SYS(pwrite64), SCMP_SYS(fsync),
	SCMP_SYS(fdatasync), SCMP_SYS(ftruncate), SCMP_SYS(fallocate),
	SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename),
	SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(mkdir),
	SCMP_SYS(mkdirat), SCMP_SYS(rmdir), SCMP_SYS(fchmod), SCMP_SYS(fchown),
	SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(getpeername),
	SCMP_SYS(setsockopt), SCMP_SYS(clone), SCMP_SYS(clone3),
	SCMP_SYS(sched_getaffinity), SCMP_SYS(sysinfo), SCMP_SYS(flock),
	SCMP_SYS(copy_file_range) };

/* Who connects: names are asked for by a thread. */
static const int sender_may[] = { SCMP_SYS(socket), SCMP_SYS(connect),
	SCMP_SYS(setsockopt), SCMP_SYS(getsockname), SCMP_SYS(getpeername),
	SCMP_SYS(socketpair), SCMP_SYS(sendmmsg), SCMP_SYS(recvmmsg),
	SCMP_SYS(bind), SCMP_SYS(ioctl), SCMP_SYS(uname), SCMP_SYS(clone),
	SCMP_SYS(clone3), SCMP_SYS(pipe2), SCMP_SYS(eventfd2),
	SCMP_SYS(sched_getaffinity), SCMP_SYS(sysinfo) };

static int
add_all(scmp_filter_ctx ctx, const int *calls, size_t n)
{
	size_t i;
	int r = 0;

	for (i = 0; i < n && r == 0; i++)
		r = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, calls[i], 0);
	return r;
}

#define ADD(ctx, list) add_all(ctx, list, sizeof(list) / sizeof((list)[0]))

/* Memory is never made executable. */
static int
add_memory(scmp_filter_ctx ctx)
{
	int r = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));

	if (r == 0)
		r = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	return r;
}

static int
filter(enum confined as)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int r = ctx == NULL ? -ENOMEM : 0;

	/* Every thread there is already. */
	if (r == 0)
		r = seccomp_attr_set(ctx, SCMP_FLTATR_CTL_TSYNC, 1);
	if (r == 0)
		r = ADD(ctx, all_may);
	if (r == 0)
		r = add_memory(ctx);
	if (r == 0 &&
	    (as == CONFINE_GATE || as == CONFINE_DESK || as == CONFINE_WITNESS))
		r = ADD(ctx, listener_may);
	if (r == 0 && as == CONFINE_POST)
		r = ADD(ctx, sender_may);
	if (r == 0 && as != CONFINE_GATE)
		r = ADD(ctx, reader_may);
	if (r == 0 && (as == CONFINE_KEEPER || as == CONFINE_WITNESS))
		r = ADD(ctx, writer_may);
	if (r == 0)
		r = seccomp_load(ctx);
	if (ctx != NULL)
		seccomp_release(ctx);
	return r;
}

/* -- Tried --------------------------------------------------------------- */

static bool
opens(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		(void)close(fd);
	return fd >= 0;
}

static bool
connects(void)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX, .sun_path = "/" };

	/* Whatever the descriptor is, a call that is let through says
	 * something else than this. */
	return connect(0, (const struct sockaddr *)(const void *)&to,
		   sizeof(to)) == 0 ||
	    errno != EPERM;
}

static bool
starts(void)
{
	char *const argv[] = { NULL };

	/* A folder is no program: let through, it fails in another way. */
	(void)execve("/", argv, NULL);
	return errno != EPERM;
}

static bool
traces(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 || errno != EPERM;
}

/* What is still possible that should not be; or NULL. */
static const char *
possible(enum confined as, bool files)
{
	int fd;

	if (as != CONFINE_POST && connects())
		return "connect";
	if (as != CONFINE_POST && (fd = socket(AF_INET, SOCK_STREAM, 0)) >= 0) {
		(void)close(fd);
		return "socket";
	}
	if (traces())
		return "ptrace";
	if ((as == CONFINE_GATE || files) && opens("/etc/passwd"))
		return "open";
	return starts() ? "execve" : NULL;
}

int
confine_calls(enum confined as, struct buf *said)
{
	const char *still;

	if (SANITIZED) {
		buf_puts(said, "built with sanitizers: it is not confined");
		return 0;
	}
	if (filter(as) != 0) {
		buf_clear(said);
		buf_puts(said, "seccomp refused its filter");
		return E_IO;
	}
	still = possible(as, said->len == 0);
	if (still == NULL)
		return 0;
	buf_clear(said);
	buf_printf(said, "it can still %s after it was confined", still);
	return E_IO;
}
