/* page.c - see page.h. */

#include <stdio.h>
#include <string.h>

#include "core/html.h"
#include "core/web.h"
#include "core/zone.h"
#include "serve/judge.h"
#include "serve/page.h"

#define TEMPLATE "gate.html"
#define TEXT_MAX ((size_t)8 << 10)

/* An instant, written out. */
#define WHEN_MAX 40

/* -- Parts --------------------------------------------------------------- */

static const char *template(void)
{
	size_t i;

	for (i = 0; i < web_nfiles; i++)
		if (strcmp(web_files[i].name, TEMPLATE) == 0)
			return web_files[i].bytes;
	return "";
}

/* *n bytes; NULL when there is none of this name. */
static const char *
part_find(const char *name, size_t *n)
{
	const char *at = template(), *next;
	size_t len = strlen(name);

	while (*at != '\0') {
		next = strstr(at, "\n== ");
		if (strncmp(at, "== ", 3) == 0 &&
		    strncmp(at + 3, name, len) == 0 && at[3 + len] == '\n') {
			at += 3 + len + 1;
			*n = next == NULL    ? strlen(at)
			    : next + 1 >= at ? (size_t)(next + 1 - at)
					     : 0;
			return at;
		}
		if (next == NULL)
			return NULL;
		at = next + 1;
	}
	return NULL;
}

static const char *
slot_value(const struct page_slot *slots, size_t n, const char *name,
    size_t len)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strlen(slots[i].name) == len &&
		    memcmp(slots[i].name, name, len) == 0)
			return slots[i].value;
	return NULL;
}

void
page_part(struct buf *b, const char *part, const struct page_slot *slots,
    size_t n)
{
	size_t len = 0;
	const char *at = part_find(part, &len), *end, *open, *close, *value;

	if (at == NULL) {
		b->failed = true;
		return;
	}
	for (end = at + len; at < end; at = close + 2) {
		open = strstr(at, "{{");
		if (open == NULL || open >= end)
			break;
		close = strstr(open, "}}");
		value = close == NULL ? NULL
				      : slot_value(slots, n, open + 2,
					    (size_t)(close - open) - 2);
		if (value == NULL) {
			b->failed = true;
			return;
		}
		buf_add(b, at, (size_t)(open - at));
		html_text(b, value);
	}
	buf_add(b, at, (size_t)(end - at));
}

#define PART(b, name) page_part(b, name, NULL, 0)
#define PART1(b, name, slot, value) \
	page_part(b, name, &(const struct page_slot){ slot, value }, 1)

/* -- Choices ------------------------------------------------------------- */

/* Where the choice of this value stands among a part's options. */
static const char *
option_find(const char *part, const char *value, size_t *n)
{
	char lead[LIMIT_ID_BYTES + 32];
	const char *at = part_find(part, n), *found;
	int len = snprintf(lead, sizeof(lead), "<option value=\"%s\"", value);

	if (at == NULL || value[strcspn(value, "\"<>&")] != '\0' || len < 0 ||
	    (size_t)len >= sizeof(lead))
		return NULL;
	found = strstr(at, lead);
	return found != NULL && found < at + *n ? found + len : NULL;
}

/* All of a part's options, the one of this value chosen. */
static void
put_options(struct buf *b, const char *part, const char *value)
{
	size_t n = 0;
	const char *chosen = option_find(part, value, &n);
	const char *at = part_find(part, &n);

	if (at == NULL) {
		b->failed = true;
		return;
	}
	if (chosen != NULL) {
		buf_add(b, at, (size_t)(chosen - at));
		buf_puts(b, " selected");
		n -= (size_t)(chosen - at);
		at = chosen;
	}
	buf_add(b, at, n);
}

/* What people call it; the value itself when it is no choice of the page. */
static void
put_label(struct buf *b, const char *part, const char *value)
{
	size_t n;
	const char *at = option_find(part, value, &n);

	if (at == NULL || *at != '>') {
		buf_puts(b, value);
		return;
	}
	at++;
	buf_add(b, at, strcspn(at, "<"));
}

