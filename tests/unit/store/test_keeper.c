/* The keeper over memory: groups, clocks, and what it refuses to open. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/limits.h"
#include "store/backend.h"
#include "store/memory.h"
#include "support/fault_mem.h"

/* A keeper on a medium, with a clock and chance of its own. */
struct desk {
	struct medium medium;
	struct store_faults faults;
	struct keeper_world world;
	struct keeper k;
	int64_t clock;
	bool no_chance, no_clock;
};

static int
desk_now(void *ctx, struct instant *out)
{
	struct desk *d = ctx;

	out->us = d->clock;
	return d->no_clock ? E_IO : 0;
}

static int
desk_random(void *ctx, void *out, size_t n)
{
	struct desk *d = ctx;

	memset(out, 7, n);
	return d->no_chance ? E_IO : 0;
}

static int
desk_open(struct desk *d)
{
	d->k = (struct keeper){ .mem = &mem_system, .world = &d->world };
	assert_int_equal(ledger_memory(&d->medium, &d->faults, &d->k.ledger),
	    0);
	assert_int_equal(views_memory(&d->medium, &d->faults, &d->k.views), 0);
	return keeper_open(&d->k);
}

static void
desk_close(struct desk *d)
{
	d->k.ledger->ops->close(d->k.ledger);
	d->k.views->ops->close(d->k.views);
}

static void
desk_init(struct desk *d)
{
	static const struct store_kind kind = { false, NULL };

	*d = (struct desk){ .clock = 1498140000000000 };
	d->world = (struct keeper_world){ desk_now, desk_random, d };
	medium_init(&d->medium, &mem_system);
	assert_int_equal(desk_open(d), 0);
	assert_int_equal(keeper_begin(&d->k, &kind), 0);
}

static void
desk_release(struct desk *d)
{
	desk_close(d);
	medium_release(&d->medium);
}

#define NOTE(n)                                                        \
	"{\"author\":\"a\",\"body\":{\"n\":" #n "},\"kind\":\"note\"," \
	"\"matter\":\"m\",\"on\":[\"people\"],\"v\":1}"

static const char *const notes[] = { NOTE(1), NOTE(2), NOTE(3), NOTE(4) };
static const size_t sizes[] = { sizeof(NOTE(1)) - 1, sizeof(NOTE(2)) - 1,
	sizeof(NOTE(3)) - 1, sizeof(NOTE(4)) - 1 };

static struct keeper_request
ask(uint64_t id, size_t from, size_t n)
{
	return (struct keeper_request){ .drafts = notes + from,
		.sizes = sizes + from,
		.n = n,
		.id = { id, 1 } };
}

static int
write_one(struct desk *d, uint64_t id)
{
	struct keeper_request q = ask(id, 0, 1);

	keeper_append(&d->k, &q, 1);
	return q.r;
}

static void
a_group_is_written_in_order(void **state)
{
	const struct precondition pre = { "people", 2 };
	struct keeper_request q[5];
	struct desk d;

	desk_init(&d);
	q[0] = ask(1, 0, 1);
	q[1] = ask(2, 1, 2);
	q[2] = ask(3, 3, 1); /* the one before touched what it rests on */
	q[2].pre = &pre;
	q[2].npre = 1;
	q[3] = ask(1, 0, 1); /* the first again */
	q[4] = ask(5, 0, 1);
	q[4].has_expected = true;
	q[4].expected = 4;
	keeper_append(&d.k, q, 5);
	assert_int_equal(q[0].r, 0);
	assert_int_equal(q[0].out.first, 2);
	assert_int_equal(q[1].r, 0);
	assert_int_equal(q[1].out.first, 3);
	assert_int_equal(q[1].out.at.us, q[0].out.at.us + 1);
	assert_int_equal(q[2].r, E_CONFLICT);
	assert_ptr_equal(q[2].out.subject, pre.subject);
	assert_non_null(q[2].why);
	assert_int_equal(q[3].r, 0);
	assert_true(q[3].out.again);
	assert_int_equal(q[3].out.first, 2);
	assert_int_equal(q[4].r, 0);
	assert_int_equal(q[4].out.first, 5);
	assert_int_equal(d.k.head.size, 5);
	assert_int_equal(d.medium.nrows, 5);
	desk_release(&d);
}

