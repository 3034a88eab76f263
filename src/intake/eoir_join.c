/* eoir_join.c - see eoir_join.h.
 *
 * A later proceeding of a case stands far from its first in its table, so
 * rows were put aside by their case's number when they were read.  A part of
 * 65,536 numbers is sorted by counting, which needs no comparison. */

#include "intake/eoir_join.h"

#include <string.h>

int
joiner_init(struct joiner *j, const struct mem *mem)
{
	memset(j, 0, sizeof(*j));
	j->mem = mem;
	j->first = mem->alloc(mem->ctx, (PART_CASES + 1) * sizeof(*j->first));
	return j->first != NULL ? 0 : E_NOMEM;
}

void
joiner_release(struct joiner *j)
{
	if (j->mem == NULL)
		return;
	j->mem->free(j->mem->ctx, j->first);
	j->mem->free(j->mem->ctx, j->rows);
	j->first = NULL;
	j->rows = NULL;
}

/* -- The rows of a part --------------------------------------------------- */

/* Every record of the part, told one by one. */
static void
part_each(struct joiner *j, unsigned part,
    void (*tell)(struct joiner *j, const struct rec *r))
{
	for (size_t w = 0; w < j->nworkers; w++)
		for (struct part_block *b = j->workers[w].parts[part].first;
		     b != NULL; b = b->next)
			for (uint32_t at = 0; at < b->used;) {
				const struct rec *r =
				    (const void *)(b->bytes + at);

				tell(j, r);
				at += (uint32_t)rec_size(
				    (enum eoir_table_id)r->table);
			}
}

static void
count_row(struct joiner *j, const struct rec *r)
{
	j->first[r->case_id % PART_CASES + 1]++;
}

static void
place_row(struct joiner *j, const struct rec *r)
{
	j->rows[j->first[r->case_id % PART_CASES]++] = r;
}

static bool
before(const struct rec *a, const struct rec *b)
{
	if (a->case_id != b->case_id)
		return a->case_id < b->case_id;
	if (a->table != b->table)
		return a->table < b->table;
	return a->line < b->line;
}

static void
sort_rows(const struct rec **rows, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		const struct rec *r = rows[i];
		size_t k = i;

		for (; k > 0 && before(r, rows[k - 1]); k--)
			rows[k] = rows[k - 1];
		rows[k] = r;
	}
}

static int
part_sort(struct joiner *j, unsigned part, size_t *n)
{
	memset(j->first, 0, (PART_CASES + 1) * sizeof(*j->first));
	part_each(j, part, count_row);
	for (size_t k = 0; k < PART_CASES; k++)
		j->first[k + 1] += j->first[k];
	*n = j->first[PART_CASES];
	if (*n > j->cap) {
		j->mem->free(j->mem->ctx, j->rows);
		j->cap = *n + *n / 4;
		j->rows = j->mem->alloc(j->mem->ctx, j->cap * sizeof(*j->rows));
		if (j->rows == NULL) {
			j->cap = 0;
			return E_NOMEM;
		}
	}
	part_each(j, part, place_row);
	return 0;
}

/* -- One case ------------------------------------------------------------- */

static void
report(struct joiner *j, const struct rec *r, enum dirt_cause cause,
    enum dirt_done done)
{
	dirt_add(j->dirt, (enum eoir_table_id)r->table, r->line, -1, cause,
	    done, NULL, 0);
}

/* But for the line they stand on. */
static bool
same_row(const struct rec *a, const struct rec *b)
{
	const size_t from = offsetof(struct rec, unknown);
	size_t n = rec_size((enum eoir_table_id)a->table);

	return a->table == b->table && a->case_id == b->case_id &&
	    memcmp((const char *)a + from, (const char *)b + from, n - from) ==
	    0;
}

/* Put r among n rows in the order of their numbers; one that is there is
 * reported, and breaks the case when it says something else. */
#define PUT(c, j, list, n, type, rec, key)                        \
	do {                                                      \
		const type *put_ = (const void *)(rec);           \
		size_t k_ = (n);                                  \
                                                                  \
		while (k_ > 0 && (list)[k_ - 1]->key > put_->key) \
			k_--;                                     \
		if (k_ > 0 && put_->key != 0 &&                   \
		    (list)[k_ - 1]->key == put_->key) {           \
			twice(c, j, &(list)[k_ - 1]->r, rec);     \
		} else if ((n) == CASE_ROWS_MAX) {                \
			(c)->broken = true;                       \
		} else {                                          \
			memmove(&(list)[k_ + 1], &(list)[k_],     \
			    ((n)-k_) * sizeof((list)[0]));        \
			(list)[k_] = put_;                        \
			(n)++;                                    \
		}                                                 \
	} while (0)

#define ADD(c, list, n, rec)                                 \
	do {                                                 \
		if ((n) == CASE_ROWS_MAX)                    \
			(c)->broken = true;                  \
		else                                         \
			(list)[(n)++] = (const void *)(rec); \
	} while (0)

