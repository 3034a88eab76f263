/* ask.c - see ask.h. */

#include <string.h>
#include <time.h>

#include "cli/ask.h"
#include "cli/free_words.h"
#include "cli/keep.h"
#include "cli/tell.h"
#include "intake/file.h"

/* -- Times -- */

bool
ask_now(struct instant *out)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_REALTIME, &ts) != 0)
		return false;
	out->us = (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
	return true;
}

bool
ask_instant(struct arena *arena, const char *s, const struct zone *z,
    struct when *out, const char **why)
{
	struct moment m;
	int r = moment_parse(s, strlen(s), &m);

	if (r != 0) {
		*why = arena_printf(arena,
		    "%s: %s; write \"2017-06-23 10:00\" "
		    "or 2017-06-23T14:00:00Z",
		    s,
		    r == E_RANGE ? "there is no such day or hour"
				 : "this is no instant");
		return false;
	}
	if (z == NULL && m.kind != MOMENT_EXACT) {
		*why = arena_printf(arena,
		    "%s is an hour without a zone: add --zone America/Detroit, "
		    "name a zone in the people file, or write it with Z or an "
		    "offset",
		    s);
		return false;
	}
	*out = zone_when(z != NULL ? z : zone_builtin("UTC"), &m);
	return true;
}

bool
ask_zone(struct ask *a, const struct command *self, enum status *status)
{
	const char *name = a->opts->zone, *near;
	const char *const *names = zone_names();
	size_t n = 0;

	if (name == NULL)
		return true;
	a->zone = zone_builtin(name);
	if (a->zone != NULL)
		return true;
	while (names[n] != NULL)
		n++;
	near = nearest_name(name, names, n);
	*status = cli_usage(a->c, self, "no zone is named %s here%s%s%s", name,
	    near == NULL ? "" : "; did you mean ", near == NULL ? "" : near,
	    near == NULL ? "" : "?");
	return false;
}

/* The last microsecond of a minute: what was recorded in it is known. */
static struct instant
through_minute(struct instant t)
{
	t.us += INSTANT_MINUTE - 1;
	return t;
}

/* A step of a minute is a step of the clock's own. */
#define CLOCK_BEHIND 1

/* The store's last entry is later than the clock shows: one of the two is
 * wrong, and how late it really is nobody knows. */
static bool
clock_behind(struct ask *a, const struct keep_now *store)
{
	struct buf clock, last;

	a->clock_behind = NULL;
	if (instant_cmp(instant_add_minutes(store->clock, CLOCK_BEHIND),
		store->known) >= 0)
		return true;
	buf_init(&clock, a->c->mem, 256);
	buf_init(&last, a->c->mem, 256);
	zone_print(&clock, zone_builtin("UTC"), store->clock);
	zone_print(&last, zone_builtin("UTC"), store->known);
	a->clock_behind = arena_printf(a->c->arena,
	    "the clock of this machine shows %s, and the last entry was "
	    "recorded %s: set the clock; or, if that entry is wrong, say when "
	    "it is: --at",
	    clock.s, last.s);
	buf_release(&last);
	buf_release(&clock);
	return a->clock_behind != NULL;
}

bool
ask_times(struct ask *a, const struct command *self,
    const struct keep_now *store, enum status *status)
{
	const struct instant *now = store == NULL ? NULL : &store->known;
	struct question *q = &a->question;
	const struct zone *z = a->zone;
	struct when at = { .first = INSTANT_BEGIN, .last = INSTANT_BEGIN }, w;
	const char *why = NULL;

	if (a->opts->at == NULL) {
		if (now == NULL && !ask_now(&q->known)) {
			*status = cli_failed(a->c, "the clock cannot be read");
			return false;
		}
		if (now != NULL)
			q->known = *now;
		at.first = at.last = instant_floor_minute(q->known);
		/* Either may be right: as of both. */
		if (store != NULL && instant_cmp(store->clock, *now) < 0)
			at.first = instant_floor_minute(store->clock);
		if (store != NULL && !clock_behind(a, store)) {
			*status = cli_failed(a->c, "%s", err_text(E_NOMEM));
			return false;
		}
	} else {
		if (!ask_instant(a->c->arena, a->opts->at, z, &at, &why))
			goto usage;
		/* Of a day alone, all that was known on that day: an order
		 * entered in it bars from then on. */
		q->known = at.last;
	}
	/* Of a store: all that is on record. */
	if (now != NULL)
		q->known = *now;
	a->act.departs = at.first;
	a->act.arrives = at.last;
	if (a->opts->arrives != NULL) {
		if (!ask_instant(a->c->arena, a->opts->arrives, z, &w, &why))
			goto usage;
		a->act.arrives = w.last;
	}
	if (instant_cmp(a->act.arrives, a->act.departs) < 0) {
		why = "it arrives before it departs";
		goto usage;
	}
	if (a->opts->known != NULL) {
		if (!ask_instant(a->c->arena, a->opts->known, z, &w, &why))
			goto usage;
		q->known = w.last;
		a->known_given = true;
	}
	if (now != NULL && a->known_given) {
		/* What will be recorded by then is not known. */
		if (instant_cmp(q->known, *now) > 0 &&
		    instant_cmp(w.first, *now) > 0) {
			why = "nothing is known yet as of then: --known is "
			      "after all that the store holds";
			goto usage;
		}
		q->known = instant_min(through_minute(q->known), *now);
	}
	a->known_given = a->known_given || now != NULL;
	if (a->zone == NULL)
		a->zone = zone_builtin("UTC");
	return true;
usage:
	*status = cli_usage(a->c, self, "%s", why);
	return false;
}

