/** The seven states of RelationshipStatusEnum, in the order of a relation's life. Source: QueryPermissionList, "State". */
export const relationStates = [
  "INITIAL",
  "CONFIRMING",
  "REJECTED",
  "RELATED",
  "CHANGE_CONFIRMING",
  "CONNECTION_CANCELED",
  "CONNECTION_MASTER_CANCEL",
] as const;

export type RelationState = (typeof relationStates)[number];

/** Source: QueryPermissionList, "RelationType". */
export const relationTypes = ["FinancialManagement", "FinancialTrusteeship"] as const;
export type RelationType = (typeof relationTypes)[number];

const states: ReadonlySet<string> = new Set(relationStates);
const types: ReadonlySet<string> = new Set(relationTypes);

export const isRelationState = (text: string): text is RelationState => states.has(text);
export const isRelationType = (text: string): text is RelationType => types.has(text);

const effective: Record<RelationState, boolean> = {
  INITIAL: false,
  CONFIRMING: false,
  REJECTED: false,
  RELATED: true,
  CHANGE_CONFIRMING: true,
  CONNECTION_CANCELED: false,
  CONNECTION_MASTER_CANCEL: false,
};

/**
 * Whether a state is one in which the relation is in effect (QueryPermissionList, "Notes"). A state nobody
 * knows is not: it is shown raw and nothing is sent to such a relation.
 */
export const isStateInEffect = (state: string): boolean => isRelationState(state) && effective[state];

/** Whether something with these bounds (`null`: open) has started and has not ended at a moment. */
export const isWithin = (start: string | null, end: string | null, at: string): boolean =>
  (start === null || start <= at) && (end === null || end > at);
