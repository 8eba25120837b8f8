// SPDX-License-Identifier: Apache-2.0
const char *say(void);
const char *say(void)
{
    return "core.yes";
}
