// SPDX-License-Identifier: Apache-2.0
#pragma once
/* What `gen sql` would say of the rows, for compiling the test rooms alone. */
struct appeal_by_id {
    struct appeal_id id;
    struct str no;
};
struct appeal_claims {
    int64_t no;
};
struct appeal_units {
    struct unit_id unit;
};
struct appeal_desk {
    struct appeal_id id;
};
