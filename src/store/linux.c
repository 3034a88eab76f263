/* linux.c - see linux.h. */

/* struct ucred and F_OFD_SETLK; the makefile says it too, since banned.h
 * comes before this line. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/socket.h>
#include <unistd.h>

#include "store/linux.h"

#define BOOT_ID    "/proc/sys/kernel/random/boot_id"
#define BOOT_BYTES 36

int
linux_lock(int fd)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (fcntl(fd, F_OFD_SETLK, &lock) == 0)
		return 0;
	return errno == EAGAIN || errno == EACCES ? E_AGAIN : E_IO;
}

int
linux_peer(int fd, uid_t *uid, pid_t *pid)
{
	struct ucred who;
	socklen_t n = sizeof(who);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &n) != 0 ||
	    n != sizeof(who))
		return E_IO;
	*uid = who.uid;
	*pid = who.pid;
	return 0;
}

void
linux_boot(char out[37])
{
	int fd = open(BOOT_ID, O_RDONLY | O_CLOEXEC);
	ssize_t n = -1;

	if (fd >= 0) {
		n = read(fd, out, BOOT_BYTES);
		(void)close(fd);
	}
	out[n == BOOT_BYTES ? BOOT_BYTES : 0] = '\0';
}
