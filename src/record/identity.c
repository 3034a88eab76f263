/* identity.c - identifiers and the keys they are found by; see identity.h. */

#include <string.h>

#include "core/instant.h"
#include "core/limits.h"
#include "record/a_number.h"
#include "record/identity.h"
#include "record/slip.h"

static const char *const words[IDENTIFIER_TYPES] = {
	[IDENTIFIER_A_NUMBER] = "a_number",
	[IDENTIFIER_COURT] = "court_id",
	[IDENTIFIER_BIRTH] = "birth",
	[IDENTIFIER_NAME] = "name",
	[IDENTIFIER_OTHER] = "other",
};

const char *
identifier_word(enum identifier_type type)
{
	return words[type];
}

bool
identifier_read_word(const char *s, size_t n, enum identifier_type *out)
{
	int i;

	for (i = 0; i < IDENTIFIER_TYPES; i++)
		if (strlen(words[i]) == n && memcmp(words[i], s, n) == 0) {
			*out = (enum identifier_type)i;
			return true;
		}
	return false;
}

bool
identifier_names_one(enum identifier_type type)
{
	return type == IDENTIFIER_A_NUMBER || type == IDENTIFIER_COURT ||
	    type == IDENTIFIER_OTHER;
}

/* -- The one form --------------------------------------------------------- */

#define PLAIN_MOST 64

/* Letters without case, and digits: how courts' numbers are compared.  The
 * length, 0 when it is none. */
static size_t
plain_form(const char *s, char out[PLAIN_MOST + 1])
{
	bool digit = false;
	size_t n = 0;
	char c;

	for (; *s != '\0'; s++) {
		c = *s >= 'A' && *s <= 'Z' ? (char)(*s - 'A' + 'a') : *s;
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
		    (unsigned char)c < 128)
			continue;
		if (n == PLAIN_MOST)
			return 0;
		digit = digit || (c >= '0' && c <= '9');
		out[n++] = c;
	}
	out[n] = '\0';
	return digit ? n : 0;
}

static int
kept_plain(struct arena *a, const char *s, const char **out, const char **why)
{
	char form[PLAIN_MOST + 1];

	*why = "a number of a court has letters and digits, at most 64";
	if (plain_form(s, form) == 0)
		return E_SYNTAX;
	*out = arena_strdup(a, form);
	return *out == NULL ? E_NOMEM : 0;
}

static int
kept_birth(struct arena *a, const char *s, const char **out, const char **why)
{
	struct moment m;

	*why = "write the day of birth as 1980-03-04, 1980-03 or 1980: day and "
	       "month are never guessed";
	if (moment_parse(s, strlen(s), &m) != 0 || m.kind != MOMENT_DAYS)
		return E_SYNTAX;
	*out = arena_strdup(a, s);
	return *out == NULL ? E_NOMEM : 0;
}

static int
kept_name(struct arena *a, const char *s, const char **out, const char **why)
{
	struct person_name folded;
	size_t n;

	*why = "a name needs a letter";
	while (*s == ' ')
		s++;
	n = strlen(s);
	while (n > 0 && s[n - 1] == ' ')
		n--;
	if (n > LIMIT_ID_BYTES * 2) {
		*why = "a name has at most 256 bytes";
		return E_SYNTAX;
	}
	name_fold(s, &folded);
	if (folded.n == 0)
		return E_SYNTAX;
	*out = arena_strndup(a, s, n);
	return *out == NULL ? E_NOMEM : 0;
}

int
identifier_kept(struct arena *a, const struct identifier *id, const char **out,
    const char **why)
{
	char number[A_NUMBER_SIZE];

	*why = NULL;
	switch (id->type) {
	case IDENTIFIER_A_NUMBER:
		*why = "an A-number has eight or nine digits: A012-345-678";
		if (!a_number_read(id->value, number))
			return E_SYNTAX;
		*out = arena_strdup(a, number);
		return *out == NULL ? E_NOMEM : 0;
	case IDENTIFIER_BIRTH:
		return kept_birth(a, id->value, out, why);
	case IDENTIFIER_NAME:
		return kept_name(a, id->value, out, why);
	case IDENTIFIER_COURT:
	case IDENTIFIER_OTHER:
		break;
	}
	return kept_plain(a, id->value, out, why);
}

