/* prop_identity.c - who is asked for with a slip is found, and never merged.
 *
 * A registry of synthetic people, each asked for once as a clerk would
 * write them: two digits of the number exchanged, one left out, the name in
 * another spelling or script, its parts in another order, day and month
 * exchanged, or their twin.  At least 98 of 100 must be among the first five
 * candidates, of each kind of slip; and none may come back as the person.
 *
 * Then each of them is put on record a second time, as the slip has them,
 * one of the two with a nationality that no order covers: asked about by that
 * record, the answer must not be NO BAR ON RECORD, since the other is barred.
 * A stranger with the same facts is without a bar.
 *
 * PAIRS is how many people (default 1200; 10,000 in one run), SEED another
 * run.  It says how long finding and deciding take. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "intake/say.h"
#include "intake/stored.h"
#include "property/rng.h"
#include "store/candidates.h"

#define FIRST_FEW 5

/* Names as they are spelled by several hands; the first is the usual. */
static const char *const given[][4] = {
	{ "Mohammed", "Muhammad", "Mohamad", "\u0645\u062d\u0645\u062f" },
	{ "Ahmed", "Ahmad", "Ahmet", "\u0623\u062d\u0645\u062f" },
	{ "Ali", "Aly", "Aali", "\u0639\u0644\u064a" },
	{ "Hussein", "Husain", "Hussain", "\u062d\u0633\u064a\u0646" },
	{ "Hassan", "Hasan", "Hassen", "\u062d\u0633\u0646" },
	{ "Youssef", "Yusuf", "Yousif", "\u064a\u0648\u0633\u0641" },
	{ "Ibrahim", "Ebrahim", "Ibraheem",
	    "\u0627\u0628\u0631\u0627\u0647\u064a\u0645" },
	{ "Omar", "Umar", "Omer", "\u0639\u0645\u0631" },
	{ "Uthman", "Osman", "Othman", "\u0639\u062b\u0645\u0627\u0646" },
	{ "Khalid", "Khaled", "Halid", "\u062e\u0627\u0644\u062f" },
	{ "Kadhim", "Kathim", "Kazim", "\u0643\u0627\u0638\u0645" },
	{ "Jassim", "Jasim", "Gassim", "\u062c\u0627\u0633\u0645" },
	{ "Abdul Rahman", "Abdulrahman", "Abd al-Rahman",
	    "\u0639\u0628\u062f\u0627\u0644\u0631\u062d\u0645\u0646" },
	{ "Abdullah", "Abdallah", "Abd Allah",
	    "\u0639\u0628\u062f\u0627\u0644\u0644\u0647" },
	{ "Salah al-Din", "Salahuddin", "Salahaddin",
	    "\u0635\u0644\u0627\u062d \u0627\u0644\u062f\u064a\u0646" },
	{ "Fatima", "Fatimah", "Fatema", "\u0641\u0627\u0637\u0645\u0629" },
	{ "Zaynab", "Zainab", "Zeinab", "\u0632\u064a\u0646\u0628" },
	{ "Saleh", "Salih", "Salah", "\u0635\u0627\u0644\u062d" },
	{ "Munther", "Mundhir", "Monthir", "\u0645\u0646\u0630\u0631" },
	{ "Thamer", "Thamir", "Tamer", "\u062b\u0627\u0645\u0631" },
	{ "Shamoun", "Shamon", "Shimun", "\u0634\u0645\u0639\u0648\u0646" },
	{ "Khoshaba", "Khoshabah", "Hoshaba",
	    "\u071a\u0718\u072b\u0712\u0710" },
	{ "Odisho", "Audisho", "Odesho",
	    "\u0725\u0718\u0715\u071d\u072b\u0718" },
	{ "Gewargis", "Giwargis", "Gewargees",
	    "\u0713\u071d\u0718\u072a\u0713\u071d\u0723" },
	{ "Hormiz", "Hurmiz", "Hormis", "\u0647\u0631\u0645\u0632" },
	{ "Yonan", "Younan", "Jonan", "\u064a\u0648\u0646\u0627\u0646" },
	{ "Dinkha", "Denkha", "Dinha", "\u0715\u0722\u071a\u0710" },
	{ "Toma", "Tooma", "Touma", "\u062a\u0648\u0645\u0627" },
	{ "\u015eivan", "Shivan", "Sheevan", "\u0634\u06a4\u0627\u0646" },
	{ "Azad", "Az\u0101d", "Azaad", "\u0622\u0632\u0627\u062f" },
	{ "Rawand", "Revand", "Rawend", "\u0631\u0648\u0646\u062f" },
	{ "Newroz", "Nevroz", "Nawroz", "\u0646\u0648\u0631\u0648\u0632" },
};

