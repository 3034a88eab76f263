/* name_like.c - how like two names are; see name.h. */

#include <string.h>

#include "record/name.h"

#define APART_BYTES 32

unsigned
letters_apart(const char *a, const char *b)
{
	unsigned d[3][APART_BYTES + 1];
	size_t na = strlen(a), nb = strlen(b), i, k;
	unsigned cost, best;

	na = na < APART_BYTES ? na : APART_BYTES;
	nb = nb < APART_BYTES ? nb : APART_BYTES;
	for (k = 0; k <= nb; k++)
		d[0][k] = (unsigned)k;
	for (i = 1; i <= na; i++) {
		unsigned *now = d[i % 3], *up = d[(i + 2) % 3];
		const unsigned *two = d[(i + 1) % 3];

		now[0] = (unsigned)i;
		for (k = 1; k <= nb; k++) {
			cost = a[i - 1] == b[k - 1] ? 0 : 1;
			best = up[k - 1] + cost;
			if (up[k] + 1 < best)
				best = up[k] + 1;
			if (now[k - 1] + 1 < best)
				best = now[k - 1] + 1;
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] &&
			    a[i - 2] == b[k - 1] && two[k - 2] + 1 < best)
				best = two[k - 2] + 1;
			now[k] = best;
		}
	}
	return d[na % 3][nb];
}

static bool
sound_alike(const struct name_part *a, const struct name_part *b)
{
	size_t i, k;

	for (i = 0; i < a->nsounds; i++)
		for (k = 0; k < b->nsounds; k++)
			if (strcmp(a->sounds[i], b->sounds[k]) == 0)
				return true;
	return false;
}

/* The nearest two sounds, when they are long enough for one slip to say
 * anything. */
static bool
sound_near(const struct name_part *a, const struct name_part *b)
{
	size_t i, k;

	for (i = 0; i < a->nsounds; i++)
		for (k = 0; k < b->nsounds; k++)
			if (strlen(a->sounds[i]) >= 4 &&
			    strlen(b->sounds[k]) >= 4 &&
			    letters_apart(a->sounds[i], b->sounds[k]) == 1)
				return true;
	return false;
}

/* How like two parts are, of 100. */
static unsigned
parts_like(const struct name_part *a, const struct name_part *b)
{
	size_t na = strlen(a->spelled), nb = strlen(b->spelled);
	size_t longer = na > nb ? na : nb;
	unsigned apart;

	if (strcmp(a->spelled, b->spelled) == 0)
		return 100;
	/* An initial. */
	if ((na == 1 || nb == 1) && a->latin && b->latin)
		return a->spelled[0] == b->spelled[0] ? 50 : 0;
	apart = letters_apart(a->spelled, b->spelled);
	if (sound_alike(a, b)) {
		if (!a->latin || !b->latin)
			return 90;
		/* Hassan is not Hussein, though they sound so here. */
		return 95 - (unsigned)(35 * apart / (longer == 0 ? 1 : longer));
	}
	if (a->latin && b->latin && apart == 1 && longer >= 4)
		return 80;
	if (a->latin && b->latin && apart == 2 && longer >= 7)
		return 70;
	return sound_near(a, b) ? 60 : 0;
}

/* Two parts against one: Jean Pierre, Jeanpierre. */
static bool
parts_fused(const struct name_part *a, const struct name_part *b,
    const struct name_part *one)
{
	char both[2 * NAME_PART_BYTES];
	size_t n = strlen(a->spelled);

	memcpy(both, a->spelled, n);
	memcpy(both + n, b->spelled, strlen(b->spelled) + 1);
	return strcmp(both, one->spelled) == 0;
}

struct matching {
	bool used_a[NAME_PARTS], used_b[NAME_PARTS];
	unsigned sum;
	size_t matched;
	bool spelled; /* all that match are spelled the same */
	bool slip;    /* some match by a slip only */
	bool order;   /* they come in the same order */
};

/* The best pair again and again: names are short, and a part that is spelled
 * the same has no better partner. */
static void
match_parts(const struct person_name *a, const struct person_name *b,
    struct matching *m)
{
	size_t i, k, bi = 0, bk = 0;
	size_t with[NAME_PARTS];
	unsigned best, s;

	m->spelled = true;
	m->order = true;
	for (i = 0; i < NAME_PARTS; i++)
		with[i] = NAME_PARTS;
	for (;;) {
		best = 0;
		for (i = 0; i < a->n; i++)
			for (k = 0; k < b->n; k++) {
				if (m->used_a[i] || m->used_b[k])
					continue;
				s = parts_like(&a->parts[i], &b->parts[k]);
				if (s > best) {
					best = s;
					bi = i;
					bk = k;
				}
			}
		if (best == 0)
			break;
		m->used_a[bi] = m->used_b[bk] = true;
		with[bi] = bk;
		m->sum += best;
		m->matched++;
		m->spelled = m->spelled && best == 100;
		m->slip = m->slip ||
		    (best < 100 && !sound_alike(&a->parts[bi], &b->parts[bk]));
	}
	for (i = 0; i < a->n; i++)
		for (k = i + 1; k < a->n; k++)
			if (with[i] != NAME_PARTS && with[k] != NAME_PARTS &&
			    with[k] < with[i])
				m->order = false;
}

/* What is left on one side, fused, against what is left on the other. */
static void
match_fused(const struct person_name *a, bool *used_a,
    const struct person_name *b, bool *used_b, struct matching *m)
{
	size_t i, k, j;

	for (i = 0; i < a->n; i++)
		for (j = 0; j < a->n; j++)
			for (k = 0; k < b->n; k++)
				if (i != j && !used_a[i] && !used_a[j] &&
				    !used_b[k] &&
				    parts_fused(&a->parts[i], &a->parts[j],
					&b->parts[k])) {
					used_a[i] = used_a[j] = used_b[k] =
					    true;
					m->sum += 195;
					m->matched += 2;
				}
}

unsigned
name_like(const struct person_name *a, const struct person_name *b,
    enum name_likeness *how)
{
	size_t fewer = a->n < b->n ? a->n : b->n;
	size_t more = a->n < b->n ? b->n : a->n;
	struct matching m = { 0 };
	unsigned score;

	*how = NAME_UNLIKE;
	if (fewer == 0)
		return 0;
	match_parts(a, b, &m);
	if (m.matched < more) {
		match_fused(a, m.used_a, b, m.used_b, &m);
		match_fused(b, m.used_b, a, m.used_a, &m);
	}
	/* A form asks for two names, a passport has four: what both give
	 * weighs most. */
	score = (unsigned)((3 * m.sum / fewer + 2 * m.sum / more) / 5);
	if (score > 100)
		score = 100;
	/* One common part out of several says little. */
	if (m.matched == 1 && more > 1 && score > 60)
		score = 60;
	if (m.matched == 0)
		return 0;
	if (m.matched >= more && !m.slip)
		*how = !m.order ? NAME_REORDERED
		    : m.spelled ? NAME_SAME
				: NAME_SOUND;
	else if (m.matched >= fewer && fewer > 1)
		*how = NAME_LIKE;
	else
		*how = NAME_PARTLY;
	return score;
}
