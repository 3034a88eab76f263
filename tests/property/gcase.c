/* gcase.c - from plain data to what decide() takes, and to print. */

#include "property/gcase.h"

#include <stdio.h>
#include <string.h>

const char *const gwords[W_N] = { "US", "IQ", "SV", "area.A", "area.B",
	"facility.X", "ICE", "CBP", "INA", "AEA", "b1", "b2" };

static const char vocabulary[] =
    "vocabulary small\n"
    "state nat (country) whole set persists\n"
    "state home (place) one persists\n"
    "state cust (agency, place) one stale after 7 days\n"
    "state final (authority, designated) many persists\n"
    "relation spouse many persists\n"
    "event served\n"
    "event notice (country)\n"
    "filing motion (basis) steps filed, briefed\n"
    "      closed by granted, denied, withdrawn\n"
    "filing appeal (country) of motion steps filed\n"
    "      closed by dismissed, sustained\n"
    "act removal (from, to, under, by)\n"
    "      implies cust (agency is ICE) and home (place in US)\n"
    "act transfer (from, to, by)\n"
    "agency ICE, CBP\n"
    "authority INA, AEA\n"
    "place US, IQ, SV\n"
    "place area.A, area.B in US\n"
    "place facility.X in area.A\n";

static const char *const kinds[K_N] = { "nat", "home", "cust", "final",
	"spouse", "served", "notice", "motion", "appeal" };
static const char *const acts[] = { "removal", "transfer" };
static const char *const filings[] = { NULL, "m1", "m2", "a1", "a2" };

static int
parse(struct built *b, struct source_text *src, const char *name,
    const char *text, struct diags *ds)
{
	src->path = name;
	src->bytes = text;
	src->len = strlen(text);
	return law_parse(&b->law_arena, src, &b->law, ds);
}

int
gcase_build_law(const struct gcase *c, struct built *b, const char **why)
{
	return gcase_build_text(c->text, b, why);
}

int
gcase_build_text(const char *text, struct built *b, const char **why)
{
	static char said[256];
	struct diags ds;
	int r;

	memset(b, 0, sizeof(*b));
	arena_init(&b->law_arena, &mem_system, (size_t)16 << 20);
	arena_init(&b->arena, &mem_system, (size_t)64 << 20);
	diags_init(&ds, &b->law_arena);
	r = parse(b, &b->vocab_src, "small.vocab", vocabulary, &ds);
	if (r == 0)
		r = parse(b, &b->src, "case.law", text, &ds);
	if (r == 0 && ds.nerrors > 0)
		r = E_SYNTAX;
	if (r == 0)
		r = law_check(&b->law_arena, &b->law, &ds);
	if (r == 0 && ds.nerrors > 0)
		r = E_CHECK;
	if (r != 0 && why != NULL) {
		struct buf first;

		buf_init(&first, &mem_system, 4096);
		for (size_t i = 0; i < ds.n && first.len == 0; i++)
			if (ds.items[i].severity == DIAG_ERROR)
				diag_print(&first, &ds.items[i], false);
		snprintf(said, sizeof(said), "%s", first.s);
		*why = said;
		buf_release(&first);
	}
	return r;
}

static void
value_of(struct built *b, const struct gvalue *g, struct value *v)
{
	struct value one[2];

	memset(v, 0, sizeof(*v));
	memset(one, 0, sizeof(one));
	if (g->kind == GV_NONE)
		return;
	for (int i = 0; i < 2; i++) {
		const char *s = gwords[g->w[i]];

		one[i].word = vocab_any_word(b->law.vocab, s);
		one[i].kind = one[i].word != NULL ? VALUE_WORD : VALUE_ID;
		one[i].s = s;
	}
	if (g->kind == GV_ONE) {
		*v = one[0];
		return;
	}
	v->kind = g->kind == GV_SET ? VALUE_SET : VALUE_EITHER;
	v->nitems = 2;
	v->items = arena_array(&b->arena, 2, sizeof(*one));
	if (v->items != NULL)
		memcpy((struct value *)(uintptr_t)v->items, one, sizeof(one));
}

