/** What a colour says. A tone always comes with words: meaning never hangs on colour alone. */
export type Tone = "neutral" | "accent" | "good" | "warn" | "bad";

/** Text on its soft ground, at 4.5 : 1 or better in both themes. */
export const toneClass: Record<Tone, string> = {
  neutral: "bg-sunken text-ink-2 border-line",
  accent: "bg-accent-soft text-accent border-accent-soft",
  good: "bg-good-soft text-good border-good-soft",
  warn: "bg-warn-soft text-warn border-warn-soft",
  bad: "bg-bad-soft text-bad border-bad-soft",
};
