// SPDX-License-Identifier: Apache-2.0
/* job_in.h -- the inside of a job: private to job.c, job_table.c, job_import.c.
 * Floor 4. */
#ifndef CORE_JOB_IN_H
#define CORE_JOB_IN_H

#include "base/csv.h"
#include "core/core_in.h"
#include "core/map.h"
#include "job.gen.h"

enum {
    JOB_STEP_ROWS = 100, /* of a step; as many as job.went_on and job.took can leave out */
    JOB_TIMES_ALONE = 3, /* so often a row alone is tried whose transaction breaks */
};

/* What a row of a foreign table makes, ready to be stated. */
struct job_act {
    const struct fact *fact;
    void *fields;
    int64_t at;
};

struct job_taking {
    struct str key;
    struct job_act act[MAP_ACTS];
    size_t n_acts;
};

/* A row on its way. */
struct job_row {
    int64_t read;              /* bytes of the file behind it */
    bool is_asked;             /* it can be read, and is to be run */
    bool had;                  /* an import: its matter was there already */
    struct op_call call;       /* of a job */
    struct job_taking taking;  /* of an import */
    struct job_took_left left; /* where it cannot, or was not granted */
};

/* How often the step of this job from there broke. */
struct job_broken {
    int64_t job, from;
    int times;
};

struct job_step {
    struct core *core;
    struct ctx ctx; /* of the reader; `who` is the person who brought the table */
    struct arena *arena;
    struct job_next job;
    int64_t from; /* bytes that were done with when it was prepared */
    struct job_broken *broken;
    int64_t newest;        /* of the job's entries */
    const struct op *op;   /* of every row; of an import: the import itself */
    const struct map *map; /* of an import, else NULL */
    struct hash file;      /* of an import: of the table's bytes */
    int fd;
    bool whole;          /* the window reaches the end of the file */
    struct csv csv;      /* over a window of the file that begins where the last step ended */
    struct str *heading; /* names of fields; of an import, of columns */
    size_t n_headings;
    struct job_row row[JOB_STEP_ROWS];
    size_t n_rows;
    bool ends;
    struct job_ended end;
};

/* The table cannot be read further: the step ends the job, and says why. */
MUST_USE enum status job_break_off(struct job_step *step, const char *why, int64_t no,
                                   struct str heading);
/* Read the headings and then the rows of the next step, each as its operation or its map says.
 * FULL, BROKEN. */
MUST_USE enum status job_read_headings(struct job_step *step);
MUST_USE enum status job_read_rows(struct job_step *step);
/* The row stays out, because. */
void job_leave(struct job_row *row, const char *why);
void job_leave_mistaken(struct job_row *row, const struct op *op, const struct form_error *e);

/* Are the columns that the map names there, each once?  Else the step ends the job. */
MUST_USE enum status job_import_headings(struct job_step *step);
/* What the cells of a row make, by the map; or why the row stays out. */
MUST_USE enum status job_import_read(struct job_step *step, const struct csv_row *cells,
                                     struct job_row *row);
/* State what the row makes, unless its matter is there already.  On the writer; *n_facts grows. */
MUST_USE enum status job_import_run(struct job_step *step, struct ledger *l, struct job_row *row,
                                    size_t *n_facts);

#endif
