/* eoir_keep.c - what is kept of a row; see eoir_read.h. */

#include <string.h>

#include "intake/eoir_read.h"

size_t
rec_size(enum eoir_table_id t)
{
	static const size_t sizes[T_READ] = {
		[T_CASE] = sizeof(struct rec_case),
		[T_PROCEEDING] = sizeof(struct rec_proceeding),
		[T_APPEAL] = sizeof(struct rec_appeal),
		[T_MOTION] = sizeof(struct rec_motion),
		[T_APPLICATION] = sizeof(struct rec_application),
		[T_CUSTODY] = sizeof(struct rec_custody),
		[T_REPRESENTATIVE] = sizeof(struct rec_representative),
		[T_LEAD_RIDER] = sizeof(struct rec_rider),
	};

	return t < T_READ ? sizes[t] : 0;
}

/* -- Fields of a row ------------------------------------------------------ */

struct fields {
	const struct row_reader *rr;
	const struct eoir_row *row;
};

static inline int
at(const struct fields *f, enum eoir_field field)
{
	return f->rr->head->at[field];
}

static inline uint16_t
day(const struct fields *f, enum eoir_field field)
{
	int k = at(f, field);

	return f->row->n[k] > 0 ? f->row->day[k] : 0;
}

static inline uint32_t
code(const struct fields *f, enum eoir_field field)
{
	int k = at(f, field);

	return code_pack(f->row->s[k], f->row->n[k]);
}

static inline uint8_t
letter(const struct fields *f, enum eoir_field field)
{
	int k = at(f, field);

	return f->row->n[k] == 1 ? (uint8_t)f->row->s[k][0] : 0;
}

/* Of at most nine digits; 0 when there is none. */
static inline uint32_t
number(const struct fields *f, enum eoir_field field)
{
	int k = at(f, field);
	uint32_t v = 0;

	for (uint32_t i = 0; i < f->row->n[k] && i < 9; i++) {
		char c = f->row->s[k][i];

		if (c < '0' || c > '9')
			return 0;
		v = v * 10 + (uint32_t)(c - '0');
	}
	return f->row->n[k] <= 9 ? v : 0;
}

static inline uint8_t
type(const struct fields *f)
{
	int k = at(f, F_CASE_TYPE);

	return (uint8_t)case_type_read(f->row->s[k], f->row->n[k]);
}

/* -- Records -------------------------------------------------------------- */

static struct rec *
room(struct worker *w, uint32_t case_id, size_t n)
{
	uint32_t k = case_id / PART_CASES;
	struct part *p = &w->parts[k < PARTS ? k : PARTS - 1];
	struct part_block *b = p->last;
	struct rec *r;

	if (b == NULL || b->used + n > sizeof(b->bytes)) {
		b = w->mem->alloc(w->mem->ctx, sizeof(*b));
		if (b == NULL) {
			w->failed = true;
			return NULL;
		}
		b->next = NULL;
		b->used = 0;
		if (p->last != NULL)
			p->last->next = b;
		else
			p->first = b;
		p->last = b;
	}
	r = (struct rec *)(void *)(b->bytes + b->used);
	b->used += (uint32_t)n;
	memset(r, 0, n);
	return r;
}

static void
keep_case(const struct fields *f, struct rec_case *c)
{
	c->lang = code(f, F_LANG);
	c->court = code(f, F_COURT);
	c->nat = (uint16_t)code(f, F_NAT);
	c->represented = day(f, F_REPRESENTED);
	c->detained = day(f, F_DETAINED);
	c->released = day(f, F_RELEASED);
	c->custody = letter(f, F_CUSTODY);
	c->type = type(f);
}

static void
keep_proceeding(const struct fields *f, struct rec_proceeding *p)
{
	p->id = number(f, F_ID);
	p->court = code(f, F_COURT);
	p->place = code(f, F_PLACE);
	p->lang = code(f, F_LANG);
	p->nat = (uint16_t)code(f, F_NAT);
	p->deported_1 = (uint16_t)code(f, F_DEPORTED_1);
	p->deported_2 = (uint16_t)code(f, F_DEPORTED_2);
	p->charged = day(f, F_CHARGED);
	p->input = day(f, F_INPUT);
	p->transfer_in = day(f, F_TRANSFER_IN);
	p->completed = day(f, F_COMPLETED);
	p->due = day(f, F_DUE);
	p->detained = day(f, F_DETAINED);
	p->released = day(f, F_RELEASED);
	p->decision = letter(f, F_DECISION);
	p->other = letter(f, F_OTHER_COMP);
	p->reserved = letter(f, F_RESERVED);
	p->absentia = letter(f, F_ABSENTIA);
	p->custody = letter(f, F_CUSTODY);
	p->type = type(f);
}

static enum appeal_type
appeal_of(const struct fields *f)
{
	int k = at(f, F_TYPE);
	const char *s = f->row->s[k];
	uint32_t n = f->row->n[k];

	if (n == 0)
		return APPEAL_UNKNOWN;
	if (n == 11 && memcmp(s, "Case Appeal", n) == 0)
		return APPEAL_CASE;
	if (n == 20 && memcmp(s, "Circuit Court Remand", n) == 0)
		return APPEAL_CIRCUIT;
	if (n == 7 && memcmp(s, "MTR BIA", n) == 0)
		return APPEAL_REOPEN;
	if (n == 16 && memcmp(s, "Appeal of IJ MTR", n) == 0)
		return APPEAL_MOTION;
	return APPEAL_OTHER; /* what no table lists was made missing */
}

