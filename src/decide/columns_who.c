/* columns_who.c - by what a row's person is known, and who they are said to
 * be, as text among what a row is known by.
 *
 * A letter says how, then, unless it was known from the first and needs
 * nobody's leave, four times: recorded, whether it is a loss, confirmed,
 * refused; then `:` and the value.  A text without the mark in front is a
 * name that orders give the person: older files have no other. */

#include "decide/columns.h"

#include "core/limits.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define KNOWN_MARK '\x01'

static const char letters[] = "abcdein"; /* the types; is, is not */

static bool
from_the_first(const struct entry *e)
{
	return !e->is_loss && e->recorded.us == INSTANT_BEGIN.us &&
	    e->confirmed.us == INSTANT_BEGIN.us &&
	    e->refused.us == INSTANT_NEVER.us;
}

void
columns_known_put(struct buf *b, const struct known_as *k)
{
	size_t letter = k->how == KNOWN_BY ? (size_t)k->type
	    : k->how == KNOWN_IS           ? IDENTIFIER_TYPES
					   : IDENTIFIER_TYPES + 1;

	buf_printf(b, "%c%c", KNOWN_MARK, letters[letter]);
	if (!from_the_first(&k->entry))
		buf_printf(b, "%" PRId64 ",%d,%" PRId64 ",%" PRId64,
		    k->entry.recorded.us, k->entry.is_loss,
		    k->entry.confirmed.us, k->entry.refused.us);
	buf_printf(b, ":%s", k->value);
}

static bool
read_times(const char *s, struct entry *e)
{
	int64_t n[4];
	char *end;

	if (*s == ':')
		return true;
	for (size_t i = 0; i < 4; i++, s = end + 1) {
		n[i] = strtoll(s, &end, 10);
		if (end == s || *end != (i < 3 ? ',' : ':'))
			return false;
	}
	*e = (struct entry){ .recorded = { n[0] },
		.is_loss = n[1] != 0,
		.confirmed = { n[2] },
		.refused = { n[3] } };
	return true;
}

bool
columns_known_read(const char *s, struct known_as *k)
{
	const char *letter;
	size_t at;

	*k = (struct known_as){ .how = KNOWN_IS,
		.value = s,
		.entry = { .recorded = INSTANT_BEGIN,
		    .confirmed = INSTANT_BEGIN,
		    .refused = INSTANT_NEVER } };
	if (s[0] != KNOWN_MARK)
		return true;
	letter = s[1] == '\0' ? NULL : strchr(letters, s[1]);
	if (letter == NULL || (k->value = strchr(s, ':')) == NULL ||
	    !read_times(s + 2, &k->entry))
		return false;
	k->value++;
	at = (size_t)(letter - letters);
	if (at < IDENTIFIER_TYPES) {
		k->how = KNOWN_BY;
		k->type = (enum identifier_type)at;
	} else if (at > IDENTIFIER_TYPES) {
		k->how = KNOWN_IS_NOT;
	}
	return true;
}
