// SPDX-License-Identifier: Apache-2.0
/* pack.h -- the smallest pack with which the rooms of the product begin. */
#ifndef UNIT_PACK_H
#define UNIT_PACK_H

#include "unit.h"

#include <sys/stat.h>

static inline void unit_pack_file(const char *folder, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/pack/%s", folder, name);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* DIR/pack, for the node in that folder. */
static inline void unit_pack(const char *folder)
{
    char path[256];
    snprintf(path, sizeof path, "%s/pack", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    unit_pack_file(folder, "terms.tsv",
                   "HOT-02\t*\t5\tdays\tnone\nHOT-03\t*\t5\tdays\tnone\n"
                   "HOT-05\t*\t5\tdays\tnone\nAPP-04\t*\t5\tdays\tnone\n"
                   "COR-01\t*\t30\tminutes\tnone\n"
                   "ERA-01\t*\t5\tdays\tnone\nFOI-01\t*\t20\tdays\tnone\n"
                   "PEN-08\t*\t3\tdays\tnone\n");
    unit_pack_file(
        folder, "roles.tsv",
        "intake\tnone\nimporter\tnone\nofficer\tnone\nsupervisor\tnone\nsystem\tnone\n"
        "security\tnone\naudit\tnone\nunit_admin\tnone\nprivacy\tnone\npublisher\tnone\n");
    unit_pack_file(folder, "text.tsv",
                   "role.intake\t-\tIntake\nrole.importer\t-\tImporter\nrole.officer\t-\tOfficer\n"
                   "role.supervisor\t-\tSupervisor\nrole.system\t-\tSystem\n"
                   "role.security\t-\tSecurity\nrole.audit\t-\tAudit\n"
                   "role.unit_admin\t-\tUnit administrator\n"
                   "role.privacy\t-\tPrivacy\nrole.publisher\t-\tPublisher\n");
}

#endif