bool
identifier_same(struct arena *a, const struct identifier *x,
    const struct identifier *y)
{
	const char *p = NULL, *q = NULL, *why;

	if (x->type != y->type)
		return false;
	if (strcmp(x->value, y->value) == 0)
		return true;
	return identifier_kept(a, x, &p, &why) == 0 &&
	    identifier_kept(a, y, &q, &why) == 0 && strcmp(p, q) == 0;
}

/* -- Keys ----------------------------------------------------------------- */

static int
key_add(struct identity_keys *k, enum key_strength strength, const char *kind,
    const char *s, size_t n)
{
	struct identity_key *item;
	size_t i;
	char *key;

	key = arena_printf(k->arena, "%s/%.*s", kind, (int)n, s);
	if (key == NULL)
		return E_NOMEM;
	for (i = 0; i < k->n; i++)
		if (!k->items[i].prefix && strcmp(k->items[i].key, key) == 0)
			return 0;
	item = arena_grow(k->arena, k->items, k->n, &k->cap, sizeof(*item));
	if (item == NULL)
		return E_NOMEM;
	k->items = item;
	k->items[k->n++] =
	    (struct identity_key){ .key = key, .strength = strength };
	return 0;
}

static void
reverse(const char *s, size_t n, char *out)
{
	size_t i;

	for (i = 0; i < n; i++)
		out[i] = s[n - 1 - i];
	out[n] = '\0';
}

/* How numbers are kept: forwards and backwards. */
struct directions {
	const char *forwards, *backwards;
};

static int
keys_kept_both(struct identity_keys *k, const struct directions *d,
    const char *s, bool asked)
{
	char back[80];
	int r;

	r = key_add(k, KEY_EXACT, d->forwards, s, strlen(s));
	if (r != 0 || asked)
		return r;
	reverse(s, strlen(s), back);
	return key_add(k, KEY_EXACT, d->backwards, back, strlen(s));
}

static int
key_prefix(struct identity_keys *k, const char *kind, const char *s, size_t n,
    const char *slip)
{
	size_t at = k->n;
	int r = key_add(k, KEY_NEAR, kind, s, n);

	if (r != 0)
		return r;
	if (k->n > at) {
		k->items[at].prefix = true;
		k->items[at].slip = arena_strdup(k->arena, slip);
		if (k->items[at].slip == NULL)
			return E_NOMEM;
	}
	return 0;
}

/* The front and the back of s; and the one slip that changes both, of the
 * neighbours where they meet. */
static int
keys_near_both(struct identity_keys *k, const struct directions *d,
    const char *s, size_t front)
{
	size_t n = strlen(s);
	char t[80];
	int r;

	reverse(s, n, t);
	if ((r = key_prefix(k, d->forwards, s, front, s)) != 0 ||
	    (r = key_prefix(k, d->backwards, t, n - front, s)) != 0)
		return r;
	memcpy(t, s, n + 1);
	t[front - 1] = s[front];
	t[front] = s[front - 1];
	if (s[front] == s[front - 1])
		return 0;
	return key_add(k, KEY_NEAR, d->forwards, t, n);
}

#define NUMBER_FRONT 5

