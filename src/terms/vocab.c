#include "terms/vocab.h"

#include <string.h>

/* Words looked at before word_in gives up and says unknown: far more than
 * any real map has above one place, and a bound should the text that
 * declared them be wrong. */
#define WORDS_TRIED 4096
#define WORD_DEPTH  16

const struct kind *
vocab_kind(const struct vocab *v, const char *name)
{
	size_t i;

	for (i = 0; i < v->nkinds; i++)
		if (strcmp(v->kinds[i]->name, name) == 0)
			return v->kinds[i];
	return NULL;
}

const struct word *
vocab_word(const struct vocab *v, enum field_type type, const char *name)
{
	size_t i;

	for (i = 0; i < v->nwords; i++)
		if (v->words[i]->type == type &&
		    strcmp(v->words[i]->name, name) == 0)
			return v->words[i];
	return NULL;
}

const struct word *
vocab_any_word(const struct vocab *v, const char *name)
{
	size_t i;

	for (i = 0; i < v->nwords; i++)
		if (strcmp(v->words[i]->name, name) == 0)
			return v->words[i];
	return NULL;
}

const struct act_kind *
vocab_act(const struct vocab *v, const char *name)
{
	size_t i;

	for (i = 0; i < v->nacts; i++)
		if (strcmp(v->acts[i]->name, name) == 0)
			return v->acts[i];
	return NULL;
}

static int
find_field(const struct field *fields, size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(fields[i].name, name) == 0)
			return (int)i;
	return -1;
}

int
kind_field(const struct kind *k, const char *name)
{
	return find_field(k->fields, k->nfields, name);
}

int
kind_step(const struct kind *k, const char *name)
{
	size_t i;

	for (i = 0; i < k->nsteps; i++)
		if (strcmp(k->steps[i], name) == 0)
			return (int)i;
	return -1;
}

int
act_slot(const struct act_kind *k, const char *name)
{
	return find_field(k->slots, k->nslots, name);
}

enum field_type
field_type_of(const char *name)
{
	static const struct {
		const char *name;
		enum field_type type;
	} typed[] = {
		{ "agency", FIELD_AGENCY },
		{ "by", FIELD_AGENCY },
		{ "place", FIELD_PLACE },
		{ "country", FIELD_PLACE },
		{ "designated", FIELD_PLACE },
		{ "from", FIELD_PLACE },
		{ "to", FIELD_PLACE },
		{ "out_of", FIELD_PLACE },
		{ "authority", FIELD_AUTHORITY },
		{ "under", FIELD_AUTHORITY },
		{ "party", FIELD_PARTY },
	};
	size_t i;

	for (i = 0; i < sizeof(typed) / sizeof(typed[0]); i++)
		if (strcmp(typed[i].name, name) == 0)
			return typed[i].type;
	return FIELD_FREE;
}

const struct kind *
vocab_path(const struct vocab *v, const char *path, const char **rest)
{
	const struct kind *best = NULL;
	size_t i, n, longest = 0;

	for (i = 0; i < v->nkinds; i++) {
		n = strlen(v->kinds[i]->name);
		if (strncmp(v->kinds[i]->name, path, n) != 0 ||
		    (path[n] != '\0' && path[n] != '.') ||
		    (best != NULL && n <= longest))
			continue;
		best = v->kinds[i];
		longest = n;
	}
	if (best != NULL)
		*rest = path + longest + (path[longest] == '.' ? 1 : 0);
	return best;
}

/* -- Places within places ----------------------------------------------- */

/* A search that went too deep or too far; its no is not to be believed. */
static bool
give_up(int *tried)
{
	*tried = WORDS_TRIED + 1;
	return false;
}

/* Whether b is a or holds it; *tried counts towards WORDS_TRIED. */
static bool
held_by(const struct word *a, const struct word *b, int depth, int *tried)
{
	size_t i;

	if (a == b)
		return true;
	if (depth >= WORD_DEPTH)
		return give_up(tried);
	for (i = 0; i < a->nin; i++) {
		if (++*tried > WORDS_TRIED)
			return false;
		if (held_by(a->in[i], b, depth + 1, tried))
			return true;
	}
	return false;
}

static bool
same_kind_of_word(const struct word *a, const struct word *b)
{
	const char *ad = strchr(a->name, '.'), *bd = strchr(b->name, '.');

	if (a->type != b->type)
		return false;
	if (ad == NULL || bd == NULL)
		return ad == NULL && bd == NULL;
	return ad - a->name == bd - b->name &&
	    strncmp(a->name, b->name, (size_t)(ad - a->name)) == 0;
}

/* Whether p, and some word that is b or holds b, are two of one kind of
 * which neither holds the other. */
static bool
apart_above(const struct word *p, const struct word *b, int depth, int *tried)
{
	size_t i;

	if (same_kind_of_word(p, b) && !held_by(p, b, 0, tried) &&
	    !held_by(b, p, 0, tried))
		return true;
	if (depth >= WORD_DEPTH)
		return give_up(tried);
	for (i = 0; i < b->nin && ++*tried <= WORDS_TRIED; i++)
		if (apart_above(p, b->in[i], depth + 1, tried))
			return true;
	return false;
}

static bool
apart(const struct word *a, const struct word *b, int depth, int *tried)
{
	size_t i;

	if (apart_above(a, b, 0, tried))
		return true;
	if (depth >= WORD_DEPTH)
		return give_up(tried);
	for (i = 0; i < a->nin && ++*tried <= WORDS_TRIED; i++)
		if (apart(a->in[i], b, depth + 1, tried))
			return true;
	return false;
}

enum tri
word_in(const struct word *a, const struct word *b)
{
	bool no;
	int tried = 0;

	if (held_by(a, b, 0, &tried))
		return YES;
	no = apart(a, b, 0, &tried);
	/* A search cut short has shown nothing. */
	return no && tried <= WORDS_TRIED ? NO : UNKNOWN;
}
