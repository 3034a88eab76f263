/* ask_store.c - a question put to a store, and its answer written down.
 *
 * The answer is decided as of one entry and written only if nothing that it
 * rests on was touched since: else it is decided anew.  NO BAR ON RECORD
 * is durable before it is spoken; BARRED is never withheld because it could
 * not be written. */

#include <stdlib.h>
#include <string.h>

#include "cli/ask.h"
#include "cli/keep.h"
#include "intake/asked.h"

#define ASK_TRIES 5

const char *
ask_author(const char *named)
{
	static const char *const names[] = { "LOGNAME", "USER" };
	const char *s;
	size_t i;

	if (named != NULL)
		return named;
	for (i = 0; i < 2; i++)
		if ((s = getenv(names[i])) != NULL && s[0] != '\0')
			return s;
	return "not named";
}

/* -- Who ------------------------------------------------------------------- */

/* As check and its kin show people of files. */
static struct people_entry *
shown_as(struct arena *a, const struct stored_person *p)
{
	struct people_entry *e = arena_alloc(a, sizeof(*e));

	if (e == NULL)
		return NULL;
	e->id = p->a_number != NULL ? p->a_number : p->id;
	e->name = p->name;
	if (p->under != NULL)
		e->person = p->under[0];
	return e;
}

static int
store_who(struct ask *a, const char *who)
{
	struct arena *arena = a->c->arena;
	const char **ids = NULL;
	struct stored_person *people;
	struct people_entry *e;
	size_t n = 0, i;
	int r;

	r = stored_find(&a->stored, arena, who, &ids, &n, &a->exact,
	    &a->unsure);
	if (r != 0)
		return r;
	a->who = people_id(arena, who);
	a->nentries = n;
	/* Someone we know nothing of may still be anyone. */
	a->nkept = n == 0 ? 1 : n;
	people = arena_array(arena, a->nkept, sizeof(*people));
	a->kept = arena_array(arena, a->nkept, sizeof(*a->kept));
	a->entries = arena_array(arena, a->nkept, sizeof(*a->entries));
	a->persons = arena_array(arena, a->nkept, sizeof(*a->persons));
	if (a->who == NULL || people == NULL || a->kept == NULL ||
	    a->entries == NULL || a->persons == NULL)
		return E_NOMEM;
	for (i = 0; i < a->nkept; i++) {
		r = stored_person(&a->stored, arena, n == 0 ? a->who : ids[i],
		    STORED_AS_KNOWN, &people[i]);
		if (r != 0)
			return r;
		if ((e = shown_as(arena, &people[i])) == NULL)
			return E_NOMEM;
		a->kept[i] = &people[i];
		a->entries[i] = e;
		a->persons[i] = &people[i].under[0];
	}
	/* Our own id is not what anybody else knows. */
	if (a->exact)
		a->who = a->entries[0]->id;
	a->question.who = a->persons;
	a->question.nwho = a->nkept;
	a->question.exact = a->exact;
	return 0;
}

static int
store_failed(struct ask *a, int r)
{
	(void)cli_failed(a->c, "the store %s: %s: %s", a->opts->store,
	    err_text(r), store_why(a->store));
	return r;
}

bool
ask_store_load(struct ask *a, const char *who, enum status *status)
{
	const struct command *self = a->self;
	struct keep_now now;
	int r;

	*status = STATUS_FAILED;
	if ((r = keep_now(a->store, &now)) != 0) {
		(void)store_failed(a, r);
		return false;
	}
	if (!ask_times(a, self, &now, status))
		return false;
	*status = STATUS_FAILED;
	r = keep_orders(a->c->arena, a->store, &now, a->question.known,
	    &a->stored);
	if (r != 0) {
		(void)store_failed(a, r);
		return false;
	}
	if (a->stored.broken != NULL && !a->stored.laws[0].good) {
		cli_diags(a->c, &a->stored.laws[0].diags, NULL, 0);
		(void)cli_failed(a->c, "%s", a->stored.broken);
		return false;
	}
	a->book.law = a->stored.laws[0].law;
	a->book.from = a->opts->store;
	a->question.law = &a->book.law;
	a->question.record = &a->stored.laws[0].record;
	a->question.act = &a->act;
	if (!ask_act(a, self, status))
		return false;
	*status = STATUS_FAILED;
	if ((r = store_who(a, who)) == 0)
		return true;
	(void)store_failed(a, r);
	return false;
}

bool
ask_store_read(struct cli *c, const struct command *self,
    const struct ask_opts *opts, struct ask *a, const char *who,
    enum status *status)
{
	const char *why = NULL;
	int r;

	*a = (struct ask){ .c = c, .opts = opts };
	if (opts->people.n > 0 || opts->casebook.n > 0) {
		*status = cli_usage(c, self,
		    "a store has its own people and orders: --store goes "
		    "without --people and --casebook");
		return false;
	}
	if (!ask_zone(a, self, status))
		return false;
	r = store_open(c->arena, opts->store, KEEP_WAIT, &a->store, &why);
	if (r == 0 && (r = keep_begin(c, a->store, &why)) != 0)
		ask_end(a);
	if (r != 0) {
		*status = cli_failed(c, "the store %s cannot be asked: %s",
		    opts->store, why != NULL ? why : err_text(r));
		return false;
	}
	a->self = self;
	a->asked = who;
	if (ask_store_load(a, who, status))
		return true;
	ask_end(a);
	return false;
}

