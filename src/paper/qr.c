// SPDX-License-Identifier: Apache-2.0
/* qr.c -- a text as a QR code: dark squares as runs of one path, so that print is sharp.
 * Floor 2.  Source: ISO/IEC 18004, by libqrencode; error correction M. */
#include "paper/paper.h"

#include <qrencode.h>

enum { TEXT_BYTES = 1000, QUIET = 4 /* modules around it that stay light */ };

static bool is_dark(const QRcode *code, int x, int y)
{
    return x < code->width && (code->data[y * code->width + x] & 1);
}

static void put_line(struct buf *to, const QRcode *code, int y)
{
    for (int x = 0; x < code->width; x++) {
        int n = 0;
        while (is_dark(code, x + n, y))
            n++;
        if (n)
            buf_printf(to, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, n, n);
        x += n;
    }
}

enum status paper_qr(struct paper *p)
{
    if (p->in.n == 0 || p->in.n > TEXT_BYTES)
        return FULL;
    QRcode *code = QRcode_encodeData((int)p->in.n, (const unsigned char *)p->in.p, 0, QR_ECLEVEL_M);
    if (!code)
        return FULL;
    int side = code->width + 2 * QUIET;
    buf_printf(p->out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
               "shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%dv%dh-%dz\"/>"
               "<path d=\"",
               side, side, side, side, side);
    for (int y = 0; y < code->width; y++)
        put_line(p->out, code, y);
    buf_puts(p->out, "\"/></svg>\n");
    QRcode_free(code);
    return OK;
}
