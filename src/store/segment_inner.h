/* segment_inner.h - inside a segment: what writes and what reads it share. */

#ifndef FORESTAY_SEGMENT_INNER_H
#define FORESTAY_SEGMENT_INNER_H

#include <string.h>

#include "core/arena.h"
#include "decide/columns.h"
#include "store/entry.h"

#define SEGMENT_MAGIC  "forestay segment\n"
#define SEGMENT_FORMAT 1
#define SEGMENT_HEAD   4096u        /* bytes before the first section */
#define SEGMENT_BLOCK  (256u << 10) /* bytes that one checksum is of */
#define SEGMENT_ALIGN  64u          /* of each section */

/* What the sections hold: of a table, or of the whole (table -1). */
enum section_kind {
	SECTION_FORMS, /* one after another, each with its length */
	SECTION_EACH,
	SECTION_CODE,
	SECTION_FROM,
	SECTION_TO,
	SECTION_RECORDED,
	SECTION_AT,
	SECTION_WORDS,
	SECTION_ZONES,
	SECTION_MOMENTS,
	SECTION_INSTANTS,
	SECTION_RANKS,
	SECTION_SOURCES,
	SECTION_STRING_AT,
	SECTION_STRINGS,
	SECTION_WHO_AT,
	SECTION_WHO,
	SECTION_MARKS,
	SECTIONS
};

extern const char *const section_names[SECTIONS];

/* Bytes that grow. */
struct bytes {
	const struct mem *mem;
	uint8_t *p;
	size_t n, cap;
	bool failed; /* sticky */
};

void bytes_init(struct bytes *b, const struct mem *mem);
void bytes_release(struct bytes *b);
bool bytes_grow(struct bytes *b, size_t more); /* false and failed */

/* Room for as much more; false and failed when it is refused. */
static inline bool
bytes_room(struct bytes *b, size_t more)
{
	return more <= b->cap - b->n || bytes_grow(b, more);
}

static inline void
bytes_add(struct bytes *b, const void *p, size_t n)
{
	if (n == 0 || !bytes_room(b, n))
		return;
	memcpy(b->p + b->n, p, n);
	b->n += n;
}

struct dictionary_slot {
	uint32_t hash;
	uint32_t number; /* + 1; 0 empty */
};

/* Each different run of bytes, numbered as it first came. */
struct dictionary {
	const struct mem *mem;
	struct bytes heap;
	uint64_t *at; /* n + 1, into heap */
	uint32_t n, cap;
	struct dictionary_slot *slots;
	uint32_t nslots;
};

void dictionary_init(struct dictionary *d, const struct mem *mem);
void dictionary_release(struct dictionary *d);

uint32_t dictionary_hash(const void *from, size_t n);

/* The number of p[0 .. n-1], whose hash is h, found or made.  0, E_NOMEM,
 * E_LIMIT. */
int dictionary_look(struct dictionary *d, uint32_t h, const void *p, size_t n,
    uint32_t *out) MUST_CHECK;

static inline int
dictionary_number(struct dictionary *d, const void *p, size_t n, uint32_t *out)
{
	return dictionary_look(d, dictionary_hash(p, n), p, n, out);
}

/* A look through a dictionary larger than the cache waits for memory three
 * times; whoever has several to do asks for each in turn beforehand. */
static inline void
dictionary_fetch_slot(const struct dictionary *d, uint32_t h)
{
	if (d->nslots > 0)
		__builtin_prefetch(&d->slots[h & (d->nslots - 1)]);
}

static inline void
dictionary_fetch_place(const struct dictionary *d, uint32_t h)
{
	if (d->nslots > 0)
		__builtin_prefetch(
		    &d->at[d->slots[h & (d->nslots - 1)].number]);
}

static inline void
dictionary_fetch_bytes(const struct dictionary *d, uint32_t h)
{
	uint32_t n = d->nslots > 0 ? d->slots[h & (d->nslots - 1)].number : 0;

	if (n > 0) {
		__builtin_prefetch(d->heap.p + d->at[n - 1]);
		__builtin_prefetch(d->heap.p + d->at[n - 1] + 64);
	}
}

/* -- Forms as bytes (segment_form.c) ------------------------------------- */

#define FORM_FROM_DAY 1u
#define FORM_TO_DAY   2u
#define FORM_TIMED    4u
#define FORM_PLAIN    8u

/* Numbers of the words of a vocabulary. */
struct word_map {
	const struct word **keys;
	uint32_t *numbers;
	size_t n;
};

int word_map_make(struct arena *a, const struct vocab *v,
    struct word_map *out) MUST_CHECK;

/* What is the same in every row: f without its holes, and without the
 * times that stand in the columns.  E_NAME: a word, kind or zone that is
 * not of this vocabulary or program. */
int segment_form_put(struct bytes *b, const struct word_map *words,
    const struct fact *f, unsigned holes, unsigned flags,
    uint32_t source) MUST_CHECK;
void segment_form_head(struct bytes *b, unsigned flags, size_t nfacts);
void segment_source_put(struct bytes *b, const struct source *s);

/* What the numbers in a file name in the vocabulary it is read with: one
 * that has come to know more kinds, fields and words reads it too. */
struct segment_names {
	const struct kind **kinds; /* NULL: no longer known */
	size_t *nfields;           /* that a fact of it has in the file */
	size_t nkinds;
	const struct word **words; /* NULL: no longer known */
	size_t nwords;
};

/* Back.  E_BROKEN, E_NAME, E_NOMEM. */
int segment_form_read(struct arena *a, const struct segment_names *names,
    const struct source *sources, size_t nsources, const uint8_t *p, size_t n,
    struct form *out) MUST_CHECK;
int segment_source_read(struct arena *a, const uint8_t *p, size_t n,
    struct source *out) MUST_CHECK;

#endif
