/* cmd_people_show.c - forestay people show: everything known of one record,
 * with where it comes from, who said it, and when. */

#include <string.h>

#include "cli/cmd_people.h"
#include "cli/desk.h"
#include "cli/json.h"

struct shown {
	uint64_t seq, of;
	struct instant at;
	const char *kind, *author, *text, *source, *document;
	unsigned page;
	bool loss;  /* whoever wrote it down saw that it takes */
	bool takes; /* waits until it is settled */
	const char *settled_by;
	bool refused;
	uint64_t replaced_by; /* a correction or a resolution */
};

struct showing {
	struct desk d;
	const char *person;
	struct shown *items;
	size_t n;
	struct candidate *near;
	size_t nnear;
	const char *contradiction; /* of links; or NULL */
};

static const char *
text_of(struct showing *s, const struct entry_view *v)
{
	struct arena *a = s->d.c->arena;
	const char *person =
		       json_string_value(json_object_get(v->body, "person")),
		   *text = json_string_value(json_object_get(v->body, "text")),
		   *type = json_string_value(json_object_get(v->body, "type")),
		   *value =
		       json_string_value(json_object_get(v->body, "value")),
		   *with = json_string_value(json_object_get(v->body, "with")),
		   *import =
		       json_string_value(json_object_get(v->body, "import"));
	long long of = json_integer_value(json_object_get(v->body, "of"));

	if (strcmp(v->kind, "identifier") == 0 && type != NULL && value != NULL)
		return arena_printf(a, "%s %s", type, value);
	if (strcmp(v->kind, "link") == 0 && person != NULL && with != NULL)
		return arena_printf(a, "%s and %s are %s", person, with,
		    json_is_true(json_object_get(v->body, "same"))
			? "one person"
			: "two people");
	if (strcmp(v->kind, "unread") == 0)
		return stored_unread_text(a, v->body);
	if (strcmp(v->kind, "correct") == 0)
		return text == NULL
		    ? arena_printf(a, "entry %lld is withdrawn", of)
		    : arena_printf(a, "instead of entry %lld: %s", of, text);
	if (strcmp(v->kind, "withdraw") == 0)
		return arena_printf(a, "entry %lld is withdrawn", of);
	if (strcmp(v->kind, "resolve") == 0)
		return arena_printf(a, "of what disagrees, entry %lld", of);
	if (strcmp(v->kind, "undo") == 0 && import != NULL)
		return arena_printf(a, "what import %s brought is withdrawn",
		    import);
	if (strcmp(v->kind, "person") == 0)
		return "on record";
	return arena_strdup(a, text == NULL ? "" : text);
}

static bool
fact_takes(struct showing *s, const char *text)
{
	struct source_text src = { "entry", text, strlen(text) };
	struct given *g = NULL;
	struct diags ds;
	size_t n = 0, i;

	if (s->d.st.nlaws == 0 || !s->d.st.laws[0].good)
		return false;
	diags_init(&ds, s->d.c->arena);
	if (law_parse_givens(s->d.c->arena, &src, &s->d.st.laws[0].law, &g, &n,
		&ds) != 0)
		return false;
	for (i = 0; i < n; i++)
		if (stored_takes(&s->d.st.laws[0].law, &g[i]))
			return true;
	return false;
}

static bool
is_loss(struct showing *s, const struct shown *it)
{
	static const char *const kinds[] = { "correct", "resolve", "link",
		"undo", "withdraw" };
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(it->kind, kinds[i]) == 0)
			return true;
	if (strcmp(it->kind, "identifier") == 0)
		return it->loss;
	return strcmp(it->kind, "fact") == 0 &&
	    (it->loss || fact_takes(s, it->text));
}

static struct shown *
item_of(struct showing *s, uint64_t seq)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->items[i].seq == seq)
			return &s->items[i];
	return NULL;
}

/* What this entry says of one before it. */
static void
apply(struct showing *s, const struct entry_view *v, const struct shown *it)
{
	struct shown *of = item_of(s, it->of), *over;
	const json_t *list = json_object_get(v->body, "over");
	size_t i;

	if (of == NULL)
		return;
	if ((strcmp(it->kind, "confirm") == 0 ||
		strcmp(it->kind, "refuse") == 0) &&
	    !stored_same_author(of->author, it->author)) {
		of->settled_by = it->author;
		of->refused = of->refused || it->kind[0] == 'r';
	}
	if (strcmp(it->kind, "correct") == 0 ||
	    strcmp(it->kind, "withdraw") == 0)
		of->replaced_by = it->seq;
	for (i = 0;
	     strcmp(it->kind, "resolve") == 0 && i < json_array_size(list);
	     i++) {
		over = item_of(s,
		    (uint64_t)json_integer_value(json_array_get(list, i)));
		if (over != NULL)
			over->replaced_by = it->seq;
	}
}

