/* small_law.h - a vocabulary and one order, for tests of what comes in. */

#ifndef SMALL_LAW_H
#define SMALL_LAW_H

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "law/law.h"

static const char small_vocab[] =
    "vocabulary small\n"
    "state nationality (country) whole set persists\n"
    "state final_order (authority, in_absentia) many persists\n"
    "state custody (agency, place) one stale after 7 days\n"
    "relation spouse many persists\n"
    "event a_file.produced\n"
    "filing motion (basis) steps filed closed by granted, denied\n"
    "filing appeal of motion steps filed closed by dismissed\n"
    "act removal (from, to, under, by) implies custody (agency is ICE)\n"
    "agency ICE, CBP\n"
    "authority INA_240\n"
    "place US, IQ, SY\n"
    "place area.DET in US\n";

static const char small_order[] = "case one\n"
				  "  title \"One v. Two\"\n"
				  "  court mied\n"
				  "order one.stay\n"
				  "  document \"Dkt. 1\"\n"
				  "  entered 2017-06-22\n"
				  "  covers nationality is IQ\n"
				  "  bars removal\n"
				  "  until 2017-07-06 end of day\n"
				  "order one.petition\n"
				  "  entered 2016-01-01\n"
				  "  covers person is abrego_garcia\n"
				  "  bars removal\n"
				  "  until 2016-01-02 end of day\n"
				  "list manifest \"a flight\"\n"
				  "  rows 3 identifier a_number complete\n";

static inline void
small_law(struct arena *a, struct law *law)
{
	static const struct source_text vocab = { "small.vocab", small_vocab,
		sizeof(small_vocab) - 1 };
	static const struct source_text order = { "small.law", small_order,
		sizeof(small_order) - 1 };
	struct diags ds;
	struct buf b;
	int r;

	memset(law, 0, sizeof(*law));
	diags_init(&ds, a);
	r = law_parse(a, &vocab, law, &ds);
	assert(r == 0);
	r = law_parse(a, &order, law, &ds);
	assert(r == 0);
	r = law_check(a, law, &ds);
	if (r != 0 || ds.nerrors > 0) {
		buf_init(&b, &mem_system, 65536);
		for (size_t i = 0; i < ds.n; i++)
			diag_print(&b, &ds.items[i], false);
		fputs(b.s, stderr);
		buf_release(&b);
	}
	assert(r == 0 && ds.nerrors == 0);
}

#endif
