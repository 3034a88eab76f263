/* stored_person.c - one person of a store, as known at K; see stored.h.
 *
 * Whether an entry counts is settled here, at K: what is certainly not on
 * record is left out, what waits is there perhaps.  So the facts that come
 * out need no corrections among themselves. */

#include <stdlib.h>
#include <string.h>

#include "intake/givens.h"
#include "intake/stored_named.h"
#include "intake/gathering.h"

/* -- What counts ----------------------------------------------------------- */

bool
stored_takes(const struct law *law, const struct given *g)
{
	const struct transition *t;
	const struct each *each;
	size_t i, s, k, n;

	if (g->kind == GIVEN_NO || g->kind == GIVEN_NO_OTHER ||
	    g->kind == GIVEN_NOTHING_ELSE || g->kind == GIVEN_NOT_ON_LIST ||
	    g->kind == GIVEN_IS_NOT || g->unconfirmed)
		return true;
	if (g->kind != GIVEN_FACT || g->fact == NULL ||
	    (g->fact->type != KIND_EVENT && g->fact->type != KIND_FILING))
		return false;
	for (i = 0; i < law->ninstruments; i++) {
		each = &law->instruments[i]->each;
		for (s = 0; s < each->nstages; s++)
			for (k = 0; k < each->stages[s].ntransitions; k++) {
				t = &each->stages[s].transitions[k];
				if (t->kind != TRANS_ON || t->then.s != NULL)
					continue;
				for (n = 0; n < t->nsteps; n++)
					if (t->steps[n].kind == g->fact &&
					    (t->steps[n].step < 0 ||
						t->steps[n].step == g->step))
						return true;
			}
	}
	return false;
}

static struct item *
item_of(struct gathering *rd, uint64_t seq)
{
	size_t i;

	for (i = 0; i < rd->nitems; i++)
		if (rd->items[i].seq == seq && rd->items[i].kind < ITEM_LINK)
			return &rd->items[i];
	return NULL;
}

static bool
over_has(const struct item *it, uint64_t seq)
{
	size_t i;

	for (i = 0; i < it->nover; i++)
		if (it->over[i] == seq)
			return true;
	return false;
}

/* acts: it takes something away, or chooses.  Only later entries speak of an
 * entry, so going backwards each is settled when it is needed. */
static void
item_acts(struct gathering *rd, struct item *it)
{
	const struct item *by;
	enum tri gone = NO;
	size_t i;

	for (i = 0; i < rd->nitems; i++) {
		by = &rd->items[i];
		if (by->seq <= it->seq)
			continue;
		if (by->kind == ITEM_UNDO && it->import != NULL &&
		    (it->kind == ITEM_FACT || it->kind == ITEM_UNREAD) &&
		    by->owner == it->owner &&
		    strcmp(by->import, it->import) == 0)
			gone = tri_or(gone, by->acts);
		if (by->kind == ITEM_CORRECT && by->of == it->seq &&
		    by->text == NULL)
			gone = tri_or(gone, by->acts);
	}
	it->acts = tri_and(it->counts, tri_not(gone));
}

/* exists: what it says is on record.  A choice falls with what it chose. */
static void
item_exists(struct gathering *rd, struct item *it)
{
	const struct item *by, *of;
	enum tri replaced = NO;
	size_t i;

	for (i = 0; i < rd->nitems; i++) {
		by = &rd->items[i];
		if (by->kind == ITEM_CORRECT && by->of == it->seq &&
		    by->text != NULL)
			replaced = tri_or(replaced, by->acts);
		if (by->kind == ITEM_RESOLVE && over_has(by, it->seq) &&
		    (of = item_of(rd, by->of)) != NULL)
			replaced =
			    tri_or(replaced, tri_and(by->acts, of->acts));
	}
	it->exists = tri_and(it->acts, tri_not(replaced));
}

static int
by_seq(const void *x, const void *y)
{
	const struct item *a = x, *b = y;

	return a->seq < b->seq ? -1 : a->seq > b->seq;
}

