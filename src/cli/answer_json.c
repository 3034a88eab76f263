/* answer_json.c - answers for programs; see answer.h. */

#include "cli/answer.h"
#include "cli/named.h"
#include "cli/tell.h"
#include "core/calendar.h"

static void
json_local(struct json *j, const char *key, const struct zone *z,
    struct instant t)
{
	struct buf line;

	json_key(j, key);
	if (instant_cmp(t, INSTANT_NEVER) >= 0) {
		json_none(j);
		return;
	}
	buf_init(&line, j->b->mem, LIMIT_STRING_BYTES);
	zone_print(&line, z, t);
	json_str(j, line.s);
	buf_release(&line);
}

static void
versions_json(struct json *j)
{
	json_key(j, "versions");
	json_open(j);
	json_kstr(j, "rules", decide_version());
	json_kstr(j, "language", law_version());
	json_kstr(j, "calendar", calendar_version());
	json_kstr(j, "zones", zone_version());
	json_close(j);
}

static void
heading_json(struct ask *a, struct json *j, const struct answer *ans)
{
	struct buf line;
	size_t i;

	buf_init(&line, a->c->mem, LIMIT_STRING_BYTES);
	tell_act(&line, &a->act);
	json_kstr(j, "person", a->who);
	json_kstr(j, "identity",
	    a->exact              ? "exact"
		: a->nentries > 0 ? "near"
				  : "not on file");
	if (!a->exact && !a->opts->officer) {
		json_key(j, "candidates");
		json_list(j);
		for (i = 0; i < a->nentries; i++)
			json_str(j, a->entries[i]->id);
		json_close(j);
	}
	json_kstr(j, "act", line.s);
	json_kinstant(j, "departs", a->act.departs);
	json_kinstant(j, "arrives", a->act.arrives);
	json_kinstant(j, "known", a->question.known);
	json_kstr(j, "zone", zone_name(a->zone));
	json_kstr(j, "verdict", verdict_text(ans->verdict));
	json_kbool(j, "failed", ans->failed);
	json_kinstant(j, "expires", answer_expires(a, ans));
	buf_release(&line);
}

static void
citation_json(struct json *j, const struct citation *x, bool officer)
{
	const struct quote *doc = tell_document(x->order);
	struct buf line;
	size_t i;

	buf_init(&line, j->b->mem, LIMIT_STRING_BYTES);
	tell_case(&line, x->order);
	json_open(j);
	json_kstr(j, "order", x->order->id.s);
	json_kstr(j, "bars", tri_text(x->value));
	json_kstr(j, "document", doc == NULL ? NULL : doc->s);
	json_kstr(j, "case", line.s);
	json_kstr(j, "standing", standing_text(x->standing));
	json_kinstant(j, "ends", x->end);
	json_local(j, "ends_local", x->order->zone, x->end);
	json_kstr(j, "ends_text", x->end_text);
	json_kinstant(j, "mandate_not_before", x->mandate);
	if (!officer) {
		json_kstr(j, "stage", x->stage);
		json_kstr(j, "held", x->why_held);
		json_key(j, "unverified");
		json_list(j);
		for (i = 0; i < x->nunverified; i++)
			json_str(j, x->unverified[i]);
		json_close(j);
		if (x->why != NULL) {
			json_key(j, "why");
			tell_reason_json(j, x->why);
		}
	}
	json_close(j);
	buf_release(&line);
}

static void
citations_json(struct json *j, const struct answer *ans, bool officer)
{
	size_t i;

	json_key(j, "orders");
	json_list(j);
	for (i = 0; i < ans->ncitations; i++)
		citation_json(j, &ans->citations[i], officer);
	json_close(j);
}

static const char *
kind_text(enum deadline_kind k)
{
	return k == DEADLINE_MEMBER ? "member"
	    : k == DEADLINE_DUTY    ? "duty"
				    : "order ends";
}

void
answer_deadlines_json(struct json *j, const struct deadline *due, size_t n)
{
	const struct deadline *d;
	size_t i, k;

	json_key(j, "deadlines");
	json_list(j);
	for (i = 0; i < n; i++) {
		d = &due[i];
		json_open(j);
		json_kstr(j, "kind", kind_text(d->kind));
		json_kstr(j, "order", d->order->id.s);
		json_kstr(j, "stage", d->stage);
		json_kstr(j, "what", d->what);
		/* Exclusive: the first minute that is too late. */
		json_kinstant(j, "earliest", d->earliest);
		json_local(j, "earliest_local", d->zone, d->earliest);
		json_kinstant(j, "latest", d->latest);
		json_local(j, "latest_local", d->zone, d->latest);
		json_key(j, "safe_day");
		if (d->has_safe)
			json_day(j, d->safe);
		else
			json_none(j);
		json_key(j, "arithmetic");
		json_list(j);
		for (k = 0; k < d->narithmetic; k++)
			json_str(j, d->arithmetic[k]);
		json_close(j);
		json_kstr(j, "else", d->consequence);
		json_kstr(j, "met", tri_text(d->met));
		json_kbool(j, "late_on_early", d->late_on_early);
		json_kbool(j, "unverified", d->unverified);
		json_close(j);
	}
	json_close(j);
}

static void
foot_json(struct ask *a, struct json *j, const struct answer *ans)
{
	versions_json(j);
	if (a->store != NULL) {
		json_key(j, "entry");
		if (a->not_logged == NULL)
			json_int(j, (long long)a->entry);
		else
			json_none(j);
		json_kstr(j, "not_logged", a->not_logged);
		json_kbool(j, "rehearsal", store_kind(a->store)->rehearsal);
	}
	json_kstr(j, "note",
	    ans->verdict != VERDICT_NO_BAR ? "not legal advice"
		: a->store != NULL
		? "never a permission; not legal advice"
		: "never a permission; not logged, no receipt; not legal advice");
}

/* Beside a NO BAR: orders for a person whom nobody said that this is. */
static void
named_json(struct ask *a, struct json *j, const struct answer *ans)
{
	const struct named *all = NULL;
	size_t n = 0;

	if (ans->verdict == VERDICT_NO_BAR)
		all = named_orders(a, &n);
	json_key(j, "named");
	json_list(j);
	for (size_t i = 0; i < n; i++) {
		json_open(j);
		json_kstr(j, "order", all[i].order->id.s);
		json_kstr(j, "name", all[i].name);
		json_close(j);
	}
	json_close(j);
}

void
answer_json(struct ask *a, const struct answer *ans, const struct deadline *due,
    size_t ndue)
{
	struct json j;
	size_t i;

	json_init(&j, a->c->out);
	json_open(&j);
	heading_json(a, &j, ans);
	json_kinstant(&j, "until", ans->until);
	json_local(&j, "until_local", a->zone, ans->until);
	json_kstr(&j, "until_text", ans->until_text);
	json_kinstant(&j, "horizon", ans->horizon);
	json_key(&j, "holds");
	json_list(&j);
	for (i = 0; i < ans->nholds; i++)
		json_str(&j, ans->holds[i]);
	json_close(&j);
	json_kstr(&j, "settle", ans->settle);
	named_json(a, &j, ans);
	citations_json(&j, ans, false);
	answer_deadlines_json(&j, due, ndue);
	foot_json(a, &j, ans);
	json_close(&j);
	json_done(&j);
}

void
answer_json_officer(struct ask *a, const struct answer *ans)
{
	struct json j;

	json_init(&j, a->c->out);
	json_open(&j);
	heading_json(a, &j, ans);
	citations_json(&j, ans, true);
	foot_json(a, &j, ans);
	json_close(&j);
	json_done(&j);
}
