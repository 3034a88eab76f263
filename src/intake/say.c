/* say.c - see say.h. */

#include <string.h>

#include "intake/say.h"

void
person_id_make(const unsigned char random[12], char out[PERSON_ID_SIZE])
{
	/* 32 of them: no bias, and none that is read as another. */
	static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";
	size_t i;

	out[0] = 'p';
	out[1] = '-';
	for (i = 0; i < 12; i++)
		out[2 + i] = letters[random[i] % 32];
	out[14] = '\0';
}

void
say_release(struct saying *s)
{
	size_t i;

	/* The bodies were made here: drafts only borrow them as const. */
	for (i = 0; i < s->n; i++)
		json_decref((json_t *)s->drafts[i].body);
	s->n = 0;
}

int
say_other(struct saying *s, const char *kind, json_t *body,
    const char *const *on, size_t non)
{
	struct draft *grown;

	grown = body == NULL
	    ? NULL
	    : arena_grow(s->arena, s->drafts, s->n, &s->cap, sizeof(*grown));
	if (grown == NULL) {
		json_decref(body);
		return E_NOMEM;
	}
	s->drafts = grown;
	s->drafts[s->n++] = (struct draft){ .kind = kind,
		.matter = s->matter,
		.author = s->author,
		.on = on,
		.non = non,
		.source = s->source,
		.document = s->document,
		.page = s->page,
		.body = body };
	return 0;
}

/* The subjects of an entry: person/P, and one or two more. */
static const char **
subjects(struct saying *s, const char *person, const char *second,
    const char *third)
{
	const char **on = arena_array(s->arena, 3, sizeof(*on));

	if (on == NULL ||
	    (on[0] = arena_printf(s->arena, "person/%s", person)) == NULL)
		return NULL;
	on[1] = second;
	on[2] = third;
	return on;
}

int
say_person(struct saying *s, const char *person)
{
	const char **on = subjects(s, person, "people", NULL);

	if (on == NULL)
		return E_NOMEM;
	return say_other(s, "person", json_pack("{s:s}", "person", person), on,
	    2);
}

/* Of an import: what it brought is found again by its subject. */
static int
import_subject(struct saying *s, const char **out)
{
	*out = NULL;
	if (s->import == NULL)
		return 0;
	*out = arena_printf(s->arena, "import/%s", s->import);
	return *out == NULL ? E_NOMEM : 0;
}

int
say_identifier(struct saying *s, const char *person,
    const struct identifier *id)
{
	const char **on = subjects(s, person, "people", NULL);

	if (on == NULL)
		return E_NOMEM;
	return say_other(s, "identifier",
	    json_pack("{s:s,s:s,s:s}", "person", person, "type",
		identifier_word(id->type), "value", id->value),
	    on, 2);
}

/* "is ash": the word, of n bytes, where s begins with it. */
static const char *
named_word(const char *s, size_t *n)
{
	s += strspn(s, " \t\n");
	if (strncmp(s, "is", 2) != 0 || strchr(" \t\n", s[2]) == NULL ||
	    s[2] == '\0')
		return NULL;
	s += 2;
	s += strspn(s, " \t\n");
	*n = strcspn(s, " \t\n;\"");
	return *n == 3 && memcmp(s, "not", 3) == 0 ? NULL : s;
}

/* The end of one fact among several; a `;` in a quotation is none. */
static const char *
fact_end(const char *s)
{
	bool quoted = false;

	for (; *s != '\0' && (quoted || *s != ';'); s++)
		if (*s == '"')
			quoted = !quoted;
	return s;
}

/* A fact: its person, its import, and whom orders call so.  Who is said to be
 * whom is found again by that, and answers about anybody may rest on it. */
static int
fact_subjects(struct saying *s, const char *person, const char *text,
    const char *third, const char ***out, size_t *non)
{
	const char **on, *word;
	size_t n, facts = 1;
	bool names = false;

	for (const char *p = text; *(p = fact_end(p)) != '\0'; p++)
		facts++;
	on = arena_array(s->arena, facts + 4, sizeof(*on));
	if (on == NULL ||
	    (on[0] = arena_printf(s->arena, "person/%s", person)) == NULL)
		return E_NOMEM;
	*non = 1;
	if (third != NULL)
		on[(*non)++] = third;
	for (const char *p = text;; p++) {
		if ((word = named_word(p, &n)) != NULL &&
		    (on[(*non)++] = arena_printf(s->arena, "named/%.*s", (int)n,
			 word)) == NULL)
			return E_NOMEM;
		names = names || word != NULL;
		if (*(p = fact_end(p)) == '\0')
			break;
	}
	if (names)
		on[(*non)++] = "people";
	*out = on;
	return 0;
}

