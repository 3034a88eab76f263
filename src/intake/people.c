/* people.c - people by their number; see people.h. */

#include <string.h>

#include "core/limits.h"
#include "record/a_number.h"
#include "intake/people.h"

#define PEOPLE_CHAINS    16384u
#define REJECT_VALUE_MAX 60

int
people_init(struct people *p, struct arena *a, const struct law *law,
    const struct zone *zone)
{
	*p = (struct people){ .arena = a, .law = law, .zone = zone };
	p->chains = arena_array(a, PEOPLE_CHAINS, sizeof(*p->chains));
	return p->chains == NULL ? E_NOMEM : 0;
}

static size_t
people_chain(const char *id)
{
	uint32_t h = 2166136261u; /* FNV-1a */

	for (; *id != '\0'; id++)
		h = (h ^ (unsigned char)*id) * 16777619u;
	return h % PEOPLE_CHAINS;
}

const char *
people_id(struct arena *a, const char *s)
{
	char number[A_NUMBER_SIZE];

	if (a_number_read(s, number))
		return arena_strdup(a, number);
	return arena_strdup(a, s);
}

static struct people_entry *
people_look(const struct people *p, const char *id)
{
	struct people_entry *e = p->chains[people_chain(id)];

	while (e != NULL && strcmp(e->id, id) != 0)
		e = e->next;
	return e;
}

static int
people_named(struct people *p, const char *id, const char *name,
    struct people_entry **out)
{
	const char *kept = people_id(p->arena, id);
	struct people_entry *e;
	size_t chain;

	if (kept == NULL)
		return E_NOMEM;
	e = people_look(p, kept);
	if (e != NULL) {
		if (name != NULL && e->name == NULL)
			e->name = arena_strdup(p->arena, name);
		else if (name != NULL && strcmp(name, e->name) != 0)
			e->named_twice = true;
		*out = e;
		return 0;
	}
	p->entries = arena_grow(p->arena, p->entries, p->n, &p->cap,
	    sizeof(*p->entries));
	e = arena_alloc(p->arena, sizeof(*e));
	if (p->entries == NULL || e == NULL)
		return E_NOMEM;
	e->id = kept;
	e->name = name == NULL ? NULL : arena_strdup(p->arena, name);
	if (name != NULL && e->name == NULL)
		return E_NOMEM;
	e->givens = (struct givens){ .arena = p->arena,
		.law = p->law,
		.losses_need_document = true };
	chain = people_chain(kept);
	e->next = p->chains[chain];
	p->chains[chain] = e;
	p->entries[p->n++] = e;
	*out = e;
	return 0;
}

int
people_entry(struct people *p, const char *id, const char *name,
    struct people_entry **out)
{
	int r = people_named(p, id, name, out);

	if (r == 0)
		(*out)->introduced = true;
	return r;
}

int
people_reject(struct people *p, struct people_entry *who,
    const struct people_reject *r)
{
	struct people_reject *kept;
	const char *s = r->value;
	size_t n;

	if (who == NULL)
		p->lost = true;
	else
		who->damaged = true;
	p->rejects = arena_grow(p->arena, p->rejects, p->nrejects,
	    &p->cap_rejects, sizeof(*p->rejects));
	if (p->rejects == NULL)
		return E_NOMEM;
	kept = &p->rejects[p->nrejects];
	*kept = *r;
	kept->person = who == NULL ? NULL : who->id;
	kept->who = who;
	kept->why = arena_strdup(p->arena, r->why);
	if (r->todo != NULL)
		kept->todo = arena_strdup(p->arena, r->todo);
	if (r->column != NULL)
		kept->column = arena_strdup(p->arena, r->column);
	if (s != NULL) {
		n = strlen(s);
		kept->value = n <= REJECT_VALUE_MAX
		    ? arena_strdup(p->arena, s)
		    : arena_printf(p->arena, "%.*s ...", REJECT_VALUE_MAX, s);
	}
	if (kept->why == NULL || (r->todo != NULL && kept->todo == NULL) ||
	    (s != NULL && kept->value == NULL) ||
	    (r->column != NULL && kept->column == NULL))
		return E_NOMEM;
	p->nrejects++;
	return 0;
}

/* The first error of a line, as a reject. */
static int
people_reject_diag(struct people *p, struct people_entry *e,
    const struct people_reject *place, const struct diags *ds, const char *text)
{
	struct people_reject r = *place;
	const struct diag *d = NULL;
	size_t i;

	for (i = 0; i < ds->n && d == NULL; i++)
		if (ds->items[i].severity == DIAG_ERROR)
			d = &ds->items[i];
	if (r.value == NULL)
		r.value = text;
	r.why = d == NULL ? "this line cannot be read" : d->message;
	if (d != NULL && d->hint != NULL) {
		r.todo = d->hint;
	} else if (d != NULL && d->expected != NULL) {
		r.todo = arena_printf(p->arena, "expected %s", d->expected);
		if (r.todo == NULL)
			return E_NOMEM;
	}
	return people_reject(p, e, &r);
}

