/* eoir_final.c - see eoir_final.h.
 *
 * The live proceeding is the last one.  Its decision, under the case type,
 * says whether there is an order; the appeals and motions of that proceeding
 * say since when it is final, or why it is not.  Every step that a missing
 * or unreadable cell could turn ends in UNKNOWN. */

#include "intake/eoir_final.h"

#include <string.h>

#define RMV_MOTION(a, b) ((uint16_t)((unsigned)(a) | (unsigned)(b) << 8))

struct judging {
	const struct eoir_case *c;
	const struct eoir_codes *codes;
	uint16_t as_of;
	struct finality *f;
};

const char *
finality_basis_text(enum finality_basis b)
{
	static const char *const texts[BASES] = {
		[BASIS_NO_PROCEEDING] = "no-proceeding",
		[BASIS_PENDING] = "pending",
		[BASIS_NO_ORDER] = "no-order",
		[BASIS_IN_ABSENTIA] = "in-absentia",
		[BASIS_WAIVED] = "appeal-waived",
		[BASIS_LAPSED] = "appeal-lapsed",
		[BASIS_WINDOW_OPEN] = "appeal-open",
		[BASIS_LATE_APPEAL] = "appeal-late",
		[BASIS_PENDING_BOARD] = "pending-board",
		[BASIS_DISMISSED] = "appeal-dismissed",
		[BASIS_WITHDRAWN] = "appeal-withdrawn",
		[BASIS_UNDONE] = "undone",
		[BASIS_DEPARTURE] = "voluntary-departure",
		[BASIS_OTHER_ORDER] = "order-made-elsewhere",
		[BASIS_DIRT] = "unreadable",
		[BASIS_INCONSISTENT] = "inconsistent",
	};

	return texts[b];
}

static bool
unknown(const struct rec *r, enum eoir_field f)
{
	return (r->unknown & (UNKNOWN_BIT(f) | UNKNOWN_ROW)) != 0;
}

static void
rests_on(struct finality *f, const struct rec *r)
{
	if (f->nrows < FINALITY_ROWS)
		f->rows[f->nrows++] =
		    (struct finality_row){ r->table, r->line };
}

static void
is(struct finality *f, enum finality_is is, enum finality_basis basis,
    uint16_t first, uint16_t last)
{
	f->is = is;
	f->basis = basis;
	f->first = first;
	f->last = last;
}

static void
past(struct finality *f, uint16_t from, uint16_t to, const struct rec *r)
{
	if (from != 0 && f->npast < FINALITY_PAST)
		f->past[f->npast++] =
		    (struct finality_past){ from, to, r->table, r->line };
}

/* -- The decision --------------------------------------------------------- */

static const struct decision *
decision_under(const struct eoir_codes *codes, enum case_type t,
    const struct rec_proceeding *p)
{
	return &codes->merits[t][p->decision & (CODE_LETTERS - 1)];
}

/* Case types that rows of the case have. */
static unsigned
types_said(const struct eoir_case *c)
{
	unsigned said = 0;

	if (c->own != NULL)
		said |= 1u << c->own->type;
	for (size_t i = 0; i < c->nproceedings; i++)
		said |= 1u << c->proceedings[i]->type;
	return said & ~(1u << CASE_NONE);
}

/* The decision as each case type would have it: one meaning, or none. */
const struct decision *
eoir_decision(const struct eoir_case *c, const struct eoir_codes *codes,
    const struct rec_proceeding *p, enum case_type *type)
{
	const struct decision *found = NULL, *d;
	unsigned said = types_said(c), valid = 0;

	*type = CASE_NONE;
	if (p->decision == 0 || unknown(&p->r, F_DECISION))
		return NULL;
	for (unsigned t = CASE_RMV; t < CASE_TYPES; t++) {
		if ((said >> t & 1) == 0)
			continue;
		d = decision_under(codes, (enum case_type)t, p);
		if (d->disposition == DISPOSITION_NONE)
			continue;
		if (found != NULL && d->disposition != found->disposition)
			return NULL;
		if (valid++ == 0)
			*type = (enum case_type)t;
		found = d;
	}
	if (valid > 1)
		*type = CASE_NONE;
	return found;
}

/* -- Appeals and motions -------------------------------------------------- */

