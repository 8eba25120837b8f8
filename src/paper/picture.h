// SPDX-License-Identifier: Apache-2.0
/* picture.h -- what the files of pictures share: rows of pixels, and how a camera was held.
 * Floor 2, inside paper/. */
#ifndef PAPER_PICTURE_H
#define PAPER_PICTURE_H

#include "paper/paper.h"

enum {
    PICTURE_PIXELS = 50 * 1000 * 1000, /* what a telephone makes, and room */
    PICTURE_SIDE = 30000,
};

/* Rows from the top, 1 (grey), 3 (RGB) or 4 (RGB, opacity) bytes a pixel. */
struct picture {
    unsigned char *p;
    unsigned width, height, depth;
};

/* May a picture be so large?  BAD_INPUT says why not. */
MUST_USE enum status picture_fits(struct paper *p, unsigned long width, unsigned long height);
/* How the camera was held: 1 to 8 of the tag Orientation (Exif 2.3, 4.6.4) in a marker's bytes
 * "Exif..."; 1 where nothing sound says so. */
int picture_orientation(struct str exif);
/* Turn and mirror the rows so that up is up.  FULL. */
MUST_USE enum status picture_upright(struct arena *a, int orientation, struct picture *picture);

/* Read, make upright, write anew. */
MUST_USE enum status picture_jpeg(struct paper *p);
MUST_USE enum status picture_png(struct paper *p);

#endif
