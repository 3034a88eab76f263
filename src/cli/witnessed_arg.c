/* witnessed_arg.c - see witnessed_arg.h. */

#include "cli/log_arg.h"
#include "cli/witnessed_arg.h"
#include "intake/file.h"

#define WITNESSES_MAX LIMIT_NOTE_LINES

/* What witnesses have signed, of a file that lies elsewhere. */
struct witnessed {
	struct signer_seen seen[WITNESSES_MAX];
	struct note_key keys[WITNESSES_MAX];
};

/* Each witness that is named must have signed that file.  False: said. */
static bool
read_all(struct cli *c, const struct witnessed_opts *o, struct signing *signing)
{
	struct witnessed *w = arena_alloc(c->arena, sizeof(*w));
	struct source_text f;
	const char *why = NULL;
	struct checkpoint head;
	struct note note;

	if (w == NULL || o->witness.n > WITNESSES_MAX ||
	    file_read(&file_system_real, c->arena, o->path, LIMIT_NOTE_BYTES,
		&f, &why) != 0) {
		(void)cli_failed(c, "%s",
		    why != NULL ? why : "there is no memory for it");
		return false;
	}
	if (note_read(f.bytes, f.len, &note, &why) != 0 ||
	    checkpoint_read(note.text, note.ntext, &head) != 0) {
		(void)cli_failed(c, "%s is no checkpoint", o->path);
		return false;
	}
	for (size_t i = 0; i < o->witness.n; i++) {
		struct signer_seen *s = &w->seen[i];

		*s = (struct signer_seen){ .name = w->keys[i].name,
			.head = head };
		if (!log_arg_witness(c, o->witness.items[i], &w->keys[i]))
			return false;
		if (note_check(&note, &w->keys[i], c->mem, &s->seconds) != 0) {
			(void)cli_failed(c, "%s: %s has not signed it", o->path,
			    s->name);
			return false;
		}
	}
	signing->seen = w->seen;
	signing->nseen = o->witness.n;
	return true;
}

bool
witnessed_arg(struct cli *c, const struct command *self,
    const struct witnessed_opts *o, struct signing *signing,
    enum status *status)
{
	if ((o->path != NULL) != (o->witness.n > 0)) {
		*status = cli_usage(c, self,
		    "--witnessed is the file that each --witness has signed");
		return false;
	}
	*status = STATUS_FAILED;
	return o->path == NULL || read_all(c, o, signing);
}
