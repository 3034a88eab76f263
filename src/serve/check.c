/* check.c - see check.h: deciding. */

#include <string.h>

#include "serve/answers.h"

const char *
check_verdict(enum verdict v)
{
	switch (v) {
	case VERDICT_NO_BAR:
		return "no_bar_on_record";
	case VERDICT_BARRED:
		return "barred";
	case VERDICT_HOLD:
	default:
		return "hold";
	}
}

/* -- When ---------------------------------------------------------------- */

static int
instant_of(struct check_line *line, const char *s, struct when *out)
{
	struct moment m;

	if (moment_parse(s, strlen(s), &m) == 0 && m.kind == MOMENT_EXACT) {
		*out = zone_when(zone_builtin("UTC"), &m);
		return 0;
	}
	line->problem = PROBLEM_BODY;
	line->why = "an instant is written 2017-06-23T14:00:00Z, or with an "
		    "offset";
	return E_CHECK;
}

/* A step of a minute is a step of the clock's own. */
static bool
clock_is_behind(const struct check_scene *scene)
{
	return instant_cmp(instant_add_minutes(scene->clock, 1),
		   scene->st->known) < 0;
}

static int
times(const struct check_scene *scene, struct check_line *line)
{
	const struct query *q = line->query;
	struct instant known = scene->st->known;
	struct when at, w;
	int r;

	at.first = at.last = instant_floor_minute(known);
	/* The last entry is later than the clock shows: one of the two is
	 * wrong, and either may be. */
	if (instant_cmp(scene->clock, known) < 0)
		at.first = instant_floor_minute(scene->clock);
	if (q->departs != NULL && (r = instant_of(line, q->departs, &at)) != 0)
		return r;
	line->act.departs = at.first;
	line->act.arrives = at.last;
	if (q->arrives != NULL) {
		if ((r = instant_of(line, q->arrives, &w)) != 0)
			return r;
		line->act.arrives = w.last;
	}
	if (instant_cmp(line->act.arrives, line->act.departs) >= 0)
		return 0;
	line->problem = PROBLEM_BODY;
	line->why = "it arrives before it departs";
	return E_CHECK;
}

/* -- What ---------------------------------------------------------------- */

static int
act_of(struct arena *a, const struct stored *st, struct check_line *line)
{
	const struct query *q = line->query;
	struct asked_slot *slots = arena_array(a, q->nslots, sizeof(*slots));
	size_t i;
	int r;

	if (slots == NULL)
		return E_NOMEM;
	for (i = 0; i < q->nslots; i++)
		slots[i] =
		    (struct asked_slot){ q->slots[i].name, q->slots[i].value };
	r = asked_act(a, st->laws[0].law.vocab, q->act, slots, q->nslots,
	    &line->act, &line->why);
	if (r == E_NAME)
		line->problem = PROBLEM_BODY;
	return r;
}

/* -- The answer ---------------------------------------------------------- */

static int
subjects(struct arena *a, struct check_line *line)
{
	const struct asked *q = &line->asked;
	size_t i;

	line->on = arena_array(a, q->nfound + 1, sizeof(*line->on));
	if (line->on == NULL)
		return E_NOMEM;
	line->on[line->non++] = "answers";
	for (i = 0; i < q->nfound && line->non < LIMIT_SUBJECTS; i++)
		if ((line->on[line->non++] = arena_printf(a, "answers/%s",
			 q->people[i]->id)) == NULL)
			return E_NOMEM;
	return 0;
}

static int
decide_anew(struct arena *a, const struct check_scene *scene,
    struct check_line *line)
{
	const struct query *q = line->query;
	int r;

	r = asked_find(a, scene->st, q->person, q->facts, q->nfacts,
	    &line->asked);
	if (r == E_CHECK) {
		line->problem = PROBLEM_BODY;
		line->why = "a fact is not in the language of the orders, or "
			    "says more of the person than a fact may";
	}
	if (r != 0)
		return r;
	line->asked.act = &line->act;
	line->asked.caches = scene->caches;
	if (q->departs == NULL && clock_is_behind(scene))
		line->asked.clock_behind =
		    "the clock of the server is behind the record";
	/* What it returns beside the answer is in it: a hold that failed. */
	(void)asked_decide(a, &line->asked, &line->answer);
	return 0;
}

static int
decide_line(struct arena *a, const struct check_scene *scene,
    struct check_line *line)
{
	int r;

	if ((r = times(scene, line)) != 0 ||
	    (r = act_of(a, scene->st, line)) != 0)
		return r;
	line->kept = scene->kept != NULL && !clock_is_behind(scene) &&
	    answers_find(scene->kept, a, scene->st, line);
	if (!line->kept && (r = decide_anew(a, scene, line)) != 0)
		return r;
	line->asked.act = &line->act;
	if ((r = subjects(a, line)) != 0)
		return r;
	line->body = asked_body(&line->asked, scene->st->known, &line->answer,
	    scene->program);
	return line->body == NULL ? E_NOMEM : 0;
}

int
check_decide(struct arena *a, const struct check_scene *scene,
    struct check_line *line)
{
	int r;

	line->problem = PROBLEM_NONE;
	line->why = NULL;
	line->asked = (struct asked){ .n = 0 };
	line->answer = (struct answer){ .verdict = VERDICT_HOLD,
		.until = INSTANT_NEVER,
		.horizon = INSTANT_NEVER,
		.failed = true };
	line->act = (struct act){ .kind = NULL };
	line->body = NULL;
	line->kept = false;
	line->non = 0;
	line->entry = 0;
	if (scene->st->broken != NULL && !scene->st->laws[0].good) {
		line->problem = PROBLEM_INTERNAL;
		return 0;
	}
	r = decide_line(a, scene, line);
	return line->problem != PROBLEM_NONE ? 0 : r;
}

void
check_release(struct check_line *line)
{
	json_decref(line->body);
	line->body = NULL;
}

struct draft
check_draft(const struct check_line *line)
{
	return (struct draft){ .kind = "answer",
		.matter = "answers",
		.author = line->by->id,
		.on = line->on,
		.non = line->non,
		.body = line->body };
}

void
check_unwritten(struct check_line *line)
{
	line->entry = 0;
	if (line->answer.verdict != VERDICT_NO_BAR)
		return;
	line->answer.verdict = VERDICT_HOLD;
	line->answer.failed = true;
	line->answer.nholds = 0;
	line->answer.settle = NULL;
}
