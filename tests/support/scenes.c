/* scenes.c - the scenes; see scene.h. */

#include <string.h>

#include "support/scene.h"

static const char *const people[] = { "people", "person/p-a" };
static const char *const orders[] = { "orders" };
static const char *const answers[] = { "answers", "answers/p-a" };
static const char *const imports[] = { "imports" };

static void
nothing(struct run *r)
{
	(void)r;
}

static void
a_few(struct run *r)
{
	run_say(r, "person/p-a", 1);
	run_say(r, "person/p-b", 3);
	run_say(r, "person/p-a", 2);
}

static void
a_few_seen(struct run *r)
{
	a_few(r);
	run_project(r, 0);
}

static void
thousands(struct run *r)
{
	int i;

	for (i = 0; i < 6; i++)
		run_say(r, "person/p-a", 500);
	run_project(r, 0);
}

/* -- Making and opening ------------------------------------------------- */

static void
make(struct run *r)
{
	(void)run_make(r);
}

static void
make_and_say(struct run *r)
{
	/* There, if not promised: what is written now is. */
	if (run_make(r) == 0)
		run_say(r, "person/p-a", 2);
}

static void
make_say_and_see(struct run *r)
{
	make_and_say(r);
	if (disk_has(r->disk, "/d/ledger.db"))
		run_project(r, 0);
	run_close(r);
}

static void
open_only(struct run *r)
{
	(void)run_open(r);
}

static void
open_and_close(struct run *r)
{
	int i;

	for (i = 0; i < 4; i++) {
		(void)run_open(r);
		run_close(r);
	}
}

static void
close_after_views(struct run *r)
{
	run_say(r, "person/p-c", 2);
	run_project(r, 0);
	run_close(r);
	run_say(r, "person/p-c", 1);
	run_project(r, 0);
	run_close(r);
}

/* Each time another keeper: another epoch. */
static void
take_over(struct run *r)
{
	int i;

	for (i = 0; i < 3; i++) {
		run_say(r, "person/p-a", 1);
		run_close(r);
	}
	run_say(r, "person/p-a", 1);
}

/* One that was deposed and does not know it. */
static void
fenced(struct run *r)
{
	struct keeper_request q;
	struct keeper old;
	struct told_batch *t;

	if (run_open(r) != 0)
		return;
	old = *disk_store_keeper(r->s);
	run_close(r);
	run_say(r, "person/p-b", 1);
	if (run_open(r) != 0)
		return;
	old.ledger = disk_store_keeper(r->s)->ledger;
	old.views = NULL;
	t = run_facts(r, "person/p-a", 2);
	t->fate = FATE_ASKED;
	q = (struct keeper_request){ .drafts = t->drafts,
		.sizes = t->sizes,
		.n = t->n,
		.id = { t->id[0], t->id[1] } };
	keeper_append(&old, &q, 1);
	/* Nothing of it may ever be there. */
	t->fate = FATE_NOTHING;
	if (q.r == 0)
		run_wrong(r, "a keeper that was deposed has written");
	if (disk_store_keeper(r->s)->broken != 0)
		run_close(r);
	run_close(r);
	run_say(r, "person/p-a", 1);
}

/* -- Batches ------------------------------------------------------------ */

static void
one(struct run *r)
{
	run_say(r, "person/p-a", 1);
}

static void
seven(struct run *r)
{
	run_say(r, "person/p-a", 7);
}

static void
three_times(struct run *r)
{
	run_say(r, "person/p-a", 2);
	run_say(r, "person/p-b", 1);
	run_say(r, "person/p-c", 4);
}

static void
many(struct run *r)
{
	run_say(r, "person/p-a", 300);
}

/* Each part of the log holds two groups here, and is brought in once one
 * more is in the other (disk_store.c). */
static void
two_parts(struct run *r)
{
	unsigned i;

	for (i = 0; i < 9; i++)
		run_say(r, "person/p-a", 1 + i % 2);
}

/* What lies in the one part, in the other, and in the ledger is asked for
 * while the parts change places. */