static const char *const family[][4] = {
	{ "Al-Tikriti", "Tikriti", "Altikriti",
	    "\u0627\u0644\u062a\u0643\u0631\u064a\u062a\u064a" },
	{ "Al-Samarrai", "As-Samarrai", "Samarraie",
	    "\u0627\u0644\u0633\u0627\u0645\u0631\u0627\u0626\u064a" },
	{ "Al-Jubouri", "Jibouri", "El-Jubouri",
	    "\u0627\u0644\u062c\u0628\u0648\u0631\u064a" },
	{ "Al-Dulaimi", "Dulaimi", "Ad-Dulaymi",
	    "\u0627\u0644\u062f\u0644\u064a\u0645\u064a" },
	{ "Al-Azzawi", "Azzawi", "Alazawi",
	    "\u0627\u0644\u0639\u0632\u0627\u0648\u064a" },
	{ "Barzani", "Barzany", "Barzanee",
	    "\u0628\u0627\u0631\u0632\u0627\u0646\u064a" },
	{ "Zebari", "Zibari", "Zebary",
	    "\u0632\u064a\u0628\u0627\u0631\u064a" },
	{ "Hanna", "Hana", "Hannah", "\u062d\u0646\u0627" },
	{ "Warda", "Wardah", "Varda", "\u0648\u0631\u062f\u0629" },
	{ "Kassab", "Qassab", "Kasab", "\u0642\u0635\u0627\u0628" },
	{ "Jabbar", "Jabar", "Gabbar", "\u062c\u0628\u0627\u0631" },
	{ "Mikhail", "Mikhael", "Michail",
	    "\u0645\u064a\u062e\u0627\u0626\u064a\u0644" },
	{ "Elias", "Ilyas", "Elyas", "\u0627\u0644\u064a\u0627\u0633" },
	{ "Boutros", "Butrus", "Potros", "\u0628\u0637\u0631\u0633" },
	{ "Kareem", "Karim", "Kerim", "\u0643\u0631\u064a\u0645" },
	{ "Haddad", "Hadad", "Al-Haddad", "\u062d\u062f\u0627\u062f" },
	{ "Shammari", "Ash-Shammari", "Alshammari",
	    "\u0627\u0644\u0634\u0645\u0631\u064a" },
	{ "Rasho", "Rashow", "Reso", "\u0631\u0634\u0648" },
};

#define NGIVEN  (sizeof(given) / sizeof(given[0]))
#define NFAMILY (sizeof(family) / sizeof(family[0]))

struct synthetic {
	unsigned number;   /* A000-NNN-NNN */
	unsigned names[4]; /* given, father, grandfather, family */
	struct ymd birth;
	char id[PERSON_ID_SIZE];
};

/* What is asked, as somebody wrote it. */
struct asked {
	char number[48], name[256], birth[24];
};

enum slip {
	SLIP_SWAPPED,
	SLIP_LEFT_OUT,
	SLIP_SPELLED,
	SLIP_REORDERED,
	SLIP_DAY_MONTH,
	SLIP_TWIN,
	NSLIPS
};

static const char *const slip_words[NSLIPS] = { "two digits exchanged",
	"a digit left out", "spelled otherwise", "in another order",
	"day and month exchanged", "their twin" };

static void
write_name(char *out, size_t n, const unsigned names[4], const unsigned how[4],
    const unsigned order[4])
{
	const char *parts[4];
	unsigned i;

	for (i = 0; i < 3; i++)
		parts[i] = given[names[i]][how[i]];
	parts[3] = family[names[3]][how[3]];
	snprintf(out, n, "%s %s %s %s", parts[order[0]], parts[order[1]],
	    parts[order[2]], parts[order[3]]);
}

static const unsigned plain[4] = { 0, 0, 0, 0 };
static const unsigned straight[4] = { 0, 1, 2, 3 };

