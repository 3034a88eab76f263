/* log_arg.h - what the commands about the log share. */

#ifndef FORESTAY_LOG_ARG_H
#define FORESTAY_LOG_ARG_H

#include "cli/cli.h"
#include "proof/note.h"
#include "store/keys.h"

/* A public key, of a log or of a witness: as it is written, or the file that
 * holds it.  False: said. */
bool log_arg_key(struct cli *c, const char *arg, struct note_key *out);
bool log_arg_witness(struct cli *c, const char *arg, struct note_key *out);

/* The key of a purpose that is in use, of a folder of keys.  False: said. */
bool log_arg_secret(struct cli *c, const char *keys, enum key_purpose p,
    struct key *out);

#endif
