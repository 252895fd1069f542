/** How a try to deliver ended. `gone`: it will not be taken however often it is tried. `failure`: a word, never what a server said. */
export type Delivery = { readonly kind: "delivered" } | { readonly kind: "later" | "gone"; readonly failure: string };
