/* desk.c - see desk.h. */

#include <stdlib.h>
#include <string.h>

#include "cli/desk.h"
#include "record/a_number.h"

bool
desk_begin(struct desk *d, struct cli *c, const struct command *self,
    struct desk_opts *o, int argc, char **argv, size_t least, size_t most,
    bool writes)
{
	*d = (struct desk){ .c = c, .self = self, .o = o };
	if (!cli_begin(c, self, argc, argv, o, &o->common, &d->args,
		&d->status))
		return false;
	if (d->args.n < 1 + least || d->args.n > 1 + most) {
		d->status = cli_usage(c, self,
		    d->args.n == 0 ? "name the store: the folder it is in"
			: d->args.n < 1 + least ? "something is missing"
						: "that is too much");
		return false;
	}
	if (writes && (o->by == NULL || o->by[0] == '\0')) {
		d->status = cli_usage(c, self,
		    "say who says so: --by NAME; what is written keeps its "
		    "author");
		return false;
	}
	if (o->zone != NULL && zone_builtin(o->zone) == NULL) {
		d->status =
		    cli_usage(c, self, "no zone is named %s here", o->zone);
		return false;
	}
	d->status = STATUS_FAILED;
	if (!keep_open(c, d->args.items[0], &d->store))
		return false;
	if (!keep_read(c, d->store, &d->st)) {
		desk_end(d);
		return false;
	}
	d->status = STATUS_DONE;
	return true;
}

void
desk_end(struct desk *d)
{
	store_close(d->store);
	d->store = NULL;
}

bool
desk_needs_words(struct desk *d)
{
	if (d->st.nlaws > 0 && d->st.laws[0].good &&
	    d->st.laws[0].law.vocab != NULL)
		return true;
	d->status = cli_failed(d->c,
	    "%s; facts are written in the words of its orders: forestay order "
	    "enter %s --builtin",
	    d->st.broken != NULL ? d->st.broken
				 : "the store holds no orders yet",
	    d->args.items[0]);
	return false;
}

bool
desk_saying(struct desk *d, struct saying *s)
{
	const char *end;
	char *stop = NULL;
	unsigned long page = 0;

	*s = (struct saying){ .arena = d->c->arena,
		.matter = d->o->matter != NULL ? d->o->matter : "people",
		.author = d->o->by,
		.source = d->o->source };
	if (d->o->page != NULL) {
		page = strtoul(d->o->page, &stop, 10);
		end = stop;
		if (*end != '\0' || page == 0 || page > 1000000 ||
		    d->o->document == NULL) {
			d->status = cli_usage(d->c, d->self,
			    d->o->document == NULL
				? "--page is of a document: --document FILE"
				: "--page is a number from 1");
			return false;
		}
	}
	s->page = (unsigned)page;
	if (d->o->document != NULL &&
	    !keep_document(d->c, d->store, d->o->document, &s->document)) {
		d->status = STATUS_FAILED;
		return false;
	}
	return true;
}

bool
desk_write(struct desk *d, struct saying *s, const char *const *touched,
    size_t n, struct appended *out)
{
	struct precondition *pre = arena_array(d->c->arena, n, sizeof(*pre));
	struct batch b = { .drafts = s->drafts, .n = s->n };
	bool ok;
	size_t i;

	d->status = STATUS_FAILED;
	if (pre == NULL) {
		(void)cli_failed(d->c, "%s", err_text(E_NOMEM));
		say_release(s);
		return false;
	}
	for (i = 0; i < n; i++)
		pre[i] = (struct precondition){ touched[i], d->st.head.size };
	b.pre = pre;
	b.npre = i;
	ok = keep_append(d->c, d->store, &b, out);
	say_release(s);
	if (ok)
		d->status = STATUS_DONE;
	return ok;
}

/* -- Who ------------------------------------------------------------------ */

static bool
looks_like_day(const char *s)
{
	struct moment m;

	return strlen(s) >= 7 && moment_parse(s, strlen(s), &m) == 0 &&
	    m.kind == MOMENT_DAYS;
}

