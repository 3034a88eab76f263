/* witnessed_arg.h - what witnesses have signed, of a file that lies elsewhere
 * than the store: whoever keeps and signs the store is held to it. */

#ifndef FORESTAY_WITNESSED_ARG_H
#define FORESTAY_WITNESSED_ARG_H

#include "cli/cli.h"
#include "store/signer.h"

struct witnessed_opts {
	const char *path;
	struct option_list witness;
};

#define OPTIONS_WITNESSED(type, member)                                             \
	{ "--witnessed", NULL, OPTION_TEXT, "FILE",                                 \
		offsetof(type, member.path),                                        \
		"a copy of STORE/tiles/witnessed, kept elsewhere: a store that is " \
		"older is refused" },                                               \
	{                                                                           \
		"--witness", NULL, OPTION_LIST, "KEY|FILE",                         \
		    offsetof(type, member.witness),                                 \
		    "the public key of a witness that has signed that file"         \
	}

/* Each witness that is named must have signed the file; what it signed is put
 * into signing, in the arena.  Nothing is done when none is asked for.
 * False: said, and *status. */
bool witnessed_arg(struct cli *c, const struct command *self,
    const struct witnessed_opts *o, struct signing *signing,
    enum status *status);

#endif