static void
write_plain(struct asked *q, const struct synthetic *p)
{
	snprintf(q->number, sizeof(q->number), "A000-%03u-%03u",
	    p->number / 1000, p->number % 1000);
	write_name(q->name, sizeof(q->name), p->names, plain, straight);
	snprintf(q->birth, sizeof(q->birth), "%04d-%02d-%02d", p->birth.year,
	    p->birth.month, p->birth.day);
}

/* -- Slips ---------------------------------------------------------------- */

static void
slip_swapped(struct rng *rng, struct asked *q)
{
	char d[10];
	unsigned i, at, n = 0;
	char c;

	for (i = 0; q->number[i] != '\0'; i++)
		if (q->number[i] >= '0' && q->number[i] <= '9')
			d[n++] = q->number[i];
	d[n] = '\0';
	for (i = 0; i < 100; i++) {
		at = 2 + rng_below(rng, n - 3);
		if (d[at] != d[at + 1])
			break;
	}
	if (d[at] == d[at + 1]) { /* all alike: a digit wrong instead */
		d[8] = (char)('0' + (d[8] - '0' + 1) % 10);
	} else {
		c = d[at];
		d[at] = d[at + 1];
		d[at + 1] = c;
	}
	snprintf(q->number, sizeof(q->number), "%s", d);
}

/* Not one in front: that is the same number. */
static void
slip_left_out(struct rng *rng, struct asked *q)
{
	char d[10];
	unsigned i, at, first, n = 0;

	for (i = 0; q->number[i] != '\0'; i++)
		if (q->number[i] >= '0' && q->number[i] <= '9')
			d[n++] = q->number[i];
	for (first = 0; first < n - 1 && d[first] == '0'; first++)
		;
	at = first + rng_below(rng, n - first);
	memmove(d + at, d + at + 1, n - at - 1);
	d[n - 1] = '\0';
	snprintf(q->number, sizeof(q->number), "A%s", d);
}

static void
make_slip(struct rng *rng, enum slip how, const struct synthetic *p,
    struct asked *q)
{
	unsigned spelled[4], names[4], i;
	unsigned order[4] = { 3, 0, 1, 2 };

	write_plain(q, p);
	switch (how) {
	case SLIP_SWAPPED:
		slip_swapped(rng, q);
		break;
	case SLIP_LEFT_OUT:
		slip_left_out(rng, q);
		break;
	case SLIP_SPELLED:
		for (i = 0; i < 4; i++)
			spelled[i] =
			    rng_chance(rng, 1, 4) ? 3 : 1 + rng_below(rng, 2);
		write_name(q->name, sizeof(q->name), p->names, spelled,
		    straight);
		break;
	case SLIP_REORDERED:
		write_name(q->name, sizeof(q->name), p->names, plain, order);
		break;
	case SLIP_DAY_MONTH:
		snprintf(q->birth, sizeof(q->birth), "%04d-%02d-%02d",
		    p->birth.year, p->birth.day, p->birth.month);
		break;
	case SLIP_TWIN:
		memcpy(names, p->names, sizeof(names));
		names[0] = (names[0] + 1 + rng_below(rng, NGIVEN - 1)) % NGIVEN;
		write_name(q->name, sizeof(q->name), names, plain, straight);
		/* Somewhere else altogether. */
		snprintf(q->number, sizeof(q->number), "A000-%03u-%03u",
		    (p->number / 1000 + 517) % 1000,
		    (p->number % 1000 + 389) % 1000);
		break;
	case NSLIPS:
		abort();
	}
	/* Of the number, nothing but it; of the rest, nothing of it. */
	if (how == SLIP_SWAPPED || how == SLIP_LEFT_OUT) {
		if (rng_chance(rng, 1, 2))
			q->name[0] = q->birth[0] = '\0';
	} else if (how != SLIP_TWIN) {
		q->number[0] = '\0';
	}
}

/* -- The registry --------------------------------------------------------- */

static void
make_person(struct rng *rng, size_t i, size_t n, struct synthetic *p)
{
	unsigned char random[12];
	unsigned k;

	/* Apart, as if drawn from a million. */
	p->number = (unsigned)(i * (999983 / n) +
			rng_below(rng, (unsigned)(999983 / n))) %
	    1000000;
	for (k = 0; k < 3; k++)
		p->names[k] = rng_below(rng, NGIVEN);
	p->names[3] = rng_below(rng, NFAMILY);
	p->birth.year = 1935 + (int)rng_below(rng, 70);
	p->birth.month = 1 + (int)rng_below(rng, 12);
	/* So that day and month can be exchanged. */
	p->birth.day = 1 + (int)rng_below(rng, 12);
	for (k = 0; k < 12; k++)
		random[k] = (unsigned char)rng_below(rng, 256);
	person_id_make(random, p->id);
}

