/* import_store.c - an import beside what is on record; see import.h. */

#include <string.h>
#include <sys/random.h>

#include "intake/import.h"
#include "intake/stored_read.h"
#include "intake/weigh_said.h"

/* -- Who it is ------------------------------------------------------------ */

static int
reject_person(struct import *im, struct import_person *p, const char *why,
    const char *todo)
{
	struct people_reject r = { .path = im->sheet->path,
		.line = p->line,
		.value = p->entry->id,
		.why = why,
		.todo = todo };

	p->id = NULL;
	p->nfacts = p->nids = 0;
	return people_reject(&im->people, p->entry, &r);
}

static int
new_id(struct import *im, struct import_person *p)
{
	unsigned char random[12];
	char id[PERSON_ID_SIZE];

	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return E_IO;
	person_id_make(random, id);
	p->is_new = true;
	p->id = arena_strdup(im->arena, id);
	return p->id == NULL ? E_NOMEM : 0;
}

/* The row may say of whoever carries the number what bars. */
static int
reject_of(struct import *im, struct import_person *p, const char *const *ids,
    size_t n, const char *why, const char *todo)
{
	struct import_unread u = { .line = p->line,
		.value = p->entry->id,
		.why = why };
	size_t i;
	int r = 0;

	for (i = 0; i < n && r == 0; i++) {
		u.person = ids[i];
		r = import_unread_add(im, p, &u);
	}
	return r != 0 ? r : reject_person(im, p, why, todo);
}

/* shared: by a number that more than one may carry, as a family does that
 * of its case: then name and day of birth must be theirs too. */
static int
person_against(struct import *im, struct import_person *p, const char *id,
    const struct known_identifier *known, size_t n, bool shared)
{
	struct identifier *ids = arena_array(im->arena, n, sizeof(*ids));
	struct profile a, b;
	struct identity_match m;
	const char *why;
	size_t i;
	int r;

	if (ids == NULL)
		return E_NOMEM;
	for (i = 0; i < n; i++)
		ids[i] = known[i].id;
	if ((r = profile_make(im->arena, p->ids, p->nids, &a)) != 0 ||
	    (r = profile_make(im->arena, ids, n, &b)) != 0 ||
	    (r = identity_compare(im->arena, &a, &b, &m)) != 0)
		return r;
	if (!m.against && !(shared && m.unlike))
		return 0;
	why = arena_printf(im->arena,
	    "the number is %s's on record, and the row is about somebody "
	    "else: %s",
	    id, m.reason);
	if (why == NULL)
		return E_NOMEM;
	return reject_of(im, p, &id, 1, why,
	    "look at both: one number was copied wrong; if it is the same "
	    "person, record the other name: forestay people add STORE --to "
	    "PERSON --name NAME");
}

static bool
has_a_number(const struct identifier *ids, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (ids[i].type == IDENTIFIER_A_NUMBER)
			return true;
	return false;
}

/* Those on record by the row's numbers of these types: the first that any
 * record carries, or once did. */
static int
carriers_of(struct import *im, const struct import_person *p, bool a_numbers,
    struct stored_carrier **who, size_t *all, size_t *stand)
{
	size_t i;
	int r = 0;

	*all = *stand = 0;
	for (i = 0; i < p->nids && *all == 0 && r == 0; i++)
		if (identifier_names_one(p->ids[i].type) &&
		    (p->ids[i].type == IDENTIFIER_A_NUMBER) == a_numbers)
			r = stored_carriers(im->st, im->arena, &p->ids[i], who,
			    all, stand);
	return r;
}

static int
known_of(struct import *im, const char *id, struct known_identifier **known,
    size_t *n, bool *numbered)
{
	int r = person_identifiers(im->st->store, im->arena, id,
	    im->st->head.size, known, n);
	size_t i;

	*numbered = false;
	for (i = 0; r == 0 && i < *n; i++)
		*numbered =
		    *numbered || (*known)[i].id.type == IDENTIFIER_A_NUMBER;
	return r;
}