static void
an_id_is_for_one_batch(void **state)
{
	struct keeper_request q[4];
	struct desk d;

	desk_init(&d);
	q[0] = ask(1, 0, 2);
	keeper_append(&d.k, q, 1);
	assert_int_equal(q[0].r, 0);
	q[0] = ask(1, 0, 1); /* a part of it */
	q[1] = ask(1, 0, 3); /* and more */
	q[2] = ask(1, 1, 2); /* other drafts */
	q[3] = ask(1, 0, 2);
	keeper_append(&d.k, q, 4);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(q[i].r, E_SYNTAX);
		assert_string_equal(q[i].why,
		    "another batch was written with this id");
	}
	assert_int_equal(q[3].r, 0);
	assert_true(q[3].out.again);
	assert_int_equal(q[3].out.n, 2);
	/* The same within a group. */
	q[0] = ask(2, 0, 2);
	q[1] = ask(2, 0, 1);
	q[2] = ask(2, 1, 2);
	keeper_append(&d.k, q, 3);
	assert_int_equal(q[0].r, 0);
	assert_int_equal(q[1].r, E_SYNTAX);
	assert_int_equal(q[2].r, E_SYNTAX);
	assert_int_equal(d.k.head.size, 5);
	desk_release(&d);
}

static void
recorded_instants_never_go_back(void **state)
{
	static const int64_t jumps[] = { 0, -1, -3600000000, 86400000000, -1, 0,
		INT64_C(-1498140000000000) };
	struct instant last;
	struct desk d;

	desk_init(&d);
	last = d.k.head.at;
	assert_int_equal(last.us, d.clock);
	for (size_t i = 0; i < sizeof(jumps) / sizeof(jumps[0]); i++) {
		d.clock += jumps[i];
		assert_int_equal(write_one(&d, i), 0);
		assert_true(d.k.head.at.us > last.us);
		assert_true(d.k.head.at.us >= d.clock);
		last = d.k.head.at;
		if (i % 2 == 0) {
			desk_close(&d);
			assert_int_equal(desk_open(&d), 0);
			assert_int_equal(d.k.head.at.us, last.us);
		}
	}
	desk_release(&d);
}

static void
no_clock_and_no_chance_write_nothing(void **state)
{
	struct store_head before;
	struct desk d;

	desk_init(&d);
	before = d.k.head;
	d.no_clock = true;
	assert_int_equal(write_one(&d, 1), E_AGAIN);
	d.no_clock = false;
	d.no_chance = true;
	assert_int_equal(write_one(&d, 1), E_AGAIN);
	d.no_chance = false;
	d.clock = INT64_MAX / 2;
	assert_int_equal(write_one(&d, 1), E_RANGE);
	assert_memory_equal(&before, &d.k.head, sizeof(before));
	d.clock = 1498140000000000;
	assert_int_equal(write_one(&d, 1), 0);
	desk_release(&d);
}

static void
an_open_fate_is_settled_by_opening_again(void **state)
{
	for (int after = 0; after <= 1; after++) {
		struct store_head h;
		struct desk d;

		desk_init(&d);
		h = d.k.head;
		d.faults = (struct store_faults){ .at = 2,
			.err = E_IO,
			.after = after != 0 };
		/* Its id is looked for, then it is committed. */
		assert_int_equal(write_one(&d, 1), E_IO);
		assert_int_equal(d.faults.calls, 2);
		assert_int_equal(d.k.broken, E_IO);
		assert_memory_equal(&h, &d.k.head, sizeof(h));
		/* Never E_AGAIN: it may have been written. */
		assert_int_equal(write_one(&d, 1), E_IO);
		assert_int_equal(write_one(&d, 2), E_IO);
		desk_close(&d);
		assert_int_equal(desk_open(&d), 0);
		assert_int_equal(d.k.head.size, 1 + after);
		assert_int_equal(write_one(&d, 1), 0);
		assert_int_equal(d.k.head.size, 2);
		desk_release(&d);
	}
}

