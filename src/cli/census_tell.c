/* census_tell.c - a count as text, JSON and CSV; small cells left out. */

#include <stdio.h>
#include <string.h>

#include "cli/census.h"
#include "cli/json.h"

/* -- Small cells ----------------------------------------------------------- */

static bool
small(const struct census *s, uint64_t n)
{
	return n > 0 && n < (uint64_t)s->suppress;
}

/* A cell alone among those left out could be found by subtraction: the next
 * smallest is left out too. */
static uint64_t
least_shown(const struct census *s, const struct by *by, bool unknown)
{
	uint64_t least = UINT64_MAX;
	size_t out = 0;

	for (size_t i = 0; i < by->ncells; i++) {
		uint64_t n = unknown ? by->cells[i].unknown : by->cells[i].yes;

		if (small(s, n))
			out++;
		else if (n > 0 && n < least)
			least = n;
	}
	return out == 1 && least != UINT64_MAX ? least + 1 : 0;
}

static bool
hidden(const struct census *s, uint64_t n, uint64_t below)
{
	return small(s, n) || (n > 0 && n < below);
}

/* -- Told ------------------------------------------------------------------ */

static void
put_number(struct buf *b, uint64_t n, size_t width_of)
{
	char digits[32], text[48];
	size_t len, at = 0;

	snprintf(digits, sizeof(digits), "%llu", (unsigned long long)n);
	len = strlen(digits);
	for (size_t i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			text[at++] = ',';
		text[at++] = digits[i];
	}
	text[at] = '\0';
	buf_printf(b, "%*s", (int)width_of, text);
}

static void
put_cell(const struct census *s, struct buf *b, uint64_t n, uint64_t below)
{
	if (hidden(s, n, below))
		buf_printf(b, "%14s", "few");
	else
		put_number(b, n, 14);
}

static void
say_by(const struct census *s, const struct by *by)
{
	struct buf *b = s->c->out;
	uint64_t yes = least_shown(s, by, false);
	uint64_t unknown = least_shown(s, by, true);
	size_t start;

	buf_printf(b, "\nby %s\n  %-32s%14s%14s\n", by->name, "", "yes",
	    "not known");
	for (size_t i = 0; i < by->ncells; i++) {
		const struct by_cell *cell = &by->cells[i];

		if (cell->yes == 0 && cell->unknown == 0)
			continue;
		buf_puts(b, "  ");
		start = b->len;
		show_word(b, cell->label,
		    strlen(cell->label) < 30 ? strlen(cell->label) : 30);
		show_pad(b, start, 32);
		put_cell(s, b, cell->yes, yes);
		put_cell(s, b, cell->unknown, unknown);
		buf_putc(b, '\n');
	}
}

static void
say_compared(const struct census *s)
{
	static const char *const is[] = { "no", "not known", "yes" };
	struct buf *b = s->c->out;

	buf_puts(b, "\nthe scope (down) and the other (across)\n");
	buf_printf(b, "  %-12s%14s%14s%14s\n", "", is[YES], is[UNKNOWN],
	    is[NO]);
	for (int i = YES; i >= NO; i--) {
		buf_printf(b, "  %-12s", is[i]);
		for (int j = YES; j >= NO; j--)
			put_number(b, s->both[i][j], 14);
		buf_putc(b, '\n');
	}
}

void
census_text(const struct census *s)
{
	const struct count *last = &s->counts[s->nats];
	struct buf *b = s->c->out;

	put_number(b, s->people, 0);
	buf_puts(b, " people, at ");
	zone_print(b, s->zone, last->at);
	buf_puts(b, "\n\n");
	buf_puts(b, "  yes       ");
	put_number(b, last->yes, 14);
	buf_puts(b, "\n  not known ");
	put_number(b, last->unknown, 14);
	buf_puts(b, "\n  no        ");
	put_number(b, last->no, 14);
	buf_putc(b, '\n');
	if (s->nats > 0) {
		buf_printf(b, "\nover time\n  %-24s%14s%14s%14s\n", "", "yes",
		    "not known", "no");
		for (size_t i = 0; i <= s->nats; i++) {
			size_t start = b->len;

			buf_puts(b, "  ");
			zone_print(b, s->zone, s->counts[i].at);
			show_pad(b, start, 26);
			put_number(b, s->counts[i].yes, 14);
			put_number(b, s->counts[i].unknown, 14);
			put_number(b, s->counts[i].no, 14);
			buf_putc(b, '\n');
		}
	}
	for (size_t i = 0; i < s->nbys; i++)
		say_by(s, &s->bys[i]);
	if (s->o->compare != NULL)
		say_compared(s);
	if (s->nreasons > 0)
		buf_puts(b, "\nfor want of\n");
	for (size_t i = 0; i < s->nreasons && i < 20; i++) {
		put_number(b, s->reasons[i].people, 14);
		buf_puts(b, "  ");
		show_wrap(b, s->reasons[i].text, 16, 16, SHOW_WIDTH);
	}
	if (s->asked_why < last->unknown)
		buf_printf(b, "  (of the first %llu)\n",
		    (unsigned long long)s->asked_why);
}