size_t
desk_guess(struct desk *d, const char *word, struct identifier ids[2])
{
	char number[A_NUMBER_SIZE];
	size_t digits = 0, letters = 0;
	const char *s;

	(void)d;
	for (s = word; *s != '\0'; s++) {
		digits += *s >= '0' && *s <= '9';
		letters += (*s >= 'b' && *s <= 'z') || (*s >= 'B' && *s <= 'Z');
	}
	if (looks_like_day(word)) {
		ids[0] = (struct identifier){ IDENTIFIER_BIRTH, word };
		return 1;
	}
	if (a_number_read(word, number) ||
	    (digits >= 7 && digits <= 10 && letters == 0)) {
		ids[0] = (struct identifier){ IDENTIFIER_A_NUMBER, word };
		return 1;
	}
	if (digits > 0) {
		ids[0] = (struct identifier){ IDENTIFIER_COURT, word };
		ids[1] = (struct identifier){ IDENTIFIER_OTHER, word };
		return 2;
	}
	ids[0] = (struct identifier){ IDENTIFIER_NAME, word };
	return 1;
}

bool
desk_identifiers(struct desk *d, struct identifier *ids, size_t *n)
{
	const struct {
		enum identifier_type type;
		const char *value, *option;
	} given[] = { { IDENTIFIER_A_NUMBER, d->o->a_number, "--a-number" },
		{ IDENTIFIER_COURT, d->o->court_id, "--court-id" },
		{ IDENTIFIER_OTHER, d->o->other_id, "--other-id" },
		{ IDENTIFIER_NAME, d->o->name, "--name" },
		{ IDENTIFIER_BIRTH, d->o->birth, "--birth" } };
	const char *kept, *why;
	size_t i;
	int r;

	*n = 0;
	for (i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
		if (given[i].value == NULL)
			continue;
		ids[*n] = (struct identifier){ given[i].type, given[i].value };
		r = identifier_kept(d->c->arena, &ids[*n], &kept, &why);
		if (r == E_NOMEM) {
			d->status = cli_failed(d->c, "%s", err_text(r));
			return false;
		}
		if (r != 0) {
			d->status = cli_usage(d->c, d->self, "%s %s: %s",
			    given[i].option, given[i].value, why);
			return false;
		}
		(*n)++;
	}
	return true;
}

const char *
desk_label(struct desk *d, const char *person)
{
	struct stored_identifier *ids = NULL;
	const char *number = NULL, *name = NULL;
	size_t n = 0, i;

	if (stored_identifiers(&d->st, d->c->arena, person, &ids, &n) != 0)
		return person;
	for (i = 0; i < n; i++)
		if (ids[i].stands != YES)
			continue;
		else if (ids[i].id.type == IDENTIFIER_NAME && name == NULL)
			name = ids[i].id.value;
		else if (identifier_names_one(ids[i].id.type) && number == NULL)
			number = ids[i].id.value;
	return arena_printf(d->c->arena, "%s%s%s%s%s", person,
	    number == NULL ? "" : "  ", number == NULL ? "" : number,
	    name == NULL ? "" : "  ", name == NULL ? "" : name);
}

void
desk_candidates(struct desk *d, struct buf *b, const struct candidate *cs,
    size_t n)
{
	const char *label;
	size_t i;

	for (i = 0; i < n; i++) {
		label = desk_label(d, cs[i].person);
		buf_printf(b, "  %3u  ", cs[i].match.score);
		show_clean(b, label == NULL ? cs[i].person : label);
		buf_putc(b, '\n');
		buf_puts(b, "       ");
		show_wrap(b, cs[i].match.reason, 7, 7, SHOW_WIDTH);
	}
}

