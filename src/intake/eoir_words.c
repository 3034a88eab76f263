/* eoir_words.c - see eoir_words.h. */

#include "intake/eoir_words.h"

#include <string.h>

static const struct value *
country_fields(struct eoir_words *w, const char *countries)
{
	size_t n = (strlen(countries) + 1) / 3;
	struct value *v =
	    arena_array(w->a, w->nationality->nfields + n, sizeof(*v));
	struct value *items = v != NULL ? v + w->nationality->nfields : NULL;

	if (v == NULL)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		char name[3] = { countries[3 * i], countries[3 * i + 1], '\0' };
		const struct word *word = vocab_word(w->v, FIELD_PLACE, name);

		if (word == NULL)
			return v; /* not known: the first field is none */
		items[i] = (struct value){ .kind = VALUE_WORD,
			.word = word,
			.s = word->name };
	}
	if (n == 1)
		v[0] = items[0];
	else if (n > 1)
		v[0] = (struct value){ .kind = VALUE_EITHER,
			.items = items,
			.nitems = n };
	return v;
}

static int
find_countries(struct eoir_words *w)
{
	w->nat = arena_array(w->a, 65536, sizeof(*w->nat));
	if (w->nat == NULL)
		return E_NOMEM;
	for (uint32_t code = 0; code < 65536; code++) {
		const char *countries = nat_countries(code);

		if (countries == NULL || countries[0] == '\0')
			continue;
		w->nat[code] = country_fields(w, countries);
		if (w->nat[code] == NULL)
			return E_NOMEM;
	}
	return 0;
}

int
eoir_words_find(struct arena *a, const struct vocab *v, struct eoir_words **out,
    const char **missing)
{
	struct eoir_words *w = arena_alloc(a, sizeof(*w));
	const struct {
		const char *name;
		const struct kind **to;
	} kinds[] = { { "nationality", &w->nationality },
		{ "final_order", &w->final_order },
		{ "immigration_court", &w->court },
		{ "hearing_place", &w->hearing_place },
		{ "court_custody", &w->court_custody },
		{ "custody", &w->custody }, { "represented", &w->represented },
		{ "language", &w->language }, { "lead_case", &w->lead },
		{ "proceedings.begun", &w->begun },
		{ "merits.decided", &w->merits },
		{ "circuit_remand", &w->circuit_remand },
		{ "ij_decision", &w->decision },
		{ "motion_to_reopen", &w->reopen },
		{ "motion_to_reconsider", &w->reconsider },
		{ "bia_appeal", &w->bia_appeal },
		{ "petition_for_review", &w->petition },
		{ "ij_stay", &w->stay }, { "application", &w->application } };

	if (w == NULL)
		return E_NOMEM;
	w->a = a;
	w->v = v;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		*kinds[i].to = vocab_kind(v, kinds[i].name);
		if (*kinds[i].to == NULL) {
			*missing = kinds[i].name;
			return E_NAME;
		}
	}
	for (size_t i = 0; i < sizeof(w->ids) / sizeof(w->ids[0]); i++)
		if ((w->ids[i] = arena_printf(a, "%zu", i + 1)) == NULL)
			return E_NOMEM;
	w->authorities[CASE_RMV] = vocab_word(v, FIELD_AUTHORITY, "INA_240");
	w->authorities[CASE_DEP] =
	    vocab_word(v, FIELD_AUTHORITY, "deportation");
	w->authorities[CASE_EXC] = vocab_word(v, FIELD_AUTHORITY, "exclusion");
	*out = w;
	return find_countries(w);
}
