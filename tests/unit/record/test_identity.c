/* Names in three scripts, numbers with a slip, days of birth: what is found
 * and what is not, and that nothing near is ever called the same. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "record/identity.h"
#include "record/slip.h"
#include "support/fault_mem.h"

static const char *
how_word(enum name_likeness how)
{
	static const char *const words[] = { "unlike", "partly", "like",
		"sound", "reordered", "same" };

	return words[how];
}

/* Pairs from how Iraqi names are written in forms, court papers and
 * passports; the persons are nobody. */
static void
names_are_like(void **state)
{
	static const struct {
		const char *a, *b;
		enum name_likeness least;
	} cases[] = {
		{ "Mohammed Ahmed", "Muhammad Ahmad", NAME_SOUND },
		{ "Mohamad", "\u0645\u062d\u0645\u062f", NAME_SOUND },
		{ "Youssef", "Yusuf", NAME_SOUND },
		{ "Yousif", "\u064a\u0648\u0633\u0641", NAME_SOUND },
		{ "Joseph", "Yousif", NAME_SOUND },
		{ "Hussein", "\u062d\u0633\u064a\u0646", NAME_SOUND },
		{ "Abdul Rahman", "Abdulrahman", NAME_SOUND },
		{ "Abd al-Rahman", "Abdurrahman", NAME_SOUND },
		{ "Abd al-Rahman",
		    "\u0639\u0628\u062f \u0627\u0644\u0631\u062d\u0645\u0646",
		    NAME_SOUND },
		{ "Abdullah", "\u0639\u0628\u062f\u0627\u0644\u0644\u0647",
		    NAME_SOUND },
		{ "Salah al-Din", "Salahuddin", NAME_SOUND },
		{ "Kadhim", "Kathim", NAME_SOUND },
		{ "Kadhim", "Kazim", NAME_SOUND },
		{ "Kathim", "\u0643\u0627\u0638\u0645", NAME_SOUND },
		{ "Uthman", "Osman", NAME_SOUND },
		{ "Othman", "\u0639\u062b\u0645\u0627\u0646", NAME_SOUND },
		{ "Fatima", "Fatimah", NAME_SOUND },
		{ "Fatimah", "\u0641\u0627\u0637\u0645\u0629", NAME_SOUND },
		{ "Saleh", "\u0635\u0627\u0644\u062d", NAME_SOUND },
		{ "Munther", "Mundhir", NAME_SOUND },
		{ "Khalid", "Halid", NAME_SOUND },
		{ "Xalid", "Khaled", NAME_SOUND },
		/* Chaldean and Assyrian */
		{ "Khoshaba", "\u071a\u0718\u072b\u0712\u0710", NAME_SOUND },
		{ "Hoshaba", "\u071a\u0718\u072b\u0712\u0710", NAME_SOUND },
		{ "Odisho", "\u0725\u0718\u0715\u071d\u072b\u0718",
		    NAME_SOUND },
		{ "Gewargis", "Giwargis", NAME_SOUND },
		{ "Shamoun", "\u0634\u0645\u0639\u0648\u0646", NAME_SOUND },
		{ "Hormiz", "Hurmiz", NAME_SOUND },
		{ "Yonan", "Jonan", NAME_SOUND },
		{ "Elias", "\u0627\u0644\u064a\u0627\u0633", NAME_SOUND },
		{ "Ilyas", "Elias", NAME_SOUND },
		{ "Boutros", "Potros", NAME_SOUND },
		/* Kurdish */
		{ "\u015eivan", "Shivan", NAME_SOUND },
		{ "\u015eivan", "Sivan", NAME_SOUND },
		{ "Newroz", "Nevroz", NAME_SOUND },
		{ "Az\u0101d", "Azad", NAME_SAME },
		/* articles, hyphens, marks, order */
		{ "Ali Al-Tikriti", "Ali Tikriti", NAME_SAME },
		{ "Ali Altikriti", "Ali al-Tikriti", NAME_SOUND },
		{ "Ali As-Samarrai", "Ali Samarrai", NAME_SAME },
		{ "Tikriti", "\u0627\u0644\u062a\u0643\u0631\u064a\u062a\u064a",
		    NAME_SOUND },
		{ "Sa\u02bfad", "Sa'ad", NAME_SAME },
		{ "Jos\u00e9", "jose", NAME_SAME },
		{ "HANNA, Yousif", "Yousif Hanna", NAME_REORDERED },
		{ "Ahmed bin Ali", "Ahmed Ali", NAME_SAME },
		{ "Jean-Pierre Hanna", "Jeanpierre Hanna", NAME_LIKE },
		{ "Ahmed Ali Hassan", "Ahmed Hassan", NAME_LIKE },
	};
	enum name_likeness how;
	struct person_name a, b;
	unsigned s, t;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		name_fold(cases[i].a, &a);
		name_fold(cases[i].b, &b);
		s = name_like(&a, &b, &how);
		if (how < cases[i].least || s < 60)
			fail_msg("%s and %s: %u, %s (%s, %s)", cases[i].a,
			    cases[i].b, s, how_word(how), a.parts[0].sounds[0],
			    b.parts[0].sounds[0]);
		t = name_like(&b, &a, &how);
		if (s != t)
			fail_msg("%s and %s: %u, turned round %u", cases[i].a,
			    cases[i].b, s, t);
	}
}

