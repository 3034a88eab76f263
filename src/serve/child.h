/* child.h - the processes of serve, and how one starts and ends.
 *
 *	keeper	writes the store and signs; no network
 *	gate	the officers' listener; nothing of the store
 *	desk	decides; reads the store; listener of everybody else
 *	post	sends webhooks and mail; the only one that connects
 *
 * The one that starts them (run.c) talks to each over a pair of sockets in
 * notices (link.h).  From it: a link to another process, or the end.  To it:
 * ready, or why not.  When it is gone, so are they. */

#ifndef FORESTAY_SERVE_CHILD_H
#define FORESTAY_SERVE_CHILD_H

#include "core/arena.h"
#include "serve/link.h"
#include "store/signer.h"

/* From the one who starts them. */
#define NOTICE_LINK   'L' /* with a descriptor */
#define NOTICE_END    'E'
/* To it; the text is for people. */
#define NOTICE_READY  'R'
#define NOTICE_FAILED 'F'

/* The ends of other processes that one may be linked with at a time: while
 * one takes over from another there are two. */
#define CHILD_LINKS   4

struct serve_listener {
	int fd;                        /* bound and listening; -1: none */
	const char *certificate, *key; /* paths; NULL: no TLS */
};

/* What may be sent; on: there is such a process. */
struct serve_post {
	bool on;
	bool loopback;           /* to this machine too */
	const char *mail;        /* "127.0.0.1:25", of a mail server here */
	const char *mail_from;   /* whom mail is from */
	const char *authorities; /* PEM: who signs receivers' certificates;
				  * NULL: whom the system trusts */
};

struct child {
	const struct mem *mem;
	int control;
	const char *store;
	const char *keys;
	const struct signing *log; /* what witnesses have signed; no key */
	const char *program;       /* its version */
	struct serve_listener gate, desk;
	struct serve_post post;
};

/* Each returns what its process ends with: 0; 1 when it failed, and has said
 * so. */
int keep_main(const struct child *c);
int gate_main(const struct child *c);
int desk_main(const struct child *c);
int post_main(const struct child *c);

/* -- What they share (child.c) ------------------------------------------- */

/* Say why not.  Returns 1. */
int child_failed(const struct child *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Confined, ready; text is for people.  0 or E_IO. */
int child_ready(const struct child *c, const char *text) MUST_CHECK;

/* What is to be done about a notice. */
enum child_next { CHILD_GOES_ON, CHILD_ENDS };

/* Take notices: links into places that are free. */
enum child_next child_notices(const struct child *c, struct link *links,
    size_t n);

/* A file of at most 64 KiB, in the arena, NUL-terminated; NULL with *why. */
const char *child_file(struct arena *a, const char *path, const char **why);

#endif
