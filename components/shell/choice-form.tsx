interface Props<Value extends string> {
  /** Stands over the choices, and names the group. */
  readonly legend: string;
  readonly name: string;
  readonly chosen: Value;
  readonly choices: readonly { readonly value: Value; readonly label: string; readonly lang?: string }[];
  readonly action: (form: FormData) => Promise<void>;
  readonly hideLegend?: boolean;
}

/** A few choices, each a button that posts itself: works without a script and costs none. */
export function ChoiceForm<Value extends string>({ legend, name, chosen, choices, action, hideLegend }: Props<Value>) {
  return (
    <form action={action}>
      <fieldset className="grid gap-1">
        <legend className={hideLegend ? "sr-only" : "mb-1 text-xs text-ink-2"}>{legend}</legend>
        <div className="inline-flex rounded-md border border-line bg-sunken p-0.5">
          {choices.map(({ value, label, lang }) => (
            <button
              key={value}
              type="submit"
              name={name}
              value={value}
              lang={lang}
              aria-pressed={value === chosen}
              className="min-h-6 flex-1 rounded px-2.5 text-sm whitespace-nowrap text-ink-2 hover:text-ink aria-pressed:bg-surface aria-pressed:font-medium aria-pressed:text-ink aria-pressed:shadow-sm aria-pressed:outline aria-pressed:outline-line"
            >
              {label}
            </button>
          ))}
        </div>
      </fieldset>
    </form>
  );
}
