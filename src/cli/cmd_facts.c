/* cmd_facts.c - forestay facts: what is said of people, corrected, chosen
 * between. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd_people.h"
#include "cli/desk.h"

static const char needs_document[] =
    "this takes protection away and needs the paper that shows it: "
    "--document FILE; it then waits for a second person";

static void
show_written(struct desk *d, const struct appended *done, const char *what,
    bool waits)
{
	uint64_t i;

	for (i = 0; i < done->n; i++)
		buf_printf(d->c->out, "entry %" PRIu64 "  %s\n",
		    done->first + i, what);
	if (waits)
		buf_printf(d->c->out,
		    "It waits for a second person:\n"
		    "  forestay confirm %s %llu --by NAME\n",
		    d->args.items[0], (unsigned long long)done->first);
}

/* -- add ------------------------------------------------------------------ */

static enum status
add_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct desk_opts o = { 0 };
	struct saying s = { .n = 0 };
	struct said_of of = { .n = 0 };
	const char *person, *touched[2] = { "orders", NULL };
	struct appended done;
	bool takes = false;
	struct desk d;
	size_t i;

	if (!desk_begin(&d, c, self, &o, argc, argv, 2, OPTION_LIST_MAX, true))
		return d.status;
	if (!desk_needs_words(&d) || !desk_person(&d, d.args.items[1], &person))
		goto out;
	for (i = 2; i < d.args.n; i++)
		if (!desk_fact(&d, d.args.items[i], &takes))
			goto out;
	if (takes && o.document == NULL) {
		d.status = cli_usage(c, self, "%s", needs_document);
		goto out;
	}
	if (!desk_saying(&d, &s))
		goto out;
	touched[1] = arena_printf(c->arena, "person/%s", person);
	for (i = 2; i < d.args.n && touched[1] != NULL; i++)
		if (say_fact(&s, person, d.args.items[i], o.zone) != 0)
			touched[1] = NULL;
	if (touched[1] == NULL) {
		d.status = cli_failed(c, "%s", err_text(E_NOMEM));
		goto out;
	}
	/* Weighed against these orders and this record of them. */
	of.person = person;
	if (desk_weigh(&d, &of, &s, 0, &takes) &&
	    desk_write(&d, &s, touched, 2, &done))
		show_written(&d, &done, "on record", takes);
out:
	say_release(&s);
	desk_end(&d);
	return d.status;
}

/* -- correct, resolve ----------------------------------------------------- */

static bool
read_seq(struct desk *d, const char *s, uint64_t *out)
{
	char *end = NULL;
	unsigned long long v = strtoull(s, &end, 10);

	if (s[0] >= '1' && s[0] <= '9' && *end == '\0') {
		*out = v;
		return true;
	}
	d->status = cli_usage(d->c, d->self,
	    "\"%s\" is not the number of an entry; forestay people show lists "
	    "them",
	    s);
	return false;
}

/* The entry must be a fact or a correction; whose it is. */
static bool
fact_entry(struct desk *d, const char *word, uint64_t *seq, const char **person)
{
	struct entry_view v;
	struct written w;
	const char *who;
	bool is_fact;
	int r;

	if (!read_seq(d, word, seq))
		return false;
	r = store_entry(d->store, d->c->arena, *seq, &w);
	if (r == 0)
		r = entry_read(d->c->arena, w.bytes, w.n, &v);
	if (r != 0 && r != E_NAME) {
		d->status = keep_failed(d->c, d->store, r);
		return false;
	}
	if (r == E_NAME) {
		d->status =
		    cli_usage(d->c, d->self, "there is no entry %s", word);
		return false;
	}
	who = json_string_value(json_object_get(v.body, "person"));
	is_fact = who != NULL &&
	    (strcmp(v.kind, "fact") == 0 || strcmp(v.kind, "correct") == 0 ||
		strcmp(v.kind, "unread") == 0);
	*person = who == NULL ? NULL : arena_strdup(d->c->arena, who);
	if (!is_fact)
		d->status = cli_usage(d->c, d->self,
		    "entry %s is no fact (it is a %s)", word, v.kind);
	entry_view_release(&v);
	return is_fact && *person != NULL;
}

static enum status
correct_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct desk_opts o = { 0 };
	struct saying s = { .n = 0 };
	const char *person, *text, *touched[1];
	struct appended done;
	bool takes = false;
	struct desk d;
	uint64_t of;

	if (!desk_begin(&d, c, self, &o, argc, argv, 1, 2, true))
		return d.status;
	text = d.args.n == 3 ? d.args.items[2] : NULL;
	if ((text == NULL) != o.withdraw) {
		d.status = cli_usage(c, self,
		    "write the fact as it should be, or --withdraw it");
		goto out;
	}
	if (!desk_needs_words(&d) ||
	    !fact_entry(&d, d.args.items[1], &of, &person) ||
	    (text != NULL && !desk_fact(&d, text, &takes)))
		goto out;
	if (o.document == NULL) {
		d.status = cli_usage(c, self, "%s", needs_document);
		goto out;
	}
	if (!desk_saying(&d, &s))
		goto out;
	touched[0] = arena_printf(c->arena, "person/%s", person);
	if (touched[0] == NULL ||
	    say_correct(&s, person, of, text, o.zone) != 0) {
		d.status = cli_failed(c, "%s", err_text(E_NOMEM));
		goto out;
	}
	if (desk_write(&d, &s, touched, 1, &done))
		show_written(&d, &done,
		    text == NULL ? "withdraws it" : "corrects it", true);
