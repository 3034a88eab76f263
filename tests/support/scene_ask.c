/* scene_ask.c - scenes that ask: NO BAR ON RECORD is durable before it is
 * said, and every failure is a hold. */

#include <string.h>

#include "cli/ask.h"
#include "support/scene.h"
#include "unit/intake/small_law.h"

#define PERSON "p-000000000001"

/* What main.c says of failures: here nobody reads it. */
enum status
cli_failed(struct cli *c, const char *fmt, ...)
{
	return STATUS_FAILED;
}

enum status
cli_usage(struct cli *c, const struct command *self, const char *fmt, ...)
{
	return STATUS_USAGE;
}

void
cli_note(struct cli *c, const char *fmt, ...)
{
}

void
cli_diags(struct cli *c, const struct diags *ds,
    const struct source_text *const *only_of, size_t n)
{
}

bool
cli_begin(struct cli *c, const struct command *self, int argc, char **argv,
    void *opts, struct common *common, struct option_list *args,
    enum status *status)
{
	return false;
}

bool
cli_flush(struct cli *c)
{
	return true;
}

static void
put(struct run *r, const char *kind, const char *subject, json_t *body)
{
	(void)run_send(r, run_entry(r, kind, &subject, 1, body), NULL, 0, NULL);
}

static void
begin(struct run *r, const char *nationality)
{
	const char *on[] = { "people", "person/" PERSON };

	/* After any real clock: what is known now is known then. */
	r->clock = INT64_C(4102444800000000);
	put(r, "law", "orders",
	    json_pack("{s:s,s:s,s:s}", "name", "small.vocab", "text",
		small_vocab, "dates", "own"));
	put(r, "law", "orders",
	    json_pack("{s:s,s:s,s:s}", "name", "small.law", "text", small_order,
		"dates", "own"));
	(void)run_send(r,
	    run_entry(r, "person", on, 2, json_pack("{s:s}", "person", PERSON)),
	    NULL, 0, NULL);
	(void)run_send(r,
	    run_entry(r, "identifier", on, 2,
		json_pack("{s:s,s:s,s:s}", "person", PERSON, "type", "a_number",
		    "value", "A000-000-001")),
	    NULL, 0, NULL);
	put(r, "fact", "person/" PERSON,
	    json_pack("{s:s,s:s}", "person", PERSON, "text", nationality));
	run_project(r, 0);
}

void
scene_ask_free(struct run *r)
{
	begin(r, "nationality SY");
}

void
scene_ask_barred(struct run *r)
{
	begin(r, "nationality IQ");
}

/* Whether anything at all was made to go wrong. */
static bool
all_is_well(const struct run *r)
{
	const struct disk_plan *p = disk_plan(r->disk);

	return p->at == 0 && p->room == 0 && refusals.at == 0 &&
	    r->no_clock_at == 0 && r->no_chance_at == 0;
}

static void
said(struct run *r, const struct ask *a, const struct answer *ans, bool barred)
{
	bool unsaid = a->entry == 0 || a->not_logged != NULL;

	if (ans->verdict == VERDICT_NO_BAR && barred)
		run_wrong(r, "NO BAR is said of somebody who is barred");
	if (ans->verdict == VERDICT_NO_BAR && unsaid)
		run_wrong(r, "NO BAR is said and was not written");
	if (ans->verdict == VERDICT_NO_BAR)
		r->told.said[r->told.nsaid++] = a->entry;
	else if (r->bug == SCENE_SAYS_FIRST && !barred)
		r->told.said[r->told.nsaid++] = a->stored.head.size + 1;
	if (all_is_well(r) &&
	    (unsaid ||
		ans->verdict != (barred ? VERDICT_BARRED : VERDICT_NO_BAR)))
		run_wrong(r, "nothing fails and it is not said");
}

static void
ask_once(struct run *r, bool barred)
{
	static const struct command self = { .name = "check", .usage = "" };
	struct ask_opts opts = { .act = "removal",
		.to = "SY",
		.store = "d",
		.asked_by = "officer",
		.at = "2017-07-01T12:00Z" };
	enum status status;
	struct answer ans;
	struct buf out, err;
	struct arena arena;
	struct ask a;
	struct cli c;

	if (run_open(r) != 0)
		return; /* a hold */
	arena_init(&arena, r->how.mem, (size_t)64 << 20);
	buf_init(&out, r->how.mem, (size_t)1 << 20);
	buf_init(&err, r->how.mem, (size_t)1 << 20);
	c = (struct cli){ .mem = r->how.mem,
		.arena = &arena,
		.out = &out,
		.err = &err };
	a = (struct ask){ .c = &c,
		.opts = &opts,
		.store = r->s,
		.self = &self,
		.asked = "A000-000-001" };
	if (ask_store_load(&a, "A000-000-001", &status)) {
		r->told.asked++;
		ask_store_decide(&a, &ans);
		said(r, &a, &ans, barred);
	} else if (all_is_well(r)) {
		run_wrong(r, "nothing fails and it cannot be asked");
	}
	if (disk_store_keeper(r->s)->broken != 0)
		run_close(r);
	buf_release(&out);
	buf_release(&err);
	arena_release(&arena);
}

void
scene_ask(struct run *r)
{
	ask_once(r, false);
	ask_once(r, false);
}

void
scene_ask_who_is_barred(struct run *r)
{
	ask_once(r, true);
	ask_once(r, true);
}

void
scene_ask_between(struct run *r)
{
	bool rested = refusals.rest;
	json_t *body;

	ask_once(r, false);
	refusals.rest = true;
	body = json_pack("{s:s}", "case", "one");
	refusals.rest = rested;
	put(r, "docket", "dockets", body);
	ask_once(r, false);
}
