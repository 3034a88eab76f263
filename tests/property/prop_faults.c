/* prop_faults.c - power cuts, failing disks, full disks, refused memory,
 * clocks: nothing acknowledged is lost and nothing half-done is seen.
 *
 * Each scene (tests/support/scene.h) is played on a disk in memory:
 *
 *	cuts	once, and at each change or sync power is cut, in several
 *		ways; and the process is killed
 *	I/O	with the N-th call failing, or all from the N-th on: before,
 *		half done, or after it was done
 *	memory	with the N-th allocation refused, or all from it on
 *	room	on a disk with so many bytes left, until it is enough
 *	world	without clock or chance at the N-th asking
 *
 * for N = 1, 2, 3 ... until nothing fails.  What is found afterwards is held
 * against what was said (scene_check).  FAULTS_PART=100 tries all of it,
 * FAULTS_PART=10 about a tenth of what is asked of a full run (HACKING.md);
 * SEED chooses which, and how power goes.  FAULTS_SCENE and FAULTS_KIND
 * choose some.
 * Bugs are planted to show that each would be found. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "property/run.h"
#include "support/scene.h"

enum trouble { CUTS, IO, MEMORY, ROOM, WORLD, NKINDS };

static const char *const kind_names[NKINDS] = { "power cuts", "I/O", "memory",
	"disk full", "clock and chance" };

struct stand {
	const struct scene *scene;
	struct arena texts; /* of before */
	struct disk *base;
	struct run *first; /* as it stood then */
	enum disk_bug bug;
	enum disk_lie lie;
	enum scene_bug says;
	unsigned part; /* per mille of the points that are tried */
	struct rng g;
	const char *wrong; /* the first that was */
	char where[160];
};

struct counts {
	unsigned long tried[NKINDS], kills, scenes;
};

static struct counts counts;

/* -- A stage ------------------------------------------------------------ */

static void
stand_begin(struct stand *s, const struct scene *sc, uint64_t seed)
{
	s->scene = sc;
	s->g.s = seed;
	s->wrong = NULL;
	arena_init(&s->texts, &mem_system, (size_t)1 << 30);
	s->base = disk_new();
	s->first = malloc(sizeof(*s->first));
	if (s->first == NULL)
		abort();
	(void)disk_use(s->base);
	run_init(s->first, &s->texts, s->base, seed);
	if (!sc->bare)
		(void)run_make(s->first);
	sc->before(s->first);
	run_close(s->first);
	disk_settle(s->base);
	s->wrong = s->first->wrong;
	if (s->wrong != NULL)
		snprintf(s->where, sizeof(s->where), "before it began");
}

static void
stand_end(struct stand *s)
{
	disk_free(s->base);
	free(s->first);
	arena_release(&s->texts);
}

static void
stand_wrong(struct stand *s, const char *why, enum trouble k, unsigned long at,
    unsigned how)
{
	if (why == NULL || s->wrong != NULL)
		return;
	s->wrong = arena_strdup(&s->texts, why);
	snprintf(s->where, sizeof(s->where), "%s, %s at %lu (%u)",
	    s->scene->name, kind_names[k], at, how);
}

/* Whether this point is one of the part that is tried. */
static bool
chosen(struct stand *s)
{
	unsigned part = s->part;

	if (s->scene->weight > 1) {
		if (!rng_chance(&s->g, 1, s->scene->weight))
			return false;
	}
	return part >= 1000 || rng_chance(&s->g, part, 1000);
}

/* Everything as it was, once more. */
static struct run *
play_begin(struct stand *s, struct arena *texts)
{
	static struct run r;

	arena_init(texts, &mem_system, (size_t)1 << 30);
	r = *s->first;
	r.disk = disk_copy(s->base);
	r.texts = texts;
	r.how.bug = s->bug;
	r.bug = s->says;
	r.world.ctx = &r;
	r.how.world = &r.world;
	r.chance_calls = r.clock_calls = 0;
	disk_plan(r.disk)->lie = s->lie;
	(void)disk_use(r.disk);
	refusals = (struct refusals){ .rest = true };
	return &r;
}