static bool
is_ours(const struct judging *j, const struct rec_proceeding *p,
    const struct rec_appeal *a)
{
	(void)j;
	return a->proceeding == p->id;
}

/* Appeals of an order that name no proceeding of the case may be of any. */
static bool
strays(const struct judging *j)
{
	const struct eoir_case *c = j->c;

	for (size_t i = 0; i < c->nappeals; i++) {
		const struct rec_appeal *a = c->appeals[i];
		bool known = false;

		if (a->type == APPEAL_OTHER && !unknown(&a->r, F_TYPE))
			continue;
		if (unknown(&a->r, F_TYPE) || unknown(&a->r, F_PROCEEDING))
			return true;
		for (size_t k = 0; k < c->nproceedings; k++)
			known |= c->proceedings[k]->id == a->proceeding;
		if (!known)
			return true;
	}
	for (size_t i = 0; i < c->nmotions; i++)
		if (unknown(&c->motions[i]->r, F_TYPE) ||
		    unknown(&c->motions[i]->r, F_PROCEEDING))
			return true;
	return false;
}

/* Appeals of a proceeding that speak of its order, oldest first. */
static size_t
appeals_of(const struct judging *j, const struct rec_proceeding *p,
    const struct rec_appeal *out[], size_t room)
{
	size_t n = 0;

	for (size_t i = 0; i < j->c->nappeals && n < room; i++) {
		const struct rec_appeal *a = j->c->appeals[i];
		size_t k = n;

		if (!is_ours(j, p, a) || a->type == APPEAL_OTHER)
			continue;
		for (; k > 0 && out[k - 1]->filed > a->filed; k--)
			out[k] = out[k - 1];
		out[k] = a;
		n++;
	}
	return n;
}

/* What the Board did with an appeal that was in time. */
static void
board(struct finality *f, const struct judging *j, const struct rec_appeal *a,
    const struct rec_proceeding *p)
{
	if (unknown(&a->r, F_DECIDED) || unknown(&a->r, F_OUTCOME)) {
		is(f, FINALITY_UNKNOWN, BASIS_DIRT, p->completed, 0);
		return;
	}
	if (a->decided != 0 && a->decided < p->completed) {
		is(f, FINALITY_UNKNOWN, BASIS_INCONSISTENT, 0, 0);
		return;
	}
	if (a->decided == 0) {
		if (a->outcome != 0)
			is(f, FINALITY_UNKNOWN, BASIS_INCONSISTENT,
			    p->completed, 0);
		else
			is(f, FINALITY_NO, BASIS_PENDING_BOARD, 0, 0);
		return;
	}
	switch (codes_bia(j->codes, a->outcome)) {
	case BIA_DISMISSED:
		is(f, FINALITY_YES, BASIS_DISMISSED, a->decided, a->decided);
		break;
	case BIA_UNTIMELY:
		/* Called late or waived, and by its dates it was neither:
		 * final since the judge's order at the earliest. */
		is(f, FINALITY_YES, BASIS_DISMISSED, p->completed, a->decided);
		break;
	case BIA_WITHDRAWN:
		/* "As if no appeal had been taken" (8 CFR 1003.4), but on no
		 * day before the withdrawal could anybody know. */
		is(f, FINALITY_YES, BASIS_WITHDRAWN,
		    p->due != 0 && p->due < a->decided ? p->due : p->completed,
		    a->decided);
		break;
	case BIA_DEPARTURE:
		is(f, FINALITY_UNKNOWN, BASIS_DEPARTURE, a->decided, 0);
		break;
	case BIA_UNDONE:
		is(f, FINALITY_NO, BASIS_UNDONE, 0, 0);
		break;
	default:
		is(f, FINALITY_UNKNOWN, BASIS_INCONSISTENT, p->completed, 0);
	}
}

/* An appeal that came when the order was final already. */
static void
late(struct finality *f, const struct judging *j, const struct rec_appeal *a,
    const struct rec_proceeding *p)
{
	enum bia_class class = codes_bia(j->codes, a->outcome);

	if (unknown(&a->r, F_DECIDED) || unknown(&a->r, F_OUTCOME) ||
	    (a->decided != 0 && class != BIA_UNTIMELY))
		is(f, FINALITY_UNKNOWN, BASIS_INCONSISTENT, p->completed, 0);
	else
		is(f, FINALITY_YES, BASIS_LATE_APPEAL, p->due, p->due);
}