static void
two_parts_asked(struct run *r)
{
	struct precondition pre[] = { { "person/p-q", 0 }, { "people", 0 } };
	struct precondition touched = { "person/p-a", 1 };
	size_t from = r->told.n;
	unsigned i;

	for (i = 0; i < 5; i++) {
		pre[1].since = run_size(r);
		(void)run_send(r, run_facts(r, "person/p-c", 1), pre, 2, NULL);
		(void)run_send(r, &r->told.batches[i % 2], NULL, 0, NULL);
		(void)run_send(r, &r->told.batches[from], NULL, 0, NULL);
		if (run_send(r, run_facts(r, "person/p-b", 1), &touched, 1,
			NULL) == 0)
			run_wrong(r, "a touch of long ago was not seen");
		run_project(r, 3);
	}
	run_project(r, 0);
}

/* Larger than a part: it goes past it, with what is in both before it. */
static void
two_parts_passed(struct run *r)
{
	for (unsigned i = 0; i < 3; i++)
		run_say(r, "person/p-a", 1);
	run_say(r, "person/p-b", 60);
	run_say(r, "person/p-a", 1);
}

static void
together(struct run *r)
{
	size_t from = r->told.n;

	(void)run_facts(r, "person/p-a", 2);
	(void)run_facts(r, "person/p-b", 3);
	(void)run_facts(r, "person/p-c", 1);
	run_group(r, from, 3, NULL);
}

static void
together_many(struct run *r)
{
	size_t from = r->told.n, i;

	for (i = 0; i < 8; i++)
		(void)run_facts(r, "person/p-a", 1 + i % 3);
	run_group(r, from, 8, NULL);
}

/* The last rests on what one before it touches. */
static void
together_conflict(struct run *r)
{
	const struct precondition pre = { "person/p-q", 0 };
	size_t from = r->told.n;

	(void)run_facts(r, "person/p-q", 2);
	(void)run_facts(r, "person/p-b", 1);
	(void)run_facts(r, "person/p-c", 1);
	run_group(r, from, 3, &pre);
	if (r->told.batches[from].fate == FATE_WRITTEN &&
	    r->told.batches[from + 2].fate == FATE_WRITTEN &&
	    r->told.batches[from + 2].out.first >
		r->told.batches[from].out.first)
		run_wrong(r, "a precondition did not hold and was not seen");
}

static void
together_twice(struct run *r)
{
	size_t from = r->told.n;
	struct told_batch *a, *b;

	a = run_facts(r, "person/p-a", 2);
	b = run_facts(r, "person/p-b", 1);
	(void)b;
	r->told.batches[r->told.n] = *a;
	r->told.n++;
	run_group(r, from, 3, NULL);
	r->told.n--;
}

static void
condition_holds(struct run *r)
{
	struct precondition pre[] = { { "person/p-a", 0 }, { "orders", 0 },
		{ "person/p-x", 0 } };
	struct told_batch *t;

	pre[0].since = pre[1].since = run_size(r);
	t = run_facts(r, "person/p-a", 2);
	(void)run_send(r, t, pre, 3, NULL);
}

static void
condition_fails(struct run *r)
{
	const struct precondition pre = { "person/p-a", 1 };
	struct told_batch *t = run_facts(r, "person/p-c", 2);

	if (run_send(r, t, &pre, 1, NULL) == 0)
		run_wrong(r, "a precondition did not hold and was not seen");
	run_say(r, "person/p-c", 1);
}

static void
head_expected(struct run *r)
{
	uint64_t size = run_size(r);
	struct told_batch *t = run_facts(r, "person/p-c", 2);

	if (size > 0)
		(void)run_send(r, t, NULL, 0, &size);
}

static void
head_not_expected(struct run *r)
{
	uint64_t size = 2;
	struct told_batch *t = run_facts(r, "person/p-c", 2);

	if (run_send(r, t, NULL, 0, &size) == 0)
		run_wrong(r, "another head was expected");
	run_say(r, "person/p-c", 1);
}

static void
again(struct run *r)
{
	struct told_batch *t = run_say(r, "person/p-c", 3);

	(void)run_send(r, t, NULL, 0, NULL);
	run_close(r);
	(void)run_send(r, t, NULL, 0, NULL);
}

