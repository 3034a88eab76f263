/* compare.c - how near what is known of two people is; see identity.h.
 *
 * The weights: a number with one slip may be anybody's, and is a candidate
 * by itself; a name and a day of birth together are one too, whatever the
 * numbers say, since people have been given two numbers, and clerks copy
 * the wrong line.  Twins share all but a given name: they are candidates
 * until somebody says that they are two. */

#include <string.h>

#include "record/a_number.h"
#include "record/identity.h"
#include "record/slip.h"

#define SCORE_NUMBER_SAME   100
#define SCORE_NUMBER_NEAR   55
#define SCORE_NUMBER_UNLIKE (-15)
#define SCORE_BIRTH_SAME    30
#define SCORE_BIRTH_SWAPPED 26
#define SCORE_BIRTH_SLIP    20
#define SCORE_BIRTH_YEAR    12
#define SCORE_BIRTH_UNLIKE  (-25)
#define SCORE_NAME          40 /* of 100 likeness */
#define SCORE_NAME_UNLIKE   (-20)
#define NAME_LIKE_LEAST     35 /* likeness below this is none */

/* -- Profiles ------------------------------------------------------------- */

static int
profile_digits(struct arena *a, const char *digits, struct profile *out)
{
	if (out->nnumbers == sizeof(out->numbers) / sizeof(out->numbers[0]))
		return 0;
	out->numbers[out->nnumbers] = arena_strdup(a, digits);
	return out->numbers[out->nnumbers++] == NULL ? E_NOMEM : 0;
}

/* Eight digits are nine with a nought in front; or nine of which one was
 * left out: both are looked at. */
static int
profile_number(struct arena *a, const struct identifier *id,
    struct profile *out)
{
	char number[A_NUMBER_SIZE], digits[SLIP_DIGITS + 2];
	size_t n = slip_digits(id->value, digits, sizeof(digits));
	int r = 0;

	if (n >= 7 && n <= 10 && n != 9)
		r = profile_digits(a, digits, out);
	if (r == 0 && a_number_read(id->value, number)) {
		(void)slip_digits(number, digits, sizeof(digits));
		r = profile_digits(a, digits, out);
	}
	return r;
}

static int
profile_add(struct arena *a, const struct identifier *id, struct profile *out)
{
	const char *kept = NULL, *why = NULL;
	int r;

	if (id->type == IDENTIFIER_A_NUMBER)
		return profile_number(a, id, out);
	r = identifier_kept(a, id, &kept, &why);
	if (r != 0)
		return r == E_SYNTAX ? 0 : r;
	switch (id->type) {
	case IDENTIFIER_BIRTH:
		if (out->nbirths < PROFILE_EACH)
			out->births[out->nbirths++] = kept;
		break;
	case IDENTIFIER_NAME:
		if (out->nnames < PROFILE_EACH) {
			name_fold(kept, &out->names[out->nnames]);
			out->written[out->nnames++] = kept;
		}
		break;
	case IDENTIFIER_COURT:
	case IDENTIFIER_OTHER:
		if (out->nothers < PROFILE_EACH * 2)
			out->others[out->nothers++] = kept;
		break;
	case IDENTIFIER_A_NUMBER:
		break;
	}
	return 0;
}

int
profile_make(struct arena *a, const struct identifier *ids, size_t n,
    struct profile *out)
{
	size_t i;
	int r = 0;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < n && r == 0; i++)
		r = profile_add(a, &ids[i], out);
	return r;
}

/* -- Parts of a comparison ------------------------------------------------ */

/* What one kind of identifier says. */
struct part {
	bool both; /* both have one */
	bool same;
	bool near;
	bool whole; /* of names: more than a part of it is alike */
	int score;
};

static void
say(struct buf *b, const char *s)
{
	if (b->len > 0)
		buf_puts(b, "; ");
	buf_puts(b, s);
}

static void
compare_numbers(const struct profile *x, const struct profile *y,
    struct part *p, struct buf *b)
{
	struct buf words;
	size_t i, k;

	p->both = x->nnumbers > 0 && y->nnumbers > 0;
	for (i = 0; i < x->nnumbers; i++)
		for (k = 0; k < y->nnumbers; k++)
			p->same = p->same ||
			    (strlen(x->numbers[i]) == 9 &&
				strcmp(x->numbers[i], y->numbers[k]) == 0);
	if (p->same) {
		p->score = SCORE_NUMBER_SAME;
		say(b, "same A-number");
		return;
	}
	buf_init(&words, b->mem, 256);
	for (i = 0; i < x->nnumbers && !p->near; i++)
		for (k = 0; k < y->nnumbers && !p->near; k++)
			p->near =
			    number_slip(x->numbers[i], y->numbers[k], &words);
	if (p->near) {
		p->score = SCORE_NUMBER_NEAR;
		say(b, words.s);
	} else if (p->both) {
		p->score = SCORE_NUMBER_UNLIKE;
		say(b, "another A-number");
	}
	buf_release(&words);
}

static void
compare_others(const struct profile *x, const struct profile *y, struct part *p,
    struct buf *b)
{
	size_t i, k;

	for (i = 0; i < x->nothers; i++)
		for (k = 0; k < y->nothers; k++) {
			p->same =
			    p->same || strcmp(x->others[i], y->others[k]) == 0;
			p->near = p->near ||
			    (strlen(x->others[i]) >= 5 &&
				slip_between(x->others[i], y->others[k], NULL));
		}
	p->both = x->nothers > 0 && y->nothers > 0;
	p->score = p->same ? SCORE_NUMBER_SAME
	    : p->near      ? SCORE_NUMBER_NEAR
			   : 0;
	if (p->same)
		say(b, "same court number");
	else if (p->near)
		say(b, "a court number one slip away");
}