static void
names_are_unlike(void **state)
{
	static const struct {
		const char *a, *b;
		unsigned most;
	} cases[] = {
		{ "Mohammed Ahmed", "Yousif Hanna", 0 },
		{ "Hanna", "", 0 },
		{ "123", "123", 0 },
		{ "Hassan", "Hussein", 85 }, /* the usual names of twins */
		{ "Ali Hassan Jabbar", "Omar Hassan Karim", 60 },
	};
	enum name_likeness how;
	struct person_name a, b;
	unsigned s;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		name_fold(cases[i].a, &a);
		name_fold(cases[i].b, &b);
		s = name_like(&a, &b, &how);
		if (s > cases[i].most || how == NAME_SAME)
			fail_msg("%s and %s: %u, %s", cases[i].a, cases[i].b, s,
			    how_word(how));
	}
}

static void
any_bytes_fold(void **state)
{
	char s[600];
	struct person_name n;
	size_t i;

	for (i = 0; i < sizeof(s) - 1; i++)
		s[i] = (char)(i % 255 + 1);
	s[sizeof(s) - 1] = '\0';
	name_fold(s, &n);
	assert_true(n.n <= NAME_PARTS);
	memset(s, 'm', sizeof(s) - 1);
	name_fold(s, &n);
	assert_int_equal(n.n, 1);
	assert_true(strlen(n.parts[0].spelled) < NAME_PART_BYTES);
	/* The most sounds that a part can have, each full. */
	for (i = 0; i + 3 < sizeof(s); i += 3)
		memcpy(s + i, "thk", 3);
	name_fold(s, &n);
	assert_int_equal(n.parts[0].nsounds, NAME_SOUNDS);
}

static void
kept_forms(void **state)
{
	static const struct {
		enum identifier_type type;
		const char *written, *kept;
	} cases[] = {
		{ IDENTIFIER_A_NUMBER, "a 12345678", "A012-345-678" },
		{ IDENTIFIER_A_NUMBER, "1234567", NULL },
		{ IDENTIFIER_COURT, "2:17-cv-11910", "217cv11910" },
		{ IDENTIFIER_COURT, "--", NULL },
		{ IDENTIFIER_BIRTH, "1980-03-04", "1980-03-04" },
		{ IDENTIFIER_BIRTH, "1980", "1980" },
		{ IDENTIFIER_BIRTH, "03/04/1980", NULL },
		{ IDENTIFIER_BIRTH, "1980-02-30", NULL },
		{ IDENTIFIER_NAME, "  One, Synthetic ", "One, Synthetic" },
		{ IDENTIFIER_NAME, "--", NULL },
		{ IDENTIFIER_OTHER, "intake 12", "intake12" },
	};
	const char *got, *why;
	struct arena a;
	size_t i;
	int r;

	arena_init(&a, &mem_system, 1 << 20);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct identifier id = { cases[i].type, cases[i].written };

		got = NULL;
		r = identifier_kept(&a, &id, &got, &why);
		if ((r == 0) != (cases[i].kept != NULL))
			fail_msg("\"%s\": %d", cases[i].written, r);
		if (r == 0)
			assert_string_equal(got, cases[i].kept);
		else
			assert_non_null(why);
	}
	arena_release(&a);
}

