// SPDX-License-Identifier: Apache-2.0
/* text_as.h -- how a day, a moment, a sum, a name are said: the formats of {{x as ...}}.
 * Floor 4.  Beijing time.  Days left are calendar days; working days need a calendar (term/). */
#ifndef CORE_TEXT_AS_H
#define CORE_TEXT_AS_H

#include "core/text.h"

/* A day: PLAIN 2026-03-04; DATE adds the weekday, since a date is most often a deadline; LEFT: days
 * from the day of `now` (ms UTC) to it; AGO: days since. */
void text_as_day(struct buf *to, enum lang lang, enum text_as as, int32_t day, int64_t now);
/* A moment (ms UTC): PLAIN and MOMENT 2026-03-04 09:00; DATE, LEFT, AGO as above, AGO also in
 * minutes and hours. */
void text_as_time(struct buf *to, enum lang lang, enum text_as as, int64_t moment, int64_t now);
/* Fen: 1,234.50; CAPITAL: as on a Chinese invoice (GF-2012: no digit that a stroke could change),
 * in English the figure with the currency. */
void text_as_money(struct buf *to, enum lang lang, enum text_as as, int64_t fen);
/* A number scaled by 10^scale: 150 with scale 2 is 1.50, as a form reads it back. */
void text_as_decimal(struct buf *to, int scale, int64_t value);
/* Its first character and its last four if it has eleven or more (a phone), else stars. */
void text_as_mask(struct buf *to, struct str s);

#endif
