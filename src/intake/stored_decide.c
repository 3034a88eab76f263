/* stored_decide.c - an answer from what a store knows; see stored.h. */

#include <string.h>

#include "intake/stored_read.h"

const char *
stored_wait_text(struct arena *a, const struct stored_wait *w,
    const struct zone *z)
{
	struct buf since;
	const char *s;

	buf_init(&since, a->mem, 256);
	zone_print(&since, z != NULL ? z : zone_builtin("UTC"), w->since);
	s = arena_printf(a,
	    "entry %llu by %s waits for a second person since %s: %s",
	    (unsigned long long)w->seq, w->author, since.s, w->what);
	buf_release(&since);
	return s;
}

/* -- The act in other words ------------------------------------------------ */

static int
value_in(struct arena *a, const struct vocab *v, enum field_type type,
    const struct value *from, struct value *to)
{
	struct value *items;
	size_t i;
	int r;

	*to = *from;
	if (from->kind == VALUE_WORD) {
		to->word = vocab_word(v, type, from->word->name);
		return to->word == NULL ? E_NAME : 0;
	}
	if (from->kind != VALUE_SET && from->kind != VALUE_EITHER)
		return 0;
	items = arena_array(a, from->nitems, sizeof(*items));
	if (items == NULL)
		return E_NOMEM;
	for (i = 0; i < from->nitems; i++)
		if ((r = value_in(a, v, type, &from->items[i], &items[i])) != 0)
			return r;
	to->items = items;
	return 0;
}

int
stored_act(struct arena *a, const struct law *law, const struct act *act,
    struct act *out)
{
	const struct act_kind *k = vocab_act(law->vocab, act->kind->name);
	struct value *slots;
	size_t i;
	int at, r;

	if (k == NULL)
		return E_NAME;
	*out = *act;
	out->kind = k;
	slots = arena_array(a, k->nslots, sizeof(*slots));
	if (slots == NULL)
		return E_NOMEM;
	for (i = 0; i < act->kind->nslots; i++) {
		if (act->slots == NULL || act->slots[i].kind == VALUE_NONE)
			continue;
		at = act_slot(k, act->kind->slots[i].name);
		if (at < 0)
			return E_NAME;
		r = value_in(a, law->vocab, k->slots[at].type, &act->slots[i],
		    &slots[at]);
		if (r != 0)
			return r;
	}
	out->slots = slots;
	return 0;
}

/* -- One casebook ---------------------------------------------------------- */

static int
instruments_of(struct arena *a, const struct law *law,
    const struct stored_question *q, struct question *out)
{
	const struct instrument **only;
	const struct instrument *x;
	const struct law_case *c;
	size_t i, k, n = 0;

	if (q->nonly == 0)
		return 0;
	only = arena_array(a, law->ninstruments, sizeof(*only));
	if (only == NULL)
		return E_NOMEM;
	for (i = 0; i < law->ninstruments; i++) {
		x = law->instruments[i];
		for (k = 0; k < q->nonly; k++) {
			c = law_case(law, q->only[k]);
			if (strcmp(x->id.s, q->only[k]) == 0 ||
			    (c != NULL && x->in_case == c))
				break;
		}
		if (k < q->nonly)
			only[n++] = x;
	}
	/* None would mean all to decide(). */
	if (n == 0)
		return E_NAME;
	out->only = only;
	out->nonly = n;
	return 0;
}

static int
decide_fails(struct answer *out, int err)
{
	*out = (struct answer){ .verdict = VERDICT_HOLD,
		.until = INSTANT_NEVER,
		.horizon = INSTANT_NEVER,
		.failed = true,
		.err = err };
	return err;
}

static int
decide_under(struct arena *a, const struct stored_question *q, size_t i,
    const struct stored_person *const *who, struct answer *out)
{
	const struct stored_law *l = &q->st->laws[i];
	struct record *record = arena_alloc(a, sizeof(*record));
	struct act *act = arena_alloc(a, sizeof(*act));
	const struct person **people = arena_array(a, q->nwho, sizeof(*people));
	struct question one = { .law = &l->law,
		.exact = q->exact,
		.nwho = q->nwho,
		.known = q->st->known,
		.explain = q->explain,
		.horizon = q->horizon,
		.settle = q->settle,
		.brief = q->brief,
		.cache = q->caches == NULL ? NULL : q->caches[i] };
	struct docket_read *reads = NULL;
	size_t k;
	int r;

	if (record == NULL || act == NULL || people == NULL)
		return decide_fails(out, E_NOMEM);
	*record = l->record;
	record->dockets_fresh = q->dockets_fresh;
	if (q->dockets_said &&
	    (r = stored_docket_reads(a, q->st, true, &reads,
		 &record->nreads)) != 0)
		return decide_fails(out, r);
	if (q->dockets_said)
		record->reads = reads;
	for (k = 0; k < q->nwho; k++)
		people[k] = &who[k]->under[i];
	if ((r = stored_act(a, &l->law, q->act, act)) != 0 ||
	    (r = instruments_of(a, &l->law, q, &one)) != 0)
		return decide_fails(out, r);
	one.record = record;
	one.who = people;
	one.act = act;
	return decide(a, &one, out);
}