static int
reject_shared(struct import *im, struct import_person *p,
    const struct stored_carrier *who, size_t n)
{
	const char **ids = arena_array(im->arena, n, sizeof(*ids));
	size_t i;

	if (ids == NULL)
		return E_NOMEM;
	for (i = 0; i < n; i++)
		ids[i] = who[i].person;
	return reject_of(im, p, ids, n, "several records carry this number",
	    "say which are one person: forestay people link; or give the "
	    "A-number");
}

/* On record by one of their numbers: *known are its identifiers.  An
 * A-number is one person's; that of a case may be a whole class's, so that
 * whoever has another A-number is somebody else. */
static int
person_find(struct import *im, struct import_person *p,
    struct known_identifier **known, size_t *nknown)
{
	struct stored_carrier *who = NULL;
	bool shared = false, numbered = false;
	size_t n = 0, all = 0;
	int r;

	*known = NULL;
	*nknown = 0;
	r = carriers_of(im, p, true, &who, &all, &n);
	if (r == 0 && all == 0) {
		shared = true;
		r = carriers_of(im, p, false, &who, &all, &n);
	}
	if (r == 0 && n == 1)
		r = known_of(im, who[0].person, known, nknown, &numbered);
	if (r != 0)
		return r;
	if (all == 0 ||
	    (shared && (n > 1 || numbered) && has_a_number(p->ids, p->nids)))
		return new_id(im, p);
	if (n == 0)
		return reject_person(im, p, who[0].why,
		    "write the right number; if it is this person's all the "
		    "same: forestay people add STORE --a-number NUMBER");
	if (n > 1)
		return reject_shared(im, p, who, n);
	p->id = who[0].person;
	return person_against(im, p, p->id, *known, *nknown, shared);
}

/* -- What is there already ------------------------------------------------ */

static int
mark_identifiers(struct import *im, struct import_person *p,
    const struct known_identifier *known, size_t n)
{
	size_t i, k;

	p->ids_on_record =
	    arena_array(im->arena, p->nids, sizeof(*p->ids_on_record));
	if (p->ids_on_record == NULL)
		return E_NOMEM;
	for (i = 0; i < p->nids; i++) {
		for (k = 0; k < n && !p->ids_on_record[i]; k++)
			p->ids_on_record[i] = identifier_same(im->arena,
			    &p->ids[i], &known[k].id);
		im->nids_new += !p->ids_on_record[i];
	}
	return 0;
}

/* What is on record of one person: texts with their import. */
struct on_record {
	const char *text, *zone, *import;
};

/* An import withdrawn, and what was said of that. */
struct undone {
	const char *import, *author;
	uint64_t seq;
};

struct said_before {
	struct on_record *facts;
	size_t nfacts;
	struct undone *undone;
	size_t nundone;
	struct stored_decision *decisions;
	size_t ndecisions, cap_decisions;
};

/* Not by an undo that a second person refused. */
static bool
was_undone(const struct said_before *b, const struct on_record *o)
{
	const struct undone *u;
	size_t i;

	for (i = 0; o->import != NULL && i < b->nundone; i++) {
		u = &b->undone[i];
		if (strcmp(o->import, u->import) == 0 &&
		    stored_counts(b->decisions, b->ndecisions, u->seq,
			u->author) != NO)
			return true;
	}
	return false;
}

static void
mark_fact(struct import *im, struct import_person *p, const struct on_record *o)
{
	const char *zone = im->zone == NULL ? "" : im->zone;
	size_t i;

	if (o->text == NULL ||
	    strcmp(o->zone == NULL ? "" : o->zone, zone) != 0)
		return;
	for (i = 0; i < p->nfacts; i++)
		if (strcmp(p->facts[i].text, o->text) == 0)
			p->facts[i].on_record = true;
}

