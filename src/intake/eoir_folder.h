/* eoir_folder.h - where a release lies: a folder, or its ZIP. */

#ifndef FORESTAY_EOIR_FOLDER_H
#define FORESTAY_EOIR_FOLDER_H

#include "intake/eoir.h"

/* An unpacked release.  0; E_IO, E_NOMEM: *why says what is wrong.  *bound is
 * the day Count.txt was last written to (UTC): no release is younger than
 * its files. */
int eoir_folder(struct arena *a, const char *path, struct eoir_source *out,
    struct day *bound, const char **why) MUST_CHECK;

/* Its ZIP, read through the pipe of a child: seven is Debian's 7zz, or where
 * it lies.  Nothing is unpacked to disk.  E_NAME: there is no such program. */
int eoir_zip(struct arena *a, const char *seven, const char *path,
    struct eoir_source *out, struct day *bound, const char **why) MUST_CHECK;

#endif
