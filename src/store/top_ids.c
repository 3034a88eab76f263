/* top_ids.c - see top_ids.h. */

#include <string.h>

#include "store/top_ids.h"

static int
compare(const uint64_t a[2], const uint64_t b[2])
{
	size_t i = a[0] == b[0];

	return (a[i] > b[i]) - (a[i] < b[i]);
}

void
top_ids_add(struct top_ids *t, const uint64_t id[2])
{
	size_t at = t->n;

	while (at > 0 && compare(id, t->ids[at - 1]) > 0)
		at--;
	if (at == TOP_IDS)
		return;
	if (t->n < TOP_IDS)
		t->n++;
	memmove(t->ids[at + 1], t->ids[at],
	    (t->n - 1 - at) * sizeof(t->ids[0]));
	memcpy(t->ids[at], id, sizeof(t->ids[0]));
}

bool
top_ids_never(const struct top_ids *t, const uint64_t id[2])
{
	size_t i;
	int d = 1;

	for (i = 0; i < t->n; i++)
		if ((d = compare(id, t->ids[i])) >= 0)
			break;
	return d != 0 && (i < t->n || t->n < TOP_IDS);
}
