/* cases.h - texts and what is said of them, as data.
 *
 * A file of cases: "## name", a text, "-- says", what is said, a blank line.
 * CASES_REWRITE=1 prints the file anew as it would now be, to be read
 * before it is kept. */

#ifndef FORESTAY_CASES_H
#define FORESTAY_CASES_H

#include <stdlib.h>

#include "reading.h"

#define VOCABULARY "tests/unit/law/check/vocabulary.vocab"

static inline void
read_vocabulary(struct reading_test *t)
{
	assert_int_equal(law_parse(&t->arena, source_file(t, VOCABULARY),
			     &t->law, &t->ds),
	    0);
	assert_int_equal(t->ds.nerrors, 0);
}

/* Read text and check it; what is said after that is the answer's. */
typedef const char *cases_answer(struct reading_test *t, int checked);

static inline size_t
one_case(const char *name, const char *text, size_t ntext, const char *says,
    size_t nsays, cases_answer *answer)
{
	struct reading_test t;
	const char *got;
	size_t failed = 0;
	int r;

	reading_init(&t);
	read_vocabulary(&t);
	assert_int_equal(law_parse(&t.arena,
			     source_of(&t, "t.law", text, ntext), &t.law,
			     &t.ds),
	    0);
	r = t.ds.nerrors > 0 ? E_SYNTAX : law_check(&t.arena, &t.law, &t.ds);
	got = answer(&t, r);
	if (getenv("CASES_REWRITE") != NULL) {
		printf("%s%.*s-- says\n%s\n", name, (int)ntext, text, got);
	} else if (strlen(got) != nsays || memcmp(got, says, nsays) != 0) {
		print_error("%sexpected:\n%.*s\nsaid:\n%s\n", name, (int)nsays,
		    says, got);
		failed = 1;
	}
	reading_release(&t);
	return failed;
}

static inline void
run_cases(const char *path, size_t at_least, cases_answer *answer)
{
	struct reading_test t;
	const struct source_text *src;
	const char *at, *text, *says, *next;
	size_t cases = 0, failed = 0;
	char name[200];

	reading_init(&t);
	src = source_file(&t, path);
	at = strstr(src->bytes, "## ");
	while (at != NULL) {
		text = strchr(at, '\n') + 1;
		snprintf(name, sizeof(name), "%.*s", (int)(text - at), at);
		says = strstr(text, "-- says\n");
		assert_non_null(says);
		says += strlen("-- says\n");
		next = strstr(says - 1, "\n## ");
		failed += one_case(name, text,
		    (size_t)(says - strlen("-- says\n") - text), says,
		    next == NULL      ? strlen(says)
			: next < says ? 0
				      : (size_t)(next - says),
		    answer);
		cases++;
		at = next == NULL ? NULL : next + 1;
	}
	assert_true(cases >= at_least);
	assert_int_equal(failed, 0);
	reading_release(&t);
}

#endif