/* -- Times --------------------------------------------------------------- */

static void
when_text(char out[WHEN_MAX], struct instant t, bool seconds)
{
	const struct civil c = zone_civil(zone_builtin("UTC"), t);
	const struct ymd d = day_ymd(c.day);
	int64_t second = t.us / 1000000 % 60;
	char s[8] = "";

	if (seconds)
		(void)snprintf(s, sizeof(s), ":%02d",
		    (int)(second < 0 ? second + 60 : second));
	(void)snprintf(out, WHEN_MAX, "%d %.3s %d, %02d:%02d%s UTC", d.day,
	    &"JanFebMarAprMayJunJulAugSepOctNovDec"[3 * (d.month - 1)], d.year,
	    c.minute / 60, c.minute % 60, s);
}

static void
utc_text(char out[WHEN_MAX], struct instant t)
{
	struct buf b;

	buf_init(&b, &mem_system, WHEN_MAX);
	instant_print_utc(&b, t);
	(void)snprintf(out, WHEN_MAX, "%s", b.s);
	buf_release(&b);
}

/* -- The desk ------------------------------------------------------------ */

static const char *
said(const json_t *j, const char *key)
{
	const char *s = json_string_value(json_object_get(j, key));

	return s == NULL ? "" : s;
}

void
page_desk_read(struct page_desk *d, const json_t *reply, struct instant now)
{
	const json_t *desk = json_object_get(reply, "desk");

	if (desk == NULL)
		return;
	(void)snprintf(d->name, sizeof(d->name), "%s", said(desk, "name"));
	(void)snprintf(d->telephone, sizeof(d->telephone), "%s",
	    said(desk, "telephone"));
	d->heard = now;
}

/* heard: say since when nothing was heard of it. */
static void
put_desk(struct buf *b, const struct page_desk *d, bool heard)
{
	char when[WHEN_MAX], age[WHEN_MAX + 32] = "";
	const struct page_slot slots[] = { { "name", d->name },
		{ "telephone", d->telephone }, { "age", age } };

	if (d->name[0] == '\0') {
		PART(b, "desk_none");
		return;
	}
	if (heard) {
		when_text(when, d->heard, false);
		(void)snprintf(age, sizeof(age), " (as of %s)", when);
	}
	page_part(b, "desk", slots, 3);
}

/* -- The page ------------------------------------------------------------ */

static void
put_top(struct buf *b, const char *title, const char *account)
{
	PART1(b, "head", "title", title);
	PART(b, "top");
	if (account != NULL && *account != '\0')
		PART1(b, "account", "account", account);
	if (account != NULL)
		PART(b, "sign_out");
	PART(b, "main");
}

static void
put_form(struct buf *b, const char *person, const char *act, const char *to)
{
	PART1(b, "ask", "person", person);
	put_options(b, "acts", act);
	PART(b, "ask_to");
	put_options(b, "destinations", to);
	PART(b, "ask_end");
}

static void
put_hold(struct buf *b, const char *why, const struct page_desk *desk,
    bool heard)
{
	PART(b, "hold");
	PART1(b, "why", "why", why);
	PART(b, "desk_alone");
	put_desk(b, desk, heard);
	PART(b, "facts_end");
	PART(b, "answer_end");
}

/* What a script shows when it cannot ask, or what it was told is over; then
 * the end, and as many blanks as it takes. */
static void
put_end(struct buf *b, const struct page_desk *desk, size_t start)
{
	PART(b, "failed");
	put_hold(b, "", desk, true);
	PART(b, "failed_end");
	PART(b, "foot");
	while (
	    (b->len - start + sizeof("</body>\n</html>\n") - 1) % PAGE_BYTES !=
		0 &&
	    !b->failed)
		buf_putc(b, b->len % 80 == 0 ? '\n' : ' ');
	PART(b, "end");
}

void
page_ask(struct buf *b, const json_t *reply, const struct page_desk *desk)
{
	size_t start = b->len;

	put_top(b, "Ask", said(reply, "account"));
	PART(b, "ask_title");
	put_form(b, "", "removal", "");
	PART(b, "desk_first");
	put_desk(b, desk, false);
	PART(b, "facts_end");
	put_end(b, desk, start);
}

