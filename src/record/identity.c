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

/* Letters without case, and digits: how courts' numbers are compared. */
static int
kept_plain(struct arena *a, const char *s, const char **out, const char **why)
{
	char *to = arena_alloc(a, strlen(s) + 1);
	size_t n = 0;
	bool digit = false;

	if (to == NULL)
		return E_NOMEM;
	for (; *s != '\0'; s++) {
		if (*s >= 'A' && *s <= 'Z')
			to[n++] = (char)(*s - 'A' + 'a');
		else if ((*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9') ||
		    (unsigned char)*s >= 128)
			to[n++] = *s;
		digit = digit || (*s >= '0' && *s <= '9');
	}
	*why = "a number of a court has letters and digits, at most 64";
	if (n == 0 || n > 64 || !digit)
		return E_SYNTAX;
	*out = to;
	return 0;
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
		if (strcmp(k->items[i].key, key) == 0)
			return 0;
	item = arena_grow(k->arena, k->items, k->n, &k->cap, sizeof(*item));
	if (item == NULL)
		return E_NOMEM;
	k->items = item;
	k->items[k->n++] =
	    (struct identity_key){ .key = key, .strength = strength };
	return 0;
}

/* One slip undone at every place of s, each tried by `add`. */
struct slips {
	struct identity_keys *keys;
	const char *kind;
	enum key_strength strength;
	size_t length; /* results of another length are dropped; 0: any */
	bool (*holds)(const char *s, size_t n); /* or NULL */
};

static int
slip_try(const struct slips *sl, const char *s, size_t n)
{
	if (n == 0 || (sl->length != 0 && n != sl->length) ||
	    (sl->holds != NULL && !sl->holds(s, n)))
		return 0;
	return key_add(sl->keys, sl->strength, sl->kind, s, n);
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A digit wrong, and two neighbours exchanged. */
static int
slips_in_place(const struct slips *sl, const char *s, size_t n)
{
	char t[80];
	size_t i;
	char c;
	int r;

	for (i = 0; i < n; i++) {
		memcpy(t, s, n);
		for (c = '0'; is_digit(s[i]) && c <= '9'; c++) {
			t[i] = c;
			if (c != s[i] && (r = slip_try(sl, t, n)) != 0)
				return r;
		}
		if (i + 1 == n || s[i] == s[i + 1])
			continue;
		t[i] = s[i + 1];
		t[i + 1] = s[i];
		if ((r = slip_try(sl, t, n)) != 0)
			return r;
	}
	return 0;
}

/* One left out here, and one too many. */
static int
slips_of_length(const struct slips *sl, const char *s, size_t n)
{
	char t[80];
	size_t i;
	char c;
	int r;

	for (i = 0; i < n; i++) {
		memcpy(t, s, i);
		memcpy(t + i, s + i + 1, n - i - 1);
		if (is_digit(s[i]) && (r = slip_try(sl, t, n - 1)) != 0)
			return r;
	}
	for (i = 0; i <= n; i++)
		for (c = '0'; c <= '9'; c++) {
			memcpy(t, s, i);
			t[i] = c;
			memcpy(t + i + 1, s + i, n - i);
			if ((r = slip_try(sl, t, n + 1)) != 0)
				return r;
		}
	return 0;
}

static int
keys_of_number(struct identity_keys *k, const struct identifier *id, bool asked)
{
	const struct slips nine = { .keys = k,
		.kind = "a",
		.strength = KEY_NEAR,
		.length = 9 };
	char s[SLIP_DIGITS + 2];
	size_t n = slip_digits(id->value, s, sizeof(s));
	char number[A_NUMBER_SIZE], full[10];
	int r = 0;

	if (a_number_read(id->value, number)) {
		memcpy(full, number + 1, 3);
		memcpy(full + 3, number + 5, 3);
		memcpy(full + 6, number + 9, 4);
		r = key_add(k, KEY_EXACT, "a", full, 9);
		if (r == 0 && asked)
			r = slips_in_place(&nine, full, 9);
	}
	/* Seven: two noughts in front are missing, or a digit and a nought. */
	if (r == 0 && asked && n == 7) {
		memcpy(full, "00", 2);
		memcpy(full + 2, s, 7);
		r = key_add(k, KEY_NEAR, "a", full, 9);
		memmove(s + 1, s, 7);
		s[0] = '0';
		n = 8;
	}
	if (r == 0 && asked && n >= 8 && n <= 10)
		r = slips_of_length(&nine, s, n);
	/* A digit left out of a number with a nought in front, which then was
	 * left out too, is kept with two noughts. */
	return r;
}

static int
keys_of_plain(struct identity_keys *k, const struct identifier *id, bool asked)
{
	struct slips near = { .keys = k, .strength = KEY_NEAR };
	const char *kept = NULL, *why = NULL;
	int r = identifier_kept(k->arena, id, &kept, &why);

	if (r != 0)
		return r == E_SYNTAX ? 0 : r;
	near.kind = id->type == IDENTIFIER_COURT ? "c" : "o";
	r = key_add(k, KEY_EXACT, near.kind, kept, strlen(kept));
	/* Of a short number every other one is a slip away. */
	if (r != 0 || !asked || strlen(kept) < 5)
		return r;
	if ((r = slips_in_place(&near, kept, strlen(kept))) != 0)
		return r;
	return slips_of_length(&near, kept, strlen(kept));
}

static bool
is_day(const char *s, size_t n)
{
	struct ymd d = { 0 };
	size_t i;

	if (n != 8)
		return false;
	for (i = 0; i < 8; i++)
		if (!is_digit(s[i]))
			return false;
	for (i = 0; i < 4; i++)
		d.year = d.year * 10 + (s[i] - '0');
	d.month = (s[4] - '0') * 10 + (s[5] - '0');
	d.day = (s[6] - '0') * 10 + (s[7] - '0');
	return ymd_valid(d);
}

static int
keys_of_birth(struct identity_keys *k, const struct identifier *id, bool asked)
{
	const struct slips near = { .keys = k,
		.kind = "b",
		.strength = KEY_BIRTH,
		.length = 8,
		.holds = is_day };
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
	if ((r = slip_try(&near, t, 8)) != 0 ||
	    (r = slips_in_place(&near, s, 8)) != 0)
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
