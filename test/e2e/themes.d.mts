export declare const themes: Readonly<
  Record<string, { readonly kind: string; readonly variables: Readonly<Record<string, string>> }>
>;