static int
keys_of_number(struct identity_keys *k, const struct identifier *id, bool asked)
{
	static const struct directions d = { "a", "z" };
	char s[SLIP_DIGITS + 2], full[SLIP_DIGITS + 2], number[A_NUMBER_SIZE];
	size_t n = slip_digits(id->value, s + 1, sizeof(s) - 1);
	int r = 0;

	if (a_number_read(id->value, number)) {
		(void)slip_digits(number, full, sizeof(full));
		r = keys_kept_both(k, &d, full, asked);
		if (r == 0 && asked)
			r = keys_near_both(k, &d, full, NUMBER_FRONT);
		/* Of whom a digit was left out on record, and a nought stands
		 * in front for it: the back is another, the front one on. */
		s[0] = '0';
		memcpy(s + 1, full, NUMBER_FRONT);
		if (r == 0 && asked)
			r = key_prefix(k, d.forwards, s, 1 + NUMBER_FRONT,
			    full);
		n = slip_digits(id->value, s + 1, sizeof(s) - 1);
	}
	if (r != 0 || !asked || n < 7 || n > 10 || n == 9)
		return r;
	/* A digit too few or too many, as it was written. */
	if ((r = keys_near_both(k, &d, s + 1, NUMBER_FRONT)) != 0 || n != 7)
		return r;
	/* The nought in front was left out as well; or two. */
	s[0] = '0';
	if ((r = keys_near_both(k, &d, s, NUMBER_FRONT)) != 0)
		return r;
	full[0] = '0';
	memcpy(full + 1, s, 9);
	return key_add(k, KEY_NEAR, "a", full, 9);
}

static int
keys_of_plain(struct identity_keys *k, const struct identifier *id, bool asked)
{
	static const struct directions court = { "c", "y" },
				       other = { "o", "x" };
	const struct directions *d =
	    id->type == IDENTIFIER_COURT ? &court : &other;
	const char *kept = NULL, *why = NULL;
	int r = identifier_kept(k->arena, id, &kept, &why);

	if (r != 0)
		return r == E_SYNTAX ? 0 : r;
	r = keys_kept_both(k, d, kept, asked);
	/* Of a short number every other one is a slip away. */
	if (r != 0 || !asked || strlen(kept) < 5)
		return r;
	return keys_near_both(k, d, kept, strlen(kept) / 2);
}

bool
identity_slip(enum identifier_type type, const char *asked, const char *value)
{
	char s[SLIP_DIGITS + 2], number[A_NUMBER_SIZE], form[PLAIN_MOST + 1];

	if (type != IDENTIFIER_A_NUMBER)
		return plain_form(value, form) > 0 &&
		    slip_between(asked, form, NULL);
	if (slip_digits(value, s, sizeof(s)) > 0 && number_slip(asked, s, NULL))
		return true;
	return a_number_read(value, number) &&
	    slip_digits(number, s, sizeof(s)) > 0 &&
	    number_slip(asked, s, NULL);
}

/* A digit of a day of birth that is wrong is seen when they are compared:
 * who has no name and no number in common is nobody for it. */
static int
keys_of_birth(struct identity_keys *k, const struct identifier *id, bool asked)
{
	char s[SLIP_DIGITS + 2], t[8];
	size_t n = slip_digits(id->value, s, sizeof(s));
	const char *kept = NULL, *why = NULL;
	int r = identifier_kept(k->arena, id, &kept, &why);

	if (r != 0)
		return r == E_SYNTAX ? 0 : r;
	r = key_add(k, KEY_DAY, "b", s, n);
	if (r != 0 || !asked || n != 8)
		return r;
	memcpy(t, s, 4);
	memcpy(t + 4, s + 6, 2);
	memcpy(t + 6, s + 4, 2);
	if ((r = key_add(k, KEY_BIRTH, "b", t, 8)) != 0)
		return r;
	/* Someone may have written the year alone, or the month. */
	if ((r = key_add(k, KEY_BIRTH, "b", s, 6)) != 0)
		return r;
	return key_add(k, KEY_BIRTH, "b", s, 4);
}

/* Sounds so common that one alone finds too many: by itself it is no key. */
static bool
is_common(const char *sound)
{
	static const char *const common[] = { "mhmd", "ahmd", "al", "hsn",
		"abd", "ksm", "hdr", "kdm", "ysb", "abrhm", "krm", "mhmt",
		"drk", "shb", "hmd", "mhd", NULL };
	size_t i;

	if (strlen(sound) < 2)
		return true;
	for (i = 0; common[i] != NULL; i++)
		if (strcmp(sound, common[i]) == 0)
			return true;
	return false;
}