static void
a_failure_that_wrote_nothing_breaks_nothing(void **state)
{
	static const int errs[] = { E_AGAIN, E_FULL, E_NOMEM };

	for (size_t i = 0; i < 3; i++) {
		struct desk d;

		desk_init(&d);
		d.faults = (struct store_faults){ .at = 2, .err = errs[i] };
		assert_int_equal(write_one(&d, 1), errs[i]);
		assert_int_equal(d.k.broken, 0);
		assert_int_equal(d.k.head.size, 1);
		assert_int_equal(write_one(&d, 1), 0);
		desk_release(&d);
	}
}

/* -- What it refuses to open -------------------------------------------- */

/* 9 entries, the views at `viewed`. */
static void
some_entries(struct desk *d, uint64_t viewed)
{
	uint64_t at;

	desk_init(d);
	for (uint64_t i = 0; i < 8; i++) {
		if (viewed == i + 1)
			assert_int_equal(keeper_project(&d->k, 0, &at), 0);
		assert_int_equal(write_one(d, i), 0);
	}
	if (viewed == 9)
		assert_int_equal(keeper_project(&d->k, 0, &at), 0);
	assert_int_equal(d->medium.mark.at, viewed);
}

static void
refused(struct desk *d)
{
	desk_close(d);
	assert_int_equal(desk_open(d), E_BROKEN);
	assert_true(d->k.why != NULL && strlen(d->k.why) > 10);
	assert_int_equal(write_one(d, 77), E_IO);
}

static void
each_bit_that_changes_is_seen(void **state)
{
	struct desk d;

	some_entries(&d, 0);
	for (size_t i = 0; i < 9; i++) {
		struct medium_row *row = d.medium.rows[i];

		for (size_t k = 0; k < row->n; k++) {
			row->bytes[k] ^= 1;
			refused(&d);
			row->bytes[k] ^= 1;
		}
		row->salt.b[i] ^= 0x80;
		refused(&d);
		row->salt.b[i] ^= 0x80;
		row->at.us ^= 1;
		refused(&d);
		row->at.us ^= 1;
	}
	d.medium.head.hash.b[31] ^= 1;
	refused(&d);
	d.medium.head.hash.b[31] ^= 1;
	d.medium.head.at.us--;
	refused(&d);
	d.medium.head.at.us++;
	d.medium.head.size++;
	refused(&d);
	d.medium.head.size -= 2;
	refused(&d);
	d.medium.head.size++;
	d.medium.nrows--;
	refused(&d);
	d.medium.nrows++;
	desk_close(&d);
	assert_int_equal(desk_open(&d), 0);
	desk_release(&d);
}

static void
entries_are_checked_from_where_the_views_stand(void **state)
{
	for (uint64_t viewed = 1; viewed <= 9; viewed++) {
		struct desk d;

		some_entries(&d, viewed);
		for (size_t i = 0; i < 9; i++) {
			struct medium_row *row = d.medium.rows[i];
			bool seen = i + 1 > viewed;

			row->bytes[row->n - 2] ^= 1;
			desk_close(&d);
			/* The last row and the first are always read. */
			assert_int_equal(desk_open(&d) != 0, seen || i == 0);
			row->bytes[row->n - 2] ^= 1;
			desk_close(&d);
			assert_int_equal(desk_open(&d), 0);
			assert_int_equal(keeper_verify(&d.k, NULL), 0);
			row->bytes[row->n - 2] ^= 1;
			assert_int_equal(keeper_verify(&d.k, NULL), E_BROKEN);
			row->bytes[row->n - 2] ^= 1;
		}
		desk_release(&d);
	}
}

