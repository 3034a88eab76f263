#include "support/fault_mem.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

/* Before each allocation: its size, and a mark so that a pointer that is
 * not ours, or is given back twice, is noticed. */
struct header {
	_Alignas(max_align_t) size_t n;
	uint64_t mark;
};

#define MARK_LIVE 0x6c69766568656164u
#define MARK_DEAD 0x6465616468656164u

static void *
fault_alloc(void *ctx, size_t n)
{
	struct fault_mem *f = ctx;
	struct header *h;

	f->calls++;
	if (f->fail_at != 0 &&
	    (f->once ? f->calls == f->fail_at : f->calls >= f->fail_at))
		return NULL;
	h = malloc(sizeof(*h) + n);
	if (h == NULL)
		return NULL;
	h->n = n;
	h->mark = MARK_LIVE;
	f->live++;
	f->live_bytes += n;
	if (f->live_bytes > f->peak_bytes)
		f->peak_bytes = f->live_bytes;
	return h + 1;
}

static void
fault_free(void *ctx, void *p)
{
	struct fault_mem *f = ctx;
	struct header *h;

	if (p == NULL)
		return;
	h = (struct header *)p - 1;
	assert(h->mark == MARK_LIVE);
	h->mark = MARK_DEAD;
	f->live--;
	f->live_bytes -= h->n;
	free(h);
}

void
fault_mem_init(struct fault_mem *f, size_t fail_at)
{
	*f = (struct fault_mem){
		.mem = { .alloc = fault_alloc, .free = fault_free, .ctx = f },
		.fail_at = fail_at,
	};
}