static int
key_two(struct identity_keys *k, const char *a, const char *b)
{
	char both[2 * NAME_SOUND_BYTES];
	size_t na, nb;

	if (strcmp(a, b) > 0) {
		const char *t = a;

		a = b;
		b = t;
	}
	na = strlen(a);
	nb = strlen(b);
	memcpy(both, a, na);
	both[na] = ' ';
	memcpy(both + na + 1, b, nb + 1);
	return key_add(k, KEY_TWO, "m", both, na + 1 + nb);
}

static int
keys_of_two(struct identity_keys *k, const struct name_part *a,
    const struct name_part *b)
{
	size_t i, j;
	int r = 0;

	for (i = 0; i < a->nsounds && r == 0; i++)
		for (j = 0; j < b->nsounds && r == 0; j++)
			r = key_two(k, a->sounds[i], b->sounds[j]);
	return r;
}

/* Jean-Pierre may be asked for as Jeanpierre. */
static int
key_joined(struct identity_keys *k, const struct name_part *a,
    const struct name_part *b)
{
	char both[2 * NAME_PART_BYTES];
	struct person_name folded;
	size_t n = strlen(a->spelled), i;
	int r = 0;

	memcpy(both, a->spelled, n);
	memcpy(both + n, b->spelled, strlen(b->spelled) + 1);
	name_fold(both, &folded);
	if (folded.n != 1)
		return 0;
	for (i = 0; i < folded.parts[0].nsounds && r == 0; i++)
		r = key_add(k, KEY_ONE, "n", folded.parts[0].sounds[i],
		    strlen(folded.parts[0].sounds[i]));
	return r;
}

/* A letter of a script that is not heard is looked for as spelled. */
static int
key_one(struct identity_keys *k, const struct name_part *p, bool alone)
{
	size_t i;
	int r = 0;

	if (p->nsounds == 0 && !p->latin)
		return key_add(k, KEY_ONE, "n", p->spelled, strlen(p->spelled));
	for (i = 0; i < p->nsounds && r == 0; i++)
		if (alone || !is_common(p->sounds[i]))
			r = key_add(k, KEY_ONE, "n", p->sounds[i],
			    strlen(p->sounds[i]));
	return r;
}

static int
keys_of_name(struct identity_keys *k, const struct identifier *id)
{
	struct person_name name;
	size_t i, j;
	int r = 0;

	name_fold(id->value, &name);
	for (i = 0; i < name.n && r == 0; i++)
		for (j = i + 1; j < name.n && r == 0; j++)
			r = keys_of_two(k, &name.parts[i], &name.parts[j]);
	for (i = 0; i < name.n && r == 0; i++)
		r = key_one(k, &name.parts[i], name.n == 1);
	for (i = 1; i < name.n && r == 0; i++)
		if (name.parts[i].joined)
			r = key_joined(k, &name.parts[i - 1], &name.parts[i]);
	return r;
}

static int
keys_of(struct identity_keys *k, const struct identifier *id, bool asked)
{
	switch (id->type) {
	case IDENTIFIER_A_NUMBER:
		return keys_of_number(k, id, asked);
	case IDENTIFIER_BIRTH:
		return keys_of_birth(k, id, asked);
	case IDENTIFIER_NAME:
		return keys_of_name(k, id);
	case IDENTIFIER_COURT:
	case IDENTIFIER_OTHER:
		break;
	}
	return keys_of_plain(k, id, asked);
}

int
identity_keys_kept(struct identity_keys *k, const struct identifier *id)
{
	return keys_of(k, id, false);
}

int
identity_keys_asked(struct identity_keys *k, const struct identifier *id)
{
	return keys_of(k, id, true);
}