static void
again_old(struct run *r)
{
	(void)run_send(r, &r->told.batches[1], NULL, 0, NULL);
	run_say(r, "person/p-c", 1);
	(void)run_send(r, &r->told.batches[0], NULL, 0, NULL);
}

/* Its id, and other drafts: they would be lost. */
static void
again_other(struct run *r)
{
	struct told_batch *t = run_facts(r, "person/p-c", 2);

	memcpy(t->id, r->told.batches[0].id, sizeof(t->id));
	if (run_send(r, t, NULL, 0, NULL) == 0)
		run_wrong(r, "another batch of the same id was taken");
	/* Whatever was said: it is never written. */
	t->fate = FATE_NOTHING;
	run_say(r, "person/p-c", 1);
}

/* -- What people write -------------------------------------------------- */

static void
send_entry(struct run *r, const char *kind, const char *const *on, size_t n,
    json_t *body)
{
	(void)run_send(r, run_entry(r, kind, on, n, body), NULL, 0, NULL);
}

static json_t *
j(const char *key, const char *value)
{
	bool rested = refusals.rest;
	json_t *o;

	refusals.rest = true;
	o = json_pack("{s:s}", key, value);
	refusals.rest = rested;
	return o;
}

static json_t *
j_of(json_int_t of)
{
	bool rested = refusals.rest;
	json_t *o;

	refusals.rest = true;
	o = json_pack("{s:I}", "of", of);
	refusals.rest = rested;
	return o;
}

static void
enter_order(struct run *r)
{
	send_entry(r, "law", orders, 1, j("text", "order one.stay\n"));
	run_project(r, 0);
}

static void
confirm(struct run *r)
{
	const char *const on[] = { "entry/8", "orders" };

	enter_order(r);
	send_entry(r, "confirm", on, 2, j_of(8));
	run_project(r, 0);
}

static void
refuse(struct run *r)
{
	const char *const on[] = { "entry/8", "orders" };

	enter_order(r);
	send_entry(r, "refuse", on, 2, j_of(8));
	send_entry(r, "confirm", on, 2, j_of(8));
}

static void
register_person(struct run *r)
{
	bool rested = refusals.rest;
	json_t *id, *name;

	refusals.rest = true;
	id = json_pack("{s:s,s:s,s:s}", "person", "p-a", "type", "a_number",
	    "value", "A000-000-017");
	name = json_pack("{s:s,s:s,s:s}", "person", "p-a", "type", "name",
	    "value", "Ann Example");
	refusals.rest = rested;
	send_entry(r, "person", people, 2, j("person", "p-a"));
	send_entry(r, "identifier", people, 2, id);
	send_entry(r, "identifier", people, 2, name);
	run_project(r, 0);
}

static void
answer(struct run *r)
{
	struct precondition pre[] = { { "person/p-a", 0 }, { "people", 0 },
		{ "orders", 0 }, { "dockets", 0 } };
	struct told_batch *t;
	size_t i;

	for (i = 0; i < 4; i++)
		pre[i].since = run_size(r);
	t = run_entry(r, "answer", answers, 2, j("verdict", "no bar"));
	(void)run_send(r, t, pre, 4, NULL);
}

/* Something came between; decided anew it is written. */
static void
answer_anew(struct run *r)
{
	struct precondition pre = { "person/p-a", 1 };
	struct told_batch *t;

	t = run_entry(r, "answer", answers, 2, j("verdict", "no bar"));
	if (run_send(r, t, &pre, 1, NULL) == 0)
		run_wrong(r, "an answer was written that rests on the past");
	answer(r);
}

static void
import(struct run *r)
{
	run_say(r, "person/p-a", 100);
	run_say(r, "person/p-b", 100);
	run_say(r, "person/p-c", 100);
	send_entry(r, "import", imports, 1, j("import", "i-1"));
	run_project(r, 64);
	run_project(r, 0);
}

static void
undo(struct run *r)
{
	const char *const on[] = { "imports", "person/p-a", "person/p-b" };

	send_entry(r, "undo", on, 3, j("import", "i-1"));
	run_project(r, 0);
}

