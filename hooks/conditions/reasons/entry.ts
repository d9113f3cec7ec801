/** One entry of the catalogue of reasons: see `reasons` for what its fields say. */
export type ReasonEntry = { stalls: boolean; means: string; todo: string }

/** Entries of the catalogue by reason. */
export type ReasonEntries = { readonly [reason: string]: ReasonEntry }