static int
say_synthetic(struct saying *s, const struct synthetic *p)
{
	struct asked q;
	struct identifier ids[3];
	size_t k;
	int r = say_person(s, p->id);

	write_plain(&q, p);
	ids[0] = (struct identifier){ IDENTIFIER_A_NUMBER, q.number };
	ids[1] = (struct identifier){ IDENTIFIER_NAME, q.name };
	ids[2] = (struct identifier){ IDENTIFIER_BIRTH, q.birth };
	for (k = 0; k < 3 && r == 0; k++)
		r = say_identifier(s, p->id, &ids[k]);
	return r;
}

#define AT_ONCE 1000

static void
make_registry(struct rng *rng, struct store *store, struct synthetic *people,
    size_t n)
{
	struct appended done;
	struct arena a;
	size_t i, k;

	for (i = 0; i < n; i += AT_ONCE) {
		struct saying s = { .arena = &a,
			.matter = "synthetic",
			.author = "prop" };
		struct batch b = { 0 };

		arena_init(&a, &mem_system, (size_t)64 << 20);
		for (k = i; k < n && k < i + AT_ONCE; k++) {
			make_person(rng, k, n, &people[k]);
			if (say_synthetic(&s, &people[k]) != 0)
				abort();
		}
		b.drafts = s.drafts;
		b.n = s.n;
		if (store_batch_id(&b) != 0 ||
		    store_append(store, &b, &done) != 0) {
			fprintf(stderr, "%s\n", store_why(store));
			abort();
		}
		say_release(&s);
		arena_release(&a);
	}
}

/* -- Asking --------------------------------------------------------------- */

struct tally {
	unsigned long asked[NSLIPS], found[NSLIPS], merged;
};

static void
ask(struct store *store, const struct store_head *head, enum slip how,
    const struct synthetic *p, const struct asked *q, struct tally *t)
{
	struct candidate *cs = NULL;
	struct identifier ids[3];
	size_t n = 0, found = 0, all = 0, i;
	struct arena a;

	if (q->number[0] != '\0')
		ids[n++] =
		    (struct identifier){ IDENTIFIER_A_NUMBER, q->number };
	if (q->name[0] != '\0')
		ids[n++] = (struct identifier){ IDENTIFIER_NAME, q->name };
	if (q->birth[0] != '\0')
		ids[n++] = (struct identifier){ IDENTIFIER_BIRTH, q->birth };
	arena_init(&a, &mem_system, (size_t)256 << 20);
	if (candidates_find(store, &a, ids, n, head->size, FIRST_FEW, &cs,
		&found, &all) != 0)
		abort();
	t->asked[how]++;
	for (i = 0; i < found; i++) {
		if (strcmp(cs[i].person, p->id) != 0)
			continue;
		t->found[how]++;
		if (cs[i].match.one && ++t->merged < 10)
			printf("merged: %s %s %s: %s\n", q->number, q->name,
			    q->birth, cs[i].match.reason);
		break;
	}
	if (i == found && t->asked[how] - t->found[how] < 4) {
		printf("%s: %s %s %s is not found; first:\n", slip_words[how],
		    q->number, q->name, q->birth);
		for (i = 0; i < found && i < 2; i++)
			printf("    %u %s\n", cs[i].match.score,
			    cs[i].match.reason);
	}
	arena_release(&a);
}

/* -- No bar ---------------------------------------------------------------- */

static const char one_vocab[] =
    "vocabulary small\n"
    "state nationality (country) whole set persists\n"
    "state custody (agency, place) one stale after 7 days\n"
    "act removal (from, to, under, by) implies custody (agency is ICE)\n"
    "agency ICE\n"
    "place US, IQ, SY\n";
static const char one_order[] = "case one\n"
				"  title \"One v. Two\"\n"
				"  court mied\n"
				"order one.stay\n"
				"  document \"Dkt. 1\"\n"
				"  entered 2017-06-22\n"
				"  covers nationality is IQ\n"
				"  bars removal\n"
				"  until 2150-07-06 end of day\n";