static bool
is_swapped(const char *a, const char *b)
{
	return strlen(a) == 10 && strlen(b) == 10 && strncmp(a, b, 5) == 0 &&
	    strncmp(a + 5, b + 8, 2) == 0 && strncmp(a + 8, b + 5, 2) == 0;
}

/* The first of January and of July stand for a day that nobody knew. */
static bool
is_stand_in(const char *s)
{
	return strlen(s) < 10 || strcmp(s + 5, "01-01") == 0 ||
	    strcmp(s + 5, "07-01") == 0;
}

static int
birth_score(const char *a, const char *b, const char **words)
{
	if (strcmp(a, b) == 0) {
		*words = strlen(a) == 10 ? "same day of birth"
					 : "same year of birth";
		return strlen(a) == 10 ? SCORE_BIRTH_SAME : SCORE_BIRTH_YEAR;
	}
	if (is_swapped(a, b)) {
		*words = "day and month of birth exchanged";
		return SCORE_BIRTH_SWAPPED;
	}
	if (strlen(a) == 10 && strlen(b) == 10 && slip_between(a, b, NULL)) {
		*words = "day of birth one digit away";
		return SCORE_BIRTH_SLIP;
	}
	if (strncmp(a, b, 4) == 0 && (is_stand_in(a) || is_stand_in(b))) {
		*words = "same year of birth, and the day stands in for one "
			 "not known";
		return SCORE_BIRTH_YEAR;
	}
	*words = "another day of birth";
	return SCORE_BIRTH_UNLIKE;
}

static void
compare_births(const struct profile *x, const struct profile *y, struct part *p,
    struct buf *b)
{
	const char *words = NULL, *said = NULL;
	size_t i, k;
	int s;

	p->score = SCORE_BIRTH_UNLIKE - 1;
	for (i = 0; i < x->nbirths; i++)
		for (k = 0; k < y->nbirths; k++) {
			s = birth_score(x->births[i], y->births[k], &words);
			if (s > p->score) {
				p->score = s;
				said = words;
			}
		}
	p->both = said != NULL;
	p->same = p->score == SCORE_BIRTH_SAME;
	p->near = p->score > 0;
	if (said == NULL)
		p->score = 0;
	else
		say(b, said);
}

static void
compare_names(const struct profile *x, const struct profile *y, struct part *p,
    struct buf *b)
{
	static const char *const words[] = { [NAME_UNLIKE] = "another name",
		[NAME_PARTLY] = "part of the name is the same",
		[NAME_LIKE] = "nearly the same name",
		[NAME_SOUND] = "same name spelled otherwise",
		[NAME_REORDERED] = "same name in another order",
		[NAME_SAME] = "same name" };
	enum name_likeness how, best_how = NAME_UNLIKE;
	unsigned like, best = 0;
	size_t i, k;

	for (i = 0; i < x->nnames; i++)
		for (k = 0; k < y->nnames; k++) {
			like = name_like(&x->names[i], &y->names[k], &how);
			if (like > best) {
				best = like;
				best_how = how;
			}
		}
	p->both = x->nnames > 0 && y->nnames > 0;
	if (!p->both)
		return;
	p->near = best >= NAME_LIKE_LEAST;
	p->same = best_how >= NAME_SOUND;
	p->whole = p->near && best_how >= NAME_LIKE;
	p->score = p->near ? (int)(SCORE_NAME * best / 100) : SCORE_NAME_UNLIKE;
	say(b, words[p->near ? best_how : NAME_UNLIKE]);
}

int
identity_compare(struct arena *a, const struct profile *asked,
    const struct profile *known, struct identity_match *out)
{
	struct part number = { 0 }, other = { 0 }, birth = { 0 }, name = { 0 };
	struct buf b;
	int score, r = 0;

	*out = (struct identity_match){ .reason = "" };
	buf_init(&b, a->mem, 1024);
	compare_numbers(asked, known, &number, &b);
	compare_others(asked, known, &other, &b);
	compare_names(asked, known, &name, &b);
	compare_births(asked, known, &birth, &b);
	if (name.both && !name.same && name.near && birth.same && !number.same)
		say(&b, "perhaps a twin");
	score = number.score + other.score + birth.score + name.score;
	out->number = number.same || other.same;
	out->score = score < 0 ? 0 : (unsigned)score;
	/* A number that somebody else's name and birth stand beside was
	 * copied wrong, as likely as not. */
	out->against = name.both && !name.near && (!birth.both || !birth.near);
	out->unlike = (name.both && !name.same) || (birth.both && !birth.near);
	out->one = out->number && !out->against;
	out->compared =
	    number.both || other.near || other.same || name.both || birth.both;
	out->differs = (name.both && !name.near) || (birth.both && !birth.near);
	out->other_number = number.both && !number.same && !number.near;
	out->hint = number.near || other.near || birth.near || name.whole;
	out->reason = arena_strndup(a, b.s, b.len);
	if (out->reason == NULL || b.failed)
		r = E_NOMEM;
	buf_release(&b);
	return r;
}

/* A number that another name or day of birth stands beside, a number one slip
 * away, a day of birth with a name near it: who they are a person must say.
 * Of numbers that have nothing to do with each other, so much must be alike
 * as would make two records candidates. */
enum meant
identity_meant(const struct identity_match *m)
{
	if (!m->compared)
		return MEANT_UNSAID;
	if (m->number)
		return m->differs ? MEANT_MAY : MEANT_YES;
	if (m->score >= IDENTITY_NEAR ||
	    (m->hint && !m->differs && !m->other_number))
		return MEANT_MAY;
	return MEANT_OTHER;
}
