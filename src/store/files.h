/* files.h - what a store and the files of people ask of the system.
 *
 * Everything goes through struct file_system, so that a test can make any
 * call fail.  A member that its caller never uses may be NULL. */

#ifndef FORESTAY_FILES_H
#define FORESTAY_FILES_H

#include <stddef.h>
#include <sys/types.h>

#include "core/err.h"

struct file_system {
	int (*open)(const char *path, int flags, mode_t mode);
	ssize_t (*read)(int fd, void *to, size_t n);
	ssize_t (*write)(int fd, const void *from, size_t n);
	int (*sync)(int fd);
	int (*close)(int fd);
	int (*rename)(const char *from, const char *to);
	int (*unlink)(const char *path);
	int (*mkdir)(const char *path, mode_t mode);
	/* In place: pwrite; and fdatasync, of a file whose length stays. */
	ssize_t (*write_at)(int fd, const void *from, size_t n, off_t at);
	int (*sync_bytes)(int fd);
	/* Each name in a folder, but for "." and ".."; it may be removed
	 * meanwhile.  0; -1 with errno. */
	int (*list)(const char *folder,
	    void (*each)(void *ctx, const char *name), void *ctx);
};

extern const struct file_system file_system_real;

/* All n bytes; 0, or E_IO with errno saying why, E_FULL. */
int files_write(const struct file_system *fs, int fd, const void *bytes,
    size_t n) MUST_CHECK;

/* Make durable what was made, renamed or removed in a folder. */
int files_sync_folder(const struct file_system *fs,
    const char *folder) MUST_CHECK;

#endif
