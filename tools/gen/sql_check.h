// SPDX-License-Identifier: Apache-2.0
/* sql_check.h -- what the engine says of a statement: does it prepare, what does it touch, how
 * is it planned?
 * Build time only.  One SQLite in memory holds the schemas of all rooms.  Not here: what a head
 * declares (query.c). */
#ifndef GEN_SQL_CHECK_H
#define GEN_SQL_CHECK_H

#include "sql_text.h"

/* Whose tables a schema makes: a room's are its own; shared ones (core's and its parts') may be
 * read by all. */
struct sql_owner {
    const char *name; /* "appeal"; the truth of the ledger is "core" and not shared */
    bool shared;
};

void sql_check_open(void);
void sql_check_close(void);
/* Load a schema.sql: `create table` and `create index` statements.  Fails at the line that is
 * wrong. */
void sql_check_schema(const char *file, struct str text, struct sql_owner owner);

struct sql_rule {
    const char *owner; /* of the statement */
    bool writes;       /* it may write its owner's tables; else it is a select */
    bool limited;      /* a list's: it stops by itself, but must come in order from an index */
    const struct record *row; /* the columns that the head declares; NULL: none are expected */
    bool scan_ok;
};

/* Prepare and plan.  Fails at the line that is wrong, or at m->at. */
void sql_check_statement(const struct sql_made *m, const struct sql_rule *rule);

#endif
