/* limits.h - every bound on what forestay will take, in one place.
 *
 * A loop over input stops at one of these, and the message it gives names
 * the limit.  Each has a test at limit-1, limit and limit+1. */

#ifndef FORESTAY_LIMITS_H
#define FORESTAY_LIMITS_H

#define LIMIT_SOURCE_BYTES     (16u << 20)  /* one law or people file */
#define LIMIT_TOKENS           (2u << 20)   /* in one source */
#define LIMIT_STRING_BYTES     (64u << 10)  /* one quoted string */
#define LIMIT_ID_BYTES         128u         /* one identifier */
#define LIMIT_NESTING          64u          /* parentheses in an expression */
#define LIMIT_INSTRUMENTS      65536u       /* in one casebook */
#define LIMIT_CLASSES          4096u        /* `members of` in one class */
#define LIMIT_EDGES            64u          /* acts of one instrument */
#define LIMIT_STAGES           64u          /* of one instrument */
#define LIMIT_TRIGGERS         32u          /* leading out of one stage */
#define LIMIT_TOGETHER         4u           /* events joined by `and` */
#define LIMIT_READINGS         16u          /* of one length of time */
#define LIMIT_FACTS            4096u        /* of one person */
#define LIMIT_WORDS            16384u       /* declared in a vocabulary */
#define LIMIT_FIELDS           64u          /* of a kind; steps; slots */
#define LIMIT_RELATED          256u         /* whom relations of one name */
#define LIMIT_COLUMNS          256u         /* of one table of people */
#define LIMIT_SHEET_ROWS       (1u << 20)   /* of one sheet of a workbook */
#define LIMIT_DIAGNOSTICS      256u         /* kept from one source */
#define LIMIT_COUNT            1000000      /* units in one length */
#define LIMIT_REPLAY           200000u      /* steps of one stage replay */
#define LIMIT_ZONE_BYTES       (256u << 10) /* one file of time-zone data */
#define LIMIT_ZONE_TRANSITIONS 4096u        /* in one zone */
#define LIMIT_HORIZON          512u         /* instants tried for one answer */
#define LIMIT_ENTRY_BYTES      (1u << 20)   /* one entry of a store */
#define LIMIT_ENTRY_NESTING    32u          /* objects, lists in one entry */
#define LIMIT_SUBJECTS         64u          /* that one entry touches */
#define LIMIT_SUBJECT_BYTES    200u         /* the name of one */
#define LIMIT_KEY_BYTES        1024u        /* a key of a view */
#define LIMIT_BATCH            65536u       /* entries written together */
#define LIMIT_BATCH_BYTES      (64u << 20)  /* and their bytes */
#define LIMIT_PRECONDITIONS    4096u        /* of one batch */
#define LIMIT_BLOB_BYTES       (256u << 20) /* one document */
#define LIMIT_NOTE_BYTES       (512u << 10) /* one signed note */
#define LIMIT_NOTE_LINES       64u          /* signatures under it */
#define LIMIT_NOTE_NAME        128u         /* bytes of a key's name */
#define LIMIT_WITNESS_BYTES    (LIMIT_NOTE_BYTES + 8192u) /* a request */
#define LIMIT_DIRT_LINES       (4u << 20)   /* kept of one report */
#define LIMIT_HTTP_CONNECTIONS 512u         /* at one listener */
#define LIMIT_HTTP_PER_ADDRESS 128u         /* of them from one address */
#define LIMIT_HTTP_HEAD_BYTES  (16u << 10)  /* one request's head */
#define LIMIT_HTTP_HEADERS     64u          /* in it */
#define LIMIT_HTTP_SECONDS     20u          /* for a request to come whole */
#define LIMIT_HTTP_LARGE       8u           /* large bodies at one time */
#define LIMIT_REPLY_SECONDS    10u          /* for the desk to answer */
#define LIMIT_CHECK_BYTES      (64u << 10)  /* the body of one check */
#define LIMIT_MANIFEST_BYTES   (900u << 10) /* the body of one manifest */
#define LIMIT_MANIFEST_LINES   5000u        /* of it */
#define LIMIT_MANIFEST_NAME    64u          /* bytes of what it is called */
#define LIMIT_MANIFESTS        4u           /* that are answered at a time */
#define LIMIT_MANIFEST_SECONDS 60u          /* for the desk to answer one */
#define LIMIT_FORM_BYTES       (32u << 10)  /* what one form sends */
#define LIMIT_STATED           64u          /* facts that an asker states */
#define LIMIT_NONCE_BYTES      64u          /* that comes back signed */
#define LIMIT_TOKEN_BYTES      64u          /* what an account is known by */
#define LIMIT_ACCOUNTS         65536u       /* of one store */
#define LIMIT_SHIFTS           65536u       /* of one roster */
#define LIMIT_DOCKET_BYTES     (256u << 10) /* one docket's notice */
#define LIMIT_DOCKET_KEY       64u          /* what its sender calls it */
#define LIMIT_NOTICES_TOLD     256u         /* in one reply */
#define LIMIT_POSTS            4096u        /* webhooks, mails that wait */
#define LIMIT_STREAMS          256u         /* of notices, at one time */
#define LIMIT_STREAMS_ACCOUNT  4u           /* of one account */
#define LIMIT_LINK_BYTES       (8u << 20)   /* between two processes */
#define LIMIT_YEAR_FIRST       1900         /* civil years understood */
#define LIMIT_YEAR_LAST        2199

#endif