/* -- The act -- */

/* No vocabulary declares it; but one letter wrong, and an order that bars such
 * an act would not be seen to. */
static bool
ask_free_word(struct ask *a, const struct command *self, int slot,
    const char *value, enum status *status)
{
	const struct act_kind *k = a->act.kind;
	const char *near;

	if (free_word_near(a->c->arena, &a->book.law, k, slot, value, &near) !=
	    0) {
		*status = cli_failed(a->c, "%s", err_text(E_NOMEM));
		return false;
	}
	if (near == NULL)
		return true;
	*status =
	    cli_usage(a->c, self, "no order speaks of %s=%s; did you mean %s?",
		k->slots[slot].name, value, near);
	return false;
}

static bool
ask_slot(struct ask *a, const struct command *self, const char *slot,
    const char *value, struct value *slots, enum status *status)
{
	const struct act_kind *k = a->act.kind;
	const struct vocab *v = a->book.law.vocab;
	const char **names, *near = NULL;
	int i = act_slot(k, slot);
	size_t n = 0, w;

	if (i < 0) {
		*status =
		    cli_usage(a->c, self, "%s has no \"%s\"", k->name, slot);
		return false;
	}
	if (k->slots[i].type == FIELD_FREE) {
		slots[i] = (struct value){ .kind = VALUE_ID, .s = value };
		return ask_free_word(a, self, i, value, status);
	}
	slots[i] = (struct value){ .kind = VALUE_WORD,
		.word = vocab_word(v, k->slots[i].type, value),
		.s = value };
	if (slots[i].word != NULL)
		return true;
	names = arena_array(a->c->arena, v->nwords, sizeof(*names));
	for (w = 0; names != NULL && w < v->nwords; w++)
		if (v->words[w]->type == k->slots[i].type)
			names[n++] = v->words[w]->name;
	near = nearest_name(value, names, n);
	*status = cli_usage(a->c, self,
	    "the vocabulary has no \"%s\" for `%s`%s%s%s", value, slot,
	    near == NULL ? "" : "; did you mean ", near == NULL ? "" : near,
	    near != NULL                          ? "?"
		: k->slots[i].type == FIELD_PLACE ? ": a country is its two "
						    "capital letters, as IQ"
						  : "");
	return false;
}

static bool
ask_slots(struct ask *a, const struct command *self, enum status *status)
{
	const struct ask_opts *o = a->opts;
	const struct {
		const char *slot, *value;
	} given[] = { { "to", o->to }, { "from", o->from },
		{ "under", o->under }, { "by", o->by } };
	struct value *slots;
	const char *equals, *name;
	size_t i;

	slots = arena_array(a->c->arena, a->act.kind->nslots, sizeof(*slots));
	if (slots == NULL)
		goto nomem;
	for (i = 0; i < sizeof(given) / sizeof(given[0]); i++)
		if (given[i].value != NULL &&
		    !ask_slot(a, self, given[i].slot, given[i].value, slots,
			status))
			return false;
	for (i = 0; i < o->slots.n; i++) {
		equals = strchr(o->slots.items[i], '=');
		if (equals == NULL) {
			*status = cli_usage(a->c, self,
			    "--slot needs NAME=VALUE, not \"%s\"",
			    o->slots.items[i]);
			return false;
		}
		name = arena_strndup(a->c->arena, o->slots.items[i],
		    (size_t)(equals - o->slots.items[i]));
		if (name == NULL)
			goto nomem;
		if (!ask_slot(a, self, name, equals + 1, slots, status))
			return false;
	}
	a->act.slots = slots;
	return true;
nomem:
	*status = cli_failed(a->c, "%s", err_text(E_NOMEM));
	return false;
}