/* Whom a relation of e's names, who may come only later in the files. */
static int
people_link(struct people *p, struct people_entry *e,
    const struct people_reject *place, const struct given *given)
{
	struct people_link link = { .from = e, .place = *place };
	int r;

	e->givens.other = NULL;
	if (given->other.s == NULL)
		return 0;
	r = people_named(p, given->other.s, NULL, &link.to);
	if (r != 0)
		return r;
	link.place.value = link.to->id;
	p->links = arena_grow(p->arena, p->links, p->nlinks, &p->cap_links,
	    sizeof(link));
	if (p->links == NULL)
		return E_NOMEM;
	p->links[p->nlinks++] = link;
	e->givens.other = &link.to->person;
	return 0;
}

static int
people_take(struct people *p, struct people_entry *e,
    const struct people_reject *place, const char *text,
    const struct given *givens, size_t ngivens)
{
	struct people_refusal no = { .column = place->column };
	struct people_reject reject = *place;
	int r;

	r = p->taker->fact(p->taker->ctx, e, place->line, text, givens, ngivens,
	    &no);
	if (r != 0 || no.why == NULL)
		return r;
	reject.column = no.column;
	reject.value = no.value != NULL ? no.value : text;
	reject.why = no.why;
	reject.todo = no.todo;
	reject.refused = true;
	return people_reject(p, e, &reject);
}

/* The facts of one text, in a. */
static int
parse_facts(struct people *p, struct arena *a, const char *path,
    const char *text, size_t n, struct given **out, size_t *nout,
    struct diags *ds)
{
	struct source_text *src = arena_alloc(a, sizeof(*src));
	int r;

	if (src == NULL)
		return E_NOMEM;
	*src = (struct source_text){ path, text, n };
	diags_init(ds, a);
	r = law_parse_givens(a, src, p->law, out, nout, ds);
	if (r == E_NOMEM || ds->failed)
		return E_NOMEM;
	return r != 0 || ds->nerrors > 0 ? E_SYNTAX : 0;
}

#define TAKEN_SCRATCH ((size_t)64 << 20) /* of one text */

/* Of what is handed on the text is kept, and nothing that was made of it:
 * thousands of rows are read. */
static int
people_hand_on(struct people *p, struct people_entry *e,
    const struct people_reject *place, const char *text, size_t n)
{
	struct given *givens = NULL;
	struct arena scratch;
	struct diags ds;
	size_t ngivens = 0;
	int r;

	arena_init(&scratch, p->arena->mem, TAKEN_SCRATCH);
	r = parse_facts(p, &scratch, place->path, text, n, &givens, &ngivens,
	    &ds);
	if (r == E_SYNTAX)
		r = people_reject_diag(p, e, place, &ds, text);
	else if (r == 0)
		r = people_take(p, e, place, text, givens, ngivens);
	arena_release(&scratch);
	return r;
}

int
people_givens(struct people *p, struct people_entry *e,
    const struct people_reject *place, const char *text, size_t n)
{
	const char *kept = arena_strndup(p->arena, text, n);
	struct people_reject full = *place;
	struct given *givens = NULL;
	struct diags ds;
	size_t ngivens = 0, i;
	int r;

	if (kept == NULL)
		return E_NOMEM;
	e->givens.zone = p->zone != NULL ? p->zone : zone_builtin("UTC");
	e->givens.zone_binds = p->zone != NULL;
	e->givens.source = p->source;
	if (p->taker != NULL)
		return people_hand_on(p, e, place, kept, n);
	r = parse_facts(p, p->arena, place->path, kept, n, &givens, &ngivens,
	    &ds);
	if (r == E_SYNTAX)
		return people_reject_diag(p, e, place, &ds, kept);
	for (i = 0; i < ngivens && r == 0; i++) {
		if ((r = people_link(p, e, place, &givens[i])) != 0)
			return r;
		r = givens_add(&e->givens, &givens[i]);
		if (r == E_LIMIT) {
			full.value = kept;
			full.why = "one person has more facts than are read";
			full.todo = "leave out what no order asks for";
			return people_reject(p, e, &full);
		}
	}
	return r;
}

/* A table begins with a heading that names the person's column. */
static bool
looks_like_table(const struct source_text *src)
{
	size_t n = strlen(src->path), i = 0;
	const char *s = src->bytes;

	if (n >= 4 &&
	    (strcmp(src->path + n - 4, ".csv") == 0 ||
		strcmp(src->path + n - 4, ".CSV") == 0))
		return true;
	if (src->len >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0)
		i = 3;
	if (i < src->len && s[i] == '"')
		i++;
	return src->len - i >= 8 && memcmp(s + i, "a_number", 8) == 0;
}

int
people_read(struct people *p, const struct source_text *src)
{
	const struct zone *zone = p->zone;
	const struct source *source = p->source;
	int r;

	r = looks_like_table(src) ? people_read_table(p, src)
				  : people_read_lines(p, src);
	/* What a file says of itself ends with it. */
	p->zone = zone;
	p->source = source;
	return r;
}