static int
before_entry(struct import *im, struct said_before *b, const struct written *w,
    const struct entry_view *v)
{
	struct arena *a = im->arena;
	struct undone *u = &b->undone[b->nundone];
	int err = 0;

	if (strcmp(v->kind, "fact") == 0) {
		b->facts[b->nfacts++] =
		    (struct on_record){ stored_string(a, v->body, "text", &err),
			    stored_string(a, v->body, "zone", &err),
			    stored_string(a, v->body, "import", &err) };
	} else if (strcmp(v->kind, "undo") == 0) {
		u->seq = w->seq;
		u->author = arena_strdup(a, v->author);
		u->import = stored_string(a, v->body, "import", &err);
		b->nundone += u->import != NULL;
		if (u->author == NULL)
			return E_NOMEM;
	} else if (strcmp(v->kind, "confirm") == 0 ||
	    strcmp(v->kind, "refuse") == 0) {
		return stored_decision_add(a, &b->decisions, &b->ndecisions,
		    &b->cap_decisions, w, v);
	}
	return err;
}

/* Facts of a person as recorded, and imports withdrawn.  A fact that was
 * corrected was still said: it is not said again. */
static int
before_read(struct import *im, const char *id, struct said_before *b)
{
	const char *subject = arena_printf(im->arena, "person/%s", id);
	struct written *w = NULL;
	struct entry_view v;
	size_t nw = 0, i;
	int r;

	if (subject == NULL)
		return E_NOMEM;
	r = store_about(im->st->store, im->arena, subject, im->st->head.size,
	    &w, &nw);
	b->facts = arena_array(im->arena, nw, sizeof(*b->facts));
	b->undone = arena_array(im->arena, nw, sizeof(*b->undone));
	if (r == 0 && (b->facts == NULL || b->undone == NULL))
		return E_NOMEM;
	for (i = 0; i < nw && r == 0; i++) {
		if ((r = entry_read(im->arena, w[i].bytes, w[i].n, &v)) != 0)
			break;
		r = before_entry(im, b, &w[i], &v);
		entry_view_release(&v);
	}
	return r;
}

static int
mark_facts(struct import *im, struct import_person *p)
{
	struct said_before b = { .nfacts = 0 };
	size_t i;
	int r;

	r = before_read(im, p->id, &b);
	for (i = 0; i < b.nfacts && r == 0; i++)
		if (!was_undone(&b, &b.facts[i]))
			mark_fact(im, p, &b.facts[i]);
	return r;
}

int
import_compare(struct import *im)
{
	struct known_identifier *known = NULL;
	struct import_person *p;
	size_t nknown = 0, i, k;
	int r = 0;

	for (i = 0; i < im->npersons && r == 0; i++) {
		p = im->persons[i];
		if (p->nids == 0)
			continue; /* its rows were refused */
		r = person_find(im, p, &known, &nknown);
		if (r != 0 || p->id == NULL)
			continue;
		if (p->is_new)
			nknown = 0;
		r = mark_identifiers(im, p, known, nknown);
		if (r == 0 && !p->is_new)
			r = mark_facts(im, p);
		im->nnew += p->is_new;
		for (k = 0; k < p->nfacts; k++)
			if (!p->facts[k].on_record) {
				im->nfacts_new++;
				im->nlosses_new += p->facts[k].loss;
			}
	}
	return r != 0 ? r : import_unread(im);
}

/* -- What it lowers ------------------------------------------------------- */

static int
fact_refuse(struct import *im, struct import_person *p, struct import_fact *f,
    const struct weighed *w)
{
	struct people_reject r = { .path = im->sheet->path,
		.line = f->line,
		.value = f->text,
		.todo = "name the document: --document FILE; it then waits for "
			"a second person" };

	f->left_out = true;
	im->nfacts_new--;
	im->nlosses_new -= f->loss;
	r.why = arena_printf(im->arena,
	    "this takes protection away, and no document shows it: %s, %s "
	    "would be %s",
	    w->act, verdict_text(w->was), verdict_text(w->is));
	return r.why == NULL ? E_NOMEM
			     : people_reject(&im->people, p->entry, &r);
}

