/* desk_round.c - what came in together is answered together; see
 * desk_inner.h.
 *
 * Every line is decided as of one entry; all are written in one batch, if
 * nothing they rest on was touched since; then they are told.  What came
 * between has all of them decided anew, and after a few times each by
 * itself, so that one person of whom much is written holds nobody else up. */

#include <poll.h>
#include <string.h>
#include <time.h>

#include "serve/desk_inner.h"
#include "serve/keep.h"

#define TRIES      5
#define SIGN_MS    2000

/* How long a check took tells what is known of somebody: answers leave at
 * the beats of a clock that begins with the round. */
#define BEAT_US    2000

/* Read under one lock: the views of the store wait for it. */
#define HELD_LINES 16

bool
desk_add(struct desk *d, struct link *from, enum side side,
    const struct desk_request *r, enum problem bad, const char *detail)
{
	struct job *j;

	if (d->njobs == ROUND_JOBS)
		return false;
	if (bad == PROBLEM_NONE && r->route->manifest) {
		if (manifest_add(d, from, side, r))
			return true;
		bad = PROBLEM_BUSY;
	}
	j = &d->jobs[d->njobs++];
	memset(j, 0, sizeof(*j));
	j->from = from;
	j->side = side;
	j->request = *r;
	j->problem = bad;
	j->detail = detail;
	j->status = 200;
	j->media = "application/json";
	return true;
}

/* -- Who may ------------------------------------------------------------- */

void
desk_admit(struct desk *d, struct job *j)
{
	const struct desk_request *r = &j->request;

	if (j->problem != PROBLEM_NONE || r->route->open)
		return;
	if (r->route->page && r->route->id != ROUTE_SIGN_IN)
		j->by = desk_page_account(d, j);
	else if (r->has_token)
		j->by = accounts_find(&d->accounts, &r->token);
	if (j->by == NULL)
		j->problem = PROBLEM_TOKEN;
	else if (!route_allows(r->route, j->side, j->by->role))
		j->problem = PROBLEM_ROLE;
}

/* -- Checks -------------------------------------------------------------- */

static bool
is_check(const struct job *j)
{
	return j->problem == PROBLEM_NONE && j->request.route->check;
}

static bool
is_decided(const struct check_line *line)
{
	return line->problem == PROBLEM_NONE && line->body != NULL;
}

static void
decide_one(struct desk *d, const struct check_scene *scene,
    struct check_line *line)
{
	check_release(line);
	if (check_decide(&d->round, scene, line) != 0) {
		check_release(line);
		line->problem = PROBLEM_INTERNAL;
	}
}

static void
decide_some(struct desk *d, const struct check_scene *scene, size_t from,
    size_t to)
{
	size_t i;

	store_hold(d->store, true);
	for (i = from; i < to; i++)
		decide_one(d, scene, d->lines[i]);
	store_hold(d->store, false);
}

int
desk_append(struct desk *d, struct batch *b, struct appended *out)
{
	int r = store_batch_id(b), tries;

	/* When its fate is open, the same id finds out. */
	for (tries = 0; r == 0 && tries < TRIES; tries++) {
		r = store_append(d->store, b, out);
		if (r != E_IO && r != E_STALE && r != E_AGAIN)
			return r;
		r = tries + 1 < TRIES ? 0 : r;
	}
	return r;
}

/* The lines from..to that were decided, in one batch.  0; E_CONFLICT;
 * E_RANGE: the clock went back; or as store_append. */
static int
write_lines(struct desk *d, const struct check_scene *scene, size_t from,
    size_t to)
{
	struct draft *drafts =
	    arena_array(&d->round, to - from, sizeof(*drafts));
	struct precondition *pre;
	struct batch b = { .n = 0 };
	struct appended out;
	size_t i, npre = 0;
	uint64_t seq;
	int r;

	for (i = from; i < to; i++)
		if (is_decided(d->lines[i]))
			npre += asked_npre(&d->lines[i]->asked);
	pre = arena_array(&d->round, npre, sizeof(*pre));
	if (drafts == NULL || pre == NULL)
		return E_NOMEM;
	for (i = from; i < to; i++) {
		if (!is_decided(d->lines[i]))
			continue;
		drafts[b.n++] = check_draft(d->lines[i]);
		b.npre = asked_pre(&d->lines[i]->asked, pre, b.npre);
	}
	if (b.n == 0)
		return 0;
	b.drafts = drafts;
	b.pre = pre;
	if ((r = desk_append(d, &b, &out)) != 0)
		return r;
	seq = out.first;
	for (i = from; i < to; i++)
		if (is_decided(d->lines[i])) {
			d->lines[i]->entry = seq++;
			d->lines[i]->at = out.at;
			/* Not remembered, it is decided again more often. */
			if (d->lines[i]->answer.verdict == VERDICT_NO_BAR)
				(void)!recall_own(&d->watch.recall, seq - 1,
				    &d->lines[i]->asked);
			if (!d->lines[i]->kept)
				answers_keep(&d->kept, scene->st, d->lines[i]);
		}
	answers_own(&d->kept, out.first, b.n);
	/* A clock set back: what is known then may still grow. */
	return instant_cmp(out.at, scene->st->known) < 0 ? E_RANGE : 0;
}

