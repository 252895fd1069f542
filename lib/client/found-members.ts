"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useDeskApi } from "@/lib/client/desk-account";
import { getJson, retryRead } from "@/lib/client/get-json";
import { membersAddress } from "@/lib/client/members";
import { defaultMemberQuery, memberQueryString } from "@/lib/domain/member-query";
import type { MembersPage } from "@/lib/domain/views/member";

const pauseMs = 150;

/** Members by a part of their name, UID or relation id, as the list finds them: the first page, once nobody types. */
export function useFoundMembers(text: string) {
  const [asked, setAsked] = useState("");
  const typed = text.trim();
  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed), pauseMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const { account, at } = useDeskApi();
  const found = useQuery({
    queryKey: ["found-members", asked, account],
    queryFn: ({ signal }) =>
      getJson<MembersPage>(at(membersAddress(memberQueryString({ ...defaultMemberQuery, search: asked }))), signal),
    enabled: asked !== "",
    staleTime: 10_000,
    retry: retryRead,
  });
  return {
    rows: asked !== "" && asked === typed ? (found.data?.rows ?? []) : [],
    searching: typed !== "" && (asked !== typed || found.isPending),
    failed: asked !== "" && found.isError,
  };
}
