/* options.h - what stands on the command line.
 *
 * A command declares its options in one table, beside its help, and they
 * are read into a struct of its own by offset.  `--name value` and
 * `--name=value` are the same; `--` ends options. */

#ifndef FORESTAY_OPTIONS_H
#define FORESTAY_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"

#define OPTION_LIST_MAX 256

/* An option that may be given several times. */
struct option_list {
	const char *items[OPTION_LIST_MAX];
	size_t n;
};

enum option_type {
	OPTION_FLAG, /* bool */
	OPTION_TEXT, /* const char * */
	OPTION_LIST, /* struct option_list */
	OPTION_MAYBE /* const char *; `--color` or `--color=never` */
};

struct option {
	const char *name;   /* "--people"; NULL ends the table */
	const char *letter; /* "-w", or NULL */
	enum option_type type;
	const char *value; /* "FILE", for help; NULL for a flag */
	size_t at;         /* offsetof in the command's struct */
	const char *help;
};

#define OPTION_END                                     \
	{                                              \
		NULL, NULL, OPTION_FLAG, NULL, 0, NULL \
	}

/* Read argv[0..argc-1] (no program or command name).  What is no option is
 * put into args in its order.  Returns true, or false with *why filled in
 * (a whole sentence, naming the nearest option when one is near). */
bool options_read(int argc, char **argv, const struct option *table, void *into,
    struct option_list *args, struct buf *why);

/* The table as help shows it, wrapped at 80 columns. */
void options_help(struct buf *b, const struct option *table);

#endif