static void
play_end(struct run *r, struct arena *texts)
{
	run_close(r);
	(void)disk_use(NULL);
	disk_free(r->disk);
	r->disk = NULL;
	arena_release(texts);
}

/* -- Power -------------------------------------------------------------- */

struct cutting {
	struct stand *s;
	struct run *r;
	unsigned long point;
	unsigned ways;
};

static void
cut_here(void *ctx)
{
	struct cutting *c = ctx;
	unsigned i;

	c->point++;
	if (c->s->wrong != NULL || !chosen(c->s))
		return;
	for (i = 0; i <= c->ways && c->s->wrong == NULL; i++) {
		uint64_t seed = rng_next(&c->s->g);
		struct disk *d =
		    i == 0 ? disk_copy(c->r->disk) : disk_cut(c->r->disk, seed);

		if (i == 0)
			counts.kills++;
		else
			counts.tried[CUTS]++;
		stand_wrong(c->s, scene_check(c->r, d, seed % 4 == 0, seed),
		    CUTS, c->point, i);
	}
}

static void
play_cuts(struct stand *s, unsigned ways)
{
	struct arena texts;
	struct run *r = play_begin(s, &texts);
	struct cutting c = { s, r, 0, ways };

	disk_watch(r->disk, cut_here, &c);
	s->scene->act(r);
	cut_here(&c);
	run_close(r);
	disk_watch(r->disk, NULL, NULL);
	cut_here(&c);
	stand_wrong(s, r->wrong, CUTS, c.point, 99);
	play_end(r, &texts);
}

/* -- The N-th call ------------------------------------------------------ */

/* Afterwards: as it stands, or after a cut on top of it. */
static void
judge(struct stand *s, struct run *r, enum trouble k, unsigned long at,
    unsigned how)
{
	uint64_t seed = rng_next(&s->g);
	struct disk_plan *p;

	run_close(r);
	p = disk_plan(r->disk);
	p->at = 0;
	p->room = 0;
	refusals.rest = true;
	counts.tried[k]++;
	stand_wrong(s, r->wrong, k, at, how);
	if (refusals.live != 0 && s->bug == BUG_NO)
		stand_wrong(s, "memory is not given back", k, at, how);
	if (s->wrong == NULL)
		stand_wrong(s,
		    scene_check(r,
			seed % 2 == 0 ? disk_copy(r->disk)
				      : disk_cut(r->disk, seed),
			seed % 8 == 1, seed),
		    k, at, how);
}

#define IO_WAYS 6

static void
play_io(struct stand *s)
{
	unsigned long at, failed = 1;
	struct arena texts;
	unsigned how;

	for (at = 1; failed > 0 && s->wrong == NULL; at++)
		for (how = 0; how < IO_WAYS && s->wrong == NULL; how++) {
			struct disk_plan *p;
			struct run *r;

			if (!chosen(s) && at % 64 != 0)
				continue;
			r = play_begin(s, &texts);
			p = disk_plan(r->disk);
			p->at = at;
			p->on = how >= 3;
			p->fault = (enum disk_fault)(how % 3);
			s->scene->act(r);
			if ((failed = p->failed) > 0)
				judge(s, r, IO, at, how);
			play_end(r, &texts);
		}
}

static void
play_memory(struct stand *s)
{
	unsigned long at, refused = 1;
	struct arena texts;
	unsigned how;

	for (at = 1; refused > 0 && s->wrong == NULL; at++)
		for (how = 0; how < 2 && s->wrong == NULL; how++) {
			struct run *r;

			if (!chosen(s) && at % 512 != 0)
				continue;
			r = play_begin(s, &texts);
			refusals = (struct refusals){ .at = at, .on = how > 0 };
			s->scene->act(r);
			if ((refused = refusals.refused) > 0)
				judge(s, r, MEMORY, at, how);
			refusals.rest = true;
			play_end(r, &texts);
		}
}