/* As many lines as their preconditions allow in one batch. */
static size_t
batch_end(const struct desk *d, size_t from)
{
	size_t npre = 0, i;

	for (i = from; i < d->nlines; i++) {
		if (!is_decided(d->lines[i]))
			continue;
		npre += asked_npre(&d->lines[i]->asked);
		if (npre > LIMIT_PRECONDITIONS && i > from)
			return i;
	}
	return d->nlines;
}

static void
unwritten(struct desk *d, size_t from, size_t to)
{
	size_t i;

	for (i = from; i < to; i++)
		if (is_decided(d->lines[i])) {
			check_unwritten(d->lines[i]);
			d->numbers.unwritten++;
		}
}

/* Of one line alone, anew each time. */
static void
settle_one(struct desk *d, struct check_scene *scene, struct stored *st,
    size_t i)
{
	int r = E_CONFLICT, tries;

	for (tries = 0; tries < TRIES; tries++) {
		if (desk_refresh(d) != 0 || desk_now(d, scene, st) != 0)
			break;
		decide_one(d, scene, d->lines[i]);
		r = write_lines(d, scene, i, i + 1);
		if (r != E_CONFLICT && r != E_RANGE)
			break;
	}
	if (r != 0)
		unwritten(d, i, i + 1);
}

static void
settle_batch(struct desk *d, struct check_scene *scene, struct stored *st,
    size_t from, size_t to)
{
	size_t i;
	int r, tries;

	r = write_lines(d, scene, from, to);
	for (tries = 1; (r == E_CONFLICT || r == E_RANGE) && tries < TRIES;
	     tries++) {
		d->numbers.conflicts++;
		if (desk_refresh(d) != 0 || desk_now(d, scene, st) != 0)
			break;
		decide_some(d, scene, from, to);
		r = write_lines(d, scene, from, to);
	}
	if (r == 0)
		return;
	if (r != E_CONFLICT && r != E_RANGE && r != E_LIMIT) {
		unwritten(d, from, to);
		return;
	}
	for (i = from; i < to; i++)
		settle_one(d, scene, st, i);
}

static void
tell_checks(struct desk *d, const struct check_scene *scene, enum problem bad)
{
	size_t i;

	for (i = 0; i < d->njobs; i++) {
		struct job *j = &d->jobs[i];

		if (!is_check(j))
			continue;
		if (bad != PROBLEM_NONE || j->line.problem != PROBLEM_NONE) {
			j->problem =
			    bad != PROBLEM_NONE ? bad : j->line.problem;
			j->detail = bad != PROBLEM_NONE ? NULL : j->line.why;
			continue;
		}
		j->begin = d->text.len;
		check_tell(&d->text, scene, &j->line,
		    roster_on_duty(&d->roster, scene->clock));
		j->n = d->text.len - j->begin;
		d->numbers.verdicts[j->line.answer.verdict]++;
	}
}

static void
checks(struct desk *d)
{
	enum problem bad = PROBLEM_NONE;
	struct check_scene scene;
	struct stored st;
	size_t i, to;

	d->nlines = 0;
	for (i = 0; i < d->njobs; i++)
		if (is_check(&d->jobs[i])) {
			d->jobs[i].line.by = d->jobs[i].by;
			d->jobs[i].line.query = &d->jobs[i].request.query;
			d->lines[d->nlines++] = &d->jobs[i].line;
		}
	manifest_take(d);
	if (desk_now(d, &scene, &st) != 0)
		bad = PROBLEM_INTERNAL;
	for (i = 0; i < d->nlines && bad == PROBLEM_NONE; i = to) {
		to = i + HELD_LINES < d->nlines ? i + HELD_LINES : d->nlines;
		decide_some(d, &scene, i, to);
	}
	for (i = 0; i < d->nlines && bad == PROBLEM_NONE; i = to) {
		to = batch_end(d, i);
		settle_batch(d, &scene, &st, i, to);
	}
	tell_checks(d, &scene, bad);
	manifest_tell(d, &scene, bad);
}

/* -- Health and numbers -------------------------------------------------- */

