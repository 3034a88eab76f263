/* web.h - the files of web/, which travel inside the binary: what pages are
 * made of and dressed in. */

#ifndef FORESTAY_CORE_WEB_H
#define FORESTAY_CORE_WEB_H

#include "core/embedded.h"

extern const struct embedded web_files[];
extern const size_t web_nfiles;

#endif