out:
	say_release(&s);
	desk_end(&d);
	return d.status;
}

static enum status
resolve_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	struct desk_opts o = { 0 };
	struct saying s = { .n = 0 };
	const char *person, *other, *touched[1];
	uint64_t of, over[OPTION_LIST_MAX];
	struct appended done;
	struct desk d;
	size_t i;

	if (!desk_begin(&d, c, self, &o, argc, argv, 1, 1, true))
		return d.status;
	if (o.over.n == 0) {
		d.status = cli_usage(c, self,
		    "say over which it is chosen: --over ENTRY");
		goto out;
	}
	if (!fact_entry(&d, d.args.items[1], &of, &person))
		goto out;
	for (i = 0; i < o.over.n; i++) {
		if (!fact_entry(&d, o.over.items[i], &over[i], &other))
			goto out;
		if (strcmp(other, person) != 0 || over[i] == of) {
			d.status = cli_usage(c, self,
			    "entry %s is not another fact of the same record",
			    o.over.items[i]);
			goto out;
		}
	}
	if (o.document == NULL) {
		d.status = cli_usage(c, self, "%s", needs_document);
		goto out;
	}
	if (!desk_saying(&d, &s))
		goto out;
	touched[0] = arena_printf(c->arena, "person/%s", person);
	if (touched[0] == NULL ||
	    say_resolve(&s, person, of, over, o.over.n) != 0) {
		d.status = cli_failed(c, "%s", err_text(E_NOMEM));
		goto out;
	}
	if (desk_write(&d, &s, touched, 1, &done))
		show_written(&d, &done, "chooses it", true);
out:
	say_release(&s);
	desk_end(&d);
	return d.status;
}

/* -- The commands --------------------------------------------------------- */

static const struct option add_options[] = { OPTION_DESK_ZONE, OPTIONS_DESK,
	OPTIONS_COMMON(struct desk_opts, common), OPTION_END };

static const struct option correct_options[] = {
	{ "--withdraw", NULL, OPTION_FLAG, NULL, DESK_AT(withdraw),
	    "it was wrong, and nothing takes its place" },
	OPTION_DESK_ZONE, OPTIONS_DESK,
	OPTIONS_COMMON(struct desk_opts, common), OPTION_END
};

static const struct option resolve_options[] = {
	{ "--over", NULL, OPTION_LIST, "ENTRY", DESK_AT(over),
	    "the entry it is chosen over; several times" },
	OPTIONS_DESK, OPTIONS_COMMON(struct desk_opts, common), OPTION_END
};

static const struct command facts_add = {
	.name = "facts add",
	.usage = "STORE PERSON FACT... --by NAME",
	.summary = "facts, in the words of the vocabulary",
	.help =
	    "As people files write them (docs/people-files.md): \"nationality IQ\",\n"
	    "\"custody agency ICE place area.DET since 2017-06-11\".  What takes\n"
	    "protection away (\"no motion_to_reopen through ...\") needs a document and\n"
	    "waits for a second person.\n",
	.options = add_options,
	.run = add_run,
};

static const struct command facts_correct = {
	.name = "facts correct",
	.usage = "STORE ENTRY FACT|--withdraw --by NAME --document FILE",
	.summary = "an entry was wrong: this is right",
	.help =
	    "The entry stays; the correction stands in its place once a second\n"
	    "person confirms it, and until then both are asked.\n",
	.options = correct_options,
	.run = correct_run,
};

static const struct command facts_resolve = {
	.name = "facts resolve",
	.usage = "STORE ENTRY --over ENTRY... --by NAME --document FILE",
	.summary = "of facts that disagree, this one",
	.help =
	    "Until then what they do not share is unknown, and the answer is HOLD\n"
	    "where it turns on it.\n",
	.options = resolve_options,
	.run = resolve_run,
};

static const struct command *const under[] = { &facts_add, &facts_correct,
	&facts_resolve, &command_facts_import, NULL };

const struct command command_facts = {
	.name = "facts",
	.usage = "add|correct|resolve|import STORE ...",
	.summary = "what is said of people in a store",
	.help = "Facts are only ever added.  docs/people-in-a-store.md.\n",
	.under = under,
	.run = cli_under,
};
