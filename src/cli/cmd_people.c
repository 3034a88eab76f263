/* cmd_people.c - forestay people: who is on record, and who may be whom. */

#include <string.h>
#include <sys/random.h>

#include "cli/cmd_people.h"
#include "cli/desk.h"
#include "cli/json.h"

#define FOUND_SHOWN 10

/* -- add ------------------------------------------------------------------ */

struct adding {
	struct desk d;
	struct identifier ids[5];
	size_t n;
	const char *person;
	bool is_new;
	bool waits; /* some of it, for a second person */
};

/* A new one, unless a number is somebody's already. */
static bool
add_who(struct adding *a)
{
	struct desk *d = &a->d;
	unsigned char random[12];
	char id[PERSON_ID_SIZE];
	const struct stored_carrier *found = NULL;
	size_t i, k = 0;

	for (i = 0; i < a->n && k == 0; i++)
		if (!desk_carrier(d, &a->ids[i], &found, &k))
			return false;
	if (d->o->to != NULL) {
		if (!desk_person(d, d->o->to, &a->person))
			return false;
		if (k == 0 ||
		    (k == 1 && strcmp(found[0].person, a->person) == 0))
			return true;
	}
	if (k > 0) {
		d->status = cli_usage(d->c, d->self,
		    "%s is somebody's on record: %s; to add to what is known "
		    "of them, --to %s",
		    a->ids[i - 1].value, desk_label(d, found[0].person),
		    found[0].person);
		return false;
	}
	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random)) {
		d->status = cli_failed(d->c, "no random bytes are to be had");
		return false;
	}
	person_id_make(random, id);
	a->person = arena_strdup(d->c->arena, id);
	a->is_new = true;
	return a->person != NULL;
}

/* A number of somebody on record says what is known of them to whoever asks
 * by it: where that is lower than of nobody, it waits. */
static bool
add_numbers(struct adding *a, struct saying *s)
{
	const struct said_of of = { .person = a->person,
		.numbers = a->ids,
		.nnumbers = a->n };
	struct said_weigher *g = NULL;
	struct weighed worst;
	enum said_grade grade = SAID_COUNTS;
	size_t i;
	int r = 0;

	if (a->d.st.nlaws == 0 || !a->d.st.laws[0].good || a->is_new)
		return true;
	for (i = 0; i < a->n && r == 0; i++) {
		if (!identifier_names_one(a->ids[i].type))
			continue;
		if (g == NULL &&
		    (r = said_weigher_new(a->d.c->arena, &a->d.st, &g)) == 0)
			r = weigh_numbers(g, &of, &grade, &worst);
		if (r == 0 && grade != SAID_COUNTS) {
			r = say_loss(s, i);
			a->waits = true;
		}
	}
	said_weigher_release(g);
	if (r != 0)
		a->d.status = keep_failed(a->d.c, a->d.store, r);
	return r == 0;
}

static bool
add_facts(struct adding *a, struct saying *s)
{
	const struct said_of of = { .person = a->person,
		.numbers = a->ids,
		.nnumbers = a->n };
	struct desk *d = &a->d;
	size_t i, from = s->n;
	bool takes = false;

	if (d->o->facts.n == 0)
		return true;
	if (!desk_needs_words(d))
		return false;
	for (i = 0; i < d->o->facts.n; i++) {
		if (!desk_fact(d, d->o->facts.items[i], &takes))
			return false;
		if (say_fact(s, a->person, d->o->facts.items[i], d->o->zone) !=
		    0) {
			d->status = cli_failed(d->c, "%s", err_text(E_NOMEM));
			return false;
		}
	}
	if (takes && d->o->document == NULL) {
		d->status = cli_usage(d->c, d->self,
		    "this takes protection away and needs the paper that shows "
		    "it: --document FILE; it then waits for a second person");
		return false;
	}
	return desk_weigh(d, &of, s, from, &a->waits);
}

