/**
 * How much one answer to a pool changes at most. An answer to a large pool takes longer in
 * proportion to its claims, whatever it changes: Metacontroller and the hook write and parse them
 * all. So an answer to a pool with more than 1,000 claims changes more in proportion.
 * @param most the most changes in an answer to a pool with 1,000 claims
 */
export function inProportion(most: number, claims: number): number {
  return Math.max(most, Math.floor((most * claims) / 1000))
}