/* Somebody named of whom the files say nothing, or the very person whose
 * line it is: perhaps a number misspelt. */
static int
people_link_unknown(struct people *p, struct people_link *link)
{
	if (link->place.why != NULL)
		return 0; /* said before */
	if (link->to == link->from) {
		link->place.why = "nobody is related to themselves";
		link->place.todo = arena_printf(p->arena,
		    "write the other person's own number");
		goto reject;
	}
	link->place.why = "the files say nothing of this person";
	link->place.todo = arena_printf(p->arena,
	    "write person %s at the margin, and below it what is known",
	    link->to->id);
reject:
	if (link->place.todo == NULL)
		return E_NOMEM;
	return people_reject(p, link->from, &link->place);
}

/* What was lost of someone may be what bars whoever names them. */
static int
people_links_done(struct people *p)
{
	size_t i;
	int r;

	for (i = 0; i < p->nlinks; i++)
		if ((!p->links[i].to->introduced ||
			p->links[i].to == p->links[i].from) &&
		    (r = people_link_unknown(p, &p->links[i])) != 0)
			return r;
	for (i = 0; i < p->nlinks; i++)
		p->links[i].from->kin_damaged |= p->links[i].to->damaged;
	return 0;
}

static struct known_as
known_by(enum identifier_type type, const char *value)
{
	return (struct known_as){ .how = KNOWN_BY,
		.type = type,
		.value = value,
		.entry = { .recorded = INSTANT_BEGIN,
		    .confirmed = INSTANT_BEGIN,
		    .refused = INSTANT_NEVER } };
}

/* Whoever has no A-number is called by a word of the file's own. */
static struct known_as
known_by_id(const char *id)
{
	char number[A_NUMBER_SIZE];

	return known_by(a_number_read(id, number) ? IDENTIFIER_A_NUMBER
						  : IDENTIFIER_OTHER,
	    id);
}

/* Their number and name are what an order's paper may say of them. */
static int
people_known(struct people_entry *e)
{
	struct known_as known = known_by_id(e->id);
	int r = givens_known(&e->givens, &known);

	if (r != 0 || e->name == NULL)
		return r;
	known = known_by(IDENTIFIER_NAME, e->name);
	return givens_known(&e->givens, &known);
}

int
people_nobody(struct arena *a, const char *who, struct person *out)
{
	struct known_as *as = arena_alloc(a, sizeof(*as));

	if (as == NULL)
		return E_NOMEM;
	*as = known_by_id(who);
	*out = (struct person){ .id = who, .as = as, .nas = 1 };
	return 0;
}

/* Of whom it is said that orders call them so. */
static int
people_said(struct people *p)
{
	struct said_is *all;
	size_t i, k, n = 0;

	for (i = 0; i < p->n; i++)
		n += p->entries[i]->givens.nas;
	if ((all = arena_array(p->arena, n, sizeof(*all))) == NULL)
		return E_NOMEM;
	for (i = 0, n = 0; i < p->n; i++)
		for (k = 0; k < p->entries[i]->givens.nas; k++) {
			const struct known_as *as =
			    &p->entries[i]->givens.as[k];

			if (as->how == KNOWN_IS)
				all[n++] =
				    (struct said_is){ as->value, as->entry };
		}
	p->record.said = all;
	p->record.nsaid = n;
	return 0;
}

int
people_done(struct people *p)
{
	struct people_entry *e;
	size_t i;
	int r;

	if ((r = people_links_done(p)) != 0 || (r = people_said(p)) != 0)
		return r;
	p->persons = arena_array(p->arena, p->n, sizeof(*p->persons));
	if (p->persons == NULL)
		return E_NOMEM;
	for (i = 0; i < p->n; i++) {
		e = p->entries[i];
		if ((r = people_known(e)) != 0 ||
		    (r = givens_person(&e->givens, e->id, e->name,
			 &e->person)) != 0)
			return r;
		p->persons[i] = &e->person;
	}
	p->record.people = p->persons;
	p->record.npeople = p->n;
	p->record.confirmations = p->confirmations;
	p->record.recordings = p->recordings;
	p->record.reads = p->reads;
	return 0;
}

int
people_find(const struct people *p, struct arena *a, const char *who,
    const struct people_entry ***out, size_t *n, bool *exact)
{
	const char *id = people_id(a, who);
	const struct people_entry **found = NULL;
	struct people_entry *e;
	char number[A_NUMBER_SIZE];
	size_t cap = 0, i;

	*n = 0;
	*exact = false;
	*out = NULL;
	if (id == NULL)
		return E_NOMEM;
	e = people_look(p, id);
	if (e == NULL && !a_number_read(who, number))
		return 0;
	for (i = 0; i < p->n; i++) {
		if (e != NULL ? p->entries[i] != e
			      : !a_number_near(id, p->entries[i]->id))
			continue;
		found = arena_grow(a, found, *n, &cap, sizeof(*found));
		if (found == NULL)
			return E_NOMEM;
		found[(*n)++] = p->entries[i];
	}
	*exact = e != NULL;
	*out = found;
	return 0;
}
