/* ledger_drive.c - see ledger_drive.h. */

#include <stdio.h>
#include <string.h>

#include "property/rng.h"
#include "support/ledger_drive.h"

#define SUBJECTS    12
#define MAX_ROWS    4096
#define MAX_BATCHES 2048
#define GROUP_ROWS  24

static const char *const subjects[SUBJECTS] = { "orders", "people", "store",
	"person/p-a", "person/p-b", "person/p-c", "person/p-\xc3\xa9",
	"entry/1", "answers", "answers/p-a", "answers/p", "imports" };

struct model_row {
	struct salt salt;
	struct instant at;
	uint64_t hash; /* of its bytes, FNV-1a */
	unsigned on;   /* a bit for each subject */
};

struct model {
	struct rng rng;
	struct ledger *l;
	struct store_head head;
	struct model_row rows[MAX_ROWS];
	struct ledger_batch batches[MAX_BATCHES];
	size_t nbatches;
	/* The group being made. */
	struct ledger_row group[GROUP_ROWS];
	struct buf bytes[GROUP_ROWS];
	const char *on[GROUP_ROWS][SUBJECTS];
	struct ledger_batch made[GROUP_ROWS];
	struct ledger_group g;
	const char *why;
};

static uint64_t
fnv(const char *s, size_t n)
{
	uint64_t h = 0xcbf29ce484222325u;

	while (n-- > 0)
		h = (h ^ (uint8_t)*s++) * 0x100000001b3u;
	return h;
}

static bool
wrong(struct model *m, const char *why)
{
	if (m->why == NULL)
		m->why = why;
	return false;
}

int
ledger_drive_bytes(struct buf *out, struct instant at, unsigned n)
{
	char draft[256];
	int len;

	len = snprintf(draft, sizeof(draft),
	    "{\"author\":\"t\",\"body\":{\"n\":%u},\"kind\":\"fact\","
	    "\"matter\":\"m\",\"on\":[\"orders\"],\"v\":1}",
	    n);
	return entry_stamp(out, draft, (size_t)len, at);
}

/* A group that follows `before`, as the model would have it. */
static bool
make_group(struct model *m)
{
	struct instant at = { m->head.at.us + 1 + rng_below(&m->rng, 9) };
	size_t n = 0, nb = 0, i, k, want;

	if (m->head.size == 0)
		at.us = 1500000000000000;
	while (nb == 0 || (nb < 6 && rng_chance(&m->rng, 2, 3))) {
		want = 1 + rng_below(&m->rng, 4);
		/* Ids come in order, and now and then do not. */
		m->made[nb] =
		    (struct ledger_batch){ .id = { rng_chance(&m->rng, 1, 8)
						   ? rng_next(&m->rng)
						   : (m->nbatches + nb) << 40,
					       rng_next(&m->rng) },
			    .first = m->head.size + 1 + n,
			    .n = want,
			    .at = at };
		for (i = 0; i < want; i++, n++) {
			buf_clear(&m->bytes[n]);
			if (ledger_drive_bytes(&m->bytes[n], at,
				rng_below(&m->rng, 1000000)) != 0)
				return wrong(m, "an entry could not be made");
			m->group[n] =
			    (struct ledger_row){ .bytes = m->bytes[n].s,
				    .n = m->bytes[n].len,
				    .on = m->on[n] };
			for (k = 0; k < SALT_BYTES; k++)
				m->group[n].salt.b[k] =
				    (uint8_t)rng_next(&m->rng);
			for (k = 0; k < SUBJECTS; k++)
				if (rng_chance(&m->rng, 1, 4))
					m->on[n][m->group[n].non++] =
					    subjects[k];
		}
		nb++;
	}
	m->g = (struct ledger_group){ .rows = m->group,
		.nrows = n,
		.batches = m->made,
		.nbatches = nb,
		.before = m->head,
		.after = { .size = m->head.size + n,
		    .at = at,
		    .epoch = m->head.epoch } };
	for (k = 0; k < HASH_BYTES; k++)
		m->g.after.hash.b[k] = (uint8_t)rng_next(&m->rng);
	return true;
}

