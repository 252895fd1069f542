/**
 * The parameters of the operations served here, copied from the vendor's own metadata: repository
 * aliyun/aliyun-openapi-meta, `metadatas/bssopenapi/<Operation>.json`, commit 2563691c (2026-04-21). There, all
 * parameters have position Query, and types are Long, Integer, String and RepeatList (sent as Name.1, Name.2 …).
 */
export type ParameterSpec = {
  readonly name: string;
  readonly type: "Long" | "Integer" | "String" | "RepeatList";
  readonly required: boolean;
};

export type OperationSpec = {
  readonly methods: readonly ("GET" | "POST")[];
  readonly parameters: readonly ParameterSpec[];
};

const optional = (name: string, type: ParameterSpec["type"]): ParameterSpec => ({ name, type, required: false });
const required = (name: string, type: ParameterSpec["type"]): ParameterSpec => ({ name, type, required: true });

export const QUERY_RELATION_LIST: OperationSpec = {
  methods: ["GET", "POST"],
  parameters: [
    optional("PageNum", "Integer"),
    optional("PageSize", "Integer"),
    optional("StatusList", "RepeatList"),
    required("UserId", "Long"),
  ],
};

export const QUERY_PERMISSION_LIST: OperationSpec = {
  methods: ["GET", "POST"],
  parameters: [required("RelationId", "Long")],
};

export const MODIFY_ACCOUNT_RELATION: OperationSpec = {
  methods: ["GET", "POST"],
  parameters: [
    optional("ChildNick", "String"),
    optional("ChildUserId", "Long"),
    optional("ParentUserId", "Long"),
    optional("PermissionCodes", "RepeatList"),
    optional("RelationId", "Long"),
    required("RelationOperation", "String"),
    optional("RelationType", "String"),
    required("RequestId", "String"),
    optional("RoleCodes", "RepeatList"),
  ],
};

export const ADD_ACCOUNT_RELATION: OperationSpec = {
  methods: ["GET", "POST"],
  parameters: [
    optional("ChildNick", "String"),
    required("ChildUserId", "Long"),
    required("ParentUserId", "Long"),
    optional("PermissionCodes", "RepeatList"),
    required("RelationType", "String"),
    required("RequestId", "String"),
    optional("RoleCodes", "RepeatList"),
  ],
};

export const RELIEVE_ACCOUNT_RELATION: OperationSpec = {
  methods: ["GET", "POST"],
  parameters: [
    optional("ChildUserId", "Long"),
    optional("ParentUserId", "Long"),
    optional("RelationId", "Long"),
    optional("RelationType", "String"),
    required("RequestId", "String"),
  ],
};

export const CONFIRM_RELATION: OperationSpec = {
  methods: ["GET", "POST"],
  parameters: [
    optional("ChildUserId", "Long"),
    required("ConfirmCode", "String"),
    optional("ParentUserId", "Long"),
    required("PermissionCodes", "RepeatList"),
    optional("RelationId", "Long"),
    optional("RelationType", "String"),
    required("RequestId", "String"),
  ],
};

export const GET_ACCOUNT_RELATION: OperationSpec = {
  methods: ["GET"],
  parameters: [optional("RelationId", "Long"), optional("RequestId", "String")],
};

export const QUERY_FINANCIAL_ACCOUNT_INFO: OperationSpec = {
  methods: ["GET", "POST"],
  parameters: [required("UserId", "Long")],
};

export const CREATE_AG_ACCOUNT: OperationSpec = {
  methods: ["GET", "POST"],
  parameters: [
    optional("AccountAttr", "String"),
    optional("CityName", "String"),
    optional("EnterpriseName", "String"),
    optional("FirstName", "String"),
    optional("LastName", "String"),
    required("LoginEmail", "String"),
    optional("NationCode", "String"),
    optional("Postcode", "String"),
    optional("ProvinceName", "String"),
  ],
};

/** STS 2015-04-01; its page says "No parameters required". */
export const GET_CALLER_IDENTITY: OperationSpec = { methods: ["GET", "POST"], parameters: [] };
