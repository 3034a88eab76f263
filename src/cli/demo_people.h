/* demo_people.h - 1,444 people who do not exist.
 *
 * The same ones every time: made by our own generator from one seed, in the
 * proportions that are on public record of June 2017, and written as a
 * people file, which the demo then reads like any other.  Names are made of
 * invented syllables and begin with "Synthetic"; numbers begin A000-. */

#ifndef FORESTAY_DEMO_PEOPLE_H
#define FORESTAY_DEMO_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"

#define DEMO_PEOPLE 1444

/* Kept apart from every fact: no order asks for it, nothing that goes to
 * the government shows it, and the people file does not hold it. */
enum demo_community {
	COMMUNITY_CHALDEAN,
	COMMUNITY_SHIA,
	COMMUNITY_KURDISH,
	COMMUNITY_YAZIDI,
	COMMUNITY_SUNNI,
	NCOMMUNITIES
};

const char *demo_community_text(enum demo_community c);

/* What the demo knows of someone beside their facts. */
struct demo_person {
	enum demo_community community;
	const char *city;      /* where they live */
	bool arrested_detroit; /* on 11 June 2017, around Detroit */
	bool arrested_week;    /* elsewhere, within the week */
	bool aboard;           /* expected on the flight of 27 June */
};

/* Write the people file and fill in who[0 .. DEMO_PEOPLE-1], in the order
 * of their numbers. */
void demo_people_write(struct buf *b, struct demo_person *who);

#endif
