/* demo_store.c - the demo's people and casebook in a rehearsal store, as they
 * would have been recorded; and every answer asked of it again. */

#include <stdlib.h>
#include <string.h>

#include "cli/demo.h"
#include "cli/embedded.h"

#include "intake/stored.h"

#define CLERK  "synthetic: clerk"
#define SECOND "synthetic: second person"

/* One entry to be. */
struct demo_entry {
	struct instant at;
	size_t index; /* as it came */
	const char *kind, *author;
	const char *on[3];
	json_t *body;
	size_t of; /* which entry it confirms, from 1; 0 */
	uint64_t seq;
	bool documented;
};

struct demo_book {
	struct demo *d;
	struct arena *a;
	struct store *store;
	struct demo_entry *items;
	size_t n, cap;
	const char *document;
	size_t first; /* so many people of them */
};

/* Nothing is older than the rehearsal's own first minute. */
static struct instant
recorded(struct instant t)
{
	struct instant first = { (int64_t)86400 * 1000000 };

	return instant_max(t, first);
}

static int
book_add(struct demo_book *b, const struct demo_entry *e)
{
	b->items = arena_grow(b->a, b->items, b->n, &b->cap, sizeof(*b->items));
	if (b->items == NULL || e->body == NULL) {
		json_decref(e->body);
		return E_NOMEM;
	}
	b->items[b->n] = *e;
	b->items[b->n].index = b->n;
	b->n++;
	return 0;
}

static const char *
person_id(struct demo_book *b, const char *number, const char *before)
{
	/* Made up like the people: A000-000-001 is p-dem000000001. */
	return arena_printf(b->a, "%sp-dem%.3s%.3s%s", before, number + 1,
	    number + 5, number + 9);
}

/* -- The entries ----------------------------------------------------------- */

static int
book_person(struct demo_book *b, const struct people_entry *p)
{
	struct demo_entry e = { .at = recorded(INSTANT_BEGIN),
		.kind = "person",
		.author = CLERK };
	const char *id = person_id(b, p->id, "");
	int r;

	e.on[0] = person_id(b, p->id, "person/");
	e.on[1] = "people";
	if (id == NULL || e.on[0] == NULL)
		return E_NOMEM;
	e.body = json_pack("{s:s}", "person", id);
	if ((r = book_add(b, &e)) != 0)
		return r;
	e.kind = "identifier";
	e.body = json_pack("{s:s, s:s, s:s}", "person", id, "type", "a_number",
	    "value", p->id);
	if ((r = book_add(b, &e)) != 0)
		return r;
	e.body = json_pack("{s:s, s:s, s:s}", "person", id, "type", "name",
	    "value", p->name);
	return book_add(b, &e);
}

static int
book_fact(struct demo_book *b, const struct people_entry *p,
    const struct given *g, struct instant at)
{
	struct demo_entry e = { .at = recorded(at),
		.kind = "fact",
		.author = CLERK,
		.documented = true };
	const char *id = person_id(b, p->id, "");
	int r;

	e.on[0] = person_id(b, p->id, "person/");
	if (id == NULL || e.on[0] == NULL)
		return E_NOMEM;
	e.body = json_pack("{s:s, s:s%, s:s}", "person", id, "text",
	    g->pos.src->bytes + g->pos.offset, (size_t)g->pos.length, "zone",
	    zone_name(b->d->zone));
	if ((r = book_add(b, &e)) != 0 || !stored_takes(b->d->law, g))
		return r;
	e.kind = "confirm";
	e.author = SECOND;
	e.of = b->n;
	e.documented = false;
	e.body = json_object();
	return book_add(b, &e);
}

