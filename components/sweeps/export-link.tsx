"use client";

import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { buttonClass } from "@/components/ui/button";
import { useDeskApi } from "@/lib/client/desk-account";

interface Props {
  readonly sweepId: string;
  readonly children: ReactNode;
}

/** Saves a sweep's certificate: the browser asks for the file itself. */
export function ExportLink({ sweepId, children }: Props) {
  const { at } = useDeskApi();
  return (
    <a href={at(`/api/exports/certificates/${sweepId}`)} download className={buttonClass()}>
      <Download aria-hidden className="size-4" />
      {children}
    </a>
  );
}
