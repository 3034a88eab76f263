/* cmd_people_correct.c - forestay people correct: a number, a name or a day
 * of birth that was written down wrong. */

#include <stdlib.h>
#include <string.h>

#include "cli/cmd_people.h"
#include "cli/desk.h"

struct correcting {
	struct desk d;
	uint64_t of;
	const char *person;
	struct identifier was, is; /* is.value NULL: withdrawn */
};

/* The entry must be an identifier that is not withdrawn already. */
static bool
correct_which(struct correcting *k)
{
	struct stored_identifier *all = NULL;
	struct desk *d = &k->d;
	const char *word = d->args.items[1], *who = NULL;
	struct entry_view v;
	struct written w;
	char *end = NULL;
	size_t n = 0, i;
	int r;

	k->of = strtoull(word, &end, 10);
	if (word[0] < '1' || word[0] > '9' || *end != '\0') {
		d->status = cli_usage(d->c, d->self,
		    "\"%s\" is not the number of an entry; forestay people "
		    "show lists them",
		    word);
		return false;
	}
	r = store_entry(d->store, d->c->arena, k->of, &w);
	if (r == 0 && (r = entry_read(d->c->arena, w.bytes, w.n, &v)) == 0) {
		who = json_string_value(json_object_get(v.body, "person"));
		who = who == NULL ? NULL : arena_strdup(d->c->arena, who);
		entry_view_release(&v);
	}
	if (r == 0 && who != NULL)
		r = stored_identifiers(&d->st, d->c->arena, who, &all, &n);
	if (r != 0 && r != E_NAME) {
		d->status = keep_failed(d->c, d->store, r);
		return false;
	}
	for (i = 0; i < n && all[i].seq != k->of; i++)
		;
	if (i == n || all[i].stands == NO || all[i].gone_by != 0) {
		d->status = cli_usage(d->c, d->self, "entry %s %s", word,
		    i == n ? "is no number, name or day of birth of anybody"
			   : all[i].why);
		return false;
	}
	k->person = who;
	k->was = all[i].id;
	return true;
}

/* What is right instead: of the same type, and nobody else's. */
static bool
correct_value(struct correcting *k)
{
	const struct stored_carrier *by = NULL;
	struct desk *d = &k->d;
	const char *kept, *why = NULL;
	size_t n = 0;
	int r;

	if ((d->args.n < 3) != d->o->withdraw) {
		d->status = cli_usage(d->c, d->self,
		    "write the %s as it should be, or --withdraw it",
		    identifier_word(k->was.type));
		return false;
	}
	if (d->o->withdraw)
		return true;
	k->is = (struct identifier){ k->was.type, d->args.items[2] };
	r = identifier_kept(d->c->arena, &k->is, &kept, &why);
	if (r == E_NOMEM) {
		d->status = cli_failed(d->c, "%s", err_text(r));
		return false;
	}
	if (r != 0) {
		d->status =
		    cli_usage(d->c, d->self, "%s: %s", k->is.value, why);
		return false;
	}
	if (!desk_carrier(d, &k->is, &by, &n))
		return false;
	if (n == 0)
		return true;
	d->status = cli_usage(d->c, d->self, "%s is somebody's on record: %s",
	    k->is.value, desk_label(d, by[0].person));
	return false;
}

/* Its number, where it says more than what is known of nobody, waits too. */
static bool
correct_weigh(struct correcting *k, struct saying *s)
{
	const struct said_of of = { .person = k->person,
		.numbers = &k->is,
		.nnumbers = 1 };
	struct said_weigher *g = NULL;
	struct weighed worst;
	enum said_grade grade = SAID_COUNTS;
	struct desk *d = &k->d;
	int r;

	if (k->is.value == NULL || !identifier_names_one(k->is.type) ||
	    d->st.nlaws == 0 || !d->st.laws[0].good)
		return true;
	r = said_weigher_new(d->c->arena, &d->st, &g);
	if (r == 0)
		r = weigh_numbers(g, &of, &grade, &worst);
	said_weigher_release(g);
	if (r == 0 && grade != SAID_COUNTS)
		r = say_loss(s, 0);
	if (r != 0)
		d->status = keep_failed(d->c, d->store, r);
	return r == 0;
}

static bool
correct_say(struct correcting *k, struct saying *s)
{
	int r = 0;

	if (k->is.value != NULL)
		r = say_identifier(s, k->person, &k->is);
	if (r == 0)
		r = say_withdraw(s, k->person, k->of);
	if (r != 0)
		k->d.status = cli_failed(k->d.c, "%s", err_text(r));
	return r == 0 && correct_weigh(k, s);
}

static void
correct_show(struct correcting *k, const struct appended *done)
{
	struct cli *c = k->d.c;
	unsigned long long last = done->first + done->n - 1;

	if (done->n > 1) {
		buf_printf(c->out, "entry %llu  %s ",
		    (unsigned long long)done->first,
		    identifier_word(k->is.type));
		show_clean(c->out, k->is.value);
		buf_putc(c->out, '\n');
	}
	buf_printf(c->out, "entry %llu  withdraws entry %llu, %s ", last,
	    (unsigned long long)k->of, identifier_word(k->was.type));
	show_clean(c->out, k->was.value);
	buf_printf(c->out,
	    "\nIt waits for a second person:\n"
	    "  forestay confirm %s %llu --by NAME\n"
	    "Whoever asks by what was withdrawn finds this record as near, and "
	    "why.\n",
	    k->d.args.items[0], last);
}

static enum status
correct_run(struct cli *c, const struct command *self, int argc, char **argv)
{
	const char *touched[] = { "people", "orders", NULL };
	struct desk_opts o = { 0 };
	struct correcting k = { .of = 0 };
	struct saying s = { .n = 0 };
	struct appended done;

	if (!desk_begin(&k.d, c, self, &o, argc, argv, 1, 2, true))
		return k.d.status;
	if (!correct_which(&k) || !correct_value(&k))
		goto out;
	if (o.document == NULL) {
		k.d.status = cli_usage(c, self,
		    "what a record is known by is withdrawn with the paper "
		    "that shows it: --document FILE; it then waits for a "
		    "second person");
		goto out;
	}
	touched[2] = arena_printf(c->arena, "person/%s", k.person);
	if (desk_saying(&k.d, &s) && correct_say(&k, &s) &&
	    desk_write(&k.d, &s, touched, 3, &done))
		correct_show(&k, &done);
out:
	say_release(&s);
	desk_end(&k.d);
	return k.d.status;
}

static const struct option correct_options[] = {
	{ "--withdraw", NULL, OPTION_FLAG, NULL, DESK_AT(withdraw),
	    "it was wrong, and nothing takes its place" },
	OPTIONS_DESK, OPTIONS_COMMON(struct desk_opts, common), OPTION_END
};

const struct command command_people_correct = {
	.name = "people correct",
	.usage = "STORE ENTRY VALUE|--withdraw --by NAME --document FILE",
	.summary = "a number, a name or a day of birth was wrong",
	.help =
	    "ENTRY is its number, as people show lists it.  What is right finds the\n"
	    "record at once; what was wrong counts until a second person confirms\n"
	    "that it is withdrawn, and from then on makes the record near and no\n"
	    "more.  As known before, nothing changes.\n",
	.options = correct_options,
	.run = correct_run,
};