void
page_over(struct buf *b, const json_t *reply, const struct page_desk *desk)
{
	size_t start = b->len;

	put_top(b, "HOLD", said(reply, "account"));
	put_form(b, "", "removal", "");
	put_hold(b, "The answer that stood here is over: ask again.", desk,
	    false);
	put_end(b, desk, start);
}

void
page_problem(struct buf *b, enum problem p, const char *detail,
    const struct route *route, const struct page_desk *desk)
{
	size_t start = b->len;
	char why[512];

	if (p == PROBLEM_TOKEN) {
		put_top(b, route->check ? "HOLD" : "Sign in", NULL);
		PART(b, "sign_in");
		if (route->id == ROUTE_SIGN_IN)
			put_hold(b, "No account has this token.", desk, true);
		else if (route->check)
			put_hold(b,
			    "You are not signed in any more. Sign in and ask "
			    "again.",
			    desk, true);
		put_end(b, desk, start);
		return;
	}
	(void)snprintf(why, sizeof(why), "It was not answered: %s%s%s.",
	    problem_rows[p].title, detail == NULL ? "" : ": ",
	    detail == NULL ? "" : detail);
	put_top(b, "HOLD", "");
	put_form(b, "", "removal", "");
	put_hold(b, why, desk, true);
	put_end(b, desk, start);
}

/* -- An answer ----------------------------------------------------------- */

static void
cite_add(struct buf *b, const char *s)
{
	if (*s == '\0')
		return;
	buf_puts(b, b->len > 0 ? ", " : "");
	buf_puts(b, s);
}

static void
put_order(struct buf *b, const json_t *o)
{
	char ends[WHEN_MAX + 16] = "", when[WHEN_MAX];
	const char *end = said(o, "ends");
	struct instant t;
	struct buf cite;

	if (instant_parse_utc(end, strlen(end), &t) == 0) {
		when_text(when, t, false);
		(void)snprintf(ends, sizeof(ends), ", until %s", when);
	}
	buf_init(&cite, &mem_system, TEXT_MAX);
	cite_add(&cite, said(o, "court"));
	cite_add(&cite, said(o, "docket"));
	cite_add(&cite, said(o, "document"));
	page_part(b, "order",
	    (const struct page_slot[]){ { "case", said(o, "case") },
		{ "cite", cite.s }, { "order", said(o, "order") },
		{ "ends", ends } },
	    4);
	buf_release(&cite);
}

static void
put_orders(struct buf *b, const json_t *reply)
{
	const json_t *orders = json_object_get(reply, "orders");
	json_int_t more =
	    json_integer_value(json_object_get(reply, "more_orders"));
	char text[32];
	size_t i;

	if (json_array_size(orders) == 0)
		return;
	PART(b, "orders");
	for (i = 0; i < json_array_size(orders); i++)
		put_order(b, json_array_get(orders, i));
	PART(b, "orders_end");
	(void)snprintf(text, sizeof(text), "%lld", (long long)more);
	if (more > 0)
		PART1(b, "more", "more", text);
}

static void
put_of(struct buf *b, const json_t *reply)
{
	const json_t *slots = json_object_get(reply, "slots");
	struct buf act, to;

	buf_init(&act, &mem_system, TEXT_MAX);
	buf_init(&to, &mem_system, TEXT_MAX);
	put_label(&act, "acts", said(reply, "act"));
	if (*said(slots, "to") != '\0') {
		buf_puts(&to, " to ");
		put_label(&to, "destinations", said(slots, "to"));
	}
	page_part(b, "of",
	    (const struct page_slot[]){ { "person", said(reply, "person") },
		{ "act", act.s }, { "to", to.s } },
	    3);
	buf_release(&act);
	buf_release(&to);
}

static const char *
identity_text(const json_t *reply)
{
	const char *s = said(reply, "identity");

	return strcmp(s, "exact") == 0 ? "is exactly that of somebody on record"
	    : strcmp(s, "none") == 0
	    ? "is nobody's on record, which shows nothing"
	    : "is like that of somebody on record: look at the papers again";
}