#define WEIGH_SCRATCH ((size_t)256 << 20)

/* Those new on record of one person, said. */
static int
say_new_facts(const struct import *im, const struct import_person *p,
    struct saying *s, size_t *which)
{
	size_t i;
	int r = 0;

	for (i = 0; i < p->nfacts && r == 0; i++) {
		if (p->facts[i].on_record || p->facts[i].left_out)
			continue;
		which[s->n] = i;
		r = say_fact(s, p->id, p->facts[i].text, im->zone);
	}
	return r;
}

/* The numbers that they are to be given; in a. */
static int
new_numbers(struct arena *a, const struct import_person *p, struct said_of *out)
{
	struct identifier *ids = arena_array(a, p->nids, sizeof(*ids));
	size_t i;

	*out = (struct said_of){ .person = p->id, .numbers = ids };
	for (i = 0; ids != NULL && i < p->nids; i++)
		if (!p->ids_on_record[i] &&
		    identifier_names_one(p->ids[i].type))
			ids[out->nnumbers++] = p->ids[i];
	return ids == NULL ? E_NOMEM : 0;
}

/* *again: something was left out, so that the rest is to be weighed anew.
 * What is said of one person is kept in scratch, and goes with it. */
static int
weigh_once(struct import *im, struct said_weigher *g, struct arena *scratch,
    struct import_person *p, const char *author, bool *again)
{
	enum said_grade *grades =
	    arena_array(scratch, p->nfacts, sizeof(*grades));
	size_t *which = arena_array(scratch, p->nfacts, sizeof(*which)), i;
	struct saying s = { .arena = scratch,
		.matter = "people",
		.author = author };
	struct said_of of;
	struct import_fact *f;
	struct weighed worst;
	int r = grades == NULL || which == NULL ? E_NOMEM : 0;

	*again = false;
	if (r == 0)
		r = new_numbers(scratch, p, &of);
	if (r == 0)
		r = say_new_facts(im, p, &s, which);
	if (r == 0 && s.n > 0) {
		of.drafts = s.drafts;
		of.n = s.n;
		r = weigh_said(g, &of, grades, &worst);
	}
	for (i = 0; r == 0 && i < s.n; i++) {
		f = &p->facts[which[i]];
		f->lowers = grades[i] != SAID_COUNTS;
		f->unseen = f->lowers ? worst.unseen : NULL;
		if (grades[i] != SAID_TAKES || im->document != NULL)
			continue;
		*again = true;
		r = fact_refuse(im, p, f, &worst);
	}
	say_release(&s);
	return r;
}

/* A number more of somebody on record says to whoever asks by it what is
 * known of them. */
static int
weigh_new_numbers(struct said_weigher *g, struct arena *scratch,
    struct import_person *p)
{
	enum said_grade grade = SAID_COUNTS;
	struct weighed worst;
	struct said_of of;
	int r;

	if (p->is_new)
		return 0;
	r = new_numbers(scratch, p, &of);
	if (r != 0 || of.nnumbers == 0)
		return r;
	r = weigh_numbers(g, &of, &grade, &worst);
	p->number_waits = grade != SAID_COUNTS;
	return r;
}

int
import_weigh(struct import *im, const char *author,
    void (*progress)(void *ctx, size_t done, size_t all), void *ctx)
{
	struct said_weigher *g = NULL;
	struct import_person *p;
	struct arena scratch; /* of one person: thousands are weighed */
	size_t i, k;
	bool again;
	int r = said_weigher_new(im->arena, im->st, &g);

	arena_init(&scratch, im->arena->mem, WEIGH_SCRATCH);
	for (i = 0; i < im->npersons && r == 0; i++) {
		p = im->persons[i];
		if (p->id == NULL)
			continue;
		r = weigh_new_numbers(g, &scratch, p);
		for (again = true; r == 0 && again;)
			r = weigh_once(im, g, &scratch, p, author, &again);
		arena_release(&scratch);
		for (k = 0; k < p->nfacts; k++) {
			im->nlosses_new += p->facts[k].lowers &&
			    !p->facts[k].loss && !p->facts[k].left_out;
			p->facts[k].loss =
			    p->facts[k].loss || p->facts[k].lowers;
		}
		if (progress != NULL)
			progress(ctx, i + 1, im->npersons);
	}
	said_weigher_release(g);
	return r;
}

