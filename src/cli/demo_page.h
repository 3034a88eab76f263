/* demo_page.h - the replay as one page of HTML, with nothing beside it. */

#ifndef FORESTAY_DEMO_PAGE_H
#define FORESTAY_DEMO_PAGE_H

#include "cli/demo.h"

struct demo_page {
	const struct demo_event *events;
	const struct demo_count *counts; /* n of each */
	size_t n;
	size_t first; /* shown when it is opened */
	const struct zone *zone;
};

void demo_page(const struct demo_page *p, struct buf *b);

#endif
