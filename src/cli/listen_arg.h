/* listen_arg.h - where a command listens. */

#ifndef FORESTAY_LISTEN_ARG_H
#define FORESTAY_LISTEN_ARG_H

#include "cli/cli.h"
#include "serve/listen.h"

#define LISTEN_DEFAULT "127.0.0.1:8443"

struct listen_opts {
	const char *at, *certificate, *key;
	bool plain;
};

#define OPTIONS_LISTEN(type, member, what)                                    \
	{ "--listen", NULL, OPTION_TEXT, "ADDRESS:PORT",                      \
		offsetof(type, member.at),                                    \
		what "; port 0 is any that is free" },                        \
	    { "--certificate", NULL, OPTION_TEXT, "FILE",                     \
		    offsetof(type, member.certificate),                       \
		    "PEM: the server's certificate and those above it" },     \
	    { "--key", NULL, OPTION_TEXT, "FILE", offsetof(type, member.key), \
		    "PEM: its private key" },                                 \
	{                                                                     \
		"--plain", NULL, OPTION_FLAG, NULL,                           \
		    offsetof(type, member.plain),                             \
		    "without TLS; only at a loopback address"                 \
	}

/* ADDRESS:PORT, [ADDRESS]:PORT; false when it is none. */
bool listen_arg_read(struct arena *a, const char *s,
    struct listen_address *out);

/* where: ADDRESS:PORT or [ADDRESS]:PORT; NULL: LISTEN_DEFAULT.  False: said,
 * and *status. */
bool listen_arg(struct cli *c, const struct command *self,
    const struct listen_opts *o, const char *where, struct listen_address *out,
    enum status *status);

#endif
