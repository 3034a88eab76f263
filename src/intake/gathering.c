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

int
gathering_unread(struct gathering *rd)
{
	const struct item *it;
	size_t i;

	for (i = 0; i < rd->nitems && rd->out->damaged == NULL; i++) {
		it = &rd->items[i];
		if (it->kind != ITEM_UNREAD ||
		    tri_and(it->exists, rd->owners[it->owner].is) == NO)
			continue;
		rd->out->damaged = arena_printf(rd->a,
		    "of what import %s says of them this could not be read: "
		    "%s; a person looks at it, and writes what it is (facts "
		    "correct, entry %llu)",
		    it->import == NULL ? "" : it->import, it->with,
		    (unsigned long long)it->seq);
		if (rd->out->damaged == NULL)
			return E_NOMEM;
	}
	return 0;
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
		.same = json_is_true(json_object_get(v->body, "same")),
		.loss = json_is_true(json_object_get(v->body, "loss")) };
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
	if (kind == ITEM_UNREAD &&
	    (it.with = stored_unread_text(rd->a, v->body)) == NULL)
		return E_NOMEM;
	if (kind == ITEM_LINK && person != NULL && it.with != NULL &&
	    strcmp(it.with, rd->owners[owner].id) == 0)
		it.with = person;
	if (zone != NULL && (it.zone = zone_builtin(zone)) == NULL)
		return gathering_damaged(rd,
		    "entry %llu names a zone that is not known", it.seq);
	if ((kind == ITEM_FACT && it.text == NULL) ||
	    ((kind == ITEM_CORRECT || kind == ITEM_RESOLVE ||
		 kind == ITEM_WITHDRAW) &&
		(it.of == 0 || it.of >= it.seq)) ||
	    (kind == ITEM_UNDO && it.import == NULL) ||
	    (kind == ITEM_LINK && it.with == NULL))
		return gathering_damaged(rd,
		    "entry %llu lacks what its kind needs", it.seq);
	return item_push(rd, &it);
}

const char *
stored_unread_text(struct arena *a, const json_t *body)
{
	const char *column = json_string_value(json_object_get(body, "column")),
		   *value = json_string_value(json_object_get(body, "value")),
		   *why = json_string_value(json_object_get(body, "why"));
	long long row = json_integer_value(json_object_get(body, "row"));

	/* A value that is words of the language begins with its column. */
	if (column != NULL && value != NULL &&
	    strncmp(value, column, strlen(column)) == 0)
		column = NULL;
	return arena_printf(a, "row %lld%s%s%s%s: %s", row,
	    column == NULL ? "" : ", ", column == NULL ? "" : column,
	    value == NULL ? "" : ": ", value == NULL ? "" : value,
	    why == NULL ? "not read" : why);
}

/* A name or a number of the one asked for: what they are shown as. */
static int
read_label(struct gathering *rd, const char *type, const char *value,
    uint64_t seq)
{
	char number[A_NUMBER_SIZE];
	struct label l = { .value = value, .seq = seq };

	l.is_name = strcmp(type, "name") == 0;
	if ((!l.is_name && strcmp(type, "a_number") != 0) ||
	    rd->nlabels == GATHERING_LABELS)
		return 0;
	if (!l.is_name && a_number_read(value, number) &&
	    (l.value = arena_strdup(rd->a, number)) == NULL)
		return E_NOMEM;
	rd->labels[rd->nlabels++] = l;
	return 0;
}

static int
read_identifier(struct gathering *rd, size_t owner, const struct written *w,
    const struct entry_view *v)
{
	struct item it = { .kind = ITEM_IDENTIFIER,
		.seq = w->seq,
		.at = w->at,
		.owner = owner,
		.loss = json_is_true(json_object_get(v->body, "loss")) };
	const char *type;
	int err = 0, r = 0;

	type = stored_string(rd->a, v->body, "type", &err);
	it.with = stored_string(rd->a, v->body, "value", &err);
	it.author = arena_strdup(rd->a, v->author);
	if (err != 0 || it.author == NULL)
		return E_NOMEM;
	if (type == NULL || it.with == NULL)
		return 0;
	if (owner == 0)
		r = read_label(rd, type, it.with, w->seq);
	return r != 0 || !it.loss ? r : item_push(rd, &it);
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
		{ "unread", ITEM_UNREAD }, { "link", ITEM_LINK },
		{ "withdraw", ITEM_WITHDRAW } };
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(v->kind, kinds[i].name) == 0)
			return read_item(rd, owner, kinds[i].kind, w, v);
	if (strcmp(v->kind, "confirm") == 0 || strcmp(v->kind, "refuse") == 0)
		return stored_decision_add(rd->a, &rd->decisions,
		    &rd->ndecisions, &rd->cap_decisions, w, v);
	if (strcmp(v->kind, "identifier") == 0)
		return read_identifier(rd, owner, w, v);
	if (strcmp(v->kind, "person") == 0)
		return 0;
	return gathering_damaged(rd,
	    "entry %llu about this person is of a kind this program does not "
	    "know",
	    w->seq);
}

static int
read_written(struct gathering *rd, size_t owner, const struct written *w)
{
	struct entry_view v;
	int r = entry_read(rd->a, w->bytes, w->n, &v);

	if (r == E_NOMEM)
		return r;
	if (r != 0)
		return gathering_damaged(rd,
		    "entry %llu about this person cannot be read by this "
		    "program",
		    w->seq);
	r = read_entry(rd, owner, w, &v);
	entry_view_release(&v);
	return r;
}

