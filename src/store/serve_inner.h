/* serve_inner.h - what serve.c, serve_answer.c and serve_project.c share. */

#ifndef FORESTAY_SERVE_INNER_H
#define FORESTAY_SERVE_INNER_H

#include <pthread.h>
#include <stdatomic.h>

#include "store/serve.h"
#include "store/wire.h"

#define SERVE_CONNS 1024

enum conn_role { CONN_CLIENT, CONN_PROJECTOR };

struct conn {
	int fd;
	enum conn_role role;
	struct buf in, out;
	size_t sent;   /* of out */
	int64_t since; /* of the last byte, on that clock */
	bool greeted;
	bool large;                /* holds one of the few large places */
	bool dead;                 /* to be dropped at the end of the round */
	enum wire_kind waits;      /* for what its request waits, or 0 */
	struct store_head until;   /* WIRE_SYNC: the views are to stand here */
	struct keeper_request req; /* WIRE_APPEND, of this round */
};

struct server {
	const struct mem *mem;
	struct folder *folder;
	struct ledger *ledger;
	struct views *views;
	bool projecting; /* the projector runs: views are its own */
	struct keeper keeper;
	struct conn *conns[SERVE_CONNS];
	size_t n;
	size_t large; /* conns that hold a large place */
	int listener;
	int64_t accept_after; /* when no descriptor was to be had */
	int stop[2];          /* written to: end */
	int projector_fd;     /* its own end */
	pthread_t thread, projector;
	atomic_bool ended;
	bool stopping;
	size_t last_group; /* batches committed together last time */
	bool unsettled;    /* something was committed, on that clock */
	int64_t wrote;
	struct arena round;
	/* What the projector has said. */
	uint64_t projected;
	int project_r;
	char project_why[WIRE_WHY_MAX];
	int64_t project_after; /* failed: not before this */
	bool rebuild;          /* wanted, not begun */
	bool rebuilding;
	/* The log, when it is signed. */
	int tiles_lock;     /* as tiles_claim; or -1 */
	int64_t published;  /* its tiles were begun to be written */
	bool publish_asked; /* somebody waits for them */
};

/* -- serve_answer.c ----------------------------------------------------- */

/* Answer every whole request that is there, batches first and together. */
void answer_round(struct server *s);

/* How many batches wait to be committed. */
size_t answer_batches(const struct server *s);

/* What can be told now to those whose request waits. */
void answer_waiting(struct server *s);

void answer_error(struct conn *c, int r, const char *why);

/* Whether a whole request lies in c->in. */
bool conn_whole(const struct conn *c, struct wire *w, size_t *n);

/* -- serve_project.c ---------------------------------------------------- */

/* The projector's thread; arg is the server.  It owns s->views. */
void *project_thread(void *arg);

#endif
