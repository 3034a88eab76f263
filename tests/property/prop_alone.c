/* prop_alone.c - nobody takes protection away alone.
 *
 * Random histories of a store with a handful of orders, in which one author
 * writes down whatever they like: facts of every kind, corrections, choices,
 * withdrawals, links, imports undone, numbers, each through what the desk
 * asks first (weigh_said), with a document at hand.  A second person refuses
 * some of it, and confirms nothing.  After each entry everyone is asked
 * about each act, now and at later instants, and each answer is set beside
 * the one of just before at the same instant: NO BAR ON RECORD was NO BAR ON
 * RECORD, and BARRED becomes HOLD by nothing but what waits (SEMANTICS 9,
 * P2).
 *
 *	ALONE=2000 SEED=7 build/tests/property/prop_alone
 *
 * ALONE_BLIND=1 leaves the weighing out: then it must fail. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "intake/say.h"
#include "intake/weigh_said.h"
#include "property/rng.h"

#define PEOPLE 3
#define STEPS  12
#define WHENS  3

static const char vocab_text[] =
    "vocabulary small\n"
    "state nationality (country) whole set persists\n"
    "state final_order (authority) many persists\n"
    "state custody (agency, place) one stale after 7 days\n"
    "state present (place) one persists\n"
    "relation spouse many persists\n"
    "event served\n"
    "event released (place)\n"
    "event departure (country)\n"
    "filing motion (basis) steps filed closed by granted, denied\n"
    "act removal (from, to, under, by) implies custody (agency is ICE)\n"
    "act transfer (from, to)\n"
    "agency ICE\n"
    "authority INA_240, AEA\n"
    "place US, IQ, SY, MX\n"
    "place area.DET in US\n";

static const char head_text[] = "case one\n"
				"  title \"One v. Two\"\n"
				"  court mied\n"
				"list manifest \"of a flight\"\n"
				"  identifier a_number\n"
				"  not known complete\n";

#define ORDER(id) \
	"order one." id "\n  document \"Dkt. " id "\"\n  entered 2020-06-22\n"

static const char *const orders[] = {
	ORDER("a") "  covers nationality is IQ\n"
		   "  bars removal\n"
		   "  until 2031-07-06 end of day\n",
	ORDER("b") "  covers nationality is IQ and final_order now\n"
		   "         and (once present (place in US))\n"
		   "         and (ever custody (agency is ICE)\n"
		   "         or will be custody (agency is ICE))\n"
		   "  bars removal to IQ\n",
	ORDER("c") "  covers nationality is IQ and final_order now\n"
		   "  bars removal\n"
		   "  for each member\n"
		   "    stage files on served then preparing\n"
		   "    stage preparing within 30 days else ends \"nothing\"\n"
		   "      on motion.filed then court\n"
		   "    stage court on motion.denied then cooling\n"
		   "      on motion.granted then reopened\n"
		   "    stage cooling within 10 days else ends \"over\"\n"
		   "    stage reopened open\n",
	ORDER("d") "  covers some spouse (nationality is US)\n"
		   "  bars removal to IQ, removal to SY\n",
	ORDER("e") "  covers custody (agency is ICE and place in area.DET) "
		   "now\n"
		   "  bars transfer, removal to MX\n",
	ORDER("f") "  covers final_order now and not nationality is US\n"
		   "  except left: ever departure\n"
		   "  except gone: ever released since 2020-06-22\n"
		   "  bars removal\n",
	ORDER("g") "  covers on list manifest\n"
		   "  bars removal\n",
	ORDER("h") "  covers final_order (authority is AEA) now\n"
		   "         and custody (agency is ICE) now\n"
		   "  bars removal to SY; transfer\n",
};

#define NORDERS (sizeof(orders) / sizeof(orders[0]))

static const char paper[] = "sha256:0000000000000000000000000000000000000000000"
			    "000000000000000000000";
static const char *const ids[PEOPLE] = { "p-one", "p-two", "p-three" };
static const char *const numbers[PEOPLE] = { "A000-111-222", "A000-555-777",
	"A000-888-333" };
/* Nobody's, until somebody is given it: 1 is a slip from the first's. */
#define MORE_NUMBERS 3
static const char *const more_numbers[MORE_NUMBERS] = { "A000-111-232",
	"A000-444-999", "A000-777-444" };
static const char *const names[] = { "Hanna Warda", "Hana Wardah",
	"Toma Kassab", "Zaya Odisho Warda" };
