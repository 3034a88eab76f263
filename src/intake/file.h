/* file.h - whole files in, whole files out.
 *
 * Everything the system is asked goes through struct file_system
 * (store/files.h), so that a test can make any call fail. */

#ifndef FORESTAY_FILE_H
#define FORESTAY_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/buf.h"
#include "core/diag.h"
#include "core/err.h"
#include "store/files.h"

/* Read all of path ("-": standard input) into the arena, NUL-terminated
 * beyond its length.  At most max bytes: a longer one is E_LIMIT.  On E_IO
 * and E_LIMIT *why says what happened, for people; it lives in the arena.
 * *out keeps path as given. */
int file_read(const struct file_system *fs, struct arena *a, const char *path,
    size_t max, struct source_text *out, const char **why) MUST_CHECK;

/* Put bytes in the place of path: a new file beside it, synced, then
 * renamed over it and the folder synced, so that a reader sees the old or
 * the new and a crash leaves one of them.  The mode of an existing file is
 * kept.  On failure path is as it was. */
int file_replace(const struct file_system *fs, struct arena *a,
    const char *path, const char *bytes, size_t n, const char **why) MUST_CHECK;

/* The names below folder that end in one of the suffixes (NULL ends them),
 * in order, as "folder/name".  *n is 0 when it is no folder (E_IO). */
int file_list(struct arena *a, const char *folder, const char *const *suffixes,
    const char ***out, size_t *n, const char **why) MUST_CHECK;

#endif
