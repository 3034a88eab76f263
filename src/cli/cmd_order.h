/* cmd_order.h - the parts of `forestay order` that stand elsewhere. */

#ifndef FORESTAY_CMD_ORDER_H
#define FORESTAY_CMD_ORDER_H

#include "cli/cli.h"

extern const struct command command_order_confirm; /* cmd_confirm.c */

#endif
