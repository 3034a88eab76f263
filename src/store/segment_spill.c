/* segment_spill.c - what was told of people, on its way to the temporary
 * file.
 *
 * Forms and times are numbered by dictionaries larger than the cache.  Some
 * thousand records wait for their numbers together, so that memory is asked
 * for many at once; and while one thread looks, another tells the next. */

#include <string.h>

#include "store/segment_record.h"
#include "store/segment_write.h"

void
told_init(struct told *t, const struct mem *mem)
{
	bytes_init(&t->records, mem);
	bytes_init(&t->lookups, mem);
	bytes_init(&t->looked_for, mem);
	bytes_init(&t->ends, mem);
}

void
told_release(struct told *t)
{
	bytes_release(&t->records);
	bytes_release(&t->lookups);
	bytes_release(&t->looked_for);
	bytes_release(&t->ends);
}

/* How many rows have a form. */
static int
count_form(struct writer_table *t, uint32_t form)
{
	while (t->often.n / sizeof(uint32_t) <= form && !t->often.failed)
		put_word(&t->often, 0);
	if (t->often.failed)
		return E_NOMEM;
	((uint32_t *)(void *)t->often.p)[form]++;
	return 0;
}

static int
look(struct segment_writer *w, struct told *t, const struct lookup *l, bool row)
{
	uint32_t number;
	int r;

	if (l->again)
		number = w->kept[l->keep - 1];
	else if ((r = dictionary_look(l->d, l->hash, t->looked_for.p + l->at,
		      l->n, &number)) != 0)
		return r;
	if (l->keep != 0)
		w->kept[l->keep - 1] = number;
	if (row && l->form &&
	    (r = count_form(&w->tables[l->table], number)) != 0)
		return r;
	number += l->add;
	if (l->d == &w->moments && number >= MOMENT_DAY_BIT)
		return E_LIMIT;
	memcpy(t->records.p + (size_t)l->word * sizeof(number), &number,
	    sizeof(number));
	return 0;
}

/* A record behind those before it. */
static int
put_record(struct segment_writer *w, const uint8_t *p, size_t n, bool row)
{
	const struct spill_chunk c = { w->spilled, w->spilled_rows,
		w->spilled_others };
	int r = 0;

	if (w->spill.n == 0)
		bytes_add(&w->chunks, &c, sizeof(c));
	bytes_add(&w->spill, p, n);
	if (w->spill.failed || w->chunks.failed)
		return E_NOMEM;
	w->spilled += n;
	if (row)
		w->spilled_rows++;
	else
		w->spilled_others++;
	if (w->spill.n >= SEGMENT_SPILL) {
		r = files_write(w->fs, w->fd, w->spill.p, w->spill.n);
		w->spill.n = 0;
	}
	return r;
}

/* What a record looks for is fetched while those before it are looked at. */
static void
fetch(const struct lookup *ls, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (!ls[i].again)
			dictionary_fetch_slot(ls[i].d, ls[i].hash);
	for (size_t i = from; i < to; i++)
		if (!ls[i].again)
			dictionary_fetch_place(ls[i].d, ls[i].hash);
	for (size_t i = from; i < to; i++)
		if (!ls[i].again)
			dictionary_fetch_bytes(ls[i].d, ls[i].hash);
}

static int
spill_told(struct segment_writer *w, struct told *t)
{
	const struct told_end *ends = (const void *)t->ends.p;
	const struct lookup *ls = (const void *)t->lookups.p;
	size_t n = t->ends.n / sizeof(*ends), i = 0;
	uint32_t at = 0;
	int r;

	for (size_t k = 0; k < n; k++) {
		fetch(ls, i, ends[k].lookups);
		for (; i < ends[k].lookups; i++)
			if ((r = look(w, t, &ls[i], ends[k].row)) != 0)
				return r;
		if ((r = put_record(w, t->records.p + at, ends[k].bytes - at,
			 ends[k].row)) != 0)
			return r;
		at = ends[k].bytes;
	}
	t->records.n = t->lookups.n = t->looked_for.n = t->ends.n = 0;
	return 0;
}

/* The one that is not being filled. */
static int
spill_other(void *ctx)
{
	struct segment_writer *w = ctx;

	return spill_told(w, w->spilling);
}

static int
wait_for_other(struct segment_writer *w)
{
	if (!w->given)
		return 0;
	w->given = false;
	return job_thread_wait(&w->looking);
}

int
segment_spill(struct segment_writer *w, bool all)
{
	int r;

	if (!w->has_looking) {
		if ((r = job_thread_init(&w->looking, w->threads > 1)) != 0)
			return r;
		w->has_looking = true;
	}
	if ((r = wait_for_other(w)) != 0)
		return r;
	w->spilling = w->to;
	w->to = w->to == &w->told[0] ? &w->told[1] : &w->told[0];
	job_thread_give(&w->looking, spill_other, w);
	w->given = true;
	return all ? wait_for_other(w) : 0;
}
