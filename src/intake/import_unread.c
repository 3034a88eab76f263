/* import_unread.c - what a table says of somebody and could not be read; see
 * import.h.
 *
 * A cell that is not understood, or a row that contradicts what is on record
 * of its number, may be what bars: whoever it is about is told no bar only
 * once a person has looked at it (SEMANTICS, D2).  So it is written down, as
 * a row that names nobody cannot be. */

#include <string.h>

#include "intake/import.h"
#include "intake/stored_read.h"

static bool
same_text(const char *a, const char *b)
{
	return strcmp(a == NULL ? "" : a, b == NULL ? "" : b) == 0;
}

int
import_unread_add(struct import *im, struct import_person *p,
    const struct import_unread *one)
{
	struct import_unread *u;
	size_t i;

	for (i = 0; i < p->nunread; i++) {
		u = &p->unread[i];
		if (same_text(u->person, one->person) &&
		    same_text(u->column, one->column) &&
		    same_text(u->value, one->value))
			return 0;
	}
	p->unread = arena_grow(im->arena, p->unread, p->nunread, &p->cap_unread,
	    sizeof(*p->unread));
	if (p->unread == NULL)
		return E_NOMEM;
	p->unread[p->nunread++] = *one;
	return 0;
}

/* What the table itself refused.  What was understood, and may not be said
 * without a document, would only take. */
static int
unread_rejects(struct import *im)
{
	const struct people_reject *no;
	struct import_person *p;
	struct import_unread u;
	size_t i;
	int r = 0;

	for (i = 0; i < im->people.nrejects && r == 0; i++) {
		no = &im->people.rejects[i];
		p = no->who == NULL ? NULL : no->who->taken;
		if (p == NULL || p->id == NULL || no->refused)
			continue;
		u = (struct import_unread){ .line = no->line,
			.column = no->column,
			.value = no->value,
			.why = no->why };
		r = import_unread_add(im, p, &u);
	}
	return r;
}

/* One of these was written down already, and not undone since. */
static void
mark_unread(struct import_person *p, const char *person, const json_t *body)
{
	const char *column = json_string_value(json_object_get(body, "column")),
		   *value = json_string_value(json_object_get(body, "value"));
	struct import_unread *u;
	size_t i;

	for (i = 0; i < p->nunread; i++) {
		u = &p->unread[i];
		if (strcmp(u->person, person) == 0 &&
		    same_text(u->column, column) && same_text(u->value, value))
			u->on_record = true;
	}
}

static bool
is_undone(const json_t *body, const char *const *undone, size_t n)
{
	const char *import = json_string_value(json_object_get(body, "import"));
	size_t i;

	for (i = 0; import != NULL && i < n; i++)
		if (strcmp(undone[i], import) == 0)
			return true;
	return false;
}

static int
unread_on_record(struct import *im, struct import_person *p, const char *person)
{
	const char *subject = arena_printf(im->arena, "person/%s", person);
	const char **undone;
	struct written *w = NULL;
	struct entry_view v;
	size_t n = 0, nundone = 0, i;
	int r, err = 0;

	if (subject == NULL)
		return E_NOMEM;
	r = store_about(im->st->store, im->arena, subject, im->st->head.size,
	    &w, &n);
	undone = arena_array(im->arena, n, sizeof(*undone));
	if (r == 0 && undone == NULL)
		r = E_NOMEM;
	/* An undo comes after what it undoes. */
	for (i = n; i > 0 && r == 0; i--) {
		r = entry_read(im->arena, w[i - 1].bytes, w[i - 1].n, &v);
		if (r != 0)
			break;
		if (strcmp(v.kind, "undo") == 0 &&
		    (undone[nundone] = stored_string(im->arena, v.body,
			 "import", &err)) != NULL)
			nundone++;
		else if (strcmp(v.kind, "unread") == 0 &&
		    !is_undone(v.body, undone, nundone))
			mark_unread(p, person, v.body);
		entry_view_release(&v);
	}
	return r != 0 ? r : err;
}

int
import_unread(struct import *im)
{
	struct import_person *p;
	size_t i, k;
	int r = unread_rejects(im);

	for (i = 0; i < im->npersons && r == 0; i++) {
		p = im->persons[i];
		for (k = 0; k < p->nunread && r == 0; k++) {
			if (p->unread[k].person == NULL)
				p->unread[k].person = p->id;
			/* Nobody is on record for it. */
			if (p->unread[k].person == NULL)
				p->unread[k].on_record = true;
			else if (!p->is_new)
				r = unread_on_record(im, p,
				    p->unread[k].person);
		}
		for (k = 0; k < p->nunread; k++)
			im->nunread_new += !p->unread[k].on_record;
	}
	return r;
}

int
import_unread_say(const struct import_person *p, struct saying *s)
{
	const struct import_unread *u;
	size_t i;
	int r = 0;

	for (i = 0; i < p->nunread && r == 0; i++) {
		u = &p->unread[i];
		if (!u->on_record)
			r = say_unread(s, u->person, u->line, u->column,
			    u->value, u->why);
	}
	return r;
}
