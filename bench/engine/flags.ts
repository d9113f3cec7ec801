/** Metacontroller's flags `--workers`, `--client-go-qps` and `--client-go-burst`. */
export type Flags = { workers: number; qps: number; burst: number }

/** The flags that the quick start tells people to set. A test compares them. */
export const quickStartFlags: Flags = { workers: 50, qps: 200, burst: 400 }