static const char *const births[] = { "1980-03-04", "1980-04-03",
	"1971-12-09" };

struct history {
	struct rng *r;
	struct store *store;
	struct arena a; /* of the whole */
	struct instant now;
	uint64_t facts[STEPS * 2]; /* entries that a correction may name */
	unsigned about[STEPS * 2];
	size_t nfacts;
	uint64_t size; /* of the store */
	struct buf log;
	bool blind, waits;  /* what was just written waits */
	bool bars_transfer; /* of what no order bars nobody is protected */
	bool imported[PEOPLE];
	bool given[MORE_NUMBERS]; /* to somebody */
	uint64_t ids[STEPS];      /* entries of identifiers */
	unsigned ids_about[STEPS];
	size_t nids;
};

static void
need(bool ok, const struct history *h, const char *what)
{
	if (ok)
		return;
	printf("FAILED: %s: %s\n%s\n", what, store_why(h->store), h->log.s);
	exit(1);
}

/* -- Writing --------------------------------------------------------------- */

static void
write_drafts(struct history *h, const struct draft *drafts, size_t n)
{
	struct batch b = { .drafts = drafts, .n = n };
	struct appended done;

	need(store_batch_id(&b) == 0 && store_append(h->store, &b, &done) == 0,
	    h, "it is not written");
	h->size = done.first + n - 1;
}

static void
write_said(struct history *h, struct saying *s)
{
	write_drafts(h, s->drafts, s->n);
	say_release(s);
}

static struct saying
saying(struct history *h, const char *author)
{
	return (struct saying){ .arena = &h->a,
		.matter = "synthetic",
		.author = author };
}

static void
say_law(struct history *h)
{
	static const char *const on[] = { "orders" };
	struct saying s = saying(h, "court");
	struct buf b;
	size_t i, n = 0;

	buf_init(&b, &mem_system, 1 << 16);
	buf_puts(&b, head_text);
	for (i = 0; i < NORDERS; i++)
		if (rng_chance(h->r, 1, 3)) {
			buf_puts(&b, orders[i]);
			n++;
		}
	if (n == 0)
		buf_puts(&b, orders[rng_below(h->r, NORDERS)]);
	need(say_other(&s, "law",
		 json_pack("{s:s,s:s,s:s}", "name", "small.vocab", "text",
		     vocab_text, "dates", "own"),
		 on, 1) == 0 &&
		say_other(&s, "law",
		    json_pack("{s:s,s:s,s:s}", "name", "one.law", "text", b.s,
			"dates", "own"),
		    on, 1) == 0,
	    h, "no law");
	h->bars_transfer = strstr(b.s, "transfer") != NULL;
	buf_printf(&h->log, "%s", b.s);
	buf_release(&b);
	write_said(h, &s);
}

/* -- What may be said ------------------------------------------------------ */

static const char *
pick(struct rng *r, const char *const *of, size_t n)
{
	return of[rng_below(r, (unsigned)n)];
}

#define PICK(r, of) pick(r, of, sizeof(of) / sizeof((of)[0]))

/* From two years before now to two months after. */
static const char *
some_day(struct history *h)
{
	const struct instant t = instant_add_minutes(h->now,
	    ((int64_t)rng_below(h->r, 790) - 730) * 1440);
	char text[28];

	need(instant_text(t, text) == 0, h, "a day");
	text[10] = '\0';
	return arena_strdup(&h->a, text);
}

static const char *
since(struct history *h)
{
	switch (rng_below(h->r, 4)) {
	case 0:
		return "";
	case 1:
		return arena_printf(&h->a, " since %s until %s", "2019-02-03",
		    some_day(h));
	default:
		return arena_printf(&h->a, " since %s", some_day(h));
	}
}

