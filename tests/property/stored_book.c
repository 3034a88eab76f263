/* stored_book.c - see stored_book.h. */

#include "property/stored_book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/limits.h"

int
saids_add(struct saids *s, struct said *one)
{
	if (s->n == s->cap) {
		size_t cap = s->cap == 0 ? 256 : s->cap * 2;
		struct said *more = realloc(s->items, cap * sizeof(*more));

		if (more == NULL) {
			json_decref(one->body);
			return E_NOMEM;
		}
		s->items = more;
		s->cap = cap;
	}
	s->items[s->n++] = *one;
	return one->body == NULL ? E_NOMEM : 0;
}

void
saids_release(struct saids *s)
{
	for (size_t i = 0; i < s->n; i++)
		json_decref(s->items[i].body);
	free(s->items);
	memset(s, 0, sizeof(*s));
}

struct order {
	struct said *one;
	size_t index;
};

static int
by_at(const void *x, const void *y)
{
	const struct order *a = x, *b = y;
	int c = instant_cmp(a->one->at, b->one->at);

	return c != 0 ? c : a->index < b->index ? -1 : 1;
}

/* One batch: all of one instant. */
static int
write_batch(struct store *st, struct saids *s, struct order *o, size_t n)
{
	struct draft *drafts = calloc(n, sizeof(*drafts));
	const char *(*on)[6] = calloc(n, sizeof(*on));
	char(*entry)[32] = calloc(n, sizeof(*entry));
	struct batch b = { .drafts = drafts, .n = n, .has_expected = true };
	struct store_head head;
	struct appended out;
	struct said *one;
	size_t i, k;
	int r;

	if ((r = store_head(st, &head)) != 0)
		goto out;
	b.expected = head.size;
	for (i = 0; i < n; i++) {
		one = o[i].one;
		one->seq = head.size + 1 + i;
		for (k = 0; k < 4 && one->on[k] != NULL; k++)
			on[i][k] = one->on[k];
		if (one->of > 0) {
			uint64_t of = s->items[one->of - 1].seq;

			snprintf(entry[i], sizeof(entry[i]), "entry/%llu",
			    (unsigned long long)of);
			on[i][k++] = entry[i];
			json_object_set_new(one->body, "of",
			    json_integer((json_int_t)of));
		}
		drafts[i] = (struct draft){ .kind = one->kind,
			.matter = "test",
			.author = one->author,
			.on = on[i],
			.non = k,
			.document = one->document,
			.body = one->body };
	}
	if ((r = store_tell_time(st, o[0].one->at)) != 0 ||
	    (r = store_batch_id(&b)) != 0)
		goto out;
	r = store_append(st, &b, &out);
out:
	if (r != 0)
		fprintf(stderr, "%s: %s\n", err_text(r), store_why(st));
	free(drafts);
	free(on);
	free(entry);
	return r;
}

int
saids_write_some(struct store *st, struct saids *s, struct instant after,
    struct instant upto)
{
	struct order *all = calloc(s->n + 1, sizeof(*all));
	size_t i, k, n = 0;
	int r = 0;

	for (i = 0; i < s->n; i++)
		if (instant_cmp(s->items[i].at, after) > 0 &&
		    instant_cmp(s->items[i].at, upto) <= 0)
			all[n++] = (struct order){ &s->items[i], i };
	qsort(all, n, sizeof(*all), by_at);
	for (i = 0; i < n && r == 0; i = k) {
		for (k = i + 1; k < n && k - i < 4096 &&
		     instant_cmp(all[k].one->at, all[i].one->at) == 0;
		     k++)
			;
		r = write_batch(st, s, all + i, k - i);
	}
	free(all);
	return r;
}

int
saids_write(struct store *st, struct saids *s)
{
	return saids_write_some(st, s, INSTANT_BEGIN, INSTANT_NEVER);
}
