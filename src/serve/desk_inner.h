/* desk_inner.h - what desk.c and desk_*.c share. */

#ifndef FORESTAY_SERVE_DESK_INNER_H
#define FORESTAY_SERVE_DESK_INNER_H

#include "serve/addresses.h"
#include "serve/answers.h"
#include "serve/child.h"
#include "serve/desk.h"
#include "serve/notices.h"
#include "serve/recall.h"
#include "serve/session.h"

/* Decided and written together. */
#define ROUND_JOBS  256

/* Of manifests: few, so that a check that comes beside one does not wait for
 * all of it. */
#define ROUND_LINES 64

/* So many who signed out are remembered; each session ends by itself. */
#define SIGNED_OUT  4096

/* What is read of the store and kept until something touches it. */
struct desk_kept {
	struct arena arena;
	const char *subjects[3]; /* what it is made of; NULL-terminated */
	uint64_t through;        /* as of this entry */
	bool ready;
};

struct desk_retired {
	struct arena arena;
	struct desk_retired *next;
};

struct job {
	struct link *from; /* NULL: the desk's own listener */
	enum side side;
	struct desk_request request;
	const struct account *by;
	struct check_line line;
	enum problem problem;
	const char *detail;
	size_t begin, n; /* of its body, in the round's text */
	unsigned status;
	const char *media;
	const char *signature;
	enum desk_part part;
	struct session session; /* of a page, once it is admitted */
	const char *cookie, *location;
};

/* A manifest that is being answered, some lines a round. */
struct desk_manifest {
	bool taken;
	bool begun;
	struct arena arena;
	struct job job; /* its request lives in the arena */
	uint64_t born;  /* of the link it came by: a later one is another's */

	/* The version before: numbers of its lines, or none. */
	uint64_t version, before; /* of this one; the entry of that one */
	uint64_t seen;            /* nothing else was by this entry */
	const char **whos;        /* the person of each line in one form */
	unsigned *changes;        /* enum manifest_change */
	uint64_t *entries;        /* of each answer, or 0 */

	size_t next; /* the line to be decided next */
	size_t n;    /* of the round's lines, from `first` on, are its own */
	size_t first;
	size_t counts[3]; /* enum verdict */
	struct buf text;  /* of its reply, as far as it goes */
};

struct desk_numbers {
	uint64_t verdicts[3]; /* enum verdict */
	uint64_t unwritten;   /* answers that could not be */
	uint64_t conflicts;   /* rounds decided anew */
	uint64_t rounds;
	uint64_t unsigned_; /* replies that were not signed */
	uint64_t ignored;   /* of feeds: no docket alert */
};

/* What was committed, and who must be told of it. */
struct desk_watch {
	struct recall recall;
	struct notices notices;
	struct arena scratch; /* of one look */
	uint64_t read;        /* the last entry that was taken in */
	uint64_t ordered;     /* and the last looked at as an order */
	size_t first_open;    /* of the notices */
	size_t overdue;       /* not acknowledged, and somebody was told */
	uint64_t recalled;
	int64_t looked; /* ms */
	bool failed;    /* the last look */
	struct stream {
		struct link *from; /* NULL: the desk's own listener */
		uint64_t id;
		uint64_t told; /* the last notice */
		char account[LIMIT_TOKEN_BYTES + 1];
	} streams[LIMIT_STREAMS];
	size_t nstreams;
	uint64_t posted; /* the last notice handed to the post */
	uint64_t undelivered;
};

struct desk {
	const struct child *c;
	struct store *store;
	struct link gates[CHILD_LINKS];
	struct link keepers[CHILD_LINKS];
	struct link posts[CHILD_LINKS];
	struct http *http; /* its own listener; or NULL */

	struct desk_kept law_kept, account_kept, roster_kept, address_kept,
	    docket_kept;
	struct stored stored;
	struct accounts accounts;
	struct roster roster;
	struct addresses addresses;
	struct docket_notices dockets;
	struct store_head head;
	struct desk_watch watch;
	struct answers kept;

	uint8_t session_key[SESSION_KEY];
	uint8_t signed_out[SIGNED_OUT][SESSION_ID];
	size_t nsigned_out; /* ever */

	struct arena round; /* of one round */
	/* What was read anew in this round: answers point into it. */
	struct desk_retired *retired;
	struct job jobs[ROUND_JOBS + 1]; /* one more: a manifest's end */
	size_t njobs;
	struct desk_manifest manifests[LIMIT_MANIFESTS];
	struct check_line lines_of[ROUND_LINES]; /* manifests' */
	/* All that is decided in this round. */
	struct check_line *lines[ROUND_JOBS + ROUND_LINES];
	size_t nlines;
	uint64_t born[CHILD_LINKS]; /* how often a gate was linked */
	bool full;                  /* more is asked than fits in a round */
	bool no_sign;               /* the keeper does not sign */
	struct buf text;            /* their bodies */
	struct desk_numbers numbers;
};

