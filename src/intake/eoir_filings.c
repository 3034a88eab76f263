/* eoir_filings.c - what was decided, filed and asked for in a case; see
 * eoir_facts.h. */

#include "intake/eoir_words.h"

#include <string.h>

static const char *
filing_id(const struct telling *s, size_t i)
{
	const size_t most =
	    sizeof(s->t->words->ids) / sizeof(s->t->words->ids[0]);

	return i < most ? s->t->words->ids[i]
			: arena_printf(s->t->a, "%zu", i + 1);
}

/* A step of the i-th filing of its kind. */
static struct fact *
step(struct telling *s, const struct kind *k, const char *name, size_t i,
    struct moment when, const struct rec *from)
{
	struct fact *f = telling_add(s, FACT_HAPPENED, k, from);

	if (f == NULL)
		return NULL;
	f->step = kind_step(k, name);
	f->from = when;
	f->filing = filing_id(s, i);
	s->failed |= f->filing == NULL;
	return f;
}

/* -- Decisions, motions, appeals ------------------------------------------ */

static const char *
subject_of(enum case_type t)
{
	return t == CASE_CFR ? "credible_fear"
	    : t == CASE_RFR  ? "reasonable_fear"
			     : "merits";
}

static void
tell_decision(struct telling *s, const struct rec_proceeding *p, size_t i)
{
	const struct kind *k = s->t->words->decision;
	const struct kind *m = s->t->words->merits;
	enum case_type type;
	const struct decision *d;
	struct value *v;
	struct fact *f;

	if (p->completed == 0 || p->decision == 0)
		return;
	d = eoir_decision(s->c, s->t->codes, p, &type);
	f = step(s, k, "issued", i, telling_on(p->completed), &p->r);
	if (f == NULL)
		return;
	v = telling_fields(s, k);
	if (type != CASE_NONE)
		telling_id(v, k, "subject", subject_of(type));
	f->fields = v;
	if (d != NULL &&
	    (f = telling_add(s, FACT_HAPPENED, m, &p->r)) != NULL) {
		v = telling_fields(s, m);
		telling_id(v, m, "outcome", d->outcome);
		if (type != CASE_NONE)
			telling_id(v, m, "type", case_type_text(type));
		f->fields = v;
		f->from = telling_on(p->completed);
	}
	if (d != NULL && d->disposition == DISPOSITION_REMOVAL &&
	    p->absentia != 'Y' && p->due == 0 && p->reserved == 0 &&
	    !telling_unknown(&p->r, F_DUE) &&
	    !telling_unknown(&p->r, F_RESERVED) &&
	    !telling_unknown(&p->r, F_ABSENTIA))
		(void)step(s, k, "appeal_waived", i, telling_on(p->completed),
		    &p->r);
}

static void
tell_decisions(struct telling *s)
{
	const struct eoir_case *c = s->c;
	const struct kind *k = s->t->words->begun;
	const struct rec_proceeding *p;
	struct value *v;
	struct fact *f;

	for (size_t i = 0; i < c->nproceedings; i++)
		tell_decision(s, c->proceedings[i], i);
	if (c->nproceedings == 0)
		return;
	p = c->proceedings[0];
	if (p->charged == 0 ||
	    (f = telling_add(s, FACT_HAPPENED, k, &p->r)) == NULL)
		return;
	f->from = telling_on(p->charged);
	v = telling_fields(s, k);
	if (p->type != CASE_NONE)
		telling_id(v, k, "type",
		    case_type_text((enum case_type)p->type));
	f->fields = v;
}

/* A filing's end: a step of that name, or, where nobody can tell which, one
 * that may have come. */
static void
tell_end(struct telling *s, const struct kind *k, const char *name, size_t i,
    uint16_t when, const struct rec *r)
{
	if (name != NULL)
		(void)step(s, k, name, i, telling_on(when), r);
	else
		(void)step(s, k, k->steps[k->first_closing], i,
		    telling_perhaps_from(when), r);
}

static const char *
of_proceeding(struct telling *s, uint32_t id)
{
	for (size_t i = 0; i < s->c->nproceedings; i++)
		if (s->c->proceedings[i]->id == id)
			return filing_id(s, i);
	return NULL;
}

static const struct kind *
motion_kind(const struct telling *s, const struct rec_motion *m)
{
	char t[5];

	code_text(m->type, t);
	if (strcmp(t, "MA") == 0 || strcmp(t, "MC") == 0 || strcmp(t, "O") == 0)
		return s->t->words->reopen;
	if (strcmp(t, "FD") == 0)
		return s->t->words->reconsider;
	return strcmp(t, "SY") == 0 ? s->t->words->stay : NULL;
}

