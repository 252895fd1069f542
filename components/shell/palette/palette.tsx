"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useDeskRouter } from "@/components/shell/desk-router";
import { buttonClass } from "@/components/ui/button";
import { useFoundMembers } from "@/lib/client/found-members";
import type { Ability } from "@/lib/domain/policy";
import { acts, allPages } from "./places";

/** More would push pages and acts out of sight; whoever wants them all has the list. */
const mostMembers = 8;

interface Item {
  readonly id: string;
  readonly label: string;
  /** Tells apart what has the same name. */
  readonly detail: string | null;
  readonly run: () => void;
}
interface Group {
  readonly value: "members" | "pages" | "acts";
  readonly items: readonly Item[];
}

interface Props {
  readonly abilities: readonly Ability[];
  readonly onClose: () => void;
  /** Shows the list of keys instead. */
  readonly onKeys: () => void;
}

/** Members by name or UID, pages and acts, by a few letters: arrows and Enter, or a press. */
export function Palette({ abilities, onClose, onKeys }: Props) {
  const t = useTranslations("palette");
  const common = useTranslations("common");
  const router = useDeskRouter();
  const [text, setText] = useState("");
  const { rows, searching, failed } = useFoundMembers(text);

  const to = (path: string) => () => {
    onClose();
    router.push(path);
  };
  const words = text.toLowerCase().split(/\s+/);
  const isMeant = ({ label }: Item) => words.every((word) => label.toLowerCase().includes(word));
  const place = (id: string, label: string, run: () => void): Item => ({ id, label, detail: null, run });
  const all: readonly Group[] = [
    {
      value: "members",
      items: rows.slice(0, mostMembers).map(({ relationId, uid, nickname, accountName }) => ({
        id: relationId,
        label: nickname || accountName,
        detail: uid,
        run: to(`/members/${relationId}`),
      })),
    },
    {
      value: "pages",
      items: allPages
        .filter(([, ability]) => abilities.includes(ability))
        .map(([name]) => place(name, t(`page.${name}`), to(`/${name}`)))
        .filter(isMeant),
    },
    {
      value: "acts",
      items: [
        ...acts
          .filter(([, , ability]) => abilities.includes(ability))
          .map(([name, path]) => place(name, t(`act.${name}`), to(path))),
        place("keys", t("act.keys"), onKeys),
      ].filter(isMeant),
    },
  ];
  const groups = all.filter(({ items }) => items.length > 0);
  const count = groups.reduce((sum, { items }) => sum + items.length, 0);
  return (
    <Dialog.Root open onOpenChange={onClose}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-[rgb(0_0_0/0.45)]" />
        <Dialog.Popup
          aria-label={t("title")}
          className="fixed inset-x-0 top-0 z-50 mx-auto flex max-h-[92dvh] w-full max-w-xl flex-col rounded-b-xl border border-line bg-raised text-ink shadow-raised sm:top-[12dvh] sm:max-h-[72dvh] sm:w-[calc(100%-3rem)] sm:rounded-xl"
        >
          <Autocomplete.Root
            open
            inline
            mode="none"
            items={groups}
            value={text}
            onValueChange={setText}
            itemToStringValue={({ label }: Item) => label}
            autoHighlight="always"
            keepHighlight
          >
            <div className="flex items-center gap-2.5 border-b border-line py-1.5 pr-2 pl-4">
              <Search aria-hidden className="size-4.5 shrink-0 text-ink-2" />
              <Autocomplete.Input
                aria-label={t("label")}
                placeholder={t("placeholder")}
                maxLength={200}
                className="h-9 min-w-0 flex-1 bg-transparent placeholder:text-ink-2"
              />
              <Dialog.Close className={`${buttonClass("quiet", "small")} px-1.5`} aria-label={common("close")}>
                <X aria-hidden className="size-4.5" />
              </Dialog.Close>
            </div>
            <Autocomplete.Status className="sr-only">
              {searching ? t("searching") : t("count", { count })}
            </Autocomplete.Status>
            {failed ? (
              <p role="alert" className="px-4 pt-3 text-bad">
                {t("failed")}
              </p>
            ) : null}
            <div className="min-h-0 flex-1 overflow-y-auto p-1.5">
              <Autocomplete.Empty>
                <p className="px-2.5 py-3 text-ink-2">{searching ? t("searching") : t("none")}</p>
              </Autocomplete.Empty>
              <Autocomplete.List>
                {(group: Group) => (
                  <Autocomplete.Group key={group.value} items={group.items} className="not-first:mt-1.5">
                    <Autocomplete.GroupLabel className="px-2.5 py-1 text-sm text-ink-2">
                      {t(`group.${group.value}`)}
                    </Autocomplete.GroupLabel>
                    <Autocomplete.Collection>
                      {(item: Item) => (
                        <Autocomplete.Item
                          key={item.id}
                          value={item}
                          onClick={item.run}
                          className="flex min-h-8 cursor-default items-center gap-3 rounded-md px-2.5 data-highlighted:bg-accent-soft data-highlighted:text-accent forced-colors:data-highlighted:outline"
                        >
                          <span className="min-w-0 flex-1 truncate">{item.label}</span>
                          {item.detail === null ? null : (
                            <span className="figures text-sm whitespace-nowrap text-ink-2">{item.detail}</span>
                          )}
                        </Autocomplete.Item>
                      )}
                    </Autocomplete.Collection>
                  </Autocomplete.Group>
                )}
              </Autocomplete.List>
            </div>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