static void
slips(void **state)
{
	static const struct {
		const char *a, *b, *words; /* NULL: no slip */
	} cases[] = {
		{ "012345678", "012345678", NULL },
		{ "012345678", "012354678", "digits 5 and 6 exchanged" },
		{ "012345678", "012345679", "digit 9 is 8 here and 9 there" },
		{ "01234568", "012345678", "digit 8 (7) left out" },
		{ "0123345678", "012345678", "digit 5 (3) one too many" },
		{ "012345678", "012345699", NULL },
		{ "012345678", "210345678", NULL },
		{ "", "1", "digit 1 (1) left out" },
	};
	struct buf b;
	size_t i;

	buf_init(&b, &mem_system, 256);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_clear(&b);
		assert_int_equal(slip_between(cases[i].a, cases[i].b, &b),
		    cases[i].words != NULL);
		if (cases[i].words != NULL)
			assert_string_equal(b.s, cases[i].words);
	}
	buf_release(&b);
}

/* Whether one who is kept as `kept` is found when asked for as `asked`. */
static bool
found(enum identifier_type type, const char *kept, const char *asked,
    enum key_strength *how)
{
	struct identity_keys k = { 0 }, q = { 0 };
	struct identifier ki = { type, kept }, qi = { type, asked };
	struct arena a;
	bool yes = false;
	size_t i, j;

	arena_init(&a, &mem_system, 1 << 22);
	k.arena = q.arena = &a;
	assert_int_equal(identity_keys_kept(&k, &ki), 0);
	assert_int_equal(identity_keys_asked(&q, &qi), 0);
	for (i = 0; i < q.n && !yes; i++)
		for (j = 0; j < k.n && !yes; j++)
			if (q.items[i].prefix
				? strncmp(k.items[j].key, q.items[i].key,
				      strlen(q.items[i].key)) == 0 &&
				    identity_slip(type, q.items[i].slip, kept)
				: strcmp(k.items[j].key, q.items[i].key) == 0) {
				yes = true;
				*how = q.items[i].strength;
			}
	arena_release(&a);
	return yes;
}

static void
keys_find(void **state)
{
	static const struct {
		enum identifier_type type;
		const char *kept, *asked;
		bool found;
		enum key_strength how;
	} cases[] = {
		{ IDENTIFIER_A_NUMBER, "A206-123-456", "206123456", true,
		    KEY_EXACT },
		{ IDENTIFIER_A_NUMBER, "A026-123-456", "26123456", true,
		    KEY_EXACT },
		{ IDENTIFIER_A_NUMBER, "A206-123-456", "A206-132-456", true,
		    KEY_NEAR },
		{ IDENTIFIER_A_NUMBER, "A206-123-456", "A206-123-459", true,
		    KEY_NEAR },
		{ IDENTIFIER_A_NUMBER, "A206-123-456", "A20612345", true,
		    KEY_NEAR }, /* the last is left out */
		{ IDENTIFIER_A_NUMBER, "A026-123-456", "A261-234-56", true,
		    KEY_EXACT },
		{ IDENTIFIER_A_NUMBER, "A200-123-456", "A20123456", true,
		    KEY_NEAR }, /* a nought is */
		{ IDENTIFIER_A_NUMBER, "A026-123-456", "2612346", true,
		    KEY_NEAR }, /* the one in front and another */
		{ IDENTIFIER_A_NUMBER, "A206-123-456", "2061233456", true,
		    KEY_NEAR },
		{ IDENTIFIER_A_NUMBER, "A206-123-456", "A206-132-465", false,
		    0 },
		{ IDENTIFIER_BIRTH, "1980-03-04", "1980-03-04", true, KEY_DAY },
		{ IDENTIFIER_BIRTH, "1980-03-04", "1980-04-03", true,
		    KEY_BIRTH },
		{ IDENTIFIER_A_NUMBER, "A206-123-456", "A206-213-456", true,
		    KEY_NEAR }, /* where front and back meet */
		{ IDENTIFIER_A_NUMBER, "A206-123-456", "A206-132-456", true,
		    KEY_NEAR },
		{ IDENTIFIER_BIRTH, "1980", "1980-03-04", true, KEY_BIRTH },
		{ IDENTIFIER_BIRTH, "1980-03-04", "1982-05-04", false, 0 },
		{ IDENTIFIER_COURT, "2:17-cv-11910", "2:17-cv-11901", true,
		    KEY_NEAR },
		{ IDENTIFIER_COURT, "2:17-CV-11910", "17cv11910", true,
		    KEY_NEAR },
		{ IDENTIFIER_NAME, "Mohammed Hanna", "Hanna, Muhammad", true,
		    KEY_TWO },
		{ IDENTIFIER_NAME, "Mohammed Hanna", "Hanna", true, KEY_ONE },
		{ IDENTIFIER_NAME, "Mary-Anne Hanna", "Maryanne", true,
		    KEY_ONE },
		{ IDENTIFIER_NAME, "Mohammed Hanna", "Yousif Warda", false, 0 },
	};
	enum key_strength how = KEY_ONE;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (found(cases[i].type, cases[i].kept, cases[i].asked, &how) !=
			cases[i].found ||
		    (cases[i].found && how != cases[i].how))
			fail_msg("%s asked for as %s: %d", cases[i].kept,
			    cases[i].asked, (int)how);
	}
}

