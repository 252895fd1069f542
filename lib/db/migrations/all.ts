import type { Migration } from "kysely";
import { foundation } from "@/lib/db/migrations/0001-foundation";
import { membersAndSweeps } from "@/lib/db/migrations/0002-members-and-sweeps";
import { accountOperations } from "@/lib/db/migrations/0003-account-operations";
import { capabilities } from "@/lib/db/migrations/0004-capabilities";
import { auditByAccount } from "@/lib/db/migrations/0005-audit-by-account";
import { recordLooks } from "@/lib/db/migrations/0007-record-looks";
import { listOrders } from "@/lib/db/migrations/0008-list-orders";
import { stoppedBy } from "@/lib/db/migrations/0009-stopped-by";
import { populationCertificates } from "@/lib/db/migrations/0010-population-certificates";
import { manyChanges } from "@/lib/db/migrations/0011-many-changes";
import { driftSeen } from "@/lib/db/migrations/0013-drift-seen";
import { secondPersons } from "@/lib/db/migrations/0014-second-persons";
import { localFacts } from "@/lib/db/migrations/0015-local-facts";
import { reversals } from "@/lib/db/migrations/0016-reversals";
import { signIn } from "@/lib/db/migrations/0017-sign-in";
import { notices } from "@/lib/db/migrations/0018-notices";

/** Every migration by name, in order. One that has run anywhere is never edited. */
export const migrations: Record<string, Migration> = {
  "0001-foundation": foundation,
  "0002-members-and-sweeps": membersAndSweeps,
  "0003-account-operations": accountOperations,
  "0004-capabilities": capabilities,
  "0005-audit-by-account": auditByAccount,
  "0007-record-looks": recordLooks,
  "0008-list-orders": listOrders,
  "0009-stopped-by": stoppedBy,
  "0010-population-certificates": populationCertificates,
  "0011-many-changes": manyChanges,
  "0013-drift-seen": driftSeen,
  "0014-second-persons": secondPersons,
  "0015-local-facts": localFacts,
  "0016-reversals": reversals,
  "0017-sign-in": signIn,
  "0018-notices": notices,
};