static int
read_one(struct showing *s, const struct written *w)
{
	struct arena *a = s->d.c->arena;
	struct shown *it = &s->items[s->n];
	struct entry_view v;
	int r = entry_read(a, w->bytes, w->n, &v);

	if (r != 0)
		return r;
	*it = (struct shown){ .seq = w->seq, .at = w->at, .page = v.page };
	it->of = (uint64_t)json_integer_value(json_object_get(v.body, "of"));
	it->kind = arena_strdup(a, v.kind);
	it->author = arena_strdup(a, v.author);
	it->source = v.source == NULL ? NULL : arena_strdup(a, v.source);
	it->document = v.document == NULL ? NULL : arena_strdup(a, v.document);
	it->text = text_of(s, &v);
	it->loss = json_is_true(json_object_get(v.body, "loss"));
	if (it->kind == NULL || it->author == NULL || it->text == NULL) {
		entry_view_release(&v);
		return E_NOMEM;
	}
	it->takes = is_loss(s, it);
	apply(s, &v, it);
	s->n++;
	entry_view_release(&v);
	return 0;
}

static int
read_near(struct showing *s)
{
	struct known_identifier *known = NULL;
	struct identifier *ids;
	size_t n = 0, found = 0, all = 0, i;
	int r;

	r = person_identifiers(s->d.store, s->d.c->arena, s->person,
	    s->d.st.head.size, &known, &n);
	ids = arena_array(s->d.c->arena, n, sizeof(*ids));
	if (r != 0 || ids == NULL)
		return r != 0 ? r : E_NOMEM;
	for (i = 0; i < n; i++)
		ids[i] = known[i].id;
	r = candidates_find(s->d.store, s->d.c->arena, ids, n,
	    s->d.st.head.size, 10, &s->near, &found, &all);
	for (i = 0; r == 0 && i < found; i++)
		if (strcmp(s->near[i].person, s->person) != 0 &&
		    s->near[i].match.score >= IDENTITY_NEAR)
			s->near[s->nnear++] = s->near[i];
	return r;
}

static int
read_contradiction(struct showing *s)
{
	struct stored_person p;
	int r = stored_person(&s->d.st, s->d.c->arena, s->person,
	    STORED_AS_KNOWN, &p);

	s->contradiction = p.contradiction;
	return r;
}

static bool
read_all(struct showing *s)
{
	const char *subject =
	    arena_printf(s->d.c->arena, "person/%s", s->person);
	struct written *w = NULL;
	size_t n = 0, i;
	int r;

	r = subject == NULL ? E_NOMEM
			    : store_about(s->d.store, s->d.c->arena, subject,
				  s->d.st.head.size, &w, &n);
	s->items = arena_array(s->d.c->arena, n, sizeof(*s->items));
	if (r == 0 && s->items == NULL)
		r = E_NOMEM;
	for (i = 0; i < n && r == 0; i++)
		r = read_one(s, &w[i]);
	if (r == 0)
		r = read_near(s);
	if (r == 0)
		r = read_contradiction(s);
	if (r != 0)
		s->d.status = keep_failed(s->d.c, s->d.store, r);
	return r == 0;
}

static const char *
state_of(const struct shown *it)
{
	if (it->settled_by != NULL && it->refused)
		return "refused";
	if (it->takes && it->settled_by == NULL)
		return "waits for a second person";
	return it->takes ? "confirmed" : "";
}

static void
show_item(struct showing *s, const struct shown *it, const struct zone *z)
{
	struct buf *b = s->d.c->out;
	size_t start = b->len;

	buf_printf(b, "  %llu", (unsigned long long)it->seq);
	show_pad(b, start, 10);
	show_wrap(b, it->text, 10, 10, SHOW_WIDTH);
	buf_puts(b, "          ");
	buf_puts(b, "recorded ");
	show_instant(b, z, it->at);
	buf_puts(b, " by ");
	show_clean(b, it->author);
	if (it->source != NULL) {
		buf_puts(b, ", from ");
		show_clean(b, it->source);
	}
	if (it->document != NULL)
		buf_printf(b, ", %.19s", it->document);
	if (it->page != 0)
		buf_printf(b, " page %u", it->page);
	buf_putc(b, '\n');
	if (state_of(it)[0] != '\0') {
		buf_printf(b, "          %s", state_of(it));
		if (it->settled_by != NULL) {
			buf_puts(b, " by ");
			show_clean(b, it->settled_by);
		}
		buf_putc(b, '\n');
	}
	if (it->replaced_by != 0)
		buf_printf(b, "          see entry %llu\n",
		    (unsigned long long)it->replaced_by);
}