/* Others who may be the same: for a person to say. */
static bool
add_near(struct adding *a, struct candidate **out, size_t *n)
{
	struct candidate *cs = NULL;
	size_t found = 0, all = 0, i;
	int r;

	r = candidates_find(a->d.store, a->d.c->arena, a->ids, a->n,
	    a->d.st.head.size, 5, &cs, &found, &all);
	if (r != 0) {
		a->d.status = keep_failed(a->d.c, a->d.store, r);
		return false;
	}
	*n = 0;
	*out = cs;
	for (i = 0; i < found; i++)
		if (strcmp(cs[i].person, a->person) != 0 &&
		    cs[i].match.score >= IDENTITY_NEAR)
			cs[(*n)++] = cs[i];
	return true;
}

static void
add_show(struct adding *a, const struct appended *done,
    const struct candidate *near, size_t nnear)
{
	struct cli *c = a->d.c;
	struct json j;
	size_t i;

	if (a->d.o->common.json) {
		json_init(&j, c->out);
		json_open(&j);
		json_kstr(&j, "person", a->person);
		json_kbool(&j, "new", a->is_new);
		json_kint(&j, "first", (long long)done->first);
		json_kint(&j, "entries", (long long)done->n);
		json_kbool(&j, "waits", a->waits);
		json_key(&j, "near");
		json_list(&j);
		for (i = 0; i < nnear; i++) {
			json_open(&j);
			json_kstr(&j, "person", near[i].person);
			json_kint(&j, "score", (long long)near[i].match.score);
			json_kstr(&j, "reason", near[i].match.reason);
			json_close(&j);
		}
		json_close(&j);
		json_close(&j);
		json_done(&j);
		return;
	}
	buf_printf(c->out, "%s  %s, entries %llu to %llu\n", a->person,
	    a->is_new ? "new on record" : "more is known",
	    (unsigned long long)done->first,
	    (unsigned long long)(done->first + done->n - 1));
	if (a->waits)
		buf_printf(c->out,
		    "Some of it lowers an answer, or may, and waits for a "
		    "second person:\n  forestay waiting %s\n",
		    a->d.args.items[0]);
	if (nnear == 0)
		return;
	buf_puts(c->out,
	    "Near others on record.  Until somebody says whether they are one "
	    "(people link,\npeople unlink), an answer about either needs "
	    "both:\n");
	desk_candidates(&a->d, c->out, near, nnear);
}

static enum status
add_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct desk_opts o = { 0 };
	struct candidate *near = NULL;
	struct adding a = { .n = 0 };
	const char *touched[3] = { "people", "orders", NULL };
	struct appended done;
	struct saying s = { .n = 0 };
	size_t nnear = 0, i;
	int r = 0;

	if (!desk_begin(&a.d, c, self, &o, argc, argv, 0, 0, true))
		return a.d.status;
	if (!desk_identifiers(&a.d, a.ids, &a.n))
		goto out;
	if (a.n == 0 && (o.facts.n == 0 || o.to == NULL)) {
		a.d.status = cli_usage(c, self,
		    "say who it is: --a-number, --name, --birth, --court-id");
		goto out;
	}
	if (!add_who(&a) || !add_near(&a, &near, &nnear) ||
	    !desk_saying(&a.d, &s))
		goto out;
	if (a.is_new)
		r = say_person(&s, a.person);
	for (i = 0; i < a.n && r == 0; i++)
		r = say_identifier(&s, a.person, &a.ids[i]);
	if (r != 0) {
		a.d.status = cli_failed(c, "%s", err_text(r));
		goto out;
	}
	touched[2] = arena_printf(c->arena, "person/%s", a.person);
	if (!add_numbers(&a, &s) || !add_facts(&a, &s) ||
	    !desk_write(&a.d, &s, touched, 3, &done))
		goto out;
	add_show(&a, &done, near, nnear);
out:
	say_release(&s);
	desk_end(&a.d);
	return a.d.status;
}

/* -- find ----------------------------------------------------------------- */