static void
long_entry(struct run *r, size_t n)
{
	char *text = arena_array(r->texts, n + 1, 1);

	if (text == NULL)
		return;
	memset(text, 'x', n);
	send_entry(r, "law", orders, 1, j("text", text));
}

static void
large_entry(struct run *r)
{
	long_entry(r, 200000);
}

static void
large_entries(struct run *r)
{
	long_entry(r, 60000);
	run_say(r, "person/p-a", 20);
	long_entry(r, 90000);
	run_project(r, 0);
	run_say(r, "person/p-a", 1);
}

static void
many_subjects(struct run *r)
{
	static const char *const on[] = { "a", "b", "c", "d", "e", "f", "g",
		"h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t",
		"u", "v", "w", "x", "y", "z" };

	send_entry(r, "docket", on, 26, j("case", "one"));
	send_entry(r, "docket", on, 26, j("case", "two"));
}

/* -- Views -------------------------------------------------------------- */

static void
see(struct run *r)
{
	run_project(r, 0);
}

static void
see_slowly(struct run *r)
{
	int i;

	for (i = 0; i < 4; i++)
		run_project(r, 2);
	run_say(r, "person/p-a", 2);
	run_project(r, 1);
	run_project(r, 0);
}

static void
see_each(struct run *r)
{
	int i;

	for (i = 0; i < 4; i++) {
		run_say(r, "person/p-a", 1);
		run_project(r, 0);
	}
}

static void
rebuild(struct run *r)
{
	run_rebuild(r);
}

static void
rebuild_twice(struct run *r)
{
	run_rebuild(r);
	run_say(r, "person/p-a", 2);
	run_project(r, 0);
	run_rebuild(r);
	run_close(r);
}

static void
rebuild_unseen(struct run *r)
{
	run_say(r, "person/p-a", 2);
	run_rebuild(r);
	run_say(r, "person/p-a", 2);
	run_project(r, 0);
}

static void
lots_seen(struct run *r)
{
	run_say(r, "person/p-b", 400);
	run_project(r, 100);
	run_project(r, 0);
	run_close(r);
}

/* -- Documents ---------------------------------------------------------- */

static void
document(struct run *r)
{
	run_blob(r, 3000, 'a');
}

static void
document_and_fact(struct run *r)
{
	run_blob(r, 500, 'b');
	run_say(r, "person/p-a", 1);
}

static void
document_again(struct run *r)
{
	run_blob(r, 700, 'c');
	run_blob(r, 700, 'c');
}

static void
documents(struct run *r)
{
	run_blob(r, 0, 'd');
	run_blob(r, 1, 'e');
	run_blob(r, 200000, 'f');
	run_blob(r, 513, 'g');
}

/* -- Clocks ------------------------------------------------------------- */

static void
clock_back(struct run *r)
{
	int i;

	r->clock_steps[0] = -(int64_t)3600 * 1000000;
	for (i = 0; i < 4; i++) {
		run_say(r, "person/p-a", 1);
		if (i == 1)
			run_close(r);
	}
}

static void
clock_jumps(struct run *r)
{
	r->clock_steps[0] = (int64_t)86400 * 1000000 * 400;
	r->clock_steps[1] = -(int64_t)86400 * 1000000 * 900;
	r->clock_steps[2] = 0;
	r->nclock = 3;
	run_say(r, "person/p-a", 1);
	run_say(r, "person/p-a", 2);
	run_close(r);
	run_say(r, "person/p-a", 1);
	run_say(r, "person/p-b", 1);
}

static void
clock_stands(struct run *r)
{
	r->nclock = 0;
	three_times(r);
}

static void
clock_of_no_year(struct run *r)
{
	int64_t now = r->clock;

	r->clock = INT64_C(9000000000000000);
	r->nclock = 0;
	(void)run_send(r, run_facts(r, "person/p-a", 1), NULL, 0, NULL);
	r->clock = now;
	run_say(r, "person/p-a", 1);
}