static int
wait_add(struct gathering *rd, const struct item *it)
{
	static const char *const kinds[] = { "fact", "correct", "resolve",
		"undo", "unread", "link", "identifier", "withdraw" };
	struct stored_person *p = rd->out;
	struct stored_wait *w;
	size_t i;

	for (i = 0; i < p->nwaits; i++)
		if (p->waits[i].seq == it->seq)
			return 0;
	p->waits = arena_grow(rd->a, p->waits, p->nwaits, &rd->cap_waits,
	    sizeof(*p->waits));
	if (p->waits == NULL)
		return E_NOMEM;
	w = &p->waits[p->nwaits++];
	*w = (struct stored_wait){ .seq = it->seq,
		.kind = kinds[it->kind],
		.author = it->author,
		.import = it->kind == ITEM_FACT ? it->import : NULL,
		.since = it->at };
	w->what = it->kind == ITEM_IDENTIFIER
	    ? arena_printf(rd->a, "%s is theirs", it->with)
	    : it->kind == ITEM_WITHDRAW
	    ? arena_printf(rd->a,
		  "entry %llu, by which they are known, is "
		  "withdrawn",
		  (unsigned long long)it->of)
	    : it->kind == ITEM_LINK
	    ? arena_printf(rd->a, "%s and %s are %s", rd->owners[it->owner].id,
		  it->with, it->same ? "one person" : "not one person")
	    : it->kind == ITEM_UNDO
	    ? arena_printf(rd->a, "what import %s brought is withdrawn",
		  it->import)
	    : it->kind == ITEM_RESOLVE
	    ? arena_printf(rd->a, "of what disagrees, entry %llu is right",
		  (unsigned long long)it->of)
	    : it->kind == ITEM_CORRECT && it->text == NULL
	    ? arena_printf(rd->a, "entry %llu is withdrawn",
		  (unsigned long long)it->of)
	    : it->kind == ITEM_CORRECT
	    ? arena_printf(rd->a, "entry %llu is corrected: %s",
		  (unsigned long long)it->of, it->text)
	    : it->text;
	return w->what == NULL ? E_NOMEM : 0;
}

/* Which items count under a law, and what waits. */
static int
items_count(struct gathering *rd, const struct law *law)
{
	enum tri waits;
	struct item *it;
	bool takes;
	size_t i, k;
	int r;

	for (i = 0; i < rd->nitems; i++) {
		it = &rd->items[i];
		takes = it->kind != ITEM_FACT && it->kind != ITEM_UNREAD;
		for (k = 0; k < it->ngivens; k++)
			takes = takes || stored_takes(law, &it->givens[k]);
		it->is_loss = takes || it->loss;
		waits = !it->is_loss ? YES
				     : stored_counts(rd->decisions,
					   rd->ndecisions, it->seq, it->author);
		it->counts = gathering_taken(rd, waits);
		if (waits != UNKNOWN)
			continue;
		/* What takes only by what else is on record may protect too:
		 * that counts at once. */
		if (!takes && rd->as == STORED_AS_SAID)
			it->counts = YES;
		rd->out->said = rd->out->said || !takes;
		if ((r = wait_add(rd, it)) != 0)
			return r;
	}
	for (i = rd->nitems; i > 0; i--)
		item_acts(rd, &rd->items[i - 1]);
	for (i = 0; i < rd->nitems; i++)
		item_exists(rd, &rd->items[i]);
	return 0;
}

/* -- Texts ----------------------------------------------------------------- */

static int
item_parse(struct gathering *rd, const struct law *law, struct item *it)
{
	struct source_text *src;
	struct diags ds;
	int r;

	it->givens = NULL;
	it->ngivens = 0;
	it->facts = NULL;
	if (it->text == NULL)
		return 0;
	src = arena_alloc(rd->a, sizeof(*src));
	if (src == NULL ||
	    (src->path = arena_printf(rd->a, "entry %llu",
		 (unsigned long long)it->seq)) == NULL)
		return E_NOMEM;
	src->bytes = it->text;
	src->len = strlen(it->text);
	diags_init(&ds, rd->a);
	r = law_parse_givens(rd->a, src, law, &it->givens, &it->ngivens, &ds);
	if (r == E_NOMEM || ds.failed)
		return E_NOMEM;
	if (r != 0 || ds.nerrors > 0 || it->ngivens == 0) {
		it->givens = NULL;
		it->ngivens = 0;
		return gathering_damaged(rd,
		    "what entry %llu says of this person is not understood",
		    it->seq);
	}
	it->facts = arena_array(rd->a, it->ngivens, sizeof(*it->facts));
	return it->facts == NULL ? E_NOMEM : 0;
}

