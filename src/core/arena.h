/* arena.h - memory with a lifetime.
 *
 * Everything a parse, an answer or an import makes lives in an arena that
 * its caller passed in, and dies with it.  All memory comes through
 * struct mem, so that a test can make the N-th allocation fail. */

#ifndef FORESTAY_ARENA_H
#define FORESTAY_ARENA_H

#include <stdbool.h>
#include <stddef.h>

/* Where memory comes from.  alloc returns NULL on refusal; free takes
 * NULL.  Both must be safe to call with the ctx given. */
struct mem {
	void *(*alloc)(void *ctx, size_t n);
	void (*free)(void *ctx, void *p);
	void *ctx;
};

extern const struct mem mem_system; /* malloc and free */

struct arena_block;

struct arena {
	const struct mem *mem;
	struct arena_block *top; /* newest block first */
	size_t used;             /* bytes handed out */
	size_t max;              /* refused beyond this */
};

struct arena_mark {
	struct arena_block *top;
	size_t fill;
	size_t used;
};

/* The arena allocates nothing until first used.  mem must outlive it. */
void arena_init(struct arena *a, const struct mem *mem, size_t max);

/* Gives everything back.  The arena may be used again. */
void arena_release(struct arena *a);

/* n bytes, zeroed, aligned for any object; NULL when refused. n may be 0. */
void *arena_alloc(struct arena *a, size_t n);

/* count * size bytes, zeroed; NULL when refused or when it overflows. */
void *arena_array(struct arena *a, size_t count, size_t size);

/* A copy of n bytes of s, NUL-terminated; NULL when refused. */
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_strdup(struct arena *a, const char *s);

/* printf into the arena; NULL when refused. */
char *arena_printf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Everything allocated after arena_mark is given back by arena_rewind. */
struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark mark);

/* Grow an array that lives in the arena by doubling: returns the array
 * with room for count + 1 items (old items kept), or NULL when refused.
 * *cap is updated; items may be NULL when *cap is 0. */
void *arena_grow(struct arena *a, void *items, size_t count, size_t *cap,
    size_t size);

#endif