static void
keep_group(struct model *m)
{
	struct model_row *row;
	size_t i, k, s;

	for (i = 0; i < m->g.nrows; i++) {
		row = &m->rows[m->head.size + i];
		*row = (struct model_row){ .salt = m->group[i].salt,
			.at = m->g.after.at,
			.hash = fnv(m->group[i].bytes, m->group[i].n) };
		for (k = 0; k < m->group[i].non; k++)
			for (s = 0; s < SUBJECTS; s++)
				if (m->on[i][k] == subjects[s])
					row->on |= 1u << s;
	}
	for (i = 0; i < m->g.nbatches; i++)
		m->batches[m->nbatches++] = m->made[i];
	m->head = m->g.after;
}

static bool
head_is(struct model *m)
{
	struct store_head h;

	if (m->l->ops->head(m->l, &h) != 0)
		return wrong(m, "head failed");
	if (h.size != m->head.size || h.at.us != m->head.at.us ||
	    h.epoch != m->head.epoch ||
	    memcmp(&h.hash, &m->head.hash, sizeof(h.hash)) != 0)
		return wrong(m, "the head is another");
	return true;
}

static bool
try_commit(struct model *m)
{
	if (m->head.size + GROUP_ROWS > MAX_ROWS ||
	    m->nbatches + GROUP_ROWS > MAX_BATCHES)
		return true;
	if (!make_group(m))
		return false;
	if (m->l->ops->commit(m->l, &m->g) != 0)
		return wrong(m, "a group that follows was refused");
	keep_group(m);
	return head_is(m);
}

/* A keeper that was deposed, or stands elsewhere, writes nothing. */
static bool
try_stale(struct model *m)
{
	if (!make_group(m))
		return false;
	switch (rng_below(&m->rng, 3)) {
	case 0:
		m->g.before.hash.b[7] ^= 1;
		break;
	case 1:
		m->g.before.epoch--;
		break;
	default:
		m->g.before.size++;
		m->g.after.size++;
	}
	if (m->l->ops->commit(m->l, &m->g) != E_STALE)
		return wrong(m, "a stale group was not refused");
	return head_is(m);
}

static bool
try_take(struct model *m)
{
	uint64_t epoch;

	if (m->l->ops->take(m->l, &epoch) != 0)
		return wrong(m, "take failed");
	if (epoch <= m->head.epoch)
		return wrong(m, "an epoch came twice");
	m->head.epoch = epoch;
	return head_is(m);
}

static bool
try_touched(struct model *m)
{
	unsigned s = rng_below(&m->rng, SUBJECTS);
	uint64_t seq = 99, want = m->head.size, since;

	while (want > 0 && (m->rows[want - 1].on & (1u << s)) == 0)
		want--;
	/* Of all time, of late, and of what is still to come. */
	since = rng_chance(&m->rng, 1, 3)
	    ? 0
	    : rng_below(&m->rng, (unsigned)m->head.size + 3);
	if (since >= want)
		want = 0;
	if (m->l->ops->touched(m->l, subjects[s], since, &seq) != 0 ||
	    seq != want)
		return wrong(m, "touched is another");
	if (m->l->ops->touched(m->l, "person/nobody", 0, &seq) != 0 || seq != 0)
		return wrong(m, "what was never touched was");
	return true;
}

static bool
try_top_ids(struct model *m)
{
	struct top_ids want = { .n = 0 }, got;
	size_t i;

	for (i = 0; i < m->nbatches; i++)
		top_ids_add(&want, m->batches[i].id);
	if (m->l->ops->top_ids(m->l, &got) != 0 || got.n != want.n ||
	    memcmp(got.ids, want.ids, got.n * sizeof(got.ids[0])) != 0)
		return wrong(m, "the greatest ids are others");
	return true;
}

