import { mix, pick } from "@/lib/simulator/random";

/** Account and display name of an invented company. */
export type Names = { readonly name: string; readonly nickname: string };

const REGIONS_ZH = ["华东", "华南", "华北", "西南", "西北", "东北", "华中", "长三角", "大湾区", "海西"] as const;
const BRANDS_ZH = [
  "云帆",
  "星河",
  "恒远",
  "瑞祥",
  "鼎盛",
  "启明",
  "博雅",
  "海澜湾",
  "青禾",
  "蓝桥",
  "金穗",
  "天衡",
  "万象",
  "晨曦",
  "拓维",
  "嘉木",
] as const;
const TRADES_ZH = [
  "物流",
  "零售",
  "能源",
  "医疗",
  "教育",
  "电子",
  "汽车",
  "食品",
  "文化",
  "地产",
  "农业",
  "信息",
] as const;
const UNITS_ZH = ["生产", "测试", "数据平台", "电商", "门店", "研发", "市场", "共享中心"] as const;

const REGIONS_EN = ["Pacific", "Harbour", "Northern", "Delta", "Lakeside", "Southern", "Summit", "Central"] as const;
const BRANDS_EN = [
  "Cloudsail",
  "Galaxy",
  "Evermore",
  "Bluebridge",
  "Goldfield",
  "Daybreak",
  "Topway",
  "Maple",
] as const;
const TRADES_EN = [
  "Logistics",
  "Retail",
  "Energy",
  "Healthcare",
  "Education",
  "Electronics",
  "Motors",
  "Foods",
  "Media",
  "Farming",
  "R&D",
  "Data",
] as const;
const UNITS_EN = ["prod", "test", "data platform", "e-commerce", "stores", "research", "marketing", "shared"] as const;

/** Roughly half Chinese, half English. The number in the display name is the index, so that no two are alike. */
export function namesAt(seed: number, index: number): Names {
  const number = String(index + 1).padStart(4, "0");
  if (mix(seed, index, 201) % 100 < 55) {
    const trade = pick(TRADES_ZH, seed, index, 204);
    const region = pick(REGIONS_ZH, seed, index, 202);
    return {
      name: `${region}${pick(BRANDS_ZH, seed, index, 203)}${trade}有限公司`,
      nickname: `${region}${trade}-${pick(UNITS_ZH, seed, index, 205)}-${number}`,
    };
  }
  const trade = pick(TRADES_EN, seed, index, 204);
  return {
    name: `${pick(REGIONS_EN, seed, index, 202)} ${pick(BRANDS_EN, seed, index, 203)} ${trade} Co., Ltd.`,
    nickname: `${trade} ${pick(UNITS_EN, seed, index, 205)} ${number}`,
  };
}
