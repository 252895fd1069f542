import { outcomes, progresses, type ReceiptQuery } from "@/lib/domain/views/change-set";

/** Every way in which a change can stand, the ends first. */
export const results = [...outcomes, ...progresses] as const;
export type Result = (typeof results)[number];

/** Reads a result; null for a text that is none. */
export const parseResult = (text: string | null): Result | null => results.find((result) => result === text) ?? null;

/** Reads which receipts an address asks for; what says nothing we know is left out. Never throws. */
export const readReceiptQuery = (params: {
  readonly result: string | null;
  readonly page: string | null;
}): ReceiptQuery => ({
  result: parseResult(params.result),
  page: /^[1-9]\d{0,5}$/.test(params.page ?? "") ? Number(params.page) : 1,
});

/** The same as parameters of an address: nothing for what is the standard. */
export const writeReceiptQuery = ({ result, page }: ReceiptQuery): Readonly<Record<string, string>> => ({
  ...(result === null ? {} : { result }),
  ...(page === 1 ? {} : { page: String(page) }),
});
