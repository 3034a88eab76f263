/* gathering.c - the entries about one person, taken apart. */

#include "intake/gathering.h"

#include <string.h>

#include "record/a_number.h"

int
gathering_damaged(struct gathering *rd, const char *fmt, unsigned long long seq)
{
	if (rd->out->damaged != NULL)
		return 0;
	rd->out->damaged = arena_printf(rd->a, fmt, seq);
	return rd->out->damaged == NULL ? E_NOMEM : 0;
}

/* -- Reading the entries --------------------------------------------------- */

static int
item_push(struct gathering *rd, const struct item *it)
{
	rd->items = arena_grow(rd->a, rd->items, rd->nitems, &rd->cap_items,
	    sizeof(*rd->items));
	if (rd->items == NULL)
		return E_NOMEM;
	rd->items[rd->nitems++] = *it;
	return 0;
}

static int
item_source(struct gathering *rd, struct item *it, const struct entry_view *v)
{
	if (v->source == NULL && v->document == NULL)
		return 0;
	it->source = arena_alloc(rd->a, sizeof(*it->source));
	if (it->source == NULL)
		return E_NOMEM;
	it->source->page = v->page;
	if (v->source != NULL &&
	    (it->source->name = arena_strdup(rd->a, v->source)) == NULL)
		return E_NOMEM;
	if (v->document != NULL &&
	    (it->source->document = arena_strdup(rd->a, v->document)) == NULL)
		return E_NOMEM;
	return 0;
}

static int
item_over(struct gathering *rd, struct item *it, const struct entry_view *v)
{
	const json_t *list = json_object_get(v->body, "over"), *j;
	uint64_t *over =
	    arena_array(rd->a, json_array_size(list), sizeof(*over));
	size_t i;

	if (over == NULL)
		return E_NOMEM;
	for (i = 0; i < json_array_size(list); i++) {
		j = json_array_get(list, i);
		if (!json_is_integer(j) || json_integer_value(j) < 1)
			return gathering_damaged(rd,
			    "entry %llu, a resolution, cannot be read",
			    it->seq);
		over[it->nover++] = (uint64_t)json_integer_value(j);
	}
	it->over = over;
	return 0;
}

static int
read_item(struct gathering *rd, size_t owner, enum item_kind kind,
    const struct written *w, const struct entry_view *v)
{
	struct item it = { .kind = kind,
		.seq = w->seq,
		.at = w->at,
		.owner = owner,
		.of = stored_number(v->body, "of"),
		.same = json_is_true(json_object_get(v->body, "same")) };
	const char *zone, *person;
	int err = 0, r;

	it.author = arena_strdup(rd->a, v->author);
	it.text = stored_string(rd->a, v->body, "text", &err);
	it.import = stored_string(rd->a, v->body, "import", &err);
	it.with = stored_string(rd->a, v->body, "with", &err);
	person = stored_string(rd->a, v->body, "person", &err);
	zone = stored_string(rd->a, v->body, "zone", &err);
	if (err != 0 || it.author == NULL)
		return E_NOMEM;
	if ((r = item_source(rd, &it, v)) != 0 ||
	    (r = item_over(rd, &it, v)) != 0)
		return r;
	if (kind == ITEM_LINK && person != NULL && it.with != NULL &&
	    strcmp(it.with, rd->owners[owner].id) == 0)
		it.with = person;
	if (zone != NULL && (it.zone = zone_builtin(zone)) == NULL)
		return gathering_damaged(rd,
		    "entry %llu names a zone that is not known", it.seq);
	if ((kind == ITEM_FACT && it.text == NULL) ||
	    ((kind == ITEM_CORRECT || kind == ITEM_RESOLVE) &&
		(it.of == 0 || it.of >= it.seq)) ||
	    (kind == ITEM_UNDO && it.import == NULL) ||
	    (kind == ITEM_LINK && it.with == NULL))
		return gathering_damaged(rd,
		    "entry %llu lacks what its kind needs", it.seq);
	return item_push(rd, &it);
}

static int
read_identifier(struct gathering *rd, const struct entry_view *v)
{
	char number[A_NUMBER_SIZE];
	const char *type, *value;
	int err = 0;

	type = stored_string(rd->a, v->body, "type", &err);
	value = stored_string(rd->a, v->body, "value", &err);
	if (err != 0)
		return err;
	if (type == NULL || value == NULL)
		return 0;
	if (strcmp(type, "name") == 0 && rd->out->name == NULL)
		rd->out->name = value;
	if (strcmp(type, "a_number") != 0 || rd->out->a_number != NULL)
		return 0;
	rd->out->a_number =
	    a_number_read(value, number) ? arena_strdup(rd->a, number) : value;
	return rd->out->a_number == NULL ? E_NOMEM : 0;
}