int
stored_decide_under(struct arena *a, const struct stored_question *q,
    size_t law, struct answer *out)
{
	return decide_under(a, q, law, q->who, out);
}

/* -- All of them ----------------------------------------------------------- */

static int
holds_add(struct arena *a, struct answer *ans, const char *why)
{
	const char **holds = arena_array(a, ans->nholds + 1, sizeof(*holds));
	size_t i;

	if (why == NULL || holds == NULL)
		return E_NOMEM;
	for (i = 0; i < ans->nholds; i++)
		holds[i] = ans->holds[i];
	holds[ans->nholds++] = why;
	ans->holds = holds;
	return 0;
}

static enum tri
cited(const struct answer *ans, const char *order)
{
	size_t i;

	for (i = 0; i < ans->ncitations; i++)
		if (strcmp(ans->citations[i].order->id.s, order) == 0)
			return ans->citations[i].value;
	return NO;
}

/* Every order that bars or holds under one of them, as not known. */
static int
hold_citations(struct arena *a, const struct answer *all, size_t n,
    const char *why, struct answer *out)
{
	struct citation *cs;
	size_t i, k, m, total = 0, count = 0;

	for (i = 0; i < n; i++)
		total += all[i].ncitations;
	cs = arena_array(a, total, sizeof(*cs));
	if (cs == NULL)
		return E_NOMEM;
	for (i = 0; i < n; i++)
		for (k = 0; k < all[i].ncitations; k++) {
			const struct citation *c = &all[i].citations[k];
			bool differ = false;

			for (m = 0; m < i; m++)
				if (cited(&all[m], c->order->id.s) != NO)
					break;
			if (m < i)
				continue;
			for (m = 0; m < n; m++)
				differ = differ ||
				    cited(&all[m], c->order->id.s) != c->value;
			cs[count] = *c;
			cs[count].value = UNKNOWN;
			if (differ || c->why_held == NULL)
				cs[count].why_held = why;
			count++;
		}
	out->citations = cs;
	out->ncitations = count;
	out->nbarring = 0;
	return 0;
}

/* What waits of the orders: the answers under each set of it differ. */
static int
differ(struct arena *a, const struct stored_question *q,
    const struct answer *all, struct answer *out)
{
	const struct stored *st = q->st;
	const char *why = NULL;
	size_t i;
	int r;

	*out = all[0];
	out->verdict = VERDICT_HOLD;
	out->barred_until_known = false;
	out->until = INSTANT_NEVER;
	out->until_text = NULL;
	out->holds = NULL;
	out->nholds = 0;
	for (i = 0; i < st->nwaits; i++) {
		why = stored_wait_text(a, &st->waits[i], q->zone);
		if ((r = holds_add(a, out, why)) != 0)
			return r;
	}
	for (i = 0; i < st->nlaws; i++)
		for (size_t k = 0; k < all[i].nholds; k++)
			if (all[i].verdict == VERDICT_HOLD &&
			    (r = holds_add(a, out, all[i].holds[k])) != 0)
				return r;
	out->settle = "whether a second person confirms or refuses it";
	return hold_citations(a, all, st->nlaws, why, out);
}

static int
combine(struct arena *a, const struct stored_question *q,
    const struct answer *all, struct answer *out)
{
	bool same = true;
	size_t i;

	*out = all[0];
	for (i = 1; i < q->st->nlaws; i++) {
		same = same && all[i].verdict == all[0].verdict;
		if (instant_cmp(all[i].horizon, out->horizon) < 0)
			out->horizon = all[i].horizon;
		if (instant_cmp(all[i].until, out->until) < 0) {
			out->until = all[i].until;
			out->until_text = all[i].until_text;
			out->barred_until_known = all[i].barred_until_known;
		}
		if (all[i].failed)
			out->failed = true, out->err = all[i].err;
	}
	if (same)
		return 0;
	{
		struct instant horizon = out->horizon;
		bool failed = out->failed;
		int err = out->err, r = differ(a, q, all, out);

		out->horizon = horizon;
		out->failed = failed;
		out->err = err;
		return r;
	}
}

