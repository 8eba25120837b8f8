// SPDX-License-Identifier: Apache-2.0
/* picture_jpeg.c -- JPEG read to pixels and written anew.
 * Floor 2.  By libjpeg-turbo, whose errors leave by longjmp: nothing here but the library's own
 * memory needs to be given back, and the process ends with its one request. */
#include "paper/picture.h"

#include <assert.h>
#include <setjmp.h>
#include <stdio.h>

#include <jerror.h>
#include <jpeglib.h>

enum { QUALITY = 90, SCANS_MAX = 100 /* of a progressive picture; each costs all its pixels */ };

/* Both libraries' errors end here. */
struct trap {
    struct jpeg_error_mgr errors;
    jmp_buf out;
};

static void leave(j_common_ptr c)
{
    struct trap *t = (struct trap *)(void *)c->err;
    longjmp(t->out, 1);
}

/* A file that ends too soon is broken; other oddities are those of cameras. */
static void hear(j_common_ptr c, int level)
{
    if (level < 0 && c->err->msg_code == JWRN_JPEG_EOF)
        leave(c);
}

static void count_scans(j_common_ptr c)
{
    if (c->is_decompressor && ((j_decompress_ptr)c)->input_scan_number > SCANS_MAX)
        leave(c);
}

static void set_trap(struct trap *t)
{
    jpeg_std_error(&t->errors);
    t->errors.error_exit = leave;
    t->errors.emit_message = hear;
}

/* What printers use, made what screens use; Adobe's programs write it inverted. */
static void rgb_of_cmyk(unsigned char *row, unsigned width, bool inverted)
{
    for (unsigned x = 0; x < width; x++) {
        const unsigned char *from = row + (size_t)x * 4;
        unsigned k = inverted ? from[3] : 255u - from[3];
        unsigned char rgb[3];
        for (int i = 0; i < 3; i++)
            rgb[i] = (unsigned char)((inverted ? from[i] : 255u - from[i]) * k / 255);
        for (int i = 0; i < 3; i++)
            row[(size_t)x * 3 + (size_t)i] = rgb[i];
    }
}

static int orientation_of(const struct jpeg_decompress_struct *c)
{
    for (jpeg_saved_marker_ptr m = c->marker_list; m; m = m->next) {
        struct str exif = {(const char *)m->data, m->data_length};
        if (m->marker == JPEG_APP0 + 1 && str_starts(exif, S("Exif")))
            return picture_orientation(exif);
    }
    return 1;
}

static enum status read_rows(struct paper *p, struct jpeg_decompress_struct *c, struct picture *to)
{
    bool cmyk = c->jpeg_color_space == JCS_CMYK || c->jpeg_color_space == JCS_YCCK;
    bool grey = c->jpeg_color_space == JCS_GRAYSCALE;
    c->out_color_space = cmyk ? JCS_CMYK : grey ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_start_decompress(c);
    *to = (struct picture){.width = c->output_width, .height = c->output_height};
    to->depth = grey ? 1 : 3;
    size_t line = (size_t)to->width * to->depth;
    unsigned char *row = arena_take(p->arena, to->width, 4);
    to->p = arena_take(p->arena, to->height, line);
    if (!row || !to->p)
        return FULL;
    while (c->output_scanline < c->output_height) {
        unsigned y = c->output_scanline;
        unsigned char *into = cmyk ? row : to->p + y * line;
        jpeg_read_scanlines(c, &into, 1);
        if (cmyk) {
            rgb_of_cmyk(row, to->width, c->saw_Adobe_marker);
            memcpy(to->p + y * line, row, line);
        }
    }
    jpeg_finish_decompress(c);
    return OK;
}

static enum status read_jpeg(struct paper *p, struct picture *to)
{
    struct trap trap;
    struct jpeg_decompress_struct c = {.err = &trap.errors};
    struct jpeg_progress_mgr progress = {.progress_monitor = count_scans};
    set_trap(&trap);
    if (setjmp(trap.out)) {
        jpeg_destroy_decompress(&c);
        return paper_refuse(p, "core.render.picture_broken", 0);
    }
    jpeg_create_decompress(&c);
    c.progress = &progress;
    jpeg_mem_src(&c, (const unsigned char *)p->in.p, p->in.n);
    jpeg_save_markers(&c, JPEG_APP0 + 1, 0xffff);
    jpeg_read_header(&c, TRUE);
    enum status s = picture_fits(p, c.image_width, c.image_height);
    if (s == OK)
        s = read_rows(p, &c, to);
    if (s == OK)
        s = picture_upright(p->arena, orientation_of(&c), to);
    jpeg_destroy_decompress(&c);
    return s;
}

static enum status write_jpeg(struct paper *p, const struct picture *from)
{
    struct trap trap;
    struct jpeg_compress_struct c = {.err = &trap.errors};
    unsigned char *made = NULL;
    unsigned long n = 0;
    set_trap(&trap);
    if (setjmp(trap.out)) {
        jpeg_destroy_compress(&c);
        return FULL;
    }
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, &made, &n);
    c.image_width = from->width;
    c.image_height = from->height;
    c.input_components = (int)from->depth;
    c.in_color_space = from->depth == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&c);
    jpeg_set_quality(&c, QUALITY, TRUE);
    jpeg_start_compress(&c, TRUE);
    while (c.next_scanline < c.image_height) {
        JSAMPROW row = from->p + (size_t)c.next_scanline * from->width * from->depth;
        jpeg_write_scanlines(&c, &row, 1);
    }
    jpeg_finish_compress(&c);
    buf_bytes(p->out, made, n);
    free(made);
    jpeg_destroy_compress(&c);
    return OK;
}

enum status picture_jpeg(struct paper *p)
{
    struct picture picture;
    TRY(read_jpeg(p, &picture));
    assert(picture.depth == 1 || picture.depth == 3);
    return write_jpeg(p, &picture);
}
