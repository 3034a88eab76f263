/* cmd_order.h - inside `forestay order`. */

#ifndef FORESTAY_CMD_ORDER_H
#define FORESTAY_CMD_ORDER_H

#include <stddef.h>

#include "cli/cli.h"

struct order_opts {
	struct common common;
	const char *by, *document, *act, *to, *matter, *source, *zone;
	const char *entered;
	bool dry_run, own, builtin, all;
};

/* NULL, with *status, when no zone is named so; without a name, UTC. */
const struct zone *order_zone(struct cli *c, const struct command *self,
    const char *name, enum status *status);

extern const struct command command_order_confirm; /* cmd_confirm.c */
extern const struct command command_order_list;    /* cmd_order_list.c */
extern const struct command command_order_verify;
extern const struct command command_order_docket;

#define ORDER_AT(member) offsetof(struct order_opts, member)
#define ORDER_BY                                                               \
	{                                                                      \
		"--by", NULL, OPTION_TEXT, "NAME", ORDER_AT(by), "who says so" \
	}
#define ORDER_DOCUMENT                                                   \
	{ "--document", NULL, OPTION_TEXT, "FILE", ORDER_AT(document),   \
		"the paper that shows it; it is kept in the store" },    \
	{                                                                \
		"--source", NULL, OPTION_TEXT, "NAME", ORDER_AT(source), \
		    "what that paper is: \"Dkt. 87\""                    \
	}
#define ORDER_ZONE                                                   \
	{                                                            \
		"--zone", NULL, OPTION_TEXT, "ZONE", ORDER_AT(zone), \
		    "in which times are written and shown"           \
	}

#endif