static void
health(struct desk *d, struct job *j, const struct check_scene *scene)
{
	bool duty = roster_on_duty(&d->roster, scene->clock) != NULL;
	bool orders = d->stored.broken == NULL;
	const struct {
		bool on;
		const char *name;
	} alarms[] = { { !orders, "orders" }, { !duty, "roster" },
		{ desk_watch_alarm(d), "notices" },
		{ desk_docket_alarm(d, scene->clock), "dockets" } };
	size_t i, n = 0;

	j->begin = d->text.len;
	for (i = 0; i < sizeof(alarms) / sizeof(alarms[0]); i++)
		n += alarms[i].on;
	buf_printf(&d->text, "{\"status\":\"%s\",\"alarms\":[",
	    n == 0 ? "ok" : "alarm");
	for (i = 0; i < sizeof(alarms) / sizeof(alarms[0]); i++)
		if (alarms[i].on)
			buf_printf(&d->text, "\"%s\"%s", alarms[i].name,
			    --n > 0 ? "," : "");
	buf_puts(&d->text, "]}\n");
	j->n = d->text.len - j->begin;
	/* With orders that cannot be understood everything is a hold. */
	j->status = orders ? 200 : 503;
}

static void
metrics(struct desk *d, struct job *j, const struct check_scene *scene)
{
	const struct desk_numbers *n = &d->numbers;
	struct instant covered = roster_covered(&d->roster, scene->clock);
	enum verdict v;

	j->begin = d->text.len;
	j->media = "text/plain; version=0.0.4; charset=utf-8";
	for (v = VERDICT_NO_BAR; v <= VERDICT_BARRED; v++)
		buf_printf(&d->text,
		    "forestay_checks_total{verdict=\"%s\"} %llu\n",
		    check_verdict(v), (unsigned long long)n->verdicts[v]);
	buf_printf(&d->text,
	    "forestay_checks_unwritten_total %llu\n"
	    "forestay_checks_kept_total %llu\n"
	    "forestay_replies_unsigned_total %llu\n"
	    "forestay_rounds_total %llu\n"
	    "forestay_rounds_decided_anew_total %llu\n"
	    "forestay_ledger_entries %llu\n"
	    "forestay_orders_understood %d\n"
	    "forestay_roster_on_duty %d\n"
	    "forestay_roster_covered_seconds %lld\n",
	    (unsigned long long)n->unwritten, (unsigned long long)d->kept.found,
	    (unsigned long long)n->unsigned_, (unsigned long long)n->rounds,
	    (unsigned long long)n->conflicts, (unsigned long long)d->head.size,
	    d->stored.broken == NULL,
	    roster_on_duty(&d->roster, scene->clock) != NULL,
	    (long long)((covered.us - scene->clock.us) / 1000000));
	desk_watch_metrics(d, &d->text);
	desk_docket_metrics(d, &d->text, scene->clock);
	if (d->http != NULL)
		desk_count(&d->text, http_counts(d->http), "desk");
	j->n = d->text.len - j->begin;
}

static void
others(struct desk *d)
{
	struct check_scene scene;
	struct stored st;
	size_t i;

	for (i = 0; i < d->njobs; i++) {
		struct job *j = &d->jobs[i];

		if (j->problem != PROBLEM_NONE || j->request.route->check)
			continue;
		if (j->request.route->id == ROUTE_NOTICES)
			desk_notices(d, j);
		else if (j->request.route->id == ROUTE_ACKNOWLEDGE)
			desk_acknowledge(d, j);
		else if (j->request.route->docket)
			desk_docket(d, j);
		else if (j->request.route->id == ROUTE_DOCKETS)
			desk_dockets(d, j);
		else if (j->request.route->id == ROUTE_STREAM)
			desk_stream(d, j);
		else if (desk_now(d, &scene, &st) != 0)
			j->problem = PROBLEM_INTERNAL;
		else if (j->request.route->page)
			desk_page(d, j,
			    roster_on_duty(&d->roster, scene.clock));
		else if (j->request.route->id == ROUTE_HEALTH)
			health(d, j, &scene);
		else
			metrics(d, j, &scene);
	}
}

/* -- Signing ------------------------------------------------------------- */

static bool
await(struct link *l, struct wire *w)
{
	struct pollfd p;
	struct timespec began, now;
	long ms = 0;

	if (clock_gettime(CLOCK_MONOTONIC, &began) != 0)
		return false;
	while (link_move(l) && ms < SIGN_MS) {
		if (link_next(l, w))
			return true;
		p = (struct pollfd){ .fd = l->fd,
			.events =
			    (short)(POLLIN | (link_full(l) ? POLLOUT : 0)) };
		(void)poll(&p, 1, (int)(SIGN_MS - ms));
		if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
			return false;
		ms = (now.tv_sec - began.tv_sec) * 1000 +
		    (now.tv_nsec - began.tv_nsec) / 1000000;
	}
	return link_next(l, w);
}