static void
play_room(struct stand *s)
{
	size_t bytes = disk_bytes(s->base), at;
	unsigned long failed = 1;
	struct arena texts;

	for (at = 1; failed > 0 && s->wrong == NULL; at += 509) {
		struct disk_plan *p;
		struct run *r;

		if (!chosen(s) && at % 16 != 0)
			continue;
		r = play_begin(s, &texts);
		p = disk_plan(r->disk);
		p->room = bytes + at;
		s->scene->act(r);
		if ((failed = p->failed) > 0)
			judge(s, r, ROOM, at, 0);
		play_end(r, &texts);
	}
}

static void
play_world(struct stand *s)
{
	unsigned long at;
	struct arena texts;
	unsigned how;

	for (how = 0; how < 2; how++)
		for (at = 1; s->wrong == NULL; at++) {
			struct run *r = play_begin(s, &texts);
			bool told;

			*(how == 0 ? &r->no_clock_at : &r->no_chance_at) = at;
			s->scene->act(r);
			told =
			    (how == 0 ? r->clock_calls : r->chance_calls) >= at;
			if (told)
				judge(s, r, WORLD, at, how);
			play_end(r, &texts);
			if (!told)
				break;
		}
}

static void
play(struct stand *s, enum trouble k)
{
	switch (k) {
	case CUTS:
		play_cuts(s, 7);
		break;
	case IO:
		play_io(s);
		break;
	case MEMORY:
		play_memory(s);
		break;
	case ROOM:
		play_room(s);
		break;
	default:
		play_world(s);
	}
}

/* -- Bugs --------------------------------------------------------------- */

static const struct plant {
	const char *what;
	const char *scene; /* where it has to show */
	enum trouble kind;
	enum disk_bug bug;
	enum disk_lie lie;
	enum scene_bug says;
} plants[] = {
	{ "nothing is synced", "one entry", CUTS, .lie = DISK_NO_SYNC },
	{ "journals are not synced", "one entry", CUTS,
	    .lie = DISK_NO_JOURNAL_SYNC },
	{ "folders are not synced", "a store is made", CUTS,
	    .lie = DISK_NO_NAME_SYNC },
	{ "the log is not synced", "a log of two parts", CUTS,
	    .lie = DISK_NO_LOG_SYNC },
	{ "the log is written over before it is brought in",
	    "a log of two parts", CUTS, .lie = DISK_ONE_PART },
	{ "documents are not synced", "a document", CUTS,
	    .lie = DISK_NO_BLOB_SYNC },
	{ "a document stands under its name at once", "a document", CUTS,
	    .bug = BUG_BLOB_IN_PLACE },
	{ "what was being written is let lie", "a document", CUTS,
	    .bug = BUG_UNTIDY },
	{ "the views' mark is not durable", "views after each", CUTS,
	    .lie = DISK_NO_MARK },
	{ "the views' mark comes before the rows", "views after each", CUTS,
	    .bug = BUG_VIEWS_AHEAD },
	{ "acknowledged before it is written", "one entry", CUTS,
	    .says = SCENE_ACK_FIRST },
	{ "a batch in two commits", "a batch of seven", CUTS,
	    .bug = BUG_TWO_COMMITS },
	{ "no epoch is too old", "a deposed keeper", CUTS,
	    .bug = BUG_NO_FENCE },
	{ "time is forgotten", "a clock set back", CUTS,
	    .bug = BUG_TIME_FORGOTTEN },
	{ "an open fate is told as nothing written", "one entry", IO,
	    .bug = BUG_IO_IS_NOTHING },
	{ "no room is room enough", "a large entry", ROOM,
	    .bug = BUG_FULL_IS_FINE },
	{ "no memory is memory enough", "one entry", MEMORY,
	    .bug = BUG_NOMEM_IS_FINE },
	{ "NO BAR is said before it is written", "nothing bars", IO,
	    .says = SCENE_SAYS_FIRST },
	{ "signed before it is written", "signed one by one", CUTS,
	    .bug = BUG_SIGNED_FIRST },
	{ "tiles are not synced before their checkpoint", "signed one by one",
	    CUTS, .lie = DISK_NO_TILE_SYNC },
	{ "without chance there is no salt", "one entry", WORLD,
	    .bug = BUG_SALT_IS_ZERO },
};