/* The facts of one line, recorded when the people file has them so. */
static int
book_line(struct demo_book *b, const struct people_entry *p, struct givens *g,
    const char *text)
{
	struct source_text *src = arena_alloc(b->a, sizeof(*src));
	struct given *givens = NULL;
	struct diags ds;
	size_t n = 0, i, before;
	int r;

	if (src == NULL)
		return E_NOMEM;
	*src = (struct source_text){ "the demo's people", text, strlen(text) };
	diags_init(&ds, b->a);
	r = law_parse_givens(b->a, src, b->d->law, &givens, &n, &ds);
	if (r != 0)
		cli_diags(b->d->c, &ds, NULL, 0);
	for (i = 0; i < n && r == 0; i++) {
		before = g->nfacts;
		r = givens_add(g, &givens[i]);
		if (r == 0 && g->nfacts > before)
			r = book_fact(b, p, &givens[i],
			    g->facts[before]->entry.recorded);
	}
	return r;
}

/* A line as written, those indented further joined to it. */
static const char *
next_line(struct demo_book *b, const char **at)
{
	const char *s = *at, *end;
	char *line;
	size_t n;

	end = strchr(s, '\n');
	n = end == NULL ? strlen(s) : (size_t)(end - s);
	line = arena_strndup(b->a, s, n);
	s += n + (end != NULL);
	while (line != NULL && strncmp(s, "        ", 8) == 0) {
		n = strcspn(s, "\n");
		line = arena_printf(b->a, "%s %.*s", line, (int)n - 8, s + 8);
		s += n + (s[n] == '\n');
	}
	*at = s;
	return line;
}

static int
book_people(struct demo_book *b)
{
	const struct people_entry *p = NULL;
	struct givens g = { .arena = b->a };
	const char *at = b->d->text.s, *line;
	size_t n = 0;
	int r = 0;

	while (*at != '\0' && r == 0) {
		if ((line = next_line(b, &at)) == NULL)
			return E_NOMEM;
		if (strncmp(line, "person ", 7) == 0) {
			if (n == b->first)
				break;
			p = b->d->people.entries[n++];
			g = (struct givens){ .arena = b->a,
				.law = b->d->law,
				.zone = b->d->zone,
				.zone_binds = true };
			r = book_person(b, p);
		} else if (strncmp(line, "    ", 4) == 0 && p != NULL) {
			r = book_line(b, p, &g, line + 4);
		} else if (line[0] != '\0' && line[0] != '#' && p != NULL) {
			break; /* the record of the courts */
		}
	}
	return r;
}

static int
book_orders(struct demo_book *b)
{
	const struct people *p = &b->d->people;
	struct demo_entry e = { .at = recorded(INSTANT_BEGIN),
		.kind = "law",
		.author = CLERK,
		.on = { "orders" } };
	size_t i;
	int r = 0;

	for (i = 0; i < casebook_nfiles && r == 0; i++) {
		e.body = json_pack("{s:s, s:s%, s:s, s:b}", "name",
		    casebook_files[i].name, "text", casebook_files[i].bytes,
		    casebook_files[i].len, "dates", "own", "loss", 0);
		r = book_add(b, &e);
	}
	e.kind = "docket";
	e.on[0] = "dockets";
	for (i = 0; i < p->record.nreads && r == 0; i++) {
		e.at = p->record.reads[i].at;
		e.body = json_pack("{s:s}", "case", p->record.reads[i].in_case);
		r = book_add(b, &e);
	}
	e.kind = "verify";
	e.on[0] = "orders";
	e.author = SECOND;
	e.documented = true;
	for (i = 0; i < p->record.nconfirmations && r == 0; i++) {
		const struct confirmation *c = &p->record.confirmations[i];
		struct buf day;

		buf_init(&day, b->a->mem, 256);
		moment_print(&day, &c->entered);
		e.at = c->at;
		e.body = json_pack("{s:s, s:s}", "order", c->instrument,
		    "entered", day.s);
		buf_release(&day);
		r = book_add(b, &e);
	}
	return r;
}

/* -- Writing --------------------------------------------------------------- */

