"use client";

import { type ComponentProps, useSyncExternalStore } from "react";
import { Field } from "./field";

const never = () => () => {};

/** Whether the page has come to life here. What is typed into a field that React holds while it takes the page over is lost. */
const useAlive = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );

type FieldProps = ComponentProps<typeof Field>;
type Ids = Parameters<FieldProps["children"]>[0] & { readonly readOnly?: true };

interface Props extends Omit<FieldProps, "children"> {
  readonly children: (ids: Ids) => ReturnType<FieldProps["children"]>;
}

/** A `Field` whose text React holds: it takes none before it can keep it. */
export function LiveField({ children, ...rest }: Props) {
  const alive = useAlive();
  return <Field {...rest}>{(ids) => children(alive ? ids : { ...ids, readOnly: true })}</Field>;
}