static int
person_of(struct built *b, const struct gfact *gs, size_t n, struct person *p,
    const struct person *other)
{
	struct fact *fs = arena_array(&b->arena, n + 1, sizeof(*fs));
	const struct fact **list = arena_array(&b->arena, n + 1, sizeof(*list));

	if (fs == NULL || list == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++) {
		const struct gfact *g = &gs[i];
		struct fact *f = &fs[i];
		const struct kind *k = g->kind < 0
		    ? NULL
		    : vocab_kind(b->law.vocab, kinds[g->kind]);

		f->type = g->type;
		f->kind = g->type == FACT_LIST ? NULL : k;
		f->step = g->step;
		f->from = g->from;
		f->to = g->to;
		f->seen = g->seen;
		if (k != NULL && k->nfields > 0 &&
		    (g->type == FACT_HELD || g->type == FACT_HAPPENED)) {
			struct value *v =
			    arena_array(&b->arena, k->nfields, sizeof(*v));

			for (size_t j = 0; v != NULL && j < k->nfields; j++)
				value_of(b, &g->fields[j], &v[j]);
			f->fields = v;
		}
		f->other = g->other ? other : NULL;
		f->filing = filings[g->filing];
		f->of = filings[g->of];
		f->list = g->type == FACT_LIST ? "l1" : NULL;
		f->on_list = g->on_list;
		if (g->good > 0) {
			struct source *s = arena_alloc(&b->arena, sizeof(*s));

			if (s == NULL)
				return E_NOMEM;
			s->name = "a log";
			s->has_good = true;
			s->good_for = (struct length){ .n = g->good,
				.unit = UNIT_HOURS,
				.rule = count_rule_find("none") };
			f->source = s;
		}
		f->entry = (struct entry){ g->recorded, g->is_loss,
			g->confirmed, g->refused };
		if (g->corrects >= 0 && (size_t)g->corrects < n &&
		    (size_t)g->corrects != i)
			f->corrects = &fs[g->corrects];
		if (g->over >= 0 && (size_t)g->over < n &&
		    (size_t)g->over != i) {
			const struct fact **over =
			    arena_alloc(&b->arena, sizeof(*over));

			if (over == NULL)
				return E_NOMEM;
			over[0] = &fs[g->over];
			f->over = over;
			f->nover = 1;
		}
		list[i] = f;
	}
	p->facts = list;
	p->nfacts = n;
	return 0;
}

static const char *
order_name(struct built *b, int n)
{
	return arena_printf(&b->arena, "o%d", n);
}

/* Of what the order says, some or all: as it says it. */
static void
confirmation_of(struct built *b, const struct growed *g, struct confirmation *c)
{
	int64_t says = g->at.us / ((int64_t)60 * 1000000) % 32;
	const struct instrument *x;

	*c = (struct confirmation){ .instrument = order_name(b, g->n),
		.at = g->at,
		.ends = (says & 1) == 0,
		.acts = (says & 2) == 0,
		.document = "Dkt. 1",
		.by = "second" };
	x = law_instrument(&b->law, c->instrument);
	if (x == NULL)
		return;
	if ((says & 4) == 0)
		c->oral = x->oral.moment;
	if ((says & 8) == 0)
		c->entered = x->entered.moment;
	if ((says & 16) == 0)
		c->effective = x->effective.moment;
}

