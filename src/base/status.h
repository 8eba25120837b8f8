// SPDX-License-Identifier: Apache-2.0
/* status.h -- the outcomes of everything that can fail, and the one control-flow macro.
 * Floor 0.  Not here: why something was refused (core/ctx.h) or what is shown to a person. */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

enum status {
    OK = 0,
    REFUSED,   /* a rule of law or of the house says no; the reason is kept elsewhere */
    NOT_FOUND, /* there is no such thing */
    CONFLICT,  /* it exists already, or differs from what the caller believed */
    BAD_INPUT, /* the bytes are not what they should be */
    BUSY,      /* try again later */
    FULL,      /* a limit is reached: memory of an arena, a buffer, a disk */
    BROKEN,    /* the machine or the data below us failed */
};

/* The name of a status in lower case, for logs and JSON; never NULL. */
const char *status_name(enum status s);

#define MUST_USE __attribute__((warn_unused_result))

/* Return the status of `e` unless it is OK.  Only in functions that own nothing. */
#define TRY(e)                        \
    do {                              \
        enum status try_status = (e); \
        if (try_status != OK)         \
            return try_status;        \
    } while (0)

#endif