static void
compare(struct arena *a, const char *const *x, const char *const *y,
    struct identity_match *m)
{
	static const enum identifier_type types[] = { IDENTIFIER_A_NUMBER,
		IDENTIFIER_NAME, IDENTIFIER_BIRTH };
	const char *const *each[] = { x, y };
	struct identifier ids[3];
	struct profile p[2];
	size_t i, k, n;

	for (k = 0; k < 2; k++) {
		for (i = 0, n = 0; i < 3; i++)
			if (each[k][i] != NULL)
				ids[n++] =
				    (struct identifier){ types[i], each[k][i] };
		assert_int_equal(profile_make(a, ids, n, &p[k]), 0);
	}
	assert_int_equal(identity_compare(a, &p[0], &p[1], m), 0);
}

static void
people_are_compared(void **state)
{
	static const struct {
		const char *x[3], *y[3];
		bool one, near;
		const char *reason; /* some of it */
	} cases[] = {
		{ { "A206-123-456", NULL, NULL }, { "206123456", NULL, NULL },
		    true, true, "same A-number" },
		{ { "A206-123-456", NULL, NULL },
		    { "A206-132-456", NULL, NULL }, false, true,
		    "digits 5 and 6 exchanged" },
		{ { "A026-123-456", NULL, NULL }, { "2612346", NULL, NULL },
		    false, true, "one too many" },
		{ { "A206-123-456", "Hanna Warda", "1980-03-04" },
		    { "A201-999-999", "Warda, Hanna", "1980-04-03" }, false,
		    true, "day and month of birth exchanged" },
		/* twins */
		{ { "A206-123-456", "Hanna Yousif Warda", "1980-03-04" },
		    { "A201-999-999", "Toma Yousif Warda", "1980-03-04" },
		    false, true, "perhaps a twin" },
		/* a copied line */
		{ { "A206-123-456", "Hanna Warda", "1980-03-04" },
		    { "A206-123-456", "Jabbar Kareem", "1955-11-12" }, false,
		    true, "another name" },
		/* nothing in common but one slip */
		{ { "A206-123-456", "Hanna Warda", "1980-03-04" },
		    { "A206-123-457", "Jabbar Kareem", "1955-11-12" }, false,
		    false, "another name" },
		{ { "A206-123-456", "Hanna Warda", "1980-03-04" },
		    { "A201-999-999", "Jabbar Kareem", "1955-11-12" }, false,
		    false, "another A-number" },
	};
	struct identity_match m;
	struct arena a;
	size_t i;

	arena_init(&a, &mem_system, 1 << 20);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		compare(&a, cases[i].x, cases[i].y, &m);
		if (m.one != cases[i].one ||
		    (m.score >= IDENTITY_NEAR) != cases[i].near ||
		    strstr(m.reason, cases[i].reason) == NULL)
			fail_msg("case %zu: %u, one %d: %s", i, m.score, m.one,
			    m.reason);
		assert_false(m.one && !m.number);
	}
	arena_release(&a);
}

