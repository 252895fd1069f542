"use client";

import { Failure } from "@/components/shell/failure";

interface Props {
  readonly error: Error & { readonly digest?: string };
  readonly retry: () => void;
}

export default function RootError({ error, retry }: Props) {
  return (
    <main>
      <Failure digest={error.digest} retry={retry} />
    </main>
  );
}
