/* arena.c - blocks from struct mem, handed out from the bottom up. */

#include "core/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Under the address sanitizer what is not handed out is poisoned, and a
 * gap is left after each object, so that an overrun inside an arena is
 * seen as it would be in malloc'd memory. */
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif

#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#define ARENA_HIDE(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define ARENA_SHOW(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#define ARENA_GAP        ((size_t)16)
#else
#define ARENA_HIDE(p, n) ((void)(p), (void)(n))
#define ARENA_SHOW(p, n) ((void)(p), (void)(n))
#define ARENA_GAP        ((size_t)0)
#endif

#define ARENA_ALIGN         _Alignof(max_align_t)
#define ARENA_FIRST_BLOCK   ((size_t)4096)
#define ARENA_LARGEST_BLOCK ((size_t)256 * 1024)

struct arena_block {
	struct arena_block *older;
	size_t size; /* of bytes */
	size_t fill;
	max_align_t bytes[];
};

static void *
system_alloc(void *ctx, size_t n)
{
	(void)ctx;
	return malloc(n);
}

static void
system_free(void *ctx, void *p)
{
	(void)ctx;
	free(p);
}

const struct mem mem_system = { system_alloc, system_free, NULL };

void
arena_init(struct arena *a, const struct mem *mem, size_t max)
{
	*a = (struct arena){ .mem = mem, .max = max };
}

static void
block_free(struct arena *a, struct arena_block *b)
{
	ARENA_SHOW(b->bytes, b->size);
	a->mem->free(a->mem->ctx, b);
}

void
arena_release(struct arena *a)
{
	struct arena_block *b, *older;

	for (b = a->top; b != NULL; b = older) {
		older = b->older;
		block_free(a, b);
	}
	a->top = NULL;
	a->used = 0;
}

/* A block on top with room for n bytes. */
static struct arena_block *
block_new(struct arena *a, size_t n)
{
	struct arena_block *b;
	size_t size = ARENA_FIRST_BLOCK;

	if (a->top != NULL && a->top->size < ARENA_LARGEST_BLOCK)
		size = a->top->size * 2;
	else if (a->top != NULL)
		size = ARENA_LARGEST_BLOCK;
	if (size > ARENA_LARGEST_BLOCK)
		size = ARENA_LARGEST_BLOCK;
	if (size < n)
		size = n;
	if (size > SIZE_MAX - sizeof(*b))
		return NULL;
	b = a->mem->alloc(a->mem->ctx, sizeof(*b) + size);
	if (b == NULL)
		return NULL;
	b->older = a->top;
	b->size = size;
	b->fill = 0;
	ARENA_HIDE(b->bytes, b->size);
	a->top = b;
	return b;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	struct arena_block *b = a->top;
	size_t room;
	char *p;

	if (n == 0)
		n = 1; /* an address of its own */
	if (n > SIZE_MAX - ARENA_ALIGN - ARENA_GAP)
		return NULL;
	room = (n + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
	if (room > a->max || a->used > a->max - room)
		return NULL;
	if (b == NULL || b->size - b->fill < room + ARENA_GAP)
		b = block_new(a, room + ARENA_GAP);
	if (b == NULL)
		return NULL;
	p = (char *)b->bytes + b->fill;
	b->fill += room + ARENA_GAP;
	a->used += room;
	ARENA_SHOW(p, n);
	memset(p, 0, n);
	return p;
}

void *
arena_array(struct arena *a, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		return NULL;
	return arena_alloc(a, count * size);
}

char *
arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *p;

	if (n == SIZE_MAX || (p = arena_alloc(a, n + 1)) == NULL)
		return NULL;
	if (n > 0)
		memcpy(p, s, n);
	return p;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || (p = arena_alloc(a, (size_t)n + 1)) == NULL)
		return NULL;
	va_start(ap, fmt);
	(void)vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return p;
}

struct arena_mark
arena_mark(const struct arena *a)
{
	return (struct arena_mark){
		.top = a->top,
		.fill = a->top != NULL ? a->top->fill : 0,
		.used = a->used,
	};
}

void
arena_rewind(struct arena *a, struct arena_mark mark)
{
	struct arena_block *b;

	while ((b = a->top) != mark.top) {
		assert(b != NULL); /* a mark of another arena */
		a->top = b->older;
		block_free(a, b);
	}
	if (b != NULL) {
		assert(mark.fill <= b->fill);
		ARENA_HIDE((char *)b->bytes + mark.fill, b->fill - mark.fill);
		b->fill = mark.fill;
	}
	a->used = mark.used;
}

void *
arena_grow(struct arena *a, void *items, size_t count, size_t *cap, size_t size)
{
	size_t wider;
	void *p;

	assert(count <= *cap && size > 0);
	if (count < *cap)
		return items;
	if (*cap > SIZE_MAX / 2)
		return NULL;
	wider = *cap == 0 ? 8 : *cap * 2;
	if ((p = arena_array(a, wider, size)) == NULL)
		return NULL;
	if (count > 0)
		memcpy(p, items, count * size);
	*cap = wider;
	return p;
}
