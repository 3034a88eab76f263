/* eoir_report.c - the report of what was wrong, as TSV and as JSON; see
 * eoir.h. */

#include "intake/eoir_report.h"

#include <string.h>

#include "core/utf8.h"

#define REPORT_BYTES 65536

struct reporting {
	const struct eoir_release *r;
	const struct file_system *fs;
	int fd;
	struct buf b;
};

/* Latin-1 to UTF-8; what is no text is a blank. */
static void
put_sample(struct buf *b, const struct dirt_line *l)
{
	for (unsigned i = 0; i < l->nsample; i++) {
		unsigned char c = (unsigned char)l->sample[i];

		if (c < 0x20 || (c >= 0x7f && c < 0xa0))
			buf_putc(b, ' ');
		else if (c < 0x80)
			buf_putc(b, (char)c);
		else {
			buf_putc(b, (char)(0xc0 | c >> 6));
			buf_putc(b, (char)(0x80 | (c & 0x3f)));
		}
	}
}

static const char *
column_name(const struct eoir_release *r, const struct dirt_line *l)
{
	const struct eoir_summary *s = eoir_summary_of(r);

	for (size_t i = 0; l->column >= 0 && i < s->ntables; i++)
		if (s->tables[i].id == l->table &&
		    (size_t)l->column < s->tables[i].head.ncolumns)
			return s->tables[i].head.names[l->column];
	return "";
}

static int
flush(struct reporting *p, bool all)
{
	int r = 0;

	if (p->b.failed)
		return E_NOMEM;
	if (p->b.len > REPORT_BYTES || all) {
		r = files_write(p->fs, p->fd, p->b.s, p->b.len);
		buf_clear(&p->b);
	}
	return r;
}

static void
line_tsv(struct reporting *p, const struct dirt_line *l)
{
	enum eoir_table_id t = (enum eoir_table_id)l->table;

	buf_printf(&p->b, "%s\t%u\t%s\t%s\t%s\t", eoir_tables[t].name,
	    eoir_row_of(p->r, t, l->line), column_name(p->r, l),
	    dirt_cause_text((enum dirt_cause)l->cause),
	    dirt_done_text((enum dirt_done)l->done));
	put_sample(&p->b, l);
	buf_putc(&p->b, '\n');
}

static void
line_json(struct reporting *p, const struct dirt_line *l)
{
	enum eoir_table_id t = (enum eoir_table_id)l->table;
	char text[3 * DIRT_SAMPLE + 1];
	struct buf sample;

	buf_printf(&p->b,
	    "{\"table\":\"%s\",\"row\":%u,\"column\":", eoir_tables[t].name,
	    eoir_row_of(p->r, t, l->line));
	buf_json(&p->b, column_name(p->r, l));
	buf_printf(&p->b, ",\"cause\":\"%s\",\"done\":\"%s\",\"bytes\":",
	    dirt_cause_text((enum dirt_cause)l->cause),
	    dirt_done_text((enum dirt_done)l->done));
	buf_init(&sample, p->b.mem, sizeof(text));
	put_sample(&sample, l);
	buf_json(&p->b, sample.s);
	buf_release(&sample);
	buf_puts(&p->b, "}\n");
}

static void
counts(struct reporting *p, const struct dirt *d, enum report_form form)
{
	for (unsigned t = 0; t < T_READ; t++)
		for (unsigned c = 0; c < DIRT_CAUSES; c++) {
			if (d->counts[t][c] == 0)
				continue;
			buf_printf(&p->b,
			    form == REPORT_JSON
				? "{\"table\":\"%s\",\"cause\":\"%s\","
				  "\"count\":%llu}\n"
				: "# %s\t%s\t%llu\n",
			    eoir_tables[t].name,
			    dirt_cause_text((enum dirt_cause)c),
			    (unsigned long long)d->counts[t][c]);
		}
	if (d->full)
		buf_puts(&p->b,
		    form == REPORT_JSON ? "{\"lines\":\"not all are kept\"}\n"
					: "# not all lines are kept\n");
}

int
eoir_report(struct eoir_release *r, const struct mem *mem,
    const struct file_system *fs, int fd, enum report_form form)
{
	struct reporting p = { .r = r, .fs = fs, .fd = fd };
	const struct dirt *d;
	int err = eoir_dirt_of(r, &d);

	if (err != 0)
		return err;
	buf_init(&p.b, mem, (size_t)4 * REPORT_BYTES);
	if (form == REPORT_TSV)
		buf_puts(&p.b, "table\trow\tcolumn\tcause\tdone\tbytes\n");
	for (size_t i = 0; i < d->n && err == 0; i++) {
		if (form == REPORT_TSV)
			line_tsv(&p, &d->lines[i]);
		else
			line_json(&p, &d->lines[i]);
		err = flush(&p, false);
	}
	counts(&p, d, form);
	if (err == 0)
		err = flush(&p, true);
	buf_release(&p.b);
	return err;
}
