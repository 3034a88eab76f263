/* sandbox.h - a process that can only read, write and think. */

#ifndef FORESTAY_DOC_SANDBOX_H
#define FORESTAY_DOC_SANDBOX_H

#include "core/err.h"

/* From here on this process opens nothing, connects nowhere, starts nothing,
 * and has so much memory and time.  E_IO when the system does not let itself
 * be shut out: then read nothing. */
int sandbox_enter(void) MUST_CHECK;

/* With so many seconds of its own time. */
int sandbox_enter_for(unsigned seconds) MUST_CHECK;

#endif