static int
read_entry(struct gathering *rd, size_t owner, const struct written *w,
    const struct entry_view *v)
{
	static const struct {
		const char *name;
		enum item_kind kind;
	} kinds[] = { { "fact", ITEM_FACT }, { "correct", ITEM_CORRECT },
		{ "resolve", ITEM_RESOLVE }, { "undo", ITEM_UNDO },
		{ "link", ITEM_LINK } };
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(v->kind, kinds[i].name) == 0)
			return read_item(rd, owner, kinds[i].kind, w, v);
	if (strcmp(v->kind, "confirm") == 0 || strcmp(v->kind, "refuse") == 0)
		return stored_decision_add(rd->a, &rd->decisions,
		    &rd->ndecisions, &rd->cap_decisions, w, v);
	if (strcmp(v->kind, "identifier") == 0)
		return owner == 0 ? read_identifier(rd, v) : 0;
	if (strcmp(v->kind, "person") == 0)
		return 0;
	return gathering_damaged(rd,
	    "entry %llu about this person is of a kind this program does not "
	    "know",
	    w->seq);
}

static int
read_owner(struct gathering *rd, size_t owner)
{
	const char *subject =
	    arena_printf(rd->a, "person/%s", rd->owners[owner].id);
	struct written *w = NULL;
	struct entry_view v;
	size_t n = 0, i;
	int r;

	if (subject == NULL)
		return E_NOMEM;
	rd->out->touched[rd->out->ntouched++] = subject;
	rd->owners[owner].first = rd->nitems;
	if (rd->st->through > 0 &&
	    (r = store_about(rd->st->store, rd->a, subject, rd->st->through, &w,
		 &n)) != 0)
		return r;
	for (i = 0; i < n; i++) {
		r = entry_read(rd->a, w[i].bytes, w[i].n, &v);
		if (r == E_NOMEM)
			return r;
		if (r != 0) {
			r = gathering_damaged(rd,
			    "entry %llu about this person cannot be read by "
			    "this program",
			    w[i].seq);
		} else {
			r = read_entry(rd, owner, &w[i], &v);
			entry_view_release(&v);
		}
		if (r != 0)
			return r;
	}
	if (owner == 0)
		rd->out->nentries = n;
	rd->owners[owner].n = rd->nitems - rd->owners[owner].first;
	return 0;
}

/* -- Records linked -------------------------------------------------------- */

/* What waits, as the reading takes it. */
enum tri
gathering_taken(const struct gathering *rd, enum tri counts)
{
	if (counts != UNKNOWN || rd->as == STORED_AS_KNOWN)
		return counts;
	return rd->as == STORED_AS_IF_CONFIRMED ? YES : NO;
}

/* Whether two records are one person: what was said last, of what counts. */
static enum tri
linked(struct gathering *rd, const struct owner *o, const char *with)
{
	enum tri is = NO, counts;
	const struct item *it;
	size_t i;

	for (i = o->first; i < o->first + o->n; i++) {
		it = &rd->items[i];
		if (it->kind != ITEM_LINK || strcmp(it->with, with) != 0)
			continue;
		counts = gathering_taken(rd,
		    stored_counts(rd->decisions, rd->ndecisions, it->seq,
			it->author));
		if (counts == YES)
			is = tri_of(it->same);
		else if (counts == UNKNOWN && is != tri_of(it->same))
			is = UNKNOWN;
	}
	return is;
}

int
gathering_own(struct gathering *rd, const char *id, enum tri is)
{
	size_t i;

	for (i = 0; i < rd->nowners; i++)
		if (strcmp(rd->owners[i].id, id) == 0)
			break;
	if (i < rd->nowners) {
		/* A second way to the same record. */
		if (rd->owners[i].is < is)
			rd->owners[i].is = is;
		return 0;
	}
	if (rd->nowners == STORED_LINKED)
		return gathering_damaged(rd,
		    "more than %llu records are linked as one", STORED_LINKED);
	rd->owners[rd->nowners++] = (struct owner){ .id = id, .is = is };
	return 0;
}

int
gathering_linked(struct gathering *rd)
{
	const struct item *it;
	enum tri is;
	size_t i, k, again;
	int r;

	for (i = 0; i < rd->nowners; i++) {
		if ((r = read_owner(rd, i)) != 0)
			return r;
		for (k = rd->owners[i].first; k < rd->nitems; k++) {
			it = &rd->items[k];
			if (it->kind != ITEM_LINK)
				continue;
			is = tri_and(rd->owners[i].is,
			    linked(rd, &rd->owners[i], it->with));
			if (is != NO &&
			    (r = gathering_own(rd, it->with, is)) != 0)
				return r;
		}
	}
	/* A better way found late: what is read, is read; settle who it is. */
	for (again = 0; again < rd->nowners; again++)
		for (i = 0; i < rd->nowners; i++)
			for (k = 0; k < rd->nowners; k++) {
				is = tri_and(rd->owners[i].is,
				    linked(rd, &rd->owners[i],
					rd->owners[k].id));
				if (rd->owners[k].is < is)
					rd->owners[k].is = is;
			}
	return 0;
}