int
say_fact(struct saying *s, const char *person, const char *text,
    const char *zone)
{
	const char *import = NULL, **on = NULL;
	size_t non = 0;

	if (import_subject(s, &import) != 0 ||
	    fact_subjects(s, person, text, import, &on, &non) != 0)
		return E_NOMEM;
	return say_other(s, "fact",
	    json_pack("{s:s,s:s,s:s*,s:s*}", "person", person, "text", text,
		"zone", zone, "import", s->import),
	    on, non);
}

bool
say_names(const struct saying *s, size_t i)
{
	for (size_t k = 0; k < s->drafts[i].non; k++)
		if (strncmp(s->drafts[i].on[k], "named/", 6) == 0)
			return true;
	return false;
}

int
say_unread(struct saying *s, const char *person, unsigned row,
    const char *column, const char *value, const char *why)
{
	const char *import = NULL, **on;

	if (import_subject(s, &import) != 0 ||
	    (on = subjects(s, person, import, NULL)) == NULL)
		return E_NOMEM;
	return say_other(s, "unread",
	    json_pack("{s:s,s:I,s:s*,s:s*,s:s,s:s*}", "person", person, "row",
		(json_int_t)row, "column", column, "value", value, "why", why,
		"import", s->import),
	    on, import == NULL ? 1 : 2);
}

int
say_loss(struct saying *s, size_t i)
{
	json_t *body = (json_t *)(uintptr_t)s->drafts[i].body;

	return json_object_set_new(body, "loss", json_true()) == 0 ? 0
								   : E_NOMEM;
}

static const char *
entry_subject(struct saying *s, uint64_t seq)
{
	return arena_printf(s->arena, "entry/%llu", (unsigned long long)seq);
}

int
say_correct(struct saying *s, const char *person, uint64_t of, const char *text,
    const char *zone)
{
	const char *entry = entry_subject(s, of), **on = NULL;
	size_t non = 0;

	if (entry == NULL ||
	    fact_subjects(s, person, text == NULL ? "" : text, entry, &on,
		&non) != 0)
		return E_NOMEM;
	return say_other(s, "correct",
	    json_pack("{s:s,s:I,s:s?,s:s*}", "person", person, "of",
		(json_int_t)of, "text", text, "zone", zone),
	    on, non);
}

int
say_resolve(struct saying *s, const char *person, uint64_t of,
    const uint64_t *over, size_t nover)
{
	const char *entry = entry_subject(s, of);
	const char **on =
	    entry == NULL ? NULL : subjects(s, person, entry, NULL);
	json_t *list = json_array();
	size_t i;
	int bad = list == NULL;

	for (i = 0; i < nover && !bad; i++)
		bad = json_array_append_new(list,
			  json_integer((json_int_t)over[i])) != 0;
	if (on == NULL || bad) {
		json_decref(list);
		return E_NOMEM;
	}
	return say_other(s, "resolve",
	    json_pack("{s:s,s:I,s:o}", "person", person, "of", (json_int_t)of,
		"over", list),
	    on, 2);
}

int
say_withdraw(struct saying *s, const char *person, uint64_t of)
{
	const char *entry = entry_subject(s, of);
	const char **on =
	    entry == NULL ? NULL : subjects(s, person, entry, "people");

	if (on == NULL)
		return E_NOMEM;
	return say_other(s, "withdraw",
	    json_pack("{s:s,s:I}", "person", person, "of", (json_int_t)of), on,
	    3);
}

int
say_link(struct saying *s, const char *person, const char *with, bool same)
{
	const char *other = arena_printf(s->arena, "person/%s", with);
	const char **on =
	    other == NULL ? NULL : subjects(s, person, other, "people");

	if (on == NULL)
		return E_NOMEM;
	return say_other(s, "link",
	    json_pack("{s:s,s:s,s:b}", "person", person, "with", with, "same",
		(int)same),
	    on, 3);
}
