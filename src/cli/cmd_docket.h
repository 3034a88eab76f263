/* cmd_docket.h - inside `forestay docket`. */

#ifndef FORESTAY_CMD_DOCKET_H
#define FORESTAY_CMD_DOCKET_H

#include <stdint.h>

#include "cli/cli.h"

/* The number of an entry: digits alone, not 0. */
bool docket_entry_arg(const char *s, uint64_t *out);

extern const struct command command_docket_take; /* cmd_order.c */

#endif
