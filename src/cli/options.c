/* options.c - see options.h. */

#include <string.h>

#include "cli/options.h"
#include "cli/show.h"
#include "core/diag.h"

#define HELP_COLUMN 24

static const struct option *
option_find(const struct option *table, const char *word, size_t n)
{
	const struct option *o;

	for (o = table; o->name != NULL; o++) {
		if (strlen(o->name) == n && memcmp(o->name, word, n) == 0)
			return o;
		if (o->letter != NULL && strlen(o->letter) == n &&
		    memcmp(o->letter, word, n) == 0)
			return o;
	}
	return NULL;
}

static void
option_unknown(const struct option *table, const char *word, struct buf *why)
{
	const char *names[64];
	const char *near;
	size_t n = 0;

	for (; table->name != NULL && n < 64; table++)
		names[n++] = table->name;
	near = nearest_name(word, names, n);
	buf_printf(why, "there is no option %s", word);
	if (near != NULL)
		buf_printf(why, "; did you mean %s?", near);
}

static bool
option_put(const struct option *o, void *into, const char *value,
    struct buf *why)
{
	char *at = (char *)into + o->at;
	struct option_list *list;

	switch (o->type) {
	case OPTION_FLAG:
		if (value != NULL) {
			buf_printf(why, "%s takes no value", o->name);
			return false;
		}
		*(bool *)(void *)at = true;
		return true;
	case OPTION_MAYBE:
		*(const char **)(void *)at = value == NULL ? "" : value;
		return true;
	case OPTION_TEXT:
		if (*(const char **)(void *)at != NULL) {
			buf_printf(why, "%s is given twice", o->name);
			return false;
		}
		*(const char **)(void *)at = value;
		return true;
	case OPTION_LIST:
		list = (struct option_list *)(void *)at;
		if (list->n == OPTION_LIST_MAX) {
			buf_printf(why, "%s is given more than %d times",
			    o->name, OPTION_LIST_MAX);
			return false;
		}
		list->items[list->n++] = value;
		return true;
	}
	return false;
}

bool
options_read(int argc, char **argv, const struct option *table, void *into,
    struct option_list *args, struct buf *why)
{
	const struct option *o;
	const char *word, *equals, *value;
	bool ended = false;
	size_t n;
	int i;

	for (i = 0; i < argc; i++) {
		word = argv[i];
		if (!ended && strcmp(word, "--") == 0) {
			ended = true;
			continue;
		}
		if (ended || word[0] != '-' || word[1] == '\0') {
			if (args->n == OPTION_LIST_MAX) {
				buf_printf(why, "more than %d arguments",
				    OPTION_LIST_MAX);
				return false;
			}
			args->items[args->n++] = word;
			continue;
		}
		equals = word[1] == '-' ? strchr(word, '=') : NULL;
		n = equals == NULL ? strlen(word) : (size_t)(equals - word);
		o = option_find(table, word, n);
		if (o == NULL) {
			option_unknown(table, word, why);
			return false;
		}
		value = equals == NULL ? NULL : equals + 1;
		if (value == NULL &&
		    (o->type == OPTION_TEXT || o->type == OPTION_LIST)) {
			if (i + 1 == argc) {
				buf_printf(why, "%s needs a value: %s %s",
				    o->name, o->name, o->value);
				return false;
			}
			value = argv[++i];
		}
		if (!option_put(o, into, value, why))
			return false;
	}
	return true;
}

void
options_help(struct buf *b, const struct option *table)
{
	size_t start;

	for (; table->name != NULL; table++) {
		start = b->len;
		buf_puts(b, "  ");
		if (table->letter != NULL)
			buf_printf(b, "%s, ", table->letter);
		buf_puts(b, table->name);
		if (table->type == OPTION_MAYBE)
			buf_printf(b, "[=%s]", table->value);
		else if (table->value != NULL)
			buf_printf(b, " %s", table->value);
		if (b->len - start >= HELP_COLUMN) {
			buf_putc(b, '\n');
			start = b->len;
		}
		while (!b->failed && b->len - start < HELP_COLUMN)
			buf_putc(b, ' ');
		show_wrap(b, table->help, HELP_COLUMN, HELP_COLUMN, 80);
	}
}
