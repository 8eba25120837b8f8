// SPDX-License-Identifier: Apache-2.0
/* zone.h -- what a clock on a wall elsewhere said, and which moment that was.
 * Floor 0.  Rules are rows of a table, by years, so that the same table gives the same moment on
 * every machine.  Not here: Beijing time (time.h). */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include "base/time.h"
#include "base/tsv.h"

/* When the clocks of a zone turn: the first `weekday` of the month on or after `day`, or its last
 * one where day is 0; `minute` is what the clock shows just before. */
struct zone_turn {
    int month, weekday, day, minute;
};

struct zone_rule {
    struct str zone;      /* "America/New_York" */
    int from, to;         /* years, both included */
    int standard, summer; /* minutes ahead of UTC; summer = standard: the clocks never turn */
    struct zone_turn begins, ends;
};

struct zones {
    struct zone_rule *rule;
    size_t n;
};

/* Read rows of a table, whose text the caller keeps: zone, first year, last year (* none), standard
 * time (-05:00), summer time, when it begins (Mar Sun>=8 02:00, Oct lastSun 02:00) and ends (these
 * three - for none), source.  BAD_INPUT: the row that was read last is none, or covers a year of
 * its zone that another one has; FULL. */
MUST_USE enum status zones_read(struct arena *a, struct tsv *rows, struct zones *ret_zones);
bool zones_has(const struct zones *z, struct str zone);
/* The moment at which that wall clock showed `wall`.  In the hour that it showed twice: the first
 * time, unless that lies before `not_before` and the second does not.  BAD_INPUT: it never showed
 * that, as the clocks were put forward over it.  NOT_FOUND: no rule for that year. */
MUST_USE enum status zone_moment(const struct zones *z, struct str zone, const struct civil *wall,
                                 int64_t not_before, int64_t *ret_moment_ms);

/* A form in which moments are written: YYYY MM DD HH (or hh with AM) mm ss SSS, each with all its
 * digits, and between them blanks, T and marks, as they stand.  Is it one, with a day at least and
 * no part twice? */
bool zone_form_is_valid(struct str form);
/* Read a text that is written so; parts that the form lacks are 0.  BAD_INPUT. */
MUST_USE enum status zone_form_read(struct str form, struct str text, struct civil *ret_wall);

#endif
