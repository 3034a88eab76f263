/* segment_layout.h - inside the laying out of segments: segment_layout.c has
 * the whole of it, segment_order.c the order of rows, segment_rows.c rows as
 * columns, segment_file.c the sections and what vouches for them. */

#ifndef FORESTAY_SEGMENT_LAYOUT_H
#define FORESTAY_SEGMENT_LAYOUT_H

#include <pthread.h>

#include "store/segment_write.h"

/* Rows that one lane lays out at a time. */
#define LAYOUT_ROWS (4 * COLUMNS_BLOCK)

struct section {
	enum section_kind kind;
	long table; /* -1: the whole */
	uint64_t at, length;
};

struct row_key {
	uint64_t key;
	uint64_t at; /* in the temporary file */
};

/* One table's part of the rows being laid out. */
struct piece {
	uint32_t *code, *recorded;
	uint32_t *at; /* how many words, then where they begin */
	uint16_t *day[2];
	struct bytes words;
};

struct layout;

/* What one thread works with. */
struct lane {
	struct layout *l;
	pthread_t thread;
	int (*job)(struct lane *n);
	struct piece *pieces;
	struct bytes who, narrow;
	uint64_t *who_at;
	uint8_t *marks;
	uint64_t *words_before; /* of each table, before these rows */
};

struct layout {
	struct segment_writer *w;
	struct arena a;
	const uint32_t *spill; /* mapped */
	size_t nspill;         /* bytes */
	size_t rows, all;
	struct row_key *order;
	uint64_t *others; /* where they are, as they came */
	uint32_t *rank;   /* of instants as they came */
	uint8_t *shift;   /* of a table's code in the key; or SHIFT_NONE */
	unsigned key_bits;
	struct section *sections;
	size_t nsections, cap_sections;
	uint32_t *section_of; /* kind and table: number + 1 */
	uint64_t end;         /* of the last section */
	struct hash *sums;
	char *new_path;
	int fd;
	bool (*progress)(void *ctx, size_t done, size_t of);
	void *ctx;
	/* What was written so far goes to the disk while more is made. */
	struct job_thread pushing;
	bool has_pushing, pushes;
	/* Lanes. */
	struct lane lanes[SEGMENT_THREADS];
	unsigned nlanes;
	pthread_mutex_t lock; /* of everything below */
	pthread_cond_t moved;
	size_t next; /* piece of work to be taken */
	size_t turn; /* piece of work that may say where it goes */
	int err;
	uint64_t *words_at; /* of each table, so far */
	uint64_t who_at;
};

#define SHIFT_NONE 0xff

/* job() in each lane at once, the caller's among them; pieces of work are
 * taken from 0 on.  0, or what one of them returned first. */
int layout_run(struct layout *l, int (*job)(struct lane *n)) MUST_CHECK;

/* The next piece of work below n; false: there is none, or one failed. */
bool lane_take(struct lane *n, size_t of, size_t *k);

/* Wait until all before k have passed the turn on; false: one failed.  True
 * holds the lock until lane_pass. */
bool lane_turn(struct lane *n, size_t k);
void lane_pass(struct lane *n);

/* -- segment_order.c ------------------------------------------------------ */

/* Forms, instants and rows in order: sorted of each table, rank, order. */
int layout_order(struct layout *l) MUST_CHECK;

/* -- segment_rows.c ------------------------------------------------------- */

int layout_lanes_init(struct layout *l) MUST_CHECK;
void layout_lanes_release(struct layout *l);
int layout_rows(struct layout *l) MUST_CHECK;

/* -- segment_file.c ------------------------------------------------------- */

/* Where every section will lie. */
int layout_plan(struct layout *l) MUST_CHECK;

unsigned layout_code_width(const struct writer_table *t);
bool layout_has(const struct layout *l, enum section_kind kind, long table);

/* n bytes of a section from `from` on; one that is not there takes none. */
int layout_write(struct layout *l, enum section_kind kind, long table,
    const void *p, size_t n, uint64_t from) MUST_CHECK;

int layout_dictionaries(struct layout *l) MUST_CHECK;

/* Directory, checksums and head; the hash is the segment's. */
int layout_head(struct layout *l, struct hash *hash) MUST_CHECK;

#endif
