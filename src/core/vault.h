// SPDX-License-Identifier: Apache-2.0
/* vault.h -- what becomes of a row of the vault when columns of it are erased.
 * Floor 4.  Private to core.  Not here: whether they may be (erase/), which they are (erase.c). */
#ifndef CORE_VAULT_H
#define CORE_VAULT_H

#include "core/receipt.h"

/* Is there anything in the column that an erasure could take? */
bool vault_holds(const struct receipt_column *column);
/* Replace the hidden columns of an entry for which `gone` says so by their commitments, in the
 * running transaction.  `column`: all n of them, as receipt_columns gave them from the row in
 * force.  Afterwards neither the row of the entry nor an earlier rest of it holds any value. */
MUST_USE enum status vault_erase(struct store *db, struct arena *a, int64_t entry,
                                 const struct receipt_column *column, size_t n, const bool *gone);

#endif
