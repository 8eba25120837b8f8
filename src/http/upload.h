// SPDX-License-Identifier: Apache-2.0
/* upload.h -- a multipart body on its way: files hashed onto disk, fields into the arena.
 * Floor 2, inside http/. */
#ifndef HTTP_UPLOAD_H
#define HTTP_UPLOAD_H

#include "crypt/hash.h"
#include "http/multipart.h"
#include "http/refuse.h"

enum { UPLOAD_FILES = 32 };

struct upload {
    struct multipart parts;
    struct arena *arena;
    struct str folder;  /* absent: files are refused */
    int64_t bytes_left; /* of files */
    struct http_form fields;
    struct http_file files[UPLOAD_FILES];
    size_t n_files;
    size_t field_bytes;
    struct http_refusal *refusal;
    struct buf value; /* of the field being read; memory kept between requests */
    struct crypt_sha256 hash;
    int fd;       /* of the file being written, or -1 */
    bool is_open; /* a request is being read, or its files are still ours */
};

/* Once, before anything else. */
void http_upload_init(struct upload *u);
/* Begin a body.  False fills *refusal; the later functions use the same one. */
bool http_upload_begin(struct upload *u, struct arena *a, struct str folder, int64_t bytes_max,
                       struct str content_type, struct http_refusal *refusal);
/* More of the body. */
bool http_upload_add(struct upload *u, struct str bytes);
/* The body is there: is the form complete? */
bool http_upload_end(struct upload *u);
/* Forget the body; files that nobody adopted are unlinked. */
void http_upload_drop(struct upload *u);
void http_upload_close(struct upload *u);

#endif