static void
put_facts(struct buf *b, const json_t *reply, const struct page_desk *desk,
    struct instant now)
{
	json_int_t entry = json_integer_value(json_object_get(reply, "entry"));
	char utc[WHEN_MAX], asked[WHEN_MAX], known[WHEN_MAX] = "", no[64];
	const char *s = said(reply, "known");
	struct instant t;

	utc_text(utc, now);
	when_text(asked, now, true);
	if (instant_parse_utc(s, strlen(s), &t) == 0)
		when_text(known, t, true);
	if (entry > 0)
		(void)snprintf(no, sizeof(no), "entry %lld of the log",
		    (long long)entry);
	else
		(void)snprintf(no, sizeof(no), "it could not be");
	page_part(b, "facts",
	    (const struct page_slot[]){ { "asked_utc", utc },
		{ "asked", asked }, { "known", known },
		{ "identity", identity_text(reply) }, { "entry", no } },
	    5);
	put_desk(b, desk, false);
	PART(b, "facts_end");
}

static void
put_no_bar(struct buf *b, struct instant until, struct instant now)
{
	char left[24], utc[WHEN_MAX], when[WHEN_MAX];

	(void)snprintf(left, sizeof(left), "%lld",
	    (long long)((until.us - now.us) / 1000000));
	utc_text(utc, until);
	when_text(when, until, true);
	page_part(b, "none",
	    (const struct page_slot[]){ { "left", left }, { "until_utc", utc },
		{ "until", when } },
	    3);
}

/* The title is kept by browsers: it says the word, and never of whom. */
static void
put_answer_top(struct buf *b, enum forestay_verdict v, const char *account,
    struct instant until, struct instant now)
{
	char seconds[24];

	PART1(b, "head", "title",
	    v == FORESTAY_BARRED                 ? "BARRED"
		: v == FORESTAY_NO_BAR_ON_RECORD ? "NO BAR ON RECORD"
						 : "HOLD");
	/* When it is over it goes away by itself, script or none. */
	(void)snprintf(seconds, sizeof(seconds), "%lld",
	    (long long)((until.us - now.us) / 1000000));
	if (v == FORESTAY_NO_BAR_ON_RECORD)
		PART1(b, "refresh", "seconds", seconds);
	PART(b, "top");
	PART1(b, "account", "account", account);
	PART(b, "sign_out");
	PART(b, "main");
}

/* The newline at its end does not go through a form. */
static void
put_keep(struct buf *b, const char *body, const char *signature)
{
	char *line;
	size_t n = strcspn(body, "\n");
	struct buf copy;

	buf_init(&copy, &mem_system, (size_t)1 << 20);
	buf_add(&copy, body, n);
	line = copy.s;
	page_part(b, "keep",
	    (const struct page_slot[]){ { "answer", line },
		{ "signature", signature } },
	    2);
	buf_release(&copy);
}

void
page_answer(struct buf *b, const json_t *reply, const char *body,
    const char *signature, const struct page_desk *desk, struct instant now)
{
	struct instant until;
	const char *why;
	enum forestay_verdict v = judge_verdict(reply, now, &until, &why);
	size_t start = b->len;

	put_answer_top(b, v, said(reply, "account"), until, now);
	put_form(b, said(reply, "person"), said(reply, "act"),
	    said(json_object_get(reply, "slots"), "to"));
	if (v == FORESTAY_NO_BAR_ON_RECORD)
		put_no_bar(b, until, now);
	else
		PART(b, v == FORESTAY_BARRED ? "barred" : "hold");
	put_of(b, reply);
	if (v == FORESTAY_BARRED)
		put_orders(b, reply);
	else if (v == FORESTAY_HOLD)
		PART1(b, "why", "why",
		    why != NULL ? why
				: "It cannot be known now whether an order "
				  "bars this. Ask the desk.");
	put_facts(b, reply, desk, now);
	put_keep(b, body, signature);
	PART(b, "answer_end");
	put_end(b, desk, start);
}