static int
by_instant(const void *x, const void *y)
{
	const struct demo_entry *const *a = x, *const *b = y;
	int c = instant_cmp((*a)->at, (*b)->at);

	return c != 0 ? c : (*a)->index < (*b)->index ? -1 : 1;
}

static int
write_draft(struct demo_book *b, struct demo_entry *e, struct draft *d,
    const char **on)
{
	uint64_t of = e->of > 0 ? b->items[e->of - 1].seq : 0;
	size_t k;

	for (k = 0; k < 3 && e->on[k] != NULL; k++)
		on[k] = e->on[k];
	if (of > 0) {
		on[k] =
		    arena_printf(b->a, "entry/%llu", (unsigned long long)of);
		if (on[k++] == NULL ||
		    json_object_set_new(e->body, "of",
			json_integer((json_int_t)of)) != 0)
			return E_NOMEM;
	}
	*d = (struct draft){ .kind = e->kind,
		.matter = e->on[0] != NULL && strcmp(e->on[0], "orders") == 0
		    ? "casebook"
		    : "hamama",
		.author = e->author,
		.on = on,
		.non = k,
		.source = e->documented ? "synthetic: A-file" : NULL,
		.document = e->documented ? b->document : NULL,
		.body = e->body };
	return 0;
}

/* All of one instant together: they have one `at`. */
static int
write_instant(struct demo_book *b, struct demo_entry **e, size_t n)
{
	struct arena_mark mark = arena_mark(b->a);
	struct draft *drafts = arena_array(b->a, n, sizeof(*drafts));
	const char *(*on)[4] = arena_array(b->a, n, sizeof(*on));
	struct batch batch = { .drafts = drafts, .n = n, .has_expected = true };
	struct store_head head;
	struct appended out;
	size_t i;
	int r = drafts == NULL || on == NULL ? E_NOMEM : 0;

	if (r == 0)
		r = store_head(b->store, &head);
	for (i = 0; i < n && r == 0; i++) {
		e[i]->seq = head.size + 1 + i;
		r = write_draft(b, e[i], &drafts[i], on[i]);
	}
	if (r == 0 && (r = store_batch_id(&batch)) == 0 &&
	    (r = store_tell_time(b->store, e[0]->at)) == 0) {
		batch.expected = head.size;
		r = store_append(b->store, &batch, &out);
	}
	arena_rewind(b->a, mark);
	return r;
}

static int
book_write(struct demo_book *b)
{
	struct demo_entry **all = arena_array(b->a, b->n, sizeof(*all));
	size_t i, k;
	int r = all == NULL ? E_NOMEM : 0;

	for (i = 0; i < b->n && r == 0; i++)
		all[i] = &b->items[i];
	if (r == 0)
		qsort(all, b->n, sizeof(*all), by_instant);
	for (i = 0; i < b->n && r == 0; i = k) {
		for (k = i + 1;
		     k < b->n && instant_cmp(all[k]->at, all[i]->at) == 0; k++)
			;
		r = write_instant(b, all + i, k - i);
	}
	return r;
}

/* -- Asking it ------------------------------------------------------------- */

