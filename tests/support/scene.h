/* scene.h - what people do with a store, and what must be so afterwards.
 *
 * A scene is a function that does something with the store on a disk
 * (cut_disk.h), as a program would: it sends again what was left open and
 * opens again what broke.  All along it is noted what was asked for and
 * what was said to it.  scene_check looks at a disk that was found later
 * and holds it against these notes. */

#ifndef FORESTAY_SCENE_H
#define FORESTAY_SCENE_H

#include "property/rng.h"
#include "support/cut_disk.h"
#include "store/backend.h"
#include "support/disk_store.h"

#define TOLD_BATCHES 192
#define TOLD_BLOBS   8
#define TOLD_HEADS   96

enum fate {
	FATE_ASKED, /* the call has not come back */
	FATE_WRITTEN,
	FATE_NOTHING, /* it was said that nothing was written */
	FATE_OPEN
};

struct told_batch {
	uint64_t id[2];
	const char **drafts; /* as entry_draft makes them */
	size_t *sizes;
	size_t n;
	enum fate fate;
	struct appended out;
};

struct told_blob {
	const char *bytes;
	size_t n;
	struct hash hash;
	bool kept; /* it was said to be durable */
};

/* A checkpoint that may have been given out. */
struct told_head {
	uint64_t size;
	struct hash root;
};

struct told {
	bool made; /* store_init has said so */
	struct told_batch batches[TOLD_BATCHES];
	size_t n;
	struct told_blob blobs[TOLD_BLOBS];
	size_t nblobs;
	unsigned asked;   /* so many answers may have been written */
	uint64_t said[8]; /* where those lie that say NO BAR */
	size_t nsaid;
	struct told_head heads[TOLD_HEADS];
	size_t nheads;
};

/* Allocations that fail: those of SQLite, of jansson and of struct mem. */
struct refusals {
	unsigned long at; /* from 1; 0: none */
	bool on;          /* and all after it */
	bool rest;        /* neither counted nor refused */
	unsigned long calls, refused;
	long live; /* of struct mem: taken and not given back */
};

extern struct refusals refusals;
extern const struct mem refusing_mem;
/* Before anything is done with SQLite or jansson. */
void refusals_begin(void);

enum scene_bug {
	SCENE_HONEST,
	SCENE_ACK_FIRST, /* it is noted as written before it is */
	SCENE_SAYS_FIRST /* NO BAR is said before it is written */
};

struct run {
	struct disk *disk;
	struct store *s; /* NULL: to be opened */
	struct told told;
	struct arena *texts;
	struct disk_store_how how;
	struct keeper_world world;
	struct rng chance;
	int64_t clock;
	int64_t clock_steps[4]; /* by which it goes on, one after another */
	size_t nclock;
	unsigned long chance_calls, no_chance_at; /* from 1; 0: none */
	unsigned long clock_calls, no_clock_at;
	enum scene_bug bug;
	unsigned number;        /* of the next fact */
	bool anything_may_fail; /* refusals are no surprise */
	const char *wrong;      /* what did not hold; NULL: all did */
};

struct scene {
	const char *name;
	void (*before)(struct run *r); /* nothing fails, and it is durable */
	void (*act)(struct run *r);
	unsigned weight; /* it is dear: each n-th point alone is tried */
	bool bare;       /* there is no store yet */
};

extern const struct scene scenes[];
extern const size_t nscenes;

/* -- scene_run.c: what scenes are made of ------------------------------- */

void run_init(struct run *r, struct arena *texts, struct disk *d,
    uint64_t seed);
int run_make(struct run *r); /* store_init, and again if need be */
int run_open(struct run *r);
void run_close(struct run *r);
void run_wrong(struct run *r, const char *what);

/* Note a batch of n facts about subject (and "people"). */
struct told_batch *run_facts(struct run *r, const char *subject, size_t n);
/* One entry of a kind. */
struct told_batch *run_entry(struct run *r, const char *kind,
    const char *const *on, size_t non, json_t *body);

/* Send it until it is known what became of it, or nothing helps. */
int run_send(struct run *r, struct told_batch *t,
    const struct precondition *pre, size_t npre, const uint64_t *expected);
/* Both: facts, sent. */
struct told_batch *run_say(struct run *r, const char *subject, size_t n);
/* Those from..from + n - 1 as they come in together. */
void run_group(struct run *r, size_t from, size_t n,
    const struct precondition *pre_of_last);
void run_project(struct run *r, uint64_t max);
void run_rebuild(struct run *r);
void run_blob(struct run *r, size_t n, char first);
uint64_t run_size(struct run *r);

/* -- scene_signed.c ----------------------------------------------------- */

/* From now on its keeper signs. */
void run_sign(struct run *r);
void run_publish(struct run *r);
/* NULL, or what does not hold of the log over r's open store: every
 * checkpoint that was told is of the history that is there, and so are the
 * tiles. */
const char *scene_log(struct run *r);

void scene_signed(struct run *r); /* before: some are, and lie in tiles */
void scene_sign_each(struct run *r);
void scene_sign_together(struct run *r);
void scene_sign_a_tile(struct run *r);
void scene_sign_late(struct run *r);

/* -- scene_ask.c -------------------------------------------------------- */

void scene_ask_free(struct run *r); /* before: somebody whom nothing bars */
void scene_ask_barred(struct run *r);
void scene_ask(struct run *r);
void scene_ask_who_is_barred(struct run *r);
void scene_ask_between(struct run *r);

/* -- scene_check.c ------------------------------------------------------ */

/* NULL, or what does not hold.  d is used up.  deep: the views are made
 * anew too, and it is cut again while it is being opened. */
const char *scene_check(const struct run *r, struct disk *d, bool deep,
    uint64_t seed);

#endif