static void
a_ledger_that_was_put_back_is_seen(void **state)
{
	struct desk d;

	/* Three entries short: a copy of yesterday. */
	some_entries(&d, 9);
	d.medium.nrows -= 3;
	d.medium.head.size -= 3;
	desk_close(&d);
	assert_int_equal(desk_open(&d), E_BROKEN);
	assert_non_null(strstr(d.k.why, "fewer entries"));
	d.medium.nrows += 3;
	d.medium.head.size += 3;
	/* As long, but of another history. */
	d.medium.mark.head.b[0] ^= 1;
	desk_close(&d);
	assert_int_equal(desk_open(&d), E_BROKEN);
	assert_non_null(strstr(d.k.why, "replaced"));
	d.medium.mark.head.b[0] ^= 1;
	desk_release(&d);
}

static void
views_of_another_version_are_made_anew(void **state)
{
	struct desk d;
	uint64_t at;
	size_t n;

	some_entries(&d, 5);
	n = d.medium.views.n;
	d.medium.mark.version++;
	assert_int_equal(keeper_project(&d.k, 2, &at), 0);
	assert_int_equal(at, 2);
	assert_true(d.medium.views.n < n);
	assert_int_equal(d.medium.mark.version, PROJECT_VERSION);
	assert_int_equal(keeper_project(&d.k, 1, &at), 0);
	assert_int_equal(at, 3);
	assert_int_equal(keeper_project(&d.k, 0, &at), 0);
	assert_int_equal(at, 9);
	desk_release(&d);
}

static void
views_show_nothing_that_was_not_written(void **state)
{
	struct medium_row *row;
	struct desk d;
	uint64_t at;

	some_entries(&d, 4);
	row = d.medium.rows[6];
	row->bytes[60] ^= 1;
	assert_int_equal(keeper_project(&d.k, 0, &at), E_BROKEN);
	assert_int_equal(d.medium.mark.at, 4);
	row->bytes[60] ^= 1;
	assert_int_equal(keeper_project(&d.k, 0, &at), 0);
	assert_int_equal(at, 9);
	desk_release(&d);
}

static void
a_store_says_once_what_it_is(void **state)
{
	static const struct store_kind kind = { true, "again" };
	char name[LIMIT_ID_BYTES + 2];
	struct store_kind named = { true, name };
	struct desk d;

	desk_init(&d);
	assert_int_equal(keeper_begin(&d.k, &kind), E_CONFLICT);
	assert_int_equal(strlen(d.k.id), 32);
	desk_release(&d);
	for (int more = -1; more <= 1; more++) {
		d = (struct desk){ .clock = 0 };
		d.world = (struct keeper_world){ desk_now, desk_random, &d };
		medium_init(&d.medium, &mem_system);
		assert_int_equal(desk_open(&d), 0);
		assert_int_equal(d.k.head.size, 0);
		memset(name, 'n', sizeof(name));
		name[(int)LIMIT_ID_BYTES + more] = '\0';
		assert_int_equal(keeper_begin(&d.k, &named),
		    more > 0 ? E_LIMIT : 0);
		if (more <= 0) {
			assert_true(d.k.kind.rehearsal);
			assert_string_equal(d.k.kind.name, name);
		}
		name[0] = '\xff';
		name[1] = '\0';
		if (more > 0)
			assert_int_equal(keeper_begin(&d.k, &named), E_SYNTAX);
		desk_release(&d);
	}
}

/* -- Limits ------------------------------------------------------------- */

static int
batch_of(struct desk *d, uint64_t id, size_t n, const char *draft, size_t size)
{
	const char **drafts = malloc(n * sizeof(*drafts));
	size_t *all = malloc(n * sizeof(*all));
	struct keeper_request q = { .drafts = drafts,
		.sizes = all,
		.n = n,
		.id = { id, 2 } };

	assert_true(drafts != NULL && all != NULL);
	for (size_t i = 0; i < n; i++) {
		drafts[i] = draft;
		all[i] = size;
	}
	keeper_append(&d->k, &q, 1);
	free(drafts);
	free(all);
	return q.r;
}

