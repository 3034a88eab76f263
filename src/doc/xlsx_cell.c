/* xlsx_cell.c - numbers of a spreadsheet that stand for days. */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/instant.h"
#include "doc/xlsx.h"

bool
xlsx_date(double serial, bool from_1904, char out[24])
{
	static const struct ymd first_1904 = { 1904, 1, 1 };
	double whole = floor(serial);
	int minute;
	struct day d;
	struct ymd v;

	if (!(serial >= 0) || serial > 200000)
		return false;
	minute = (int)((serial - whole) * 1440 + 0.5);
	if (minute == 1440) {
		minute = 0;
		whole += 1;
	}
	/* 1899 is no year that is understood: counted from its last day. */
	if (from_1904) {
		d = day_of(first_1904);
		d.n += (int)whole;
	} else {
		d = day_of((struct ymd){ 1900, 1, 1 });
		d.n += (int)whole - 1;
		/* The 29th of February 1900, which never was, is day 60. */
		if (whole == 60 || whole < 1)
			return false;
		if (whole > 60)
			d.n--;
	}
	v = day_ymd(d);
	if (!ymd_valid(v))
		return false;
	if (minute == 0)
		snprintf(out, 24, "%04d-%02d-%02d", v.year % 10000,
		    v.month % 100, v.day % 100);
	else
		snprintf(out, 24, "%04d-%02d-%02d %02d:%02d", v.year % 10000,
		    v.month % 100, v.day % 100, minute / 60 % 100, minute % 60);
	return true;
}

/* Letters of a date that are not in quotes, escaped or in brackets. */
bool
xlsx_format_is_date(const char *code)
{
	bool quoted = false, day = false;
	size_t i;

	for (i = 0; code[i] != '\0' && code[i] != ';'; i++) {
		if (code[i] == '"')
			quoted = !quoted;
		else if (quoted)
			continue;
		else if (code[i] == '\\' || code[i] == '_' || code[i] == '*') {
			if (code[i + 1] != '\0')
				i++;
		} else if (code[i] == '[') {
			while (code[i] != '\0' && code[i] != ']')
				i++;
			if (code[i] == '\0')
				break;
		} else if (strchr("yYdD", code[i]) != NULL) {
			day = true;
		}
	}
	return day;
}
