/* confine.h - what a process can no longer do.
 *
 * In each: execve and ptrace are refused, and in all but the post connect and
 * sockets of the network (seccomp; a call that is not on the process's list
 * fails with EPERM), no core file is written, nothing becomes executable, and
 * no privilege can be gained.  open is refused to the gate; the keeper and the
 * desk reach nothing outside of the store's folder, and the desk only reads
 * there; a witness (witness_serve.h) has its own folder, the post what names
 * and certificates are looked up in (Landlock, where the kernel has it).  All
 * of it is tried before it is believed. */

#ifndef FORESTAY_SERVE_CONFINE_H
#define FORESTAY_SERVE_CONFINE_H

#include "core/buf.h"
#include "core/err.h"

enum confined {
	CONFINE_GATE,
	CONFINE_DESK,
	CONFINE_KEEPER,
	CONFINE_POST,
	CONFINE_WITNESS
};

/* First, while there is one thread: files and privileges.  store: its folder,
 * or a witness's; of the post a file it may read; or NULL.  said: what the
 * kernel does not have, for people, in sentences; or "".  0, or E_IO with why
 * in said. */
int confine_files(enum confined as, const char *store,
    struct buf *said) MUST_CHECK;

/* Last, of all threads: calls.  Errors as above. */
int confine_calls(enum confined as, struct buf *said) MUST_CHECK;

#endif