/* What was asked of the Board about an order that was final. */
static void
board_again(struct finality *f, const struct judging *j,
    const struct rec_appeal *a, const struct rec_proceeding *p)
{
	uint16_t was = f->is == FINALITY_YES ? f->first : 0;

	if (unknown(&a->r, F_DECIDED) || unknown(&a->r, F_OUTCOME)) {
		is(f, FINALITY_UNKNOWN, BASIS_DIRT, p->completed, 0);
		return;
	}
	if (a->type == APPEAL_CIRCUIT) { /* back before the Board */
		past(f, was, a->filed, &a->r);
		board(f, j, a, p);
		return;
	}
	if (a->decided == 0)
		return; /* a motion stays nothing */
	switch (codes_bia(j->codes, a->outcome)) {
	case BIA_UNDONE:
		past(f, was, a->decided, &a->r);
		is(f, FINALITY_NO, BASIS_UNDONE, 0, 0);
		break;
	case BIA_DENIED:
	case BIA_DISMISSED:
	case BIA_UNTIMELY:
	case BIA_WITHDRAWN:
		break;
	default:
		is(f, FINALITY_UNKNOWN, BASIS_INCONSISTENT, p->completed, 0);
	}
}

static void
appealed(struct finality *f, const struct judging *j,
    const struct rec_proceeding *p)
{
	const struct rec_appeal *a[64];
	size_t n = appeals_of(j, p, a, 64);

	if (n == 64)
		is(f, FINALITY_UNKNOWN, BASIS_INCONSISTENT, p->completed, 0);
	for (size_t i = 0; i < n && f->is != FINALITY_UNKNOWN; i++) {
		rests_on(f, &a[i]->r);
		if (a[i]->filed == 0 || unknown(&a[i]->r, F_FILED)) {
			is(f, FINALITY_UNKNOWN, BASIS_DIRT, p->completed, 0);
			return;
		}
		if (a[i]->type != APPEAL_CASE)
			board_again(f, j, a[i], p);
		else if (f->basis == BASIS_IN_ABSENTIA)
			/* No appeal lies from it (8 CFR 1003.23(b)(4)(ii)). */
			is(f, FINALITY_UNKNOWN, BASIS_INCONSISTENT,
			    p->completed, 0);
		else if (p->due != 0 && a[i]->filed > p->due)
			late(f, j, a[i], p);
		else
			board(f, j, a[i], p);
	}
}

/* A remand by a court of appeals that the Board has not taken up. */
static void
remanded(struct finality *f, const struct judging *j,
    const struct rec_proceeding *p)
{
	for (size_t i = 0; i < j->c->nappeals; i++) {
		const struct rec_federal *r = j->c->federal[i];
		bool taken_up = false;

		if (r == NULL || !is_ours(j, p, j->c->appeals[i]))
			continue;
		if (r->outcome == 0 && !unknown(&r->r, F_OUTCOME))
			continue;
		for (size_t k = 0; k < j->c->nappeals; k++)
			taken_up |= is_ours(j, p, j->c->appeals[k]) &&
			    j->c->appeals[k]->type == APPEAL_CIRCUIT;
		if (!taken_up)
			is(f, FINALITY_UNKNOWN, BASIS_INCONSISTENT,
			    p->completed, 0);
		rests_on(f, &r->r);
	}
}

/* A judge's grant of a motion to reopen. */
static void
reopened(struct finality *f, const struct judging *j,
    const struct rec_proceeding *p)
{
	for (size_t i = 0; i < j->c->nmotions; i++) {
		const struct rec_motion *m = j->c->motions[i];
		bool ours = m->type == RMV_MOTION('M', 'A') ||
		    m->type == RMV_MOTION('M', 'C') ||
		    m->type == RMV_MOTION('O', 0) ||
		    m->type == RMV_MOTION('F', 'D');

		if (!ours || m->proceeding != p->id)
			continue;
		if (unknown(&m->r, F_OUTCOME) || unknown(&m->r, F_COMPLETED)) {
			is(f, FINALITY_UNKNOWN, BASIS_DIRT, p->completed, 0);
			return;
		}
		if (m->outcome == 0 || m->outcome == 'D' || m->outcome == 'W')
			continue;
		rests_on(f, &m->r);
		if (m->outcome != 'G' || m->type == RMV_MOTION('F', 'D')) {
			is(f, FINALITY_UNKNOWN, BASIS_INCONSISTENT,
			    p->completed, 0);
			return;
		}
		if (f->is == FINALITY_YES)
			past(f, f->first, m->completed, &m->r);
		is(f, FINALITY_NO, BASIS_UNDONE, 0, 0);
	}
}

