/* cmd_import_show.c - see cmd_import.h. */

#include <string.h>

#include "cli/ask.h"
#include "cli/cmd_import.h"
#include "cli/json.h"

#define PREVIEW_PEOPLE 5

static void
show_columns_read(struct importing *i)
{
	const struct import *im = i->im;
	struct buf *b = i->d.c->out;
	size_t k, start;

	buf_printf(b, "%s", im->sheet->path);
	if (im->sheet->name != NULL) {
		buf_puts(b, ", sheet ");
		show_clean(b, im->sheet->name);
	}
	if (im->sheet->n > 0)
		buf_printf(b, ", heading in row %u",
		    im->sheet->rows[im->heading].line);
	buf_putc(b, '\n');
	for (k = 0; k < im->ncolumns; k++) {
		if (im->columns[k].heading[0] == '\0')
			continue;
		start = b->len;
		buf_puts(b, "  ");
		show_clean(b, im->columns[k].heading);
		show_pad(b, start, 34);
		buf_printf(b, "%s%s\n",
		    strcmp(im->columns[k].means, "#") == 0
			? "left out"
			: im->columns[k].means,
		    im->columns[k].guessed &&
			    strcmp(im->columns[k].means, "#") != 0
			? "   (a guess)"
			: "");
	}
}

static void
show_first(struct importing *i)
{
	const struct import_person *p;
	struct buf *b = i->d.c->out;
	size_t n = 0, k, f;

	for (k = 0; k < i->im->npersons && n < PREVIEW_PEOPLE; k++) {
		p = i->im->persons[k];
		if (p->id == NULL)
			continue;
		n++;
		buf_printf(b, "\nrow %u: %s", p->line,
		    p->is_new ? "someone new" : p->id);
		for (f = 0; f < p->nids; f++) {
			buf_printf(b, "%s%s ", f == 0 ? ", " : "; ",
			    identifier_word(p->ids[f].type));
			show_clean(b, p->ids[f].value);
		}
		buf_putc(b, '\n');
		for (f = 0; f < p->nfacts; f++) {
			buf_puts(b, "    ");
			show_wrap(b, p->facts[f].text, 4, 8, SHOW_WIDTH);
			if (p->facts[f].on_record)
				buf_puts(b, "        (on record already)\n");
			else if (p->facts[f].loss)
				buf_puts(b,
				    "        (waits for a second person)\n");
		}
	}
}

static void
show_near(struct importing *i)
{
	const struct import_person *p;
	struct buf *b = i->d.c->out;
	size_t k, n = 0;

	for (k = 0; k < i->im->npersons; k++)
		n += i->im->persons[k]->nnear > 0;
	if (n == 0)
		return;
	buf_printf(b,
	    "\n%zu new record%s near somebody.  Until somebody says whether "
	    "they are one\n(people link, people unlink), an answer about "
	    "either needs both:\n",
	    n, n == 1 ? " is" : "s are");
	for (k = 0; k < i->im->npersons; k++) {
		p = i->im->persons[k];
		if (p->nnear == 0)
			continue;
		buf_printf(b, "row %u, ", p->line);
		show_clean(b, p->entry->id);
		buf_putc(b, '\n');
		desk_candidates(&i->d, b, p->near, p->nnear);
	}
}

/* Those that wait because what they lower was not looked at to the end. */
static void
show_unseen(struct importing *i)
{
	const struct import_person *p;
	const char *why = NULL;
	size_t n = 0, k, f;

	for (k = 0; k < i->im->npersons; k++) {
		p = i->im->persons[k];
		for (f = 0; f < p->nfacts; f++)
			if (p->facts[f].unseen != NULL) {
				why = p->facts[f].unseen;
				n++;
			}
	}
	if (n == 0)
		return;
	show_count(i->d.c->out, n);
	buf_printf(i->d.c->out, " of these because %s\n", why);
}

