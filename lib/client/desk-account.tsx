"use client";

import { useSearchParams } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect } from "react";
import { accountOf, withAccount } from "@/lib/domain/account-param";
import type { Uid } from "@/lib/domain/ids";

interface Desk {
  /** The account that the open page is about. */
  readonly uid: Uid;
  /** The one that an address without an account means. */
  readonly standard: Uid;
  /** Whether there are others; with one, addresses do not name it. */
  readonly several: boolean;
}

const Place = createContext<Desk | null>(null);

/**
 * Says to everything below which account the page is about. The frame of the desk stays as it is when one page follows
 * another; so an address of another account, however one got there, is loaded whole, and shows nothing until then.
 */
export function DeskAccountProvider({ children, ...desk }: Desk & { readonly children: ReactNode }) {
  const named = accountOf(useSearchParams()) ?? desk.standard;
  const isElsewhere = named !== desk.uid;
  useEffect(() => {
    if (isElsewhere) location.reload();
  }, [isElsewhere]);
  return <Place.Provider value={desk}>{isElsewhere ? null : children}</Place.Provider>;
}

/** The address of one of our own reads, with its account. Made by `useDeskApi` alone. */
export type DeskAddress = string & { readonly deskAddress: never };

interface DeskApi {
  /** The last part of every query's key, so that no answer about one account is another's. */
  readonly account: Uid;
  readonly at: (path: string) => DeskAddress;
}

/** Where the open page's account is read. Always names the account, also where the page's own address need not. */
export function useDeskApi(): DeskApi {
  const desk = useContext(Place);
  if (!desk) throw new Error("a read of the desk outside of an account");
  const { uid } = desk;
  return { account: uid, at: (path) => withAccount(path, uid) as DeskAddress };
}

/** Gives a path of the desk as it is on the open page's account. Outside of the desk: as it is. */
export function useDeskHref(): (path: string) => string {
  const desk = useContext(Place);
  return (path) => withAccount(path, desk?.several ? desk.uid : null);
}