static void
a_batch_has_its_longest(void **state)
{
	static const char before[] = "{\"author\":\"a\",\"body\":{\"t\":\"",
			  after[] = "\"},\"kind\":\"k\",\"matter\":\"m\","
				    "\"on\":[],\"v\":1}";
	const size_t fixed = sizeof(before) - 1 + sizeof(after) - 1;
	/* 128 drafts of half a mebibyte are exactly as much as may be. */
	const size_t each = LIMIT_BATCH_BYTES / 128;
	char *s = malloc(each + 1);
	struct desk d;

	desk_init(&d);
	assert_int_equal(batch_of(&d, 1, 0, NULL, 0), E_SYNTAX);
	assert_int_equal(batch_of(&d, 2, LIMIT_BATCH - 1, notes[0], sizes[0]),
	    0);
	assert_int_equal(batch_of(&d, 3, LIMIT_BATCH, notes[0], sizes[0]), 0);
	assert_int_equal(batch_of(&d, 4, LIMIT_BATCH + 1, notes[0], sizes[0]),
	    E_LIMIT);
	assert_non_null(s);
	memset(s, 'a', each + 1);
	memcpy(s, before, sizeof(before) - 1);
	memcpy(s + each - sizeof(after) + 1, after, sizeof(after) - 1);
	assert_true(each > fixed);
	assert_int_equal(batch_of(&d, 5, 127, s, each), 0);
	assert_int_equal(batch_of(&d, 6, 128, s, each), 0);
	assert_int_equal(batch_of(&d, 7, 129, s, each), E_LIMIT);
	free(s);
	desk_release(&d);
}

static void
preconditions_have_their_most(void **state)
{
	static struct precondition pre[LIMIT_PRECONDITIONS + 1];
	char subject[LIMIT_SUBJECT_BYTES + 2];
	struct desk d;

	desk_init(&d);
	for (size_t i = 0; i <= LIMIT_PRECONDITIONS; i++)
		pre[i].subject = "nobody";
	for (int more = -1; more <= 1; more++) {
		struct keeper_request q = ask((uint64_t)(more + 1), 0, 1);

		q.pre = pre;
		q.npre = LIMIT_PRECONDITIONS + (size_t)more;
		keeper_append(&d.k, &q, 1);
		assert_int_equal(q.r, more > 0 ? E_LIMIT : 0);
	}
	for (int more = -1; more <= 1; more++) {
		struct keeper_request q = ask((uint64_t)(more + 10), 0, 1);

		memset(subject, 's', sizeof(subject));
		subject[(int)LIMIT_SUBJECT_BYTES + more] = '\0';
		pre[0].subject = subject;
		q.pre = pre;
		q.npre = 1;
		keeper_append(&d.k, &q, 1);
		assert_int_equal(q.r, more > 0 ? E_LIMIT : 0);
	}
	desk_release(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_group_is_written_in_order),
		cmocka_unit_test(an_id_is_for_one_batch),
		cmocka_unit_test(recorded_instants_never_go_back),
		cmocka_unit_test(no_clock_and_no_chance_write_nothing),
		cmocka_unit_test(an_open_fate_is_settled_by_opening_again),
		cmocka_unit_test(a_failure_that_wrote_nothing_breaks_nothing),
		cmocka_unit_test(each_bit_that_changes_is_seen),
		cmocka_unit_test(
		    entries_are_checked_from_where_the_views_stand),
		cmocka_unit_test(a_ledger_that_was_put_back_is_seen),
		cmocka_unit_test(views_of_another_version_are_made_anew),
		cmocka_unit_test(views_show_nothing_that_was_not_written),
		cmocka_unit_test(a_store_says_once_what_it_is),
		cmocka_unit_test(a_batch_has_its_longest),
		cmocka_unit_test(preconditions_have_their_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