/* -- Near ----------------------------------------------------------------- */

#define NEAR_SHOWN   4
#define NEAR_SCRATCH ((size_t)256 << 20)

/* What is shown of somebody near; the rest goes with the scratch. */
static int
near_keep(struct import *im, const struct candidate *c, struct candidate *out)
{
	*out = (struct candidate){ .match = c->match };
	out->person = arena_strdup(im->arena, c->person);
	out->match.reason = arena_strdup(im->arena, c->match.reason);
	return out->person == NULL || out->match.reason == NULL ? E_NOMEM : 0;
}

static int
person_near(struct import *im, struct arena *scratch, struct import_person *p,
    uint64_t through)
{
	struct candidate *cs = NULL, *keep;
	size_t n = 0, all = 0, i;
	int r;

	r = candidates_find(im->st->store, scratch, p->ids, p->nids, through,
	    NEAR_SHOWN, &cs, &n, &all);
	if (r != 0)
		return r;
	keep = arena_array(im->arena, n, sizeof(*keep));
	if (keep == NULL)
		return E_NOMEM;
	p->nnear = 0;
	for (i = 0; i < n && r == 0; i++)
		if (strcmp(cs[i].person, p->id) != 0 &&
		    cs[i].match.score >= IDENTITY_NEAR)
			r = near_keep(im, &cs[i], &keep[p->nnear++]);
	p->near = keep;
	return r;
}

int
import_near(struct import *im, uint64_t through,
    void (*progress)(void *ctx, size_t done, size_t all), void *ctx)
{
	struct import_person *p;
	struct arena scratch; /* of one person: thousands are looked at */
	size_t i;
	int r = 0;

	arena_init(&scratch, im->arena->mem, NEAR_SCRATCH);
	for (i = 0; i < im->npersons && r == 0; i++) {
		p = im->persons[i];
		if (p->id != NULL && p->is_new)
			r = person_near(im, &scratch, p, through);
		arena_release(&scratch);
		if (progress != NULL)
			progress(ctx, i + 1, im->npersons);
	}
	return r;
}

/* -- What is to be written ------------------------------------------------ */

static int
say_one(const struct import *im, const struct import_person *p,
    struct saying *s)
{
	bool paper;
	size_t i;
	int r = 0;

	if (p->id == NULL)
		return import_unread_say(p, s);
	if (p->is_new)
		r = say_person(s, p->id);
	for (i = 0; i < p->nids && r == 0; i++)
		if (!p->ids_on_record[i]) {
			r = say_identifier(s, p->id, &p->ids[i]);
			if (r == 0 && p->number_waits &&
			    identifier_names_one(p->ids[i].type))
				r = say_loss(s, s->n - 1);
		}
	for (i = 0; i < p->nfacts && r == 0; i++) {
		if (p->facts[i].on_record || p->facts[i].left_out)
			continue;
		/* Of the table, a row is its page. */
		paper = p->facts[i].loss && im->document != NULL;
		s->document = paper ? im->document : im->file;
		s->page = paper || im->file == NULL ? 0 : p->facts[i].line;
		r = say_fact(s, p->id, p->facts[i].text, im->zone);
		if (r == 0 && p->facts[i].lowers)
			r = say_loss(s, s->n - 1);
	}
	s->document = im->file;
	s->page = 0;
	return r != 0 ? r : import_unread_say(p, s);
}

int
import_say(const struct import *im, size_t from, size_t to, struct saying *s)
{
	size_t i;
	int r = 0;

	for (i = from; i < to && r == 0; i++)
		r = say_one(im, im->persons[i], s);
	return r;
}