static const char *
some_fact(struct history *h)
{
	static const char *const countries[] = { "IQ", "SY", "US", "{IQ, SY}" };
	static const char *const places[] = { "area.DET", "US", "MX" };
	static const char *const authorities[] = { "", " authority INA_240",
		" authority AEA" };
	static const char *const plain[] = { "no spouse",
		"no other nationality", "no departure", "no other final_order",
		"on list manifest", "not on list manifest",
		"nationality unknown", "custody unknown", "no custody",
		"no present", "no released", "final_order unknown",
		"near list manifest" };
	static const char *const events[] = { "served", "released", "departure",
		"departure country MX", "motion.filed", "motion.denied",
		"motion.granted", "served" };

	switch (rng_below(h->r, 9)) {
	case 0:
	case 1:
		return arena_printf(&h->a, "nationality %s%s",
		    PICK(h->r, countries), since(h));
	case 2:
		return arena_printf(&h->a, "final_order%s%s",
		    PICK(h->r, authorities), since(h));
	case 3:
		return arena_printf(&h->a, "custody agency ICE place %s%s",
		    PICK(h->r, places), since(h));
	case 4:
		return arena_printf(&h->a, "present place %s%s",
		    PICK(h->r, places), since(h));
	case 5:
		return arena_printf(&h->a, "spouse person %s%s",
		    rng_chance(h->r, 1, 2) ? PICK(h->r, numbers)
					   : PICK(h->r, more_numbers),
		    since(h));
	case 6:
		return PICK(h->r, plain);
	case 7:
		return arena_printf(&h->a, "no %s through %s",
		    rng_chance(h->r, 1, 2) ? "motion" : "motion.filed",
		    some_day(h));
	default:
		return arena_printf(&h->a, "%s %s", PICK(h->r, events),
		    some_day(h));
	}
}

/* One or more facts of one person, as the desk writes them. */
static void
say_facts(struct history *h, unsigned who, const struct stored *st)
{
	struct saying s = saying(h, "alone");
	enum said_grade grades[3] = { SAID_COUNTS };
	struct said_weigher *g = NULL;
	struct said_of of;
	size_t n = 1 + rng_below(h->r, 3), i;
	bool import = rng_chance(h->r, 1, 3);

	s.import = import ? "i-one" : NULL;
	s.document = paper;
	h->imported[who] = h->imported[who] || import;
	for (i = 0; i < n; i++) {
		const char *text = some_fact(h);

		need(say_fact(&s, ids[who], text, NULL) == 0, h, "a fact");
		buf_printf(&h->log, "%s: %s", ids[who], text);
		buf_puts(&h->log, i + 1 < n ? "; " : "\n");
	}
	of = (struct said_of){ .person = ids[who],
		.drafts = s.drafts,
		.n = s.n };
	if (!h->blind)
		need(said_weigher_new(&h->a, st, &g) == 0 &&
			weigh_said(g, &of, grades, NULL) == 0,
		    h, "it is not weighed");
	said_weigher_release(g);
	for (i = 0; i < n; i++)
		if (grades[i] != SAID_COUNTS) {
			need(say_loss(&s, i) == 0, h, "no loss");
			buf_printf(&h->log, "  its %zu. waits\n", i + 1);
		}
	write_said(h, &s);
	for (i = 0; i < n; i++) {
		h->about[h->nfacts] = who;
		h->facts[h->nfacts++] = h->size - n + 1 + i;
	}
}

static void
say_change(struct history *h)
{
	struct saying s = saying(h, "alone");
	unsigned which = rng_below(h->r, (unsigned)h->nfacts), other, who;
	const char *text;
	int r;

	other = rng_below(h->r, (unsigned)h->nfacts);
	who = h->about[which];
	s.document = paper;
	if (rng_chance(h->r, 1, 3) && h->about[other] == who &&
	    other != which) {
		uint64_t over = h->facts[other];

		r = say_resolve(&s, ids[who], h->facts[which], &over, 1);
		buf_printf(&h->log, "%s: %llu over %llu\n", ids[who],
		    (unsigned long long)h->facts[which],
		    (unsigned long long)over);
	} else {
		text = rng_chance(h->r, 1, 2) ? NULL : some_fact(h);
		r = say_correct(&s, ids[who], h->facts[which], text, NULL);
		buf_printf(&h->log, "%s: %llu is %s\n", ids[who],
		    (unsigned long long)h->facts[which],
		    text == NULL ? "withdrawn" : text);
	}
	need(r == 0, h, "no correction");
	write_said(h, &s);
}

static void
say_link_or_undo(struct history *h)
{
	const char *on[2] = { "imports", NULL };
	struct saying s = saying(h, "alone");
	unsigned a = rng_below(h->r, PEOPLE), b = (a + 1) % PEOPLE;
	bool same = rng_chance(h->r, 3, 4);

	s.document = paper;
	if (h->imported[a]) {
		on[1] = arena_printf(&h->a, "person/%s", ids[a]);
		need(say_other(&s, "undo",
			 json_pack("{s:s}", "import", "i-one"), on, 2) == 0,
		    h, "no undo");
		buf_printf(&h->log, "%s: undone\n", ids[a]);
	} else {
		need(say_link(&s, ids[a], ids[b], same) == 0, h, "no link");
		buf_printf(&h->log, "%s is%s %s\n", ids[a], same ? "" : " not",
		    ids[b]);
	}
	write_said(h, &s);
}

