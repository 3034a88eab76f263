/* check_server.h - forestay check --server: the question put to a gate. */

#ifndef FORESTAY_CHECK_SERVER_H
#define FORESTAY_CHECK_SERVER_H

#include "cli/ask.h"

/* Ask the gate that opts->server names about who. */
enum status check_server(struct cli *c, const struct command *self,
    const struct ask_opts *opts, const char *who);

/* The token that a file holds, in the arena; NULL: the command has said why
 * not. */
const char *server_token(struct cli *c, const char *path);

/* Keep a receipt in a file.  True: it was kept, or nobody asked for it, or
 * there is none; false: said. */
bool server_keep(struct cli *c, const char *path, const char *receipt,
    size_t n);

#endif