static void
write_said(struct store *store, struct saying *s)
{
	struct batch b = { .drafts = s->drafts, .n = s->n };
	struct appended done;

	if (store_batch_id(&b) != 0 || store_append(store, &b, &done) != 0)
		abort();
	say_release(s);
}

/* Somebody on record as asked; id is made. */
static int
plant(struct saying *s, struct rng *rng, const struct asked *q,
    const char *fact, char id[PERSON_ID_SIZE])
{
	const struct identifier ids[] = { { IDENTIFIER_A_NUMBER, q->number },
		{ IDENTIFIER_NAME, q->name }, { IDENTIFIER_BIRTH, q->birth } };
	unsigned char random[12];
	size_t k;
	int r;

	for (k = 0; k < 12; k++)
		random[k] = (unsigned char)rng_below(rng, 256);
	person_id_make(random, id);
	r = say_person(s, id);
	for (k = 0; k < 3 && r == 0; k++)
		if (ids[k].value[0] != '\0')
			r = say_identifier(s, id, &ids[k]);
	return r != 0 ? r : say_fact(s, id, fact, NULL);
}

static enum verdict
verdict_of(const struct stored *st, const char *id)
{
	const struct law *law = &st->laws[0].law;
	struct stored_person who;
	const struct stored_person *one = &who;
	struct act act = { .kind = vocab_act(law->vocab, "removal"),
		.departs = st->known,
		.arrives = st->known };
	struct stored_question q = { .st = st,
		.who = &one,
		.nwho = 1,
		.exact = true,
		.act = &act,
		.dockets_fresh = true };
	struct answer ans;
	struct arena a;
	enum verdict v;

	arena_init(&a, &mem_system, (size_t)256 << 20);
	act.slots = arena_array(&a, act.kind->nslots, sizeof(*act.slots));
	if (act.slots == NULL ||
	    stored_person(st, &a, id, STORED_AS_KNOWN, &who) != 0)
		abort();
	(void)stored_decide(&a, &q, &ans);
	v = ans.verdict;
	if (ans.failed)
		abort();
	arena_release(&a);
	return v;
}

/* Those planted, and one stranger for each.  Of every other pair it is the
 * one planted who is barred. */
struct planted {
	char id[PERSON_ID_SIZE], stranger[PERSON_ID_SIZE];
	const char *barred, *asked;
	enum slip how;
};

static void
plant_orders(struct store *store)
{
	static const char *const on[] = { "orders" };
	struct saying s = { .matter = "synthetic", .author = "prop" };
	struct arena a;

	arena_init(&a, &mem_system, (size_t)64 << 20);
	s.arena = &a;
	if (say_other(&s, "law",
		json_pack("{s:s,s:s,s:s}", "name", "small.vocab", "text",
		    one_vocab, "dates", "own"),
		on, 1) != 0 ||
	    say_other(&s, "law",
		json_pack("{s:s,s:s,s:s}", "name", "one.law", "text", one_order,
		    "dates", "own"),
		on, 1) != 0)
		abort();
	write_said(store, &s);
	arena_release(&a);
}

static int
plant_pair(struct rng *rng, struct saying *s, const struct synthetic *p,
    size_t i, struct planted *out)
{
	bool swapped = i / NSLIPS % 2 == 1;
	struct asked q;
	int r;

	out->how = (enum slip)(i % NSLIPS);
	out->barred = swapped ? out->id : p->id;
	out->asked = swapped ? p->id : out->id;
	make_slip(rng, out->how, p, &q);
	r = say_fact(s, p->id, swapped ? "nationality SY" : "nationality IQ",
	    NULL);
	if (r == 0)
		r = plant(s, rng, &q,
		    swapped ? "nationality IQ" : "nationality SY", out->id);
	/* Nobody's number, name or day. */
	snprintf(q.number, sizeof(q.number), "A9%02zu-%03zu-%03zu", i % 100,
	    i * 37 / 100 % 1000, i * 53 % 1000);
	snprintf(q.name, sizeof(q.name), "Xq%c%c Lmn%c%c", (int)('a' + i % 26),
	    (int)('a' + i / 26 % 26), (int)('a' + i / 7 % 26),
	    (int)('a' + i / 182 % 26));
	q.birth[0] = '\0';
	return r != 0 ? r : plant(s, rng, &q, "nationality SY", out->stranger);
}

