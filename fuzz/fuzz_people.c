/* fuzz_people.c - people files from strangers, as lines and as tables.
 *
 * Whatever comes in: no crash; every person found under the identifier they
 * were given; a reject for anything not taken, with its line and a reason;
 * and rejects mark a person, or the file. */

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "intake/people.h"

#include "../tests/unit/intake/small_law.h"

#include "by_word.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

MUTATES_BY_WORD

static void
check(struct people *p, struct arena *a)
{
	const struct people_entry **found;
	bool exact, damaged = false;
	size_t i, k;

	for (i = 0; i < p->n; i++) {
		damaged = damaged || p->entries[i]->damaged;
		if (i > 64)
			continue;
		assert(people_find(p, a, p->entries[i]->id, &found, &k,
			   &exact) == 0);
		assert(exact && k == 1 && found[0] == p->entries[i]);
	}
	for (i = 0; i < p->nrejects; i++) {
		assert(p->rejects[i].why != NULL && p->rejects[i].line > 0);
		assert(p->rejects[i].person != NULL || p->lost);
	}
	assert(p->nrejects == 0 || damaged || p->lost);
}

static void
once(const struct law *law, const char *path, const char *bytes, size_t n)
{
	struct source_text src = { path, bytes, n };
	struct people p;
	struct arena a;
	int r;

	arena_init(&a, &mem_system, (size_t)256 << 20);
	r = people_init(&p, &a, law, zone_builtin("America/Detroit"));
	assert(r == 0);
	r = people_read(&p, &src);
	if (r == 0)
		r = people_done(&p);
	assert(r == 0 || r == E_NOMEM || r == E_LIMIT);
	if (r == 0)
		check(&p, &a);
	arena_release(&a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct arena a;
	static struct law law; /* the same for every input */
	char *text;

	if (law.vocab == NULL) {
		arena_init(&a, &mem_system, (size_t)16 << 20);
		small_law(&a, &law);
	}
	/* As file_read gives it: a NUL beyond its length. */
	text = malloc(n + 1);
	assert(text != NULL);
	memcpy(text, bytes, n);
	text[n] = '\0';
	once(&law, "x.people", text, n);
	once(&law, "x.csv", text, n);
	free(text);
	return 0;
}
