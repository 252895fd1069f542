import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Endpoint } from "../endpoints";

/** One request as it arrived, its query decoded. */
export interface Arrival {
  action: string;
  method: string | undefined;
  query: Record<string, string>;
  headers: IncomingMessage["headers"];
  at: number;
}

type Reaction = (response: ServerResponse, arrival: Arrival) => void;

/** For the tests of this room: an HTTP server on loopback that answers as it is told and remembers what came. */
export interface ScriptedUpstream extends AsyncDisposable {
  endpoint: Endpoint;
  arrivals: Arrival[];
  /** What to do with the requests to come; the last one serves all that follow. */
  script(...reactions: Reaction[]): void;
}

export async function scriptedUpstream(): Promise<ScriptedUpstream> {
  const arrivals: Arrival[] = [];
  let reactions: Reaction[] = [];
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? "/", "http://upstream");
    const arrival = {
      action: String(request.headers["x-acs-action"]),
      method: request.method,
      query: Object.fromEntries(searchParams),
      headers: request.headers,
      at: performance.now(),
    };
    arrivals.push(arrival);
    const reaction = reactions.length > 1 ? reactions.shift() : reactions[0];
    if (reaction) reaction(response, arrival);
    else response.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: { protocol: "http", host: `127.0.0.1:${port}` },
    arrivals,
    script(...next) {
      reactions = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Answers with a text as it is, under the gateway's header. */
export const answers =
  (body: string, status = 200, headers: Record<string, string> = {}): Reaction =>
  (response) => {
    response.writeHead(status, {
      "content-type": "application/json;charset=utf-8",
      "x-acs-request-id": "HEADER-ID",
      ...headers,
    });
    response.end(body);
  };

/** The documented samples, with ids above 2^53. Bodies are text: an object literal would round them. */
export const samples = {
  permissionList: `{"Code":"Success","Message":"Successful!","RequestId":"F6E29451","Success":true,"Data":{
    "MasterId":6210322125051645960,"MemberId":"9007199254740993","RelationType":"FinancialManagement","State":"RELATED",
    "SetupTime":"2021-03-02T15:12Z","StartTime":"2021-03-02T15:12Z","EndTime":"","PermissionList":[
    {"PermissionCode":"allow_synchronize_finance_identity","StartTime":"2021-03-02T15:12Z","EndTime":"",
     "PermissionName":"The management account shares the credit control identity with the member.\\n"}]}}`,
  relationList: `{"Code":"Success","Message":"Successful!","RequestId":"7FC5D662","Success":true,"Data":{"PageNum":1,
    "PageSize":20,"TotalCount":1,"FinancialRelationInfoList":[{"RelationId":9007199254740993,
    "AccountId":6210322125051645960,"AccountName":"caiwuyun_test4","AccountNickName":"test4","AccountType":"MEMBER",
    "RelationType":"FinancialManagement","State":"RELATED","SetupTime":"2021-03-02T15:12Z",
    "StartTime":"2021-03-02T15:12Z","EndTime":""}]}}`,
  modified: `{"Code":"200","Message":"Message returned\\n","RequestId":"48602faf","Success":true,
    "Data":{"HostId":"192.0.2.7"}}`,
  created: `{"Code":"SUCCESS","Message":"Successful!","RequestId":"EAE08A27","Success":true,"AgRelationDto":{
    "Type":"FINACE_CLOUD","Pk":"9007199254740993","RamAdminRoleName":"admin-role","Mpk":"6210322125051645960"}}`,
  emailUsed: `{"Code":"LOGIN_EMAIL_HAS_BEEN_USED","Message":"loginEmail=ops+1@example.com,has used","RequestId":"EAE08A28",
    "Success":true,"AgRelationDto":{"Type":"FINACE_CLOUD","Pk":"1728240534507590","Mpk":"6210322125051645960"}}`,
  linked: `{"Code":"200","Message":"Successful!","RequestId":"7A2C","Success":true,
    "Data":{"HostId":"192.0.2.7","RelationId":9223372036854775807}}`,
  accountRelation: `{"Code":"Success","Message":"Successful!","RequestId":"4C1D","Success":true,"Data":{
    "Id":9223372036854775807,"ParentUserId":6210322125051645960,"ChildUserId":9007199254740993,
    "Type":"enterprise_group","Status":"RELATED 【已建立关联】","StartTime":1614669120000,"EndTime":0,"GmtModified":"2021-12-01"}}`,
  financialAccount: `{"Code":"Success","Message":"Successful!","RequestId":"5D2E","Success":true,"Data":{
    "AccountType":"MEMBER","IsFinancialAccount":true,"MemberGroupId":9007199254740993,"MemberGroupName":"North",
    "MemberNickName":"test4","UserName":"caiwuyun_test4"}}`,
  callerIdentity: `{"IdentityType":"Account","RequestId":"2C9BE469","AccountId":"6210322125051645960",
    "PrincipalId":"6210322125051645960","UserId":"6210322125051645960","Arn":"acs:ram::6210322125051645960:root"}`,
} as const;
