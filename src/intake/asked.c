/* asked.c - see asked.h. */

#include <string.h>

#include "core/calendar.h"
#include "intake/asked.h"
#include "intake/people.h"

/* -- Whom ---------------------------------------------------------------- */

/* What is stated, as if it were written of them. */
static int
state_one(struct arena *a, const struct stored *st, const char *who,
    const char *text, size_t i, struct stored_unwritten *out)
{
	const char **on = arena_array(a, 1, sizeof(*on));
	struct draft d = { .kind = "fact",
		.matter = "asked",
		.author = "asker",
		.non = 1 };
	struct buf draft, whole;
	json_t *body;
	int r;

	if (on == NULL || (on[0] = arena_printf(a, "person/%s", who)) == NULL)
		return E_NOMEM;
	body = json_pack("{s:s, s:s}", "person", who, "text", text);
	if (body == NULL)
		return E_CHECK;
	d.on = on;
	d.body = body;
	buf_init(&draft, a->mem, LIMIT_ENTRY_BYTES);
	buf_init(&whole, a->mem, LIMIT_ENTRY_BYTES);
	if ((r = entry_draft(&draft, &d)) == 0)
		r = entry_stamp(&whole, draft.s, draft.len, st->known);
	if (r == 0) {
		out->w = (struct written){ .seq = st->head.size + 1 + i,
			.at = st->known,
			.n = whole.len,
			.bytes = arena_strndup(a, whole.s, whole.len) };
		out->on = on;
		out->non = 1;
		r = out->w.bytes == NULL ? E_NOMEM : 0;
	}
	buf_release(&draft);
	buf_release(&whole);
	json_decref(body);
	return r == E_SYNTAX || r == E_LIMIT ? E_CHECK : r;
}

static int
state_all(struct arena *a, struct asked *q)
{
	struct stored_unwritten *all = arena_array(a, q->nstated, sizeof(*all));
	size_t i;
	int r = 0;

	if (all == NULL)
		return E_NOMEM;
	for (i = 0; i < q->nstated && r == 0; i++)
		r = state_one(a, &q->st, q->who, q->stated[i], i, &all[i]);
	q->st.unwritten = all;
	q->st.nunwritten = q->nstated;
	return r;
}

int
asked_find(struct arena *a, const struct stored *st, const char *who,
    const char *const *stated, size_t nstated, struct asked *out)
{
	const struct stored_person **people;
	struct stored_person *all;
	const char **ids = NULL;
	size_t n = 0, i;
	int r;

	*out = (struct asked){ .st = *st };
	r = stored_find(&out->st, a, who, &ids, &n, &out->exact, &out->unsure);
	if (r != 0)
		return r;
	if ((out->who = people_id(a, who)) == NULL)
		return E_NOMEM;
	out->nfound = n;
	out->n = n == 0 ? 1 : n;
	if (n == 0 && nstated > 0) {
		out->stated = stated;
		out->nstated = nstated;
		if ((r = state_all(a, out)) != 0)
			return r;
	}
	people = arena_array(a, out->n, sizeof(*people));
	all = arena_array(a, out->n, sizeof(*all));
	if (people == NULL || all == NULL)
		return E_NOMEM;
	for (i = 0; i < out->n; i++) {
		r = stored_person(&out->st, a, n == 0 ? out->who : ids[i],
		    STORED_AS_KNOWN, &all[i]);
		if (r != 0)
			return r;
		people[i] = &all[i];
	}
	if (out->nstated > 0 && all[0].damaged != NULL)
		return E_CHECK;
	out->people = people;
	return 0;
}

/* -- The act ------------------------------------------------------------- */

static int
act_slot_read(const struct vocab *v, const struct act_kind *k,
    const struct asked_slot *s, struct value *slots, const char **why)
{
	int i = act_slot(k, s->name);

	*why = "the act has no slot of that name";
	if (i < 0 || slots[i].kind != VALUE_NONE)
		return E_NAME;
	slots[i] = (struct value){ .kind = VALUE_ID, .s = s->value };
	if (k->slots[i].type == FIELD_FREE)
		return 0;
	slots[i].kind = VALUE_WORD;
	slots[i].word = vocab_word(v, k->slots[i].type, s->value);
	*why = "the vocabulary does not have that word for a place, an "
	       "authority or an agency";
	return slots[i].word == NULL ? E_NAME : 0;
}