/* Everyone at one event, of the store and of the file. */
static int
ask_event(struct demo_book *b, const struct demo_event *e, size_t *unlike)
{
	struct demo *d = b->d;
	struct arena scratch;
	struct stored_person who;
	const struct stored_person *one = &who;
	struct value *slots;
	struct act act = { .kind = vocab_act(d->law->vocab, "removal"),
		.departs = e->t,
		.arrives = e->arrives };
	struct stored_question q = { .who = &one,
		.nwho = 1,
		.exact = true,
		.act = &act,
		.alone = true }; /* as a people file is asked */
	struct question f = { .law = d->law,
		.record = &d->people.record,
		.nwho = 1,
		.exact = true,
		.act = &act,
		.known = e->t };
	struct decide_cache *cache;
	struct stored st;
	struct answer ans, file;
	size_t i;
	int r;

	slots = arena_array(b->a, act.kind->nslots, sizeof(*slots));
	if (slots == NULL)
		return E_NOMEM;
	slots[act_slot(act.kind, "to")] = (struct value){ .kind = VALUE_WORD,
		.word = vocab_word(d->law->vocab, FIELD_PLACE, "IQ"),
		.s = "IQ" };
	act.slots = slots;
	if ((r = stored_open(b->a, b->store, e->t, 0, &st)) != 0)
		return r;
	q.st = &st;
	cache = decide_cache_new(b->a, &st.laws[0].law);
	q.caches = &cache;
	f.cache = decide_cache_new(b->a, d->law);
	arena_init(&scratch, b->a->mem, (size_t)64 << 20);
	for (i = 0; i < b->first && r == 0; i++) {
		const char *id = person_id(b, d->people.entries[i]->id, "");

		f.who = &d->people.persons[i];
		(void)decide(&scratch, &f, &file);
		r = id == NULL
		    ? E_NOMEM
		    : stored_person(&st, &scratch, id, STORED_AS_KNOWN, &who);
		if (r == 0) {
			(void)stored_decide(&scratch, &q, &ans);
			*unlike += ans.verdict != file.verdict ||
			    ans.nbarring != file.nbarring || ans.failed ||
			    who.damaged != NULL;
		}
		arena_release(&scratch);
	}
	return r;
}

static int
book_ask(struct demo_book *b)
{
	struct cli *c = b->d->c;
	struct arena_mark mark;
	size_t unlike = 0, i;
	int r = 0;

	for (i = 0; i < b->d->nevents && r == 0; i++) {
		mark = arena_mark(b->a);
		r = ask_event(b, &b->d->events[i], &unlike);
		arena_rewind(b->a, mark);
	}
	if (r != 0)
		return r;
	show_count(c->out, b->first * b->d->nevents);
	buf_printf(c->out,
	    " answers asked of it, at %zu events, as known "
	    "then: ",
	    b->d->nevents);
	show_count(c->out, unlike);
	buf_puts(c->out, " unlike those of the people file.\n");
	return unlike == 0 ? 0 : E_CHECK;
}

static int
demo_document(struct demo_book *b)
{
	static const char text[] =
	    "synthetic: this paper stands for every document of the demo\n";
	char name[72];
	struct hash hash;
	int r = store_blob_put(b->store, text, sizeof(text) - 1, &hash);

	if (r != 0)
		return r;
	hash_text(&hash, name);
	b->document = arena_strdup(b->a, name);
	return b->document == NULL ? E_NOMEM : 0;
}

int
demo_store(struct demo *d, const char *folder, size_t first)
{
	static const struct store_kind kind = { .rehearsal = true,
		.name = "the demo: people who do not exist" };
	struct demo_book b = { .d = d,
		.a = d->c->arena,
		.first = first < d->people.n ? first : d->people.n };
	const char *why = NULL;
	size_t i;
	int r;

	if ((r = store_init(b.a, folder, &kind, &why)) != 0 ||
	    (r = store_open(b.a, folder, 5000, &b.store, &why)) != 0)
		goto out;
	if ((r = demo_document(&b)) != 0 || (r = book_orders(&b)) != 0 ||
	    (r = book_people(&b)) != 0 || (r = book_write(&b)) != 0)
		goto out;
	buf_printf(d->c->out, "%s: ", folder);
	show_count(d->c->out, b.first);
	buf_puts(d->c->out, " people and the casebook, in ");
	show_count(d->c->out, b.n + 1);
	buf_puts(d->c->out, " entries\n");
	r = book_ask(&b);
out:
	if (r != 0)
		(void)cli_failed(d->c, "the demo's store: %s%s%s", err_text(r),
		    why == NULL && b.store == NULL ? "" : ": ",
		    why != NULL           ? why
			: b.store != NULL ? store_why(b.store)
					  : "");
	store_close(b.store);
	for (i = 0; i < b.n; i++)
		json_decref(b.items[i].body);
	return r;
}
