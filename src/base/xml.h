// SPDX-License-Identifier: Apache-2.0
/* xml.h -- XML as it passes by: elements and text, piece by piece, of any length.
 * Floor 0.  By expat.  A document type is refused, and with it every entity of somebody's own;
 * nothing is fetched.  Not here: what an element means. */
#ifndef BASE_XML_H
#define BASE_XML_H

#include "base/buf.h"

enum { XML_DEPTH = 64 };

/* Attributes as expat has them: name, value, name, value, NULL. */
struct xml_hear {
    void *of;
    /* Each may stop the reading by anything but OK, which xml_feed then answers.  `name` is without
     * its prefix; text may come in pieces. */
    enum status (*open)(void *of, struct str name, const char *const *attributes);
    enum status (*close)(void *of, struct str name);
    enum status (*text)(void *of, struct str text);
};

struct xml {
    void *parser;
    struct xml_hear hear;
    int depth;
    enum status status;
};

/* FULL without memory. */
MUST_USE enum status xml_open(struct xml *x, const struct xml_hear *hear);
/* The next bytes, the last ones too; BAD_INPUT for what is no XML, has a document type or is nested
 * deeper than XML_DEPTH; or what a listener said. */
MUST_USE enum status xml_feed(struct xml *x, struct str bytes, bool is_last);
void xml_close(struct xml *x);
/* The value of an attribute, its name without prefix; absent if it is not there. */
struct str xml_attribute(const char *const *attributes, const char *name);

#endif