int
asked_act(struct arena *a, const struct vocab *v, const char *act,
    const struct asked_slot *slots, size_t n, struct act *out, const char **why)
{
	struct value *values;
	size_t i;
	int r = 0;

	*why = "the vocabulary has no act of that name";
	if (v == NULL || (out->kind = vocab_act(v, act)) == NULL)
		return E_NAME;
	if ((values = arena_array(a, out->kind->nslots, sizeof(*values))) ==
	    NULL)
		return E_NOMEM;
	for (i = 0; i < n && r == 0; i++)
		r = act_slot_read(v, out->kind, &slots[i], values, why);
	out->slots = values;
	return r;
}

/* -- Deciding ------------------------------------------------------------ */

static struct stored_question
question_of(struct asked *q)
{
	return (struct stored_question){ .st = &q->st,
		.who = q->people,
		.nwho = q->n,
		.exact = q->exact,
		.unsure = q->unsure,
		.act = q->act,
		.caches = q->caches,
		.horizon = true,
		.others = &q->others };
}

/* No order applies, whoever they are: the one thing that holds is that the
 * identity is not certain, and nothing turns on it. */
static bool
only_identity(const struct answer *ans)
{
	return ans->verdict == VERDICT_HOLD && !ans->failed &&
	    ans->ncitations == 0 && ans->nholds == 1;
}

static int
shown_free(struct arena *a, struct asked *q, const struct answer *ans,
    bool *free_of_all)
{
	struct stored_question sq = question_of(q);
	struct answer one;
	size_t i;
	int r;

	*free_of_all = only_identity(ans);
	/* Under each set of what waits: two that hold for different reasons
	 * look alike when they are taken together. */
	for (i = 0; i < q->st.nlaws && *free_of_all; i++) {
		if ((r = stored_decide_under(a, &sq, i, &one)) != 0)
			return r;
		*free_of_all = only_identity(&one);
	}
	return 0;
}

/* No bar now says nothing when nobody knows what now is. */
void
asked_clock(struct arena *a, const struct asked *q, struct answer *out)
{
	const char **holds;

	if (q->clock_behind == NULL || out->verdict != VERDICT_NO_BAR)
		return;
	out->verdict = VERDICT_HOLD;
	out->settle = NULL;
	out->nholds = 0;
	if ((holds = arena_array(a, 1, sizeof(*holds))) == NULL)
		return;
	holds[0] = q->clock_behind;
	out->holds = holds;
	out->nholds = 1;
}

int
asked_decide(struct arena *a, struct asked *q, struct answer *out)
{
	struct stored_question sq = question_of(q);
	bool free_of_all = false;
	int r;

	q->others = (struct stored_others){ .n = 0 };
	r = stored_decide(a, &sq, out);
	if (r == 0 && q->nfound == 0 && q->nstated > 0 && q->unsure == NULL &&
	    shown_free(a, q, out, &free_of_all) == 0 && free_of_all) {
		out->verdict = VERDICT_NO_BAR;
		out->holds = NULL;
		out->nholds = 0;
	}
	asked_clock(a, q, out);
	return r;
}

/* -- What is written down ------------------------------------------------ */

static int
put_string(json_t *o, const char *key, const char *s)
{
	return json_object_set_new(o, key,
	    s == NULL ? json_null() : json_string(s));
}

static int
put_instant(json_t *o, const char *key, struct instant t)
{
	char text[28];

	if (instant_cmp(t, INSTANT_NEVER) >= 0)
		return json_object_set_new(o, key, json_null());
	/* Beyond the years understood is as good as never. */
	if (instant_text(t, text) != 0)
		return json_object_set_new(o, key, json_null());
	return put_string(o, key, text);
}

/* The object or list when it was filled without a failure. */
static json_t *
whole(json_t *j, int r)
{
	if (r == 0)
		return j;
	json_decref(j);
	return NULL;
}