static void
json_cell(const struct census *s, struct json *j, const char *key, uint64_t n,
    uint64_t below)
{
	json_key(j, key);
	if (hidden(s, n, below))
		json_none(j);
	else
		json_int(j, (long long)n);
}

static void
json_count(struct json *j, const struct count *n)
{
	json_kint(j, "yes", (long long)n->yes);
	json_kint(j, "unknown", (long long)n->unknown);
	json_kint(j, "no", (long long)n->no);
}

static void
json_by(const struct census *s, struct json *j, const struct by *by)
{
	uint64_t yes = least_shown(s, by, false);
	uint64_t unknown = least_shown(s, by, true);

	json_open(j);
	json_kstr(j, "by", by->name);
	json_key(j, "groups");
	json_list(j);
	for (size_t i = 0; i < by->ncells; i++) {
		const struct by_cell *cell = &by->cells[i];

		if (cell->yes == 0 && cell->unknown == 0)
			continue;
		json_open(j);
		json_kstr(j, "value", cell->label);
		json_cell(s, j, "yes", cell->yes, yes);
		json_cell(s, j, "unknown", cell->unknown, unknown);
		json_close(j);
	}
	json_close(j);
	json_close(j);
}

static void
json_compared(const struct census *s, struct json *j)
{
	static const char *const is[] = { "no", "unknown", "yes" };
	char key[32];

	json_key(j, "compare");
	json_open(j);
	json_kstr(j, "with", s->o->compare);
	for (int i = YES; i >= NO; i--)
		for (int k = YES; k >= NO; k--) {
			snprintf(key, sizeof(key), "%s_%s", is[i], is[k]);
			json_kint(j, key, (long long)s->both[i][k]);
		}
	json_close(j);
}

void
census_json(const struct census *s)
{
	const struct count *last = &s->counts[s->nats];
	struct json j;

	json_init(&j, s->c->out);
	json_open(&j);
	json_count(&j, last);
	json_kint(&j, "people", (long long)s->people);
	json_kinstant(&j, "at", last->at);
	json_kinstant(&j, "known",
	    s->o->known != NULL ? s->known : INSTANT_NEVER);
	json_kstr(&j, "scope", s->o->scope);
	if (s->nats > 0) {
		json_key(&j, "over_time");
		json_list(&j);
		for (size_t i = 0; i <= s->nats; i++) {
			json_open(&j);
			json_kinstant(&j, "at", s->counts[i].at);
			json_count(&j, &s->counts[i]);
			json_close(&j);
		}
		json_close(&j);
	}
	json_key(&j, "by");
	json_list(&j);
	for (size_t i = 0; i < s->nbys; i++)
		json_by(s, &j, &s->bys[i]);
	json_close(&j);
	if (s->o->compare != NULL)
		json_compared(s, &j);
	json_key(&j, "for_want_of");
	json_list(&j);
	for (size_t i = 0; i < s->nreasons; i++) {
		json_open(&j);
		json_kint(&j, "people", (long long)s->reasons[i].people);
		json_kstr(&j, "what", s->reasons[i].text);
		json_close(&j);
	}
	json_close(&j);
	json_kint(&j, "asked_why", (long long)s->asked_why);
	json_close(&j);
	json_done(&j);
}

static void
csv_cell(const struct census *s, struct buf *b, uint64_t n, uint64_t below)
{
	if (hidden(s, n, below))
		buf_puts(b, ",");
	else
		buf_printf(b, ",%llu", (unsigned long long)n);
}

static void
csv_word(struct buf *b, const char *w)
{
	buf_puts(b, ",\"");
	for (; *w != '\0'; w++) {
		if (*w == '"')
			buf_putc(b, '"');
		buf_putc(b, *w);
	}
	buf_putc(b, '"');
}

void
census_csv(const struct census *s)
{
	struct buf *b = s->c->out;

	buf_puts(b, "at,by,value,yes,unknown,no\n");
	for (size_t i = 0; i <= s->nats; i++) {
		instant_print_utc(b, s->counts[i].at);
		buf_printf(b, ",,,%llu,%llu,%llu\n",
		    (unsigned long long)s->counts[i].yes,
		    (unsigned long long)s->counts[i].unknown,
		    (unsigned long long)s->counts[i].no);
	}
	for (size_t i = 0; i < s->nbys; i++) {
		const struct by *by = &s->bys[i];
		uint64_t yes = least_shown(s, by, false);
		uint64_t unknown = least_shown(s, by, true);

		for (size_t k = 0; k < by->ncells; k++) {
			const struct by_cell *cell = &by->cells[k];

			if (cell->yes == 0 && cell->unknown == 0)
				continue;
			instant_print_utc(b, s->counts[s->nats].at);
			csv_word(b, by->name);
			csv_word(b, cell->label);
			csv_cell(s, b, cell->yes, yes);
			csv_cell(s, b, cell->unknown, unknown);
			buf_puts(b, ",\n");
		}
	}
}