static int
record_of(const struct gcase *c, struct built *b)
{
	struct confirmation *cs;
	struct recording *rs;
	struct docket_read *reads;

	cs = arena_array(&b->arena, G_ROWS, sizeof(*cs));
	rs = arena_array(&b->arena, G_ROWS, sizeof(*rs));
	reads = arena_array(&b->arena, 2, sizeof(*reads));
	if (cs == NULL || rs == NULL || reads == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < c->nconfirmations; i++)
		confirmation_of(b, &c->confirmations[i], &cs[i]);
	for (size_t i = 0; i < c->nrecordings; i++)
		rs[i] = (struct recording){ .instrument = order_name(b,
						c->recordings[i].n),
			.entry = { c->recordings[i].at,
			    c->recordings[i].is_loss,
			    c->recordings[i].confirmed,
			    c->recordings[i].refused } };
	b->record.confirmations = cs;
	b->record.nconfirmations = c->nconfirmations;
	b->record.recordings = rs;
	b->record.nrecordings = c->nrecordings;
	b->record.reads = reads;
	for (size_t i = 0; i < 2; i++)
		if (c->read[i].us < INSTANT_NEVER.us)
			reads[b->record.nreads++] =
			    (struct docket_read){ i == 0 ? "c1" : "c2",
				    c->read[i] };
	b->record.dockets_fresh = c->fresh;
	return 0;
}

const struct gknown_by gknown_by[] = {
	{ IDENTIFIER_A_NUMBER, "A000-000-017" },
	{ IDENTIFIER_A_NUMBER, "A000-000-071" },
	{ IDENTIFIER_A_NUMBER, "A000-555-777" },
	{ IDENTIFIER_BIRTH, "1980-03-04" },
	{ IDENTIFIER_BIRTH, "1980-04-03" },
	{ IDENTIFIER_BIRTH, "1980" },
	{ IDENTIFIER_BIRTH, "1975-11-22" },
	{ IDENTIFIER_NAME, "Hanna Yousif Warda" },
	{ IDENTIFIER_NAME, "Hana Warda" },
	{ IDENTIFIER_NAME, "John Smith" },
};

static struct known_as
known_as_of(const struct gknown *k)
{
	return (struct known_as){ .how = k->how,
		.type = gknown_by[k->value].type,
		.value = k->how == KNOWN_BY ? gknown_by[k->value].value : "p1",
		.entry = { k->recorded, k->is_loss, k->confirmed,
		    k->refused } };
}

int
gcase_build_people(const struct gcase *c, struct built *b)
{
	struct known_as *as;
	struct said_is *said;
	struct value *slots;
	int r;

	arena_release(&b->arena);
	memset(&b->people, 0, sizeof(b->people));
	memset(&b->record, 0, sizeof(b->record));
	b->people[0].id = "A000-000-001";
	b->people[1].id = "A000-000-002";
	if ((r = person_of(b, c->others, c->nothers, &b->people[1], NULL)) !=
		0 ||
	    (r = person_of(b, c->facts, c->nfacts, &b->people[0],
		 &b->people[1])) != 0)
		return r;
	as = arena_array(&b->arena, c->nknown_as, sizeof(*as));
	said = arena_array(&b->arena, c->nsaid, sizeof(*said));
	if (as == NULL || said == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < c->nknown_as; i++)
		as[i] = known_as_of(&c->known_as[i]);
	b->people[0].as = as;
	b->people[0].nas = c->nknown_as;
	b->who[0] = &b->people[0];
	b->who[1] = &b->people[1];
	if ((r = record_of(c, b)) != 0)
		return r;
	for (size_t i = 0; i < c->nsaid; i++)
		said[i] =
		    (struct said_is){ "p1", known_as_of(&c->said[i]).entry };
	b->record.said = said;
	b->record.nsaid = c->nsaid;
	b->record.named_known = c->named_known;
	b->act.kind = vocab_act(b->law.vocab, acts[c->act]);
	b->act.departs = c->departs;
	b->act.arrives = c->arrives;
	slots = arena_array(&b->arena, G_SLOTS, sizeof(*slots));
	if (slots == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < G_SLOTS; i++)
		value_of(b, &c->slots[i], &slots[i]);
	b->act.slots = slots;
	b->q = (struct question){ .law = &b->law,
		.record = &b->record,
		.who = b->who,
		.nwho = c->near == 2 ? 0
		    : c->near == 1   ? 2
				     : 1,
		.exact = c->near == 0,
		.act = &b->act,
		.known = c->known };
	return 0;
}

