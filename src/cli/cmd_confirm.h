/* cmd_confirm.h - what confirm and waiting share. */

#ifndef FORESTAY_CMD_CONFIRM_H
#define FORESTAY_CMD_CONFIRM_H

#include "cli/cli.h"
#include "intake/weigh.h"

/* What the order that st->waits[wait] is would change, of the text and of
 * whom, in the store at folder.  0; E_CHECK when it is not understood with what
 * counts so far. */
int weigh_order(struct cli *c, const struct stored *st, const char *folder,
    size_t wait, struct weighing *w) MUST_CHECK;

#endif