void
ask_end(struct ask *a)
{
	if (a->store != NULL)
		store_close(a->store);
	a->store = NULL;
}

/* -- What is written down -------------------------------------------------- */

static struct asked
asked_of(const struct ask *a)
{
	return (struct asked){ .st = a->stored,
		.who = a->who,
		.people = a->kept,
		.n = a->nkept,
		.nfound = a->nentries,
		.exact = a->exact,
		.clock_behind = a->clock_behind,
		.act = &a->act,
		.others = a->others };
}

json_t *
ask_store_body(const struct ask *a, const struct answer *ans)
{
	const struct asked q = asked_of(a);

	return asked_body(&q, a->question.known, ans, FORESTAY_VERSION);
}

/* What must not have been touched since the answer was decided. */
static int
preconditions(struct ask *a, struct batch *b)
{
	const struct asked q = asked_of(a);
	struct precondition *pre;

	pre = arena_array(a->c->arena, asked_npre(&q), sizeof(*pre));
	if (pre == NULL)
		return E_NOMEM;
	b->npre = asked_pre(&q, pre, 0);
	b->pre = pre;
	return 0;
}

static int
store_log(struct ask *a, const struct answer *ans)
{
	const char *on[LIMIT_SUBJECTS] = { "answers" };
	struct draft d = { .kind = "answer",
		.matter = "answers",
		.author = ask_author(a->opts->asked_by),
		.on = on,
		.non = 1 };
	struct batch b = { .drafts = &d, .n = 1 };
	struct appended out;
	json_t *body;
	size_t i;
	int r, again;

	for (i = 0; i < a->nentries && d.non < LIMIT_SUBJECTS; i++)
		if ((on[d.non++] = arena_printf(a->c->arena, "answers/%s",
			 a->kept[i]->id)) == NULL)
			return E_NOMEM;
	if ((r = preconditions(a, &b)) != 0)
		return r;
	if ((body = ask_store_body(a, ans)) == NULL)
		return E_NOMEM;
	d.body = body;
	if ((r = store_batch_id(&b)) != 0)
		goto out;
	/* When its fate is open, the same id finds out. */
	for (again = 0; again < ASK_TRIES; again++) {
		r = store_append(a->store, &b, &out);
		if (r != E_IO && r != E_STALE && r != E_AGAIN)
			break;
	}
	if (r == 0) {
		a->entry = out.first;
		/* A clock set back: what is known then may still grow. */
		if (instant_cmp(out.at, a->question.known) < 0)
			r = E_RANGE;
	}
out:
	json_decref(body);
	return r;
}

static void
clock_holds(const struct ask *a, struct answer *out)
{
	const struct asked q = asked_of(a);

	asked_clock(a->c->arena, &q, out);
}

static void
no_bar_unsaid(struct ask *a, struct answer *out, int r)
{
	const char **holds = arena_array(a->c->arena, 1, sizeof(*holds));

	a->not_logged = arena_printf(a->c->arena,
	    "the answer could not be written down: %s: %s", err_text(r),
	    store_why(a->store));
	if (a->not_logged == NULL)
		a->not_logged = "the answer could not be written down";
	if (out->verdict != VERDICT_NO_BAR)
		return;
	out->verdict = VERDICT_HOLD;
	out->failed = true;
	out->err = r;
	out->settle = NULL;
	out->nholds = 0;
	if (holds == NULL)
		return;
	holds[0] = a->not_logged;
	out->holds = holds;
	out->nholds = 1;
}

void
ask_store_decide(struct ask *a, struct answer *out)
{
	struct stored_question q = { .st = &a->stored,
		.explain = a->question.explain,
		.horizon = a->question.horizon,
		.settle = a->question.settle,
		.zone = a->zone };
	struct question asked = a->question;
	enum status status;
	int r = 0, tries;

	for (tries = 0; tries < ASK_TRIES; tries++) {
		/* Something came between: read it, and decide anew. */
		if (tries > 0) {
			if (!ask_store_load(a, a->asked, &status))
				break;
			a->question.explain = asked.explain;
			a->question.horizon = asked.horizon;
			a->question.settle = asked.settle;
		}
		q.who = a->kept;
		q.nwho = a->nkept;
		q.exact = a->exact;
		q.unsure = a->unsure;
		q.act = &a->act;
		a->others = (struct stored_others){ .n = 0 };
		q.others = &a->others;
		(void)stored_decide(a->c->arena, &q, out);
		clock_holds(a, out);
		r = store_log(a, out);
		if (r != E_CONFLICT && r != E_RANGE)
			break;
	}
	if (r != 0)
		no_bar_unsaid(a, out, r);
}