static void
twice(struct eoir_case *c, struct joiner *j, const struct rec *was,
    const struct rec *r)
{
	if (same_row(was, r)) {
		report(j, r, DIRT_DUPLICATE, DONE_ONCE);
	} else {
		report(j, r, DIRT_CONFLICT, DONE_UNKNOWN);
		c->broken = true;
	}
}

static const struct rec_federal *
federal_of(const struct joiner *j, uint32_t appeal)
{
	size_t lo = 0, hi = j->nfederal;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (j->federal[mid].appeal < appeal)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < j->nfederal && j->federal[lo].appeal == appeal
	    ? &j->federal[lo]
	    : NULL;
}

static void
take_row(struct joiner *j, struct eoir_case *c, const struct rec *r)
{
	switch (r->table) {
	case T_CASE:
		if (c->own != NULL)
			twice(c, j, &c->own->r, r);
		else
			c->own = (const void *)r;
		break;
	case T_PROCEEDING:
		PUT(c, j, c->proceedings, c->nproceedings,
		    struct rec_proceeding, r, id);
		break;
	case T_APPEAL:
		PUT(c, j, c->appeals, c->nappeals, struct rec_appeal, r, id);
		break;
	case T_MOTION:
		PUT(c, j, c->motions, c->nmotions, struct rec_motion, r, id);
		break;
	case T_APPLICATION:
		ADD(c, c->applications, c->napplications, r);
		break;
	case T_CUSTODY:
		ADD(c, c->custody, c->ncustody, r);
		break;
	case T_REPRESENTATIVE:
		ADD(c, c->reps, c->nreps, r);
		break;
	default:
		ADD(c, c->riders, c->nriders, r);
		break;
	}
}

/* Rows of the case that have another type than its own. */
static void
case_types(struct joiner *j, const struct eoir_case *c)
{
	enum case_type t;

	for (size_t i = 0; i < c->nproceedings; i++) {
		const struct rec_proceeding *p = c->proceedings[i];
		uint8_t other =
		    c->own != NULL ? c->own->type : c->proceedings[0]->type;

		if (p->type == other || p->type == CASE_NONE ||
		    other == CASE_NONE)
			continue;
		report(j, &p->r, DIRT_CASE_TYPE,
		    p->decision == 0 ||
			    eoir_decision(c, j->codes, p, &t) != NULL
			? DONE_MENDED
			: DONE_UNKNOWN);
	}
}

static void
orphans(struct joiner *j, struct eoir_case *c, const struct rec *first)
{
	if (c->own != NULL && c->nproceedings == 0)
		report(j, &c->own->r, DIRT_NO_HEARING, DONE_KEPT);
	else if (c->own == NULL && c->nproceedings > 0)
		report(j, &c->proceedings[0]->r, DIRT_NO_CASE, DONE_KEPT);
	else if (c->own == NULL) {
		report(j, first, DIRT_NO_PARENT, DONE_UNKNOWN);
		c->broken = true;
	}
}

static const struct eoir_case *
make_case(struct joiner *j, const struct rec *const *rows, size_t n)
{
	struct eoir_case *c = &j->c;

	c->id = rows[0]->case_id;
	c->own = NULL;
	c->broken = false;
	c->nproceedings = c->nappeals = c->nmotions = c->napplications =
	    c->ncustody = c->nreps = c->nriders = 0;
	for (size_t i = 0; i < n; i++)
		take_row(j, c, rows[i]);
	for (size_t i = 0; i < c->nappeals; i++)
		c->federal[i] =
		    j->nfederal > 0 ? federal_of(j, c->appeals[i]->id) : NULL;
	orphans(j, c, rows[0]);
	case_types(j, c);
	j->cases++;
	j->proceedings += c->nproceedings;
	return c;
}

#define AHEAD 24 /* rows fetched before their case is put together */

/* Rows of one case lie apart in what was read: they are waited for by the
 * dozen. */
static void
fetch(const struct joiner *j, size_t from, size_t to, size_t n)
{
	for (size_t i = from + AHEAD; i < to + AHEAD && i < n; i++) {
		__builtin_prefetch(j->rows[i]);
		__builtin_prefetch((const char *)j->rows[i] + 64);
	}
}

int
join_part(struct joiner *j, unsigned part,
    int (*each)(void *ctx, const struct eoir_case *c), void *ctx)
{
	size_t n = 0, at = 0, end, same;
	int r = part_sort(j, part, &n);

	for (size_t k = 0; r == 0 && k < PART_CASES && at < n; k++) {
		end = j->first[k]; /* moved on to the next number's first */
		fetch(j, at, end, n);
		sort_rows(j->rows + at, end - at);
		for (; r == 0 && at < end; at += same) {
			for (same = 1; at + same < end &&
			     j->rows[at + same]->case_id ==
				 j->rows[at]->case_id;
			     same++)
				;
			r = each(ctx, make_case(j, j->rows + at, same));
		}
	}
	for (size_t w = 0; w < j->nworkers; w++)
		while (j->workers[w].parts[part].first != NULL) {
			struct part_block *b = j->workers[w].parts[part].first;

			j->workers[w].parts[part].first = b->next;
			j->mem->free(j->mem->ctx, b);
		}
	return r;
}
