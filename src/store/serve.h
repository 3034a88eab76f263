/* serve.h - the keeper behind a socket.
 *
 * One thread asks and answers: whatever batches came in while the last
 * commit ran are committed together.  A second brings the views after it
 * (serve_project.c); it is one more who asks, over a pair of sockets like
 * the opener's own, so that there is one way in.
 *
 * A keeper whose disk failed (keeper.broken) ends: the ledger has to be
 * opened anew, by whoever asks next. */

#ifndef FORESTAY_SERVE_H
#define FORESTAY_SERVE_H

#include "store/folder.h"
#include "store/keeper.h"

struct server;

/* Become the keeper of a folder whose lock is held: open and check ledger
 * and views, listen, serve; with a key of the log (else NULL), sign it.  *fd
 * is the opener's own way in.  The folder outlives the server, which lets go
 * of its lock when it ends.  0; as keeper_open, signer_open; E_IO, E_NOMEM.
 * why, of size n, is then a sentence, and the lock is still held. */
int server_start(const struct mem *mem, struct folder *f,
    const struct signing *log, struct server **out, int *fd, char *why,
    size_t n) MUST_CHECK;

/* It ended by itself. */
bool server_ended(struct server *s);

/* No longer listen; answer what has come; say "again" to who comes late;
 * close ledger and views; let go of the lock.  NULL is allowed. */
void server_stop(struct server *s);

#endif
