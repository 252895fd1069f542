import { GET_CALLER_IDENTITY } from "@/lib/simulator/metadata";
import type { Operation } from "@/lib/simulator/operations/operation";

/** STS GetCallerIdentity: all ids are strings here, and no right is needed (its page: no authorization). */
export const getCallerIdentity: Operation = {
  name: "GetCallerIdentity",
  product: "Sts",
  version: "2015-04-01",
  spec: GET_CALLER_IDENTITY,
  run({ caller, requestId }) {
    const { accountUid, ramUser } = caller;
    const id = ramUser?.id ?? accountUid;
    return {
      kind: "done",
      body: {
        IdentityType: ramUser ? "RAMUser" : "Account",
        AccountId: accountUid,
        RequestId: requestId,
        PrincipalId: id,
        UserId: id,
        Arn: `acs:ram::${accountUid}:${ramUser ? `user/${ramUser.name}` : "root"}`,
      },
    };
  },
};
