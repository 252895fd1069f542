"use client";

import type { ComponentProps } from "react";
import { KeyList } from "./key-list";
import { Palette } from "./palette";

interface Props extends ComponentProps<typeof Palette> {
  readonly shown: "palette" | "keys";
}

/** What the keys of every page open; it is loaded on use. */
export function Overlay({ shown, ...rest }: Props) {
  return shown === "palette" ? <Palette {...rest} /> : <KeyList onClose={rest.onClose} />;
}
