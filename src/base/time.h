// SPDX-License-Identifier: Apache-2.0
/* time.h -- civil dates and moments; no clock is read here.
 * Floor 0.  A moment is int64 ms UTC since 1970; a day is int32 days since 1970-01-01 in Beijing
 * time (UTC+8, GB/T 7408: no summer time), proleptic Gregorian, years 1900 to 9999. */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include "base/buf.h"

#define TIME_DAY_MS 86400000LL
#define TIME_ZONE_MS 28800000LL /* UTC+8 */

struct civil {
    int year, month, day, hour, minute, second, ms; /* month and day from 1 */
};

/* Days since 1970-01-01 of a day that exists (asserted, like all ranges here: what comes from
 * outside passes day_read or time_read). */
int32_t day_of(int year, int month, int day);
/* The Beijing day of a moment, and the moment at which that day begins. */
int32_t time_day(int64_t moment_ms);
int64_t time_of_day(int32_t day);
struct civil civil_of(int64_t moment_ms); /* Beijing time */
struct civil civil_of_day(int32_t day);
int weekday_of(int32_t day); /* 0 Sunday ... 6 Saturday */
/* 2026-03-02, and 2026-03-02T09:00:00.000+08:00 */
void day_put(struct buf *to, int32_t day);
void time_put(struct buf *to, int64_t moment_ms);
/* YYYY-MM-DD, an existing day. */
MUST_USE enum status day_read(struct str text, int32_t *ret_day);
/* YYYY-MM-DD[T| ]HH:MM[:SS[.mmm]][Z|+HH:MM|-HH:MM], in Beijing a moment of the years above;
 * without a zone Beijing time.  No 24:00, no leap second. */
MUST_USE enum status time_read(struct str text, int64_t *ret_moment_ms);

#endif