/* Filings that two records name alike are not one filing. */
static int
names_apart(struct gathering *rd, struct item *it)
{
	const char *id = rd->owners[it->owner].id;
	const struct item *o;
	struct given *g;
	size_t i, k, n;
	bool mine;

	for (i = 0; it->owner > 0 && i < it->ngivens; i++) {
		g = &it->givens[i];
		mine = false;
		for (k = 0; g->of != NULL && k < rd->nitems; k++) {
			o = &rd->items[k];
			for (n = 0; o->owner == it->owner && n < o->ngivens;
			     n++)
				mine = mine ||
				    (o->givens[n].as != NULL &&
					strstr(o->givens[n].as, g->of) != NULL);
		}
		if (mine &&
		    (g->of = arena_printf(rd->a, "%s:%s", id, g->of)) == NULL)
			return E_NOMEM;
	}
	for (i = 0; it->owner > 0 && i < it->ngivens; i++) {
		g = &it->givens[i];
		if (g->as != NULL &&
		    (g->as = arena_printf(rd->a, "%s:%s", id, g->as)) == NULL)
			return E_NOMEM;
	}
	return 0;
}

/* A step without a name belongs to the last filing of its kind, by when they
 * were made: the order of recording does not matter. */
struct placed {
	struct item *it;
	struct instant first;
};

static struct instant
given_first(const struct item *it, const struct given *g)
{
	const struct zone *z =
	    it->zone != NULL ? it->zone : zone_builtin("UTC");
	const struct moment *m =
	    g->from.kind != MOMENT_NONE ? &g->from : &g->seen;

	if (m->kind == MOMENT_NOT_KNOWN)
		return g->step > 0 ? INSTANT_NEVER : INSTANT_BEGIN;
	if (m->kind == MOMENT_NONE)
		return INSTANT_BEGIN;
	return zone_when(z, m).first;
}

static int
by_place(const void *x, const void *y)
{
	const struct placed *a = x, *b = y;
	const struct given *g = a->it->givens, *h = b->it->givens;
	int c = instant_cmp(a->first, b->first);

	if (c == 0)
		c = g->step - h->step;
	if (c == 0)
		c = strcmp(a->it->text, b->it->text);
	return c != 0 ? c : by_seq(a->it, b->it);
}

/* What an item of a fact says in the end: the last correction's time, so
 * that a filing corrected stands where it was made. */
static const struct item *
said_last(const struct gathering *rd, const struct item *it)
{
	const struct item *last = it;
	size_t i;

	for (i = 0; i < rd->nitems; i++)
		if (rd->items[i].kind == ITEM_CORRECT &&
		    rd->items[i].of == last->seq && rd->items[i].ngivens > 0 &&
		    rd->items[i].counts != NO)
			last = &rd->items[i];
	return last;
}

/* A correction of a filing's step speaks of the same filing. */
static void
inherit(struct gathering *rd, struct item *it, struct given *g)
{
	const struct item *of = item_of(rd, it->of);
	size_t i;

	if (it->kind != ITEM_CORRECT || of == NULL || g->as != NULL ||
	    g->fact == NULL || g->fact->type != KIND_FILING)
		return;
	for (i = 0; i < of->ngivens; i++)
		if (of->facts[i] != NULL && of->facts[i]->kind == g->fact)
			g->as = of->facts[i]->filing;
}

static int person_read(const struct stored *st, struct arena *a, const char *id,
    enum stored_as as, bool hop, struct stored_person *out);

/* A number that is to be somebody's. */
static bool
is_unwritten(const struct stored *st, struct arena *a, const char *who)
{
	struct identifier id = { .value = who };
	size_t i;

	for (i = 0; i < st->nnumbers; i++) {
		id.type = st->numbers[i].type;
		if (identifier_names_one(id.type) &&
		    identifier_same(a, &id, &st->numbers[i]))
			return true;
	}
	return false;
}

/* The record that a relation names for certain, or NULL. */
static int
named_record(struct gathering *rd, const char *who, const char **out)
{
	const struct stored *st = rd->st;
	const char **ids = NULL;
	bool exact = false;
	size_t n = 0;
	int r = stored_find(st, rd->a, who, &ids, &n, &exact, NULL);

	*out = r == 0 && exact ? ids[0] : NULL;
	if (r != 0 || st->numbered == NULL || !is_unwritten(st, rd->a, who))
		return r;
	/* What two carry is nobody's for certain. */
	*out = *out == NULL || strcmp(*out, st->numbered) == 0 ? st->numbered
							       : NULL;
	return 0;
}

/* Whom a relation names, as the store knows them: one hop, as conditions
 * look.  Someone it does not know for certain is somebody. */
