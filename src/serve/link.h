/* link.h - one end of a pair of sockets between two processes of serve.
 *
 * Messages as the keeper's own (store/wire.h): a length, then the bytes.
 * Nothing here waits: what has come is taken in, what can go out goes.
 * Whoever breaks the form is hung up on. */

#ifndef FORESTAY_SERVE_LINK_H
#define FORESTAY_SERVE_LINK_H

#include "store/wire.h"

struct link {
	int fd; /* -1: the other end is gone */
	struct buf in, out;
	size_t took, sent;
};

/* fd is the link's from now on. */
void link_init(struct link *l, const struct mem *mem, int fd);
void link_release(struct link *l);

/* What has come and what can go out.  False: the other end is gone, or does
 * not keep to the form; messages that came whole can still be had. */
bool link_move(struct link *l);

/* Only what can go out: what has come is left for whoever waits for it. */
bool link_send(struct link *l);

/* The next whole message; it lies in the link until the next call. */
bool link_next(struct link *l, struct wire *out);

/* A message into l->out, between these two. */
size_t link_begin(struct link *l);
void link_end(struct link *l, size_t begin);

/* There is something to be sent that the other end has not taken. */
bool link_full(const struct link *l);

/* -- Descriptors --------------------------------------------------------- */

/* Between the one who starts processes and each of them: one byte, a text of
 * at most NOTICE_BYTES, a descriptor or -1; a message is whole or not there
 * (SOCK_SEQPACKET).  0; E_IO: the other end is gone. */
#define NOTICE_BYTES 1024

int notice_send(int socket, char what, const char *text, int fd) MUST_CHECK;

/* text is NUL-terminated.  E_AGAIN: nothing is there; E_IO: the other end is
 * gone. */
int notice_receive(int socket, char *what, char text[NOTICE_BYTES + 1],
    int *fd) MUST_CHECK;

#endif
