// SPDX-License-Identifier: Apache-2.0
/* banned.h -- calls that may not be written in this house; forced into every source by the build.
 * Floor 0.  Each is unsafe (no bound), hidden state (a static buffer, the process's zone) or
 * silent. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Fortified headers make macros of these under clang, which poisons no macro. */
#undef sprintf
#undef vsprintf

#pragma GCC poison strcpy strcat strncat stpcpy sprintf vsprintf gets strtok atoi atol atof
#pragma GCC poison gmtime localtime asctime ctime mktime

#endif
