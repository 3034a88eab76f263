/* fault_mem.h - memory that refuses when a test says so.
 *
 * Every allocation goes through struct mem; this one counts them, refuses
 * the N-th and every later one (or the N-th alone), and knows what was
 * never given back.  A test runs the same call with fail_at 1, 2, 3 ...
 * until it succeeds: each refusal must come back as E_NOMEM with nothing
 * leaked. */

#ifndef FORESTAY_FAULT_MEM_H
#define FORESTAY_FAULT_MEM_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"

struct fault_mem {
	struct mem mem; /* hand this on; ctx points back here */
	size_t fail_at; /* 1 refuses the first; 0 refuses none */
	bool once;      /* later ones succeed again */
	size_t calls;   /* allocations asked for */
	size_t live;    /* given out and not given back */
	size_t live_bytes;
	size_t peak_bytes;
};

/* Must not be moved afterwards: mem.ctx points at it. */
void fault_mem_init(struct fault_mem *f, size_t fail_at);

#endif