static void
show_sum(struct importing *i, bool written)
{
	const struct import *im = i->im;
	struct buf *b = i->d.c->out;
	size_t people = 0, k;

	for (k = 0; k < im->npersons; k++)
		people += im->persons[k]->id != NULL;
	buf_putc(b, '\n');
	show_count(b, im->rows);
	buf_puts(b, " rows, ");
	show_count(b, im->rows_taken);
	buf_puts(b, " taken: ");
	show_count(b, people);
	buf_puts(b, " people (");
	show_count(b, im->nnew);
	buf_puts(b, " new), ");
	show_count(b, im->nfacts);
	buf_puts(b, " facts (");
	show_count(b, im->nfacts_new);
	buf_puts(b, " new), ");
	show_count(b, im->nids_new);
	buf_puts(b, " new identifiers, ");
	show_count(b, im->people.nrejects);
	buf_puts(b, " rejected\n");
	if (im->nlosses_new > 0) {
		show_count(b, im->nlosses_new);
		buf_puts(b, " of them wait for a second person\n");
		show_unseen(i);
	}
	if (im->nunread_new > 0) {
		show_count(b, im->nunread_new);
		buf_puts(b,
		    " of what was rejected is about somebody on record: no bar "
		    "is not said of them\nuntil a person has looked at it "
		    "(people show)\n");
	}
	if (!written)
		buf_puts(b, "Nothing was written.\n");
	else if (i->id == NULL)
		buf_puts(b,
		    "All of it is on record already: nothing was "
		    "written.\n");
	else
		buf_printf(b,
		    "import %s, entries %llu to %llu; to take it back: "
		    "--undo %s\n",
		    i->id, (unsigned long long)i->first,
		    (unsigned long long)(i->first + i->entries - 1), i->id);
}

static void
show_json(struct importing *i, bool written)
{
	const struct import *im = i->im;
	const struct people_reject *r;
	struct json j;
	size_t k, n;

	json_init(&j, i->d.c->out);
	json_open(&j);
	json_kbool(&j, "written", written && i->id != NULL);
	json_kstr(&j, "import", i->id);
	json_kint(&j, "rows", (long long)im->rows);
	json_kint(&j, "taken", (long long)im->rows_taken);
	json_kint(&j, "new_people", (long long)im->nnew);
	json_kint(&j, "facts", (long long)im->nfacts);
	json_kint(&j, "new_facts", (long long)im->nfacts_new);
	json_kint(&j, "new_identifiers", (long long)im->nids_new);
	json_kint(&j, "waiting", (long long)im->nlosses_new);
	json_key(&j, "columns");
	json_list(&j);
	for (k = 0; k < im->ncolumns; k++) {
		json_open(&j);
		json_kstr(&j, "heading", im->columns[k].heading);
		json_kstr(&j, "means", im->columns[k].means);
		json_kbool(&j, "guessed", im->columns[k].guessed);
		json_close(&j);
	}
	json_close(&j);
	json_key(&j, "rejected");
	json_list(&j);
	for (k = 0; k < im->people.nrejects; k++) {
		r = &im->people.rejects[k];
		json_open(&j);
		json_kint(&j, "row", r->line);
		json_kstr(&j, "column", r->column);
		json_kstr(&j, "value", r->value);
		json_kstr(&j, "why", r->why);
		json_kstr(&j, "todo", r->todo);
		json_close(&j);
	}
	json_close(&j);
	json_key(&j, "near");
	json_list(&j);
	for (k = 0; k < im->npersons; k++)
		for (n = 0; n < im->persons[k]->nnear; n++) {
			json_open(&j);
			json_kint(&j, "row", im->persons[k]->line);
			json_kstr(&j, "person", im->persons[k]->id);
			json_kstr(&j, "near", im->persons[k]->near[n].person);
			json_kint(&j, "score",
			    (long long)im->persons[k]->near[n].match.score);
			json_kstr(&j, "reason",
			    im->persons[k]->near[n].match.reason);
			json_close(&j);
		}
	json_close(&j);
	json_close(&j);
	json_done(&j);
}

void
import_show(struct importing *i, bool written)
{
	if (i->d.o->common.json) {
		show_json(i, written);
		return;
	}
	if (!written) {
		show_columns_read(i);
		show_first(i);
	}
	show_near(i);
	ask_reject_list(i->d.c, &i->im->people);
	show_sum(i, written);
}
