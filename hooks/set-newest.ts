/** Sets a key as the newest of the map, and drops the oldest keys beyond `most`. */
export function setNewest<Key, Value>(
  map: Map<Key, Value>,
  key: Key,
  value: Value,
  most: number
): void {
  // A map keeps its keys in the order in which they were first set.
  map.delete(key)
  map.set(key, value)
  for (const oldest of map.keys()) {
    if (map.size <= most) return
    map.delete(oldest)
  }
}
