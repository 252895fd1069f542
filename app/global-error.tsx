"use client";

import "./globals.css";

interface Props {
  readonly error: Error & { readonly digest?: string };
  readonly retry: () => void;
}

/** Stands in for the whole document when the root layout broke, so it has no provider: both languages are written out. */
export default function GlobalError({ error, retry }: Props) {
  return (
    <html lang="en">
      <body>
        <title>Linkbook</title>
        <main role="alert" className="mx-auto grid max-w-lg gap-3 px-4 py-20">
          <h1 className="text-xl font-semibold">This page could not be shown</h1>
          <p lang="zh-CN">无法显示此页面</p>
          {error.digest ? <p className="font-mono text-sm text-ink-2">Reference {error.digest}</p> : null}
          <p>
            <button
              type="button"
              className="min-h-8 rounded-md bg-accent px-3 font-medium text-accent-ink"
              onClick={retry}
            >
              Try again · <span lang="zh-CN">重试</span>
            </button>
          </p>
        </main>
      </body>
    </html>
  );
}