static void
tell_motion(struct telling *s, const struct rec_motion *m, size_t i)
{
	const struct kind *k = motion_kind(s, m);
	uint8_t outcome;
	struct fact *f;
	struct value *v;
	char t[5];

	if (k == NULL)
		return;
	f = step(s, k, "filed", i, telling_on(m->filed), &m->r);
	if (f == NULL)
		return;
	code_text(m->type, t);
	f->of = k == s->t->words->stay ? NULL : of_proceeding(s, m->proceeding);
	if (k == s->t->words->reopen) {
		v = telling_fields(s, k);
		telling_id(v, k, "in_absentia", t[1] == 'A' ? "yes" : "no");
		if (t[1] == 'C')
			telling_id(v, k, "basis", "changed_conditions");
		f->fields = v;
	}
	outcome = k == s->t->words->stay && m->stay != 0 ? m->stay : m->outcome;
	if (outcome == 0 && m->completed == 0 &&
	    !telling_unknown(&m->r, F_OUTCOME))
		return;
	tell_end(s, k,
	    m->completed == 0                                      ? NULL
		: outcome == 'G'                                   ? "granted"
		: outcome == 'D'                                   ? "denied"
		: outcome == 'W' && kind_step(k, "withdrawn") >= 0 ? "withdrawn"
								   : NULL,
	    i, m->completed != 0 ? m->completed : m->filed, &m->r);
}

static const char *
appeal_end(enum bia_class class, uint32_t outcome)
{
	switch (class) {
	case BIA_DISMISSED:
	case BIA_UNTIMELY:
	case BIA_DEPARTURE:
		return "dismissed";
	case BIA_WITHDRAWN:
		return "withdrawn";
	case BIA_UNDONE:
		return outcome == code_pack("REM", 3) ? "remanded"
						      : "sustained";
	default:
		return NULL;
	}
}

static void
tell_petition(struct telling *s, const struct rec_appeal *a, size_t i)
{
	const struct rec_federal *r = s->c->federal[i];
	const struct kind *k = s->t->words->petition;
	uint16_t from;

	if (r == NULL)
		return;
	/* Asked for by the government's lawyers: filed before that. */
	from = a->decided != 0 ? a->decided : a->filed;
	if (from == 0 || r->filed < from)
		from = r->filed;
	if (from == 0)
		return;
	(void)step(s, k, "filed", i, telling_days(from, r->filed), &r->r);
	if (r->outcome != 0 || telling_unknown(&r->r, F_OUTCOME))
		tell_end(s, k, NULL, i, r->filed, &r->r);
}

static void
tell_appeal(struct telling *s, const struct rec_appeal *a, size_t i)
{
	bool reopen = a->type == APPEAL_REOPEN;
	const struct kind *k =
	    reopen ? s->t->words->reopen : s->t->words->bia_appeal;
	enum bia_class class = codes_bia(s->t->codes, a->outcome);
	/* Numbered apart from motions to the judge. */
	size_t n = reopen ? s->c->nmotions + i : i;
	struct fact *f;

	if (a->type == APPEAL_OTHER || a->type == APPEAL_UNKNOWN)
		return;
	if (a->type == APPEAL_CIRCUIT) {
		f = telling_add(s, FACT_HAPPENED, s->t->words->circuit_remand,
		    &a->r);
		if (f != NULL)
			f->from = telling_on(a->filed);
	}
	f = step(s, k, "filed", n, telling_on(a->filed), &a->r);
	if (f == NULL)
		return;
	if (a->type == APPEAL_CASE || reopen)
		f->of = of_proceeding(s, a->proceeding);
	if (a->decided != 0 || a->outcome != 0 ||
	    telling_unknown(&a->r, F_DECIDED) ||
	    telling_unknown(&a->r, F_OUTCOME))
		tell_end(s, k,
		    a->decided == 0           ? NULL
			: !reopen             ? appeal_end(class, a->outcome)
			: class == BIA_UNDONE ? "granted"
			: class == BIA_DENIED || class == BIA_DISMISSED ||
			    class == BIA_UNTIMELY
			? "denied"
			: class == BIA_WITHDRAWN ? "withdrawn"
						 : NULL,
		    n, a->decided != 0 ? a->decided : a->filed, &a->r);
	tell_petition(s, a, i);
}

static void
tell_application(struct telling *s, const struct rec_application *p, size_t i)
{
	const struct kind *k = s->t->words->application;
	const char *end = NULL;
	struct fact *f;

	if (p->form == 0 || p->form == CODE_LONG)
		return;
	f = step(s, k, "filed", i, telling_on(p->filed), &p->r);
	if (f == NULL)
		return;
	f->fields = telling_code(s, k, "", p->form);
	if (p->outcome == 0)
		return;
	end = strchr("GFL", p->outcome) != NULL ? "granted"
	    : p->outcome == 'D'                 ? "denied"
	    : p->outcome == 'W'                 ? "withdrawn"
	    : p->outcome == 'A'                 ? "abandoned"
						: "otherwise_decided";
	/* The table has no day of the decision. */
	f = step(s, k, end, i,
	    p->filed != 0 && p->filed < telling_last_day(s)
		? telling_days(p->filed, telling_last_day(s))
		: (struct moment){ .kind = MOMENT_NOT_KNOWN },
	    &p->r);
	if (f != NULL)
		f->fields = NULL;
}

void
tell_filings(struct telling *s)
{
	const struct eoir_case *c = s->c;

	tell_decisions(s);
	for (size_t i = 0; i < c->nmotions; i++)
		tell_motion(s, c->motions[i], i);
	for (size_t i = 0; i < c->nappeals; i++)
		tell_appeal(s, c->appeals[i], i);
	for (size_t i = 0; i < c->napplications; i++)
		tell_application(s, c->applications[i], i);
}