static void
plant_all(struct rng *rng, struct store *store, const struct synthetic *people,
    size_t n, struct planted *out)
{
	struct arena a;
	size_t i, k;

	for (i = 0; i < n; i += AT_ONCE) {
		struct saying s = { .arena = &a,
			.matter = "synthetic",
			.author = "prop" };

		arena_init(&a, &mem_system, (size_t)64 << 20);
		for (k = i; k < n && k < i + AT_ONCE; k++)
			if (plant_pair(rng, &s, &people[k], k, &out[k]) != 0)
				abort();
		write_said(store, &s);
		arena_release(&a);
	}
}

/* How many of each pair are answered no bar, though the other is barred; and
 * how many strangers are not. */
static void
no_bar(struct rng *rng, struct store *store, const struct synthetic *people,
    size_t n, unsigned long *wrong, unsigned long *held)
{
	struct planted *p = calloc(n, sizeof(*p));
	struct store_head head;
	struct stored st;
	struct arena a;
	size_t i;

	if (p == NULL)
		abort();
	plant_orders(store);
	plant_all(rng, store, people, n, p);
	arena_init(&a, &mem_system, (size_t)256 << 20);
	if (store_sync_views(store, &head) != 0 ||
	    stored_open(&a, store, head.at, 0, &st) != 0 || st.broken != NULL)
		abort();
	for (i = 0; i < n; i++) {
		if (verdict_of(&st, p[i].barred) != VERDICT_BARRED)
			abort();
		if (verdict_of(&st, p[i].asked) == VERDICT_NO_BAR &&
		    ++*wrong < 5)
			printf("no bar: %s of %s\n", slip_words[p[i].how],
			    p[i].barred);
		*held += verdict_of(&st, p[i].stranger) != VERDICT_NO_BAR;
	}
	arena_release(&a);
	free(p);
}

static unsigned long
number_from(const char *name, unsigned long otherwise)
{
	const char *s = getenv(name);
	char *end;
	unsigned long v = s == NULL ? 0 : strtoul(s, &end, 10);

	return s == NULL || *end != '\0' || v == 0 ? otherwise : v;
}

static double
seconds(void)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_MONOTONIC, &ts) != 0)
		abort();
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

int
main(void)
{
	double began, found, decided;
	size_t n = number_from("PAIRS", 1200), i;
	struct rng rng = { number_from("SEED", 20170611) };
	struct synthetic *people = calloc(n, sizeof(*people));
	struct store_kind kind = { .name = "synthetic" };
	unsigned long passed = 0, failed = 0, wrong = 0, held = 0;
	struct tally t = { 0 };
	struct store_head head;
	struct store *store;
	struct asked q;

	if (people == NULL ||
	    store_memory(&mem_system, &kind, NULL, &store) != 0)
		abort();
	make_registry(&rng, store, people, n);
	if (store_sync_views(store, &head) != 0)
		abort();
	began = seconds();
	for (i = 0; i < n; i++) {
		make_slip(&rng, (enum slip)(i % NSLIPS), &people[i], &q);
		ask(store, &head, (enum slip)(i % NSLIPS), &people[i], &q, &t);
	}
	found = seconds();
	no_bar(&rng, store, people, n, &wrong, &held);
	decided = seconds();
	store_close(store);
	free(people);
	for (i = 0; i < NSLIPS; i++) {
		printf("%-24s %lu of %lu among the first %d\n", slip_words[i],
		    t.found[i], t.asked[i], FIRST_FEW);
		if (t.asked[i] > 0 && t.found[i] * 100 >= t.asked[i] * 98)
			passed++;
		else
			failed++;
	}
	printf("%zu pairs: %lu answered no bar, %lu strangers held\n", n, wrong,
	    held);
	printf("%.1f s to find them, %.1f s to decide them\n", found - began,
	    decided - found);
	const unsigned long bad[] = { t.merged, wrong, held };

	for (i = 0; i < 3; i++)
		if (bad[i] == 0)
			passed++;
		else
			failed++;
	printf("%lu passed, %lu failed\n", passed, failed);
	return failed == 0 ? 0 : 1;
}