static int
decide_all(struct arena *a, const struct stored_question *q,
    const struct stored_person *const *who, struct answer *out)
{
	struct answer *all = arena_array(a, q->st->nlaws, sizeof(*all));
	size_t i;
	int r = 0, e;

	if (all == NULL)
		return decide_fails(out, E_NOMEM);
	for (i = 0; i < q->st->nlaws; i++)
		if ((e = decide_under(a, q, i, who, &all[i])) != 0 && r == 0)
			r = e;
	if ((e = combine(a, q, all, out)) != 0)
		return decide_fails(out, e);
	return r;
}

/* The answer if what waits of these people's facts is taken so. */
static int
taken_as(struct arena *a, const struct stored_question *q, enum stored_as as,
    struct answer *out)
{
	struct stored_person *people = arena_array(a, q->nwho, sizeof(*people));
	const struct stored_person **who =
	    arena_array(a, q->nwho, sizeof(*who));
	size_t i;
	int r;

	if (people == NULL || who == NULL)
		return E_NOMEM;
	for (i = 0; i < q->nwho; i++) {
		who[i] = &people[i];
		r = stored_person(q->st, a, q->who[i]->id, as, &people[i]);
		if (r != 0)
			return r;
	}
	return decide_all(a, q, who, out);
}

/* The verdict if all of it were settled. */
static int
if_settled(struct arena *a, const struct stored_question *q, enum stored_as as,
    enum verdict *out)
{
	struct stored_question plain = *q;
	struct answer ans = { .verdict = VERDICT_HOLD };
	int r;

	plain.explain = plain.horizon = plain.settle = false;
	plain.caches = NULL;
	r = taken_as(a, &plain, as, &ans);
	*out = ans.verdict;
	return r;
}

/* One person's word is enough to protect: what would be barred if the facts
 * that wait counted is barred. */
static int
bars_as_said(struct arena *a, const struct stored_question *q,
    struct answer *out)
{
	struct answer said;
	bool any = false;
	size_t i;
	int r;

	for (i = 0; i < q->nwho; i++)
		any = any || q->who[i]->said;
	if (!any)
		return 0;
	r = taken_as(a, q, STORED_AS_SAID, &said);
	if (r != 0)
		return r;
	said.horizon = instant_min(said.horizon, out->horizon);
	out->horizon = said.horizon;
	if (said.verdict == VERDICT_BARRED)
		*out = said;
	return 0;
}

/* What waits is a reason of the hold only if settling it would end that. */
static int
holds_waiting(struct arena *a, const struct stored_question *q,
    struct answer *out)
{
	enum verdict with = VERDICT_HOLD, without = VERDICT_HOLD;
	const struct stored_person *p;
	size_t i, k, n = 0;
	int r;

	for (i = 0; i < q->nwho; i++)
		n += q->who[i]->nwaits;
	if (n == 0)
		return 0;
	if ((r = if_settled(a, q, STORED_AS_IF_CONFIRMED, &with)) != 0 ||
	    (r = if_settled(a, q, STORED_AS_IF_REFUSED, &without)) != 0)
		return r;
	if (with == VERDICT_HOLD && without == VERDICT_HOLD)
		return 0;
	for (i = 0; i < q->nwho; i++) {
		p = q->who[i];
		for (k = 0; k < p->nwaits; k++)
			if ((r = holds_add(a, out,
				 stored_wait_text(a, &p->waits[k], q->zone))) !=
			    0)
				return r;
	}
	out->settle = "whether a second person confirms or refuses it";
	return 0;
}

/* Nor is a docket that one person read, unless a second one's word on it
 * would end the hold. */
static int
holds_docket(struct arena *a, const struct stored_question *q,
    struct answer *out)
{
	const struct stored *st = q->st;
	struct stored_question said = *q;
	struct stored_wait w;
	struct answer ans;
	bool any = false;
	size_t i;
	int r;

	for (i = 0; i < st->ndockets; i++)
		any = any || st->dockets[i].waits;
	if (!any || q->dockets_fresh || q->dockets_said)
		return 0;
	said.dockets_said = true;
	said.explain = said.horizon = said.settle = false;
	said.caches = NULL;
	(void)decide_all(a, &said, q->who, &ans);
	if (ans.failed || ans.verdict == VERDICT_HOLD)
		return 0;
	for (i = 0; i < st->ndockets; i++) {
		if (!st->dockets[i].waits)
			continue;
		if ((r = stored_docket_wait(a, &st->dockets[i], &w)) != 0 ||
		    (r = holds_add(a, out, stored_wait_text(a, &w, q->zone))) !=
			0)
			return r;
	}
	out->settle = "whether a second person has read the docket";
	return 0;
}

/* Links that contradict each other are for a person to settle. */
static int
holds_contradiction(struct arena *a, const struct stored_question *q,
    struct answer *out)
{
	size_t i;
	int r;