static json_t *
slots_json(const struct act *act)
{
	json_t *o = json_object();
	size_t i;
	int r = 0;

	for (i = 0; i < act->kind->nslots; i++)
		if (act->slots[i].kind == VALUE_WORD ||
		    act->slots[i].kind == VALUE_ID)
			r |= put_string(o, act->kind->slots[i].name,
			    act->slots[i].s);
	return whole(o, r);
}

static json_t *
versions_json(const struct stored *st, const char *program)
{
	json_t *o = json_object();
	char hash[72];
	int r;

	hash_text(&st->laws[0].hash, hash);
	r = put_string(o, "program", program);
	r |= put_string(o, "rules", decide_version());
	r |= put_string(o, "language", law_version());
	r |= put_string(o, "calendar", calendar_version());
	r |= put_string(o, "zones", zone_version());
	r |= put_string(o, "casebook", hash);
	return whole(o, r);
}

static json_t *
orders_json(const struct answer *ans)
{
	json_t *list = json_array(), *o;
	size_t i;
	int r = 0;

	for (i = 0; i < ans->ncitations; i++) {
		o = json_object();
		r |= put_string(o, "order", ans->citations[i].order->id.s);
		r |= put_string(o, "value", tri_text(ans->citations[i].value));
		r |= json_array_append_new(list, o);
	}
	return whole(list, r);
}

static json_t *
strings_json(const char *const *s, size_t n)
{
	json_t *list = json_array();
	size_t i;
	int r = 0;

	for (i = 0; i < n; i++)
		r |= json_array_append_new(list, json_string(s[i]));
	return whole(list, r);
}

json_t *
asked_body(const struct asked *q, struct instant known,
    const struct answer *ans, const char *program)
{
	json_t *o = json_object(), *ids = json_array();
	size_t i;
	int r = 0;

	for (i = 0; i < q->nfound; i++)
		r |= json_array_append_new(ids, json_string(q->people[i]->id));
	r |= json_object_set_new(o, "persons", ids);
	r |= put_string(o, "who", q->who);
	r |= put_string(o, "identity",
	    q->exact            ? "exact"
		: q->nfound > 0 ? "near"
				: "not on record");
	r |= put_string(o, "act", q->act->kind->name);
	r |= json_object_set_new(o, "slots", slots_json(q->act));
	r |= put_instant(o, "departs", q->act->departs);
	r |= put_instant(o, "arrives", q->act->arrives);
	r |= put_instant(o, "known", known);
	r |= json_object_set_new(o, "decided_at",
	    json_integer((json_int_t)q->st.head.size));
	if (q->clock_behind != NULL)
		r |= put_string(o, "clock", "behind");
	r |= put_string(o, "verdict", verdict_text(ans->verdict));
	r |= json_object_set_new(o, "failed", json_boolean(ans->failed));
	r |= json_object_set_new(o, "orders", orders_json(ans));
	r |= json_object_set_new(o, "holds",
	    strings_json(ans->holds, ans->nholds));
	r |= put_instant(o, "until", ans->until);
	r |= put_instant(o, "horizon", ans->horizon);
	if (q->nstated > 0)
		r |= json_object_set_new(o, "stated",
		    strings_json(q->stated, q->nstated));
	r |= json_object_set_new(o, "versions", versions_json(&q->st, program));
	return whole(o, r);
}

size_t
asked_npre(const struct asked *q)
{
	size_t n = 3 + q->others.n, i;

	for (i = 0; i < q->n; i++)
		n += q->people[i]->ntouched;
	return n;
}

size_t
asked_pre(const struct asked *q, struct precondition *pre, size_t n)
{
	static const char *const always[] = { "people", "orders", "dockets" };
	uint64_t since = q->st.head.size;
	size_t i, k;

	for (i = 0; i < 3; i++)
		pre[n++] = (struct precondition){ always[i], since };
	for (i = 0; i < q->n; i++)
		for (k = 0; k < q->people[i]->ntouched; k++)
			pre[n++] =
			    (struct precondition){ q->people[i]->touched[k],
				    since };
	for (k = 0; k < q->others.n; k++)
		pre[n++] = (struct precondition){ q->others.touched[k], since };
	return n;
}
