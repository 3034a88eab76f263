/* mapping.c - see mapping.h. */

#include <stdio.h>
#include <string.h>

#include "intake/mapping.h"

static bool
is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	    (unsigned char)c >= 128 || c == '#';
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool
mapping_same(const char *a, const char *b)
{
	for (;; a++, b++) {
		while (*a != '\0' && !is_plain(lower(*a)))
			a++;
		while (*b != '\0' && !is_plain(lower(*b)))
			b++;
		if (lower(*a) != lower(*b))
			return false;
		if (*a == '\0')
			return true;
	}
}

bool
mapping_add(struct arena *a, struct mapping_pair *pairs, size_t *n, size_t max,
    const char *pair, const char **why)
{
	const char *equals = strchr(pair, '=');
	const char *from, *to;
	size_t i;

	*why = "it needs FROM=TO";
	if (equals == NULL || equals == pair)
		return false;
	from = arena_strndup(a, pair, (size_t)(equals - pair));
	to = arena_strdup(a, equals + 1);
	*why = "too many of them";
	if (from == NULL || to == NULL)
		return false;
	for (i = 0; i < *n; i++)
		if (mapping_same(pairs[i].from, from))
			break;
	if (i == max)
		return false;
	pairs[i] = (struct mapping_pair){ from, to };
	if (i == *n)
		(*n)++;
	return true;
}

static const char *const dates_words[] = { "iso", "mdy", "dmy" };

bool
mapping_dates(const char *s, enum mapping_dates *out)
{
	int i;

	for (i = 0; i < 3; i++)
		if (strcmp(s, dates_words[i]) == 0) {
			*out = (enum mapping_dates)i;
			return true;
		}
	return false;
}

static const char *
pair_find(const struct mapping_pair *pairs, size_t n, const char *s)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (mapping_same(pairs[i].from, s))
			return pairs[i].to;
	return NULL;
}

const char *
mapping_column(const struct mapping *m, const char *heading)
{
	return pair_find(m->columns, m->ncolumns, heading);
}

const char *
mapping_guess(const char *heading)
{
	static const struct mapping_pair guesses[] = {
		{ "A#", "a_number" },
		{ "A Number", "a_number" },
		{ "A No", "a_number" },
		{ "Alien", "a_number" },
		{ "Alien Number", "a_number" },
		{ "Alien File Number", "a_number" },
		{ "Alien Registration Number", "a_number" },
		{ "Name", "name" },
		{ "Full Name", "name" },
		{ "Class Member", "name" },
		{ "Detainee", "name" },
		{ "Detainee Name", "name" },
		{ "Respondent", "name" },
		{ "Last Name", "name.last" },
		{ "Family Name", "name.last" },
		{ "Surname", "name.last" },
		{ "First Name", "name.first" },
		{ "Given Name", "name.first" },
		{ "Middle Name", "name.middle" },
		{ "DOB", "birth" },
		{ "Date of Birth", "birth" },
		{ "Birth Date", "birth" },
		{ "Birthdate", "birth" },
		{ "Citizenship", "nationality" },
		{ "Citizenship Country", "nationality" },
		{ "Country of Citizenship", "nationality" },
		{ "Nationality", "nationality" },
		{ "Final Order Date", "final_order.since" },
		{ "Date of Final Order", "final_order.since" },
		{ "Book In Date", "custody.since" },
		{ "Book In Date Time", "custody.since" },
		{ "Detained Since", "custody.since" },
		{ "Release Date", "released" },
		{ "Date Released", "released" },
		{ "A-File Produced", "a_file.produced" },
		{ "A-File Production Date", "a_file.produced" },
		{ "ROP Produced", "record.produced" },
		{ "Record of Proceedings Produced", "record.produced" },
		{ "ROP Production Date", "record.produced" },
		{ "MTR Filed", "motion_to_reopen.filed" },
		{ "Motion to Reopen Filed", "motion_to_reopen.filed" },
		{ "Case Number", "court_id" },
		{ "Court Id", "court_id" },
	};

	return pair_find(guesses, sizeof(guesses) / sizeof(guesses[0]),
	    heading);
}