static void
find_json(struct desk *d, const struct candidate *cs, size_t n, size_t all)
{
	struct json j;
	size_t i, k;

	json_init(&j, d->c->out);
	json_open(&j);
	json_kint(&j, "found", (long long)all);
	json_key(&j, "candidates");
	json_list(&j);
	for (i = 0; i < n; i++) {
		json_open(&j);
		json_kstr(&j, "person", cs[i].person);
		json_kbool(&j, "exact", cs[i].match.one);
		json_kint(&j, "score", (long long)cs[i].match.score);
		json_kstr(&j, "reason", cs[i].match.reason);
		json_key(&j, "identifiers");
		json_list(&j);
		for (k = 0; k < cs[i].nids; k++) {
			json_open(&j);
			json_kstr(&j, "type",
			    identifier_word(cs[i].ids[k].id.type));
			json_kstr(&j, "value", cs[i].ids[k].id.value);
			json_kint(&j, "entry", (long long)cs[i].ids[k].seq);
			json_close(&j);
		}
		json_close(&j);
		json_close(&j);
	}
	json_close(&j);
	json_close(&j);
	json_done(&j);
}

static enum status
find_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct desk_opts o = { 0 };
	struct candidate *cs = NULL;
	struct identifier ids[5 + 2 * OPTION_LIST_MAX];
	struct desk d;
	size_t n = 0, found = 0, all = 0, i;
	int r;

	if (!desk_begin(&d, c, self, &o, argc, argv, 0, 8, false))
		return d.status;
	if (!desk_identifiers(&d, ids, &n))
		goto out;
	for (i = 1; i < d.args.n; i++)
		n += desk_guess(&d, d.args.items[i], ids + n);
	if (n == 0) {
		d.status = cli_usage(c, self,
		    "say what is known: a number, a name, a day of birth");
		goto out;
	}
	r = candidates_find(d.store, c->arena, ids, n, d.st.head.size,
	    FOUND_SHOWN, &cs, &found, &all);
	if (r != 0) {
		d.status = keep_failed(c, d.store, r);
		goto out;
	}
	if (!desk_settle(&d, ids, n, cs, found))
		goto out;
	d.status = found > 0 ? STATUS_DONE : STATUS_BARRED;
	if (o.common.json) {
		find_json(&d, cs, found, all);
		goto out;
	}
	if (found == 0)
		buf_puts(c->out,
		    "Nobody on record is near.  That says nothing of whom an "
		    "order covers.\n");
	else if (cs[0].match.one)
		buf_puts(c->out, "The first carries this number.\n");
	else
		buf_puts(c->out,
		    "Nobody exactly; candidates, never the same until somebody "
		    "says so:\n");
	desk_candidates(&d, c->out, cs, found);
	if (all > found)
		buf_printf(c->out, "%zu more are near: say more of them.\n",
		    all - found);
out:
	desk_end(&d);
	return d.status;
}

/* -- link, unlink --------------------------------------------------------- */

static enum status
link_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	bool same = strcmp(self->name, "people link") == 0;
	const char *who[2], *touched[2];
	struct desk_opts o = { 0 };
	struct saying s = { .n = 0 };
	struct appended done;
	struct desk d;
	size_t i;

	if (!desk_begin(&d, c, self, &o, argc, argv, 2, 2, true))
		return d.status;
	for (i = 0; i < 2; i++)
		if (!desk_person(&d, d.args.items[1 + i], &who[i]) ||
		    (touched[i] = arena_printf(c->arena, "person/%s",
			 who[i])) == NULL)
			goto out;
	if (strcmp(who[0], who[1]) == 0) {
		d.status = cli_usage(c, self, "that is one record: %s", who[0]);
		goto out;
	}
	if (o.document == NULL) {
		d.status = cli_usage(c, self,
		    "%s takes or moves protection, and needs the paper that "
		    "shows it: --document FILE; it then waits for a second "
		    "person",
		    same ? "making two records one"
			 : "saying that two are two");
		goto out;
	}
	if (!desk_saying(&d, &s))
		goto out;
	if (say_link(&s, who[0], who[1], same) != 0) {
		d.status = cli_failed(c, "%s", err_text(E_NOMEM));
		goto out;
	}
	if (!desk_write(&d, &s, touched, 2, &done))
		goto out;
	buf_printf(c->out,
	    "entry %llu  %s and %s are %s; it waits for a second person:\n"
	    "  forestay confirm %s %llu --by NAME\n",
	    (unsigned long long)done.first, who[0], who[1],
	    same ? "one person" : "two people", d.args.items[0],
	    (unsigned long long)done.first);
