/* law.c - what a casebook holds, by name, and what its parts are called. */

#include <string.h>

#include "law/law.h"

const struct instrument *
law_instrument(const struct law *law, const char *id)
{
	size_t i;

	for (i = 0; i < law->ninstruments; i++)
		if (strcmp(law->instruments[i]->id.s, id) == 0)
			return law->instruments[i];
	return NULL;
}

const struct law_case *
law_case(const struct law *law, const char *id)
{
	size_t i;

	for (i = 0; i < law->ncases; i++)
		if (strcmp(law->cases[i]->id.s, id) == 0)
			return law->cases[i];
	return NULL;
}

struct instant
latest_begin(const struct instrument *x)
{
	const struct begin *all[] = { &x->entered, &x->oral, &x->effective };
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const struct moment *m = &all[i]->moment;

		if (m->kind != MOMENT_NONE)
			return zone_when(x->zone, m).last;
	}
	return INSTANT_NEVER;
}

const char *
law_version(void)
{
	return "1";
}

const char *
edge_text(enum edge_kind k)
{
	static const char *const texts[] = {
		[EDGE_EXTENDS] = "extends",
		[EDGE_SHORTENS] = "shortens",
		[EDGE_WIDENS] = "widens",
		[EDGE_CLARIFIES] = "clarifies",
		[EDGE_NARROWS] = "narrows",
		[EDGE_REPLACES] = "replaces",
		[EDGE_STAYS] = "stays",
		[EDGE_LIFTS] = "lifts",
		[EDGE_REVIVES] = "revives",
		[EDGE_VACATES] = "vacates",
		[EDGE_REVERSES] = "reverses",
		[EDGE_DISSOLVES] = "dissolves",
		[EDGE_DISMISSES] = "dismisses",
		[EDGE_EXEMPTS] = "exempts",
		[EDGE_CORRECTS] = "corrects",
		[EDGE_ISSUES] = "issues",
		[EDGE_RECALLS] = "recalls",
	};

	return texts[k];
}

const char *
instrument_kind_text(enum instrument_kind k)
{
	static const char *const texts[] = {
		[INSTR_ORDER] = "order",
		[INSTR_REGULATION] = "regulation",
		[INSTR_ASSURANCE] = "assurance",
		[INSTR_SETTLEMENT] = "settlement",
		[INSTR_MANDATE] = "mandate",
		[INSTR_FORM] = "form",
		[INSTR_INSTANCE] = "instance",
	};

	return texts[k];
}