/* No name and no day of birth, however alike, makes two people one. */
static void
only_a_number_is_exact(void **state)
{
	static const char *const x[] = { NULL, "Hanna Warda", "1980-03-04" };
	struct identity_match m;
	struct arena a;

	arena_init(&a, &mem_system, 1 << 20);
	compare(&a, x, x, &m);
	assert_false(m.one);
	assert_true(m.score >= IDENTITY_NEAR);
	assert_false(identifier_names_one(IDENTIFIER_NAME));
	assert_false(identifier_names_one(IDENTIFIER_BIRTH));
	arena_release(&a);
}

/* What a paper says of whom it names. */
static void
whom_a_paper_means(void **state)
{
	static const char *const paper[] = { "A206-123-456",
		"Hanna Yousif Warda", "1980-03-04" };
	static const struct {
		const char *y[3];
		enum meant want;
	} cases[] = {
		{ { NULL, NULL, NULL }, MEANT_UNSAID },
		{ { "206123456", NULL, NULL }, MEANT_YES },
		{ { "A206-123-456", "Warda, Hana", "1980" }, MEANT_YES },
		{ { "A206-123-456", "John Smith", NULL }, MEANT_MAY },
		{ { "A206-123-456", "Hanna Warda", "1991-12-30" }, MEANT_MAY },
		{ { "A206-132-456", NULL, NULL }, MEANT_MAY },
		{ { "A206-132-456", "John Smith", NULL }, MEANT_OTHER },
		{ { NULL, "Hanna Warda", NULL }, MEANT_MAY },
		{ { NULL, NULL, "1980-04-03" }, MEANT_MAY },
		{ { NULL, "John Smith", "1980-03-04" }, MEANT_OTHER },
		{ { "A201-999-999", "Hanna Yousif Warda", "1980-03-04" },
		    MEANT_MAY },
		{ { "A201-999-999", "Hanna Yousif Warda", NULL }, MEANT_OTHER },
		{ { "A201-999-999", NULL, "1980-03-04" }, MEANT_OTHER },
		{ { "A201-999-999", NULL, NULL }, MEANT_OTHER },
		{ { NULL, "John Smith", "1991-12-30" }, MEANT_OTHER },
	};
	struct identity_match m;
	struct arena a;
	size_t i;

	arena_init(&a, &mem_system, 1 << 20);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		compare(&a, paper, cases[i].y, &m);
		if (identity_meant(&m) != cases[i].want)
			fail_msg("case %zu: %d: %u %s", i,
			    (int)identity_meant(&m), m.score, m.reason);
	}
	arena_release(&a);
}

static int
everything(struct arena *a)
{
	static const struct identifier ids[] = { { IDENTIFIER_A_NUMBER,
						     "A206-123-456" },
		{ IDENTIFIER_NAME, "Mary-Anne Warda" },
		{ IDENTIFIER_BIRTH, "1980-03-04" },
		{ IDENTIFIER_COURT, "2:17-cv-11910" } };
	struct identity_keys k = { .arena = a };
	struct identity_match m;
	struct profile p;
	size_t i;
	int r = 0;

	for (i = 0; i < 4 && r == 0; i++)
		r = identity_keys_asked(&k, &ids[i]);
	if (r == 0)
		r = profile_make(a, ids, 4, &p);
	if (r == 0)
		r = identity_compare(a, &p, &p, &m);
	return r;
}

static void
memory_refused(void **state)
{
	struct fault_mem f;
	struct arena a;
	size_t i;
	int r = E_NOMEM;

	for (i = 1; r != 0 && i < 10000; i++) {
		fault_mem_init(&f, i);
		arena_init(&a, &f.mem, 1 << 22);
		r = everything(&a);
		assert_true(r == 0 || r == E_NOMEM);
		arena_release(&a);
		assert_int_equal(f.live, 0);
	}
	assert_int_equal(r, 0);
	assert_true(i > 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_like),
		cmocka_unit_test(names_are_unlike),
		cmocka_unit_test(any_bytes_fold),
		cmocka_unit_test(kept_forms),
		cmocka_unit_test(slips),
		cmocka_unit_test(keys_find),
		cmocka_unit_test(people_are_compared),
		cmocka_unit_test(only_a_number_is_exact),
		cmocka_unit_test(whom_a_paper_means),
		cmocka_unit_test(memory_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