bool
ask_act(struct ask *a, const struct command *self, enum status *status)
{
	const struct vocab *v = a->book.law.vocab;
	const char *name = a->opts->act == NULL ? "removal" : a->opts->act;
	const char **names, *near;
	size_t i;

	a->act.kind = v == NULL ? NULL : vocab_act(v, name);
	if (a->act.kind != NULL)
		return ask_slots(a, self, status);
	if (v == NULL) {
		*status = cli_failed(a->c, "the casebook declares no acts");
		return false;
	}
	names = arena_array(a->c->arena, v->nacts, sizeof(*names));
	if (names == NULL) {
		*status = cli_failed(a->c, "%s", err_text(E_NOMEM));
		return false;
	}
	for (i = 0; i < v->nacts; i++)
		names[i] = v->acts[i]->name;
	near = nearest_name(name, names, v->nacts);
	*status =
	    cli_usage(a->c, self, "the vocabulary has no act \"%s\"%s%s%s",
		name, near == NULL ? "" : "; did you mean ",
		near == NULL ? "" : near, near == NULL ? "" : "?");
	return false;
}

/* -- Who -- */

void
ask_reject_list(struct cli *c, const struct people *p)
{
	const struct people_reject *r;
	struct buf line;
	size_t i;

	buf_init(&line, c->mem, LIMIT_STRING_BYTES);
	for (i = 0; i < p->nrejects; i++) {
		r = &p->rejects[i];
		buf_clear(&line);
		buf_printf(&line, "%s:%u: ", r->path, r->line);
		if (r->column != NULL)
			buf_printf(&line, "column %s: ", r->column);
		buf_puts(&line, r->why);
		/* The place and the reason on one line, for grep. */
		show_clean(c->err, line.s);
		buf_putc(c->err, '\n');
		if (r->value != NULL && r->value[0] != '\0') {
			buf_puts(c->err, "    ");
			show_wrap(c->err, r->value, 4, 4, SHOW_WIDTH);
		}
		if (r->todo != NULL) {
			buf_puts(c->err, "    hint: ");
			show_wrap(c->err, r->todo, 10, 10, SHOW_WIDTH);
		}
	}
	buf_release(&line);
}

void
ask_rejects(struct cli *c, const struct people *p)
{
	ask_reject_list(c, p);
	if (p->nrejects > 0)
		cli_note(c,
		    "%zu part%s of the people files could not be read: no bar "
		    "is not said of whoever %s may speak of",
		    p->nrejects, p->nrejects == 1 ? "" : "s",
		    p->nrejects == 1 ? "it" : "they");
}

static int
ask_people(struct ask *a)
{
	struct source_text src;
	const char *why = NULL;
	size_t i;
	int r;

	r = people_init(&a->people, a->c->arena, &a->book.law, a->zone);
	for (i = 0; i < a->opts->people.n && r == 0; i++) {
		r = file_read(&file_system_real, a->c->arena,
		    a->opts->people.items[i], LIMIT_SOURCE_BYTES, &src, &why);
		if (r == 0)
			r = people_read(&a->people, &src);
	}
	if (r == 0)
		r = people_done(&a->people);
	if (r != 0)
		(void)cli_failed(a->c, "%s", why != NULL ? why : err_text(r));
	return r;
}

static int
ask_who(struct ask *a, const char *who)
{
	struct arena *arena = a->c->arena;
	struct person *nobody;
	size_t i;
	int r;

	a->who = people_id(arena, who);
	r = people_find(&a->people, arena, who, &a->entries, &a->nentries,
	    &a->exact);
	if (r == 0 && a->who != NULL) {
		a->persons =
		    arena_array(arena, a->nentries + 1, sizeof(*a->persons));
		nobody = arena_alloc(arena, sizeof(*nobody));
		if (a->persons != NULL && nobody != NULL &&
		    people_nobody(arena, a->who, nobody) == 0) {
			for (i = 0; i < a->nentries; i++)
				a->persons[i] = &a->entries[i]->person;
			/* Someone we know nothing of: who is not in the
			 * file may still be anyone. */
			a->persons[a->nentries] = nobody;
			a->question.who = a->persons;
			a->question.nwho = a->nentries == 0 ? 1 : a->nentries;
			a->question.exact = a->exact;
			return 0;
		}
	}
	(void)cli_failed(a->c, "%s", err_text(E_NOMEM));
	return E_NOMEM;
}