bool
desk_carrier(struct desk *d, const struct identifier *number,
    const struct stored_carrier **who, size_t *n)
{
	struct stored_carrier *all = NULL;
	size_t count = 0, stand = 0, i;
	int r = 0;

	*n = 0;
	*who = NULL;
	if (identifier_names_one(number->type))
		r = stored_carriers(&d->st, d->c->arena, number, &all, &count,
		    &stand);
	if (r != 0) {
		d->status = keep_failed(d->c, d->store, r);
		return false;
	}
	*who = all;
	for (i = 0; i < count; i++)
		if (all[i].stands != NO)
			all[(*n)++] = all[i];
	return true;
}

static int
settle_one(struct desk *d, const struct stored_carrier *by, size_t n,
    struct candidate *c)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (strcmp(by[i].person, c->person) != 0 || by[i].stands == YES)
			continue;
		c->match.one = false;
		c->match.reason = arena_printf(d->c->arena, "%s; %s", by[i].why,
		    c->match.reason);
		return c->match.reason == NULL ? E_NOMEM : 0;
	}
	return 0;
}

bool
desk_settle(struct desk *d, const struct identifier *ids, size_t n,
    struct candidate *cs, size_t found)
{
	struct stored_carrier *by = NULL;
	size_t count = 0, stand = 0, i, k, first = 0;
	struct candidate c;
	int r = 0;

	for (i = 0; i < n && r == 0; i++) {
		if (!identifier_names_one(ids[i].type))
			continue;
		r = stored_carriers(&d->st, d->c->arena, &ids[i], &by, &count,
		    &stand);
		for (k = 0; k < found && r == 0; k++)
			r = settle_one(d, by, count, &cs[k]);
	}
	for (i = 0; i < found && r == 0; i++)
		if (cs[i].match.one) {
			c = cs[i];
			memmove(&cs[first + 1], &cs[first],
			    (i - first) * sizeof(*cs));
			cs[first++] = c;
		}
	if (r != 0)
		d->status = keep_failed(d->c, d->store, r);
	return r == 0;
}

static bool
none_such(struct desk *d, const char *who, const struct identifier *ids,
    size_t n)
{
	struct candidate *cs = NULL;
	size_t found = 0, all = 0;
	int r;

	d->status =
	    cli_usage(d->c, d->self, "nobody on record is exactly %s", who);
	r = candidates_find(d->store, d->c->arena, ids, n, d->st.head.size, 5,
	    &cs, &found, &all);
	if (r == 0 && found > 0 && desk_settle(d, ids, n, cs, found)) {
		d->status = STATUS_USAGE;
		buf_puts(d->c->err,
		    "Near (candidates, never the same until somebody says "
		    "so):\n");
		desk_candidates(d, d->c->err, cs, found);
	}
	return false;
}

static bool
on_record(struct desk *d, const char *id)
{
	const char *subject = arena_printf(d->c->arena, "person/%s", id);
	struct written *w = NULL;
	size_t n = 0;

	return subject != NULL &&
	    store_about(d->store, d->c->arena, subject, d->st.head.size, &w,
		&n) == 0 &&
	    n > 0;
}

bool
desk_person(struct desk *d, const char *who, const char **id)
{
	struct identifier ids[2];
	const struct stored_carrier *found = NULL;
	size_t n = desk_guess(d, who, ids), i, k = 0;

	if (strncmp(who, "p-", 2) == 0) {
		*id = who;
		if (on_record(d, who))
			return true;
		d->status =
		    cli_usage(d->c, d->self, "no record is named %s", who);
		return false;
	}
	for (i = 0; i < n && k == 0; i++)
		if (!desk_carrier(d, &ids[i], &found, &k))
			return false;
	if (k == 1 && found[0].stands == YES) {
		*id = found[0].person;
		return true;
	}
	if (k == 0)
		return none_such(d, who, ids, n);
	if (k == 1)
		d->status = cli_usage(d->c, d->self,
		    "%s: name the record by its own id", found[0].why);
	else
		d->status = cli_usage(d->c, d->self,
		    "%zu records carry %s: name one by its own id", k, who);
	for (i = 0; i < k; i++) {
		buf_puts(d->c->err, "  ");
		show_clean(d->c->err, desk_label(d, found[i].person));
		buf_putc(d->c->err, '\n');
	}
	return false;
}