/* -- desk_read.c --------------------------------------------------------- */

/* Bring what is kept up to the last entry committed.  0, or what the store
 * said: nothing can then be answered. */
int desk_refresh(struct desk *d) MUST_CHECK;

/* The notices of dockets, for whoever asks of them.  0, or what the store
 * said. */
int desk_read_dockets(struct desk *d) MUST_CHECK;

/* The round is over. */
void desk_retire(struct desk *d);

/* All that is on record, and the clock. */
int desk_now(struct desk *d, struct check_scene *scene,
    struct stored *st) MUST_CHECK;

/* -- desk_notices.c ------------------------------------------------------ */

/* Once, after the first desk_refresh.  0, or what the store said. */
int desk_watch_open(struct desk *d) MUST_CHECK;
void desk_watch_release(struct desk *d);

/* Look at what was committed, when it is time. */
void desk_watch(struct desk *d);

/* It cannot be looked at, or somebody does not acknowledge. */
bool desk_watch_alarm(const struct desk *d);
void desk_watch_metrics(const struct desk *d, struct buf *b);

/* GET /v1/notices, POST /v1/notices/{number}/ack. */
void desk_notices(struct desk *d, struct job *j);
void desk_acknowledge(struct desk *d, struct job *j);

/* -- desk_docket.c ------------------------------------------------------- */

/* POST /v1/dockets, GET /v1/dockets. */
void desk_docket(struct desk *d, struct job *j);
void desk_dockets(struct desk *d, struct job *j);

/* A feed is silent, a key clashes, or they cannot be read. */
bool desk_docket_alarm(struct desk *d, struct instant now);
void desk_docket_metrics(struct desk *d, struct buf *b, struct instant now);

/* -- desk_post.c --------------------------------------------------------- */

/* Hand over what is to be sent, and take what became of it. */
void desk_post(struct desk *d);

/* -- desk_stream.c ------------------------------------------------------- */

/* GET /v1/notices/stream: what is open now; more as it comes. */
void desk_stream(struct desk *d, struct job *j);

/* Tell every stream what its account was not told on it yet. */
void desk_streams_tell(struct desk *d);

/* Nobody reads it; all that came by a link. */
void desk_stream_gone(struct desk *d, const struct link *from, uint64_t id);
void desk_streams_drop(struct desk *d, const struct link *from);

/* Steps of notices, written, and known at once.  0, or what the store said. */
int desk_step(struct desk *d, struct arena *a, enum notice_step step,
    const char *account, const uint64_t *seqs, size_t n,
    const char *how) MUST_CHECK;

/* -- desk_page.c --------------------------------------------------------- */

/* Whose page it is; NULL when nobody is signed in, or not any more. */
const struct account *desk_page_account(struct desk *d, struct job *j);

/* The reply to a page that asks nothing; and of each, what the browser is to
 * carry from now on. */
void desk_page(struct desk *d, struct job *j, const struct shift *duty);
void desk_page_cookie(struct desk *d, struct job *j);

/* -- desk_round.c -------------------------------------------------------- */

/* Another request of this round; false when there is no room. */
bool desk_add(struct desk *d, struct link *from, enum side side,
    const struct desk_request *r, enum problem bad, const char *detail);

/* Answer all of them. */
void desk_round(struct desk *d);

/* May whoever asks: j->by, or a problem. */
void desk_admit(struct desk *d, struct job *j);

/* As store_append; when its fate is open it is sent again. */
int desk_append(struct desk *d, struct batch *b,
    struct appended *out) MUST_CHECK;

/* -- desk_manifest.c ----------------------------------------------------- */

/* Keep it until it is answered; false: there is no room. */
bool manifest_add(struct desk *d, struct link *from, enum side side,
    const struct desk_request *r);
bool manifest_waits(const struct desk *d);

/* Lines of this round, into d->lines. */
void manifest_take(struct desk *d);

/* They were decided and written, or `bad`.  Of those that are whole one is
 * made a job, to be signed and sent. */
void manifest_tell(struct desk *d, const struct check_scene *scene,
    enum problem bad);

/* All of them are told this. */
void manifest_refuse(struct desk *d, enum problem p);

void manifest_release(struct desk *d);

#endif