static bool
is_on(const struct stored_unwritten *u, const char *subject)
{
	size_t i;

	for (i = 0; i < u->non; i++)
		if (strcmp(u->on[i], subject) == 0)
			return true;
	return false;
}

static int
read_owner(struct gathering *rd, size_t owner)
{
	const char *subject =
	    arena_printf(rd->a, "person/%s", rd->owners[owner].id);
	const struct stored_unwritten *u = rd->st->unwritten;
	struct written *w = NULL;
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
	for (i = 0; i < n; i++)
		if ((r = read_written(rd, owner, &w[i])) != 0)
			return r;
	for (i = 0; i < rd->st->nunwritten; i++)
		if (is_on(&u[i], subject) &&
		    (r = read_written(rd, owner, &u[i].w)) != 0)
			return r;
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
	if (counts != UNKNOWN || rd->as == STORED_AS_KNOWN ||
	    rd->as == STORED_AS_SAID)
		return counts;
	return rd->as == STORED_AS_IF_CONFIRMED ? YES : NO;
}

/* What was said last of two records being one person, of what counts: *said
 * is the link, NULL when nothing was. */
static enum tri
linked_by(struct gathering *rd, const struct owner *o, const char *with,
    const struct item **said)
{
	enum tri is = NO, counts;
	const struct item *it;
	size_t i;

	*said = NULL;
	for (i = o->first; i < o->first + o->n; i++) {
		it = &rd->items[i];
		if (it->kind != ITEM_LINK || strcmp(it->with, with) != 0)
			continue;
		counts = gathering_taken(rd,
		    stored_counts(rd->decisions, rd->ndecisions, it->seq,
			it->author));
		if (counts == NO)
			continue;
		*said = it;
		if (counts == YES)
			is = tri_of(it->same);
		else if (is != tri_of(it->same))
			is = UNKNOWN;
	}
	return is;
}

static enum tri
linked(struct gathering *rd, const struct owner *o, const char *with)
{
	const struct item *said;

	return linked_by(rd, o, with, &said);
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

/* Of records that are one by way of others, two that somebody says are not. */
static const struct item *
said_apart(struct gathering *rd)
{
	const struct item *said;
	size_t i, k;

	for (i = 0; i < rd->nowners; i++)
		for (k = 0; k < rd->nowners; k++) {
			if (i == k || rd->owners[i].is != YES ||
			    rd->owners[k].is != YES ||
			    linked_by(rd, &rd->owners[i], rd->owners[k].id,
				&said) == YES)
				continue;
			if (said != NULL && !said->same)
				return said;
		}
	return NULL;
}

/* Two records, as they are linked with what is one with them. */
static int
say_linked(struct gathering *rd, struct buf *b, const struct item *apart)
{
	const struct item *said;
	size_t i, k;

	buf_puts(b, "what is said of who is who contradicts itself: ");
	for (i = 0; i < rd->nowners; i++)
		for (k = i + 1; k < rd->nowners; k++) {
			if (rd->owners[i].is != YES ||
			    rd->owners[k].is != YES ||
			    linked_by(rd, &rd->owners[i], rd->owners[k].id,
				&said) != YES)
				continue;
			buf_printf(b, "%s and %s are one person, entry %llu; ",
			    rd->owners[i].id, rd->owners[k].id,
			    (unsigned long long)said->seq);
		}
	buf_printf(b, "but %s and %s are two, entry %llu",
	    rd->owners[apart->owner].id, apart->with,
	    (unsigned long long)apart->seq);
	rd->out->contradiction = arena_strndup(rd->a, b->s, b->len);
	return rd->out->contradiction == NULL || b->failed ? E_NOMEM : 0;
}

/* Nobody chooses between links: each of those records is theirs perhaps. */
static int
contradictions(struct gathering *rd)
{
	const struct item *apart = said_apart(rd);
	struct buf b;
	size_t i;
	int r;

	if (apart == NULL)
		return 0;
	buf_init(&b, rd->a->mem, LIMIT_STRING_BYTES);
	r = say_linked(rd, &b, apart);
	buf_release(&b);
	for (i = 1; i < rd->nowners; i++)
		if (rd->owners[i].is == YES)
			rd->owners[i].is = UNKNOWN;
	return r;
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
	return contradictions(rd);
}

/* -- What they are shown as ------------------------------------------------ */

static enum tri
label_stands(const struct gathering *rd, const struct label *l)
{
	const struct item *it;
	enum tri counts, stands = YES;
	size_t i;

	for (i = 0; i < rd->nitems; i++) {
		it = &rd->items[i];
		counts = stored_counts(rd->decisions, rd->ndecisions, it->seq,
		    it->author);
		if (it->kind == ITEM_IDENTIFIER && it->seq == l->seq)
			stands = tri_and(stands, counts);
		if (it->kind == ITEM_WITHDRAW && it->of == l->seq &&
		    counts == YES)
			stands = NO;
	}
	return stands;
}

void
gathering_label(struct gathering *rd)
{
	const struct label *l;
	size_t i;

	for (i = 0; i < rd->nlabels; i++) {
		l = &rd->labels[i];
		if (label_stands(rd, l) != YES)
			continue;
		if (l->is_name && rd->out->name == NULL)
			rd->out->name = l->value;
		if (!l->is_name && rd->out->a_number == NULL)
			rd->out->a_number = l->value;
	}
}