/* A name, a day of birth, or a number more, as the desk writes it. */
static void
say_known_by(struct history *h, const struct stored *st)
{
	struct saying s = saying(h, "alone");
	unsigned who = rng_below(h->r, PEOPLE),
		 which = rng_below(h->r, MORE_NUMBERS);
	struct identifier id = { IDENTIFIER_NAME, PICK(h->r, names) };
	const struct said_of of = { .person = ids[who],
		.numbers = &id,
		.nnumbers = 1 };
	enum said_grade grade = SAID_COUNTS;
	struct said_weigher *g = NULL;
	struct weighed worst;

	if (rng_chance(h->r, 1, 3))
		id =
		    (struct identifier){ IDENTIFIER_BIRTH, PICK(h->r, births) };
	if (!h->given[which] && rng_chance(h->r, 2, 3)) {
		id = (struct identifier){ IDENTIFIER_A_NUMBER,
			more_numbers[which] };
		h->given[which] = true;
	}
	need(say_identifier(&s, ids[who], &id) == 0, h, "not known by");
	if (identifier_names_one(id.type) && !h->blind)
		need(said_weigher_new(&h->a, st, &g) == 0 &&
			weigh_numbers(g, &of, &grade, &worst) == 0,
		    h, "a number is not weighed");
	said_weigher_release(g);
	if (grade != SAID_COUNTS)
		need(say_loss(&s, 0) == 0, h, "no loss");
	buf_printf(&h->log, "%s is known by %s%s\n", ids[who], id.value,
	    grade != SAID_COUNTS ? ", which waits" : "");
	write_said(h, &s);
	if (h->nids == STEPS)
		return;
	h->ids_about[h->nids] = who;
	h->ids[h->nids++] = h->size;
}

static void
say_withdrawal(struct history *h)
{
	struct saying s = saying(h, "alone");
	unsigned which = rng_below(h->r, (unsigned)h->nids);

	s.document = paper;
	need(say_withdraw(&s, ids[h->ids_about[which]], h->ids[which]) == 0, h,
	    "no withdrawal");
	buf_printf(&h->log, "%s: known by entry %llu no more\n",
	    ids[h->ids_about[which]], (unsigned long long)h->ids[which]);
	write_said(h, &s);
}

/* A second person refuses the last entry, or one before. */
static void
say_refusal(struct history *h)
{
	struct saying s = saying(h, "second");
	unsigned which = rng_below(h->r, (unsigned)h->nfacts);
	const char *on[2];

	on[0] = arena_printf(&h->a, "entry/%llu",
	    (unsigned long long)h->facts[which]);
	on[1] = arena_printf(&h->a, "person/%s", ids[h->about[which]]);
	need(say_other(&s, "refuse",
		 json_pack("{s:I}", "of", (json_int_t)h->facts[which]), on,
		 2) == 0,
	    h, "no refusal");
	buf_printf(&h->log, "refused: %llu\n",
	    (unsigned long long)h->facts[which]);
	write_said(h, &s);
}

/* -- Asking ---------------------------------------------------------------- */

#define ACTS  8

/* By their own id, their number, and the numbers that are nobody's yet. */
#define ASKED (2 * PEOPLE + MORE_NUMBERS)

struct answers {
	enum verdict v[ASKED][ACTS][WHENS];
};

static const char *
asked_by(unsigned who)
{
	return who < PEOPLE    ? ids[who]
	    : who < 2 * PEOPLE ? numbers[who - PEOPLE]
			       : more_numbers[who - 2 * PEOPLE];
}

static const struct {
	const char *act, *to;
} asked[ACTS] = { { "removal", "IQ" }, { "removal", "SY" }, { "removal", "MX" },
	{ "transfer", NULL }, { "removal", "US" } };