static struct link *
keeper_of(struct desk *d)
{
	size_t i;

	for (i = 0; i < CHILD_LINKS; i++)
		if (d->keepers[i].fd >= 0)
			return &d->keepers[i];
	return NULL;
}

static size_t
signable(const struct desk *d)
{
	size_t i, n = 0;

	for (i = 0; i < d->njobs; i++)
		n += is_check(&d->jobs[i]);
	return n;
}

/* A reply without a signature is not sent: it would be a hold to whoever
 * looks, and something else to whoever does not. */
static void
sign(struct desk *d)
{
	struct link *l = keeper_of(d);
	size_t n = signable(d), begin, i;
	struct wire w = { .failed = true };
	bool got = false;

	if (n == 0)
		return;
	if (l != NULL) {
		begin = link_begin(l);
		wire_u32(&l->out, (uint32_t)n);
		for (i = 0; i < d->njobs; i++)
			if (is_check(&d->jobs[i]))
				wire_bytes(&l->out,
				    d->text.s + d->jobs[i].begin, d->jobs[i].n);
		link_end(l, begin);
		got = await(l, &w) && wire_get_u32(&w) == n;
	}
	d->no_sign = !got;
	for (i = 0; i < d->njobs; i++) {
		struct job *j = &d->jobs[i];

		if (!is_check(j))
			continue;
		if (got)
			j->signature =
			    arena_strdup(&d->round, wire_get_text(&w));
		if (j->signature == NULL || *j->signature == '\0') {
			j->problem = PROBLEM_INTERNAL;
			d->numbers.unsigned_++;
		}
	}
}

/* -- A round ------------------------------------------------------------- */

static int64_t
clock_us(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		return 0;
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void
await_beat(int64_t began)
{
	int64_t left = BEAT_US - (clock_us() - began) % BEAT_US;
	struct timespec t = { .tv_nsec = left * 1000 };

	(void)nanosleep(&t, NULL);
}

static void
reply(struct desk *d, struct job *j)
{
	struct desk_reply r = { .id = j->request.id,
		.problem = j->problem,
		.detail = j->detail,
		.part = j->problem == PROBLEM_NONE ? j->part : PART_WHOLE };
	size_t begin;

	r.http = (struct http_reply){ .status = j->status,
		.media = j->media,
		.signature = j->signature,
		.cookie = j->cookie,
		.location = j->location,
		.body = d->text.s + j->begin,
		.n = j->n };
	if (j->from == NULL && j->problem != PROBLEM_NONE) {
		http_problem(d->http, r.id, r.problem, r.detail);
	} else if (j->from == NULL && j->part == PART_MORE) {
		http_stream(d->http, r.id, r.http.body, r.http.n);
	} else if (j->from == NULL) {
		http_reply(d->http, r.id, &r.http);
	} else {
		begin = link_begin(j->from);
		desk_reply_put(&j->from->out, &r);
		link_end(j->from, begin);
	}
}

static void
refuse_all(struct desk *d, enum problem p)
{
	size_t i;

	for (i = 0; i < d->njobs; i++)
		if (d->jobs[i].problem == PROBLEM_NONE)
			d->jobs[i].problem = p;
}

void
desk_round(struct desk *d)
{
	int64_t began = clock_us();
	size_t i;

	if (d->njobs == 0 && !manifest_waits(d)) {
		answers_round_over(&d->kept);
		desk_retire(d);
		arena_release(&d->round);
		return;
	}
	d->numbers.rounds++;
	buf_clear(&d->text);
	if (desk_refresh(d) != 0) {
		refuse_all(d, PROBLEM_INTERNAL);
		manifest_refuse(d, PROBLEM_INTERNAL);
	}
	for (i = 0; i < d->njobs; i++)
		desk_admit(d, &d->jobs[i]);
	checks(d);
	others(d);
	if (d->text.failed)
		refuse_all(d, PROBLEM_INTERNAL);
	sign(d);
	for (i = 0; i < d->njobs; i++)
		if (d->jobs[i].problem == PROBLEM_NONE &&
		    d->jobs[i].request.route->page)
			desk_page_cookie(d, &d->jobs[i]);
	if (d->nlines > 0)
		await_beat(began);
	for (i = 0; i < d->njobs; i++) {
		reply(d, &d->jobs[i]);
		check_release(&d->jobs[i].line);
	}
	d->njobs = 0;
	answers_round_over(&d->kept);
	desk_retire(d);
	arena_release(&d->round);
}