out:
	say_release(&s);
	desk_end(&d);
	return d.status;
}

/* -- The commands --------------------------------------------------------- */

#define OPTIONS_WHO                                                       \
	{ "--a-number", NULL, OPTION_TEXT, "N", DESK_AT(a_number),        \
		"eight or nine digits, written any way" },                \
	    { "--name", NULL, OPTION_TEXT, "NAME", DESK_AT(name),         \
		    "in any script; the order of its parts is ignored" }, \
	    { "--birth", NULL, OPTION_TEXT, "DAY", DESK_AT(birth),        \
		    "1980-03-04, 1980-03 or 1980" },                      \
	    { "--court-id", NULL, OPTION_TEXT, "ID", DESK_AT(court_id),   \
		    "a court's number for the person or the case" },      \
	{                                                                 \
		"--other-id", NULL, OPTION_TEXT, "ID", DESK_AT(other_id), \
		    "any other number that is theirs alone"               \
	}

static const struct option add_options[] = { OPTIONS_WHO,
	{ "--to", NULL, OPTION_TEXT, "PERSON", DESK_AT(to),
	    "add it to this person, who is on record" },
	{ "--fact", NULL, OPTION_LIST, "TEXT", DESK_AT(facts),
	    "\"nationality IQ\", \"final_order since 1995\"; several times" },
	OPTION_DESK_ZONE, OPTIONS_DESK,
	OPTIONS_COMMON(struct desk_opts, common), OPTION_END };

static const struct option find_options[] = { OPTIONS_WHO,
	OPTIONS_COMMON(struct desk_opts, common), OPTION_END };

static const struct option link_options[] = { OPTIONS_DESK,
	OPTIONS_COMMON(struct desk_opts, common), OPTION_END };

static const struct command people_add = {
	.name = "people add",
	.usage = "STORE --by NAME [--a-number N] [--name NAME] [--birth DAY]",
	.summary = "someone new, or more of someone on record (--to)",
	.help =
	    "A number that is somebody's already is refused: nobody is on record\n"
	    "twice by mistake.  Who is near is listed, and never merged.\n",
	.options = add_options,
	.run = add_run,
};

static const struct command people_find = {
	.name = "people find",
	.usage = "STORE WHAT... [--a-number N] [--name NAME] [--birth DAY]",
	.summary = "who may be meant, with a score and why",
	.help =
	    "WHAT is a number, a name or a day of birth.  A number is looked up\n"
	    "exactly; then come candidates: a digit wrong, left out or exchanged, a\n"
	    "name in another script, spelling or order, day and month exchanged.\n"
	    "Status 1 when nobody is near.\n",
	.options = find_options,
	.run = find_run,
};

static const struct command people_link = {
	.name = "people link",
	.usage = "STORE PERSON PERSON --by NAME --document FILE",
	.summary = "these two records are one person",
	.help =
	    "A fact like others: it is on record with its paper, waits for a\n"
	    "second person, and can be taken back by people unlink.\n",
	.options = link_options,
	.run = link_run,
};

static const struct command people_unlink = {
	.name = "people unlink",
	.usage = "STORE PERSON PERSON --by NAME --document FILE",
	.summary = "these two records are two people",
	.help =
	    "For records that are near one another, as twins are, and for those\n"
	    "that were linked by mistake.\n",
	.options = link_options,
	.run = link_run,
};

static const struct command *const under[] = { &people_add,
	&command_people_show, &people_find, &people_link, &people_unlink,
	&command_people_correct, &command_people_import, NULL };

const struct command command_people = {
	.name = "people",
	.usage = "add|show|find|link|unlink|correct|import STORE ...",
	.summary = "who is on record in a store, and who may be whom",
	.help = "docs/people-in-a-store.md tells it in order.\n",
	.under = under,
	.run = cli_under,
};