/* -- One proceeding ------------------------------------------------------- */

/* Since when the order of p is final if nobody appeals. */
static void
unappealed(struct finality *f, const struct judging *j,
    const struct rec_proceeding *p)
{
	if (unknown(&p->r, F_ABSENTIA) || unknown(&p->r, F_DUE) ||
	    unknown(&p->r, F_RESERVED))
		is(f, FINALITY_UNKNOWN, BASIS_DIRT, p->completed, 0);
	else if (p->absentia == 'Y')
		is(f, FINALITY_YES, BASIS_IN_ABSENTIA, p->completed,
		    p->completed);
	else if (p->due == 0 && p->reserved == 0)
		is(f, FINALITY_YES, BASIS_WAIVED, p->completed, p->completed);
	else if (p->due == 0 || p->due < p->completed)
		is(f, FINALITY_UNKNOWN, BASIS_INCONSISTENT, p->completed, 0);
	else if (p->due > j->as_of)
		is(f, FINALITY_NO, BASIS_WINDOW_OPEN, 0, 0);
	else if (p->due == j->as_of)
		is(f, FINALITY_UNKNOWN, BASIS_WINDOW_OPEN, p->due, 0);
	else /* not reserved though due: final by then, maybe at once */
		is(f, FINALITY_YES, BASIS_LAPSED,
		    p->reserved != 0 ? p->due : p->completed, p->due);
}

static void
ordered(struct finality *f, const struct judging *j,
    const struct rec_proceeding *p)
{
	f->order = p;
	f->withheld =
	    f->type == CASE_RMV && (p->decision == 'E' || p->decision == 'Z');
	unappealed(f, j, p);
	if (f->is == FINALITY_UNKNOWN && f->basis != BASIS_WINDOW_OPEN)
		return;
	appealed(f, j, p);
	if (f->is == FINALITY_YES)
		remanded(f, j, p);
	if (f->is != FINALITY_UNKNOWN)
		reopened(f, j, p);
}

/* The government's appeal from a decision that ordered nothing. */
static void
no_order(struct finality *f, const struct judging *j,
    const struct rec_proceeding *p)
{
	const struct rec_appeal *a[64];
	size_t n = appeals_of(j, p, a, 64);

	is(f, FINALITY_NO, BASIS_NO_ORDER, 0, 0);
	for (size_t i = 0; i < n; i++) {
		bool settled = a[i]->decided == 0 && a[i]->outcome == 0;
		enum bia_class class = codes_bia(j->codes, a[i]->outcome);

		if (unknown(&a[i]->r, F_OUTCOME) ||
		    unknown(&a[i]->r, F_DECIDED))
			settled = false;
		else if (a[i]->decided != 0)
			settled = class == BIA_DISMISSED ||
			    class == BIA_WITHDRAWN || class == BIA_UNTIMELY ||
			    class == BIA_DENIED;
		if (settled)
			continue;
		/* The Board may have ordered removal itself. */
		rests_on(f, &a[i]->r);
		is(f, FINALITY_UNKNOWN, BASIS_INCONSISTENT, p->completed, 0);
	}
}

/* What the rows of this proceeding say, were it the live one. */
static void
proceeding(const struct judging *j, const struct rec_proceeding *p,
    struct finality *f)
{
	const struct decision *d;

