/* demo_people.c - see demo_people.h.
 *
 * On public record: 114 arrested around Detroit on 11 June 2017 and 85
 * elsewhere within the week; some 85 could be removed as early as 27 June;
 * about 1,444 people with final orders, some decades old; files on 6 and 27
 * November.  Everything else here - who filed, when, what became of it - is
 * invented, in plain proportions. */

#include <string.h>

#include "cli/demo_people.h"
#include "core/instant.h"

#define DETROIT_ARRESTS 114
#define WEEK_ARRESTS    85
#define ABOARD          85

/* splitmix64: small, ours, the same everywhere. */
struct dice {
	uint64_t state;
};

static uint64_t
dice_next(struct dice *d)
{
	uint64_t z = d->state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* 0 .. n-1 */
static unsigned
dice_roll(struct dice *d, unsigned n)
{
	return (unsigned)(dice_next(d) >> 33) % n;
}

static bool
dice_percent(struct dice *d, unsigned p)
{
	return dice_roll(d, 100) < p;
}

const char *
demo_community_text(enum demo_community c)
{
	static const char *const names[] = { "Chaldean", "Shia", "Kurdish",
		"Yazidi", "Sunni" };

	return names[c];
}

/* Where people lived, and the ICE area it lies in; of 100 at liberty. */
static const struct {
	const char *city, *area;
	unsigned share;
} cities[] = {
	{ "Detroit", "area.DET", 44 },
	{ "San Diego", "area.SND", 14 },
	{ "Chicago", "area.CHI", 10 },
	{ "Nashville", "area.NOL", 9 },
	{ "Phoenix", "area.PHO", 8 },
	{ "Las Vegas", "area.SLC", 5 },
	{ "Dallas", "area.DAL", 3 },
	{ "Los Angeles", "area.LOS", 3 },
	{ "Atlanta", "area.ATL", 2 },
	{ "Buffalo", "area.BUF", 2 },
};

#define NCITIES (sizeof(cities) / sizeof(cities[0]))

static size_t
city_of(struct dice *d, bool not_detroit)
{
	unsigned roll;
	size_t i;

	do {
		roll = dice_roll(d, 100);
		for (i = 0; i + 1 < NCITIES && roll >= cities[i].share; i++)
			roll -= cities[i].share;
	} while (not_detroit && i == 0);
	return i;
}

static struct day
day(int year, int month, int d)
{
	return day_of((struct ymd){ year, month, d });
}

static struct day
day_between(struct dice *d, struct day a, struct day b)
{
	return (struct day){ a.n +
		(int32_t)dice_roll(d, (unsigned)(b.n - a.n) + 1) };
}

static struct day
day_later(struct day a, int days)
{
	return (struct day){ a.n + days };
}

static void
put_day(struct buf *b, const char *before, struct day d)
{
	buf_puts(b, before);
	day_print(b, d);
}

static void
put_name(struct buf *b, struct dice *d)
{
	static const char *const syllables[] = { "zor", "quil", "vex", "blim",
		"tarn", "plo", "wug", "snev", "drox", "mib", "frel", "jud",
		"kep", "nuv", "osk", "yim" };
	const unsigned n = sizeof(syllables) / sizeof(syllables[0]);
	const char *s;
	int word, part;

	buf_puts(b, "Synthetic");
	for (word = 0; word < 2; word++) {
		buf_putc(b, ' ');
		for (part = 0; part < 2; part++) {
			s = syllables[dice_roll(d, n)];
			if (part == 0)
				buf_putc(b, (char)(s[0] - 'a' + 'A'));
			buf_puts(b, part == 0 ? s + 1 : s);
		}
	}
}

/* -- One person -- */

enum order_date {
	ORDER_EXACT,
	ORDER_YEAR, /* the year alone is known */
	ORDER_2017, /* and the year is 2017 */
	ORDER_AFTER /* 25 June 2017: a day too late for the class */
};

enum files { FILES_NONE, FILES_EARLY, FILES_LATE, FILES_HALF };

enum motion {
	MOTION_UNSAID, /* nothing is recorded */
	MOTION_NONE,   /* that none was filed is recorded */
	MOTION_BEFORE, /* filed before the files came */
	MOTION_IN_TIME,
	MOTION_LATEST /* between the earliest and the latest reading */
};

struct life {
	unsigned n; /* 1 .. DEMO_PEOPLE */
	struct demo_person *who;
	size_t city;
	enum order_date order;
	enum files files;
	enum motion motion;
	bool in_absentia;
	bool absentia_unsaid;
	bool others_unsaid; /* whether there is another final order */
	bool nationality_conflict;
	bool place_conflict;
	struct day produced, filed;
};

static void
life_kind(struct life *l, struct dice *d)
{
	unsigned n = l->n;

	l->who->arrested_detroit = n <= DETROIT_ARRESTS;
	l->who->arrested_week =
	    n > DETROIT_ARRESTS && n <= DETROIT_ARRESTS + WEEK_ARRESTS;
	/* 66 of those from Detroit and 19 of the others. */
	l->who->aboard = n <= 66 ||
	    (l->who->arrested_week && n <= DETROIT_ARRESTS + ABOARD - 66);
	l->city =
	    l->who->arrested_detroit ? 0 : city_of(d, l->who->arrested_week);
	l->who->city = cities[l->city].city;
	l->who->community = (enum demo_community)dice_roll(d, NCOMMUNITIES);
	if (l->who->arrested_detroit && dice_percent(d, 70))
		l->who->community = COMMUNITY_CHALDEAN;

	l->order = n == DEMO_PEOPLE ? ORDER_AFTER
	    : n % 97 == 0           ? ORDER_2017
	    : dice_percent(d, 8)    ? ORDER_YEAR
				    : ORDER_EXACT;
	l->in_absentia = dice_percent(d, 12);
	l->absentia_unsaid = n % 71 == 0;
	l->others_unsaid = n % 89 == 0;
	l->nationality_conflict = n % 179 == 0;
	l->place_conflict = l->who->arrested_week && n % 21 == 0;
}

/* Files came to attorneys of record: to some 160 who had filed already on
 * 6 November, to about half of the others on 27 November. */
static void
life_motion(struct life *l, struct dice *d)
{
	unsigned roll = dice_roll(d, 1000);

	l->files = roll < 110 ? FILES_EARLY
	    : roll < 600      ? FILES_LATE
	    : roll < 615      ? FILES_HALF
			      : FILES_NONE;
	l->produced =
	    l->files == FILES_EARLY ? day(2017, 11, 6) : day(2017, 11, 27);
	if (l->files == FILES_EARLY) {
		l->motion = MOTION_BEFORE;
		l->filed = day_between(d, day(2017, 6, 27), day(2017, 10, 31));
	} else if (l->files == FILES_LATE) {
		roll = dice_roll(d, 100);
		l->motion = roll < 82 ? MOTION_IN_TIME
		    : roll < 86       ? MOTION_LATEST
		    : roll < 94       ? MOTION_NONE
				      : MOTION_UNSAID;
		/* Ninety days end on Sunday 25 February; three months on
		 * Tuesday the 27th. */
		l->filed = l->motion == MOTION_LATEST
		    ? day_between(d, day(2018, 2, 26), day(2018, 2, 27))
		    : day_between(d, day(2017, 12, 4), day(2018, 2, 23));
	}
}

static void
put_order(struct buf *b, struct life *l, struct dice *d)
{
	struct day since = day_between(d, day(1983, 1, 3), day(2017, 5, 31));
	int year = day_ymd(since).year;

	if (l->order == ORDER_AFTER)
		since = day(2017, 6, 25);
	buf_printf(b, "    final_order authority %s designated IQ",
	    year < 1997 ? "deportation" : "INA_240");
	if (!l->absentia_unsaid)
		buf_printf(b, " in_absentia %s", l->in_absentia ? "yes" : "no");
	if (l->order == ORDER_YEAR)
		buf_printf(b, " since %d\n", year);
	else if (l->order == ORDER_2017)
		buf_puts(b, " since 2017\n");
	else {
		put_day(b, " since ", since);
		buf_putc(b, '\n');
	}
	if (!l->others_unsaid)
		buf_puts(b, "    no other final_order\n");
}

static void
put_custody(struct buf *b, struct life *l, struct dice *d)
{
	static const char *const jails[] = { "facility.st_clair",
		"facility.calhoun", "facility.chippewa",
		"facility.northeast_ohio" };
	const char *area = cities[l->city].area;
	struct day arrested = day(2017, 6, 11);

	put_day(b, "    supervision agency ICE since ",
	    day_between(d, day(2001, 1, 2), day(2017, 1, 31)));
	buf_printf(b, "\n    present place %s since 2001\n", area);
	if (!l->who->arrested_detroit && !l->who->arrested_week) {
		/* Some were taken later, as the summer went on. */
		if (l->n % 13 != 0) {
			buf_puts(b, "    no custody since 2016-01-01\n");
			return;
		}
		arrested = day_between(d, day(2017, 6, 20), day(2017, 9, 30));
	} else if (l->who->arrested_week) {
		arrested = day_between(d, day(2017, 6, 12), day(2017, 6, 17));
	}
	buf_printf(b, "    custody agency ICE place %s",
	    l->who->arrested_detroit ? jails[dice_roll(d, 4)] : area);
	put_day(b, " since ", arrested);
	if (l->place_conflict) {
		put_day(b,
		    "  source \"locator\"\n"
		    "    custody agency ICE place area.DET since ",
		    arrested);
		buf_puts(b, "  source \"family\"");
	}
	buf_putc(b, '\n');
	if (l->who->arrested_detroit && dice_percent(d, 20))
		put_day(b, "    custody agency ICE place facility.jena since ",
		    day_between(d, day(2017, 6, 14), day(2017, 6, 21)));
	else if (dice_percent(d, 45))
		put_day(b, "    released agency ICE ",
		    day_between(d, day(2018, 2, 1), day(2018, 12, 20)));
	else
		return;
	buf_putc(b, '\n');
}

static void
put_files(struct buf *b, const struct life *l)
{
	if (l->files == FILES_NONE)
		return;
	put_day(b, "    a_file.produced ", l->produced);
	if (l->files != FILES_HALF)
		put_day(b, "; record.produced ", l->produced);
	buf_putc(b, '\n');
}

/* What became of a motion that was denied. */
static void
put_appeal(struct buf *b, struct dice *d, struct day denied)
{
	struct day appealed, dismissed, petition;

	if (dice_percent(d, 12)) {
		/* No appeal, and that is on record. */
		put_day(b, "    no bia_appeal since ", denied);
		put_day(b, " through ", day_later(denied, 45));
		buf_puts(b, "\n    no motion_to_reopen.granted");
		buf_puts(b, "\n    no circuit_stay\n");
		return;
	}
	appealed = day_later(denied, 7 + (int)dice_roll(d, 20));
	put_day(b, "    bia_appeal.filed as a1 of m1 ", appealed);
	buf_putc(b, '\n');
	if (!dice_percent(d, 40)) {
		buf_puts(b, "    no circuit_stay\n");
		return;
	}
	dismissed = day_later(appealed, 90 + (int)dice_roll(d, 60));
	petition = day_later(dismissed, 5 + (int)dice_roll(d, 20));
	put_day(b, "    bia_appeal.dismissed ", dismissed);
	put_day(b, "\n    petition_for_review.filed as p1 of a1 circuit ca6 ",
	    petition);
	put_day(b, "\n    circuit_stay.filed of p1 circuit ca6 ", petition);
	if (dice_percent(d, 50))
		put_day(b, "\n    circuit_stay.denied ",
		    day_later(petition, 20 + (int)dice_roll(d, 20)));
	buf_puts(b, "\n    no other circuit_stay\n");
}

static void
put_motion(struct buf *b, struct life *l, struct dice *d)
{
	struct day decided;
	bool denied;

	if (l->motion == MOTION_NONE) {
		buf_puts(b,
		    "    no motion_to_reopen through 2018-02-27\n"
		    "        document \"synthetic: court records, read 28 "
		    "February 2018\"\n"
		    "        recorded 2018-02-28 08:00\n");
	}
	if (l->motion == MOTION_NONE || l->motion == MOTION_UNSAID) {
		buf_puts(b, "    no circuit_stay\n");
		return;
	}
	put_day(b,
	    l->in_absentia ? "    motion_to_reopen.filed as m1 basis no_notice "
			     "in_absentia yes "
			   : "    motion_to_reopen.filed as m1 basis "
			     "changed_conditions in_absentia no ",
	    l->filed);
	buf_putc(b, '\n');
	if (!dice_percent(d, 70)) {
		buf_puts(b, "    no circuit_stay\n");
		return;
	}
	decided = day_later(l->filed, 60 + (int)dice_roll(d, 240));
	denied = dice_percent(d, 30);
	put_day(b,
	    denied ? "    motion_to_reopen.denied "
		   : "    motion_to_reopen.granted ",
	    decided);
	buf_putc(b, '\n');
	if (denied)
		put_appeal(b, d, decided);
	else
		buf_puts(b, "    no circuit_stay\n");
}

static void
put_person(struct buf *b, unsigned n, struct demo_person *who)
{
	struct dice d = { .state = 0x11062017u + (uint64_t)n * 7919u };
	struct life l = { .n = n, .who = who };

	life_kind(&l, &d);
	life_motion(&l, &d);
	buf_printf(b, "\nperson A000-%03u-%03u \"", n / 1000, n % 1000);
	put_name(b, &d);
	buf_puts(b, "\"\n");
	if (l.nationality_conflict)
		buf_puts(b,
		    "    nationality IQ  source \"travel document\"\n"
		    "    nationality SY  source \"an interview of 1994\"\n");
	else
		buf_puts(b, "    nationality IQ; no other nationality\n");
	put_order(b, &l, &d);
	put_custody(b, &l, &d);
	buf_puts(b,
	    "    no visa; no refugee_approval; no entry_authorization\n");
	if (dice_percent(&d, 60)) {
		buf_printf(b, "    conviction offense %s %u\n",
		    dice_percent(&d, 50) ? "controlled_substance" : "theft",
		    1984 + dice_roll(&d, 24));
	}
	/* In absentia, and a motion would stay removal: somebody looked. */
	if (l.in_absentia && !l.absentia_unsaid)
		buf_puts(b,
		    "    no motion_to_reopen through 2017-06-23\n"
		    "        recorded 2017-06-11 12:00\n");
	put_files(b, &l);
	put_motion(b, &l, &d);
}

void
demo_people_write(struct buf *b, struct demo_person *who)
{
	unsigned n;

	buf_puts(b,
	    "# 1,444 people who do not exist, made by forestay demo.\n\n"
	    "zone   America/Detroit\n"
	    "source \"synthetic: intake\" document \"synthetic: A-file\"\n");
	for (n = 1; n <= DEMO_PEOPLE; n++)
		put_person(b, n, &who[n - 1]);
}
