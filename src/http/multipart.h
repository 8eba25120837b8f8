// SPDX-License-Identifier: Apache-2.0
/* multipart.h -- multipart/form-data as it arrives: bytes in any pieces in, events out.
 * Floor 2, inside http/.  Pure.  Source: RFC 7578, RFC 2046 section 5.1; no preamble, no epilogue,
 * no nesting. */
#ifndef HTTP_MULTIPART_H
#define HTTP_MULTIPART_H

#include "base/str.h"

enum { MULTIPART_HEAD_BYTES = 2048, MULTIPART_BOUNDARY_BYTES = 70 };

enum multipart_event {
    PART_MORE,  /* everything was read; give the next piece */
    PART_BEGIN, /* name, file_name, media are set */
    PART_DATA,  /* bytes of the part's content */
    PART_END,
    PART_LAST, /* the closing boundary was read */
    PART_BAD,  /* `fault` says why; nothing more may be read */
};

struct multipart {
    char needle[MULTIPART_BOUNDARY_BYTES + 4]; /* CR LF -- boundary */
    size_t needle_n;
    size_t matched; /* bytes of the needle read so far */
    int stage;
    char head[MULTIPART_HEAD_BYTES]; /* the headers of the part being read */
    size_t head_n;
    struct str name, file_name, media; /* of the part, pointing into head; file_name absent: a field
                                        */
    struct str data;                   /* of PART_DATA; valid until the next call */
    const char *fault;                 /* a sentence, or NULL */
};

/* Begin with the whole value of a Content-Type header.  BAD_INPUT if it has no usable boundary. */
MUST_USE enum status http_multipart_init(struct multipart *m, struct str content_type);
/* The next event; *in becomes what is not read yet. */
enum multipart_event http_multipart_next(struct multipart *m, struct str *in);
/* Has everything ended as it should? */
bool http_multipart_is_complete(const struct multipart *m);

#endif
