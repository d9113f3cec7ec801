/** The Gateways on which this process has lately placed claims, by the names of the claims. */
export type PlacedBefore = ReadonlyMap<string, string>
