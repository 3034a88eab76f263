/* What a vocabulary finds, and what lies in what. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "terms/vocab.h"

static const struct field custody_fields[] = {
	{ "agency", FIELD_AGENCY },
	{ "place", FIELD_PLACE },
};
static const char *const motion_steps[] = { "filed", "granted", "denied" };
static struct kind custody = { .name = "custody",
	.fields = custody_fields,
	.nfields = 2 };
static struct kind motion = { .name = "motion",
	.type = KIND_FILING,
	.steps = motion_steps,
	.nsteps = 3,
	.first_closing = 1 };
static struct kind motion_to = { .name = "motion.to_reopen",
	.type = KIND_FILING,
	.steps = motion_steps,
	.nsteps = 3,
	.first_closing = 1 };
static struct kind *kinds[] = { &custody, &motion, &motion_to };

static struct word us = { .name = "US", .type = FIELD_PLACE };
static struct word iq = { .name = "IQ", .type = FIELD_PLACE };
static const struct word *in_us[] = { &us };
static struct word det = { .name = "area.DET",
	.type = FIELD_PLACE,
	.in = in_us,
	.nin = 1 };
static struct word chi = { .name = "area.CHI",
	.type = FIELD_PLACE,
	.in = in_us,
	.nin = 1 };
static struct word mied = { .name = "district.mied",
	.type = FIELD_PLACE,
	.in = in_us,
	.nin = 1 };
static struct word arena = { .name = "arena.X", .type = FIELD_PLACE };
static const struct word *in_det_mied[] = { &det, &mied };
static struct word jail = { .name = "facility.X",
	.type = FIELD_PLACE,
	.in = in_det_mied,
	.nin = 2 };
static struct word ice = { .name = "ICE", .type = FIELD_AGENCY };
static struct word cbp = { .name = "CBP", .type = FIELD_AGENCY };
static const struct word *in_ice[] = { &ice };
static struct word ero = { .name = "ERO",
	.type = FIELD_AGENCY,
	.in = in_ice,
	.nin = 1 };
static struct word us_agency = { .name = "US", .type = FIELD_AGENCY };
static struct word *words[] = { &us, &iq, &det, &chi, &mied, &jail, &ice, &cbp,
	&ero, &us_agency };

static const struct field slots[] = { { "to", FIELD_PLACE },
	{ "under", FIELD_AUTHORITY } };
static struct act_kind removal = { .name = "removal",
	.slots = slots,
	.nslots = 2 };
static struct act_kind *acts[] = { &removal };

static const struct vocab vocab = { .name = "v",
	.kinds = kinds,
	.nkinds = 3,
	.words = words,
	.nwords = 10,
	.acts = acts,
	.nacts = 1 };

static void
finds_names(void **state)
{
	assert_ptr_equal(vocab_kind(&vocab, "motion"), &motion);
	assert_null(vocab_kind(&vocab, "motio"));
	assert_ptr_equal(vocab_word(&vocab, FIELD_AGENCY, "US"), &us_agency);
	assert_ptr_equal(vocab_word(&vocab, FIELD_PLACE, "US"), &us);
	assert_null(vocab_word(&vocab, FIELD_PARTY, "US"));
	assert_ptr_equal(vocab_any_word(&vocab, "ICE"), &ice);
	assert_null(vocab_any_word(&vocab, "XX"));
	assert_ptr_equal(vocab_act(&vocab, "removal"), &removal);
	assert_null(vocab_act(&vocab, "interview"));
	assert_int_equal(kind_field(&custody, "place"), 1);
	assert_int_equal(kind_field(&custody, "country"), -1);
	assert_int_equal(kind_step(&motion, "denied"), 2);
	assert_int_equal(kind_step(&motion, "withdrawn"), -1);
	assert_int_equal(act_slot(&removal, "under"), 1);
	assert_int_equal(act_slot(&removal, "by"), -1);
}

static void
a_path_is_the_longest_kind(void **state)
{
	const char *rest = NULL;

	assert_ptr_equal(vocab_path(&vocab, "motion.filed", &rest), &motion);
	assert_string_equal(rest, "filed");
	assert_ptr_equal(vocab_path(&vocab, "motion.to_reopen.filed", &rest),
	    &motion_to);
	assert_string_equal(rest, "filed");
	assert_ptr_equal(vocab_path(&vocab, "motion.to_reopen", &rest),
	    &motion_to);
	assert_string_equal(rest, "");
	rest = "untouched";
	assert_null(vocab_path(&vocab, "motionless", &rest));
	assert_string_equal(rest, "untouched");
}

static void
a_field_is_typed_by_its_name(void **state)
{
	assert_int_equal(field_type_of("agency"), FIELD_AGENCY);
	assert_int_equal(field_type_of("by"), FIELD_AGENCY);
	assert_int_equal(field_type_of("designated"), FIELD_PLACE);
	assert_int_equal(field_type_of("under"), FIELD_AUTHORITY);
	assert_int_equal(field_type_of("party"), FIELD_PARTY);
	assert_int_equal(field_type_of("crime"), FIELD_FREE);
}

static void
what_lies_in_what(void **state)
{
	static const struct {
		const struct word *a, *b;
		enum tri is;
	} cases[] = {
		{ &us, &us, YES },
		{ &det, &us, YES },
		{ &jail, &us, YES },
		{ &jail, &mied, YES },
		/* Two places of one kind do not overlap ... */
		{ &us, &iq, NO },
		{ &det, &chi, NO },
		{ &jail, &chi, NO },
		{ &jail, &iq, NO },
		{ &iq, &jail, NO },
		{ &chi, &jail, NO },
		/* ... of different kinds they may ... */
		{ &det, &mied, UNKNOWN },
		{ &mied, &det, UNKNOWN },
		/* ... and whoever is in the larger may be in the smaller. */
		{ &us, &det, UNKNOWN },
		{ &det, &jail, UNKNOWN },
		{ &ice, &cbp, NO },
		{ &ero, &ice, YES },
		{ &ice, &ero, UNKNOWN },
		{ &cbp, &ero, NO },
		{ &us, &us_agency, UNKNOWN },
		/* "area" and "arena" begin alike. */
		{ &arena, &det, UNKNOWN },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (word_in(cases[i].a, cases[i].b) != cases[i].is)
			fail_msg("%s in %s: %s", cases[i].a->name,
			    cases[i].b->name,
			    tri_text(word_in(cases[i].a, cases[i].b)));
}

/* A text that nests places without end, or in a ring, gets unknown and no
 * endless search. */
static void
a_ring_of_places_is_unknown(void **state)
{
	enum { N = 40 };
	static struct word ring[N];
	static const struct word *in[N][2];
	static char names[N][16];
	size_t i;

	for (i = 0; i < N; i++) {
		snprintf(names[i], sizeof(names[i]), "ring%zu.X", i);
		in[i][0] = &ring[(i + 1) % N];
		in[i][1] = &ring[(i + 2) % N];
		ring[i] = (struct word){ .name = names[i],
			.type = FIELD_PLACE,
			.in = in[i],
			.nin = 2 };
	}
	assert_int_equal(word_in(&ring[0], &iq), UNKNOWN);
	assert_int_equal(word_in(&ring[0], &det), UNKNOWN);
	assert_int_equal(word_in(&det, &ring[0]), UNKNOWN);
	assert_int_equal(word_in(&ring[0], &ring[2]), YES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_names),
		cmocka_unit_test(a_path_is_the_longest_kind),
		cmocka_unit_test(a_field_is_typed_by_its_name),
		cmocka_unit_test(what_lies_in_what),
		cmocka_unit_test(a_ring_of_places_is_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
