/* linux.h - what Linux alone has. */

#ifndef FORESTAY_LINUX_H
#define FORESTAY_LINUX_H

#include <sys/types.h>

#include "core/err.h"

/* Lock all of an open file for as long as it is open.  The lock belongs to
 * this opening of the file (an OFD lock): it goes when the process does, in
 * whatever way, and not when the same file is closed elsewhere in it.
 * E_AGAIN: somebody else's; E_IO. */
int linux_lock(int fd) MUST_CHECK;

/* Who is at the other end of a socket, as the kernel knows it; E_IO. */
int linux_peer(int fd, uid_t *uid, pid_t *pid) MUST_CHECK;

/* This boot of the machine, 36 characters and a NUL; "" when it cannot be
 * known. */
void linux_boot(char out[37]);

#endif