/* -- Facts ---------------------------------------------------------------- */

bool
desk_fact(struct desk *d, const char *text, bool *takes)
{
	const struct law *law = &d->st.laws[0].law;
	struct source_text src = { "the fact", text, strlen(text) };
	struct given *givens = NULL;
	struct diags ds;
	size_t n = 0, i;
	int r;

	diags_init(&ds, d->c->arena);
	r = law_parse_givens(d->c->arena, &src, law, &givens, &n, &ds);
	if (r == E_NOMEM || ds.failed) {
		d->status = cli_failed(d->c, "%s", err_text(E_NOMEM));
		return false;
	}
	if (r != 0 || ds.nerrors > 0 || n == 0) {
		cli_diags(d->c, &ds, NULL, 0);
		d->status = cli_usage(d->c, d->self,
		    "this is not understood: %s", text);
		return false;
	}
	for (i = 0; i < n; i++) {
		if (stored_takes(law, &givens[i]))
			*takes = true;
		if (givens[i].kind == GIVEN_KNOWN_BY) {
			d->status = cli_usage(d->c, d->self,
			    "a number, a name or a day of birth is no fact: "
			    "forestay people add --to PERSON");
			return false;
		}
		if (givens[i].recorded.kind != MOMENT_NONE) {
			d->status = cli_usage(d->c, d->self,
			    "recorded is when it is written down: leave it "
			    "out");
			return false;
		}
	}
	return true;
}

/* "A000-123-456 Hanna Warda is BARRED, removal to IQ, and would be NO BAR ON
 * RECORD" */
static void
takes_refused(struct desk *d, const struct weighed *w)
{
	struct buf at;

	buf_init(&at, d->c->mem, 256);
	zone_print(&at, zone_builtin("UTC"), w->at);
	d->status = cli_usage(d->c, d->self,
	    "this takes protection away: of %s%s%s, %s, %s would be %s, from "
	    "%s.  It needs the paper that shows it: --document FILE; it then "
	    "waits for a second person",
	    w->a_number != NULL ? w->a_number : w->id,
	    w->name != NULL ? " " : "", w->name != NULL ? w->name : "", w->act,
	    verdict_text(w->was), verdict_text(w->is), at.s);
	buf_release(&at);
}

/* It waits for what could not be looked at: that is said. */
static void
unseen_said(struct desk *d, const struct weighed *w)
{
	cli_note(d->c, "of %s, %s: %s; so it waits for a second person",
	    w->a_number != NULL ? w->a_number : w->id, w->act, w->unseen);
}

bool
desk_weigh(struct desk *d, const struct said_of *who, struct saying *s,
    size_t from, bool *waits)
{
	size_t n = s->n - from, i;
	struct said_of of = *who;
	enum said_grade *grades = arena_array(d->c->arena, n, sizeof(*grades));
	struct said_weigher *g = NULL;
	struct weighed worst = { .id = NULL };
	bool takes = false;
	int r = grades == NULL ? E_NOMEM : 0;

	of.drafts = s->drafts + from;
	of.n = n;
	if (r == 0)
		r = said_weigher_new(d->c->arena, &d->st, &g);
	if (r == 0)
		r = weigh_said(g, &of, grades, &worst);
	said_weigher_release(g);
	for (i = 0; i < n && r == 0; i++) {
		if (grades[i] == SAID_COUNTS && say_names(s, from + i))
			grades[i] = SAID_WAITS;
		takes = takes || grades[i] == SAID_TAKES;
		*waits = *waits || grades[i] != SAID_COUNTS;
		if (grades[i] != SAID_COUNTS)
			r = say_loss(s, from + i);
	}
	if (r != 0) {
		d->status = keep_failed(d->c, d->store, r);
		return false;
	}
	if (worst.unseen != NULL)
		unseen_said(d, &worst);
	if (!takes || d->o->document != NULL)
		return true;
	takes_refused(d, &worst);
	return false;
}