static bool
found(const struct plant *p, uint64_t seed)
{
	struct counts kept = counts;
	static struct stand s;
	bool seen = false;
	size_t i, tries;

	for (tries = 0; tries < 4 && !seen; tries++)
		for (i = 0; i < nscenes && !seen; i++) {
			if (strcmp(scenes[i].name, p->scene) != 0)
				continue;
			s = (struct stand){ .bug = p->bug,
				.lie = p->lie,
				.says = p->says,
				.part = p->kind == MEMORY ? 300 : 1000 };
			stand_begin(&s, &scenes[i], seed + tries);
			play(&s, p->kind);
			seen = s.wrong != NULL;
			if (seen)
				printf("found: %s (%s: %s)\n", p->what, s.where,
				    s.wrong);
			stand_end(&s);
		}
	counts = kept;
	if (!seen)
		printf("planted and not found: %s\n", p->what);
	fflush(stdout);
	return seen;
}

/* -- All of it ---------------------------------------------------------- */

/* All is all; of less, the many are tried less often. */
static unsigned
part_of(unsigned percent, enum trouble k)
{
	if (percent >= 100)
		return 1000;
	return k == MEMORY ? percent * 2 : k == IO ? percent * 6 : percent * 10;
}

static bool
one_scene(const struct scene *sc, uint64_t seed, unsigned part,
    const char *only)
{
	static struct stand s;
	bool good = true;
	int k;

	for (k = 0; k < NKINDS; k++) {
		if (only != NULL && strcmp(only, kind_names[k]) != 0)
			continue;
		s = (struct stand){ .part = part_of(part, (enum trouble)k) };
		stand_begin(&s, sc, seed);
		if (s.wrong == NULL)
			play(&s, (enum trouble)k);
		if (s.wrong != NULL)
			printf("SEED=%llu %s: %s\n", (unsigned long long)seed,
			    s.where, s.wrong);
		good = good && s.wrong == NULL;
		stand_end(&s);
	}
	counts.scenes++;
	return good;
}

static void
say_counts(void)
{
	static const char *const what[NKINDS] = { "power cuts",
		"calls that failed", "allocations refused",
		"points of a full disk", "times without clock or chance" };
	int k;

	if (counts.scenes == 0)
		return;
	printf("%lu scenes:", counts.scenes);
	for (k = 0; k < NKINDS; k++)
		if (counts.tried[k] > 0)
			printf(" %lu %s;", counts.tried[k], what[k]);
	if (counts.kills > 0)
		printf(" %lu ends of the process", counts.kills);
	printf("\n");
}

int
main(void)
{
	unsigned part = (unsigned)prop_number("FAULTS_PART", 1);
	uint64_t seed = prop_number("SEED", 1);
	const char *only = getenv("FAULTS_KIND");
	const char *scene = getenv("FAULTS_SCENE");
	size_t i, passed = 0, failed = 0;
	bool ok;

	refusals_begin();
	cut_vfs();
	for (i = 0; i < sizeof(plants) / sizeof(plants[0]); i++) {
		if (scene != NULL ||
		    (only != NULL && strcmp(only, "bugs") != 0))
			break;
		ok = found(&plants[i], seed);
		passed += ok;
		failed += !ok;
	}
	for (i = 0; i < nscenes; i++) {
		if (scene != NULL && strstr(scenes[i].name, scene) == NULL)
			continue;
		if (only != NULL && strcmp(only, "bugs") == 0)
			continue;
		ok = one_scene(&scenes[i], seed + i, part, only);
		passed += ok;
		failed += !ok;
		fflush(stdout);
	}
	say_counts();
	printf("%zu passed, %zu failed\n", passed, failed);
	return failed > 0;
}