static void
ask_one(struct history *h, const struct stored *st, unsigned who, size_t act,
    const struct instant *when, enum verdict out[WHENS])
{
	const struct vocab *v = st->laws[0].law.vocab;
	struct stored_person p[ASKED];
	const struct stored_person *all[ASKED];
	struct act at = { .kind = vocab_act(v, asked[act].act) };
	struct stored_question q = { .st = st,
		.who = all,
		.act = &at,
		.dockets_fresh = true };
	struct stored_person nobody;
	const struct stored_person *none = &nobody;
	struct stored_question plain;
	const char **found = NULL;
	struct value *slots;
	struct answer ans;
	struct arena a;
	size_t i;

	arena_init(&a, &mem_system, (size_t)64 << 20);
	slots = arena_array(&a, at.kind->nslots, sizeof(*slots));
	need(slots != NULL &&
		stored_find(st, &a, asked_by(who), &found, &q.nwho, &q.exact,
		    NULL) == 0 &&
		q.nwho <= ASKED,
	    h, "nobody is found");
	if (q.nwho == 0)
		q.nwho = 1;
	for (i = 0; i < q.nwho; i++) {
		all[i] = &p[i];
		need(stored_person(st, &a,
			 found == NULL ? asked_by(who) : found[i],
			 STORED_AS_KNOWN, &p[i]) == 0,
		    h, "no person");
	}
	if (asked[act].to != NULL) {
		const struct word *w =
		    vocab_word(v, FIELD_PLACE, asked[act].to);

		slots[act_slot(at.kind, "to")] =
		    (struct value){ .kind = VALUE_WORD,
			    .word = w,
			    .s = w->name };
	}
	at.slots = slots;
	for (i = 0; i < WHENS; i++) {
		at.departs = at.arrives = when[i];
		(void)stored_decide(&a, &q, &ans);
		out[i] = ans.verdict;
		if (q.exact)
			continue;
		/* What no order bars of anybody is held for want of a name
		 * alone, and nobody is protected from it. */
		need(stored_person(st, &a, "p-nobody", STORED_AS_KNOWN,
			 &nobody) == 0,
		    h, "nobody");
		plain = q;
		plain.who = &none;
		plain.nwho = 1;
		plain.exact = true;
		(void)stored_decide(&a, &plain, &ans);
		if (ans.verdict == VERDICT_NO_BAR)
			out[i] = VERDICT_NO_BAR;
	}
	arena_release(&a);
}

static void
ask_all(struct history *h, const struct stored *st, const struct instant *when,
    struct answers *out)
{
	unsigned who;
	size_t act;

	for (who = 0; who < ASKED; who++)
		for (act = 0; act < ACTS && asked[act].act != NULL; act++)
			ask_one(h, st, who, act, when, out->v[who][act]);
}

static void
open_now(struct history *h, struct arena *a, struct stored *st)
{
	need(stored_open(a, h->store, h->now, 0, st) == 0 && st->broken == NULL,
	    h, st->broken != NULL ? st->broken : "it is not read");
}

static bool
fell(const struct history *h, const struct answers *was,
    const struct answers *is)
{
	unsigned who;
	size_t act, i;

	for (who = 0; who < ASKED; who++)
		for (act = 0; act < ACTS && asked[act].act != NULL; act++)
			for (i = 0; i < WHENS; i++) {
				if ((asked[act].to == NULL &&
					!h->bars_transfer) ||
				    is->v[who][act][i] != VERDICT_NO_BAR ||
				    was->v[who][act][i] == VERDICT_NO_BAR)
					continue;
				printf("FAILED: %s, %s to %s, asked of the "
				       "%zu. instant: %s became %s by\n%s\n",
				    asked_by(who), asked[act].act,
				    asked[act].to == NULL ? "-" : asked[act].to,
				    i + 1, verdict_text(was->v[who][act][i]),
				    verdict_text(is->v[who][act][i]), h->log.s);
				return true;
			}
	return false;
}

/* -- One history ----------------------------------------------------------- */

struct tally {
	size_t steps, free, held, barred, lowered;
};

static void
count(const struct answers *is, const struct answers *was, struct tally *t)
{
	unsigned who;
	size_t act, i;

	t->steps++;
	for (who = 0; who < ASKED; who++)
		for (act = 0; act < ACTS && asked[act].act != NULL; act++)
			for (i = 0; i < WHENS; i++) {
				enum verdict v = is->v[who][act][i];

				t->free += v == VERDICT_NO_BAR;
				t->held += v == VERDICT_HOLD;
				t->barred += v == VERDICT_BARRED;
				t->lowered += v < was->v[who][act][i];
			}
}

