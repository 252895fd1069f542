/** What a member sees as the names of the payer. */
export const PAYER_NAMES = { name: "云栖控股财务共享中心", nickname: "财务主账号" };
