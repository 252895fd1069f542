/** What a field is called here, and how the API calls it. */
export function FieldLabel({ children, api }: { readonly children: string; readonly api: string }) {
  return (
    <>
      {children} <code className="text-xs font-normal text-ink-2">{api}</code>
    </>
  );
}