	rests_on(f, &p->r);
	if (unknown(&p->r, F_COMPLETED) || unknown(&p->r, F_DECISION) ||
	    unknown(&p->r, F_OTHER_COMP) || unknown(&p->r, F_ID)) {
		is(f, FINALITY_UNKNOWN, BASIS_DIRT,
		    unknown(&p->r, F_COMPLETED) ? 0 : p->completed, 0);
		return;
	}
	if (p->completed == 0) {
		if (p->decision == 0 && p->other == 0)
			is(f, FINALITY_NO, BASIS_PENDING, 0, 0);
		else
			is(f, FINALITY_UNKNOWN, BASIS_INCONSISTENT, 0, 0);
		return;
	}
	if (p->decision == 0) {
		if (p->other != 0)
			is(f, FINALITY_NO, BASIS_NO_ORDER, 0, 0);
		else
			is(f, FINALITY_UNKNOWN, BASIS_INCONSISTENT,
			    p->completed, 0);
		return;
	}
	d = eoir_decision(j->c, j->codes, p, &f->type);
	if (d == NULL)
		is(f, FINALITY_UNKNOWN, BASIS_DIRT, p->completed, 0);
	else if (d->disposition == DISPOSITION_DEPARTURE)
		is(f, FINALITY_UNKNOWN, BASIS_DEPARTURE, p->completed, 0);
	else if (d->disposition == DISPOSITION_OTHER)
		no_order(f, j, p);
	else if (f->type == CASE_AOC)
		/* Asylum alone was before the judge: the order behind it is
		 * another authority's. */
		is(f, FINALITY_UNKNOWN, BASIS_OTHER_ORDER, p->completed, 0);
	else
		ordered(f, j, p);
}

/* -- The case ------------------------------------------------------------- */

/* Input dates, and completions, that put another proceeding last than the
 * numbers do. */
static const struct rec_proceeding *
last_by(const struct eoir_case *c, bool input)
{
	const struct rec_proceeding *best = NULL;
	uint16_t most = 0;

	for (size_t i = 0; i < c->nproceedings; i++) {
		const struct rec_proceeding *p = c->proceedings[i];
		uint16_t d = input ? p->input : p->completed;

		if (unknown(&p->r, input ? F_INPUT : F_COMPLETED))
			return NULL;
		if (!input && d == 0)
			d = UINT16_MAX; /* still open */
		if (input && d == 0)
			return NULL;
		if (d >= most) {
			most = d;
			best = p;
		}
	}
	return best;
}

static bool
same(const struct finality *a, const struct finality *b)
{
	return a->is == b->is && a->first == b->first && a->last == b->last;
}

static void
earlier(const struct judging *j, struct finality *f)
{
	const struct eoir_case *c = j->c;

	for (size_t i = 0; i + 1 < c->nproceedings; i++) {
		const struct rec_proceeding *p = c->proceedings[i];
		const struct rec_proceeding *next = c->proceedings[i + 1];
		struct finality then;

		memset(&then, 0, sizeof(then));
		proceeding(j, p, &then);
		for (size_t k = 0; k < then.npast; k++)
			if (f->npast < FINALITY_PAST)
				f->past[f->npast++] = then.past[k];
		if (then.is != FINALITY_NO)
			past(f, then.first != 0 ? then.first : p->charged,
			    unknown(&next->r, F_INPUT) ? 0 : next->input,
			    &p->r);
	}
}

void
eoir_finality(const struct eoir_case *c, const struct eoir_codes *codes,
    uint16_t as_of, struct finality *out)
{
	struct judging j = { c, codes, as_of, out };
	const struct rec_proceeding *live, *other;
	struct finality f;

	memset(out, 0, sizeof(*out));
	if (c->broken || strays(&j)) {
		is(out, FINALITY_UNKNOWN, BASIS_DIRT, 0, 0);
		return;
	}
	if (c->nproceedings == 0) {
		is(out, FINALITY_NO, BASIS_NO_PROCEEDING, 0, 0);
		return;
	}
	live = c->proceedings[c->nproceedings - 1];
	proceeding(&j, live, out);
	for (int k = 0; k < 2; k++) {
		other = last_by(c, k == 0);
		if (other == NULL || other == live)
			continue;
		memset(&f, 0, sizeof(f));
		proceeding(&j, other, &f);
		if (!same(out, &f))
			is(out, FINALITY_UNKNOWN, BASIS_INCONSISTENT, 0, 0);
	}
	earlier(&j, out);
	/* Those held to withholding alone have an order by definition, and
	 * another authority made it (8 CFR 208.31, 1208.2(c)). */
	if ((types_said(c) & (1u << CASE_WHO | 1u << CASE_RFR)) != 0)
		is(out, FINALITY_UNKNOWN, BASIS_OTHER_ORDER, 0, 0);
}
