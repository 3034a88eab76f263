/* free_words.c - see free_words.h. */

#include <string.h>

#include "cli/free_words.h"
#include "core/diag.h"

struct words {
	struct arena *arena;
	const char **s;
	size_t n, cap;
	bool nomem;
};

static void
words_add(struct words *w, const char *s)
{
	const char **grown =
	    arena_grow(w->arena, w->s, w->n, &w->cap, sizeof(*w->s));

	if (grown == NULL) {
		w->nomem = true;
		return;
	}
	w->s = grown;
	w->s[w->n++] = s;
}

/* The words that a condition holds the slot against. */
static void
words_of(struct words *w, const struct expr *e, int slot)
{
	size_t i;

	if (e == NULL)
		return;
	if (e->kind == EXPR_COMPARE && e->subject == SUBJECT_SLOT &&
	    e->field == slot)
		for (i = 0; i < e->nterms; i++)
			if (e->terms[i].v.kind == VALUE_ID)
				words_add(w, e->terms[i].v.s);
	for (i = 0; i < e->nargs; i++)
		words_of(w, e->args[i], slot);
	words_of(w, e->where, slot);
}

int
free_word_near(struct arena *a, const struct law *law, const struct act_kind *k,
    int slot, const char *word, const char **near)
{
	struct words w = { .arena = a };
	size_t i, b;

	*near = NULL;
	for (i = 0; i < law->ninstruments; i++)
		for (b = 0; b < law->instruments[i]->nbars; b++) {
			const struct bar *bar = &law->instruments[i]->bars[b];

			if (bar->act != k)
				continue;
			words_of(&w, bar->where, slot);
			words_of(&w, bar->unless, slot);
		}
	if (w.nomem)
		return E_NOMEM;
	for (i = 0; i < w.n; i++)
		if (strcmp(w.s[i], word) == 0)
			return 0;
	*near = nearest_name(word, w.s, w.n);
	return 0;
}