static bool
try_batch(struct model *m)
{
	uint64_t none[2] = { rng_next(&m->rng), 0 };
	const struct ledger_batch *want;
	struct ledger_batch got;

	if (!try_top_ids(m))
		return false;
	if (m->l->ops->batch(m->l, none, &got) != E_NAME)
		return wrong(m, "a batch that never was");
	if (m->nbatches == 0)
		return true;
	want = &m->batches[rng_below(&m->rng, (unsigned)m->nbatches)];
	if (m->l->ops->batch(m->l, want->id, &got) != 0 ||
	    got.first != want->first || got.n != want->n ||
	    got.at.us != want->at.us)
		return wrong(m, "a batch is another");
	return true;
}

struct reading {
	struct model *m;
	uint64_t next, left;
	bool ok;
};

static int
read_each(void *ctx, const struct written *w)
{
	struct reading *rd = ctx;
	const struct model_row *row = &rd->m->rows[w->seq - 1];

	rd->ok = rd->ok && w->seq == rd->next && w->at.us == row->at.us &&
	    memcmp(&w->salt, &row->salt, sizeof(w->salt)) == 0 &&
	    fnv(w->bytes, w->n) == row->hash;
	rd->next++;
	return --rd->left == 0 ? 7 : 0;
}

static bool
try_read(struct model *m)
{
	uint64_t after = rng_below(&m->rng, (unsigned)m->head.size + 2);
	uint64_t max = rng_below(&m->rng, 40), all, stop;
	struct reading rd = { m, after + 1, 0, true };
	int r;

	all = after >= m->head.size ? 0 : m->head.size - after;
	if (max > 0 && max < all)
		all = max;
	stop = rng_chance(&m->rng, 1, 3) ? 3 : UINT64_MAX;
	rd.left = stop;
	r = m->l->ops->read(m->l, after, max, read_each, &rd);
	if (!rd.ok)
		return wrong(m, "an entry read back is another");
	if (r != (all >= stop ? 7 : 0))
		return wrong(m, "read does not return what each said");
	if (rd.next - after - 1 != (all < stop ? all : stop))
		return wrong(m, "read gave too few or too many");
	return true;
}

static bool
try_reopen(struct model *m, const struct ledger_stand *stand)
{
	m->l->ops->close(m->l);
	if (stand->open(stand->ctx, &m->l) != 0) {
		m->l = NULL;
		return wrong(m, "it could not be opened again");
	}
	return head_is(m);
}

static bool
step(struct model *m, const struct ledger_stand *stand)
{
	switch (rng_below(&m->rng, 16)) {
	case 0:
		return try_stale(m);
	case 1:
		return try_take(m);
	case 2:
		return try_reopen(m, stand);
	case 3:
	case 4:
	case 5:
		return try_touched(m);
	case 6:
	case 7:
		return try_batch(m);
	case 8:
	case 9:
		return try_read(m);
	default:
		return try_commit(m);
	}
}

const char *
ledger_drive(const struct ledger_stand *stand, uint64_t seed, unsigned steps)
{
	struct model *m = mem_system.alloc(mem_system.ctx, sizeof(*m));
	const char *why;
	unsigned i;

	if (m == NULL)
		return "no memory";
	memset(m, 0, sizeof(*m));
	m->rng.s = seed;
	for (i = 0; i < GROUP_ROWS; i++)
		buf_init(&m->bytes[i], &mem_system, 4096);
	if (stand->open(stand->ctx, &m->l) != 0)
		(void)wrong(m, "it could not be opened");
	if (m->why == NULL && m->l->ops->head(m->l, &m->head) != 0)
		(void)wrong(m, "head failed");
	if (m->why == NULL && m->head.size != 0)
		(void)wrong(m, "it is not empty");
	if (m->why == NULL)
		(void)try_take(m);
	for (i = 0; m->why == NULL && i < steps; i++)
		(void)step(m, stand);
	why = m->why;
	if (m->l != NULL)
		m->l->ops->close(m->l);
	for (i = 0; i < GROUP_ROWS; i++)
		buf_release(&m->bytes[i]);
	mem_system.free(mem_system.ctx, m);
	return why;
}
