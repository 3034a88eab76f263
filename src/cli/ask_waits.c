/* ask_waits.c - see ask_waits.h. */

#include <string.h>

#include "cli/ask_waits.h"
#include "cli/show.h"

static size_t
law_with(const struct stored *st, unsigned with)
{
	size_t i;

	for (i = 0; i < st->nlaws; i++)
		if (st->laws[i].good && st->laws[i].with == with)
			break;
	return i;
}

/* The question that was asked, under another of the store's laws. */
static int
question_under(struct ask *a, size_t law, struct ask_wait *w)
{
	const struct stored_law *l = &a->stored.laws[law];
	size_t i;
	int r;

	w->law = &l->law;
	w->record = l->record;
	w->who = arena_array(a->c->arena, a->nkept, sizeof(*w->who));
	if (w->who == NULL)
		return E_NOMEM;
	for (i = 0; i < a->nkept; i++)
		w->who[i] = &a->kept[i]->under[law];
	if ((r = stored_act(a->c->arena, &l->law, &a->act, &w->act)) != 0)
		return r;
	w->question = a->question;
	w->question.law = w->law;
	w->question.record = &w->record;
	w->question.who = w->who;
	w->question.act = &w->act;
	w->question.cache = NULL;
	w->question.explain = w->question.settle = false;
	/* A failure is a hold, and shown as one. */
	r = decide(a->c->arena, &w->question, &w->answer);
	return r == E_NOMEM ? r : 0;
}

int
ask_waits(struct ask *a, struct ask_wait **out, size_t *n)
{
	const struct stored *st = &a->stored;
	size_t i, law;
	int r;

	*out = NULL;
	*n = 0;
	if (a->store == NULL || st->nwaits == 0)
		return 0;
	*out = arena_array(a->c->arena, st->nwaits, sizeof(**out));
	if (*out == NULL)
		return E_NOMEM;
	for (i = 0; i < st->nwaits; i++) {
		(*out)[i].wait = &st->waits[i];
		law = law_with(st, 1u << i);
		if (law < st->nlaws &&
		    (r = question_under(a, law, &(*out)[i])) != 0 &&
		    r != E_NAME)
			return r;
	}
	*n = st->nwaits;
	return 0;
}

/* -- Showing --------------------------------------------------------------- */

static void
wait_line(struct ask *a, const struct stored_wait *w)
{
	const char *s = stored_wait_text(a->c->arena, w, a->zone);

	buf_puts(a->c->out, "  ");
	show_wrap(a->c->out, s == NULL ? "" : s, 2, 4, SHOW_WIDTH);
}

void
ask_waits_show(struct ask *a, const struct ask_wait *ws, size_t n)
{
	struct buf *b = a->c->out;
	size_t i, k, facts = 0;

	for (i = 0; i < a->nkept && a->store != NULL; i++)
		facts += a->kept[i]->nwaits;
	if (n + facts == 0)
		return;
	show_section(b, &a->c->look, "WAITS FOR A SECOND PERSON");
	for (i = 0; i < n; i++) {
		wait_line(a, ws[i].wait);
		if (ws[i].law == NULL)
			buf_puts(b,
			    "    it stands on another that waits too\n");
		else
			buf_printf(b, "    with it the answer would be %s\n",
			    verdict_text(ws[i].answer.verdict));
	}
	for (i = 0; i < a->nkept && facts > 0; i++)
		for (k = 0; k < a->kept[i]->nwaits; k++)
			wait_line(a, &a->kept[i]->waits[k]);
}

static void
wait_json(struct json *j, const struct stored_wait *w)
{
	json_kint(j, "entry", (long long)w->seq);
	json_kstr(j, "kind", w->kind);
	json_kstr(j, "author", w->author);
	json_kinstant(j, "since", w->since);
	json_kstr(j, "what", w->what);
}

void
ask_waits_json(struct json *j, const struct ask *a, const struct ask_wait *ws,
    size_t n)
{
	size_t i, k;

	json_key(j, "waiting");
	json_list(j);
	for (i = 0; i < n; i++) {
		json_open(j);
		wait_json(j, ws[i].wait);
		json_kstr(j, "verdict",
		    ws[i].law == NULL ? NULL
				      : verdict_text(ws[i].answer.verdict));
		json_close(j);
	}
	for (i = 0; i < a->nkept && a->store != NULL; i++)
		for (k = 0; k < a->kept[i]->nwaits; k++) {
			json_open(j);
			wait_json(j, &a->kept[i]->waits[k]);
			json_close(j);
		}
	json_close(j);
}
