/** The most relations of which permissions or facts are put down at once: the plan of a draft is made anew with every edit. */
export const mostAtOnce = 20_000;
