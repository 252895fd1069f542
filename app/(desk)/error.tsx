"use client";

import { Failure } from "@/components/shell/failure";

interface Props {
  readonly error: Error & { readonly digest?: string };
  readonly retry: () => void;
}

export default function DeskError({ error, retry }: Props) {
  return <Failure digest={error.digest} retry={retry} />;
}