int
gcase_build(const struct gcase *c, struct built *b)
{
	int r = gcase_build_law(c, b, NULL);

	return r != 0 ? r : gcase_build_people(c, b);
}

void
built_release(struct built *b)
{
	arena_release(&b->arena);
	arena_release(&b->law_arena);
}

/* -- For people ---------------------------------------------------------- */

static const struct zone *
zone(void)
{
	return zone_builtin("America/Detroit");
}

static void
print_instant(struct buf *b, struct instant t)
{
	zone_print(b, zone(), t);
}

static void
print_gvalue(struct buf *b, const struct gvalue *v)
{
	switch (v->kind) {
	case GV_NONE:
		buf_puts(b, "?");
		break;
	case GV_ONE:
		buf_puts(b, gwords[v->w[0]]);
		break;
	default:
		buf_printf(b, "%s%s, %s}", v->kind == GV_SET ? "{" : "either {",
		    gwords[v->w[0]], gwords[v->w[1]]);
	}
}

static void
print_moment(struct buf *b, const char *word, const struct moment *m)
{
	if (m->kind == MOMENT_NONE)
		return;
	buf_printf(b, " %s ", word);
	moment_print(b, m);
}

static void
print_entry(struct buf *b, struct instant recorded, bool is_loss,
    struct instant confirmed, struct instant refused)
{
	if (recorded.us > INSTANT_BEGIN.us) {
		buf_puts(b, " recorded ");
		print_instant(b, recorded);
	}
	if (!is_loss)
		return;
	buf_puts(b, " a loss, confirmed ");
	print_instant(b, confirmed);
	if (refused.us < INSTANT_NEVER.us) {
		buf_puts(b, " refused ");
		print_instant(b, refused);
	}
}

void
gfact_print(const struct gfact *f, size_t i, struct buf *b)
{
	static const char *const steps[2][5] = {
		{ "filed", "briefed", "granted", "denied", "withdrawn" },
		{ "filed", "dismissed", "sustained" },
	};
	const char *k = f->kind < 0 ? "nothing else happened" : kinds[f->kind];
	static const char *const type[] = { "", "", "no ", "no other ", "",
		"list l1 " };

	buf_printf(b, "  #%-2zu %s", i, type[f->type]);
	if (f->type == FACT_LIST)
		buf_puts(b,
		    f->on_list == LIST_EXACT      ? "on"
			: f->on_list == LIST_NEAR ? "near"
						  : "not on");
	else
		buf_puts(b, k);
	if (f->step >= 0 && (f->kind == K_MOTION || f->kind == K_APPEAL))
		buf_printf(b, ".%s", steps[f->kind - K_MOTION][f->step]);
	if (f->type == FACT_UNKNOWN)
		buf_puts(b, " unknown");
	if (f->type == FACT_HELD || f->type == FACT_HAPPENED)
		for (size_t j = 0; j < G_FIELDS; j++) {
			buf_puts(b, j == 0 ? " (" : ", ");
			print_gvalue(b, &f->fields[j]);
			buf_puts(b, j + 1 == G_FIELDS ? ")" : "");
		}
	if (f->other)
		buf_puts(b, " the other person");
	print_moment(b, f->type == FACT_HAPPENED ? "at" : "since", &f->from);
	print_moment(b, f->type == FACT_ABSENT ? "through" : "until", &f->to);
	print_moment(b, "seen", &f->seen);
	if (f->filing > 0)
		buf_printf(b, " as %s", filings[f->filing]);
	if (f->of > 0)
		buf_printf(b, " of %s", filings[f->of]);
	if (f->good > 0)
		buf_printf(b, " good for %d hours", f->good);
	if (f->corrects >= 0)
		buf_printf(b, " corrects #%d", f->corrects);
	if (f->over >= 0)
		buf_printf(b, " over #%d", f->over);
	print_entry(b, f->recorded, f->is_loss, f->confirmed, f->refused);
	buf_putc(b, '\n');
}

