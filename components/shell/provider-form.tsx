import type { ReactNode } from "react";
import { buttonClass } from "@/components/ui/button";

interface Props {
  readonly csrfToken: string;
  readonly callbackUrl: string | null;
  /** Has the provider ask for a proof again, although it knows who this is. */
  readonly fresh?: boolean;
  /** What the button says. */
  readonly children: ReactNode;
}

/** Sets out for the company's provider, without a script. */
export function ProviderForm({ csrfToken, callbackUrl, fresh = false, children }: Props) {
  return (
    <form method="post" action={`/api/auth/signin/oidc${fresh ? "?fresh=1" : ""}`} className="grid">
      <input type="hidden" name="csrfToken" value={csrfToken} />
      {callbackUrl ? <input type="hidden" name="callbackUrl" value={callbackUrl} /> : null}
      <button type="submit" className={`${buttonClass("primary")} min-h-9`}>
        {children}
      </button>
    </form>
  );
}