static void
tell_time(struct history *h)
{
	h->now = instant_add_minutes(h->now, 1 + rng_below(h->r, 20 * 1440));
	need(store_tell_time(h->store, h->now) == 0, h, "the clock");
}

/* What was confirmed before it began: so that something can be lost. */
static void
say_seed(struct history *h, const char *author)
{
	struct saying s = saying(h, author);
	unsigned who, i, n;

	for (who = 0; who < PEOPLE; who++) {
		const struct identifier id = { IDENTIFIER_A_NUMBER,
			numbers[who] };

		need(say_person(&s, ids[who]) == 0 &&
			say_identifier(&s, ids[who], &id) == 0,
		    h, "nobody");
		n = rng_below(h->r, 6);
		for (i = 0; i < n; i++) {
			const char *text = some_fact(h);

			need(say_fact(&s, ids[who], text, NULL) == 0, h,
			    "a fact");
			buf_printf(&h->log, "%s: %s (seed)\n", ids[who], text);
		}
	}
	write_said(h, &s);
}

static void
step(struct history *h)
{
	struct arena a;
	struct stored st;

	arena_init(&a, &mem_system, (size_t)256 << 20);
	switch (rng_below(h->r, 10)) {
	case 0:
		if (h->nfacts > 0)
			say_change(h);
		break;
	case 1:
		say_link_or_undo(h);
		break;
	case 2:
		if (h->nfacts > 0)
			say_refusal(h);
		break;
	case 3:
		open_now(h, &a, &st);
		say_known_by(h, &st);
		break;
	case 4:
		if (h->nids > 0)
			say_withdrawal(h);
		break;
	default:
		if (h->nfacts + 3 > sizeof(h->facts) / sizeof(h->facts[0]))
			break;
		open_now(h, &a, &st);
		say_facts(h, rng_below(h->r, PEOPLE), &st);
	}
	arena_release(&a);
}

static bool
history(struct rng *r, bool blind, struct tally *t)
{
	static const struct store_kind kind = { .rehearsal = true };
	struct history *h = calloc(1, sizeof(*h));
	struct answers was, is;
	struct instant when[WHENS];
	struct stored st;
	struct arena a;
	size_t i, k;
	bool bad = false;

	if (h == NULL)
		abort();
	h->r = r;
	h->blind = blind;
	arena_init(&h->a, &mem_system, (size_t)256 << 20);
	arena_init(&a, &mem_system, (size_t)256 << 20);
	buf_init(&h->log, &mem_system, 1 << 20);
	h->now = (struct instant){ (int64_t)26700000 * INSTANT_MINUTE };
	need(store_memory(&mem_system, &kind, NULL, &h->store) == 0 &&
		store_tell_time(h->store, h->now) == 0,
	    h, "no store");
	say_law(h);
	say_seed(h, "seed");
	for (i = 0; i < STEPS && !bad; i++) {
		tell_time(h);
		when[0] = h->now;
		for (k = 1; k < WHENS; k++)
			when[k] = instant_add_minutes(h->now,
			    rng_below(r, 100 * 1440));
		open_now(h, &a, &st);
		ask_all(h, &st, when, &was);
		arena_release(&a);
		step(h);
		open_now(h, &a, &st);
		ask_all(h, &st, when, &is);
		arena_release(&a);
		bad = fell(h, &was, &is);
		count(&is, &was, t);
	}
	store_close(h->store);
	buf_release(&h->log);
	arena_release(&h->a);
	free(h);
	return !bad;
}

static unsigned long
number(const char *name, unsigned long otherwise)
{
	const char *s = getenv(name);

	return s == NULL ? otherwise : strtoul(s, NULL, 10);
}

int
main(void)
{
	struct rng r = { number("SEED", 1) };
	unsigned long all = number("ALONE", 12), i, failed = 0;
	bool blind = getenv("ALONE_BLIND") != NULL;
	struct tally t = { 0 };

	for (i = 0; i < all && failed < 3; i++)
		failed += !history(&r, blind, &t);
	printf("%lu histories, %zu steps; of the answers %zu no bar, %zu held, "
	       "%zu barred; %zu became lower\n",
	    i, t.steps, t.free, t.held, t.barred, t.lowered);
	/* As many of each as make it worth anything. */
	if (t.free < all || t.held < all || t.barred < all)
		failed++;
	printf("%lu passed, %lu failed\n", i - failed, failed);
	return failed == 0 ? 0 : 1;
}