static void
keep_appeal(const struct fields *f, struct rec_appeal *a)
{
	a->id = number(f, F_ID);
	a->proceeding = number(f, F_PROCEEDING);
	a->type = (uint8_t)appeal_of(f);
	a->filed = day(f, F_FILED);
	a->decided = day(f, F_DECIDED);
	a->outcome = code(f, F_OUTCOME);
	a->by = letter(f, F_BY);
}

static void
keep_motion(const struct fields *f, struct rec_motion *m)
{
	m->id = number(f, F_ID);
	m->proceeding = number(f, F_PROCEEDING);
	m->type = (uint16_t)code(f, F_TYPE);
	m->filed = day(f, F_FILED);
	m->completed = day(f, F_COMPLETED);
	m->outcome = letter(f, F_OUTCOME);
	m->stay = letter(f, F_STAY);
	m->by = letter(f, F_BY);
}

static void
keep_representative(const struct fields *f, struct rec_representative *p)
{
	int k = at(f, F_TYPE);

	p->represented = day(f, F_REPRESENTED);
	p->alien = f->row->n[k] == 5 && memcmp(f->row->s[k], "ALIEN", 5) == 0;
}

static void
keep_rider(const struct fields *f, struct rec_rider *r)
{
	r->lead = number(f, F_LEAD);
	r->created = day(f, F_CREATED);
	r->severed = day(f, F_SEVERED);
	r->active = letter(f, F_ACTIVE);
}

static void
keep_federal(struct worker *w, const struct fields *f)
{
	struct rec_federal *grown;
	size_t cap = w->cap_federal > 0 ? 2 * w->cap_federal : 1024;

	if (w->nfederal == w->cap_federal) {
		grown = w->mem->alloc(w->mem->ctx, cap * sizeof(*grown));
		if (grown == NULL) {
			w->failed = true;
			return;
		}
		if (w->nfederal > 0)
			memcpy(grown, w->federal, w->nfederal * sizeof(*grown));
		w->mem->free(w->mem->ctx, w->federal);
		w->federal = grown;
		w->cap_federal = cap;
	}
	w->federal[w->nfederal++] =
	    (struct rec_federal){ .r = { .line = f->row->line,
				      .unknown = f->row->unknown,
				      .table = T_FEDERAL },
		    .appeal = number(f, F_APPEAL),
		    .outcome = code(f, F_OUTCOME),
		    .filed = day(f, F_FILED) };
}

/* A court decided on that day.  Days of filing and of entry into the system
 * are left out: some lie ahead. */
static void
happened(struct worker *w, uint16_t d)
{
	w->happened[d]++;
}

static void
keep_rest(struct worker *w, const struct fields *f, struct rec *r)
{
	switch (f->rr->table) {
	case T_CASE:
		keep_case(f, (struct rec_case *)(void *)r);
		break;
	case T_PROCEEDING:
		keep_proceeding(f, (struct rec_proceeding *)(void *)r);
		happened(w, day(f, F_COMPLETED));
		break;
	case T_APPEAL:
		keep_appeal(f, (struct rec_appeal *)(void *)r);
		happened(w, day(f, F_DECIDED));
		break;
	case T_MOTION:
		keep_motion(f, (struct rec_motion *)(void *)r);
		happened(w, day(f, F_COMPLETED));
		break;
	case T_APPLICATION:
		((struct rec_application *)(void *)r)->form = code(f, F_TYPE);
		((struct rec_application *)(void *)r)->filed = day(f, F_FILED);
		((struct rec_application *)(void *)r)->outcome =
		    letter(f, F_OUTCOME);
		break;
	case T_CUSTODY:
		((struct rec_custody *)(void *)r)->detained =
		    day(f, F_DETAINED);
		((struct rec_custody *)(void *)r)->released =
		    day(f, F_RELEASED);
		((struct rec_custody *)(void *)r)->custody =
		    letter(f, F_CUSTODY);
		break;
	case T_REPRESENTATIVE:
		keep_representative(f, (struct rec_representative *)(void *)r);
		break;
	case T_LEAD_RIDER:
		keep_rider(f, (struct rec_rider *)(void *)r);
		break;
	default:
		break;
	}
}

void
row_keep(struct worker *w, const struct row_reader *rr,
    const struct eoir_row *row)
{
	struct fields f = { rr, row };
	size_t n = rec_size(rr->table);
	struct rec *r;

	if (rr->table == T_FEDERAL) {
		keep_federal(w, &f);
		return;
	}
	if (n == 0)
		return;
	r = room(w, number(&f, F_CASE), n);
	if (r == NULL)
		return;
	r->case_id = number(&f, F_CASE);
	r->line = row->line;
	r->unknown = row->unknown;
	r->table = (uint8_t)rr->table;
	keep_rest(w, &f, r);
}
