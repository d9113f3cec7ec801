/**
 * How long (ms) ACM's answers may lag behind a request or a deletion. The API reference says "several
 * seconds" (DescribeCertificate) and gives no figure for listings. A minute is a margin that costs
 * little.
 */
export const acmLagMs = 60_000