static int
named_other(struct gathering *rd, const char *who, const struct person **out)
{
	struct stored_person *p = arena_alloc(rd->a, sizeof(*p));
	struct person *nobody = arena_alloc(rd->a, sizeof(*nobody));
	const char *id = NULL;
	size_t i;
	int r;

	if (p == NULL || nobody == NULL)
		return E_NOMEM;
	nobody->id = who;
	*out = nobody;
	if (rd->hop)
		return 0;
	if ((r = named_record(rd, who, &id)) != 0 || id == NULL)
		return r;
	if ((r = person_read(rd->st, rd->a, id, rd->as, true, p)) != 0)
		return r;
	*out = &p->under[rd->law];
	for (i = 0; i < p->ntouched; i++) {
		if (rd->out->ntouched == STORED_TOUCHED)
			return gathering_damaged(rd,
			    "entry %llu and others name more people than are "
			    "looked at",
			    rd->items[0].seq);
		rd->out->touched[rd->out->ntouched++] = p->touched[i];
	}
	if (p->damaged != NULL && rd->out->damaged == NULL)
		rd->out->damaged = p->damaged;
	return 0;
}

static bool
says_who(const struct given *g)
{
	return g->kind == GIVEN_IS || g->kind == GIVEN_IS_NOT ||
	    g->kind == GIVEN_KNOWN_BY;
}

static int
item_facts(struct gathering *rd, struct givens *gs, struct item *it)
{
	struct entry *entry = arena_alloc(rd->a, sizeof(*entry));
	enum tri exists = tri_and(it->exists, rd->owners[it->owner].is);
	size_t i, before;
	int r;

	if (entry == NULL)
		return E_NOMEM;
	*entry = (struct entry){ .recorded = it->at,
		.is_loss = exists == UNKNOWN,
		.confirmed = exists == UNKNOWN ? INSTANT_NEVER : it->at,
		.refused = INSTANT_NEVER };
	for (i = 0; i < it->ngivens; i++) {
		inherit(rd, it, &it->givens[i]);
		/* What is said of who they are is no fact, and has no place
		 * among those that are left out below. */
		if (exists == NO && says_who(&it->givens[i]))
			continue;
		gs->zone = it->zone != NULL ? it->zone : zone_builtin("UTC");
		gs->zone_binds = it->zone != NULL;
		gs->source = it->source;
		gs->entry = entry;
		gs->other = NULL;
		if (it->givens[i].other.s != NULL &&
		    (r = named_other(rd, it->givens[i].other.s, &gs->other)) !=
			0)
			return r;
		before = gs->nfacts;
		r = givens_add(gs, &it->givens[i]);
		if (r == E_LIMIT)
			return gathering_damaged(rd,
			    "from entry %llu on, more facts of this person "
			    "than are read",
			    it->seq);
		if (r != 0)
			return r;
		if (gs->nfacts > before)
			it->facts[i] = gs->facts[gs->nfacts - 1];
	}
	return 0;
}

/* The fact that a resolution chose is there already; what it chose it over
 * is not.  Nothing else is to be made of it. */
static bool
has_texts(const struct item *it)
{
	return it->ngivens > 0 &&
	    (it->kind == ITEM_FACT || it->kind == ITEM_CORRECT);
}

/* Said, and not taken back as a whole: it has a place among the filings. */
static bool
has_place(const struct gathering *rd, const struct item *it)
{
	return it->exists != NO || said_last(rd, it) != it;
}

static int
person_facts(struct gathering *rd, struct givens *gs)
{
	struct placed *order = arena_array(rd->a, rd->nitems, sizeof(*order));
	struct item *it;
	size_t i, n = 0;
	int r;

	if (order == NULL)
		return E_NOMEM;
	for (i = 0; i < rd->nitems; i++) {
		it = &rd->items[i];
		if (!has_texts(it) || it->kind != ITEM_FACT ||
		    !has_place(rd, it))
			continue;
		order[n].it = it;
		order[n++].first = given_first(it, said_last(rd, it)->givens);
	}
	if (n > 0)
		qsort(order, n, sizeof(*order), by_place);
	for (i = 0; i < n; i++)
		if ((r = item_facts(rd, gs, order[i].it)) != 0)
			return r;
	for (i = 0; i < rd->nitems; i++)
		if (has_texts(&rd->items[i]) &&
		    rd->items[i].kind == ITEM_CORRECT &&
		    (r = item_facts(rd, gs, &rd->items[i])) != 0)
			return r;
	return 0;
}