static void
show_text(struct showing *s, const struct zone *z)
{
	static const char *const sections[][2] = { { "identifier",
						       "WHO THEY ARE" },
		{ "withdraw", "NO LONGER KNOWN BY" }, { "fact", "FACTS" },
		{ "unread", "SAID OF THEM AND NOT READ" },
		{ "correct", "CORRECTIONS" }, { "resolve", "CHOSEN" },
		{ "link", "LINKS" }, { "undo", "WITHDRAWN" } };
	struct buf *b = s->d.c->out;
	const char *label = desk_label(&s->d, s->person);
	size_t i, k;
	bool any;

	show_paint(b, &s->d.c->look, PAINT_STRONG,
	    label == NULL ? s->person : label);
	buf_putc(b, '\n');
	for (k = 0; k < sizeof(sections) / sizeof(sections[0]); k++) {
		any = false;
		for (i = 0; i < s->n; i++) {
			if (strcmp(s->items[i].kind, sections[k][0]) != 0)
				continue;
			if (!any)
				show_section(b, &s->d.c->look, sections[k][1]);
			any = true;
			show_item(s, &s->items[i], z);
		}
	}
	if (s->contradiction != NULL) {
		show_section(b, &s->d.c->look, "LINKS THAT CONTRADICT");
		buf_puts(b, "  ");
		show_wrap(b, s->contradiction, 2, 2, SHOW_WIDTH);
		buf_puts(b,
		    "  Until somebody settles it (people unlink, people link, "
		    "refuse) it is a doubt.\n");
	}
	if (s->nnear == 0)
		return;
	show_section(b, &s->d.c->look, "NEAR OTHERS ON RECORD");
	desk_candidates(&s->d, b, s->near, s->nnear);
}

static void
show_json(struct showing *s)
{
	const struct shown *it;
	struct json j;
	size_t i;

	json_init(&j, s->d.c->out);
	json_open(&j);
	json_kstr(&j, "person", s->person);
	json_kstr(&j, "contradiction", s->contradiction);
	json_key(&j, "entries");
	json_list(&j);
	for (i = 0; i < s->n; i++) {
		it = &s->items[i];
		if (strcmp(it->kind, "confirm") == 0 ||
		    strcmp(it->kind, "refuse") == 0)
			continue;
		json_open(&j);
		json_kint(&j, "entry", (long long)it->seq);
		json_kinstant(&j, "recorded", it->at);
		json_kstr(&j, "author", it->author);
		json_kstr(&j, "kind", it->kind);
		json_kstr(&j, "text", it->text);
		json_kstr(&j, "source", it->source);
		json_kstr(&j, "document", it->document);
		json_kint(&j, "page", it->page);
		json_kstr(&j, "state", state_of(it));
		json_kstr(&j, "settled_by", it->settled_by);
		json_close(&j);
	}
	json_close(&j);
	json_key(&j, "near");
	json_list(&j);
	for (i = 0; i < s->nnear; i++) {
		json_open(&j);
		json_kstr(&j, "person", s->near[i].person);
		json_kint(&j, "score", (long long)s->near[i].match.score);
		json_kstr(&j, "reason", s->near[i].match.reason);
		json_close(&j);
	}
	json_close(&j);
	json_close(&j);
	json_done(&j);
}

static enum status
show_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct desk_opts o = { 0 };
	struct showing s = { .n = 0 };

	if (!desk_begin(&s.d, c, self, &o, argc, argv, 1, 1, false))
		return s.d.status;
	if (desk_person(&s.d, s.d.args.items[1], &s.person) && read_all(&s)) {
		if (o.common.json)
			show_json(&s);
		else
			show_text(&s,
			    zone_builtin(o.zone == NULL ? "UTC" : o.zone));
	}
	desk_end(&s.d);
	return s.d.status;
}

static const struct option show_options[] = {
	{ "--zone", NULL, OPTION_TEXT, "ZONE", DESK_AT(zone),
	    "in which times are shown; without it UTC" },
	OPTIONS_COMMON(struct desk_opts, common), OPTION_END
};

const struct command command_people_show = {
	.name = "people show",
	.usage = "STORE PERSON",
	.summary = "everything known of one record, and from where",
	.help =
	    "Each fact with its entry's number, when it is true (in its words), when\n"
	    "it was recorded, by whom, from which source and document, and whether a\n"
	    "second person confirmed it.  PERSON is a number or the record's own id.\n",
	.options = show_options,
	.run = show_run,
};