bool
ask_everyone(struct cli *c, const struct command *self,
    const struct ask_opts *opts, const struct casebook *book, struct ask *a,
    enum status *status)
{
	*a = (struct ask){ .c = c, .opts = opts, .book = *book };
	if (!ask_zone(a, self, status) || !ask_act(a, self, status))
		return false;
	*status = STATUS_FAILED;
	if (ask_people(a) != 0)
		return false;
	if (a->zone == NULL)
		a->zone = a->people.said;
	if (!ask_times(a, self, NULL, status))
		return false;
	a->question.law = &a->book.law;
	a->question.record = &a->people.record;
	a->question.act = &a->act;
	return true;
}

bool
ask_read(struct cli *c, const struct command *self, int argc, char **argv,
    struct ask_opts *opts, struct ask *a, enum status *status)
{
	struct option_list args = { .n = 0 };
	struct casebook book;

	if (!cli_begin(c, self, argc, argv, opts, &opts->common, &args, status))
		return false;
	if (args.n != 1) {
		*status = cli_usage(c, self,
		    args.n == 0
			? "say of whom: an A-number, or an identifier of the "
			  "people file"
			: "one person at a time");
		return false;
	}
	if (opts->store != NULL)
		return ask_store_read(c, self, opts, a, args.items[0], status);
	if (opts->people.n == 0) {
		*status = cli_usage(c, self,
		    "name a people file: --people FILE (docs/people-files.md "
		    "says what one looks like); or a store: --store STORE");
		return false;
	}
	*status = STATUS_FAILED;
	if (casebook_need(c, &opts->casebook, &book) != 0 ||
	    !ask_everyone(c, self, opts, &book, a, status))
		return false;
	ask_rejects(c, &a->people);
	*status = STATUS_FAILED;
	return ask_who(a, args.items[0]) == 0;
}

static const char *
ask_unread(const struct ask *a)
{
	size_t i;

	for (i = 0; i < a->nentries; i++)
		if (a->entries[i]->damaged)
			return "something about this person in the people file "
			       "could not be read";
	for (i = 0; i < a->nentries; i++)
		if (a->entries[i]->kin_damaged)
			return "something about someone whom this person is "
			       "related to could not be read";
	if (a->people.lost)
		return "part of the people file could not be read, and it may "
		       "speak of this person";
	return NULL;
}

void
ask_decide(struct ask *a, struct answer *out)
{
	const char *unread = ask_unread(a);
	const char **holds;
	size_t i;

	if (a->store != NULL) {
		ask_store_decide(a, out);
		return;
	}
	(void)decide(a->c->arena, &a->question, out);
	if (unread == NULL || out->verdict == VERDICT_BARRED)
		return;
	out->verdict = VERDICT_HOLD;
	out->settle = NULL;
	holds = arena_array(a->c->arena, out->nholds + 1, sizeof(*holds));
	if (holds == NULL)
		return;
	for (i = 0; i < out->nholds; i++)
		holds[i] = out->holds[i];
	holds[i] = unread;
	out->holds = holds;
	out->nholds++;
}

enum status
ask_status(const struct answer *ans)
{
	if (ans->failed)
		return STATUS_FAILED;
	return ans->verdict == VERDICT_NO_BAR ? STATUS_DONE : STATUS_BARRED;
}

void
ask_heading(struct ask *a, struct buf *b)
{
	struct buf line;
	bool same = instant_cmp(a->act.departs, a->act.arrives) == 0;

	buf_init(&line, a->c->mem, LIMIT_STRING_BYTES);
	tell_act(&line, &a->act);
	if (line.len > 0 && line.s[0] >= 'a' && line.s[0] <= 'z')
		line.s[0] = (char)(line.s[0] - 'a' + 'A');
	buf_printf(&line, " of %s", a->who);
	show_paint(b, &a->c->look, PAINT_STRONG, line.s);
	if (!a->opts->officer && a->exact && a->entries[0]->name != NULL) {
		buf_puts(b, "  ");
		show_paint(b, &a->c->look, PAINT_QUIET, a->entries[0]->name);
	}
	buf_putc(b, '\n');
	buf_clear(&line);
	show_instant(&line, a->zone, a->act.departs);
	if (!same) {
		buf_puts(&line, " to ");
		show_instant(&line, a->zone, a->act.arrives);
	}
	if (a->known_given) {
		buf_puts(&line, ", as known ");
		show_instant(&line, a->zone, a->question.known);
	} else {
		/* A day alone: ask_times. */
		buf_puts(&line,
		    same ? ", as known then"
			: instant_cmp(a->question.known, a->act.arrives) == 0
			? ", as known at its end"
			: ", as known then");
	}
	show_wrap(b, line.s, 0, 4, SHOW_WIDTH);
	buf_release(&line);
}