/* Those that are on record, or may be. */
static int
person_make(struct gathering *rd, struct givens *gs, struct person *out)
{
	const struct fact **facts;
	const struct item *it;
	size_t i, k, n = 0;
	int r;

	if ((r = givens_person(gs,
		 rd->out->a_number != NULL ? rd->out->a_number : rd->out->id,
		 rd->out->name, out)) != 0)
		return r;
	facts = arena_array(rd->a, gs->nfacts, sizeof(*facts));
	if (facts == NULL)
		return E_NOMEM;
	for (i = 0; i < rd->nitems; i++) {
		it = &rd->items[i];
		if (!has_texts(it) ||
		    tri_and(it->exists, rd->owners[it->owner].is) == NO)
			continue;
		for (k = 0; k < it->ngivens; k++)
			if (it->facts[k] != NULL)
				facts[n++] = it->facts[k];
	}
	out->facts = facts;
	out->nfacts = n;
	return 0;
}

/* References to what is not there. */
static int
items_refer(struct gathering *rd)
{
	const struct item *it;
	size_t i, k;
	int r = 0;

	for (i = 0; i < rd->nitems && r == 0; i++) {
		it = &rd->items[i];
		if ((it->kind == ITEM_CORRECT || it->kind == ITEM_RESOLVE) &&
		    item_of(rd, it->of) == NULL)
			r = gathering_damaged(rd,
			    "entry %llu speaks of an entry that is not about "
			    "this person",
			    it->seq);
		for (k = 0; k < it->nover && r == 0; k++)
			if (it->over[k] >= it->seq ||
			    item_of(rd, it->over[k]) == NULL)
				r = gathering_damaged(rd,
				    "entry %llu speaks of an entry that is "
				    "not about this person",
				    it->seq);
	}
	return r;
}

static int
under_law(struct gathering *rd, const struct stored_law *l, struct person *out)
{
	struct givens gs = { .arena = rd->a, .law = &l->law };
	size_t i;
	int r;

	for (i = 0; i < rd->nitems; i++)
		if ((r = item_parse(rd, &l->law, &rd->items[i])) != 0)
			return r;
	for (i = rd->nitems; i > 0; i--)
		if ((r = names_apart(rd, &rd->items[i - 1])) != 0)
			return r;
	if ((r = items_count(rd, &l->law)) != 0 ||
	    (r = gathering_unread(rd)) != 0 || (r = person_facts(rd, &gs)) != 0)
		return r;
	/* Asked of no paper, it is not looked up. */
	for (i = 0; !rd->hop && i < rd->nowners; i++)
		if ((l->law.npapers > 0 || rd->st->whole) &&
		    rd->owners[i].is != NO &&
		    (r = stored_known(rd->st, rd->a, rd->owners[i].id,
			 rd->owners[i].is, &gs)) != 0)
			return r;
	return person_make(rd, &gs, out);
}

static int
person_read(const struct stored *st, struct arena *a, const char *id,
    enum stored_as as, bool hop, struct stored_person *out)
{
	struct gathering *rd = arena_alloc(a, sizeof(*rd));
	size_t i;
	int r;

	*out = (struct stored_person){ .id = id };
	out->under = arena_array(a, st->nlaws, sizeof(*out->under));
	out->touched = arena_array(a, STORED_TOUCHED, sizeof(*out->touched));
	out->same = arena_array(a, STORED_LINKED, sizeof(*out->same));
	out->perhaps = arena_array(a, STORED_LINKED, sizeof(*out->perhaps));
	if (rd == NULL || out->under == NULL || out->touched == NULL ||
	    out->same == NULL || out->perhaps == NULL)
		return E_NOMEM;
	rd->st = st;
	rd->a = a;
	rd->as = as;
	rd->hop = hop;
	rd->out = out;
	if ((r = gathering_own(rd, id, YES)) != 0 ||
	    (r = gathering_linked(rd)) != 0)
		return r;
	gathering_label(rd);
	for (i = 1; i < rd->nowners; i++)
		if (rd->owners[i].is == YES)
			out->same[out->nsame++] = rd->owners[i].id;
		else if (rd->owners[i].is == UNKNOWN)
			out->perhaps[out->nperhaps++] = rd->owners[i].id;
	if (rd->nitems > 0)
		qsort(rd->items, rd->nitems, sizeof(*rd->items), by_seq);
	if ((r = items_refer(rd)) != 0)
		return r;
	for (i = 0; i < st->nlaws; i++) {
		rd->law = i;
		if (st->laws[i].good &&
		    (r = under_law(rd, &st->laws[i], &out->under[i])) != 0)
			return r;
	}
	return 0;
}

int
stored_person(const struct stored *st, struct arena *a, const char *id,
    enum stored_as as, struct stored_person *out)
{
	return person_read(st, a, id, as, false, out);
}