const struct scene scenes[] = {
	{ "a store is made", nothing, make, 1, true },
	{ "made and written to", nothing, make_and_say, 1, true },
	{ "made, written, seen", nothing, make_say_and_see, 1, true },
	{ "opened", a_few_seen, open_only, 1, false },
	{ "opened and closed", a_few_seen, open_and_close, 1, false },
	{ "closed after views", a_few, close_after_views, 1, false },
	{ "keepers take over", a_few_seen, take_over, 1, false },
	{ "a deposed keeper", a_few_seen, fenced, 1, false },
	{ "the first batch", nothing, one, 1, false },
	{ "one entry", a_few_seen, one, 1, false },
	{ "a batch of seven", a_few_seen, seven, 1, false },
	{ "three batches", a_few_seen, three_times, 1, false },
	{ "a batch of 300", a_few_seen, many, 8, false },
	{ "a log of two parts", a_few_seen, two_parts, 1, false },
	{ "a log that is asked", a_few_seen, two_parts_asked, 2, false },
	{ "past the log", a_few_seen, two_parts_passed, 2, false },
	{ "three together", a_few_seen, together, 1, false },
	{ "eight together", a_few_seen, together_many, 1, false },
	{ "together, in conflict", a_few_seen, together_conflict, 1, false },
	{ "together, one twice", a_few_seen, together_twice, 1, false },
	{ "what it rests on holds", a_few_seen, condition_holds, 1, false },
	{ "what it rests on does not", a_few_seen, condition_fails, 1, false },
	{ "an expected head", a_few_seen, head_expected, 1, false },
	{ "an unexpected head", a_few_seen, head_not_expected, 1, false },
	{ "sent again", a_few_seen, again, 1, false },
	{ "an old one sent again", a_few_seen, again_old, 1, false },
	{ "another with its id", a_few_seen, again_other, 1, false },
	{ "an order entered", a_few_seen, enter_order, 1, false },
	{ "an order confirmed", a_few_seen, confirm, 1, false },
	{ "an order refused", a_few_seen, refuse, 1, false },
	{ "a person registered", a_few_seen, register_person, 1, false },
	{ "an answer", a_few_seen, answer, 1, false },
	{ "an answer, decided anew", a_few_seen, answer_anew, 1, false },
	{ "an import", a_few_seen, import, 8, false },
	{ "an import undone", import, undo, 8, false },
	{ "a large entry", a_few_seen, large_entry, 4, false },
	{ "large entries", a_few_seen, large_entries, 4, false },
	{ "many subjects", a_few_seen, many_subjects, 1, false },
	{ "thousands, then one", thousands, one, 16, false },
	{ "thousands, then a batch", thousands, seven, 16, false },
	{ "views catch up", a_few, see, 1, false },
	{ "views catch up slowly", a_few, see_slowly, 1, false },
	{ "views after each", a_few_seen, see_each, 1, false },
	{ "views of many", a_few, lots_seen, 8, false },
	{ "rebuilt", a_few_seen, rebuild, 1, false },
	{ "rebuilt twice", a_few_seen, rebuild_twice, 1, false },
	{ "rebuilt before it was seen", a_few, rebuild_unseen, 1, false },
	{ "a document", a_few_seen, document, 1, false },
	{ "a document and a fact", a_few_seen, document_and_fact, 1, false },
	{ "a document twice", a_few_seen, document_again, 1, false },
	{ "documents", a_few_seen, documents, 1, false },
	{ "a clock set back", a_few_seen, clock_back, 1, false },
	{ "a clock that jumps", a_few_seen, clock_jumps, 1, false },
	{ "a clock that stands", a_few_seen, clock_stands, 1, false },
	{ "a clock of no year", a_few_seen, clock_of_no_year, 1, false },
	{ "signed one by one", scene_signed, scene_sign_each, 1, false },
	{ "signed together", scene_signed, scene_sign_together, 1, false },
	{ "signed past a tile", scene_signed, scene_sign_a_tile, 8, false },
	{ "signed from then on", a_few_seen, scene_sign_late, 1, false },
	{ "nothing bars", scene_ask_free, scene_ask, 2, false },
	{ "barred", scene_ask_barred, scene_ask_who_is_barred, 2, false },
	{ "something comes between", scene_ask_free, scene_ask_between, 2,
	    false },
};

const size_t nscenes = sizeof(scenes) / sizeof(scenes[0]);