/* What says that something was not said. */
static bool
is_withheld(const char *s)
{
	static const char *const words[] = { "N/A", "NA", "none", "null", "TBD",
		"unk", "b6", "b7c", "b6b7c", "redacted", "withheld" };
	size_t i;

	if (strcmp(s, "-") == 0 || strcmp(s, "--") == 0)
		return true;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (mapping_same(s, words[i]))
			return true;
	return false;
}

const char *
mapping_value(const struct mapping *m, const char *cell)
{
	const char *to;

	if (cell[0] == '\0')
		return cell;
	to = pair_find(m->values, m->nvalues, cell);
	if (to != NULL)
		return to;
	return is_withheld(cell) ? "" : cell;
}

/* Digits up to a sign; -1 when there are none or more than four. */
static int
number_at(const char **s)
{
	int n = 0, k;

	for (k = 0; **s >= '0' && **s <= '9'; (*s)++, k++)
		if (k < 4)
			n = n * 10 + (**s - '0');
	return k == 0 || k > 4 ? -1 : n;
}

const char *
mapping_date(struct arena *a, const struct mapping *m, const char *cell)
{
	const char *s = cell;
	int one, two, year, hour, minute;
	char sign;

	if (m->dates == DATES_ISO || (one = number_at(&s)) < 0)
		return cell;
	sign = *s;
	if ((sign != '/' && sign != '-' && sign != '.') || one > 31)
		return cell;
	s++;
	if ((two = number_at(&s)) < 0 || *s++ != sign ||
	    (year = number_at(&s)) < 1000)
		return cell; /* the century is never guessed */
	if (m->dates == DATES_DMY) {
		int t = one;

		one = two;
		two = t;
	}
	if (*s == '\0')
		return arena_printf(a, "%04d-%02d-%02d", year, one, two);
	if (*s++ != ' ' || (hour = number_at(&s)) < 0 || *s++ != ':' ||
	    (minute = number_at(&s)) < 0 || *s != '\0')
		return cell;
	return arena_printf(a, "%04d-%02d-%02d %02d:%02d", year, one, two, hour,
	    minute);
}

/* -- Saved ---------------------------------------------------------------- */

static json_t *
pairs_json(const struct mapping_pair *pairs, size_t n)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < n && list != NULL; i++)
		if (json_array_append_new(list,
			json_pack("[ss]", pairs[i].from, pairs[i].to)) != 0) {
			json_decref(list);
			list = NULL;
		}
	return list;
}

json_t *
mapping_json(const struct mapping *m)
{
	return json_pack("{s:s,s:o,s:o,s:o,s:s}", "name",
	    m->name == NULL ? "" : m->name, "columns",
	    pairs_json(m->columns, m->ncolumns), "values",
	    pairs_json(m->values, m->nvalues), "constants",
	    pairs_json(m->constants, m->nconstants), "dates",
	    dates_words[m->dates]);
}

static bool
pairs_read(struct arena *a, const json_t *list, struct mapping_pair *out,
    size_t *n, size_t max)
{
	const char *from, *to;
	size_t i;

	*n = 0;
	if (list == NULL)
		return true;
	if (!json_is_array(list) || json_array_size(list) > max)
		return false;
	for (i = 0; i < json_array_size(list); i++) {
		const json_t *pair = json_array_get(list, i);

		from = json_string_value(json_array_get(pair, 0));
		to = json_string_value(json_array_get(pair, 1));
		if (from == NULL || to == NULL)
			return false;
		out[i].from = arena_strdup(a, from);
		out[i].to = arena_strdup(a, to);
		if (out[i].from == NULL || out[i].to == NULL)
			return false;
		(*n)++;
	}
	return true;
}

bool
mapping_read(struct arena *a, const json_t *body, struct mapping *out)
{
	const char *name = json_string_value(json_object_get(body, "name"));
	const char *dates = json_string_value(json_object_get(body, "dates"));

	if (name == NULL || (name = arena_strdup(a, name)) == NULL)
		return false;
	out->name = name;
	out->dates = DATES_ISO;
	if (dates != NULL && !mapping_dates(dates, &out->dates))
		return false;
	return pairs_read(a, json_object_get(body, "columns"), out->columns,
		   &out->ncolumns, LIMIT_COLUMNS) &&
	    pairs_read(a, json_object_get(body, "values"), out->values,
		&out->nvalues, LIMIT_COLUMNS) &&
	    pairs_read(a, json_object_get(body, "constants"), out->constants,
		&out->nconstants, 16);
}
