/* whom.c - see whom.h. */

#include "cli/whom.h"

static void
whom_line(struct cli *c, const struct weighed *p, const struct zone *z)
{
	struct buf line;
	size_t start = c->out->len;

	buf_init(&line, c->mem, LIMIT_STRING_BYTES);
	buf_puts(c->out, "  ");
	show_clean(c->out, p->a_number != NULL ? p->a_number : p->id);
	show_pad(c->out, start, 17);
	buf_printf(&line, "%s%s%s to %s, %s, ", p->name != NULL ? p->name : "",
	    p->name != NULL ? ": " : "", verdict_text(p->was),
	    verdict_text(p->is), p->act);
	show_instant(&line, z, p->at);
	show_wrap(c->out, line.s, 17, 17, SHOW_WIDTH);
	buf_release(&line);
}

enum group { LOSES, GAINS, FEWER };

static bool
in_group(const struct weighed *p, enum group g)
{
	return p->fewer ? g == FEWER : g == (p->loses ? LOSES : GAINS);
}

static void
whom_group(struct cli *c, const struct weighing *w, enum group g, size_t named,
    const struct zone *z)
{
	static const char *const words[] = { [LOSES] = "lose",
		[GAINS] = "gain",
		[FEWER] = "still barred, by fewer orders" };
	const size_t n = g == LOSES ? w->nloses
	    : g == GAINS            ? w->ngains
				    : w->nfewer;
	size_t i, shown = 0;

	buf_printf(c->out, "%s: ", words[g]);
	show_count(c->out, n);
	buf_putc(c->out, '\n');
	for (i = 0; i < w->npeople && shown < named; i++) {
		if (!in_group(&w->people[i], g))
			continue;
		whom_line(c, &w->people[i], z);
		shown++;
	}
	if (shown < n)
		buf_printf(c->out,
		    "  and %zu more, not shown here: --all names them\n",
		    n - shown);
}

static void
whom_groups(struct cli *c, const struct weighing *w, size_t lose, size_t others,
    const struct zone *z)
{
	show_section(c->out, &c->look, "WHOM IT CHANGES, ON THE REGISTRY");
	whom_group(c, w, LOSES, lose, z);
	if (w->nfewer > 0)
		whom_group(c, w, FEWER, others, z);
	whom_group(c, w, GAINS, others, z);
	buf_puts(c->out, "unchanged: ");
	show_count(c->out, w->nsame);
	buf_putc(c->out, '\n');
}

void
whom_show_people(struct cli *c, const struct weighing *w, size_t named,
    const struct zone *z)
{
	whom_groups(c, w, named, named, z);
	if (w->more_acts)
		buf_puts(c->out,
		    "More acts are barred by some order than were asked "
		    "about.\n");
}

void
whom_show(struct cli *c, const struct weighing *w, bool weighed, bool all,
    const struct zone *z)
{
	size_t i;

	for (i = 0; i < w->nchanges; i++)
		law_change_print(c->out, &w->changes[i]);
	if (w->nchanges == 0)
		buf_puts(c->out, "No order, clock or list reads otherwise.\n");
	if (w->nlosses > 0)
		show_section(c->out, &c->look, "PROTECTION THAT IS TAKEN");
	for (i = 0; i < w->nlosses; i++) {
		buf_puts(c->out, "  ");
		show_wrap(c->out, w->losses[i].why, 2, 4, SHOW_WIDTH);
	}
	if (!weighed)
		return;
	whom_groups(c, w, WHOM_ALL, all ? WHOM_ALL : WHOM_NAMED, z);
	if (w->nlosses > 0 || w->nloses > 0)
		show_wrap(c->out,
		    "For a class defined by facts: and anyone not on the "
		    "registry.",
		    0, 0, SHOW_WIDTH);
	if (w->more_acts)
		show_wrap(c->out,
		    "More acts are touched than were asked about; --act and "
		    "--to ask about one.",
		    0, 0, SHOW_WIDTH);
}

void
whom_json(struct json *j, const struct weighing *w, bool weighed)
{
	static const char *const kinds[] = { "added", "removed", "changed" };
	const struct weighed *p;
	size_t i;

	json_key(j, "changes");
	json_list(j);
	for (i = 0; i < w->nchanges; i++) {
		json_open(j);
		json_kstr(j, "kind", kinds[w->changes[i].kind]);
		json_kstr(j, "what", w->changes[i].what);
		json_kstr(j, "id", w->changes[i].id);
		json_kstr(j, "clause", w->changes[i].clause);
		json_close(j);
	}
	json_close(j);
	json_key(j, "takes");
	json_list(j);
	for (i = 0; i < w->nlosses; i++)
		json_str(j, w->losses[i].why);
	json_close(j);
	if (!weighed)
		return;
	json_kint(j, "lose", (long long)w->nloses);
	json_kint(j, "fewer_orders", (long long)w->nfewer);
	json_kint(j, "gain", (long long)w->ngains);
	json_kint(j, "unchanged", (long long)w->nsame);
	json_kbool(j, "and_others", w->nlosses > 0 || w->nloses > 0);
	json_key(j, "people");
	json_list(j);
	for (i = 0; i < w->npeople; i++) {
		p = &w->people[i];
		json_open(j);
		json_kstr(j, "person", p->id);
		json_kstr(j, "a_number", p->a_number);
		json_kstr(j, "name", p->name);
		json_kstr(j, "was", verdict_text(p->was));
		json_kstr(j, "is", verdict_text(p->is));
		json_kinstant(j, "at", p->at);
		json_kstr(j, "act", p->act);
		json_close(j);
	}
	json_close(j);
}