static void
print_known(struct buf *b, const struct gknown *k)
{
	if (k->how == KNOWN_BY)
		buf_printf(b, "  %s \"%s\"",
		    identifier_word(gknown_by[k->value].type),
		    gknown_by[k->value].value);
	else
		buf_puts(b, k->how == KNOWN_IS ? "  is p1" : "  is not p1");
	print_entry(b, k->recorded, k->is_loss, k->confirmed, k->refused);
	buf_putc(b, '\n');
}

void
gcase_print(const struct gcase *c, struct buf *b)
{
	buf_puts(b, c->text);
	buf_puts(b, "person\n");
	for (size_t i = 0; i < c->nfacts; i++)
		gfact_print(&c->facts[i], i, b);
	for (size_t i = 0; i < c->nknown_as; i++)
		print_known(b, &c->known_as[i]);
	if (c->nothers > 0)
		buf_puts(b, "the other person\n");
	for (size_t i = 0; i < c->nothers; i++)
		gfact_print(&c->others[i], i, b);
	for (size_t i = 0; i < c->nconfirmations; i++) {
		buf_printf(b, "o%d confirmed ", c->confirmations[i].n);
		print_instant(b, c->confirmations[i].at);
		buf_putc(b, '\n');
	}
	for (size_t i = 0; i < c->nrecordings; i++) {
		const struct growed *g = &c->recordings[i];

		buf_printf(b, "o%d", g->n);
		print_entry(b, g->at, g->is_loss, g->confirmed, g->refused);
		buf_putc(b, '\n');
	}
	for (size_t i = 0; i < 2 && !c->fresh; i++)
		if (c->read[i].us < INSTANT_NEVER.us) {
			buf_printf(b, "c%zu read ", i + 1);
			print_instant(b, c->read[i]);
			buf_putc(b, '\n');
		}
	buf_puts(b, c->fresh ? "dockets just read\n" : "");
	buf_puts(b, c->named_known ? "nobody else is whom orders name\n" : "");
	for (size_t i = 0; i < c->nsaid; i++) {
		buf_puts(b, "somebody is p1");
		print_entry(b, c->said[i].recorded, c->said[i].is_loss,
		    c->said[i].confirmed, c->said[i].refused);
		buf_putc(b, '\n');
	}
	if (c->near > 0)
		buf_puts(b, c->near == 1 ? "either of the two\n" : "nobody\n");
	buf_puts(b, "on ");
	print_instant(b, c->departs);
	if (c->arrives.us != c->departs.us) {
		buf_puts(b, " arrives ");
		print_instant(b, c->arrives);
	}
	buf_printf(b, " %s", acts[c->act]);
	for (size_t i = 0; i < (c->act == 0 ? 4u : 3u); i++) {
		static const char *const slots[2][4] = { { "from", "to",
							     "under", "by" },
			{ "from", "to", "by", "" } };

		if (c->slots[i].kind == GV_NONE)
			continue;
		buf_printf(b, " %s ", slots[c->act][i]);
		print_gvalue(b, &c->slots[i]);
	}
	if (c->known.us != c->departs.us) {
		buf_puts(b, " known ");
		print_instant(b, c->known);
	}
	buf_putc(b, '\n');
}

void
answer_brief(const struct answer *a, struct buf *b)
{
	buf_puts(b, verdict_text(a->verdict));
	if (a->failed)
		buf_printf(b, " failed (%s)", err_text(a->err));
	for (size_t i = 0; i < a->ncitations; i++) {
		const struct citation *c = &a->citations[i];

		buf_printf(b, "; %s %s (%s; in force %s, covers %s%s%s)",
		    c->order->id.s, tri_text(c->value),
		    standing_text(c->standing), tri_text(c->in_force),
		    tri_text(c->covers), c->stage != NULL ? ", stage " : "",
		    c->stage != NULL ? c->stage : "");
	}
	if (a->horizon.us < INSTANT_NEVER.us) {
		buf_puts(b, "; horizon ");
		print_instant(b, a->horizon);
	}
	if (a->barred_until_known) {
		buf_puts(b, "; until ");
		print_instant(b, a->until);
	}
	buf_putc(b, '\n');
}