	for (i = 0; i < q->nwho && out->verdict == VERDICT_HOLD; i++) {
		if (q->who[i]->contradiction == NULL)
			continue;
		out->settle = NULL;
		r = holds_add(a, out, q->who[i]->contradiction);
		if (r != 0)
			return r;
	}
	return 0;
}

/* What could not be read may be what bars. */
static int
holds_damaged(struct arena *a, const struct stored_question *q,
    struct answer *out)
{
	size_t i;
	int r;

	for (i = 0; i < q->nwho; i++) {
		if (q->who[i]->damaged == NULL)
			continue;
		out->verdict = VERDICT_HOLD;
		out->settle = NULL;
		if ((r = holds_add(a, out, q->who[i]->damaged)) != 0)
			return r;
	}
	return 0;
}

/* -- Who else it may be ---------------------------------------------------- */

static int
others_add(struct arena *a, const struct stored_question *q,
    const struct stored_person *p)
{
	struct stored_others *o = q->others;
	const char **all;
	size_t i;

	if (o == NULL || p->ntouched == 0)
		return 0;
	all = arena_array(a, o->n + p->ntouched, sizeof(*all));
	if (all == NULL)
		return E_NOMEM;
	for (i = 0; i < o->n; i++)
		all[i] = o->touched[i];
	for (i = 0; i < p->ntouched; i++)
		all[o->n++] = p->touched[i];
	o->touched = all;
	return 0;
}

/* No bar of one record says nothing when they may be another: a hold, unless
 * that one has no bar either. */
static int
holds_other(struct arena *a, const struct stored_question *q,
    const struct stored_other *other, struct answer *out)
{
	struct stored_person p;
	const struct stored_person *who = &p;
	struct stored_question plain = *q;
	struct answer ans;
	const char *why;
	int r;

	if ((r = stored_person(q->st, a, other->id, STORED_AS_KNOWN, &p)) !=
		0 ||
	    (r = others_add(a, q, &p)) != 0)
		return r;
	plain.who = &who;
	plain.alone = true;
	plain.explain = plain.settle = false;
	plain.caches = NULL;
	(void)stored_decide(a, &plain, &ans);
	out->horizon = instant_min(out->horizon, ans.horizon);
	if (ans.verdict == VERDICT_NO_BAR)
		return 0;
	why = arena_printf(a,
	    "this may be %s, who is not without a bar: %s; a person says "
	    "whether they are one (people link, people unlink)",
	    p.a_number != NULL ? p.a_number : p.id, other->reason);
	if (why == NULL)
		return E_NOMEM;
	out->verdict = VERDICT_HOLD;
	out->settle = NULL;
	return holds_add(a, out, why);
}

static int
holds_near(struct arena *a, const struct stored_question *q, struct answer *out)
{
	struct stored_other *others = NULL;
	size_t n = 0, i;
	bool more = false;
	int r;

	if (q->alone || !q->exact || q->nwho != 1 ||
	    out->verdict != VERDICT_NO_BAR)
		return 0;
	r = stored_near(q->st, a, q->who[0], &others, &n, &more);
	for (i = 0; i < n && r == 0; i++)
		r = holds_other(a, q, &others[i], out);
	if (r != 0 || !more)
		return r;
	out->verdict = VERDICT_HOLD;
	out->settle = NULL;
	return holds_add(a, out,
	    "more people on record may be this one than are looked at");
}

int
stored_decide(struct arena *a, const struct stored_question *q,
    struct answer *out)
{
	int r, e;

	if (q->st->broken != NULL) {
		(void)decide_fails(out, E_CHECK);
		(void)holds_add(a, out, q->st->broken);
		return E_CHECK;
	}
	r = decide_all(a, q, q->who, out);
	if (out->verdict == VERDICT_HOLD && !out->failed &&
	    (e = bars_as_said(a, q, out)) != 0)
		return decide_fails(out, e);
	if (out->verdict == VERDICT_BARRED)
		return r;
	if (q->unsure != NULL && out->verdict == VERDICT_HOLD &&
	    (e = holds_add(a, out, q->unsure)) != 0)
		return decide_fails(out, e);
	/* No bar is a hold before a reason is sought. */
	if ((e = holds_damaged(a, q, out)) != 0 ||
	    (e = holds_contradiction(a, q, out)) != 0 ||
	    (out->verdict == VERDICT_HOLD && !out->failed &&
		((e = holds_waiting(a, q, out)) != 0 ||
		    (e = holds_docket(a, q, out)) != 0)) ||
	    (e = holds_near(a, q, out)) != 0)
		return decide_fails(out, e);
	return r;
}
